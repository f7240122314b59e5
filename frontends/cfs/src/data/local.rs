//! `--local`: the account of `cfs local`, whose state is in a folder. It answers for as long as the command runs; where one
//! runs already over the same folder, both see what the other writes.

use crate::failure::Failure;
use crate::settings::Settings;
use clap::Args;
use std::path::PathBuf;

/// Whether a command is about the account on this machine.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Local {
    /// Of the account on this machine, as `cfs local` has it
    #[arg(long, global = true)]
    local: bool,
    /// The folder of its state
    #[arg(
        long,
        global = true,
        visible_alias = "persist-to",
        value_name = "DIR",
        requires = "local",
        default_value = ".cfs/local"
    )]
    state: PathBuf,
}

/// An account that answers until it is dropped.
pub(super) struct Running {
    pub(super) settings: Settings,
    #[cfg(feature = "local")]
    _emulator: cfs_emulator::Emulator,
}

impl Local {
    /// The account, if it is meant.
    ///
    /// # Errors
    /// When its state cannot be opened.
    #[cfg(feature = "local")]
    pub(super) async fn start(&self, settings: &Settings) -> Result<Option<Running>, Failure> {
        if !self.local {
            return Ok(None);
        }
        let started = cfs_emulator::Emulator::builder().state(&self.state).start().await;
        let emulator = started
            .map_err(|error| Failure::failed(error.to_string()).hint("--state names another folder"))?;
        let settings = settings.elsewhere(&[
            ("CLOUDFLARE_BASE_URL", &emulator.base_url()),
            ("CLOUDFLARE_API_TOKEN", emulator.token()),
            ("CLOUDFLARE_ACCOUNT_ID", cfs_emulator::ACCOUNT_ID),
        ])?;
        Ok(Some(Running { settings, _emulator: emulator }))
    }

    /// The same in a program that has no such account.
    #[cfg(not(feature = "local"))]
    pub(super) async fn start(&self, _: &Settings) -> Result<Option<Running>, Failure> {
        if self.local {
            return Err(Failure::usage("--local: this program was built without the feature `local`"));
        }
        Ok(None)
    }
}
