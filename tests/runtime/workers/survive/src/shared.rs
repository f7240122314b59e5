//! What requests share: every one of them is woken in its own context, whoever lets go.

use crate::Env;
use cfs_runtime::core::scheduler;
use cfs_runtime::prelude::*;
use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use futures_util::lock::Mutex;
use std::cell::RefCell;

thread_local! {
    static SENDER: RefCell<Option<oneshot::Sender<String>>> = const { RefCell::new(None) };
    static FUTURE: RefCell<Option<Shared<LocalBoxFuture<'static, u32>>>> = const { RefCell::new(None) };
}

static LOCK: Mutex<u32> = Mutex::new(0);
static CELL: Mutex<Option<String>> = Mutex::new(None);

/// Holds the lock over I/O of its own request.
pub async fn lock(env: &Env) -> Result<Response> {
    let mut held = LOCK.lock().await;
    *held += 1;
    env.cache.put("lock", held.to_string()).await?;
    scheduler().wait(50.0).await?;
    Response::ok(env.cache.get("lock").await?.unwrap_or_default())
}

/// Made once, by whoever comes first.
pub async fn cell(env: &Env) -> Result<Response> {
    let mut cell = CELL.lock().await;
    if cell.is_none() {
        scheduler().wait(50.0).await?;
        let made = env.cache.get("cell").await?.map_or(1, |there| there.parse::<u32>().unwrap_or(0) + 1);
        env.cache.put("cell", made.to_string()).await?;
        *cell = Some(made.to_string());
    }
    Response::ok(cell.clone().unwrap_or_default())
}

/// One request waits for what another sends.
pub async fn channel(text: &str) -> Result<Response> {
    if text.is_empty() {
        let (sender, receiver) = oneshot::channel();
        SENDER.with_borrow_mut(|there| *there = Some(sender));
        cfs_runtime::console_log!("the receiver waits");
        let text = receiver.await.map_err(|_| "nobody sent anything")?;
        scheduler().wait(10.0).await?;
        return Response::ok(text);
    }
    while SENDER.with_borrow(Option::is_none) {
        scheduler().wait(10.0).await?;
    }
    let sender = SENDER.take().ok_or("nobody waits")?;
    sender.send(text.to_owned()).map_err(|_| "nobody waits any more")?;
    Response::ok("sent")
}

/// Several await one future, which does the I/O of the request that made it.
pub async fn future(env: &Env) -> Result<Response> {
    let made = FUTURE.with_borrow_mut(|there| {
        there
            .get_or_insert_with(|| {
                let cache = env.cache.clone();
                async move {
                    drop(scheduler().wait(50.0).await);
                    drop(cache.put("future", "made").await);
                    7
                }
                .boxed_local()
                .shared()
            })
            .clone()
    });
    let seven = made.await;
    Response::ok(format!("{seven} {}", env.cache.get("future").await?.unwrap_or_default()))
}
