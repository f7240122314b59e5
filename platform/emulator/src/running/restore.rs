//! What was deployed before the emulator was started.

use super::Deployed;
use crate::products::workers;
use crate::server::asked::{Asked, place};
use crate::server::reply::Reply;
use crate::world::World;
use std::collections::BTreeSet;

/// All Workers of all accounts, as they are deployed.
pub(super) fn deployed(world: &World) -> Result<Deployed, Reply> {
    let mut all = Deployed::new();
    for account in world.store.list("/accounts")? {
        let own = place(["accounts", &account.id, "workers", "scripts"]);
        restore(world, &account.id, &own, str::to_owned, &mut all)?;
        let namespaces = place(["accounts", &account.id, "workers", "dispatch", "namespaces"]);
        for namespace in world.store.list(&namespaces)? {
            let known = namespace.value["namespace_name"].as_str().unwrap_or(&namespace.id).to_owned();
            for namespace in BTreeSet::from([known, namespace.id]) {
                let own = format!("{namespaces}{}/scripts", place([namespace.as_str()]));
                let name = |name: &str| workers::dispatch::running_name(&namespace, name);
                restore(world, &account.id, &own, name, &mut all)?;
            }
        }
    }
    Ok(all)
}

/// The Workers of a place, under the names that they have among all of the account.
fn restore(
    world: &World,
    account: &str,
    own: &str,
    name: impl Fn(&str) -> String,
    all: &mut Deployed,
) -> Result<(), Reply> {
    for script in world.store.list(own)? {
        let path = format!("{own}{}", place([script.id.as_str()]));
        let asked = Asked::new("GET", &path, "", http::HeaderMap::new(), bytes::Bytes::new());
        let versions = workers::deployed(world, &asked, &script.id)?;
        if !versions.is_empty() {
            all.insert((account.to_owned(), name(&script.id)), versions);
        }
    }
    Ok(())
}
