//! `cfs r2`.

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
