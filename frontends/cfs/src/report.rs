//! What happened, for somebody who was not there.

use crate::args::{Asked, of_operation, of_resource};
use crate::failure::Failure;
use crate::output::Value;
use crate::settings::{Log, without_secrets};
use std::io::{self, Write as _};
use std::path::Path;

/// The words of a command, without the values that it was given: any of them may be a secret.
pub(crate) fn words(asked: &Asked) -> String {
    match asked {
        Asked::Call(call) => {
            let names: Vec<&str> = call.arguments.iter().map(|(name, _)| name.as_str()).collect();
            format!("api {} (with {})", of_operation(call.operation), names.join(", "))
        }
        Asked::Path(call) => {
            let path = call.path.split('?').next().unwrap_or_default();
            format!("api {} {path}", call.method)
        }
        Asked::Resource(resource) | Asked::ResourceHelp(resource) => {
            format!("api {}", of_resource(*resource))
        }
        Asked::OperationHelp(operation) | Asked::Schema(operation) => {
            format!("api {}", of_operation(*operation))
        }
        Asked::Services | Asked::Search(_) => "api".to_owned(),
        Asked::Data(data) => data.words().to_owned(),
        Asked::Deploy(deploy) => deploy.word().to_owned(),
        #[cfg(feature = "local")]
        Asked::Dev(_) => "dev".to_owned(),
        #[cfg(feature = "local")]
        Asked::Local(_) => "local".to_owned(),
        Asked::Mcp(_) => "mcp".to_owned(),
        Asked::Completions(_) => "completions".to_owned(),
        Asked::Man(_) => "man".to_owned(),
        Asked::Help(_) => "help".to_owned(),
        Asked::Auth(auth) => format!("auth {}", auth.word()),
        Asked::Doctor => "doctor".to_owned(),
        Asked::Start(start) => start.word().to_owned(),
    }
}

/// Names of variables that matter, their values aside.
const VARIABLES: [&str; 18] = [
    "CLOUDFLARE_API_TOKEN",
    "CF_API_TOKEN",
    "CLOUDFLARE_API_KEY",
    "CF_API_KEY",
    "CLOUDFLARE_EMAIL",
    "CLOUDFLARE_API_USER_SERVICE_KEY",
    "CLOUDFLARE_BASE_URL",
    "CLOUDFLARE_ACCOUNT_ID",
    "CLOUDFLARE_ZONE_ID",
    "CFS_CONFIG",
    "CFS_PROFILE",
    "CFS_KEYRING",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "CI",
    "NO_COLOR",
];

/// Writes a report.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn write(path: &Path, words: &str, failure: &Failure, log: &Log) -> io::Result<()> {
    let list = |lines: Vec<String>| {
        Value::List(lines.into_iter().map(|line| Value::text(without_secrets(&line))).collect())
    };
    let set = VARIABLES.iter().filter(|name| std::env::var_os(name).is_some()).map(|name| (*name).to_owned());
    let report = Value::record([
        ("program", Value::text(concat!("cfs ", env!("CARGO_PKG_VERSION")))),
        ("system", Value::text(format!("{} {}", std::env::consts::OS, std::env::consts::ARCH))),
        ("catalogue", Value::text(format!("{:016x}", cfs_catalogue::catalogue().fingerprint()))),
        ("command", Value::text(without_secrets(words))),
        ("exit", Value::Number((failure.exit as u8).to_string())),
        ("error", list(failure.to_string().lines().map(str::to_owned).collect())),
        ("attempts", list(log.lines())),
        ("variables", list(set.collect())),
    ]);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "{}", report.pretty(0))?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
