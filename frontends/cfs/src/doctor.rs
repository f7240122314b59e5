//! `cfs doctor`: what `cfs-account` finds, as data or for people.

use crate::args::Global;
use crate::failure::{Exit, Failure};
use crate::output::{Out, Value};
use crate::settings::{Log, Settings, hide_all, options, without_secrets};
use cfs_account::{Environment, Finding, Severity};

/// How it is used.
pub(crate) const EXAMPLES: &str = "Looks at settings, credentials, clock, proxy, certificates, the way to the API, and what the token may do. \
    Ends with 3 where there is an error.\n\nExamples:\n  cfs doctor\n  cfs doctor --output json --where 'severity in [\"warning\", \"error\"]'";

/// `cfs doctor`.
pub(crate) async fn doctor(global: &Global, log: &Log) -> Result<(), Failure> {
    let environment = Environment::of_process();
    let catalogue = format!("{:016x}", cfs_catalogue::catalogue().fingerprint());
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let versions =
        [("cfs", env!("CARGO_PKG_VERSION")), ("catalogue", catalogue.as_str()), ("system", system.as_str())];
    // What is wrong with the settings is a finding, not the end; a file that cannot be read is among the others.
    let (usual, own) = match Settings::load(global, false, log.clone()) {
        Ok(settings) => {
            if let Ok(secret) = settings.session.credentials() {
                hide_all(&secret.value);
            }
            (settings.output, None)
        }
        Err(failure) => (None, Some(failure)),
    };
    let mut out = Out::new(global, usual)?;
    let mut findings =
        cfs_account::doctor(&environment, options(global), &versions, log.watch(global.verbose)).await;
    let is_new = |text: &str| {
        !findings.iter().any(|finding| finding.severity == Severity::Error && finding.what == text)
    };
    if let Some(failure) = own.filter(|failure| is_new(&failure.text)) {
        findings.push(Finding {
            check: "config",
            severity: Severity::Error,
            what: failure.text,
            todo: failure.hint,
        });
    }
    let plain = out.is_terminal()
        && global.output.or(usual).is_none()
        && global.fields.is_empty()
        && global.filter.is_none()
        && global.sort.is_empty();
    if plain {
        for finding in &findings {
            out.bytes(format!("{}\n", without_secrets(&finding.to_string())).as_bytes())?;
        }
    } else {
        out.one(Value::List(findings.iter().map(row).collect()))?;
    }
    out.finish(global.quiet)?;
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    match errors {
        0 => Ok(()),
        1 => Err(Failure::new(Exit::Differs, "1 thing is wrong")),
        several => Err(Failure::new(Exit::Differs, format!("{several} things are wrong"))),
    }
}

fn row(finding: &Finding) -> Value {
    let text = |text: &str| Value::text(without_secrets(text));
    Value::record([
        ("severity", Value::text(finding.severity.to_string())),
        ("check", Value::text(finding.check)),
        ("what", text(&finding.what)),
        ("todo", finding.todo.as_deref().map_or(Value::Null, text)),
    ])
}
