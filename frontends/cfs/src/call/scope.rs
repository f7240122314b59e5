//! The account or the zone of a call: as it was said, by name or id, or the only one there is.

use crate::args::{Global, Invocation, scope};
use crate::failure::Failure;
use crate::settings::Settings;
use cfs_account::{Source, Sourced, What, is_id};
use cfs_catalogue::{Argument, Place};
use cfs_http::Client;

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
    let said = |what| settings.said(what, global).is_some();
    let what = match parameter.place {
        Place::Scope
            if global.account.is_none()
                && (global.zone.is_some() || !said(What::Account) && said(What::Zone)) =>
        {
            What::Zone
        }
        Place::Scope => What::Account,
        _ if detail.path().starts_with("/zones/") => What::Zone,
        _ => What::Account,
    };
    // What the operation is about itself is never guessed: `cfs api zones delete` names its zone.
    let is_own = parameter.place != Place::Scope
        && detail.path().ends_with('}')
        && detail.path().matches('/').count() == 2;
    let named = match what {
        What::Account => global.account.is_some(),
        What::Zone => global.zone.is_some(),
    };
    if is_own && !named {
        return Ok(());
    }
    let id = id(what, client, global, settings, asks).await?;
    let name = match (parameter.place, what) {
        (Place::Scope, What::Zone) => "zone_id",
        (Place::Scope, What::Account) => "account_id",
        _ => parameter.rust,
    };
    call.arguments.push((name.to_owned(), Argument::Text(id)));
    Ok(())
}

/// The id of the account or zone that is meant.
///
/// # Errors
/// When there is none or several, which are listed then.
pub(crate) async fn id(
    what: What,
    client: &Client,
    global: &Global,
    settings: &Settings,
    asks: bool,
) -> Result<String, Failure> {
    let (word, variable, argument) = match what {
        What::Account => ("account", "CLOUDFLARE_ACCOUNT_ID", global.account.as_deref()),
        What::Zone => ("zone", "CLOUDFLARE_ZONE_ID", global.zone.as_deref()),
    };
    let hint = format!("--{word} NAME|ID, {variable} in the environment, or `{word}` in the profile");
    match settings.said(what, global) {
        Some(said) if is_id(&said.value) => return Ok(said.value.to_ascii_lowercase()),
        // What is in a variable for ids is one, whatever its form.
        Some(Sourced { value, source: Source::Variable(_) }) => return Ok(value),
        Some(said) if !asks => {
            let text = format!("{word} `{}`: only an id can be taken without asking the API", said.value);
            return Err(Failure::usage(text)
                .hint(format!("give the {word}'s id, 32 hexadecimal digits, or log in: `cfs auth login`")));
        }
        None if !asks => return Err(Failure::usage(format!("which {word}?")).hint(hint)),
        _ => {}
    }
    let found = match what {
        What::Account => settings.session.account(client, argument).await,
        What::Zone => settings.session.zone(client, argument).await,
    };
    match found {
        Ok(found) => Ok(found.value.id),
        Err(error @ cfs_account::Error::Name(_)) => Err(Failure::from(error).hint(hint)),
        Err(error) => Err(Failure::from(error).doing(format!("looking for the {word}"))),
    }
}
