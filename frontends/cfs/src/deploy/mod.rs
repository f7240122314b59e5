//! `cfs plan`, `apply`, `deploy`, `diff`, `destroy`: arguments and rendering. What is done is in `cfs-deploy`.

mod load;
mod told;

use crate::args::Global;
use crate::call::{scope, show};
use crate::failure::{Exit, Failure};
use crate::output::{Out, Value};
use crate::settings::Settings;
use crate::terminal;
use cfs_account::What;
use cfs_config::Model;
use cfs_deploy::saved::Saved;
use cfs_deploy::{Materials, Options, Outcome, Plan};
use cfs_http::Client;
use clap::{Args, Subcommand};
use load::Loaded;
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

impl Deployments {
    /// The word of the command.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Deploy(_) => "deploy",
            Self::Plan(_) => "plan",
            Self::Apply(_) => "apply",
            Self::Diff(_) => "diff",
            Self::Destroy(_) => "destroy",
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
pub(crate) async fn run(command: Deployments, global: &Global, settings: &Settings) -> Result<(), Failure> {
    match command {
        Deployments::Deploy(args) => {
            let (run, options) = Run::of(&args.from, &args.replace, global, settings).await?;
            let plan = run.plan(&options).await?;
            run.done(&plan, &options, args.save.as_ref(), false, "Deploy?").await
        }
        Deployments::Plan(args) => {
            let (run, options) = Run::of(&args.from, &args.replace, global, settings).await?;
            let plan = run.plan(&options).await?;
            run.save(&plan, &options, args.save.as_ref(), false)?;
            told::plan(&plan, global, settings)?;
            differs(&plan)
        }
        Deployments::Diff(from) => {
            let (run, options) = Run::of(&from, &[], global, settings).await?;
            let plan = run.plan(&options).await?;
            told::plan(&plan, global, settings)?;
            differs(&plan)
        }
        Deployments::Destroy(args) => {
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
        Deployments::Apply(args) => apply(&args, global, settings).await,
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
        let read = Materials::read(model, &self.loaded.folder, load::ask);
        let materials = read.map_err(Failure::usage)?;
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
        let asks = !plan.is_empty() && !self.global.yes && terminal::is_interactive();
        if asks && !terminal::confirm(question.to_owned()).await? {
            return Err(Failure::new(Exit::Failed, "nothing was done"));
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
    let loaded =
        Loaded { model: saved.model.clone(), folder: saved.folder.clone(), file: None, environment: None };
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
