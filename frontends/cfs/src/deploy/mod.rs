//! `cfs plan`, `apply`, `deploy`, `diff`, `destroy`: arguments and rendering. What is done is in `cfs-deploy`.

mod arguments;
pub(crate) mod load;
mod make;
mod offline;
pub(crate) mod planned;
pub(crate) mod told;
mod versions;
pub(crate) mod written;

use crate::args::Global;
use crate::call::{scope, show};
use crate::failure::{Exit, Failure};
use crate::output::{Out, Value};
use crate::settings::Settings;
use crate::terminal;
use arguments::{ApplyArgs, FromArgs};
pub(crate) use arguments::{Deployments, ModelArgs};
use cfs_account::What;
use cfs_config::Model;
use cfs_config::model::Worker;
use cfs_deploy::saved::Saved;
use cfs_deploy::{Materials, Options, Outcome, Plan};
use cfs_http::Client;
use load::Loaded;
use planned::problems;
use std::path::PathBuf;

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
        Deployments::Versions(of) => versions::list(&of, global, settings).await,
        Deployments::History(of) => versions::history(&of, global, settings).await,
        Deployments::Rollback(args) => versions::rollback(&args, global, settings).await,
        Deployments::Rollout(args) => versions::rollout(&args, global, settings).await,
        Deployments::Types(args) => {
            let loaded = load::load(&args.model, global.quiet)?;
            make::types(&loaded, args.worker.as_deref(), args.rust, global)
        }
        Deployments::Build(args) => match &args.model.file {
            Some(krate) if crate::build::is_worker_crate(krate) => {
                make::one_crate(krate, &args.out_dir, global, settings)
            }
            _ => {
                let loaded = load::load(&args.model, global.quiet)?;
                make::build(&loaded, &args.out_dir, global, settings)
            }
        },
        Deployments::Import(model) => {
            let loaded = load::load(&model, global.quiet)?;
            make::import(&loaded, global)
        }
        Deployments::Deploy(args) if args.offline => {
            let loaded = load::load(&args.from.model, global.quiet)?;
            offline::run(&loaded, args.offline_output.as_deref(), args.form, global)
        }
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

impl<'a> Run<'a> {
    async fn of(
        from: &FromArgs,
        replace: &[String],
        global: &'a Global,
        settings: &'a Settings,
    ) -> Result<(Self, Options), Failure> {
        let loaded = load::load(&from.model, global.quiet)?;
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
        planned::planned(&self.client, &self.account, model, &materials, options).await
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
        written::whole(path, &text)?;
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
        let again = format!("`{}` goes on with what is left", self.loaded.again());
        Err(planned::not_done(outcome).hint(again))
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
        args: ModelArgs::default(),
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
