//! `cfs pages`.

use super::pages_deploy::{self, Deploy};
use super::session::{Session, invocation};
use crate::failure::Failure;
use crate::output::Value;
use clap::{Args, Subcommand};

#[derive(Args, Clone, Debug)]
pub(crate) struct Pages {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Projects
    #[command(visible_alias = "projects", after_help = "Example:\n  cfs pages project create site")]
    Project {
        #[command(subcommand)]
        command: Project,
    },
    /// Deployments of a project
    #[command(
        visible_alias = "deployments",
        after_help = "Example:\n  cfs pages deployment list --project site --environment production"
    )]
    Deployment {
        #[command(subcommand)]
        command: Deployment,
    },
    /// Deploys the files of a folder; only those that are not there yet are sent, so what was interrupted goes on
    #[command(
        visible_alias = "publish",
        after_help = "Examples:\n  cfs pages deploy dist --project site\n  cfs pages deploy dist --project site --branch preview --commit-message 'a new front page'"
    )]
    Deploy(Deploy),
}

#[derive(Subcommand, Clone, Debug)]
enum Project {
    /// Lists the projects
    #[command(after_help = "Example:\n  cfs pages project list --fields name,subdomain")]
    List,
    /// Makes a project whose files are uploaded
    #[command(after_help = "Example:\n  cfs pages project create site --production-branch main")]
    Create {
        /// Its name
        name: String,
        /// The branch whose deployments are the site
        #[arg(long, value_name = "BRANCH", default_value = "main")]
        production_branch: String,
    },
    /// Tells about a project
    #[command(after_help = "Example:\n  cfs pages project get site")]
    Get {
        /// Its name
        name: String,
    },
    /// Deletes a project with its deployments
    #[command(after_help = "Example:\n  cfs pages project delete site --yes")]
    Delete {
        /// Its name
        name: String,
    },
}

/// The project of a command.
#[derive(Args, Clone, Debug)]
pub(super) struct Of {
    /// The project
    #[arg(long, visible_alias = "project-name", value_name = "NAME")]
    pub(super) project: String,
}

#[derive(Args, Clone, Debug)]
struct One {
    #[command(flatten)]
    of: Of,
    /// The deployment's id
    id: String,
}

#[derive(Subcommand, Clone, Debug)]
enum Deployment {
    /// Lists the deployments, the youngest first
    #[command(
        after_help = "Example:\n  cfs pages deployment list --project site --fields short_id,environment,url,created_on"
    )]
    List {
        #[command(flatten)]
        of: Of,
        /// Only those: production, preview
        #[arg(long, value_name = "WHICH")]
        environment: Option<String>,
    },
    /// Tells about a deployment
    #[command(after_help = "Example:\n  cfs pages deployment get ID --project site")]
    Get(One),
    /// Deletes a deployment
    #[command(after_help = "Example:\n  cfs pages deployment delete ID --project site --yes")]
    Delete {
        #[command(flatten)]
        one: One,
        /// Even if it is the last of its branch
        #[arg(long)]
        force: bool,
    },
    /// Makes an earlier deployment of the site the one that is shown
    #[command(after_help = "Example:\n  cfs pages deployment rollback ID --project site")]
    Rollback(One),
    /// Builds a deployment again
    #[command(after_help = "Example:\n  cfs pages deployment retry ID --project site")]
    Retry(One),
}

pub(super) async fn run(pages: Pages, session: &Session<'_>) -> Result<(), Failure> {
    let call = match pages.command {
        Command::Deploy(deploy) => return pages_deploy::run(deploy, session).await,
        Command::Deployment { command } => return deployment(command, session).await,
        Command::Project { command: Project::List } => invocation("pages.projects.list")?,
        Command::Project { command: Project::Create { name, production_branch } } => {
            invocation("pages.projects.create")?.json(&Value::record([
                ("name", Value::Text(name)),
                ("production_branch", Value::Text(production_branch)),
            ]))
        }
        Command::Project { command: Project::Get { name } } => {
            invocation("pages.projects.get")?.with("project_name", name)
        }
        Command::Project { command: Project::Delete { name } } => {
            invocation("pages.projects.delete")?.with("project_name", name)
        }
    };
    session.show(call).await
}

async fn deployment(command: Deployment, session: &Session<'_>) -> Result<(), Failure> {
    let of = |operation: &str, one: One| {
        let call = invocation(&format!("pages.projects.deployments.{operation}"))?;
        Ok::<_, Failure>(call.with("project_name", one.of.project).with("deployment_id", one.id))
    };
    let call = match command {
        Deployment::List { of, environment } => invocation("pages.projects.deployments.list")?
            .with("project_name", of.project)
            .maybe("env", environment),
        Deployment::Get(one) => of("get", one)?,
        Deployment::Delete { one, force } => {
            let mut call = of("delete", one)?;
            if force {
                call.query.push(("force".to_owned(), "true".to_owned()));
            }
            call
        }
        Deployment::Rollback(one) => of("rollback", one)?,
        Deployment::Retry(one) => of("retry", one)?,
    };
    session.show(call).await
}
