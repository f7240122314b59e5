//! Conditional objects, headers, copies, streams that nobody reads any more.

use crate::Env;
use crate::check::Checks;
use cfs_runtime::core::scheduler;
use cfs_runtime::prelude::*;
use cfs_runtime::r2::{R2BucketGetOptions, R2BucketPutOptions, R2Conditional, R2GetOptions, R2ObjectBodyOrR2Object};
use futures_util::{future, stream};
use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

pub async fn conditional(c: &mut Checks, env: &Env) -> Result<()> {
    let other = || R2Conditional::new().etag_matches("nope");
    let kept = env.files.put("k", "text").await?;
    let met = R2Conditional::new().etag_matches(kept.etag());
    let found = env.files.get_only_if("k", &R2BucketGetOptions::new(met.clone())).await?;
    match found {
        Some(R2ObjectBodyOrR2Object::R2ObjectBody(object)) => c.eq("the condition holds", object.text().await?, "text".to_owned()),
        found => c.eq("the condition holds", format!("{found:?}"), "an object with its body".to_owned()),
    }
    let without = env.files.get_only_if("k", &R2BucketGetOptions::new(other())).await?;
    match without {
        Some(R2ObjectBodyOrR2Object::R2Object(object)) => c.eq("it does not", object.key(), "k".to_owned()),
        found => c.eq("it does not", format!("{found:?}"), "an object without its body".to_owned()),
    }
    let nothing = env.files.get_only_if("nothing", &R2BucketGetOptions::new(other())).await?;
    c.ok("there is none", nothing.is_none());
    let refused = env.files.put_only_if("k", "new").options(R2BucketPutOptions::new(other())).await?;
    c.ok("nothing is put where it does not hold", refused.is_none());
    let put = env.files.put_only_if("k", "new").options(R2BucketPutOptions::new(met)).await?;
    c.eq("something where it does", put.map(|object| object.key()), Some("k".to_owned()));
    let misplaced = env.files.get("k").options(R2GetOptions::new().only_if(other())).await;
    c.eq(
        "a condition belongs to the other call",
        misplaced.err().map(|error| error.to_string()),
        Some("onlyIf: the option changes what the call gives: use `get_only_if`".to_owned()),
    );
    Ok(())
}

pub async fn headers(c: &mut Checks, env: &Env) -> Result<()> {
    let moved = Response::redirect("https://a.example/", 302)?.with_header("x", "y")?;
    c.eq("a redirect takes headers", moved.headers().get("x")?, Some("y".to_owned()));
    c.eq("and stays one", (moved.status()?, moved.headers().get("location")?), (302, Some("https://a.example/".to_owned())));
    let fetched = env.vault.get_by_name("main")?.fetch("https://vault.example/").await;
    let fetched = Response::from(fetched?).with_header("x", "y")?;
    c.eq("a fetched response too", fetched.headers().get("x")?, Some("y".to_owned()));
    c.eq("with its body", fetched.text().await?, "from the vault".to_owned());
    let cookies = Response::ok("")?.with_header("set-cookie", "a=1")?.with_header("set-cookie", "b=2")?;
    c.eq("cookies are added", cookies.headers().get_set_cookie()?.join(" "), "a=1 b=2".to_owned());
    let vary = Response::ok("")?.with_header("vary", "a")?.with_header("vary", "b")?.with_added_header("vary", "c")?;
    c.eq("set and added", vary.headers().get("vary")?, Some("b, c".to_owned()));
    c.ok("a name that is none is refused", Response::ok("")?.with_header("no name", "x").is_err());
    Ok(())
}

pub async fn clones(c: &mut Checks, request: &Request) -> Result<()> {
    let copy = request.clone()?;
    c.eq("a copy of the request", copy.text().await?, "sent once".to_owned());
    c.eq("and the request", request.text().await?, "sent once".to_owned());
    c.ok("what was read cannot be copied", request.clone().is_err());
    let response = Response::ok("given once")?;
    let copy = response.clone()?;
    c.eq("a copy of the response", copy.text().await?, "given once".to_owned());
    c.eq("and the response", response.text().await?, "given once".to_owned());
    Ok(())
}

/// Says that it was dropped.
struct Dropped(Rc<Cell<bool>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

/// A stream that never ends, and a reader that goes away: before, between and while it waits for a chunk.
pub async fn feed(c: &mut Checks) -> Result<()> {
    for reads in [0, 1, 2] {
        let gone = Rc::new(Cell::new(false));
        let dropped = Dropped(Rc::clone(&gone));
        let chunks = stream::unfold((dropped, 0), |(dropped, at)| async move {
            if at > 0 {
                drop(scheduler().wait(600_000.0).await);
            }
            Some((Ok(b"chunk".to_vec()), (dropped, at + 1)))
        });
        let readable = cfs_runtime::streams::readable(Box::pin(chunks))?;
        let mut reader = readable.chunks()?;
        for _ in 0..reads {
            let read = pin!(reader.next());
            let _ = future::select(read, scheduler().wait(20.0).into_future()).await;
        }
        c.ok(&format!("it is there after {reads} reads"), !gone.get());
        drop(reader);
        scheduler().wait(1.0).await?;
        c.ok(&format!("it is dropped after {reads} reads"), gone.get());
    }
    Ok(())
}
