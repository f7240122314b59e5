//! The emulator as a library.

use crate::auth::tokens;
use crate::events::{self, Events};
use crate::faults::{FaultRule, Faults};
use crate::front::Front;
use crate::ids::{Clock, Ids, SystemClock};
use crate::products::d1::Databases;
use crate::products::workflows::Workflows;
use crate::running::{self, Fired, Program, Running};
use crate::runtime::{NoRuntime, Runtime};
use crate::seed;
use crate::server;
use crate::store::Store;
use crate::world::World;
use cfs_catalogue::catalogue;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The account that is there from the start.
pub const ACCOUNT_ID: &str = "023e105f4ecef8ad9ca31a8372d0c353";
/// The zone that is there from the start, `example.com`.
pub const ZONE_ID: &str = "0da42c8d2132a9ddaf714f9e7c920711";
/// The token that may do everything, unless another is given.
pub const TOKEN: &str = "cfs-emulator-token-that-may-do-everything";

/// Why the emulator does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The address cannot be listened on.
    Listen(SocketAddr, io::Error),
    /// An address that is not of this machine needs to be allowed.
    NotLoopback(SocketAddr),
    /// The state cannot be opened.
    State(Option<PathBuf>, String),
    /// A file that the command line names cannot be used.
    File(PathBuf, String),
    /// A seed cannot be made; where in it, and why.
    Seed(String, String),
    /// A scenario cannot be played; where in it, and why.
    Scenario(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
            Self::NotLoopback(address) => {
                write!(
                    f,
                    "{address} is reached from other machines, where every token of the emulator would work: allow it if that is meant"
                )
            }
            Self::State(Some(folder), error) => {
                write!(f, "cannot open the state in {}: {error}", folder.display())
            }
            Self::State(None, error) => write!(f, "cannot open a state in memory: {error}"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Seed(place, error) => write!(f, "the seed cannot be made: {place}: {error}"),
            Self::Scenario(error) => write!(f, "the scenario cannot be played: {error}"),
        }
    }
}

impl std::error::Error for Error {}

/// How an emulator is started.
#[must_use]
pub struct Builder {
    address: SocketAddr,
    anywhere: bool,
    state: Option<PathBuf>,
    seeds: Vec<String>,
    faults: Vec<FaultRule>,
    scenario: Option<String>,
    kept_events: Option<u64>,
    clock: Arc<dyn Clock>,
    runtime: Arc<dyn Runtime>,
    token: String,
    ids: Option<[u8; 16]>,
    program: Option<Program>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            anywhere: false,
            state: None,
            seeds: Vec::new(),
            faults: Vec::new(),
            scenario: None,
            kept_events: None,
            clock: Arc::new(SystemClock),
            runtime: Arc::new(NoRuntime),
            token: TOKEN.to_owned(),
            ids: None,
            program: None,
        }
    }
}

impl Builder {
    /// Listens on this address. The usual one is a free port of 127.0.0.1.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Allows an address that other machines reach.
    pub fn allow_other_machines(mut self) -> Self {
        self.anywhere = true;
        self
    }

    /// Keeps the state in a folder, which is made. Otherwise it is in memory.
    pub fn state(mut self, folder: impl Into<PathBuf>) -> Self {
        self.state = Some(folder.into());
        self
    }

    /// Makes items at the start: JSON, a list of `{"path": "/accounts/…/d1/database/ID", "value": {…}}`.
    pub fn seed(mut self, json: impl Into<String>) -> Self {
        self.seeds.push(json.into());
        self
    }

    /// What goes wrong from the start.
    pub fn faults(mut self, rules: Vec<FaultRule>) -> Self {
        self.faults = rules;
        self
    }

    /// What happens, as a scenario file says it: TOML. Events of times to come are seen when the account's clock gets there.
    pub fn scenario(mut self, toml: impl Into<String>) -> Self {
        self.scenario = Some(toml.into());
        self
    }

    /// How many events are kept: the newest. The usual is 1,000,000 in a folder, 250,000 in memory.
    pub fn keep_events(mut self, most: u64) -> Self {
        self.kept_events = Some(most);
        self
    }

    /// The time that the account goes by.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Where uploaded Workers run.
    pub fn runtime(mut self, runtime: Arc<dyn Runtime>) -> Self {
        self.runtime = runtime;
        self
    }

    /// Runs uploaded Workers in the local runtime, `workerd`: it is looked for where `CFS_WORKERD` says, else in `node_modules` of a
    /// folder and of those above it, in `cache`, and in `PATH`. Where there is none, Workers are kept, and running one is answered
    /// with what to install.
    pub fn run_workers(mut self, folder: impl Into<PathBuf>, cache: Option<PathBuf>) -> Self {
        self.program = Some(Program { folder: folder.into(), cache });
        self
    }

    /// The token that may do everything.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Gives out the same ids in the same order each time. Only for a state that is new.
    pub fn ids_from(mut self, seed: [u8; 16]) -> Self {
        self.ids = Some(seed);
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// When the address, the state or the seed cannot be used.
    pub async fn start(self) -> Result<Emulator, Error> {
        if !self.address.ip().is_loopback() && !self.anywhere {
            return Err(Error::NotLoopback(self.address));
        }
        let failed = |error| Error::Listen(self.address, error);
        let listener = TcpListener::bind(self.address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let state = self.state.as_deref();
        let store = open(state).map_err(|error| Error::State(self.state.clone(), error))?;
        let events = Events::open(state, self.kept_events)
            .map_err(|error| Error::State(self.state.clone(), error.to_string()))?;
        // What listens everywhere is reached from here by loopback.
        let here: IpAddr =
            if address.is_ipv6() { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() };
        let back =
            if address.ip().is_unspecified() { SocketAddr::new(here, address.port()) } else { address };
        let running = self.program.map(|program| Running::new(program, state, back).map(Arc::new));
        let running =
            running.transpose().map_err(|error| Error::State(self.state.clone(), error.to_string()))?;
        let world = Arc::new(World {
            catalogue: catalogue(),
            store,
            databases: Databases::default(),
            clock: self.clock,
            ids: self.ids.map_or_else(Ids::random, Ids::new),
            faults: Faults::new(self.faults),
            events,
            runtime: self.runtime,
            origin: format!("http://{address}"),
            token: self.token,
            writing: Mutex::new(()),
            deploying: Mutex::new(()),
            binding: Mutex::new(()),
            workflows: Workflows::default(),
            running,
        });
        seed::usual(&world).map_err(|(place, error)| Error::Seed(place, error))?;
        for json in &self.seeds {
            seed::make(&world, json).map_err(|(place, error)| Error::Seed(place, error))?;
        }
        if let Some(scenario) = &self.scenario {
            world.events.play(scenario, world.clock.now().as_microsecond()).map_err(Error::Scenario)?;
        }
        let (stop, stopped) = oneshot::channel();
        if let Some(running) = &world.running {
            running.restore(&world);
            tokio::spawn(running::pump(Arc::downgrade(running), Arc::downgrade(&world)));
            world.events.told.begin(world.clock.now().as_microsecond());
            if let Some(begun) = world.workflows.begun() {
                tokio::spawn(running::run_workflows(Arc::downgrade(running), Arc::downgrade(&world), begun));
            }
            if world.clock.is_real() {
                tokio::spawn(events::told::tick(Arc::downgrade(running), Arc::downgrade(&world)));
                tokio::spawn(running::tick(Arc::downgrade(running), Arc::downgrade(&world)));
            }
        }
        let served = tokio::spawn(server::serve(listener, Arc::clone(&world), None, stopped));
        Ok(Emulator { address, world, fronts: Mutex::default(), stop: Some(stop), served: Some(served) })
    }
}

fn open(folder: Option<&Path>) -> Result<Store, String> {
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    Store::open(folder).map_err(|error| error.0)
}

/// An account that runs. It ends when it is dropped.
pub struct Emulator {
    address: SocketAddr,
    world: Arc<World>,
    /// They end with it.
    fronts: Mutex<Vec<oneshot::Sender<()>>>,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
}

impl Emulator {
    /// Starts one on a free port, its state in memory.
    ///
    /// # Errors
    /// When no port can be listened on.
    pub async fn start() -> Result<Self, Error> {
        Builder::default().start().await
    }

    /// One that is started otherwise.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What clients take as the API's address: `http://127.0.0.1:PORT/client/v4`.
    pub fn base_url(&self) -> String {
        format!("{}{}", self.world.origin, server::PREFIX)
    }

    /// The token that may do everything.
    pub fn token(&self) -> &str {
        &self.world.token
    }

    /// What S3 clients take as the endpoint of R2: `http://127.0.0.1:PORT`, with the bucket as the first segment of paths.
    pub fn s3_endpoint(&self) -> &str {
        &self.world.origin
    }

    /// The access key and the secret of the token that may do everything. Those of other tokens are the token's id, and the SHA-256
    /// of its value in hexadecimal digits, as in R2.
    pub fn s3_keys(&self) -> (String, String) {
        (tokens::default_id(), tokens::hash(&self.world.token))
    }

    /// Has a Worker of the usual account answer at an address of its own, whatever it is called there; port 0 is a free one.
    ///
    /// # Errors
    /// When the address cannot be used.
    pub async fn front(&self, worker: &str, address: SocketAddr) -> Result<Front, Error> {
        let opened = Front::open(&self.world, worker, address).await;
        let (front, stop) = opened.map_err(|error| Error::Listen(address, error))?;
        self.fronts.lock().unwrap_or_else(PoisonError::into_inner).push(stop);
        Ok(front)
    }

    /// Makes items: JSON as [`Builder::seed`] takes it. What is there under a path is replaced.
    ///
    /// # Errors
    /// When it is no such JSON, or a path is that of no item.
    pub fn seed(&self, json: &str) -> Result<(), Error> {
        seed::make(&self.world, json).map_err(|(place, error)| Error::Seed(place, error))
    }

    /// Plays a scenario: TOML as [`Builder::scenario`] takes it. What happened before stays.
    ///
    /// # Errors
    /// When it is no such TOML.
    pub fn play(&self, toml: &str) -> Result<(), Error> {
        self.world.events.play(toml, self.world.clock.now().as_microsecond()).map_err(Error::Scenario)
    }

    /// What goes wrong from now on.
    pub fn set_faults(&self, rules: Vec<FaultRule>) {
        self.world.faults.set(rules);
    }

    /// Fires the crons that are due in the minute of a time, and waits for what the Workers do. By the system's clock this happens by
    /// itself.
    pub async fn fire_crons(&self, at: jiff::Timestamp) -> Vec<Fired> {
        match &self.world.running {
            Some(running) => running.fire(&self.world, at).await,
            None => Vec::new(),
        }
    }

    /// Fires all crons of Workers as if they were due now, and waits for what the Workers do.
    pub async fn fire_all_crons(&self) -> Vec<Fired> {
        match &self.world.running {
            Some(running) => running.fire_all(&self.world, self.world.clock.now()).await,
            None => Vec::new(),
        }
    }

    /// Delivers the messages of queues that are due by the account's clock, and waits for what the Workers do. As messages come this
    /// happens by itself.
    pub async fn deliver_queues(&self) {
        if let Some(running) = &self.world.running {
            running.deliver(&self.world).await;
        }
    }

    /// Tells tails of a scenario's invocations whose time has come by the account's clock. By the system's clock this happens by itself.
    pub fn tell_tails(&self) {
        if let Some(running) = &self.world.running {
            events::told::tell(&self.world, running);
        }
    }

    /// Has the instances of Workflows go on whose steps have waited long enough by the account's clock. By the system's clock this
    /// happens by itself.
    pub fn wake_workflows(&self) {
        self.world.workflows.wake();
    }

    /// Ends it: no connection is taken any more, and calls that go on are answered.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(served) = self.served.take() {
            drop(served.await);
        }
        if let Some(running) = self.world.running.clone() {
            drop(tokio::task::spawn_blocking(move || running.stop()).await);
        }
        self.world.store.end();
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("address", &self.address).finish_non_exhaustive()
    }
}
