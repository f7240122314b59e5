//! What the commands of deployments take.

use super::{offline, versions};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The commands of deployments.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Deployments {
    /// Makes the account have what a program or a file describes: shows the plan, asks once, does it
    #[command(
        after_help = "Examples:\n  cfs deploy ./infrastructure.rs\n  cfs deploy model.json --env staging --yes\n  cfs deploy model.json --dry-run --save plan.json"
    )]
    Deploy(DeployArgs),
    /// Shows what a deployment would do; ends with 3 where that is something
    #[command(
        after_help = "Examples:\n  cfs plan model.json\n  cfs plan model.json --output json --save plan.json"
    )]
    Plan(DeployArgs),
    /// Does what a saved plan says, if nothing has changed since
    #[command(after_help = "Example:\n  cfs apply plan.json --yes")]
    Apply(ApplyArgs),
    /// Shows where the account is not as it was declared: what somebody changed by hand; ends with 3 where there is something
    #[command(after_help = "Example:\n  cfs diff model.json")]
    Diff(FromArgs),
    /// Builds the Workers of an application; with -o, writes its model, which is deployed where there is no compiler
    #[command(
        after_help = "Examples:\n  cfs build\n  cfs build workers/api --out-dir dist\n  cfs build infrastructure.rs -o model.json"
    )]
    Build(BuildArgs),
    /// Writes an infrastructure.rs that describes what a wrangler file or a model does
    #[command(
        after_help = "Examples:\n  cfs import wrangler.toml\n  cfs import wrangler.jsonc --env staging -o staging.rs"
    )]
    Import(ModelArgs),
    /// Writes what a Worker finds in its environment, as TypeScript or Rust
    #[command(
        after_help = "Examples:\n  cfs types -o src/env.d.ts\n  cfs types infrastructure.rs --worker api --rust -o workers/api/src/env.rs"
    )]
    Types(TypesArgs),
    /// Lists the versions of a Worker, with the share of the requests that each answers
    #[command(after_help = "Example:\n  cfs versions api")]
    Versions(versions::OfArgs),
    /// Lists the deployments of a Worker: who, when, which versions and why
    #[command(after_help = "Example:\n  cfs history api --limit 5")]
    History(versions::OfArgs),
    /// Has a version of a Worker that answered before answer all requests again
    #[command(
        after_help = "Examples:\n  cfs rollback api\n  cfs rollback api 5e0d1c2f --message 'orders were lost'"
    )]
    Rollback(versions::RollbackArgs),
    /// Gives a version of a Worker more and more of the requests; one that was interrupted goes on where it is
    #[command(after_help = "Examples:\n  cfs rollout api\n  cfs rollout api --steps 10%,50%,100% --every 5m")]
    Rollout(versions::RolloutArgs),
    /// Deletes what belongs to an application, in order of dependence; what holds data stays unless it is named
    #[command(after_help = "Example:\n  cfs destroy model.json --delete-data d1/orders")]
    Destroy(DestroyArgs),
}

/// Where the model comes from.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ModelArgs {
    /// A program, a model, a wrangler file or the folder of a Worker's crate; without one, what the folder belongs to
    pub(crate) file: Option<PathBuf>,
    /// The environment
    #[arg(long, short = 'e', value_name = "NAME")]
    pub(crate) env: Option<String>,
}

/// A model, and what of it is meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct FromArgs {
    #[command(flatten)]
    pub(super) model: ModelArgs,
    /// Only this address (`d1/orders`), with what it needs and what is part of it; repeatable
    #[arg(long, value_name = "ADDRESS")]
    pub(super) target: Vec<String>,
    /// Things that hold data and may be deleted all the same: addresses, names, kinds, or `all`; repeatable
    #[arg(long, value_name = "ADDRESS")]
    pub(super) delete_data: Vec<String>,
}

/// What `cfs deploy` and `cfs plan` take.
#[derive(Args, Clone, Debug)]
pub(crate) struct DeployArgs {
    #[command(flatten)]
    pub(super) from: FromArgs,
    /// Things that are made anew; repeatable
    #[arg(long, value_name = "ADDRESS")]
    pub(super) replace: Vec<String>,
    /// Keeps the plan in a file, for `cfs apply`, and does nothing
    #[arg(long, value_name = "FILE")]
    pub(super) save: Option<PathBuf>,
    /// Writes what is described to a file for another tool, and sends nothing. `--output` then names the file (wrangler.toml, wrangler.jsonc,
    /// main.tf, model.json; `-` is stdout)
    #[arg(long)]
    pub(super) offline: bool,
    /// The form of that file, where its name does not tell
    #[arg(long = "as", value_name = "FORM", requires = "offline")]
    pub(super) form: Option<offline::Form>,
    #[arg(long, hide = true, value_name = "FILE")]
    pub(super) offline_output: Option<PathBuf>,
}

/// What `cfs build` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct BuildArgs {
    #[command(flatten)]
    pub(super) model: ModelArgs,
    /// The folder for what is built: of an application, each Worker has one in it. What an earlier
    /// build left there goes
    #[arg(long, value_name = "DIR", default_value = ".cfs/build")]
    pub(super) out_dir: PathBuf,
}

/// What `cfs types` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct TypesArgs {
    #[command(flatten)]
    pub(super) model: ModelArgs,
    /// The Worker, where there are several
    #[arg(long, value_name = "NAME")]
    pub(super) worker: Option<String>,
    /// A struct for a Worker in Rust, instead of TypeScript
    #[arg(long)]
    pub(super) rust: bool,
}

/// What `cfs apply` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct ApplyArgs {
    /// The saved plan
    pub(super) plan: PathBuf,
}

/// What `cfs destroy` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct DestroyArgs {
    #[command(flatten)]
    pub(super) from: FromArgs,
    /// Keeps the plan in a file, for `cfs apply`, and does nothing
    #[arg(long, value_name = "FILE")]
    pub(super) save: Option<PathBuf>,
}

impl Deployments {
    /// The word of the command.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Deploy(_) => "deploy",
            Self::Plan(_) => "plan",
            Self::Apply(_) => "apply",
            Self::Diff(_) => "diff",
            Self::Destroy(_) => "destroy",
            Self::Versions(_) => "versions",
            Self::History(_) => "history",
            Self::Rollback(_) => "rollback",
            Self::Rollout(_) => "rollout",
            Self::Build(_) => "build",
            Self::Import(_) => "import",
            Self::Types(_) => "types",
        }
    }
}
