//! `cfs vectorize`.

use super::session::{Session, invocation};
use super::vectors::{self, Query, Write};
use crate::failure::Failure;
use crate::output::Value;
use clap::{Args, Subcommand};

#[derive(Args, Clone, Debug)]
pub(crate) struct Vectorize {
    #[command(subcommand)]
    command: Command,
}

/// The index of a command.
#[derive(Args, Clone, Debug)]
pub(super) struct Of {
    /// The index
    pub(super) index: String,
}

#[derive(Args, Clone, Debug)]
struct Create {
    #[command(flatten)]
    of: Of,
    /// How many numbers a vector has
    #[arg(long, value_name = "COUNT", required_unless_present = "preset", requires = "metric")]
    dimensions: Option<u32>,
    /// How vectors are compared: cosine, euclidean, dot-product
    #[arg(long, requires = "dimensions")]
    metric: Option<String>,
    /// Dimensions and metric of a model, such as `@cf/baai/bge-base-en-v1.5`
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["dimensions", "metric"])]
    preset: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

#[derive(Args, Clone, Debug)]
struct Ids {
    #[command(flatten)]
    of: Of,
    /// The ids of the vectors
    #[arg(long, value_name = "ID", required = true, num_args = 1.., value_delimiter = ',')]
    ids: Vec<String>,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Lists the indexes
    #[command(after_help = "Example:\n  cfs vectorize list --fields name,config.dimensions")]
    List,
    /// Makes an index
    #[command(
        after_help = "Examples:\n  cfs vectorize create articles --dimensions 768 --metric cosine\n  cfs vectorize create articles --preset @cf/baai/bge-base-en-v1.5"
    )]
    Create(Create),
    /// Tells what an index is set to
    #[command(after_help = "Example:\n  cfs vectorize get articles")]
    Get(Of),
    /// Tells how many vectors an index has, and which change it saw last
    #[command(after_help = "Example:\n  cfs vectorize info articles")]
    Info(Of),
    /// Deletes an index with its vectors
    #[command(after_help = "Example:\n  cfs vectorize delete articles --yes")]
    Delete(Of),
    /// Adds vectors of a file; those whose ids are known stay as they are
    #[command(
        after_help = "Examples:\n  cfs vectorize insert articles --file vectors.ndjson --resume done.txt\n  make-vectors | cfs vectorize insert articles"
    )]
    Insert(Write),
    /// Adds vectors of a file; those whose ids are known are replaced
    #[command(after_help = "Example:\n  cfs vectorize upsert articles --file vectors.ndjson")]
    Upsert(Write),
    /// Finds the vectors that are nearest to one
    #[command(
        after_help = "Examples:\n  cfs vectorize query articles --vector 0.1,0.2,0.3 --top-k 3 --return-metadata all\n  cfs vectorize query articles --vector-id a1 --filter '{\"lang\":\"en\"}'\n  cfs vectorize query articles --file vector.json"
    )]
    Query(Query),
    /// Gets vectors by their ids
    #[command(after_help = "Example:\n  cfs vectorize get-vectors articles --ids a1 a2")]
    GetVectors(Ids),
    /// Deletes vectors by their ids
    #[command(after_help = "Example:\n  cfs vectorize delete-vectors articles --ids a1 a2 --yes")]
    DeleteVectors(Ids),
    /// Lists the ids of vectors
    #[command(after_help = "Example:\n  cfs vectorize list-vectors articles --all --output csv")]
    ListVectors(Of),
    /// Has vectors that come from now on be found by a member of their metadata
    #[command(
        after_help = "Example:\n  cfs vectorize create-metadata-index articles --property-name lang --type string"
    )]
    CreateMetadataIndex {
        #[command(flatten)]
        of: Of,
        /// The member
        #[arg(long, visible_alias = "propertyName", value_name = "NAME")]
        property_name: String,
        /// What it is: string, number, boolean
        #[arg(long = "type", value_name = "TYPE")]
        kind: String,
    },
    /// Lists the members of metadata that vectors are found by
    #[command(after_help = "Example:\n  cfs vectorize list-metadata-index articles")]
    ListMetadataIndex(Of),
    /// Has vectors no longer be found by a member of their metadata
    #[command(
        after_help = "Example:\n  cfs vectorize delete-metadata-index articles --property-name lang --yes"
    )]
    DeleteMetadataIndex {
        #[command(flatten)]
        of: Of,
        /// The member
        #[arg(long, visible_alias = "propertyName", value_name = "NAME")]
        property_name: String,
    },
}

pub(super) async fn run(vectorize: Vectorize, session: &Session<'_>) -> Result<(), Failure> {
    let of = |operation: &str, of: &Of| {
        Ok::<_, Failure>(invocation(&format!("vectorize.indexes.{operation}"))?.with("index_name", &of.index))
    };
    let call = match vectorize.command {
        Command::List => invocation("vectorize.indexes.list")?,
        Command::Create(create) => invocation("vectorize.indexes.create")?.json(&settings(create)),
        Command::Get(index) => of("get", &index)?,
        Command::Info(index) => of("info", &index)?,
        Command::Delete(index) => of("delete", &index)?,
        Command::Insert(write) => return vectors::write(&write, "vectorize.indexes.insert", session).await,
        Command::Upsert(write) => return vectors::write(&write, "vectorize.indexes.upsert", session).await,
        Command::Query(query) => return vectors::query(query, session).await,
        Command::ListVectors(index) => return vectors::list(&index, session).await,
        Command::GetVectors(ids) => of("get_by_ids", &ids.of)?.json(&named(ids.ids)),
        Command::DeleteVectors(ids) => {
            session.agreed(&format!("Deletes {} vectors of {}", ids.ids.len(), ids.of.index)).await?;
            of("delete_by_ids", &ids.of)?.json(&named(ids.ids))
        }
        Command::CreateMetadataIndex { of: index, property_name, kind } => {
            of("metadata_index.create", &index)?.json(&Value::record([
                ("propertyName", Value::Text(property_name)),
                ("indexType", Value::Text(kind)),
            ]))
        }
        Command::ListMetadataIndex(index) => {
            let call = of("metadata_index.list", &index)?;
            return vectors::rows_of(call, "metadataIndexes", session).await;
        }
        Command::DeleteMetadataIndex { of: index, property_name } => {
            session.agreed(&format!("Deletes the metadata index {property_name} of {}", index.index)).await?;
            of("metadata_index.delete", &index)?
                .json(&Value::record([("propertyName", Value::Text(property_name))]))
        }
    };
    session.show(call).await
}

fn named(ids: Vec<String>) -> Value {
    Value::record([("ids", Value::List(ids.into_iter().map(Value::Text).collect()))])
}

/// The body that makes an index.
fn settings(create: Create) -> Value {
    let mut config = Vec::new();
    config.extend(create.dimensions.map(|count| ("dimensions".to_owned(), Value::Number(count.to_string()))));
    config.extend(create.metric.map(|metric| ("metric".to_owned(), Value::Text(metric))));
    config.extend(create.preset.map(|preset| ("preset".to_owned(), Value::Text(preset))));
    let mut members =
        vec![("name".to_owned(), Value::Text(create.of.index)), ("config".to_owned(), Value::Object(config))];
    members.extend(create.description.map(|text| ("description".to_owned(), Value::Text(text))));
    Value::Object(members)
}
