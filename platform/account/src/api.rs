//! The few calls that say who somebody is, through the client that is given.

use cfs_http::operation::{Auth, Method, Operation, PageParameters, PageStyle, Pages};
use cfs_http::{Call, Client, Error, Items, Json, kind};

const fn operation(name: &'static str, path: &'static str, pages: Pages) -> Operation {
    Operation { name, method: Method::GET, path, auth: &[Auth::Token, Auth::Key], permissions: &[], pages }
}

const LIST: Pages = Pages {
    style: PageStyle::Number,
    items: "result",
    by: PageParameters { page: "page", size: "per_page", ..PageParameters::NONE },
};

static VERIFY: Operation = operation("user.tokens.verify", "/user/tokens/verify", Pages::NONE);
static ACCOUNT_VERIFY: Operation =
    operation("accounts.tokens.verify", "/accounts/{account_id}/tokens/verify", Pages::NONE);
static TOKEN: Operation = operation("user.tokens.get", "/user/tokens/{token_id}", Pages::NONE);
static ACCOUNT_TOKEN: Operation =
    operation("accounts.tokens.get", "/accounts/{account_id}/tokens/{token_id}", Pages::NONE);
static USER: Operation = operation("user.get", "/user", Pages::NONE);
static ACCOUNTS: Operation = operation("accounts.list", "/accounts", LIST);
static ZONES: Operation = operation("zones.list", "/zones", LIST);

/// How many accounts or zones are listed at most.
const MOST: usize = 1_000;

pub(crate) async fn verify(client: &Client, account: Option<&str>) -> Result<Json, Error> {
    let call = match account {
        Some(account) => Call::new(client, &ACCOUNT_VERIFY).path(&account),
        None => Call::new(client, &VERIFY),
    };
    call.run(kind::result::<Json>).await
}

pub(crate) async fn token(client: &Client, account: Option<&str>, id: &str) -> Result<Json, Error> {
    let call = match account {
        Some(account) => Call::new(client, &ACCOUNT_TOKEN).path(&account).path(&id),
        None => Call::new(client, &TOKEN).path(&id),
    };
    call.run(kind::result::<Json>).await
}

pub(crate) async fn user(client: &Client) -> Result<Json, Error> {
    Call::new(client, &USER).run(kind::result::<Json>).await
}

pub(crate) async fn accounts(client: &Client) -> Result<Vec<Json>, Error> {
    Items::new(Call::new(client, &ACCOUNTS).query("per_page", &50)).collect_all(MOST).await
}

/// The first page of zones, of one name if one is given.
pub(crate) async fn some_zones(client: &Client, name: Option<&str>) -> Result<Vec<Json>, Error> {
    let call = Call::new(client, &ZONES).query("per_page", &50);
    let call = match name {
        Some(name) => call.query("name", &name),
        None => call,
    };
    Ok(call.run(kind::page::<Json>).await?.into_items())
}

pub(crate) async fn zones(client: &Client) -> Result<Vec<Json>, Error> {
    Items::new(Call::new(client, &ZONES).query("per_page", &50)).collect_all(MOST).await
}

/// The answer to the cheapest call there is, whatever it is: its headers say the time.
pub(crate) async fn knock(client: &Client) -> Result<cfs_http::Response<Json>, Error> {
    Call::new(client, &VERIFY).max_retries(0).send(kind::result::<Json>).await
}
