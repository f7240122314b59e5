//! `cfs dns`.

use super::session::{Session, invocation};
use crate::args::{BodyPlan, Invocation, PartPlan, Source};
use crate::call::scope;
use crate::failure::Failure;
use crate::output::Value;
use cfs_account::What;
use clap::{Args, Subcommand};

#[derive(Args, Clone, Debug)]
pub(crate) struct Dns {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Lists the records of a zone
    #[command(after_help = "Example:\n  cfs dns list --zone example.com --fields name,type,content,ttl")]
    List {
        /// Only records of this type
        #[arg(long = "type", value_name = "TYPE")]
        kind: Option<String>,
    },
    /// Writes all records as a zone file (BIND) to stdout, or with -o to a file
    #[command(after_help = "Example:\n  cfs dns export --zone example.com -o example.com.zone")]
    Export,
    /// Adds the records of a zone file (BIND); those that are there already stay as they are
    #[command(after_help = "Example:\n  cfs dns import --zone example.com example.com.zone")]
    Import {
        /// The file; `-` or nothing for stdin
        #[arg(default_value = "-")]
        file: String,
        /// Whether Cloudflare stands in front of those that it can stand in front of
        #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
        proxied: Option<bool>,
    },
    /// Makes a record, or gives the one that has the name and the type another content
    #[command(
        after_help = "Examples:\n  cfs dns set --zone example.com www A 192.0.2.1 --proxied true\n  cfs dns set --zone example.com @ MX mail.example.com --priority 10"
    )]
    Set {
        /// The name, with or without the zone's; `@` for the zone itself
        name: String,
        /// The type: A, AAAA, CNAME, MX, TXT …
        #[arg(value_name = "TYPE")]
        kind: String,
        /// The content
        #[arg(allow_hyphen_values = true)]
        content: String,
        /// How long it may be kept, in seconds; 1 is automatic
        #[arg(long, value_name = "SECONDS")]
        ttl: Option<u32>,
        /// Whether Cloudflare stands in front of it
        #[arg(long, value_name = "true|false")]
        proxied: Option<bool>,
        /// Of MX and URI records
        #[arg(long)]
        priority: Option<u16>,
        /// A comment
        #[arg(long)]
        comment: Option<String>,
    },
}

pub(super) async fn run(dns: Dns, session: &Session<'_>) -> Result<(), Failure> {
    match dns.command {
        Command::List { kind } => {
            let kind = kind.map(|kind| kind.to_ascii_uppercase());
            session.show(invocation("dns.records.list")?.maybe("type_", kind)).await
        }
        Command::Export => session.show(invocation("dns.records.export")?).await,
        Command::Import { file, proxied } => {
            let text = Source::of_path(&file).read()?;
            let mut parts = vec![("file".to_owned(), PartPlan::Text(text))];
            parts.extend(proxied.map(|on| ("proxied".to_owned(), PartPlan::Text(on.to_string()))));
            session.show(invocation("dns.records.import")?.sending(BodyPlan::Form(parts))).await
        }
        Command::Set { name, kind, content, ttl, proxied, priority, comment } => {
            let mut members = vec![
                ("type".to_owned(), Value::Text(kind.to_ascii_uppercase())),
                ("content".to_owned(), Value::Text(content)),
                // What is not said is as before, or as usual.
                ("ttl".to_owned(), Value::Number(ttl.unwrap_or(1).to_string())),
            ];
            members.extend(proxied.map(|on| ("proxied".to_owned(), Value::Bool(on))));
            members.extend(priority.map(|of| ("priority".to_owned(), Value::Number(of.to_string()))));
            members.extend(comment.map(|text| ("comment".to_owned(), Value::Text(text))));
            let call = set(&name, members, ttl.is_some(), session).await?;
            session.show(call).await
        }
    }
}

/// The zone's id and name.
async fn zone(session: &Session<'_>) -> Result<(String, String), Failure> {
    let id = scope::id(What::Zone, &session.client, session.global, session.settings, true).await?;
    let about = session.ask(invocation("zones.get")?.with("zone_id", &id)).await?;
    Ok((id, about.get("name").map(Value::plain).unwrap_or_default()))
}

/// A name with the zone's.
fn full(name: &str, zone: &str) -> String {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    match name.as_str() {
        "@" | "" => zone.to_owned(),
        name if name == zone || name.ends_with(&format!(".{zone}")) => name.to_owned(),
        name => format!("{name}.{zone}"),
    }
}

/// The call that makes the record be there.
async fn set(
    name: &str,
    mut members: Vec<(String, Value)>,
    has_ttl: bool,
    session: &Session<'_>,
) -> Result<Invocation, Failure> {
    let (zone, zone_name) = zone(session).await?;
    let name = full(name, &zone_name);
    members.insert(0, ("name".to_owned(), Value::text(&name)));
    let (kind, content) = (members[1].1.clone(), members[2].1.clone());
    let list = invocation("dns.records.list")?.with("zone_id", &zone).with("type_", kind.plain());
    let there = session.all(list).await?;
    let is = |record: &Value, member: &str, value: &Value| record.get(member) == Some(value);
    let named: Vec<&Value> = there
        .iter()
        .filter(|record| {
            is(record, "type", &kind)
                && record.get("name").is_some_and(|known| known.plain().eq_ignore_ascii_case(&name))
        })
        .collect();
    let found = match named.as_slice() {
        [] => {
            let call = invocation("dns.records.create")?.with("zone_id", zone);
            return Ok(call.json(&Value::Object(members)));
        }
        [one] => *one,
        several => {
            several.iter().find(|record| is(record, "content", &content)).copied().ok_or_else(|| {
                let kind = kind.plain();
                Failure::usage(format!(
                    "{name} has {} records of type {kind}: which is meant?",
                    several.len()
                ))
                .hint("`cfs api dns records edit ID` changes one of them, `create` makes another")
            })?
        }
    };
    if !has_ttl {
        members.retain(|(member, _)| member != "ttl");
        members.extend(found.get("ttl").map(|ttl| ("ttl".to_owned(), ttl.clone())));
    }
    let id = found.get("id").map(Value::plain).unwrap_or_default();
    let call = invocation("dns.records.edit")?.with("zone_id", zone).with("dns_record_id", id);
    Ok(call.json(&Value::Object(members)))
}
