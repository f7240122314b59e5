//! The schema's types, made from the table of datasets.

use super::datasets::{Dataset, Field, Scope, all, elements};
use super::filter::operators;
use super::plan::upper;
use super::settings;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A field, an argument or a member of an input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) about: String,
    /// As in the language of schemas: `[string!]!`.
    pub(crate) kind: String,
    pub(crate) arguments: Vec<Member>,
    pub(crate) deprecated: bool,
}

/// A type.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    /// `SCALAR`, `OBJECT`, `INPUT_OBJECT` or `ENUM`.
    pub(crate) kind: &'static str,
    pub(crate) about: String,
    /// Fields, members of an input, or values of an enum.
    pub(crate) members: Vec<Member>,
}

const SCALARS: &[&str] = &[
    "bool", "bytes", "Boolean", "Date", "Float", "float32", "float64", "int16", "int32", "int64", "int8",
    "Int", "String", "string", "Time", "uint16", "uint32", "uint64", "uint8",
];

/// All types by name.
pub(crate) fn types() -> &'static BTreeMap<String, Type> {
    static TYPES: OnceLock<BTreeMap<String, Type>> = OnceLock::new();
    TYPES.get_or_init(|| {
        let mut types = BTreeMap::new();
        for name in SCALARS {
            types.insert(
                (*name).to_owned(),
                Type { kind: "SCALAR", about: String::new(), members: Vec::new() },
            );
        }
        roots(&mut types);
        introspection(&mut types);
        for dataset in all().values() {
            of_dataset(dataset, &mut types);
        }
        types
    })
}

fn member(name: &str, kind: impl Into<String>) -> Member {
    Member { name: name.to_owned(), kind: kind.into(), ..Member::default() }
}

fn object(members: Vec<Member>, about: &str) -> Type {
    Type { kind: "OBJECT", about: about.to_owned(), members }
}

fn input(members: Vec<Member>) -> Type {
    Type { kind: "INPUT_OBJECT", about: String::new(), members }
}

fn roots(types: &mut BTreeMap<String, Type>) {
    let mut add = |name: &str, kind: Type| drop(types.insert(name.to_owned(), kind));
    add("Query", object(vec![member("cost", "uint64!"), member("viewer", "viewer")], ""));
    let scoped = |name: &str, kind: &str, filter: &str, limit: bool| {
        let mut scoped = member(name, format!("[{kind}!]"));
        scoped.arguments.push(member("filter", filter));
        if limit {
            scoped.arguments.push(member("limit", "uint64"));
        }
        scoped
    };
    let viewer = vec![
        scoped("accounts", "account", "AccountFilter_InputObject", false),
        member("budget", "uint64!"),
        scoped("zones", "zone", "ZoneFilter_InputObject", true),
    ];
    add("viewer", object(viewer, ""));
    let tags = |tag: &str| {
        let gt = member(&format!("{tag}_gt"), "string");
        vec![member(tag, "string"), gt, member(&format!("{tag}_in"), "[string!]")]
    };
    add("AccountFilter_InputObject", input(tags("accountTag")));
    add("ZoneFilter_InputObject", input(tags("zoneTag")));
    let limits = settings::FIELDS.iter().map(|(name, kind)| member(name, *kind)).collect();
    add("Settings", object(limits, "Limits of a dataset"));
    for scope in [Scope::Account, Scope::Zone] {
        let own = || all().values().filter(move |dataset| dataset.scope == scope);
        let name = scope.type_name();
        let mut fields =
            vec![member(&format!("{name}Tag"), "string!"), member("settings", format!("{name}Settings"))];
        fields.extend(own().map(node));
        add(name, object(fields, ""));
        let limits = own().map(|dataset| member(dataset.name, "Settings!")).collect();
        add(&format!("{name}Settings"), object(limits, ""));
    }
}

/// The field of a dataset.
fn node(dataset: &Dataset) -> Member {
    let own = dataset.type_name();
    let mut field = member(dataset.name, format!("[{own}!]!"));
    dataset.about.clone_into(&mut field.about);
    field.arguments = vec![
        member("filter", format!("{own}Filter_InputObject!")),
        member("limit", "uint64!"),
        member("orderBy", format!("[{own}OrderBy!]")),
    ];
    field
}

fn of_dataset(dataset: &Dataset, types: &mut BTreeMap<String, Type>) {
    let own = dataset.type_name();
    let mut fields = Vec::new();
    if dataset.count {
        fields.push(member("count", "uint64!"));
    }
    for (group, leaves) in &dataset.groups {
        let of = if *group == "fields" { own.clone() } else { dataset.group_type(group) };
        for leaf in leaves.iter().filter(|leaf| leaf.kind == "map") {
            let members = elements(leaf.name).iter().map(|(name, kind)| member(name, format!("{kind}!")));
            types.insert(element(&of, leaf), object(members.collect(), ""));
        }
        let members: Vec<Member> = leaves.iter().map(|leaf| told(&of, leaf)).collect();
        if *group == "fields" {
            fields.extend(members);
            continue;
        }
        fields.push(member(group, of.clone()));
        types.insert(of, object(members, ""));
    }
    types.insert(own.clone(), object(fields, dataset.about));
    let filter = format!("{own}Filter_InputObject");
    let mut members = vec![member("AND", format!("[{filter}]")), member("OR", format!("[{filter}]"))];
    for field in dataset.filterable() {
        members.extend(operators(field.kind).map(|operator| {
            let kind = match operator {
                "_in" | "_notin" => format!("[{}!]", field.kind),
                "_isempty" => "uint8".to_owned(),
                _ => field.kind.to_owned(),
            };
            member(&format!("{}{operator}", field.name), kind)
        }));
    }
    types.insert(filter, input(members));
    let values = orders(dataset).into_iter().map(|name| member(&name, ""));
    types.insert(
        format!("{own}OrderBy"),
        Type { kind: "ENUM", about: String::new(), members: values.collect() },
    );
}

fn element(of: &str, leaf: &Field) -> String {
    format!("{of}{}Elem", upper(leaf.name))
}

fn told(of: &str, leaf: &Field) -> Member {
    let kind =
        if leaf.kind == "map" { format!("[{}!]!", element(of, leaf)) } else { format!("{}!", leaf.kind) };
    let about = match leaf.unit {
        "" => String::new(),
        "us" => "In microseconds".to_owned(),
        "ms" => "In milliseconds".to_owned(),
        "s" => "In seconds".to_owned(),
        "B" => "In bytes".to_owned(),
        unit => format!("In {unit}"),
    };
    Member { name: leaf.name.to_owned(), about, kind, arguments: Vec::new(), deprecated: leaf.deprecated }
}

fn orders(dataset: &Dataset) -> Vec<String> {
    let mut names = Vec::new();
    if dataset.count {
        names.push("count".to_owned());
    }
    for (group, fields) in &dataset.groups {
        names.extend(fields.iter().filter(|field| field.kind != "map").map(|field| match *group {
            "fields" | "dimensions" => field.name.to_owned(),
            group => format!("{group}_{}", field.name),
        }));
    }
    names.into_iter().flat_map(|name| [format!("{name}_ASC"), format!("{name}_DESC")]).collect()
}

/// The types of introspection itself, which clients that ask for all types expect among them.
fn introspection(types: &mut BTreeMap<String, Type>) {
    let mut add = |name: &str, fields: &[(&str, &str)]| {
        let members = fields.iter().map(|(name, kind)| member(name, *kind)).collect();
        types.insert(name.to_owned(), object(members, ""));
    };
    add(
        "__Schema",
        &[
            ("description", "String"),
            ("types", "[__Type!]!"),
            ("queryType", "__Type!"),
            ("mutationType", "__Type"),
            ("subscriptionType", "__Type"),
            ("directives", "[__Directive!]!"),
        ],
    );
    add(
        "__Type",
        &[
            ("kind", "__TypeKind!"),
            ("name", "String"),
            ("description", "String"),
            ("fields", "[__Field!]"),
            ("interfaces", "[__Type!]"),
            ("possibleTypes", "[__Type!]"),
            ("enumValues", "[__EnumValue!]"),
            ("inputFields", "[__InputValue!]"),
            ("ofType", "__Type"),
        ],
    );
    let field = [
        ("name", "String!"),
        ("description", "String"),
        ("args", "[__InputValue!]!"),
        ("type", "__Type!"),
        ("isDeprecated", "Boolean!"),
        ("deprecationReason", "String"),
    ];
    add("__Field", &field);
    let value =
        [("name", "String!"), ("description", "String"), ("type", "__Type!"), ("defaultValue", "String")];
    add("__InputValue", &value);
    let one = [
        ("name", "String!"),
        ("description", "String"),
        ("isDeprecated", "Boolean!"),
        ("deprecationReason", "String"),
    ];
    add("__EnumValue", &one);
    let directive = [
        ("name", "String!"),
        ("description", "String"),
        ("locations", "[__DirectiveLocation!]!"),
        ("args", "[__InputValue!]!"),
    ];
    add("__Directive", &directive);
    choices(types);
}

fn choices(types: &mut BTreeMap<String, Type>) {
    let mut choice = |name: &str, values: &[&str]| {
        let members = values.iter().map(|name| member(name, "")).collect();
        types.insert(name.to_owned(), Type { kind: "ENUM", about: String::new(), members });
    };
    let kinds = ["SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "LIST", "NON_NULL"];
    choice("__TypeKind", &kinds);
    choice("__DirectiveLocation", &["QUERY", "FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"]);
}
