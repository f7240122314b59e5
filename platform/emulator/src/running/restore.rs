//! What was deployed before the emulator was started.

use super::Deployed;
use crate::products::workers;
use crate::server::asked::{Asked, place};
use crate::server::reply::Reply;
use crate::world::World;

/// All Workers of all accounts, as they are deployed.
pub(super) fn deployed(world: &World) -> Result<Deployed, Reply> {
    let mut all = Deployed::new();
    for account in world.store.list("/accounts")? {
        for script in world.store.list(&place(["accounts", &account.id, "workers", "scripts"]))? {
            let path = place(["accounts", &account.id, "workers", "scripts", &script.id]);
            let asked = Asked::new("GET", &path, "", http::HeaderMap::new(), bytes::Bytes::new());
            let versions = workers::deployed(world, &asked, &account.id, &script.id)?;
            if !versions.is_empty() {
                all.insert((account.id.clone(), script.id), versions);
            }
        }
    }
    Ok(all)
}
