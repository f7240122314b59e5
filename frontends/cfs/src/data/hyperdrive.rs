//! `cfs hyperdrive`. Passwords come from stdin, from a variable, or from somebody who is asked.

use super::connection::Connection;
use super::session::{Kind, Session, invocation};
use crate::args::Global;
use crate::failure::Failure;
use crate::hidden::{self, Place};
use crate::output::Value;
use clap::{Args, Subcommand};

pub(crate) const CONFIG: Kind = Kind {
    word: "Hyperdrive configuration",
    unique: false,
    list: "hyperdrive.configs.list",
    name: "name",
    id: "id",
    command: "cfs hyperdrive list",
};

#[derive(Args, Clone, Debug)]
pub(crate) struct Hyperdrive {
    #[command(subcommand)]
    command: Command,
}

#[derive(Args, Clone, Debug)]
struct Of {
    /// The configuration, by name or id
    hyperdrive: String,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Lists the configurations
    #[command(after_help = "Example:\n  cfs hyperdrive list --fields name,id,origin.host")]
    List,
    /// Makes a configuration; the password, or the whole connection string, is read from stdin or asked for
    #[command(
        after_help = "Examples:\n  cfs hyperdrive create shop --connection-string < url\n  cfs hyperdrive create shop --origin-host db.example.com --database shop --origin-user app --password-env PGPASSWORD"
    )]
    Create {
        /// Its name
        name: String,
        #[command(flatten)]
        origin: Origin,
        #[command(flatten)]
        settings: Settings,
    },
    /// Tells about a configuration; its password is known to nobody any more
    #[command(after_help = "Example:\n  cfs hyperdrive get shop")]
    Get(Of),
    /// Changes what is said of a configuration, and nothing else
    #[command(
        after_help = "Examples:\n  cfs hyperdrive update shop --max-age 30\n  cfs hyperdrive update shop --password < password\n  cfs hyperdrive update shop --connection-string < url"
    )]
    Update {
        #[command(flatten)]
        of: Of,
        /// Another name
        #[arg(long)]
        name: Option<String>,
        /// Another password, which is read from stdin or --password-env, or asked for
        #[arg(long, visible_alias = "origin-password")]
        password: bool,
        #[command(flatten)]
        origin: Origin,
        #[command(flatten)]
        settings: Settings,
    },
    /// Deletes a configuration
    #[command(after_help = "Example:\n  cfs hyperdrive delete shop --yes")]
    Delete(Of),
}

/// The database that it stands in front of.
#[derive(Args, Clone, Debug)]
struct Origin {
    /// What is read from stdin, or --password-env, is `postgres://user:password@host:port/database`, or `mysql://…`
    #[arg(long)]
    connection_string: bool,
    /// The host
    #[arg(long = "origin-host", visible_alias = "host", value_name = "HOST")]
    host: Option<String>,
    /// The port
    #[arg(
        long = "origin-port",
        visible_alias = "port",
        value_name = "PORT",
        conflicts_with = "access_client_id"
    )]
    port: Option<u16>,
    /// The protocol: postgres, postgresql, mysql
    #[arg(long = "origin-scheme", visible_alias = "scheme", value_name = "SCHEME")]
    scheme: Option<String>,
    /// The name of the database
    #[arg(long, value_name = "NAME")]
    database: Option<String>,
    /// The user
    #[arg(long = "origin-user", visible_alias = "user", value_name = "USER")]
    user: Option<String>,
    /// The variable that has the password, or with --connection-string the string
    #[arg(long, value_name = "VARIABLE")]
    password_env: Option<String>,
    /// Of a database behind a tunnel: the client id of the Access service token
    #[arg(long, value_name = "ID", requires = "access_secret_env")]
    access_client_id: Option<String>,
    /// The variable that has the client secret of the service token
    #[arg(long, value_name = "VARIABLE", requires = "access_client_id")]
    access_secret_env: Option<String>,
    /// What is secret is no argument.
    #[arg(hide = true)]
    given: Option<String>,
}

#[derive(Args, Clone, Debug)]
struct Settings {
    /// Keeps no answers
    #[arg(long, conflicts_with_all = ["max_age", "swr"])]
    caching_disabled: bool,
    /// How long answers are kept, in seconds
    #[arg(long, value_name = "SECONDS")]
    max_age: Option<u32>,
    /// How long after that they may be given while they are asked for anew, in seconds
    #[arg(long, value_name = "SECONDS")]
    swr: Option<u32>,
    /// How many connections to the origin there are at most
    #[arg(long, value_name = "COUNT")]
    origin_connection_limit: Option<u32>,
    /// The certificate of the authority that signs the origin's
    #[arg(long, value_name = "ID")]
    ca_certificate_id: Option<String>,
    /// The certificate that it shows to the origin
    #[arg(long, value_name = "ID")]
    mtls_certificate_id: Option<String>,
    /// How the origin's certificate is looked at: require, verify-ca, verify-full
    #[arg(long, value_name = "MODE")]
    sslmode: Option<String>,
}

type Members = Vec<(String, Value)>;

fn number(number: impl ToString) -> Value {
    Value::Number(number.to_string())
}

fn put(members: &mut Members, name: &str, value: Option<Value>) {
    members.extend(value.map(|value| (name.to_owned(), value)));
}

pub(super) async fn run(hyperdrive: Hyperdrive, session: &Session<'_>) -> Result<(), Failure> {
    let call = match hyperdrive.command {
        Command::List => invocation(CONFIG.list)?,
        Command::Get(of) => invocation("hyperdrive.configs.get")?
            .with("hyperdrive_id", session.id(&CONFIG, &of.hyperdrive).await?),
        Command::Delete(of) => invocation("hyperdrive.configs.delete")?
            .with("hyperdrive_id", session.id(&CONFIG, &of.hyperdrive).await?),
        Command::Create { name, origin, settings } => {
            if !origin.connection_string && origin.host.is_none() && origin.given.is_none() {
                return Err(Failure::usage("where is the database?")
                    .hint("--connection-string, or --origin-host with --database and --origin-user"));
            }
            let mut members = vec![("name".to_owned(), Value::Text(name))];
            let origin = origin.made(true, session.global).await?;
            members.push(("origin".to_owned(), Value::Object(origin)));
            settings.put(&mut members);
            invocation("hyperdrive.configs.create")?.json(&Value::Object(members))
        }
        Command::Update { of, name, password, origin, settings } => {
            let mut members = Vec::new();
            put(&mut members, "name", name.map(Value::Text));
            let origin = origin.made(password, session.global).await?;
            put(&mut members, "origin", (!origin.is_empty()).then_some(Value::Object(origin)));
            settings.put(&mut members);
            if members.is_empty() {
                return Err(Failure::usage("nothing is to be changed").hint("`cfs hyperdrive update --help`"));
            }
            let id = session.id(&CONFIG, &of.hyperdrive).await?;
            let call = invocation("hyperdrive.configs.edit")?.with("hyperdrive_id", id);
            call.json(&Value::Object(members))
        }
    };
    session.show(call).await
}

impl Origin {
    /// The members of the origin; `secret` says that there has to be a password.
    async fn made(self, secret: bool, global: &Global) -> Result<Members, Failure> {
        if let Some(text) = &self.given {
            crate::settings::hide_text(text);
            return Err(hidden::argument("a password, or a string that has one,"));
        }
        let place = Place { variable: self.password_env.as_deref(), file: None };
        let mut members = Vec::new();
        if self.connection_string {
            let text = hidden::value("the connection string", place, global).await?;
            members = Connection::parse(&text)?.members();
        } else if secret || place.variable.is_some() {
            let text = hidden::value("the password", place, global).await?;
            put(&mut members, "password", Some(Value::Text(text)));
        }
        let mut own = Vec::new();
        put(&mut own, "scheme", self.scheme.map(Value::Text));
        put(&mut own, "host", self.host.map(Value::Text));
        put(&mut own, "port", self.port.map(number));
        put(&mut own, "database", self.database.map(Value::Text));
        put(&mut own, "user", self.user.map(Value::Text));
        if let (Some(id), Some(variable)) = (self.access_client_id, &self.access_secret_env) {
            let place = Place { variable: Some(variable), file: None };
            let text = hidden::value("the Access client secret", place, global).await?;
            put(&mut own, "access_client_id", Some(Value::Text(id)));
            put(&mut own, "access_client_secret", Some(Value::Text(text)));
        }
        // What is said apart counts more than what the string has.
        members.retain(|(name, _)| own.iter().all(|(other, _)| other != name));
        members.extend(own);
        Ok(members)
    }
}

impl Settings {
    fn put(self, members: &mut Members) {
        let mut caching = Vec::new();
        if self.caching_disabled {
            put(&mut caching, "disabled", Some(Value::Bool(true)));
        } else if self.max_age.is_some() || self.swr.is_some() {
            put(&mut caching, "disabled", Some(Value::Bool(false)));
            put(&mut caching, "max_age", self.max_age.map(number));
            put(&mut caching, "stale_while_revalidate", self.swr.map(number));
        }
        let mut tls = Vec::new();
        put(&mut tls, "ca_certificate_id", self.ca_certificate_id.map(Value::Text));
        put(&mut tls, "mtls_certificate_id", self.mtls_certificate_id.map(Value::Text));
        put(&mut tls, "sslmode", self.sslmode.map(Value::Text));
        for (name, own) in [("caching", caching), ("mtls", tls)] {
            put(members, name, (!own.is_empty()).then_some(Value::Object(own)));
        }
        put(members, "origin_connection_limit", self.origin_connection_limit.map(number));
    }
}
