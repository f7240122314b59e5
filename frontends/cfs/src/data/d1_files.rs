//! `cfs d1 export` and `import`: whole files, by addresses that the API gives.

use super::d1::DATABASE;
use super::session::{Session, invocation};
use crate::args::{Invocation, Source};
use crate::call;
use crate::failure::Failure;
use crate::output::Value;
use cfs_http::{Bytes, kind};
use md5::{Digest as _, Md5};
use std::time::Duration;

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

/// Runs the statements of a file of any size.
pub(super) async fn import(database: &str, file: &str, session: &Session<'_>) -> Result<(), Failure> {
    let id = session.id(&DATABASE, database).await?;
    let sql = Source::of_path(file).read()?;
    let etag: String = Md5::digest(sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
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
    // Without an address the API has the file already.
    if !url.is_empty() {
        let put = call::elsewhere("PUT", &url)?.raw("application/sql", Bytes::from(sql));
        put.any_type().send(kind::bytes).await?;
        let filename = text(&told, "filename");
        told = session.ask(step(&[("action", "ingest"), ("etag", &etag), ("filename", &filename)])?).await?;
    }
    let poll = |bookmark: &str| step(&[("action", "poll"), ("current_bookmark", bookmark)]);
    let told = complete(session, told, poll).await?;
    session.value(told.get("result").cloned().unwrap_or(told))
}
