//! Objects that the runtime cannot make or call.

use cfs_runtime::prelude::*;

struct NoNew;
#[durable_object]
impl NoNew {}

struct Waits;
#[durable_object]
impl Waits {
    async fn new() -> Self {
        Self
    }
}

struct Generic<T>(T);
#[durable_object]
impl<T> Generic<T> {
    fn new() -> Self {
        loop {}
    }
}

struct Applied<T>(T);
#[entrypoint]
impl Applied<u8> {
    fn new() -> Self {
        Self(1)
    }
}

struct OfTrait;
#[durable_object]
impl Clone for OfTrait {
    fn clone(&self) -> Self {
        Self
    }
}

struct Changes;
#[durable_object]
impl Changes {
    fn new() -> Self {
        Self
    }
    async fn add(&mut self, _by: u32) {}
}

struct Consumes;
#[durable_object]
impl Consumes {
    fn new() -> Self {
        Self
    }
    async fn end(self) {}
}

struct Chooses;
#[durable_object]
impl Chooses {
    fn new() -> Self {
        Self
    }
    async fn get<T: ToJs>(&self, _of: T) {}
}

struct Unnamed;
#[durable_object]
impl Unnamed {
    fn new() -> Self {
        Self
    }
    async fn get(&self) -> Result<impl ToJs> {
        Ok(1)
    }
}

struct Taken;
#[durable_object]
impl Taken {
    fn new() -> Self {
        Self
    }
    async fn name(&self) -> u32 {
        1
    }
}

struct Hidden;
#[entrypoint]
impl Hidden {
    fn new() -> Self {
        Self
    }
    async fn clone(&self) -> u32 {
        1
    }
}

struct Twice;
#[entrypoint]
impl Twice {
    fn new() -> Self {
        Self
    }
    async fn list_all(&self) {}
    #[js("listAll")]
    async fn list(&self) {}
}

fn main() {}
