//! The account or the zone of a call: as it was said, by name or id, or the only one there is.

use crate::args::{Global, Invocation, scope};
use crate::failure::Failure;
use crate::settings::Settings;
use cfs_catalogue::{Argument, Arguments, Check, Content, Place, catalogue};
use cfs_http::{Client, Json};
use futures_util::TryStreamExt as _;

/// What a call can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// An account.
    Account,
    /// A zone.
    Zone,
}

impl About {
    fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Zone => "zone",
        }
    }

    fn list(self) -> &'static str {
        match self {
            Self::Account => "accounts.list",
            Self::Zone => "zones.list",
        }
    }

    fn variables(self) -> [&'static str; 2] {
        match self {
            Self::Account => ["CLOUDFLARE_ACCOUNT_ID", "CF_ACCOUNT_ID"],
            Self::Zone => ["CLOUDFLARE_ZONE_ID", "CF_ZONE_ID"],
        }
    }
}

/// Fills in the account or zone where the call lacks it. `asks` says whether the API may be asked.
pub(crate) async fn fill(
    call: &mut Invocation,
    client: &Client,
    global: &Global,
    settings: &Settings,
    asks: bool,
) -> Result<(), Failure> {
    let detail = call.operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
    let Some(parameter) = scope(detail).filter(|parameter| !call.has(parameter)) else { return Ok(()) };
    let about = match parameter.place {
        Place::Scope
            if global.account.is_none()
                && (global.zone.is_some() || settings.account.is_none() && settings.zone.is_some()) =>
        {
            About::Zone
        }
        Place::Scope => About::Account,
        _ if detail.path().starts_with("/zones/") => About::Zone,
        _ => About::Account,
    };
    // What the operation is about itself is never guessed: `cfs api zones delete` names its zone.
    let is_own = parameter.place != Place::Scope
        && detail.path().ends_with('}')
        && detail.path().matches('/').count() == 2;
    let stated = match (about, is_own) {
        (About::Account, true) => global.account.as_deref(),
        (About::Account, false) => settings.account.as_deref(),
        (About::Zone, true) => global.zone.as_deref(),
        (About::Zone, false) => settings.zone.as_deref(),
    };
    if is_own && stated.is_none() {
        return Ok(());
    }
    let id = match stated {
        Some(text) => id(about, text, client, asks).await?,
        None => only(about, client, asks).await?,
    };
    let name = match (parameter.place, about) {
        (Place::Scope, About::Zone) => "zone_id",
        (Place::Scope, About::Account) => "account_id",
        _ => parameter.rust,
    };
    call.arguments.push((name.to_owned(), Argument::Text(id)));
    Ok(())
}

/// Whether a text has the form of an id.
fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The id of what is named, or it itself.
pub(crate) async fn id(about: About, text: &str, client: &Client, asks: bool) -> Result<String, Failure> {
    // What is in a variable for ids is one, whatever its form.
    if is_id(text)
        || about.variables().iter().any(|name| std::env::var(name).is_ok_and(|id| id.trim() == text))
    {
        return Ok(text.to_owned());
    }
    let word = about.word();
    if !asks {
        return Err(Failure::usage(format!(
            "{word} `{text}`: only an id can be taken without asking the API"
        ))
        .hint(format!("give the {word}'s id, 32 hexadecimal digits")));
    }
    let found = listed(about, Some(text), client).await?;
    let matching: Vec<&(String, String)> =
        found.iter().filter(|(_, name)| name.eq_ignore_ascii_case(text)).collect();
    match matching.as_slice() {
        [(id, _)] => Ok(id.clone()),
        [] => {
            let near = crate::args::nearest(text, found.iter().map(|(_, name)| name.as_str()));
            let hint = near.map(|name| format!("did you mean `{name}`?"));
            Err(Failure::usage(format!("there is no {word} `{text}` that these credentials can see"))
                .maybe_hint(hint)
                .hint(format!("`cfs api {} --fields id,name` lists them", about.list().replace('.', " "))))
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|(id, _)| id.as_str()).collect();
            Err(Failure::usage(format!("several {word}s are called `{text}`: {}", ids.join(", ")))
                .hint("give the id of the one that is meant"))
        }
    }
}

/// The only one there is.
pub(crate) async fn only(about: About, client: &Client, asks: bool) -> Result<String, Failure> {
    let word = about.word();
    let which = |more: String| {
        Failure::usage(format!("which {word}?{more}"))
            .hint(format!("--{word} NAME|ID, or {} in the environment", about.variables()[0]))
    };
    if !asks {
        return Err(which(String::new()));
    }
    let found = listed(about, None, client).await?;
    match found.as_slice() {
        [(id, _)] => Ok(id.clone()),
        [] => Err(which(" these credentials can see none".to_owned())),
        several => {
            let names: Vec<&str> = several.iter().take(5).map(|(_, name)| name.as_str()).collect();
            Err(which(format!(" there are {}", names.join(", "))))
        }
    }
}

/// Accounts or zones, by id and name: those of a name, as far as the API filters, or the first few of all.
async fn listed(about: About, name: Option<&str>, client: &Client) -> Result<Vec<(String, String)>, Failure> {
    const MOST: usize = 1000;
    let Some(operation) = catalogue().operation(about.list()) else { return Ok(Vec::new()) };
    let arguments = match name {
        Some(name) => Arguments::new().set("name", name),
        None => Arguments::new().set("per_page", "5"),
    };
    let request = operation.prepare(client, &arguments, Content::none(), Check::Off)?;
    let Some(mut items) = request.items() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let text =
        |item: &Json, member: &str| item.get(member).and_then(|value| value.as_str()).unwrap_or_default();
    let doing = format!("looking for the {}", about.word());
    while let Some(item) =
        items.try_next().await.map_err(|error| Failure::from(error).doing(doing.clone()))?
    {
        found.push((text(&item, "id"), text(&item, "name")));
        if found.len() >= MOST || name.is_none() && found.len() > 5 {
            break;
        }
    }
    Ok(found)
}
