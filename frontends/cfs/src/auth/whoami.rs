//! Who the credentials are.

use crate::args::Global;
use crate::failure::Failure;
use crate::output::{Out, Value};
use crate::settings::Settings;
use cfs_account::{Named, TokenStatus, Whoami};
use cfs_http::operation::Auth;

/// `cfs auth whoami`.
pub(super) async fn whoami(global: &Global, settings: &Settings) -> Result<(), Failure> {
    let mut out = Out::new(global, settings.output)?;
    let client = settings.client(global, &[Auth::Token, Auth::Key], true).await?;
    let secret = settings.session.credentials()?;
    let account = settings.said(cfs_account::What::Account, global).map(|said| said.value);
    let who = cfs_account::whoami(&client, &secret, account.as_deref()).await.map_err(|error| {
        Failure::from(error).doing(format!("the {} from {}", secret.value.kind(), secret.source))
    })?;
    out.one(value(&who, settings))?;
    out.finish(global.quiet)
}

fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::text)
}

fn texts(texts: &[String]) -> Value {
    Value::List(texts.iter().map(Value::text).collect())
}

fn value(who: &Whoami, settings: &Settings) -> Value {
    let named = |all: &[Named]| {
        let one =
            |one: &Named| Value::record([("id", Value::text(&one.id)), ("name", Value::text(&one.name))]);
        Value::List(all.iter().map(one).collect())
    };
    Value::record([
        ("kind", Value::text(who.kind)),
        ("from", Value::text(who.source.to_string())),
        ("profile", Value::text(&settings.session.profile().value)),
        ("email", text(who.email.as_deref())),
        ("token", who.token.as_ref().map_or(Value::Null, token)),
        ("scopes", texts(&who.scopes)),
        ("accounts", named(&who.accounts)),
        ("zones", named(&who.zones)),
    ])
}

fn token(token: &TokenStatus) -> Value {
    let end = token.expires_on.map(|end| end.to_string());
    Value::record([
        ("id", Value::text(&token.id)),
        ("status", Value::text(&token.status)),
        ("account", text(token.owner.as_deref())),
        ("expires_on", text(end.as_deref())),
        ("permissions", token.permissions.as_deref().map_or(Value::Null, texts)),
    ])
}
