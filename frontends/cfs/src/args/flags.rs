//! The flags that an operation has: its parameters, and the members of its body or the parts of its form.

use super::names::{kebab, nearest, same};
use super::reserved;
use crate::output::{Step, steps};
use cfs_catalogue::{Detail, Facts, Field, Form, FormKind, FormPart, Gives, Kind, Parameter, Place, Schema};

/// A flag.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Flag {
    /// Its name, without the dashes.
    pub(crate) long: String,
    /// What it says.
    pub(crate) to: To,
    /// The type of its value; none for files.
    pub(crate) schema: Option<Schema>,
    /// The types that it has in other variants of the body.
    pub(crate) others: Vec<Schema>,
    /// Values that are known beside those of its type: the names of the body's variants.
    pub(crate) tags: Vec<&'static str>,
    /// What it is, as Markdown.
    pub(crate) docs: &'static str,
    /// What is known of its values.
    pub(crate) facts: Option<&'static Facts>,
    /// Whether it must be given.
    pub(crate) required: bool,
    /// Whether it should not be used any more.
    pub(crate) deprecated: bool,
    /// Whether its value must not be shown.
    pub(crate) secret: bool,
    /// Whether `null` is one of its values.
    pub(crate) nullable: bool,
}

/// What a flag says.
#[derive(Clone, Debug)]
pub(crate) enum To {
    /// A parameter.
    Parameter(&'static Parameter),
    /// A member of the body.
    Member(Vec<Step>),
    /// A part of a form.
    Part(&'static FormPart),
    /// A member of a part that is JSON.
    PartMember(&'static FormPart, Vec<Step>),
}

impl Flag {
    /// Whether its value may be left out: then it is `true`.
    pub(crate) fn is_switch(&self) -> bool {
        self.schema.is_some_and(is_bool)
    }

    /// Whether it may be given several times.
    pub(crate) fn is_list(&self) -> bool {
        match (&self.to, self.schema) {
            (To::Part(part), _) if matches!(part.kind, FormKind::Files | FormKind::NamedFiles) => true,
            (_, schema) => schema.is_some_and(is_list),
        }
    }

    /// Whether its value is a file.
    pub(crate) fn is_file(&self) -> bool {
        matches!(&self.to, To::Part(part) if matches!(part.kind, FormKind::File | FormKind::Files | FormKind::NamedFiles))
    }
}

fn is_bool(schema: Schema) -> bool {
    match schema.kind() {
        Kind::Bool => true,
        Kind::Maybe(inner) => is_bool(inner),
        _ => false,
    }
}

fn is_list(schema: Schema) -> bool {
    match schema.kind() {
        Kind::List(_) => true,
        Kind::Maybe(inner) => is_list(inner),
        _ => false,
    }
}

/// The parameter that says which account or zone, by the path.
pub(crate) fn scope(detail: Detail) -> Option<&'static Parameter> {
    let rest = detail.path().strip_prefix("/accounts/{").or_else(|| detail.path().strip_prefix("/zones/{"));
    let named = rest.and_then(|rest| rest.split('}').next());
    let is = |parameter: &&Parameter| {
        parameter.place == Place::Scope || parameter.place == Place::Path && Some(parameter.name) == named
    };
    detail.parameters().iter().find(is)
}

/// Whether a parameter's name means something else on the command line.
///
/// Where an operation gives no list, its own `limit` takes the place of ours.
fn is_taken(detail: Detail, name: &str) -> bool {
    reserved(name) && !(name == "limit" && detail.operation().gives() != Gives::Page)
}

/// All flags of an operation, but for those of members of members.
pub(crate) fn all(detail: Detail) -> Vec<Flag> {
    let mut flags: Vec<Flag> = Vec::new();
    for parameter in detail.parameters().iter().filter(|parameter| parameter.is_given()) {
        let name = if parameter.place == Place::Scope { "account_id" } else { parameter.name };
        let plain = kebab(if name.is_empty() { parameter.rust } else { name });
        let is_known = flags.iter().any(|flag| flag.long == plain) || is_taken(detail, &plain);
        let long = if is_known { format!("{}-{plain}", place(parameter.place)) } else { plain };
        flags.push(Flag {
            long,
            to: To::Parameter(parameter),
            schema: Some(detail.schema(parameter)),
            others: Vec::new(),
            tags: Vec::new(),
            docs: parameter.docs,
            facts: Some(&parameter.facts),
            required: parameter.required,
            deprecated: parameter.deprecated,
            secret: parameter.place == Place::Bearer,
            nullable: false,
        });
    }
    for flag in of_body(detail) {
        let plain = flag.long.clone();
        let is_known = flags.iter().any(|known| known.long == plain) || reserved(&plain);
        let long = if is_known { format!("body.{plain}") } else { plain };
        if !flags.iter().any(|known| known.long == long) {
            flags.push(Flag { long, ..flag });
        }
    }
    flags
}

/// The word for a place.
pub(crate) fn place(place: Place) -> &'static str {
    match place {
        Place::Path | Place::Scope | Place::Again(_) | Place::Fixed(_) => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
        Place::Bearer => "token",
    }
}

fn of_body(detail: Detail) -> Vec<Flag> {
    let bodies = detail.bodies().iter().filter(|body| !matches!(body.form, Form::Lines | Form::Raw));
    let mut flags: Vec<Flag> = Vec::new();
    for schema in bodies.filter_map(|body| detail.body(body)) {
        let more = match schema.kind() {
            Kind::Form(form) => form
                .parts()
                .iter()
                .filter(|part| !matches!(part.kind, FormKind::Constant(_)))
                .map(|part| Flag {
                    long: if part.name.is_empty() { "file".to_owned() } else { kebab(part.name) },
                    to: To::Part(part),
                    schema: form.schema(part),
                    others: Vec::new(),
                    tags: Vec::new(),
                    docs: part.docs,
                    facts: Some(&part.facts),
                    required: part.required,
                    deprecated: false,
                    secret: false,
                    nullable: false,
                })
                .collect(),
            _ => members(schema),
        };
        for flag in more {
            if !flags.iter().any(|known| known.long == flag.long) {
                flags.push(flag);
            }
        }
    }
    flags
}

/// The members of an object, or those of all variants.
fn members(schema: Schema) -> Vec<Flag> {
    let all = fields(schema);
    // What differs in the spelling only has its own.
    let long = |name: &str| {
        let is_other = |member: &Member| member.field.name != name && same(member.field.name, name);
        if all.iter().any(is_other) { name.to_owned() } else { kebab(name) }
    };
    let of = |member: &Member| Flag {
        long: long(member.field.name),
        to: To::Member(vec![Step::Member(member.field.name.to_owned())]),
        schema: Some(member.schema),
        others: member.others.clone(),
        tags: Vec::new(),
        docs: member.field.docs,
        facts: Some(&member.field.facts),
        required: member.required,
        deprecated: member.field.deprecated,
        secret: member.field.secret,
        nullable: member.field.nullable,
    };
    let settable = all.iter().filter(|member| member.field.constant.is_empty() && !member.field.read_only);
    let mut flags: Vec<Flag> = settable.map(of).collect();
    let (name, values) = tag(schema);
    if !name.is_empty() && !flags.iter().any(|flag| same(&flag.long, name)) {
        flags.insert(
            0,
            Flag {
                long: kebab(name),
                to: To::Member(vec![Step::Member(name.to_owned())]),
                schema: None,
                others: Vec::new(),
                tags: values,
                docs: "",
                facts: None,
                required: true,
                deprecated: false,
                secret: false,
                nullable: false,
            },
        );
    }
    flags
}

/// The member that says which variant of a union a value is, and its values.
pub(crate) fn tag(schema: Schema) -> (&'static str, Vec<&'static str>) {
    match schema.kind() {
        Kind::Union(union) => {
            (union.tag(), union.variants().iter().flat_map(|variant| variant.tags.iter().copied()).collect())
        }
        Kind::Maybe(inner) => tag(inner),
        _ => ("", Vec::new()),
    }
}

/// A member of a type.
pub(crate) struct Member {
    /// What is known of it, in the first variant that has it.
    pub(crate) field: &'static Field,
    /// Its type there.
    pub(crate) schema: Schema,
    /// Its types in other variants.
    others: Vec<Schema>,
    /// Whether it must be there in every variant.
    pub(crate) required: bool,
}

/// The members that a type has; of a union those of all variants, none of them twice.
pub(crate) fn fields(schema: Schema) -> Vec<Member> {
    fields_within(schema, 0)
}

fn fields_within(schema: Schema, depth: usize) -> Vec<Member> {
    // Types that hold themselves would go on for ever.
    const MOST: usize = 4;
    match schema.kind() {
        Kind::Record(record) => {
            let of = |field: &'static Field| Member {
                field,
                schema: record.schema(field),
                others: Vec::new(),
                required: field.required,
            };
            record.fields().iter().map(of).collect()
        }
        Kind::Union(union) if depth < MOST => {
            let variants = union.variants().iter();
            let variants: Vec<Vec<Member>> =
                variants.map(|variant| fields_within(union.schema(variant), depth + 1)).collect();
            let count = variants.len();
            let mut all: Vec<(Member, usize)> = Vec::new();
            for member in variants.into_iter().flatten() {
                match all.iter_mut().find(|(known, _)| known.field.name == member.field.name) {
                    Some((known, times)) => {
                        known.required &= member.required;
                        known.others.push(member.schema);
                        *times += 1;
                    }
                    None => all.push((member, 1)),
                }
            }
            let everywhere = |(member, times): (Member, usize)| Member {
                required: member.required && times == count,
                ..member
            };
            all.into_iter().map(everywhere).collect()
        }
        Kind::Maybe(inner) => fields_within(inner, depth),
        _ => Vec::new(),
    }
}

/// The flag of a name, also of members of members (`limits.rows`).
pub(crate) fn find(detail: Detail, all: &[Flag], name: &str) -> Option<Flag> {
    let exact = all.iter().find(|flag| flag.long == name);
    if let Some(flag) = exact.or_else(|| all.iter().find(|flag| same(&flag.long, name))) {
        return Some(flag.clone());
    }
    if let Some(rest) = name.strip_prefix("body.") {
        let of_body = of_body(detail);
        return find(detail, &of_body, rest).filter(|flag| !matches!(flag.to, To::Parameter(_)));
    }
    for (word, rest) in [name.split_once('.'), name.split_once('-')].into_iter().flatten() {
        let is = |flag: &&Flag| matches!(&flag.to, To::Parameter(parameter) if place(parameter.place) == word && same(parameter.name, rest));
        if let Some(flag) = all.iter().find(is) {
            return Some(flag.clone());
        }
    }
    if matches!(kebab(name).as_str(), "zone-id" | "account-id") {
        // Of what is there for both, either says which.
        let is =
            |flag: &&Flag| matches!(&flag.to, To::Parameter(parameter) if parameter.place == Place::Scope);
        return all.iter().find(is).map(|flag| Flag { long: kebab(name), ..flag.clone() });
    }
    nested(detail, all, name)
}

fn nested(detail: Detail, all: &[Flag], name: &str) -> Option<Flag> {
    let path = steps(name)?;
    let (Step::Member(first), rest) = path.split_first()? else { return None };
    if rest.is_empty() {
        return None;
    }
    let flag = all.iter().find(|flag| same(&flag.long, first))?;
    let (to, led) = match &flag.to {
        To::Member(own) => {
            let path = [own.as_slice(), rest].concat();
            let mut bodies = detail.bodies().iter().filter_map(|body| detail.body(body));
            let led = bodies.find_map(|schema| lead(schema, &path))?;
            (To::Member(led.path.clone()), led)
        }
        To::Part(part) => {
            let led = lead(flag.schema?, rest)?;
            (To::PartMember(part, led.path.clone()), led)
        }
        To::Parameter(_) | To::PartMember(..) => return None,
    };
    let field = led.field;
    Some(Flag {
        long: name.to_owned(),
        to,
        schema: Some(led.schema),
        others: Vec::new(),
        tags: Vec::new(),
        docs: field.map_or("", |field| field.docs),
        facts: field.map(|field| &field.facts),
        required: false,
        deprecated: field.is_some_and(|field| field.deprecated),
        secret: field.is_some_and(|field| field.secret),
        nullable: field.is_some_and(|field| field.nullable),
    })
}

/// What a path leads to.
pub(crate) struct Led {
    /// The path with the names that the type has.
    pub(crate) path: Vec<Step>,
    /// The type.
    pub(crate) schema: Schema,
    field: Option<&'static Field>,
}

/// Follows a path into a type; of a union, the first variant that it leads through.
pub(crate) fn lead(schema: Schema, path: &[Step]) -> Option<Led> {
    let Some((step, rest)) = path.split_first() else {
        return Some(Led { path: Vec::new(), schema, field: None });
    };
    let via = |step: Step, below: Schema, field: Option<&'static Field>| {
        let mut led = lead(below, rest)?;
        led.path.insert(0, step);
        if rest.is_empty() {
            led.field = field;
        }
        Some(led)
    };
    match (step, schema.kind()) {
        (_, Kind::Maybe(inner)) => lead(inner, path),
        (Step::Item(_), Kind::List(item)) => via(step.clone(), item, None),
        (Step::Member(_), Kind::Map(value)) => via(step.clone(), value, None),
        (_, Kind::Any) => via(step.clone(), schema, None),
        (Step::Member(name), Kind::Record(record)) => {
            match record.fields().iter().find(|field| same(field.name, name)) {
                Some(field) => via(Step::Member(field.name.to_owned()), record.schema(field), Some(field)),
                None => via(step.clone(), record.rest()?, None),
            }
        }
        (_, Kind::Union(union)) => {
            union.variants().iter().find_map(|variant| lead(union.schema(variant), path))
        }
        _ => None,
    }
}

/// The flag that was probably meant.
pub(crate) fn probably(all: &[Flag], name: &str) -> Option<String> {
    let own: Vec<&str> = all.iter().map(|flag| flag.long.as_str()).collect();
    let names = super::reserved_names().map(|name| -> &str { name });
    nearest(name, own.into_iter().chain(names)).map(|name| format!("did you mean `--{name}`?"))
}
