//! Methods that another Worker cannot have.

use cfs_runtime::{FromJs, rpc};

#[rpc]
trait WithBody {
    async fn add(&self) -> u32 {
        1
    }
}

#[rpc]
trait WithoutSelf {
    async fn add(one: u32) -> u32;
}

#[rpc]
trait Chooses {
    async fn get<T: FromJs>(&self) -> T;
}

#[rpc]
trait WithType {
    type Item;
}

#[rpc]
trait Taken {
    async fn fetch(&self) -> u32;
}

#[rpc(maths)]
trait Arguments {
    async fn add(&self) -> u32;
}

fn main() {}
