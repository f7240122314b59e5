//! The document that the management crates are made from.
//!
//! [`Parts`] is the one place that says what it consists of: the pinned document, what the official SDK has besides,
//! and over both the corrections in `overlays/`, in the order of their names. Everything that works with Cloudflare's
//! document takes it from here.

use codegen::diag::Diagnostic;
use codegen::doc::Source;
use inputs::{InputError, Inputs};
use openapi::assembly::{Assembly, Reason};
use openapi::overlay::{self, Rules, Stale, apply};
use sdk::{File, Parsed, Sdk};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The pinned document's name among the inputs.
pub const PINNED: &str = "cloudflare.json";

/// The official SDK's package among the inputs.
const SDK: &str = "cloudflare-sdk.tgz";

/// Where the corrections are.
const OVERLAYS: &str = "overlays";

/// The pinned document, with everything that belongs to it.
///
/// # Errors
/// When the document is not to be had, or as [`assemble`].
pub fn pinned(root: &Path) -> Result<Assembly, Vec<Diagnostic>> {
    let document = || {
        let fetched = Inputs::open(root).and_then(|inputs| inputs.file(PINNED));
        Source::new(PINNED, fetched.map_err(|error| vec![told(&error)])?.bytes).map_err(|error| vec![error])
    };
    Parts::read(root, document)?.assemble(Stale::Refuse)
}

/// Cloudflare's document, whichever version, with everything that belongs to it.
///
/// # Errors
/// As [`Parts::read`] and [`Parts::assemble`].
pub fn assemble(root: &Path, document: Source, stale: Stale) -> Result<Assembly, Vec<Diagnostic>> {
    Parts::read(root, || Ok(document))?.assemble(stale)
}

/// What Cloudflare's document is put together from. Reading it is work for all processors, putting it together mostly for one:
/// who has something else to do does that meanwhile.
#[derive(Debug)]
pub struct Parts {
    base: Assembly,
    overlays: Vec<Source>,
    sdk: Sources,
}

impl Parts {
    /// Reads a document of Cloudflare's, whichever version, and what belongs to it.
    ///
    /// # Errors
    /// When a part of it is not to be had.
    pub fn read(
        root: &Path,
        document: impl FnOnce() -> Result<Source, Vec<Diagnostic>> + Send,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (sdk, document) = rayon::join(|| Sources::read(root), document);
        Ok(Self { base: Assembly::new(document?), overlays: overlays(root)?, sdk: sdk? })
    }

    /// Puts it together.
    ///
    /// # Errors
    /// When something in a part is not understood, or a correction does nothing and `stale` refuses that.
    pub fn assemble(self, stale: Stale) -> Result<Assembly, Vec<Diagnostic>> {
        let one = |error| vec![error];
        let Self { base, overlays, sdk } = self;
        // What the SDK says takes longest: it does not wait for its turn among the work that is shared.
        let (sdk, (doc, corrections)) = beside(
            || sdk.understood(),
            || rayon::join(|| base.source().parse(), || overlay::parsed(&overlays)),
        );
        let (sdk, doc, corrections) = (sdk?, doc.map_err(one)?, corrections.map_err(one)?);
        let added = sdk.source.parse().map_err(one)?;
        let mut edit = base.edit(&doc);
        sdk::extend(&mut edit, &sdk, &added);
        overlay::correct(&mut edit, &corrections, Rules { stale, ..Rules::KEPT })?;
        Ok(edit.finish())
    }
}

/// Does the one here and the other in a thread of its own meanwhile.
fn beside<A, B: Send>(here: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        let here = here();
        (here, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// The pinned sources of the official SDK.
#[derive(Debug)]
struct Sources {
    version: String,
    parsed: Parsed,
}

impl Sources {
    fn read(root: &Path) -> Result<Self, Vec<Diagnostic>> {
        let inputs = Inputs::open(root).map_err(|error| vec![told(&error)])?;
        let fetched = inputs.file(SDK).map_err(|error| vec![told(&error)])?;
        let version = inputs.lock().get(SDK).map_err(|error| vec![told(&error)])?.version.clone();
        let files = inputs::texts(&fetched.bytes, sdk::is_source)
            .map_err(|error| vec![unreadable(&fetched.path, &error)])?;
        let files = files.into_iter().map(|(path, text)| File { path, text });
        Ok(Self { version, parsed: Parsed::of(files.collect()) })
    }

    fn understood(self) -> Result<Sdk, Vec<Diagnostic>> {
        self.parsed.document(&self.version)
    }
}

/// What the pinned sources of the official SDK say.
///
/// # Errors
/// When they are not to be had, or something in them is not understood.
pub fn sdk(root: &Path) -> Result<Sdk, Vec<Diagnostic>> {
    Sources::read(root)?.understood()
}

/// What the SDK has besides, counted by what it is: `an operation of the SDK 7.3.0`.
pub fn additions(document: &Assembly) -> BTreeMap<String, usize> {
    // Each addition gives its own reason; a later change of a part of it keeps that on every part.
    let mut reasons: Vec<&Reason> = document.changes().map(|change| change.reason).collect();
    reasons.retain(|reason| reason.text.contains(sdk::REASON));
    reasons.sort_by_key(|reason| std::ptr::from_ref(*reason));
    reasons.dedup_by(|a, b| std::ptr::eq(*a, *b));
    let mut counts = BTreeMap::new();
    for reason in reasons {
        *counts.entry(reason.text.clone()).or_default() += 1;
    }
    counts
}

/// The licence of a package that is made of a part of the document: the document's names and descriptions keep their own
/// beside ours, and so does text of the SDK.
pub fn license(part: &str) -> &'static str {
    if part.contains(sdk::NOTE) {
        "(MIT OR Apache-2.0) AND BSD-3-Clause AND Apache-2.0"
    } else {
        "(MIT OR Apache-2.0) AND BSD-3-Clause"
    }
}

/// Any document, with the overlays that a user gives for it.
///
/// # Errors
/// When an overlay cannot be read, or does nothing.
pub fn overlaid(document: Assembly, files: &[PathBuf]) -> Result<Assembly, Vec<Diagnostic>> {
    if files.is_empty() {
        return Ok(document);
    }
    let overlays: Result<Vec<Source>, Diagnostic> =
        files.iter().map(|file| read(file, file.display().to_string())).collect();
    apply(&document, &overlays.map_err(|error| vec![error])?, Rules::GIVEN)
}

/// The corrections, by name.
///
/// # Errors
/// When one of them cannot be read.
pub fn overlays(root: &Path) -> Result<Vec<Source>, Vec<Diagnostic>> {
    let folder = root.join(OVERLAYS);
    let unreadable = |error: &std::io::Error| vec![unreadable(&folder, error)];
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| unreadable(&error))? {
        let path = entry.map_err(|error| unreadable(&error))?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
    files.sort();
    let name = |path: &Path| format!("{OVERLAYS}/{}", path.file_name().unwrap_or_default().to_string_lossy());
    files.iter().map(|path| read(path, name(path)).map_err(|error| vec![error])).collect()
}

fn read(path: &Path, name: String) -> Result<Source, Diagnostic> {
    Source::by_hand(name, std::fs::read(path).map_err(|error| unreadable(path, &error))?)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("input::file", format!("cannot read `{}`: {error}", path.display()))
}

/// An input's error as a diagnostic.
pub fn told(error: &InputError) -> Diagnostic {
    let diagnostic = Diagnostic::error(error.code(), error.to_string());
    error.help().into_iter().fold(diagnostic, Diagnostic::help)
}

#[cfg(test)]
mod tests {
    use super::{Rules, apply, overlaid, overlays};
    use codegen::doc::Source;
    use openapi::assembly::Assembly;
    use std::path::Path;

    fn document() -> Assembly {
        Assembly::new(Source::json("any.json", r#"{"info": {"title": "Shop"}}"#))
    }

    fn overlay(actions: &str) -> String {
        format!("overlay: 1.0.0\ninfo: {{title: Test, version: '1'}}\nactions:\n{actions}")
    }

    fn write(root: &Path, name: &str, actions: &str) {
        std::fs::create_dir_all(root.join("overlays")).expect("a folder");
        std::fs::write(root.join("overlays").join(name), overlay(actions)).expect("a file");
    }

    #[test]
    fn corrections_apply_in_the_order_of_their_names_and_need_evidence() {
        let root = tempfile::tempdir().expect("a folder");
        write(root.path(), "b.yaml", "- {target: $.info, update: {title: Second}, x-evidence: seen}\n");
        write(root.path(), "a.yaml", "- {target: $.info, update: {title: First}, x-evidence: seen}\n");
        let corrected = || apply(&document(), &overlays(root.path()).expect("overlays"), Rules::KEPT);
        let made = corrected().expect("a document");
        assert!(made.source().text().contains("Second"));
        write(root.path(), "c.yaml", "- {target: $.info, update: {title: Third}}\n");
        let errors = corrected().expect_err("no evidence");
        assert!(errors[0].to_string().contains("overlay::evidence"), "{}", errors[0]);
        assert!(errors[0].to_string().contains("overlays/c.yaml:"), "{}", errors[0]);
    }

    #[test]
    fn a_file_that_is_given_applies_to_any_document() {
        let root = tempfile::tempdir().expect("a folder");
        write(root.path(), "a.yaml", "- {target: $.info, update: {title: Mine}}\n");
        let files = [root.path().join("overlays/a.yaml")];
        let made = overlaid(document(), &files).expect("a document");
        assert!(made.source().text().contains("Mine"));
        let missing = overlaid(document(), &[root.path().join("none.yaml")]);
        assert!(missing.expect_err("an error")[0].to_string().contains("none.yaml"));
    }
}
