//! Names to addresses: by the system's resolver or, with the feature `hickory-dns`, in this process, as a program needs
//! that is linked statically.

#[cfg(not(feature = "hickory-dns"))]
pub(super) type Resolver = hyper_util::client::legacy::connect::dns::GaiResolver;

/// A resolver of its own.
#[cfg(not(feature = "hickory-dns"))]
pub(super) fn resolver() -> Resolver {
    Resolver::new()
}

#[cfg(feature = "hickory-dns")]
pub(super) use own::{Resolver, resolver};

#[cfg(feature = "hickory-dns")]
mod own {
    use hickory_resolver::TokioResolver;
    use hyper_util::client::legacy::connect::dns::Name;
    use std::future::Future;
    use std::io;
    use std::net::SocketAddr;
    use std::pin::Pin;
    use std::sync::{Arc, OnceLock};
    use std::task::{Context, Poll};
    use tower_service::Service;

    type Looking = Pin<Box<dyn Future<Output = io::Result<std::vec::IntoIter<SocketAddr>>> + Send>>;

    /// Asks the name servers that the system is configured with; reads which they are when it is asked first.
    #[derive(Clone, Default)]
    pub(in super::super) struct Resolver(Arc<OnceLock<Result<TokioResolver, String>>>);

    pub(in super::super) fn resolver() -> Resolver {
        Resolver::default()
    }

    impl Service<Name> for Resolver {
        type Response = std::vec::IntoIter<SocketAddr>;
        type Error = io::Error;
        type Future = Looking;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, name: Name) -> Looking {
            let this = self.clone();
            Box::pin(async move {
                let resolver = this.0.get_or_init(configured).as_ref();
                let resolver = resolver.map_err(|why| io::Error::other(why.clone()))?;
                let found = resolver.lookup_ip(name.as_str()).await.map_err(io::Error::other)?;
                // The port is the connector's to set.
                let addresses: Vec<SocketAddr> = found.iter().map(|address| (address, 0).into()).collect();
                Ok(addresses.into_iter())
            })
        }
    }

    fn configured() -> Result<TokioResolver, String> {
        let made = TokioResolver::builder_tokio().and_then(hickory_resolver::ResolverBuilder::build);
        made.map_err(|error| format!("the system's name servers are not known: {error}"))
    }
}
