//! What a Worker says it has: the records that the macros of `cfs-runtime` write into the section `cfs`.
//!
//! ```text
//! record = length: u16, version: u8 (1), strings     little endian; the length is of all that follows it
//! string = length: u16, UTF-8
//! ```

mod bindings;

use crate::error::{Error, Result, Stage};
use crate::wasm;
use std::collections::BTreeSet;
use std::path::Path;

/// The section's name.
const SECTION: &str = "cfs";

/// The version of the records that are understood.
const VERSION: u8 = 1;

/// What a Worker has: what the runtime calls, and what it must be given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The handlers of its default export.
    pub handlers: BTreeSet<Handler>,
    /// The classes that it exports.
    pub classes: BTreeSet<Class>,
    /// The bindings that its `Env` reads. There is more than one of a name where several structs read it.
    pub bindings: BTreeSet<Binding>,
    /// Whether the bindings are checked when the Worker starts.
    pub checks_env: bool,
}

/// An event that a Worker handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the event of its name")]
pub enum Handler {
    Fetch,
    Scheduled,
    Queue,
    Email,
    Tail,
    Trace,
    TailStream,
}

impl Handler {
    const ALL: [Self; 7] =
        [Self::Fetch, Self::Scheduled, Self::Queue, Self::Email, Self::Tail, Self::Trace, Self::TailStream];

    /// What the runtime calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TailStream => "tailStream",
            other => other.word(),
        }
    }

    /// What it is called in Rust.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Scheduled => "scheduled",
            Self::Queue => "queue",
            Self::Email => "email",
            Self::Tail => "tail",
            Self::Trace => "trace",
            Self::TailStream => "tail_stream",
        }
    }
}

/// A class that a Worker exports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Class {
    /// What it is.
    pub kind: ClassKind,
    /// The name of the export.
    pub name: String,
}

/// What a class is to the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ClassKind {
    /// A Durable Object.
    DurableObject,
    /// A Workflow.
    Workflow,
    /// An entry point that other Workers call by its name.
    Entrypoint,
}

impl ClassKind {
    const ALL: [Self; 3] = [Self::DurableObject, Self::Workflow, Self::Entrypoint];

    /// What it is called in Rust.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::DurableObject => "durable_object",
            Self::Workflow => "workflow",
            Self::Entrypoint => "entrypoint",
        }
    }
}

/// A binding that a Worker reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Binding {
    /// Its name in the environment.
    pub name: String,
    /// The name of the Rust type that reads it, for example `KvNamespace`; empty for a type that reads any value.
    pub type_name: String,
    /// Whether the Worker does without it.
    pub optional: bool,
}

impl Manifest {
    /// Takes the section off the wasm file that cargo made; what is left goes on to wasm-bindgen.
    pub(crate) fn take(file: &Path, wasm: &[u8]) -> Result<(Self, Vec<u8>)> {
        let failed = |message: String| Error::file(Stage::Manifest, file, message);
        let (rest, section) = wasm::take_custom(wasm, SECTION)
            .map_err(|damaged| failed(format!("it is no wasm file from byte {} on", damaged.at)))?;
        let mut manifest = Self::default();
        for record in records(&section) {
            match record {
                Ok(strings) => manifest.add(&strings).ok_or_else(|| {
                    failed(format!(
                        "the section `{SECTION}` says `{}`, which means nothing",
                        strings.join(" ")
                    ))
                    .with_help("use this tool and cfs-runtime of the same release")
                })?,
                Err(Unread::Version(version)) => {
                    let what = format!(
                        "its section `{SECTION}` is of version {version}; version {VERSION} is known"
                    );
                    return Err(failed(what).with_help("update this tool: cfs-runtime is newer"));
                }
                Err(Unread::Damaged) => {
                    return Err(
                        failed(format!("its section `{SECTION}` is damaged")).with_help("build it again")
                    );
                }
            }
        }
        if manifest.handlers.is_empty() && manifest.classes.is_empty() {
            return Err(failed("the crate has no handler and no class for the runtime to call".to_owned())
                .with_help(
                    "write a function with `#[event(fetch)]`, or an `impl` with `#[durable_object]`",
                ));
        }
        Ok((manifest, rest))
    }

    /// Adds what a record says, if it is understood.
    fn add(&mut self, strings: &[&str]) -> Option<()> {
        match *strings {
            ["handler", name] => {
                self.handlers.insert(Handler::ALL.into_iter().find(|handler| handler.word() == name)?);
            }
            ["check_env"] => self.checks_env = true,
            ["binding", name, type_name, presence @ ("required" | "optional")] => {
                let (name, type_name) = (name.to_owned(), type_name.to_owned());
                self.bindings.insert(Binding { name, type_name, optional: presence == "optional" });
            }
            [word, name] => {
                let kind = ClassKind::ALL.into_iter().find(|kind| kind.word() == word)?;
                self.classes.insert(Class { kind, name: name.to_owned() });
            }
            _ => return None,
        }
        Some(())
    }
}

/// Why a record is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unread {
    Version(u8),
    Damaged,
}

/// The strings of every record.
fn records(section: &[u8]) -> impl Iterator<Item = Result<Vec<&str>, Unread>> {
    let mut rest = section;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(record) = prefixed(&mut rest) else {
            rest = &[];
            return Some(Err(Unread::Damaged));
        };
        Some(strings(record))
    })
}

fn strings(record: &[u8]) -> Result<Vec<&str>, Unread> {
    let (version, mut rest) = record.split_first().ok_or(Unread::Damaged)?;
    if *version != VERSION {
        return Err(Unread::Version(*version));
    }
    let mut strings = Vec::new();
    while !rest.is_empty() {
        let bytes = prefixed(&mut rest).ok_or(Unread::Damaged)?;
        strings.push(std::str::from_utf8(bytes).map_err(|_| Unread::Damaged)?);
    }
    Ok(strings)
}

/// Takes bytes off that stand behind their length.
fn prefixed<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<2>()?;
    let (taken, after) = after.split_at_checked(u16::from_le_bytes(*length).into())?;
    *rest = after;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::{Binding, Class, ClassKind, Handler, Manifest};
    use crate::error::{Error, Stage};
    use crate::wasm::tests::file;
    use std::path::Path;

    fn record(version: u8, strings: &[&str]) -> Vec<u8> {
        let mut body = vec![version];
        for text in strings {
            body.extend((text.len() as u16).to_le_bytes());
            body.extend(text.as_bytes());
        }
        [&(body.len() as u16).to_le_bytes()[..], &body].concat()
    }

    fn take(section: &[u8]) -> Result<(Manifest, Vec<u8>), Error> {
        Manifest::take(Path::new("site.wasm"), &file(&[("cfs", section)]))
    }

    fn refused(section: &[u8]) -> Error {
        let error = take(section).expect_err("it is refused");
        assert_eq!(error.stage(), Stage::Manifest);
        assert!(error.to_string().contains("site.wasm"), "{error}");
        assert!(error.help().is_some(), "{error}");
        error
    }

    #[test]
    fn a_worker_says_what_it_has() {
        let said = [
            record(1, &["handler", "tail_stream"]),
            record(1, &["handler", "fetch"]),
            record(1, &["durable_object", "Room"]),
            record(1, &["binding", "CACHE", "KvNamespace", "required"]),
            record(1, &["binding", "LIMITS", "", "optional"]),
            record(1, &["check_env"]),
        ];
        let (manifest, rest) = take(&said.concat()).expect("a Worker");
        assert_eq!(rest, file(&[]), "nothing of it is uploaded");
        assert_eq!(Vec::from_iter(manifest.handlers), [Handler::Fetch, Handler::TailStream]);
        let room = Class { kind: ClassKind::DurableObject, name: "Room".into() };
        assert_eq!(Vec::from_iter(manifest.classes), [room]);
        let binding = |name: &str, type_name: &str, optional| Binding {
            name: name.into(),
            type_name: type_name.into(),
            optional,
        };
        let bindings = [binding("CACHE", "KvNamespace", false), binding("LIMITS", "", true)];
        assert_eq!(Vec::from_iter(manifest.bindings), bindings);
        assert!(manifest.checks_env);
    }

    #[test]
    fn a_crate_without_handlers_is_no_worker() {
        assert!(refused(b"").message().contains("no handler"));
        let error = Manifest::take(Path::new("site.wasm"), &file(&[])).expect_err("nor without the section");
        assert!(error.message().contains("no handler"));
        assert!(refused(&record(1, &["binding", "A", "", "required"])).message().contains("no handler"));
    }

    #[test]
    fn an_unknown_version_is_refused() {
        let error = refused(&[record(1, &["handler", "fetch"]), record(2, &["handler", "fetch"])].concat());
        assert!(error.message().contains("version 2; version 1 is known"), "{error}");
        assert!(error.help().is_some_and(|help| help.contains("update")));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert!(refused(&record(1, &["handler", "alarm"])).message().contains("`handler alarm`"));
        assert!(refused(&record(1, &["container", "Box"])).message().contains("`container Box`"));
        let mut cut = record(1, &["handler", "fetch"]);
        cut.pop();
        for damaged in [&cut[..], b"\x05", b"\0\0", b"\x03\0\x01\xff\xff"] {
            assert!(refused(damaged).message().contains("damaged"));
        }
    }
}
