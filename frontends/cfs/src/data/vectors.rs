//! Vectors of an index: written in batches, found, listed.

use super::items::open;
use super::session::{Session, invocation};
use super::steps::Steps;
use super::vectorize::Of;
use crate::args::{BodyPlan, Invocation, Source};
use crate::failure::Failure;
use crate::output::{Value, Wanted};
use clap::Args;
use std::path::PathBuf;

/// How many bytes a call sends at most, or a vector more.
const LARGEST: usize = 16_000_000;

#[derive(Args, Clone, Debug)]
pub(super) struct Write {
    #[command(flatten)]
    of: Of,
    /// The file: an object with `id`, `values`, and if wanted `namespace` and `metadata` a line; `-` or nothing for stdin
    #[arg(long, short = 'f', value_name = "FILE", default_value = "-")]
    file: String,
    /// How many vectors a call has
    #[arg(long, value_name = "COUNT", default_value_t = 1000, value_parser = clap::value_parser!(u16).range(1..=5000))]
    batch_size: u16,
    /// Begins after what this file says is done, and keeps in it how many vectors are
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
}

#[derive(Args, Clone, Debug)]
pub(super) struct Query {
    #[command(flatten)]
    of: Of,
    /// The numbers of the vector, joined by commas
    #[arg(long, value_name = "NUMBERS", num_args = 1.., value_delimiter = ',', allow_negative_numbers = true,
        required_unless_present_any = ["vector_id", "file"], conflicts_with_all = ["vector_id", "file"])]
    vector: Vec<f64>,
    /// The id of a vector of the index
    #[arg(long, value_name = "ID", conflicts_with = "file")]
    vector_id: Option<String>,
    /// A file with the vector: an array of numbers, or an object with `values`; `-` for stdin
    #[arg(long, short = 'f', value_name = "FILE")]
    file: Option<String>,
    /// How many are found at most
    #[arg(long, value_name = "COUNT")]
    top_k: Option<u32>,
    /// With the numbers of what is found
    #[arg(long)]
    return_values: bool,
    /// With its metadata: none, indexed, all
    #[arg(long, value_name = "WHICH")]
    return_metadata: Option<String>,
    /// Only of this namespace
    #[arg(long)]
    namespace: Option<String>,
    /// Only what has this metadata, such as `{"lang":"en"}`
    #[arg(long = "filter", value_name = "JSON")]
    having: Option<String>,
}

/// Writes the vectors of a file, in batches.
pub(super) async fn write(write: &Write, operation: &str, session: &Session<'_>) -> Result<(), Failure> {
    let (mut items, length) = open(&write.file)?;
    let mut steps = Steps::begin(write.resume.as_deref(), length, "vectors", session.global)?;
    for _ in 0..steps.done() {
        items.next()?;
    }
    let mut last = Value::Null;
    loop {
        let (mut lines, mut count) = (String::new(), 0);
        while count < usize::from(write.batch_size) && lines.len() < LARGEST {
            let Some((text, value)) = items.next()? else { break };
            if value.get("id").is_none() || !matches!(value.get("values"), Some(Value::List(_))) {
                let name = &write.file;
                return Err(Failure::usage(format!("{name}: item {}: it is no vector", items.read))
                    .hint("an object with `id` and `values`, such as {\"id\":\"a\",\"values\":[0.1,0.2]}"));
            }
            // A value of an array may stand on several lines.
            let line = if text.contains('\n') { value.to_string() } else { text };
            lines.push_str(&line);
            lines.push('\n');
            count += 1;
        }
        if count == 0 {
            break;
        }
        let size = lines.len();
        let media = Some("application/x-ndjson".to_owned());
        let body = BodyPlan::Raw { source: Source::Text(lines), media };
        let call = invocation(operation)?.with("index_name", &write.of.index).sending(body);
        if session.global.dry_run {
            return session.show(call).await;
        }
        let told = session.ask(call).await.map_err(|failure| steps.stopped(failure))?;
        last = told.get("mutationId").cloned().unwrap_or_default();
        steps.add(count, size as u64)?;
    }
    let count = Value::Number(steps.finish().to_string());
    session.value(Value::record([("vectors", count), ("mutationId", last)]))
}

/// Finds what is nearest.
pub(super) async fn query(query: Query, session: &Session<'_>) -> Result<(), Failure> {
    let vector = match (&query.vector_id, &query.file) {
        (Some(id), _) => {
            let ids = Value::record([("ids", Value::List(vec![Value::text(id)]))]);
            let call = invocation("vectorize.indexes.get_by_ids")?.with("index_name", &query.of.index);
            let call = call.json(&ids);
            if session.global.dry_run {
                return session.show(call).await;
            }
            session.ask(call).await?.at("0.values").ok_or_else(|| {
                Failure::failed(format!("the index {} has no vector `{id}`", query.of.index))
            })?
        }
        (_, Some(file)) => of_file(file)?,
        _ => Value::List(query.vector.iter().map(|number| Value::Number(number.to_string())).collect()),
    };
    let mut body = vec![("vector".to_owned(), vector)];
    body.extend(query.top_k.map(|count| ("topK".to_owned(), Value::Number(count.to_string()))));
    body.extend(query.return_values.then(|| ("returnValues".to_owned(), Value::Bool(true))));
    body.extend(query.return_metadata.map(|which| ("returnMetadata".to_owned(), Value::Text(which))));
    if let Some(filter) = &query.having {
        let filter = Value::parse(filter).map_err(|_| {
            Failure::usage(format!("--filter `{filter}`: expected JSON"))
                .hint("an object, such as {\"lang\":\"en\"}")
        })?;
        body.push(("filter".to_owned(), filter));
    }
    let call = invocation("vectorize.indexes.query")?.with("index_name", &query.of.index);
    let call = match query.namespace {
        // The document does not know it.
        Some(namespace) => {
            body.push(("namespace".to_owned(), Value::Text(namespace)));
            let source = Source::Text(Value::Object(body).to_string());
            call.sending(BodyPlan::Raw { source, media: Some("application/json".to_owned()) })
        }
        None => call.json(&Value::Object(body)),
    };
    rows_of(call, "matches", session).await
}

/// The numbers that a file has.
fn of_file(file: &str) -> Result<Value, Failure> {
    let source = Source::of_path(file);
    let wrong = |what: String| {
        Failure::usage(format!("{}: {what}", source.name()))
            .hint("an array of numbers, or an object with `values`")
    };
    let value = Value::parse(source.read()?.trim()).map_err(|error| wrong(format!("no JSON: {error}")))?;
    let numbers = value.get("values").cloned().unwrap_or(value);
    if matches!(numbers, Value::List(_)) { Ok(numbers) } else { Err(wrong("no vector".to_owned())) }
}

/// Makes a call and shows a list that its result has.
pub(super) async fn rows_of(call: Invocation, member: &str, session: &Session<'_>) -> Result<(), Failure> {
    if session.global.dry_run {
        return session.show(call).await;
    }
    let told = session.ask(call).await?;
    match told.get(member) {
        Some(Value::List(rows)) => session.rows(rows.clone()),
        _ => session.value(told),
    }
}

/// Lists the ids of vectors, the first thousand or all.
pub(super) async fn list(of: &Of, session: &Session<'_>) -> Result<(), Failure> {
    let page = |cursor: Option<String>| {
        let call = invocation("vectorize.indexes.list_vectors")?.with("index_name", &of.index);
        Ok::<_, Failure>(call.with("count", "1000").maybe("cursor", cursor))
    };
    if session.global.dry_run {
        return session.show(page(None)?).await;
    }
    let follows = session.global.all || session.global.limit.is_some();
    let (mut out, mut cursor) = (session.out()?, None);
    out.list();
    loop {
        let told = session.ask(page(cursor)?).await?;
        if let Some(Value::List(rows)) = told.get("vectors") {
            for row in rows {
                if out.row(row.clone())? == Wanted::Enough {
                    return out.finish(session.global.quiet);
                }
            }
        }
        out.page()?;
        cursor = told.get("nextCursor").map(Value::plain).filter(|next| !next.is_empty());
        if cursor.is_none() || told.get("isTruncated") == Some(&Value::Bool(false)) {
            return out.finish(session.global.quiet);
        }
        if !follows {
            if !session.global.quiet {
                crate::terminal::say!("note: the first 1000; --all reads the rest");
            }
            return out.finish(session.global.quiet);
        }
    }
}
