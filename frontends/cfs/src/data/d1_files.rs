//! `cfs d1 export` and `import`: whole files, by addresses that the API gives.

use super::d1::DATABASE;
use super::hex;
use super::session::{Session, invocation};
use crate::args::{Invocation, Source};
use crate::call;
use crate::failure::Failure;
use crate::output::Value;
use cfs_http::kind;
use md5::{Digest as _, Md5};
use std::io::{Read, Write};
use std::time::Duration;
use tempfile::NamedTempFile;

/// How long to wait before asking again whether it is done.
const PAUSE: Duration = Duration::from_secs(1);

fn text(told: &Value, path: &str) -> String {
    told.at(path).map(|value| value.plain()).unwrap_or_default()
}

/// Asks until it is done; `next` makes the question from the bookmark of the answer before.
async fn complete(
    session: &Session<'_>,
    mut told: Value,
    next: impl Fn(&str) -> Result<Invocation, Failure>,
) -> Result<Value, Failure> {
    loop {
        match text(&told, "status").as_str() {
            "complete" => return Ok(told),
            "error" => return Err(Failure::failed(text(&told, "error"))),
            _ => {}
        }
        tokio::time::sleep(PAUSE).await;
        told = session.ask(next(&text(&told, "at_bookmark"))?).await?;
    }
}

/// Writes a database as SQL to stdout, or with -o to a file.
pub(super) async fn export(
    database: &str,
    no_data: bool,
    no_schema: bool,
    tables: Vec<String>,
    session: &Session<'_>,
) -> Result<(), Failure> {
    let id = session.id(&DATABASE, database).await?;
    let options = Value::record([
        ("no_data", Value::Bool(no_data)),
        ("no_schema", Value::Bool(no_schema)),
        ("tables", Value::List(tables.into_iter().map(Value::Text).collect())),
    ]);
    let asking = |bookmark: &str| {
        let mut body = vec![
            ("output_format".to_owned(), Value::text("polling")),
            ("dump_options".to_owned(), options.clone()),
        ];
        if !bookmark.is_empty() {
            body.push(("current_bookmark".to_owned(), Value::text(bookmark)));
        }
        Ok(invocation("d1.database.export")?.with("database_id", &id).json(&Value::Object(body)))
    };
    if session.global.dry_run {
        return session.show(asking("")?).await;
    }
    let told = complete(session, session.ask(asking("")?).await?, asking).await?;
    let mut out = session.out()?;
    let made = call::elsewhere("GET", &text(&told, "result.signed_url"))?;
    call::deliver::download(made.any_type().download().await?, &mut out, false).await?;
    out.finish(session.global.quiet)
}

/// A file that can be read as often as needed: what comes on stdin is kept in one until the end.
struct Statements {
    source: Source,
    etag: String,
    /// The file goes with it.
    _kept: Option<NamedTempFile>,
}

impl Statements {
    /// Looks at a file piece by piece; `-` is stdin.
    fn of(file: &str) -> Result<Self, Failure> {
        let source = Source::of_path(file);
        let (mut digest, mut kept) = (Md5::new(), None);
        let told = |error: std::io::Error| Failure::usage(format!("{file}: {error}"));
        let source = match source {
            Source::File(path) => {
                let mut from = std::fs::File::open(&path).map_err(told)?;
                copy(&mut from, &mut digest, &mut std::io::sink()).map_err(told)?;
                Source::File(path)
            }
            _ => {
                let mut file = NamedTempFile::new()?;
                copy(&mut std::io::stdin().lock(), &mut digest, &mut file).map_err(told)?;
                Source::File(kept.insert(file).path().to_owned())
            }
        };
        let etag = hex(&digest.finalize());
        Ok(Self { source, etag, _kept: kept })
    }
}

fn copy(from: &mut dyn Read, digest: &mut Md5, to: &mut dyn Write) -> std::io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return to.flush(),
            Ok(count) => {
                digest.update(&buffer[..count]);
                to.write_all(&buffer[..count])?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Runs the statements of a file of any size.
pub(super) async fn import(database: &str, file: &str, session: &Session<'_>) -> Result<(), Failure> {
    let id = session.id(&DATABASE, database).await?;
    let Statements { source, etag, _kept } = Statements::of(file)?;
    let step = |members: &[(&str, &str)]| {
        let members = members.iter().map(|(name, value)| ((*name).to_owned(), Value::text(*value)));
        Ok::<_, Failure>(
            invocation("d1.database.import")?
                .with("database_id", &id)
                .json(&Value::Object(members.collect())),
        )
    };
    let init = step(&[("action", "init"), ("etag", &etag)])?;
    if session.global.dry_run {
        return session.show(init).await;
    }
    session.agreed(&format!("Runs the statements of {file} in {database}")).await?;
    let mut told = session.ask(init).await?;
    let url = text(&told, "upload_url");
    // Without an address the API has the file already: what was interrupted goes on.
    if !url.is_empty() {
        let body = source.stream(!session.global.quiet).await?;
        let put = call::elsewhere("PUT", &url)?.raw("application/sql", body);
        put.any_type().send(kind::bytes).await?;
        let filename = text(&told, "filename");
        told = session.ask(step(&[("action", "ingest"), ("etag", &etag), ("filename", &filename)])?).await?;
    }
    let poll = |bookmark: &str| step(&[("action", "poll"), ("current_bookmark", bookmark)]);
    let told = complete(session, told, poll).await?;
    session.value(told.get("result").cloned().unwrap_or(told))
}
