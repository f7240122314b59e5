//! Profiles: which there are, which is used.

use super::say;
use crate::args::Global;
use crate::failure::{Exit, Failure};
use crate::output::{Out, Value, Wanted};
use crate::settings::{Settings, hide_all, without_secrets};
use crate::terminal;
use cfs_account::{DEFAULT_PROFILE, Key, Source};

/// All profiles: those of the file, and what is used without being in it.
fn names(settings: &Settings) -> Vec<String> {
    let mut names: Vec<String> = settings.session.config().profiles().map(str::to_owned).collect();
    for name in [DEFAULT_PROFILE, settings.session.profile().value.as_str()] {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// `cfs auth profiles list`.
pub(super) fn list(global: &Global, settings: &Settings) -> Result<(), Failure> {
    let mut out = Out::new(global, settings.output)?;
    out.list();
    for name in names(settings) {
        if out.row(row(&name, global, settings))? == Wanted::Enough {
            break;
        }
    }
    out.page()?;
    out.finish(global.quiet)
}

fn row(name: &str, global: &Global, settings: &Settings) -> Value {
    let config = settings.session.config();
    let said = |key| config.get(name, key).map_or(Value::Null, |said| Value::text(said.value));
    let (login, kept) = match settings.session.store().get(name) {
        Ok(Some(secret)) => {
            hide_all(&secret.value);
            (Value::text(secret.value.kind()), Value::text(secret.source.to_string()))
        }
        Ok(None) => (Value::Null, Value::Null),
        Err(error) => {
            say(global, &format!("note: {name}: {error}"));
            (Value::Null, Value::Null)
        }
    };
    Value::record([
        ("name", Value::text(name)),
        ("used", Value::Bool(name == settings.session.profile().value)),
        ("login", login),
        ("kept_in", kept),
        ("account", said(Key::Account)),
        ("zone", said(Key::Zone)),
        ("base_url", said(Key::BaseUrl)),
    ])
}

/// That there is no such profile, and which there are.
fn known(name: &str, settings: &Settings) -> Result<(), Failure> {
    let names = names(settings);
    if names.iter().any(|known| known == name) {
        return Ok(());
    }
    let name = without_secrets(name);
    let meant = crate::args::nearest(&name, names.iter().map(String::as_str));
    Err(Failure::usage(format!("there is no profile `{name}`; there is {}", names.join(", ")))
        .maybe_hint(meant.map(|name| format!("did you mean `{name}`?")))
        .hint(format!("`cfs auth login --profile {name}` makes it")))
}

fn file(settings: &Settings) -> String {
    settings.session.config().path().map(|path| path.display().to_string()).unwrap_or_default()
}

/// `cfs auth profiles use`.
pub(super) fn choose(name: &str, global: &Global, mut settings: Settings) -> Result<(), Failure> {
    known(name, &settings)?;
    if global.dry_run {
        say(global, &format!("would use the profile `{name}` from now on: `profile` in {}", file(&settings)));
        return Ok(());
    }
    settings.session.config_mut().set_profile(name);
    settings.session.config().write()?;
    say(global, &format!("the profile `{name}` is used from now on: `profile` in {}", file(&settings)));
    if let Source::Variable(variable) = &settings.session.profile().source {
        say(global, &format!("note: the variable {variable} is set and goes before it"));
    }
    Ok(())
}

/// `cfs auth profiles remove`.
pub(super) async fn remove(name: &str, global: &Global, mut settings: Settings) -> Result<(), Failure> {
    known(name, &settings)?;
    if global.dry_run {
        say(
            global,
            &format!("would remove the profile `{name}` from {}, and forget its login", file(&settings)),
        );
        return Ok(());
    }
    if !global.yes && terminal::is_interactive() {
        let question = format!("Remove the profile `{name}` and forget its login?");
        if !terminal::confirm(question).await? {
            return Err(Failure::new(Exit::Failed, "nothing was removed"));
        }
    }
    let kept = settings.session.store().get(name).ok().flatten();
    let forgotten = settings.session.store().remove(name)?;
    let was_there = settings.session.config_mut().remove_profile(name);
    if was_there {
        settings.session.config().write()?;
        say(global, &format!("the profile `{name}` is removed from {}", file(&settings)));
    }
    match kept {
        Some(kept) => {
            say(global, &format!("its login is removed from {}", kept.source));
            super::end(&kept.value, global, &settings).await;
        }
        None if forgotten => say(global, "its login is removed"),
        None if !was_there => say(global, &format!("the profile `{name}` says nothing: nothing was done")),
        None => {}
    }
    Ok(())
}
