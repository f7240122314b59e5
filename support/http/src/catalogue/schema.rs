//! Types as JSON Schema, and values that are of a type.

use super::detail::Detail;
use super::facts::{Count, Facts};
use super::types::{Enum, Field, Format, Kind, Record, Schema, Type, Union};
use crate::Json;

type Members = Vec<(String, Json)>;

/// What is collected while a schema is written.
#[derive(Default)]
struct Definitions {
    /// Types that were met, each with its name among the definitions.
    known: Vec<(&'static Type, String)>,
    made: Members,
}

impl Schema {
    /// The type as JSON Schema (2020-12), every type it mentions once, under `$defs`.
    pub fn json_schema(self) -> Json {
        let mut definitions = Definitions::default();
        let mut members = definitions.schema(self);
        if !definitions.made.is_empty() {
            members.push(("$defs".to_owned(), Json::object(definitions.made)));
        }
        Json::object(members)
    }

    /// A value of the type: examples, defaults and first values where these are known, else made-up ones. With `all`, members
    /// that may be left out are there, too.
    pub fn example(self, all: bool) -> Json {
        example(self, None, all, 0)
    }
}

impl Detail {
    /// The parameters as one object's JSON Schema, by name.
    pub fn parameters_schema(self) -> Json {
        let mut definitions = Definitions::default();
        let mut properties = Members::new();
        let mut required = Vec::new();
        for parameter in self.parameters().iter().filter(|parameter| !parameter.name.is_empty()) {
            let mut members = definitions.schema(self.schema(parameter));
            describe(&mut members, parameter.docs, &parameter.facts);
            properties.push((parameter.name.to_owned(), Json::object(members)));
            if parameter.required {
                required.push(Json::from(parameter.name));
            }
        }
        let mut members = vec![
            ("type".to_owned(), "object".into()),
            ("properties".to_owned(), Json::object(properties)),
            ("required".to_owned(), Json::of(&required)),
        ];
        if !definitions.made.is_empty() {
            members.push(("$defs".to_owned(), Json::object(definitions.made)));
        }
        Json::object(members)
    }
}

impl Definitions {
    fn schema(&mut self, schema: Schema) -> Members {
        let of_type = |name: &str| vec![("type".to_owned(), Json::from(name))];
        match schema.kind() {
            Kind::Nothing => of_type("null"),
            Kind::Bool => of_type("boolean"),
            Kind::Integer(true, _) => of_type("integer"),
            Kind::Integer(false, _) => {
                [of_type("integer"), vec![("minimum".to_owned(), Json::from(0))]].concat()
            }
            Kind::Number => of_type("number"),
            Kind::Text => of_type("string"),
            Kind::Format(format) => {
                [of_type("string"), vec![("format".to_owned(), Json::from(named(format)))]].concat()
            }
            Kind::Any | Kind::Outcome(_) => Members::new(),
            Kind::List(item) => {
                let items = Json::object(self.schema(item));
                [of_type("array"), vec![("items".to_owned(), items)]].concat()
            }
            Kind::Map(item) => {
                let values = Json::object(self.schema(item));
                [of_type("object"), vec![("additionalProperties".to_owned(), values)]].concat()
            }
            Kind::Maybe(inner) => {
                let either = vec![Json::object(self.schema(inner)), Json::object(of_type("null"))];
                vec![("anyOf".to_owned(), Json::of(&either))]
            }
            Kind::Record(_) | Kind::Union(_) | Kind::Enum(_) | Kind::Form(_) => match schema.ty() {
                Some(ty) => {
                    vec![("$ref".to_owned(), Json::from(format!("#/$defs/{}", self.name(schema, ty))))]
                }
                None => Members::new(),
            },
        }
    }

    /// The name of a type among the definitions.
    fn name(&mut self, schema: Schema, ty: &'static Type) -> String {
        if let Some((_, name)) = self.known.iter().find(|(known, _)| std::ptr::eq(*known, ty)) {
            return name.clone();
        }
        let same = self.known.iter().filter(|(known, _)| known.name == ty.name).count();
        let name = if same == 0 { ty.name.to_owned() } else { format!("{}{}", ty.name, same + 1) };
        self.known.push((ty, name.clone()));
        let mut members = match schema.kind() {
            Kind::Record(record) => self.record(record),
            Kind::Union(union) => self.union(union),
            Kind::Enum(of) => enumeration(of),
            Kind::Form(form) => {
                let parts = form.parts().iter().filter(|part| !part.name.is_empty()).map(|part| {
                    let mut members = match form.schema(part) {
                        Some(schema) => self.schema(schema),
                        None => {
                            vec![("type".to_owned(), "string".into()), ("format".to_owned(), "binary".into())]
                        }
                    };
                    describe(&mut members, part.docs, &part.facts);
                    (part.name.to_owned(), Json::object(members))
                });
                let parts: Members = parts.collect();
                vec![("type".to_owned(), "object".into()), ("properties".to_owned(), Json::object(parts))]
            }
            _ => Members::new(),
        };
        if !ty.docs.is_empty() {
            members.insert(0, ("description".to_owned(), ty.docs.into()));
        }
        self.made.push((name.clone(), Json::object(members)));
        name
    }

    fn record(&mut self, record: Record) -> Members {
        let mut properties = Members::new();
        for field in record.fields() {
            properties.push((field.name.to_owned(), self.field(record, field)));
        }
        let required: Vec<Json> =
            record.fields().iter().filter(|field| field.required).map(|field| field.name.into()).collect();
        let mut members =
            vec![("type".to_owned(), "object".into()), ("properties".to_owned(), Json::object(properties))];
        if !required.is_empty() {
            members.push(("required".to_owned(), Json::of(&required)));
        }
        if let Some(rest) = record.rest() {
            members.push(("additionalProperties".to_owned(), Json::object(self.schema(rest))));
        } else if record.is_closed() {
            members.push(("additionalProperties".to_owned(), false.into()));
        }
        members
    }

    fn field(&mut self, record: Record, field: &'static Field) -> Json {
        let mut members = match Json::parse(field.constant) {
            Ok(constant) => vec![("const".to_owned(), constant)],
            Err(_) => self.schema(record.schema(field)),
        };
        if field.nullable {
            let either = vec![Json::object(members), Json::object([("type", Json::from("null"))])];
            members = vec![("anyOf".to_owned(), Json::of(&either))];
        }
        describe(&mut members, field.docs, &field.facts);
        let flags = [
            ("deprecated", field.deprecated),
            ("readOnly", field.read_only),
            ("writeOnly", field.write_only),
        ];
        let flags = flags.into_iter().filter(|(_, is)| *is);
        members.extend(flags.map(|(name, is)| (name.to_owned(), is.into())));
        Json::object(members)
    }

    fn union(&mut self, union: Union) -> Members {
        let variants = union.variants().iter().map(|variant| {
            let mut members = self.schema(union.schema(variant));
            if !union.tag().is_empty() && !variant.tags.is_empty() {
                let values: Vec<Json> = variant.tags.iter().map(|tag| Json::from(*tag)).collect();
                let tag = Json::object([(union.tag(), Json::object([("enum", Json::of(&values))]))]);
                members.push(("properties".to_owned(), tag));
            }
            Json::object(members)
        });
        let variants: Vec<Json> = variants.collect();
        vec![("anyOf".to_owned(), Json::of(&variants))]
    }
}

fn enumeration(of: Enum) -> Members {
    let values: Vec<Json> = of.json().collect();
    vec![("enum".to_owned(), Json::of(&values))]
}

fn named(format: Format) -> &'static str {
    match format {
        Format::Moment => "date-time",
        Format::Date => "date",
        Format::Uuid => "uuid",
        Format::Uri => "uri",
        Format::Ipv4 => "ipv4",
        Format::Ipv6 => "ipv6",
        Format::Base64 => "byte",
    }
}

/// Adds what is known of a value beside its type.
fn describe(members: &mut Members, docs: &str, facts: &Facts) {
    let mut add =
        |name: &str, value: Option<Json>| members.extend(value.map(|value| (name.to_owned(), value)));
    let parsed = |text: Option<&'static str>| text.and_then(|text| Json::parse(text).ok());
    add("description", Some(docs).filter(|docs| !docs.is_empty()).map(Json::from));
    add("default", parsed(facts.default));
    add("examples", parsed(facts.example).map(|example| Json::of(&vec![example])));
    for (bound, inside, outside) in
        [(facts.least, "minimum", "exclusiveMinimum"), (facts.most, "maximum", "exclusiveMaximum")]
    {
        if let Some(bound) = bound {
            add(if bound.exclusive { outside } else { inside }, parsed(Some(bound.value)));
        }
    }
    for (Count { least, most }, lower, upper) in [
        (facts.length, "minLength", "maxLength"),
        (facts.items, "minItems", "maxItems"),
        (facts.members, "minProperties", "maxProperties"),
    ] {
        add(lower, least.map(Json::from));
        add(upper, most.map(Json::from));
    }
}

/// Members that may be left out are made no deeper than that.
const MAX_DEPTH: usize = 6;

fn example(schema: Schema, facts: Option<&Facts>, all: bool, depth: usize) -> Json {
    let stated = facts.and_then(|facts| facts.example.or(facts.default));
    let stated =
        stated.and_then(|text| Json::parse(text).ok()).filter(|value| schema.check(value).is_empty());
    if let Some(value) = stated {
        return value;
    }
    let below = |inner: Schema| example(inner, None, all, depth + 1);
    let ends = depth > 2 * MAX_DEPTH;
    match schema.kind() {
        Kind::Nothing | Kind::Outcome(_) => Json::default(),
        Kind::Bool => true.into(),
        Kind::Integer(..) | Kind::Number => least(facts),
        Kind::Text => "text".into(),
        Kind::Format(format) => of_format(format).into(),
        Kind::Any => Json::object::<&str>([]),
        Kind::List(_) if ends => Json::of(&Vec::<Json>::new()),
        Kind::List(item) => Json::of(&vec![below(item)]),
        Kind::Map(_) if ends => Json::object::<&str>([]),
        Kind::Map(item) => Json::object([("name", below(item))]),
        Kind::Maybe(_) if ends => Json::default(),
        Kind::Maybe(inner) => below(inner),
        Kind::Record(record) => {
            let wanted = |field: &&Field| {
                !field.constant.is_empty() || field.required || all && depth <= MAX_DEPTH && !field.read_only
            };
            let fields = record.fields().iter().filter(wanted);
            Json::object(fields.map(|field| {
                if let Ok(constant) = Json::parse(field.constant) {
                    return (field.name, constant);
                }
                (field.name, example(record.schema(field), Some(&field.facts), all, depth + 1))
            }))
        }
        Kind::Union(union) => match union.variants().first() {
            Some(variant) => tagged(union.tag(), variant.tags.first().copied(), below(union.schema(variant))),
            None => Json::default(),
        },
        Kind::Enum(of) => of.json().next().unwrap_or_default(),
        Kind::Form(_) => Json::object::<&str>([]),
    }
}

/// A variant's value with the tag that means it.
fn tagged(tag: &str, value: Option<&'static str>, json: Json) -> Json {
    let Some(value) = value.filter(|_| !tag.is_empty()) else { return json };
    let members = super::check::members(json.as_text()).unwrap_or_default();
    // What has one value has it already, and need not be a text.
    if members.iter().any(|(name, text)| name == tag && *text == value) {
        return json;
    }
    let others = members.iter().filter(|(name, _)| name != tag);
    let others = others.filter_map(|(name, text)| Some((name.to_string(), Json::parse(text).ok()?)));
    Json::object([(tag.to_owned(), Json::from(value))].into_iter().chain(others))
}

fn least(facts: Option<&Facts>) -> Json {
    let bound = facts.and_then(|facts| facts.least).filter(|bound| !bound.exclusive);
    bound.and_then(|bound| Json::parse(bound.value).ok()).unwrap_or_else(|| 1.into())
}

fn of_format(format: Format) -> &'static str {
    match format {
        Format::Moment => "2024-01-02T03:04:05Z",
        Format::Date => "2024-01-02",
        Format::Uuid => "f174e90a-fafe-4643-bbbc-4a0ed4fc8415",
        Format::Uri => "https://example.com/",
        Format::Ipv4 => "192.0.2.1",
        Format::Ipv6 => "2001:db8::1",
        Format::Base64 => "Y29udGVudA==",
    }
}
