//! `cfs versions`, `history`, `rollback`, `rollout`: which code of a Worker answers.

use crate::args::Global;
use crate::call::{scope, show};
use crate::failure::Failure;
use crate::output::{Out, Value};
use crate::settings::Settings;
use crate::terminal;
use cfs_account::What;
use cfs_deploy::worker::versions::{self, Deployment, Said, Version};
use cfs_deploy::worker::{Annotations, Request, Target, client};
use cfs_http::Client;
use clap::Args;
use serde_json::json;
use std::time::Duration;

/// What commands about one Worker take.
#[derive(Args, Clone, Debug)]
pub(crate) struct OfArgs {
    /// The Worker
    worker: String,
}

/// What `cfs rollback` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct RollbackArgs {
    /// The Worker
    worker: String,
    /// The version, by the beginning of its id or its number; without one, the one that answered all requests before
    version: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
}

/// What `cfs rollout` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct RolloutArgs {
    /// The Worker
    worker: String,
    /// The version, by the beginning of its id or its number; without one, the newest
    version: Option<String>,
    /// Shares of the requests, one after the other
    #[arg(long, value_name = "PERCENT,…", value_delimiter = ',', default_value = "5%,25%,100%", value_parser = percent)]
    steps: Vec<f64>,
    /// How long each share stays
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = span)]
    every: Duration,
    /// Why
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
}

fn percent(text: &str) -> Result<f64, String> {
    let number: f64 = text.trim_end_matches('%').parse().map_err(|_| "a share is such as 5%".to_owned())?;
    if number > 0.0 && number <= 100.0 {
        Ok(number)
    } else {
        Err("a share is above 0% and at most 100%".to_owned())
    }
}

fn span(text: &str) -> Result<Duration, String> {
    let wrong = || "a time is such as 30s, 10m or 1h".to_owned();
    let digits = text.find(|own: char| !own.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().map_err(|_| wrong())?;
    let each = match &text[digits..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(wrong()),
    };
    Ok(Duration::from_secs(number.saturating_mul(each)))
}

/// A Worker with its versions and deployments, the newest first.
struct Of<'a> {
    client: Client,
    target: Target,
    versions: Vec<Version>,
    deployments: Vec<Deployment>,
    global: &'a Global,
    settings: &'a Settings,
}

impl<'a> Of<'a> {
    async fn read(worker: &str, global: &'a Global, settings: &'a Settings) -> Result<Self, Failure> {
        let client = settings.client(global, show::ANY, true).await?;
        let account = scope::id(What::Account, &client, global, settings, true).await?;
        let target = Target { account, namespace: None, name: worker.to_owned() };
        let list = async |below: &str| {
            let request = Request::new(cfs_deploy::worker::request::Method::Get, target.script(below));
            client::send(&client, &request)
                .await
                .map_err(|error| Failure::from(error).doing(format!("reading {worker}")))
        };
        let items = |value: &serde_json::Value, member: &str| -> Vec<serde_json::Value> {
            let items = value.get(member).unwrap_or(value).as_array();
            items.cloned().unwrap_or_default()
        };
        let told = list("/versions").await?;
        let versions = items(&told, "items").iter().map(Version::read).collect();
        let told = list("/deployments").await?;
        let deployments = items(&told, "deployments").iter().map(Deployment::read).collect();
        Ok(Self { client, target, versions, deployments, global, settings })
    }

    /// The version that a word means.
    fn version(&self, word: &str) -> Result<&Version, Failure> {
        let number = word.parse::<u64>().ok();
        let fits = |version: &&Version| {
            number.is_some() && version.number == number || word.len() >= 4 && version.id.starts_with(word)
        };
        let found: Vec<&Version> = self.versions.iter().filter(fits).collect();
        match found.as_slice() {
            [one] => Ok(one),
            [] => Err(Failure::failed(format!("{} has no version `{word}`", self.target.name))
                .hint(format!("`cfs versions {}` lists them", self.target.name))),
            _ => Err(Failure::usage(format!("several versions of {} begin with `{word}`", self.target.name))),
        }
    }

    async fn agreed(&self, what: &str) -> Result<bool, Failure> {
        if self.global.dry_run {
            terminal::say!("would: {what}");
            return Ok(false);
        }
        if self.global.yes || !terminal::is_interactive() {
            return Ok(true);
        }
        Ok(terminal::confirm(format!("{what}?")).await?)
    }

    async fn send(&self, request: &Request) -> Result<(), Failure> {
        let sent = client::send(&self.client, request).await;
        sent.map(drop).map_err(|error| Failure::from(error).doing(format!("deploying {}", self.target.name)))
    }

    fn shown(&self, rows: impl Iterator<Item = Value>) -> Result<(), Failure> {
        let mut out = Out::new(self.global, self.settings.output)?;
        out.list();
        for row in rows {
            out.row(row)?;
        }
        out.finish(self.global.quiet)
    }
}

fn record(members: Vec<(&str, Value)>) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn text(value: Option<&str>) -> Value {
    value.map_or(Value::Null, Value::text)
}

fn said(said: &Said) -> [(&'static str, Value); 4] {
    [
        ("message", text(said.message.as_deref())),
        ("tag", text(said.tag.as_deref())),
        ("commit", text(said.commit.as_deref())),
        ("branch", text(said.branch.as_deref())),
    ]
}

/// Lists versions, with the share that each answers.
pub(super) async fn list(of: &OfArgs, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let of = Of::read(&of.worker, global, settings).await?;
    let shares = of.deployments.first().map(|now| now.versions.clone()).unwrap_or_default();
    of.shown(of.versions.iter().map(|version| {
        let share = shares.iter().find(|(id, _)| *id == version.id).map(|(_, share)| *share);
        let number = version.number.map_or(Value::Null, |number| Value::Number(number.to_string()));
        let mut row = vec![
            ("number", number),
            ("id", Value::text(&version.id)),
            ("percent", share.map_or(Value::Null, |share| Value::Number(share.to_string()))),
            ("created", text(version.created.as_deref())),
            ("author", text(version.author.as_deref())),
            ("source", text(version.source.as_deref())),
        ];
        row.extend(said(&version.said));
        record(row)
    }))
}

/// Lists deployments: who, when, which versions, why.
pub(super) async fn history(of: &OfArgs, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let of = Of::read(&of.worker, global, settings).await?;
    let entries = versions::history(&of.deployments, &of.versions);
    of.shown(entries.iter().map(|entry| {
        let deployment = &entry.deployment;
        let shares = deployment.versions.iter().map(|(id, share)| format!("{id} {share}%"));
        let mut row = vec![
            ("id", Value::text(&deployment.id)),
            ("created", text(deployment.created.as_deref())),
            ("author", text(deployment.author.as_deref())),
            ("versions", Value::text(shares.collect::<Vec<_>>().join(", "))),
            ("before", text(entry.before.as_deref())),
        ];
        // What is not said of the deployment itself is said of its version.
        let own = deployment.said.message.is_some() || deployment.said.commit.is_some();
        let of_version = entry.versions.iter().flatten().next().map(|version| &version.said);
        row.extend(said(if own { &deployment.said } else { of_version.unwrap_or(&deployment.said) }));
        record(row)
    }))
}

/// Has a version that answered before answer all requests again.
pub(super) async fn rollback(
    args: &RollbackArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let of = Of::read(&args.worker, global, settings).await?;
    let to = match &args.version {
        Some(word) => of.version(word)?.id.clone(),
        None => versions::before(&of.deployments).map(str::to_owned).ok_or_else(|| {
            Failure::failed(format!("no other version of {} has answered all requests before", args.worker))
                .hint(format!("`cfs versions {}` lists them: name one", args.worker))
        })?,
    };
    if of.deployments.first().and_then(Deployment::whole) == Some(to.as_str()) {
        terminal::say!("{to} answers all requests of {} already", args.worker);
        return Ok(());
    }
    if !of.agreed(&format!("have {to} answer all requests of {}", args.worker)).await? {
        return Ok(());
    }
    let annotations = Annotations { message: args.message.clone(), ..Annotations::default() };
    of.send(&versions::deploy(&of.target, &[(json!(to), 100.0)], &annotations, None, false)).await?;
    if !global.quiet {
        terminal::say!("{to} answers all requests of {}", args.worker);
    }
    Ok(())
}

/// Gives a version more and more of the requests. What was begun before, here or elsewhere, goes on where it is.
pub(super) async fn rollout(args: &RolloutArgs, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let of = Of::read(&args.worker, global, settings).await?;
    let wanted = match &args.version {
        Some(word) => Some(of.version(word)?.id.clone()),
        None => None,
    };
    let under_way = versions::rollout(&of.deployments, &of.versions);
    let (new, old, done) =
        match under_way.filter(|(new, ..)| wanted.as_ref().is_none_or(|wanted| wanted == new)) {
            Some(found) => found,
            None => {
                let new = wanted.or_else(|| of.versions.first().map(|version| version.id.clone()));
                let old = of.deployments.first().and_then(Deployment::largest).map(str::to_owned);
                let (Some(new), Some(old)) = (new, old) else {
                    return Err(Failure::failed(format!("{} has no deployment to begin with", args.worker)));
                };
                (new, old, 0.0)
            }
        };
    if new == old {
        terminal::say!("{new} answers all requests of {} already", args.worker);
        return Ok(());
    }
    let steps: Vec<f64> = args.steps.iter().copied().filter(|share| *share > done).collect();
    let told: Vec<String> = steps.iter().map(|share| format!("{share}%")).collect();
    let what =
        format!("give {new} {} of the requests of {} that {old} answers", told.join(", then "), args.worker);
    if !of.agreed(&what).await? {
        return Ok(());
    }
    let annotations = Annotations { message: args.message.clone(), ..Annotations::default() };
    for (at, share) in steps.iter().enumerate() {
        of.send(&versions::shift(&of.target, &old, &new, *share, &annotations)).await?;
        if !global.quiet {
            terminal::say!("{new} answers {share}% of the requests of {}", args.worker);
        }
        if at + 1 < steps.len() {
            tokio::time::sleep(args.every).await;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{percent, span};
    use std::time::Duration;

    #[test]
    fn shares_and_times_are_read() {
        assert_eq!((percent("5%"), percent("100"), percent("0%").is_err()), (Ok(5.0), Ok(100.0), true));
        assert!(percent("101%").is_err() && percent("many").is_err());
        assert_eq!(
            (span("90"), span("10m"), span("1h")),
            (Ok(Duration::from_secs(90)), Ok(Duration::from_mins(10)), Ok(Duration::from_hours(1)))
        );
        assert!(span("1d").is_err() && span("m").is_err());
    }
}
