//! What people write compiles without a warning.
#![cfg(feature = "durable-objects")]
#![deny(warnings)]
#![allow(missing_docs, clippy::pedantic, clippy::needless_lifetimes)]

use cfs_runtime::durable_objects::{DurableObjectState, DurableObjectStub};
use cfs_runtime::{core::Fetcher, prelude::*, rpc, send};

type Answer<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[derive(Clone, Debug, FromJs, ToJs)]
struct Private {
    id: u32,
}

#[event(fetch)]
async fn fetch(mut request: Request, environment: &Environment) -> Answer<Response> {
    request = Request::from(request.into_inner());
    Ok(Response::ok(format!("{} {}", request.path()?, environment.name.0))?)
}

#[event(scheduled)]
fn scheduled() -> anyhow::Result<()> {
    Err(cfs_runtime::Error::new("of the runtime"))?;
    anyhow::bail!("of anyhow")
}

#[event(queue)]
async fn queue() {}

#[derive(Env)]
struct Environment {
    name: cfs_runtime::Variable,
}

pub struct Room {
    state: DurableObjectState,
}

#[durable_object]
impl Room {
    fn new(state: DurableObjectState) -> Answer<Self> {
        Ok(Self { state })
    }

    async fn greet<'a>(&self, name: &'a str, of: &[Private]) -> Answer<String> {
        Ok(format!("{name} {} {}", of.len(), self.state.id().to_string()?))
    }

    fn label(&self) -> &str {
        "label"
    }

    async fn r#type(
        &self,
        private: Private,
        list: Option<&str>,
    ) -> std::result::Result<Private, std::fmt::Error> {
        list.map(|_| private).ok_or(std::fmt::Error)
    }

    #[cfg(any())]
    async fn left_out(&self, _nothing: Missing) {}

    #[js("sys")]
    async fn system(&self) -> anyhow::Result<Vec<Private>> {
        Ok(Vec::new())
    }
}

#[rpc]
trait Accounts {
    /// What is there.
    async fn balance(&self, user: &str, at: Option<f64>) -> Result<f64>;
    #[js("listAll")]
    async fn list(&self) -> Vec<String>;
}

#[send]
async fn calls(room: &DurableObjectStub<Room>, accounts: &Fetcher) -> Result<f64> {
    let name: String = room.label().await?;
    let private: Private = room.r#type(&Private { id: 1 }, &None).await?;
    let greeting: String = room.greet(&name, &[private]).await?;
    let all: Vec<Private> = room.system().await?;
    let names: Vec<String> = accounts.list().await?;
    let sum: f64 = accounts.call_method("sum", (1, "two", [3.0])).await?;
    Ok(sum + accounts.balance(&greeting, None).await? + (all.len() + names.len()) as f64)
}

fn is_send<T: Send + Sync>(_: &T) {}

#[test]
fn values_are_send() {
    is_send(&cfs_runtime::Error::new("text"));
    let _ = |room: DurableObjectStub<Room>, accounts: Fetcher| {
        let both = cfs_runtime::SendWrapper::new((room, accounts));
        is_send(&both);
    };
    let _ = calls;
}
