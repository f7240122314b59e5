//! `cfs secrets-store`: secrets that several Workers share. Values come from stdin, a file, or somebody who is asked.

use super::session::{Kind, Session, invocation};
use crate::failure::Failure;
use crate::hidden::{self, Place};
use crate::output::Value;
use clap::{Args, Subcommand};

pub(crate) const STORE: Kind = Kind {
    word: "store",
    unique: false,
    list: "secrets_store.stores.list",
    name: "name",
    id: "id",
    command: "cfs secrets-store store list",
};

const SECRET: Kind = Kind {
    word: "secret",
    unique: false,
    list: "secrets_store.stores.secrets.list",
    name: "name",
    id: "id",
    command: "cfs secrets-store secret list STORE",
};

#[derive(Args, Clone, Debug)]
pub(crate) struct SecretsStore {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Stores
    #[command(visible_alias = "stores", after_help = "Example:\n  cfs secrets-store store create team")]
    Store {
        #[command(subcommand)]
        command: Store,
    },
    /// Secrets of a store
    #[command(
        visible_alias = "secrets",
        after_help = "Example:\n  cfs secrets-store secret create team API_KEY --scopes workers < key"
    )]
    Secret {
        #[command(subcommand)]
        command: Secret,
    },
}

#[derive(Subcommand, Clone, Debug)]
enum Store {
    /// Lists the stores
    #[command(after_help = "Example:\n  cfs secrets-store store list --fields id,name")]
    List,
    /// Makes a store
    #[command(after_help = "Example:\n  cfs secrets-store store create team")]
    Create {
        /// Its name
        name: String,
    },
    /// Deletes a store with its secrets
    #[command(after_help = "Example:\n  cfs secrets-store store delete team --yes")]
    Delete {
        /// The store, by name or id
        store: String,
    },
}

#[derive(Args, Clone, Debug)]
struct Of {
    /// The store, by name or id
    store: String,
    /// The secret, by name or id
    secret: String,
}

/// What is said of a secret, and where its value is.
#[derive(Args, Clone, Debug)]
struct About {
    /// What may use it, joined by commas: `workers`, `ai_gateway`, `dex`, `access`
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    scopes: Vec<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
    /// The file that has the value; `-` for stdin
    #[arg(long, short = 'f', value_name = "FILE")]
    file: Option<String>,
    /// A value is no argument.
    #[arg(hide = true)]
    value: Option<String>,
}

#[derive(Subcommand, Clone, Debug)]
enum Secret {
    /// Lists the secrets of a store; their values are known to what uses them alone
    #[command(after_help = "Example:\n  cfs secrets-store secret list team --fields name,scopes,status")]
    List {
        /// The store, by name or id
        store: String,
    },
    /// Makes a secret; its value is read from stdin or a file, or asked for
    #[command(
        after_help = "Example:\n  cfs secrets-store secret create team API_KEY --scopes workers --comment 'of the shop' < key"
    )]
    Create {
        /// The store, by name or id
        store: String,
        /// Its name
        name: String,
        #[command(flatten)]
        about: About,
    },
    /// Tells about a secret, without its value
    #[command(after_help = "Example:\n  cfs secrets-store secret get team API_KEY")]
    Get(Of),
    /// Changes a secret; with --new-value its value, which is read from stdin, or with --file
    #[command(
        after_help = "Examples:\n  cfs secrets-store secret update team API_KEY --new-value < key\n  cfs secrets-store secret update team API_KEY --scopes workers,ai_gateway"
    )]
    Update {
        #[command(flatten)]
        of: Of,
        /// Another value, from stdin or asked for
        #[arg(long)]
        new_value: bool,
        #[command(flatten)]
        about: About,
    },
    /// Makes another secret with the same value
    #[command(
        after_help = "Example:\n  cfs secrets-store secret duplicate team API_KEY API_KEY_2 --scopes workers"
    )]
    Duplicate {
        #[command(flatten)]
        of: Of,
        /// The other's name
        name: String,
        /// What may use it, joined by commas
        #[arg(long, value_name = "A,B", value_delimiter = ',', required = true)]
        scopes: Vec<String>,
        /// What it is for
        #[arg(long, value_name = "TEXT")]
        comment: Option<String>,
    },
    /// Deletes a secret
    #[command(after_help = "Example:\n  cfs secrets-store secret delete team API_KEY --yes")]
    Delete(Of),
}

pub(super) async fn run(command: SecretsStore, session: &Session<'_>) -> Result<(), Failure> {
    let call = match command.command {
        Command::Store { command: Store::List } => invocation(STORE.list)?,
        Command::Store { command: Store::Create { name } } => {
            let body = Value::List(vec![Value::record([("name", Value::Text(name))])]);
            invocation("secrets_store.stores.create")?.json(&body)
        }
        Command::Store { command: Store::Delete { store } } => {
            invocation("secrets_store.stores.delete")?.with("store_id", session.id(&STORE, &store).await?)
        }
        Command::Secret { command } => return secret(command, session).await,
    };
    session.show(call).await
}

async fn secret(command: Secret, session: &Session<'_>) -> Result<(), Failure> {
    let call = match command {
        Secret::List { store } => {
            invocation(SECRET.list)?.with("store_id", session.id(&STORE, &store).await?)
        }
        Secret::Create { store, name, about } => {
            if about.scopes.is_empty() {
                return Err(Failure::usage("what may use the secret?").hint("--scopes workers"));
            }
            let members = about.members(true, &name, session).await?;
            let members = [vec![("name".to_owned(), Value::Text(name))], members].concat();
            let call = invocation("secrets_store.stores.secrets.create")?
                .with("store_id", session.id(&STORE, &store).await?);
            call.json(&Value::List(vec![Value::Object(members)]))
        }
        Secret::Update { of, new_value, about } => {
            let members = about.members(new_value, &of.secret, session).await?;
            if members.is_empty() {
                let hint = "--new-value, --file, --scopes, --comment";
                return Err(Failure::usage("nothing is to be changed").hint(hint));
            }
            of.call("edit", session).await?.json(&Value::Object(members))
        }
        Secret::Duplicate { of, name, scopes, comment } => {
            let mut members = vec![
                ("name".to_owned(), Value::Text(name)),
                ("scopes".to_owned(), Value::List(scopes.into_iter().map(Value::Text).collect())),
            ];
            members.extend(comment.map(|text| ("comment".to_owned(), Value::Text(text))));
            of.call("duplicate", session).await?.json(&Value::Object(members))
        }
        Secret::Get(of) => of.call("get", session).await?,
        Secret::Delete(of) => of.call("delete", session).await?,
    };
    session.show(call).await
}

impl Of {
    /// A call about the secret.
    async fn call(&self, word: &str, session: &Session<'_>) -> Result<crate::args::Invocation, Failure> {
        let store = session.id(&STORE, &self.store).await?;
        let list = invocation(SECRET.list)?.with("store_id", &store);
        let secret = session.id_among(&SECRET, list, &self.secret).await?;
        let call = invocation(&format!("secrets_store.stores.secrets.{word}"))?;
        Ok(call.with("store_id", store).with("secret_id", secret))
    }
}

impl About {
    /// What is said, with the value where one is wanted or a file has it.
    async fn members(
        self,
        wanted: bool,
        name: &str,
        session: &Session<'_>,
    ) -> Result<Vec<(String, Value)>, Failure> {
        if let Some(value) = &self.value {
            crate::settings::hide_text(value);
            return Err(hidden::argument("a secret"));
        }
        let mut members = Vec::new();
        if wanted || self.file.is_some() {
            let place = Place { file: self.file.as_deref(), variable: None };
            let value = hidden::value(&format!("the value of {name}"), place, session.global).await?;
            members.push(("value".to_owned(), Value::Text(value)));
        }
        if !self.scopes.is_empty() {
            let scopes = self.scopes.into_iter().map(Value::Text).collect();
            members.push(("scopes".to_owned(), Value::List(scopes)));
        }
        members.extend(self.comment.map(|text| ("comment".to_owned(), Value::Text(text))));
        Ok(members)
    }
}
