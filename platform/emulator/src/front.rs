//! An address of a Worker's own.

use crate::emulator::ACCOUNT_ID;
use crate::server;
use crate::world::World;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// An address at which one Worker answers. It stays as long as the emulator.
#[derive(Clone, Debug)]
pub struct Front {
    address: SocketAddr,
    notice: Arc<Mutex<Option<String>>>,
}

impl Front {
    /// Listens for a Worker of the usual account, as long as what it gives beside is kept.
    pub(crate) async fn open(
        world: &Arc<World>,
        worker: &str,
        address: SocketAddr,
    ) -> io::Result<(Self, oneshot::Sender<()>)> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let notice = Arc::default();
        let served = server::Front {
            account: ACCOUNT_ID.to_owned(),
            name: worker.to_owned(),
            notice: Arc::clone(&notice),
        };
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(server::serve(listener, Arc::clone(world), Some(Arc::new(served)), stopped));
        Ok((Self { address, notice }, stop))
    }

    /// The address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers every request with a page of HTML, status 503, instead of the Worker; `None` ends that.
    pub fn set_notice(&self, page: Option<String>) {
        *self.notice.lock().unwrap_or_else(PoisonError::into_inner) = page;
    }
}
