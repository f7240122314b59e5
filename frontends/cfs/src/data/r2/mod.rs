//! `cfs r2`.

mod bucket;
mod choice;
mod copy;
mod download;
mod keys;
mod place;
mod plan;
mod s3;
mod state;
mod tag;
mod upload;
mod walk;

use self::copy::Copy;
use super::session::{Session, invocation};
use crate::args::{BodyPlan, Source};
use crate::failure::Failure;
use crate::output::Value;
use clap::{Args, Subcommand};

#[derive(Args, Clone, Debug)]
pub(crate) struct R2 {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Buckets
    #[command(visible_alias = "buckets", after_help = "Example:\n  cfs r2 bucket create photos")]
    Bucket {
        #[command(subcommand)]
        command: Bucket,
    },
    /// Objects of a bucket
    #[command(
        visible_alias = "objects",
        after_help = "Example:\n  cfs r2 object get photos/cat.jpg -o cat.jpg"
    )]
    Object {
        #[command(subcommand)]
        command: Object,
    },
    /// Copies a file or a folder to a bucket or from it; what is there already is not copied again
    #[command(
        after_help = "Examples:\n  cfs r2 cp film.mp4 r2://media/2026/\n  cfs r2 cp r2://media/2026/film.mp4 .\n  cfs r2 cp r2://media/2026/ films --include '*.mp4'"
    )]
    Cp {
        /// A file or folder, or what is in R2: `r2://BUCKET/KEY`, with `/` at its end all keys below
        #[arg(value_name = "SOURCE")]
        from: String,
        /// The same of the other side
        #[arg(value_name = "DESTINATION")]
        to: String,
        #[command(flatten)]
        options: Options,
    },
    /// Makes a folder or the keys below a prefix as the other side is
    #[command(
        after_help = "Examples:\n  cfs r2 sync public r2://site --delete --dry-run\n  cfs r2 sync r2://backups/2026 backups --exclude '*.tmp'"
    )]
    Sync {
        /// A folder, or `r2://BUCKET/PREFIX`
        #[arg(value_name = "SOURCE")]
        from: String,
        /// The same of the other side
        #[arg(value_name = "DESTINATION")]
        to: String,
        /// Deletes what only the destination has, when all else is copied; asks before
        #[arg(long)]
        delete: bool,
        #[command(flatten)]
        options: Options,
    },
}

/// How things are copied.
#[derive(Args, Clone, Debug)]
struct Options {
    /// Only names like this, such as '*.jpg' or 'docs/**'; repeatable
    #[arg(long, value_name = "PATTERN")]
    include: Vec<String>,
    /// No names like this, such as `*.tmp` or `node_modules/`; repeatable
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// So many requests at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = jobs)]
    jobs: usize,
    /// Where R2's S3 interface is, for what is large or many: by default the account's own host; also `R2_ENDPOINT`
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
}

fn jobs(text: &str) -> Result<usize, String> {
    let number = text.parse::<usize>().ok().filter(|number| (1..=256).contains(number));
    number.ok_or_else(|| "expected a number from 1 to 256".to_owned())
}

#[derive(Subcommand, Clone, Debug)]
enum Bucket {
    /// Lists the buckets
    #[command(after_help = "Example:\n  cfs r2 bucket list --fields name,creation_date")]
    List,
    /// Makes a bucket
    #[command(after_help = "Example:\n  cfs r2 bucket create photos --location weur")]
    Create {
        /// Its name
        name: String,
        /// Where it should be: apac, eeur, enam, oc, weur, wnam
        #[arg(long, value_name = "HINT")]
        location: Option<String>,
    },
    /// Deletes a bucket, which has to be empty
    #[command(after_help = "Example:\n  cfs r2 bucket delete photos --yes")]
    Delete {
        /// Its name
        name: String,
    },
}

#[derive(Subcommand, Clone, Debug)]
enum Object {
    /// Writes an object to stdout, or with -o to a file
    #[command(after_help = "Example:\n  cfs r2 object get r2://photos/cat.jpg -o cat.jpg")]
    Get {
        /// The object: `r2://BUCKET/KEY` or BUCKET/KEY
        object: String,
    },
    /// Sets an object to what a file has
    #[command(
        after_help = "Example:\n  cfs r2 object put photos/cat.jpg --file cat.jpg --content-type image/jpeg"
    )]
    Put {
        /// The object: `r2://BUCKET/KEY` or BUCKET/KEY
        object: String,
        /// The file; `-` or nothing for stdin
        #[arg(long, short = 'f', visible_alias = "path", value_name = "FILE", default_value = "-")]
        file: String,
        /// Its content type
        #[arg(long, value_name = "TYPE")]
        content_type: Option<String>,
    },
    /// Lists objects
    #[command(after_help = "Example:\n  cfs r2 object list photos --prefix 2026/ --all")]
    List {
        /// The bucket: `r2://BUCKET` or BUCKET, with the beginning of keys behind a `/`
        bucket: String,
        /// Only keys that begin with this
        #[arg(long)]
        prefix: Option<String>,
    },
    /// Deletes an object
    #[command(after_help = "Example:\n  cfs r2 object delete photos/cat.jpg --yes")]
    Delete {
        /// The object: `r2://BUCKET/KEY` or BUCKET/KEY
        object: String,
    },
}

/// Bucket and key.
fn place(text: &str) -> Result<(&str, &str), Failure> {
    let inner = text.strip_prefix("r2://").unwrap_or(text);
    inner.split_once('/').filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty()).ok_or_else(|| {
        Failure::usage(format!("`{text}`: expected a bucket and a key"))
            .hint("r2://BUCKET/KEY or BUCKET/KEY, such as photos/cat.jpg")
    })
}

pub(super) async fn run(r2: R2, session: &Session<'_>) -> Result<(), Failure> {
    let call = match r2.command {
        Command::Bucket { command: Bucket::List } => invocation("r2.buckets.list")?,
        Command::Bucket { command: Bucket::Create { name, location } } => {
            let mut members = vec![("name".to_owned(), Value::Text(name))];
            members.extend(location.map(|hint| ("locationHint".to_owned(), Value::Text(hint))));
            invocation("r2.buckets.create")?.json(&Value::Object(members))
        }
        Command::Bucket { command: Bucket::Delete { name } } => {
            invocation("r2.buckets.delete")?.with("bucket_name", name)
        }
        Command::Object { command } => object(&command)?,
        Command::Cp { from, to, options } => {
            let copy = Copy { from: &from, to: &to, options: &options, delete: false, single: true };
            return copy.run(session).await;
        }
        Command::Sync { from, to, delete, options } => {
            let copy = Copy { from: &from, to: &to, options: &options, delete, single: false };
            return copy.run(session).await;
        }
    };
    session.show(call).await
}

fn object(command: &Object) -> Result<crate::args::Invocation, Failure> {
    let of = |operation: &str, text: &str| {
        let (bucket, key) = place(text)?;
        Ok::<_, Failure>(invocation(operation)?.with("bucket_name", bucket).with("object_key", key))
    };
    match command {
        Object::Get { object } => of("r2.buckets.objects.get", object),
        Object::Delete { object } => of("r2.buckets.objects.delete", object),
        Object::Put { object, file, content_type } => {
            let media = content_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned());
            let body = BodyPlan::Raw { source: Source::of_path(file), media: Some(media) };
            Ok(of("r2.buckets.objects.upload", object)?.sending(body))
        }
        Object::List { bucket, prefix } => {
            let inner = bucket.strip_prefix("r2://").unwrap_or(bucket);
            let (bucket, start) = inner.split_once('/').unwrap_or((inner, ""));
            let prefix = prefix.clone().or_else(|| Some(start.to_owned()).filter(|start| !start.is_empty()));
            let call = invocation("r2.buckets.objects.list")?.with("bucket_name", bucket);
            Ok(call.maybe("prefix", prefix))
        }
    }
}
