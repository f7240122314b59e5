//! The `cloudflare` crate. It has no streams: content is in memory as a whole.

use crate::{ACCOUNT, CONTENT, Failure, ZONE};
use cloudflare::endpoints::workerskv::read_key::ReadKey;
use cloudflare::endpoints::workerskv::write_key::{WriteKey, WriteKeyBody, WriteKeyParams};
use cloudflare::endpoints::zones::zone::{ListZones, ListZonesParams, ZoneDetails};
use cloudflare::framework::Environment;
use cloudflare::framework::auth::Credentials;
use cloudflare::framework::client::ClientConfig;
use cloudflare::framework::client::async_api::Client;

pub fn client(url: &str) -> Result<Client, Failure> {
    let credentials = Credentials::UserAuthToken { token: "token".to_owned() };
    let environment = Environment::Custom(format!("{url}/client/v4/"));
    Ok(Client::new(credentials, ClientConfig::default(), environment)?)
}

pub async fn list(client: &Client) -> Result<usize, Failure> {
    let params = ListZonesParams { per_page: Some(1000), ..ListZonesParams::default() };
    Ok(client.request(&ListZones { params }).await?.result.len())
}

pub async fn one(client: &Client) -> Result<usize, Failure> {
    Ok(client.request(&ZoneDetails { identifier: ZONE }).await?.result.id.len())
}

pub async fn download(client: &Client) -> Result<usize, Failure> {
    let key = ReadKey { account_identifier: ACCOUNT, namespace_identifier: "namespace", key: "key" };
    Ok(client.request(&key).await?.len())
}

pub async fn upload(client: &Client, content: Vec<u8>) -> Result<usize, Failure> {
    let write = WriteKey {
        account_identifier: ACCOUNT,
        namespace_identifier: "namespace",
        key: "key",
        params: WriteKeyParams::default(),
        body: WriteKeyBody::Value(content),
    };
    match client.request(&write).await {
        Ok(_) => Ok(CONTENT),
        Err(error) => Err(error.into()),
    }
}
