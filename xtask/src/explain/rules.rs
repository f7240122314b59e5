//! Which rules of CONVENTIONS.md show in an operation or a type.
//!
//! Rules are named by their titles, so that a number can change without anything here; numbers are looked up.

use codegen::doc::Node;
use gen_openapi::Named;
use gen_openapi::ir::{
    Api, Argument, BodyForm, EnumKind, ListStyle, Operation, Origin, Output, Place, Presence, Role, Sig,
    Success, Type, TypeKind,
};
use std::path::Path;

/// Every title that is used here.
#[cfg(test)]
pub(super) const TITLES: [&str; 38] = [
    EQUAL_NAMES,
    TYPE_NAMES,
    LEDGER,
    PRESENCE,
    WRITTEN,
    STRING_ENUMS,
    OTHER_ENUMS,
    FORMATS,
    COUNTS,
    LISTS,
    STRUCTS,
    UNTYPED,
    ALL_OF,
    RECURSION,
    ROLES,
    SECRETS,
    EQUAL_TYPES,
    DISCRIMINATOR,
    CONSTANTS,
    ENVELOPE,
    PAGES,
    EVENTS,
    SUCCESSES,
    CONTENT_TYPES,
    BODIES,
    MULTIPART,
    STYLES,
    PLACES,
    PATHS,
    SCOPES,
    COLLECTIONS,
    CREDENTIALS,
    DEPRECATION,
    MANIFEST,
    IDS,
    OFFICIAL,
    OTHERS,
    HIDES,
];

const EQUAL_NAMES: &str = "Equal names are told apart by meaning";
const TYPE_NAMES: &str = "Types are named by role and resource";
const HIDES: &str = "No type hides one that generated code uses";
const LEDGER: &str = "The ledger keeps names";
const PRESENCE: &str = "Presence";
const WRITTEN: &str = "What has one value is written, never asked for";
const STRING_ENUMS: &str = "String enums are open";
const OTHER_ENUMS: &str = "Other enums";
const FORMATS: &str = "Formats";
const COUNTS: &str = "A number that counts is an integer";
const LISTS: &str = "Lists and maps";
const STRUCTS: &str = "Structs";
const UNTYPED: &str = "Untyped JSON";
const ALL_OF: &str = "`allOf` is one struct";
const RECURSION: &str = "Recursion";
const ROLES: &str = "Sent and received";
const SECRETS: &str = "Secrets";
const EQUAL_TYPES: &str = "Equal types are one";
const DISCRIMINATOR: &str = "The discriminator";
const CONSTANTS: &str = "Constants";
const ENVELOPE: &str = "The envelope is opened";
const PAGES: &str = "Pages";
const EVENTS: &str = "Events and sockets";
const SUCCESSES: &str = "Several successes";
const CONTENT_TYPES: &str = "Content types";
const BODIES: &str = "Every content type of a body is a way to call";
const MULTIPART: &str = "Multipart";
const STYLES: &str = "Styles";
const PLACES: &str = "Places";
const PATHS: &str = "Paths";
const SCOPES: &str = "Scopes";
const COLLECTIONS: &str = "Collections";
const CREDENTIALS: &str = "Credentials";
const DEPRECATION: &str = "Deprecation";
pub(super) const MANIFEST: &str = "The manifest places every operation in one service";
pub(super) const IDS: &str = "Operation ids";
pub(super) const OFFICIAL: &str = "Resources and methods have the names of the official SDKs";
pub(super) const OTHERS: &str = "Resources and methods of other documents";

/// The rulebook: numbers by title.
#[derive(Debug, Default)]
pub(super) struct Rulebook(Vec<(String, String)>);

impl Rulebook {
    /// Reads the headings of CONVENTIONS.md; without the file no rule has a number.
    pub(super) fn read(root: &Path) -> Self {
        Self::parse(&std::fs::read_to_string(root.join("CONVENTIONS.md")).unwrap_or_default())
    }

    pub(super) fn parse(text: &str) -> Self {
        let headings = text.lines().filter_map(|line| line.strip_prefix("### ")?.split_once(' '));
        Self(headings.map(|(number, title)| (title.to_owned(), number.to_owned())).collect())
    }

    /// A rule's number.
    pub(super) fn number(&self, title: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == title).map(|(_, number)| number.as_str())
    }

    /// A rule as it is printed.
    pub(super) fn cite(&self, title: &str) -> String {
        match self.number(title) {
            Some(number) => format!("{number:5} {title}"),
            None => format!("      {title}"),
        }
    }
}

/// The rules that show in an operation. `node` is its object in the document.
pub(super) fn of_operation(operation: &Operation, node: Option<&Node<'_>>) -> Vec<&'static str> {
    let mut rules = Vec::new();
    let mut when = |applies: bool, rule| {
        if applies {
            rules.push(rule);
        }
    };
    let params: Vec<_> = operation.params().collect();
    when(operation.arguments.iter().any(|argument| matches!(argument, Argument::Scope)), SCOPES);
    when(operation.arguments.iter().any(|argument| matches!(argument, Argument::Fixed { .. })), WRITTEN);
    when(operation.role.is_some(), COLLECTIONS);
    when(params.iter().any(|param| param.place == Place::Path), PATHS);
    when(params.iter().any(|param| matches!(param.place, Place::Header | Place::Cookie)), PLACES);
    when(
        params.iter().any(|param| {
            param.place == Place::Query
                && (matches!(param.sig, Sig::List(_) | Sig::Map(_)) || param.style == ListStyle::Deep)
        }),
        STYLES,
    );
    when(operation.ways.len() > 1, BODIES);
    when(
        operation.ways.iter().any(|way| matches!(way.body, BodyForm::Multipart(_) | BodyForm::AnyMultipart)),
        MULTIPART,
    );
    let success = match &operation.output {
        Output::One(success) | Output::Events { otherwise: success, .. } => Some(success),
        Output::Outcome(_) | Output::Socket => None,
    };
    when(matches!(success, Some(Success::Result(_) | Success::Page(_))), ENVELOPE);
    when(matches!(success, Some(Success::Page(_))), PAGES);
    when(matches!(operation.output, Output::Events { .. } | Output::Socket), EVENTS);
    when(matches!(operation.output, Output::Outcome(_)), SUCCESSES);
    when(
        matches!(success, Some(Success::Text | Success::Bytes | Success::Lines(_) | Success::Events(_))),
        CONTENT_TYPES,
    );
    when(node.is_some_and(|node| node.get("security").is_some()), CREDENTIALS);
    when(operation.deprecated.is_some(), DEPRECATION);
    rules
}

/// The rules that show in a type. `node` is its schema.
pub(super) fn of_type(ty: &Type, named: &Named, node: Option<&Node<'_>>) -> Vec<&'static str> {
    let mut rules = vec![TYPE_NAMES];
    let mut when = |applies: bool, rule| {
        if applies && !rules.contains(&rule) {
            rules.push(rule);
        }
    };
    when(named.kept, LEDGER);
    let passed: Vec<_> =
        named.considered.iter().take_while(|considered| considered.name != ty.name).collect();
    let reserved = |owner: &Option<String>| owner.as_deref() == Some("generated code uses it");
    when(
        passed.iter().any(|considered| considered.taken_by.is_some() && !reserved(&considered.taken_by)),
        EQUAL_NAMES,
    );
    when(passed.iter().any(|considered| reserved(&considered.taken_by)), HIDES);
    when(ty.role == Role::Request || ty.role == Role::Response, ROLES);
    let places = ty.origins.iter().filter(|origin| !matches!(origin, Origin::Component(_))).count();
    when(places > 1, EQUAL_TYPES);
    when(node.is_some_and(|node| node.get("allOf").is_some()), ALL_OF);
    match &ty.kind {
        TypeKind::Record(record) => {
            when(true, STRUCTS);
            when(record.fields.iter().any(|field| field.presence != Presence::Required), PRESENCE);
            when(record.fields.iter().any(|field| field.constant.is_some()), WRITTEN);
            when(record.fields.iter().any(|field| field.secret), SECRETS);
            when(record.rest.is_some(), LISTS);
            for field in &record.fields {
                let declared =
                    node.and_then(|node| node.get("properties")?.get(&field.wire)?.get("type")?.as_str());
                when(matches!(field.sig, Sig::Int(_)) && declared == Some("number"), COUNTS);
            }
        }
        TypeKind::Union(union) => {
            let discriminator = node.is_some_and(|node| node.get("discriminator").is_some());
            when(union.tag.is_some() && discriminator, DISCRIMINATOR);
            when(union.tag.is_some() && !discriminator, CONSTANTS);
        }
        TypeKind::Enum(of) => {
            when(of.kind != EnumKind::Integer, STRING_ENUMS);
            when(of.kind == EnumKind::Integer, OTHER_ENUMS);
        }
        TypeKind::Form(form) => {
            when(true, MULTIPART);
            when(form.parts.iter().any(gen_openapi::ir::FormPart::is_constant), WRITTEN);
        }
        TypeKind::Outcome(_) => when(true, SUCCESSES),
    }
    ty.each_sig(&mut |sig| of_sig(sig, &mut when));
    rules
}

fn of_sig(sig: &Sig, when: &mut dyn FnMut(bool, &'static str)) {
    match sig {
        Sig::Known(_) => when(true, FORMATS),
        Sig::Json => when(true, UNTYPED),
        Sig::Boxed(_) => when(true, RECURSION),
        Sig::List(inner) | Sig::Map(inner) | Sig::Maybe(inner) => {
            when(true, LISTS);
            of_sig(inner, when);
        }
        _ => {}
    }
}

/// The types that an operation mentions, and those in them, each once.
pub(super) fn reached(api: &Api, operation: &Operation) -> Vec<gen_openapi::ir::TypeId> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    operation.each_sig(&mut |sig| sig.each_type(&mut |id| open.push(id)));
    open.reverse();
    while let Some(id) = open.pop() {
        if found.contains(&id) {
            continue;
        }
        found.push(id);
        let mut inner = Vec::new();
        api[id].each_sig(&mut |sig| sig.each_type(&mut |id| inner.push(id)));
        open.extend(inner.into_iter().rev());
    }
    found
}
