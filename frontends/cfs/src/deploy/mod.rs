//! `cfs plan`, `apply`, `deploy`, `diff`, `destroy`: arguments and rendering. What is done is in `cfs-deploy`.

pub(crate) mod load;
mod make;
mod offline;
pub(crate) mod told;

use crate::args::Global;
use crate::call::{scope, show};
use crate::failure::{Exit, Failure};
use crate::output::{Out, Value};
use crate::settings::Settings;
use crate::terminal;
use cfs_account::What;
use cfs_config::Model;
use cfs_config::model::Worker;
use cfs_deploy::saved::Saved;
use cfs_deploy::{Materials, Options, Outcome, Plan};
use cfs_http::Client;
use clap::{Args, Subcommand};
use load::Loaded;
use std::path::PathBuf;

/// The commands of deployments.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Deploy {
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
    #[command(after_help = "Examples:\n  cfs build\n  cfs build infrastructure.rs -o model.json")]
    Build(BuildArgs),
    /// Writes an infrastructure.rs that describes what a wrangler file or a model does
    #[command(
        after_help = "Examples:\n  cfs import wrangler.toml\n  cfs import wrangler.jsonc --env staging -o staging.rs"
    )]
    Import(ImportArgs),
    /// Deletes what belongs to an application, in order of dependence; what holds data stays unless it is named
    #[command(after_help = "Example:\n  cfs destroy model.json --delete-data d1/orders")]
    Destroy(DestroyArgs),
}

/// Where the model comes from.
#[derive(Args, Clone, Debug)]
pub(crate) struct FromArgs {
    /// A model or a wrangler file; without one, the one that the folder belongs to
    pub(crate) file: Option<PathBuf>,
    /// The environment
    #[arg(long, short = 'e', value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// Only this address (`d1/orders`), with what it needs and what is part of it; repeatable
    #[arg(long, value_name = "ADDRESS")]
    target: Vec<String>,
    /// Things that hold data and may be deleted all the same: addresses, names, kinds, or `all`; repeatable
    #[arg(long, value_name = "ADDRESS")]
    delete_data: Vec<String>,
}

/// What `cfs deploy` and `cfs plan` take.
#[derive(Args, Clone, Debug)]
pub(crate) struct DeployArgs {
    #[command(flatten)]
    from: FromArgs,
    /// Things that are made anew; repeatable
    #[arg(long, value_name = "ADDRESS")]
    replace: Vec<String>,
    /// Keeps the plan in a file, for `cfs apply`, and does nothing
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Writes what is described to a file for another tool, and sends nothing. `--output` then names the file (wrangler.toml, wrangler.jsonc,
    /// main.tf, model.json; `-` is stdout)
    #[arg(long)]
    offline: bool,
    /// The form of that file, where its name does not tell
    #[arg(long = "as", value_name = "FORM", requires = "offline")]
    form: Option<offline::Form>,
    #[arg(long, hide = true, value_name = "FILE")]
    offline_output: Option<PathBuf>,
}

/// What `cfs build` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct BuildArgs {
    /// A program, a model or a wrangler file; without one, the one that the folder belongs to
    file: Option<PathBuf>,
    /// The environment
    #[arg(long, short = 'e', value_name = "NAME")]
    env: Option<String>,
    /// The folder for what is built; each Worker has one in it
    #[arg(long, value_name = "DIR", default_value = ".cfs/build")]
    outdir: PathBuf,
}

/// What `cfs import` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct ImportArgs {
    /// A wrangler file or a model; without one, the one that the folder belongs to
    file: Option<PathBuf>,
    /// The environment
    #[arg(long, short = 'e', value_name = "NAME")]
    env: Option<String>,
}

/// What `cfs apply` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct ApplyArgs {
    /// The saved plan
    plan: PathBuf,
}

/// What `cfs destroy` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct DestroyArgs {
    #[command(flatten)]
    from: FromArgs,
    /// Keeps the plan in a file, for `cfs apply`, and does nothing
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

impl Deploy {
    /// The word of the command.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Deploy(_) => "deploy",
            Self::Plan(_) => "plan",
            Self::Apply(_) => "apply",
            Self::Diff(_) => "diff",
            Self::Destroy(_) => "destroy",
            Self::Build(_) => "build",
            Self::Import(_) => "import",
        }
    }
}

/// A command that is under way.
struct Run<'a> {
    client: Client,
    account: String,
    loaded: Loaded,
    global: &'a Global,
    settings: &'a Settings,
}

/// Does what a command asks for.
pub(crate) async fn run(command: Deploy, global: &Global, settings: &Settings) -> Result<(), Failure> {
    match command {
        Deploy::Build(args) => {
            let loaded = load::load(args.file.as_deref(), args.env.as_deref(), global.quiet)?;
            make::build(&loaded, &args.outdir, global, settings)
        }
        Deploy::Import(args) => {
            let loaded = load::load(args.file.as_deref(), args.env.as_deref(), global.quiet)?;
            make::import(&loaded, global)
        }
        Deploy::Deploy(args) if args.offline => {
            let loaded = load::load(args.from.file.as_deref(), args.from.env.as_deref(), global.quiet)?;
            offline::run(&loaded, args.offline_output.as_deref(), args.form, global)
        }
        Deploy::Deploy(args) => {
            let (run, options) = Run::of(&args.from, &args.replace, global, settings).await?;
            let plan = run.plan(&options).await?;
            run.done(&plan, &options, args.save.as_ref(), false, "Deploy?").await
        }
        Deploy::Plan(args) => {
            let (run, options) = Run::of(&args.from, &args.replace, global, settings).await?;
            let plan = run.plan(&options).await?;
            run.save(&plan, &options, args.save.as_ref(), false)?;
            told::plan(&plan, global, settings)?;
            differs(&plan)
        }
        Deploy::Diff(from) => {
            let (run, options) = Run::of(&from, &[], global, settings).await?;
            let plan = run.plan(&options).await?;
            told::plan(&plan, global, settings)?;
            differs(&plan)
        }
        Deploy::Destroy(args) => {
            let (mut run, options) = Run::of(&args.from, &[], global, settings).await?;
            run.loaded.model = emptied(&run.loaded.model);
            let plan = run.plan(&options).await?;
            let acts = !plan.is_empty() && !global.dry_run && args.save.is_none();
            if acts && !global.yes && !terminal::is_interactive() {
                told::plan(&plan, global, settings)?;
                return Err(Failure::usage("nothing is deleted: there is nobody to ask")
                    .hint("--yes says that it is meant"));
            }
            run.done(&plan, &options, args.save.as_ref(), true, "Delete this?").await
        }
        Deploy::Apply(args) => apply(&args, global, settings).await,
    }
}

/// An application that wants nothing.
fn emptied(model: &Model) -> Model {
    let mut model = model.clone();
    model.resources.clear();
    model.workers.clear();
    model.outputs.clear();
    model
}

fn differs(plan: &Plan) -> Result<(), Failure> {
    problems(plan)?;
    if plan.is_empty() { Ok(()) } else { Err(Failure::silent(Exit::Differs)) }
}

fn problems(plan: &Plan) -> Result<(), Failure> {
    if plan.problems.is_empty() {
        return Ok(());
    }
    let mut failure = Failure::failed("nothing is done before this is solved");
    failure.details.clone_from(&plan.problems);
    Err(failure)
}

impl<'a> Run<'a> {
    async fn of(
        from: &FromArgs,
        replace: &[String],
        global: &'a Global,
        settings: &'a Settings,
    ) -> Result<(Self, Options), Failure> {
        let loaded = load::load(from.file.as_deref(), from.env.as_deref(), global.quiet)?;
        let options = Options {
            targets: from.target.clone(),
            delete_data: from.delete_data.clone(),
            replace: replace.to_vec(),
        };
        Ok((Self::new(loaded, global, settings).await?, options))
    }

    async fn new(loaded: Loaded, global: &'a Global, settings: &'a Settings) -> Result<Self, Failure> {
        let client = settings.client(global, show::ANY, true).await?;
        // The account of the model is meant unless the command line names another.
        let named = global.account.clone().or_else(|| loaded.model.account.clone());
        let named = Global { account: named, ..global.clone() };
        let account = scope::id(What::Account, &client, &named, settings, true).await?;
        Ok(Self { client, account, loaded, global, settings })
    }

    async fn plan(&self, options: &Options) -> Result<Plan, Failure> {
        let model = &self.loaded.model;
        let folder = &self.loaded.folder;
        // What a build says is said as it is, not within what materials say.
        let mut failed = None;
        let build = |worker: &Worker| {
            crate::build::built(worker, folder).map_err(|failure| {
                let text = failure.text.clone();
                failed = Some(failure);
                text
            })
        };
        let read = Materials::read_with(model, folder, build, load::ask);
        let materials = read.map_err(|what| failed.unwrap_or_else(|| Failure::usage(what)))?;
        materials.secrets.each(crate::settings::hide_text);
        let desired = cfs_deploy::desired(model, &self.account, &materials);
        let actual = cfs_deploy::actual::read(&self.client, &desired, &materials).await;
        let actual = actual.map_err(|failure| Failure::from(failure.error).doing(failure.doing))?;
        Ok(cfs_deploy::plan(&desired, &actual, options))
    }

    fn save(
        &self,
        plan: &Plan,
        options: &Options,
        to: Option<&PathBuf>,
        destroys: bool,
    ) -> Result<(), Failure> {
        let Some(path) = to else { return Ok(()) };
        problems(plan)?;
        let saved = Saved::new(plan, &self.loaded.model, &self.loaded.folder, options, destroys);
        let text =
            serde_json::to_string_pretty(&saved).map_err(|error| Failure::failed(error.to_string()))?;
        std::fs::write(path, text)
            .map_err(|error| Failure::failed(format!("{}: {error}", path.display())))?;
        if !self.global.quiet {
            terminal::say!("saved to {}: `cfs apply {}` does it", path.display(), path.display());
        }
        Ok(())
    }

    /// Shows a plan, asks, and does it.
    async fn done(
        &self,
        plan: &Plan,
        options: &Options,
        save: Option<&PathBuf>,
        destroys: bool,
        question: &str,
    ) -> Result<(), Failure> {
        self.save(plan, options, save, destroys)?;
        if self.global.dry_run || save.is_some() {
            told::plan(plan, self.global, self.settings)?;
            return problems(plan);
        }
        let json = Out::new(self.global, self.settings.output)?.chosen;
        if !json && !self.global.quiet {
            terminal::say!("{}", plan.to_string().trim_end());
        }
        problems(plan)?;
        if !plan.is_empty() && !self.global.yes && terminal::is_interactive() {
            if !terminal::confirm(question.to_owned()).await? {
                return Err(Failure::new(Exit::Failed, "nothing was done"));
            }
        }
        let told = told::Told::new(self.global);
        let outcome = cfs_deploy::apply(&self.client, plan, &told).await;
        told.end(plan, &outcome);
        self.tell(plan, &outcome)
    }

    fn tell(&self, plan: &Plan, outcome: &Outcome) -> Result<(), Failure> {
        let mut out = Out::new(self.global, self.settings.output)?;
        if out.chosen {
            let whole = serde_json::json!({"plan": plan, "outcome": outcome});
            out.one(told::value(&whole))?;
            out.finish(self.global.quiet)?;
        } else if !outcome.outputs.is_empty() {
            out.one(told::value(&serde_json::Value::Object(outcome.outputs.clone())))?;
            out.finish(self.global.quiet)?;
        }
        if outcome.is_complete() {
            return Ok(());
        }
        Err(self.failed(outcome))
    }

    /// What was not done, and what goes on.
    fn failed(&self, outcome: &Outcome) -> Failure {
        let text = outcome
            .error
            .clone()
            .unwrap_or_else(|| format!("{} done, {} not done", outcome.done.len(), outcome.not_done.len()));
        let denied =
            outcome.not_done.iter().any(|not| not.why.contains(": 403:") || not.why.contains(": 401:"));
        let mut failure = Failure::new(if denied { Exit::Denied } else { Exit::Failed }, text);
        failure.details =
            outcome.not_done.iter().map(|not| format!("{}: {}", not.address, not.why)).collect();
        failure.hint(format!("`{}` goes on with what is left", self.loaded.again()))
    }
}

async fn apply(args: &ApplyArgs, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let path = args.plan.display();
    let text =
        std::fs::read_to_string(&args.plan).map_err(|error| Failure::usage(format!("{path}: {error}")))?;
    let saved = Saved::read(&text).map_err(|error| Failure::usage(format!("{path}: {error}")))?;
    let loaded = Loaded {
        model: saved.model.clone(),
        folder: saved.folder.clone(),
        path: None,
        file: None,
        environment: None,
    };
    let named = Global { account: Some(saved.account.clone()), ..global.clone() };
    let run = Run::new(loaded, &named, settings).await?;
    let plan = run.plan(&saved.options).await?;
    let fresh = saved.check(&plan).map_err(|error| Failure::failed(format!("{path}: {error}")));
    fresh.map_err(|failure| failure.hint("nothing was done; `cfs plan … --save FILE` plans again"))?;
    run.done(&plan, &saved.options, None, saved.destroys, "Apply?").await
}

/// A value of the command's own form.
pub(crate) fn converted(value: &serde_json::Value) -> Value {
    Value::parse(&value.to_string()).unwrap_or_default()
}
