//! `cargo xtask explain`: how one operation or schema became Rust.

mod changes;
mod rules;
mod target;
#[cfg(test)]
mod tests;

use crate::{Outcome, root};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Pointer, Source};
use gen_openapi::ir::{Api, Origin, TypeId, TypeKind};
use gen_openapi::{Config, Model, Named};
use openapi::assembly::Assembly;
use pipeline::{Ledgers, foreign_config};
use rules::Rulebook;
use segmenter::{Manifest, Origins, SDK_NAMES, SERVICES_TOML, SdkNames, Segment};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use target::Target;

/// Options of `cargo xtask explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An operation (`d1.database.list`, its operationId, `GET /path`) or a value (JSON pointer, name of a schema).
    target: Vec<String>,
    /// Cloudflare's document, instead of the pinned one.
    #[arg(long, value_name = "FILE")]
    openapi: Option<PathBuf>,
    /// Any other document, of which gen-openapi makes one crate.
    #[arg(long, value_name = "FILE", conflicts_with = "openapi")]
    spec: Option<PathBuf>,
    /// An overlay to apply to the document; may be repeated, later ones see what earlier ones made.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let text = args.target.join(" ");
    let told = match &args.spec {
        Some(path) => {
            let source = std::fs::read(path).map_err(|error| {
                let message = format!("cannot read `{}`: {error}", path.display());
                vec![Diagnostic::error("input::file", message)]
            })?;
            let source = Source::new(path.display().to_string(), source).map_err(|error| vec![error])?;
            explain_other(&document::overlaid(Assembly::new(source), &args.overlay)?, &text)?
        }
        None => {
            let openapi = args.openapi.clone();
            let unpinned = openapi.is_some();
            let document = regen::read(&regen::Args { openapi, unpinned, ..regen::Args::default() })?;
            explain(&document::overlaid(document, &args.overlay)?, &text, Ledgers::Committed(&root()))?
        }
    };
    print!("{told}");
    Ok(true)
}

/// The explanation of what `text` names in Cloudflare's document.
fn explain(assembly: &Assembly, text: &str, ledgers: Ledgers<'_>) -> Result<String, Vec<Diagnostic>> {
    let source = assembly.source();
    let doc = source.parse().map_err(|error| vec![error])?;
    let segmentation = pipeline::segment(source, &doc, &[], true)?;
    let named = target::named(&segmentation).map_err(|error| vec![error])?;
    let book = Rulebook::read(&root());
    let all: Vec<&Segment> = segmentation.segments.iter().collect();
    let story = |segment| Story::new(segment, &all, assembly, &doc, &book, ledgers);
    tell(text, &doc, &named, segmentation.segments.iter().map(story))
}

/// The explanation of what `text` names in another document: all of it is one service, and no names are kept.
fn explain_other(assembly: &Assembly, text: &str) -> Result<String, Vec<Diagnostic>> {
    let source = assembly.source();
    let doc = source.parse().map_err(|error| vec![error])?;
    gen_openapi::check(source, &doc).map_err(|error| vec![error])?;
    let whole = Segment {
        name: Path::new(source.name()).file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        json: source.text().to_owned(),
        origins: Origins::default(),
        operations: 0,
        schemas: 0,
        types: None,
    };
    let (book, none) = (Rulebook::read(&root()), Artifacts::default());
    let story = Story::new(&whole, &[], assembly, &doc, &book, Ledgers::Made(&none));
    let story = Story { config: foreign_config(&whole.name), ..story };
    let made = story.make()?;
    let operations = made.model.api.operations.iter();
    let named: Vec<_> =
        operations.map(|op| (op.name.clone(), op.http_method.to_lowercase(), op.path.clone())).collect();
    tell(text, &doc, &named, std::iter::once(story))
}

/// What those of some services that have it say of what `text` names.
fn tell<'a>(
    text: &str,
    doc: &Doc<'_>,
    named: &[(String, String, String)],
    stories: impl Iterator<Item = Story<'a>>,
) -> Result<String, Vec<Diagnostic>> {
    let operations = segmenter::operations(doc);
    let target = target::find(text, doc, &operations, named).map_err(|error| vec![error])?;
    let mut out = String::new();
    let mut found = false;
    for story in stories {
        let cut = story.text.parse().map_err(|error| vec![error])?;
        let holds = match &target {
            Target::Operation(method, path) => {
                cut.resolve(&Pointer::root().join("paths").join(path).join(method)).is_some()
            }
            Target::Value(pointer) => cut.resolve(pointer).is_some(),
        };
        if !holds {
            continue;
        }
        found = true;
        match &target {
            Target::Operation(method, path) => story.operation(&cut, method, path, &mut out)?,
            Target::Value(pointer) => story.value(&cut, pointer, &mut out)?,
        }
    }
    if !found {
        let what = format!("`{text}` is in the document, and no operation needs it");
        return Err(vec![Diagnostic::error("explain::unused", what).help("nothing was made from it")]);
    }
    Ok(out)
}

/// One service, and what is said of it.
struct Story<'a> {
    segment: &'a Segment,
    /// All segments: some share types with this one.
    all: &'a [&'a Segment],
    assembly: &'a Assembly,
    original: &'a Doc<'a>,
    book: &'a Rulebook,
    ledgers: Ledgers<'a>,
    config: Config,
    text: Source,
}

/// A service as it was made.
struct Made {
    model: Model,
    names: BTreeMap<TypeId, Named>,
    files: Artifacts,
}

impl<'a> Story<'a> {
    fn new(
        segment: &'a Segment,
        all: &'a [&'a Segment],
        assembly: &'a Assembly,
        original: &'a Doc<'a>,
        book: &'a Rulebook,
        ledgers: Ledgers<'a>,
    ) -> Self {
        let config = pipeline::service_config(&segment.name);
        Self { segment, all, assembly, original, book, ledgers, config, text: pipeline::text(segment) }
    }

    fn make(&self) -> Result<Made, Vec<Diagnostic>> {
        let model = self.model().map_err(|error| vec![error])?;
        let names = gen_openapi::explain(&model);
        let files = gen_openapi::print::krate(&model).map_err(|error| vec![error])?;
        Ok(Made { model, names, files })
    }

    fn model(&self) -> Result<Model, Diagnostic> {
        let with = |segment: &Segment| {
            let own = segment.name == self.segment.name;
            let config = if own { self.config.clone() } else { pipeline::service_config(&segment.name) };
            Ok((config, self.ledgers.of(&segment.name)?))
        };
        let family = pipeline::family(self.segment, self.all);
        let models = pipeline::each(&family, &with, |_, _, model| Ok(model))?;
        let own = family.iter().zip(models).find(|(segment, _)| segment.name == self.segment.name);
        own.map(|(_, model)| model)
            .ok_or_else(|| Diagnostic::error("explain::unused", "nothing was made from it"))
    }

    fn operation(
        &self,
        doc: &Doc<'_>,
        method: &str,
        path: &str,
        out: &mut String,
    ) -> Result<(), Vec<Diagnostic>> {
        let made = self.make()?;
        let api = &made.model.api;
        let upper = method.to_uppercase();
        let wanted = |op: &&gen_openapi::ir::Operation| {
            op.http_method == upper && (op.path == path || is_joined(&op.path, path))
        };
        let Some(operation) = api.operations.iter().find(wanted) else {
            let what = format!("`{upper} {path}` became no method");
            return Err(vec![
                Diagnostic::error("explain::dropped", what).help("this is a defect of the generator"),
            ]);
        };
        let node = doc.resolve(&doc.pointer(operation.node));
        let _ = writeln!(out, "operation  {upper} {path}");
        let _ = writeln!(out, "name       {}", operation.name);
        let id = node.and_then(|node| node.get("operationId")?.as_str()).unwrap_or_default();
        let derived = node.is_some_and(|node| node.get("x-cfs-derived-id").is_some());
        let _ = writeln!(out, "id         {id}{}", if derived { " (derived)" } else { "" });
        for alias in &operation.aliases {
            let _ = writeln!(out, "alias      {alias}");
        }
        let mut cited = self.placed(method, path, out)?;
        if derived {
            cited.push(rules::IDS);
        }
        cited.extend(rules::of_operation(operation, node));
        self.cite(&cited, out);
        self.changes(&self.used(doc, operation.node), out);
        let resource = &api[operation.resource];
        let _ = writeln!(out, "becomes");
        item(out, &resource.name, &format!("::{}", operation.method), &made);
        item(out, &operation.request, "", &made);
        for id in rules::reached(api, operation) {
            self::ty(out, id, &made);
        }
        self.warnings(doc, doc.pointer(operation.node).as_str(), &made.model, out);
        out.push('\n');
        Ok(())
    }

    /// Says which service an operation is in, and why; the rules of that.
    fn placed(
        &self,
        method: &str,
        path: &str,
        out: &mut String,
    ) -> Result<Vec<&'static str>, Vec<Diagnostic>> {
        if self.config.meta.standalone {
            return Ok(vec![rules::OTHERS]);
        }
        let manifest = Manifest::parse("services.toml", SERVICES_TOML).map_err(|error| vec![error])?;
        let names = SdkNames::parse(SDK_NAMES).map_err(|error| vec![error])?;
        let rule = segmenter::why(self.assembly.source(), self.original, &manifest, &names, method, path)?;
        let _ = writeln!(out, "segment    {}", self.segment.name);
        let _ = writeln!(out, "placed by  {}", rule.unwrap_or_else(|| "no rule: `misc`".to_owned()));
        Ok(vec![rules::MANIFEST, rules::OFFICIAL])
    }

    fn value(&self, doc: &Doc<'_>, pointer: &Pointer, out: &mut String) -> Result<(), Vec<Diagnostic>> {
        let made = self.make()?;
        let api = &made.model.api;
        let within = format!("{}/", pointer.as_str());
        let _ = writeln!(out, "value      #{pointer}");
        if !self.config.meta.standalone {
            let _ = writeln!(out, "segment    {}", self.segment.name);
        }
        self.changes(&BTreeSet::from([self.segment.origins.original(pointer)]), out);
        let mut any = false;
        for (id, ty) in api.live() {
            let at = doc.pointer(ty.node);
            let origin = format!("/components/schemas/{}", component(ty).unwrap_or_default());
            if at == *pointer || at.as_str().starts_with(&within) || origin == pointer.as_str() {
                any = true;
                self.ty(doc, api, id, &made, out);
            }
            let TypeKind::Record(record) = &ty.kind else { continue };
            for field in record.fields.iter().filter(|field| doc.pointer(field.node) == *pointer) {
                any = true;
                let _ = match &field.constant {
                    Some(json) => writeln!(out, "constant   of {}: {:?} is {json}", ty.name, field.wire),
                    None => writeln!(out, "field      {}.{} (wire {:?})", ty.name, field.name, field.wire),
                };
            }
        }
        if !any {
            let _ = writeln!(out, "becomes    no item of its own: it is part of what refers to it");
        }
        self.warnings(doc, pointer.as_str(), &made.model, out);
        out.push('\n');
        Ok(())
    }

    fn ty(&self, doc: &Doc<'_>, api: &Api, id: TypeId, made: &Made, out: &mut String) {
        let ty = &api[id];
        let Some(named) = made.names.get(&id) else { return };
        let _ = writeln!(
            out,
            "type       {} (from #{})",
            ty.name,
            self.segment.origins.original(&doc.pointer(ty.node))
        );
        self.cite(&rules::of_type(ty, named, doc.resolve(&doc.pointer(ty.node))), out);
        let _ = writeln!(
            out,
            "names considered{}",
            if named.kept { " (the ledger's name was kept)" } else { "" }
        );
        for considered in &named.considered {
            let note = match &considered.taken_by {
                Some(owner) => format!("  taken: {owner}"),
                None if considered.name == ty.name => "  chosen".to_owned(),
                None => String::new(),
            };
            let _ = writeln!(out, "  {:>3}  {}{note}", considered.strength, considered.name);
        }
        let _ = writeln!(out, "becomes");
        self::ty(out, id, made);
    }

    fn cite(&self, titles: &[&str], out: &mut String) {
        let _ = writeln!(out, "rules");
        let mut lines: Vec<String> = titles.iter().map(|title| self.book.cite(title)).collect();
        let number = |line: &String| {
            line.trim_start_matches('R').split(' ').next().and_then(|number| number.parse::<u32>().ok())
        };
        lines.sort_by_key(|line| (number(line).is_none(), number(line)));
        lines.iter().for_each(|line| out.push_str(&format!("  {line}\n")));
    }

    /// The warnings about a value and what is in it.
    fn warnings(&self, doc: &Doc<'_>, pointer: &str, model: &Model, out: &mut String) {
        for warning in model.warnings() {
            let at = doc.pointer(warning.node);
            if at.as_str() == pointer || at.as_str().starts_with(&format!("{pointer}/")) {
                let original = self.segment.origins.original(&at);
                let _ = writeln!(out, "warning    {}: {} (#{original})", warning.code, warning.message);
            }
        }
    }
}

fn component(ty: &gen_openapi::ir::Type) -> Option<&str> {
    ty.origins.iter().find_map(|origin| match origin {
        Origin::Component(name) => Some(name.as_str()),
        _ => None,
    })
}

/// A type with its file, or the crate that it is taken from.
fn ty(out: &mut String, id: TypeId, made: &Made) {
    let api = &made.model.api;
    match api[id].from.as_ref().zip(api.library.as_ref()) {
        Some((path, library)) => drop(writeln!(out, "  taken  {}  {}::{path}", api[id].name, library.ident)),
        None => item(out, &api[id].name, "", made),
    }
}

/// An item with its file.
fn item(out: &mut String, name: &str, member: &str, made: &Made) {
    let declared = |text: &str| {
        ["struct", "enum"].into_iter().find(|kind| {
            let start = format!("pub {kind} {name}");
            text.match_indices(&start).any(|(at, _)| {
                let next = text[at + start.len()..].chars().next().unwrap_or(' ');
                !(next.is_alphanumeric() || next == '_')
            })
        })
    };
    let found = made.files.iter().find_map(|(path, text)| Some((path, declared(text)?)));
    let (path, kind) = found.unwrap_or(("", "item"));
    let kind = if member.is_empty() { kind } else { "method" };
    let _ = writeln!(out, "  {kind:6} {name}{member}  {}/{path}", made.model.config.meta.package);
}

/// Whether a method for accounts and zones alike has a path that the document writes for one of them.
fn is_joined(method: &str, path: &str) -> bool {
    let below = |path: &str| path.splitn(4, '/').nth(3).map(str::to_owned);
    let scoped = path.starts_with("/accounts/{") || path.starts_with("/zones/{");
    scoped
        && method.starts_with("/{accounts_or_zones}/")
        && below(method).is_some()
        && below(method) == below(path)
}
