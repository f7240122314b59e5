//! KV: namespaces, keys over several pages, binary values under odd keys, several values at once, deletion, errors.

use crate::ACCOUNT;
use crate::check::Checks;
use cfs_management::kv::{GetResultValue, NamespaceBulkGet, NamespaceBulkGetResult, ValueUpdate};
use cfs_management::{Client, Error};
use futures_util::TryStreamExt;

/// Keys that mean something to URLs, forms or people.
const ODD: [&str; 9] = [
    "plain",
    "a/b/c",
    "with space",
    "100% sure? #1 & more+",
    "grüße/日本語/🦀",
    "quote\"back\\slash",
    "semi;colon=equals:colon@at",
    ".hidden",
    "%2F already escaped",
];

pub async fn run(cf: &Client, checks: &mut Checks) -> Result<(), Error> {
    let namespaces = cf.kv().namespaces();
    let list: Vec<_> = namespaces.list(ACCOUNT).stream().try_collect().await?;
    let ids: Vec<&str> = list.iter().map(|namespace| namespace.id.as_str()).collect();
    checks.equal("kv: every namespace comes once", ids, ["kv-cache", "kv-flags", "kv-sessions"]);
    checks.equal("kv: a namespace has its title", list[0].title.as_str(), "CACHE");
    let page = namespaces.list(ACCOUNT).direction("desc").await?;
    checks.equal("kv: a parameter is understood", page[0].id.as_str(), "kv-sessions");
    values(cf, checks).await?;
    pages(cf, checks).await?;
    errors(cf, checks).await;
    Ok(())
}

async fn values(cf: &Client, checks: &mut Checks) -> Result<(), Error> {
    let (namespaces, values) = (cf.kv().namespaces(), cf.kv().namespaces().values());
    let every_byte: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    for key in ODD {
        let value = [key.as_bytes(), &every_byte].concat();
        values.update_bytes(ACCOUNT, "kv-cache", key, value.clone()).await?;
        let read = values.get(ACCOUNT, "kv-cache", key).await?;
        checks.that(&format!("kv: `{key}` holds what was written"), read == value);
    }
    let mut names: Vec<String> =
        namespaces.keys().list(ACCOUNT, "kv-cache").stream().map_ok(|key| key.name).try_collect().await?;
    names.sort_unstable();
    let mut wanted = ODD;
    wanted.sort_unstable();
    checks.equal("kv: odd keys are listed as they are", names, wanted);

    let empty: Vec<u8> = Vec::new();
    values.update_bytes(ACCOUNT, "kv-flags", "empty", empty).await?;
    checks.equal("kv: an empty value is one", values.get(ACCOUNT, "kv-flags", "empty").await?.len(), 0);

    let note = cfs_http::Json::object([("by", cfs_http::Json::from("me"))]);
    let form = ValueUpdate::new("line 1\r\nline 2 — ü").metadata(note.clone());
    values.update(ACCOUNT, "kv-flags", "form", form).await?;
    let read = values.get(ACCOUNT, "kv-flags", "form").await?;
    checks.equal("kv: a form's value arrives", &read[..], "line 1\r\nline 2 — ü".as_bytes());
    let keys = namespaces.keys().list(ACCOUNT, "kv-flags").prefix("form").await?;
    checks.equal("kv: a form's metadata arrives", keys[0].metadata.as_ref(), Some(&note));

    let asked = NamespaceBulkGet::new(["form", "empty", "missing"]);
    match namespaces.bulk_get(ACCOUNT, "kv-flags", asked).await? {
        Some(NamespaceBulkGetResult::Result(found)) => {
            let found = found.values.unwrap_or_default();
            let form = GetResultValue::Text("line 1\r\nline 2 — ü".into());
            checks.equal("kv: several values at once", found.get("form"), Some(&form));
            checks.equal(
                "kv: one of them empty",
                found.get("empty"),
                Some(&GetResultValue::Text(String::new())),
            );
            let missing = found.get("missing").cloned();
            let null = cfs_http::Json::parse("null").map(GetResultValue::Unknown).ok();
            checks.equal("kv: one of them missing", missing, null);
        }
        other => checks.that(&format!("kv: several values at once, not {other:?}"), false),
    }

    for key in ODD {
        values.delete(ACCOUNT, "kv-cache", key).await?;
    }
    let left = namespaces.keys().list(ACCOUNT, "kv-cache").await?;
    checks.equal("kv: deleted keys are gone", left.len(), 0);
    Ok(())
}

async fn pages(cf: &Client, checks: &mut Checks) -> Result<(), Error> {
    let (keys, values) = (cf.kv().namespaces().keys(), cf.kv().namespaces().values());
    let wanted: Vec<String> = (0..45).map(|number| format!("user:{number:03}")).collect();
    for name in &wanted {
        values.update_bytes(ACCOUNT, "kv-sessions", name, name.clone()).await?;
    }
    values.update_bytes(ACCOUNT, "kv-sessions", "zzz", "not asked for").await?;
    let list = || keys.list(ACCOUNT, "kv-sessions").prefix("user:").limit(10);
    let found: Vec<String> = list().stream().map_ok(|key| key.name).try_collect().await?;
    checks.equal("kv: all pages, nothing lost or twice", &found, &wanted);
    let sizes: Vec<usize> = list().pages().map_ok(|page| page.len()).try_collect().await?;
    checks.equal("kv: the pages are as large as was asked", sizes, [10, 10, 10, 10, 5]);
    let some: Vec<String> = list().collect_all(12).await?.into_iter().map(|key| key.name).collect();
    checks.equal("kv: a limit holds across pages", &some[..], &wanted[..12]);
    let first = list().await?;
    checks.equal("kv: a page says how many it has", first.info().count, Some(10));
    let second = first.next().await?;
    checks.equal(
        "kv: one page leads to the next",
        second.map(|page| page[0].name.clone()),
        Some("user:010".into()),
    );
    Ok(())
}

async fn errors(cf: &Client, checks: &mut Checks) {
    let namespaces = cf.kv().namespaces();
    let missing = namespaces.values().get(ACCOUNT, "kv-cache", "not/there").await;
    checks.refused("kv: a key that is not there", missing, 404, 10009);
    let missing = namespaces.values().get(ACCOUNT, "nowhere", "key").await;
    checks.refused("kv: a namespace that is not there", missing, 404, 10013);
    let stream = namespaces.values().get(ACCOUNT, "nowhere", "key").bytes_stream().await;
    checks.refused("kv: a download of what is not there", stream.map(drop), 404, 10013);
    let keys: Result<Vec<_>, _> = namespaces.keys().list(ACCOUNT, "nowhere").stream().try_collect().await;
    checks.refused("kv: keys of a namespace that is not there", keys, 404, 10013);
    let few = namespaces.keys().list(ACCOUNT, "kv-cache").limit(3).await;
    checks.refused("kv: a limit that is too small", few, 400, 10001);
    let many = NamespaceBulkGet::new((0..101).map(|number| number.to_string()));
    checks.refused(
        "kv: too many keys at once",
        namespaces.bulk_get(ACCOUNT, "kv-cache", many).await,
        400,
        10001,
    );
}
