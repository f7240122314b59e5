//! Who the credentials are, and what they can do.

use crate::names::Named;
use crate::secret::Secret;
use crate::{Error, Sourced, api};
use cfs_http::{Client, Json, Timestamp};

/// Who the credentials are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whoami {
    /// What the credentials are: `API token`, `OAuth login`, ….
    pub kind: &'static str,
    /// Where they are from.
    pub source: crate::Source,
    /// The token, if it is one that can be asked about.
    pub token: Option<TokenStatus>,
    /// What an OAuth login was granted.
    pub scopes: Vec<String>,
    /// The user's e-mail address, if they may be seen.
    pub email: Option<String>,
    /// The accounts that can be seen.
    pub accounts: Vec<Named>,
    /// The first fifty zones that can be seen.
    pub zones: Vec<Named>,
}

/// What the API says of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenStatus {
    /// Its id, which is no secret.
    pub id: String,
    /// `active`, `disabled` or `expired`.
    pub status: String,
    /// The account that owns it; none for a user's.
    pub owner: Option<String>,
    /// When it ends, if ever.
    pub expires_on: Option<Timestamp>,
    /// The names of its permissions; none if it may not see them.
    pub permissions: Option<Vec<String>>,
}

impl TokenStatus {
    /// Whether calls with it can succeed.
    pub fn is_active(&self) -> bool {
        self.status == "active"
    }
}

/// Asks who the credentials are. `hint` is the account that an account-owned token may be of, if one is known: it is asked
/// about in that account, and in all that can be listed.
///
/// # Errors
/// [`Error::Api`] when the API refuses the credentials altogether, or cannot be reached.
pub async fn whoami(client: &Client, secret: &Sourced<Secret>, hint: Option<&str>) -> Result<Whoami, Error> {
    let accounts = api::accounts(client).await;
    let named = |items: &[Json]| items.iter().filter_map(Named::of).collect::<Vec<_>>();
    let known = accounts.as_deref().map(named).unwrap_or_default();
    let token = match &secret.value {
        // A login is no token that can be asked about.
        Secret::Key { .. } | Secret::OAuth(_) => None,
        other if other.bearer().is_none() => None,
        _ => status(client, &known, hint).await?,
    };
    if token.is_none() {
        // Nothing vouches for the credentials but that they list accounts.
        accounts?;
    }
    // What a token may not list it does not have.
    let zones = api::some_zones(client, None).await.unwrap_or_default();
    let email = match token.as_ref().and_then(|token| token.owner.as_ref()) {
        Some(_) => None,
        None => api::user(client).await.ok().and_then(|user| user.get("email")?.as_str()),
    };
    let scopes = match &secret.value {
        Secret::OAuth(tokens) => tokens.scopes.clone(),
        _ => Vec::new(),
    };
    Ok(Whoami {
        scopes,
        kind: secret.value.kind(),
        source: secret.source.clone(),
        token,
        email,
        accounts: known,
        zones: named(&zones),
    })
}

/// What the API says of the token: as a user's, then as one of an account.
async fn status(client: &Client, known: &[Named], hint: Option<&str>) -> Result<Option<TokenStatus>, Error> {
    let refused = match api::verify(client, None).await {
        Ok(answer) => return read(client, &answer, None).await.map(Some),
        Err(cfs_http::Error::Api(error)) if error.status < 500 => error,
        Err(error) => return Err(error.into()),
    };
    let hint = hint.filter(|id| crate::names::is_id(id)).into_iter();
    let mut tried: Vec<&str> = Vec::new();
    for account in hint.chain(known.iter().map(|account| account.id.as_str())) {
        if tried.contains(&account) {
            continue;
        }
        tried.push(account);
        match api::verify(client, Some(account)).await {
            Ok(answer) => return read(client, &answer, Some(account)).await.map(Some),
            Err(cfs_http::Error::Api(error)) if error.status < 500 => {}
            Err(error) => return Err(error.into()),
        }
    }
    // What is refused as a token but lists accounts is good for something.
    if known.is_empty() { Err(cfs_http::Error::Api(refused).into()) } else { Ok(None) }
}

async fn read(client: &Client, answer: &Json, account: Option<&str>) -> Result<TokenStatus, Error> {
    let text = |name: &str| answer.get(name).and_then(|value| value.as_str());
    let id = text("id").unwrap_or_default();
    let details = match id.as_str() {
        "" => None,
        id => api::token(client, account, id).await.ok(),
    };
    Ok(TokenStatus {
        status: text("status").unwrap_or_else(|| "unknown".into()),
        owner: account.map(str::to_owned),
        expires_on: text("expires_on").and_then(|end| end.parse().ok()),
        permissions: details.map(|details| permissions(&details)),
        id,
    })
}

/// The names of all permission groups that a token's policies allow, each once.
fn permissions(token: &Json) -> Vec<String> {
    let policies = token.get("policies").into_iter().flat_map(|list| list.items().collect::<Vec<_>>());
    let allowing =
        policies.filter(|policy| policy.get("effect").and_then(|e| e.as_str()).as_deref() != Some("deny"));
    let groups = allowing.filter_map(|policy| policy.get("permission_groups"));
    let mut names: Vec<String> = groups
        .flat_map(|groups| groups.items().collect::<Vec<_>>())
        .filter_map(|group| group.get("name").and_then(|name| name.as_str()))
        .collect();
    names.sort();
    names.dedup();
    names
}
