//! What every command takes.

use crate::complete::{accounts, profiles, zones};
use crate::output::Format;
use clap::Args;
use clap_complete::engine::ArgValueCandidates;
use std::path::PathBuf;

/// Options that mean the same in every command.
#[derive(Args, Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct Global {
    /// How data is written: as a table (the default on a terminal), JSON (the default elsewhere), one JSON value a line,
    /// YAML, or CSV
    #[arg(long, global = true, value_enum, value_name = "FORMAT", help_heading = OUTPUT)]
    pub(crate) output: Option<Format>,
    /// Only these fields, in this order: names joined by commas, those of members by dots (`id,plan.name`)
    #[arg(long, global = true, value_name = "A,B.C", value_delimiter = ',', help_heading = OUTPUT)]
    pub(crate) fields: Vec<String>,
    /// Only rows for which an expression holds; see `cfs help expressions`
    #[arg(long = "where", global = true, value_name = "EXPR", help_heading = OUTPUT)]
    pub(crate) filter: Option<String>,
    /// Rows in the order of these fields; `-` before one for the greatest first
    #[arg(long, global = true, value_name = "A,-B", value_delimiter = ',', allow_hyphen_values = true, help_heading = OUTPUT)]
    pub(crate) sort: Vec<String>,
    /// At most so many rows; as many pages are read as that takes
    #[arg(long, global = true, value_name = "COUNT", help_heading = OUTPUT)]
    pub(crate) limit: Option<usize>,
    /// All pages of a list, not only the first
    #[arg(long, global = true, help_heading = OUTPUT)]
    pub(crate) all: bool,
    /// Writes to a file what would go to stdout; the file is there whole or not at all
    #[arg(long, short = 'o', global = true, value_name = "FILE", help_heading = OUTPUT)]
    pub(crate) output_file: Option<PathBuf>,
    /// The account, by name or id
    #[arg(long, global = true, value_name = "NAME|ID", help_heading = GLOBAL, add = ArgValueCandidates::new(accounts))]
    pub(crate) account: Option<String>,
    /// The zone, by name or id
    #[arg(long, global = true, value_name = "NAME|ID", help_heading = GLOBAL, add = ArgValueCandidates::new(zones))]
    pub(crate) zone: Option<String>,
    /// Asks no questions
    #[arg(long, short = 'y', global = true, help_heading = GLOBAL)]
    pub(crate) yes: bool,
    /// Shows what would be sent, without secrets, and sends nothing
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub(crate) dry_run: bool,
    /// Says nothing on stderr but errors
    #[arg(long, short = 'q', global = true, help_heading = GLOBAL)]
    pub(crate) quiet: bool,
    /// Tells of each request: attempt, status, ray, time
    #[arg(long, short = 'v', global = true, help_heading = GLOBAL)]
    pub(crate) verbose: bool,
    /// No colours
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub(crate) no_color: bool,
    /// Credentials and defaults of another profile: `cfs auth profiles`
    #[arg(long, global = true, value_name = "NAME", help_heading = GLOBAL, add = ArgValueCandidates::new(profiles))]
    pub(crate) profile: Option<String>,
    /// Settings from another file
    #[arg(long, global = true, value_name = "FILE", help_heading = GLOBAL)]
    pub(crate) config: Option<PathBuf>,
    /// If the command fails, writes what happened to a file, without secrets
    #[arg(long, global = true, value_name = "FILE", help_heading = GLOBAL)]
    pub(crate) debug_report: Option<PathBuf>,
}

const OUTPUT: &str = "Output";
const GLOBAL: &str = "Everywhere";

/// What calls of operations take.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct CallOptions {
    /// The body: `@FILE`, `-` for stdin, or as it is; JSON, YAML or TOML where the operation takes JSON
    #[arg(long, global = true, value_name = "@FILE|-|JSON", allow_hyphen_values = true, help_heading = CALL)]
    pub(crate) body: Option<String>,
    /// A member of the body by its path (`limits.rows=5`, `origins[0].address=192.0.2.1`); repeatable
    #[arg(long, global = true, value_name = "PATH=VALUE", help_heading = CALL)]
    pub(crate) set: Vec<String>,
    /// A part of a form: `NAME=TEXT`, or `NAME=@FILE` with `;type=` and `;name=` behind it; repeatable
    #[arg(long, global = true, value_name = "NAME=TEXT|@FILE", help_heading = CALL)]
    pub(crate) part: Vec<String>,
    /// Any parameter by its name; repeatable
    #[arg(long, global = true, value_name = "NAME=VALUE", help_heading = CALL)]
    pub(crate) param: Vec<String>,
    /// A query parameter that the document does not have; repeatable
    #[arg(long, global = true, value_name = "NAME=VALUE", help_heading = CALL)]
    pub(crate) query: Vec<String>,
    /// A header; repeatable
    #[arg(long, global = true, value_name = "NAME: VALUE", help_heading = CALL)]
    pub(crate) header: Vec<String>,
    /// The content type of the body, where the operation takes several
    #[arg(long, global = true, value_name = "TYPE", help_heading = CALL)]
    pub(crate) content_type: Option<String>,
    /// Sends what does not fit the document, too
    #[arg(long, global = true, help_heading = CALL)]
    pub(crate) no_validate: bool,
    /// Prints the same call for curl, with the token as a variable, and sends nothing
    #[arg(long, global = true, help_heading = CALL)]
    pub(crate) curl: bool,
    /// One call per line of a file, or of stdin (`-`): an id, or a JSON object of parameters and members of the body
    #[arg(long, global = true, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-", help_heading = EACH)]
    pub(crate) each: Option<String>,
    /// So many calls at a time; results come in the order of the lines
    #[arg(long, global = true, value_name = "N", default_value_t = 1, help_heading = EACH)]
    pub(crate) jobs: usize,
    /// Goes on after a line that failed
    #[arg(long, global = true, help_heading = EACH)]
    pub(crate) keep_going: bool,
    /// Leaves out lines that this file says are done, and adds to it those that are
    #[arg(long, global = true, value_name = "FILE", help_heading = EACH)]
    pub(crate) resume: Option<PathBuf>,
    /// How long an attempt may take, in seconds
    #[arg(long, global = true, value_name = "SECONDS", help_heading = CALL)]
    pub(crate) timeout: Option<f64>,
}

const CALL: &str = "Call";
const EACH: &str = "Many calls";
