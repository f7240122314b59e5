//! The catalogue of the whole API says what the segmented document says, operation by operation and field by field. The
//! document is read here as plain JSON: neither the generator nor the printer of the catalogue has a part in it.

mod told;

use crate::catalogue::catalogue;
use cfs_http::catalogue::{Auth, Detail, Field, Kind, Parameter, Place, Schema, Sending, Success};
use cfs_http::{ListStyle, PathStyle};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tests::real;
use told::{Told, letters, texts};

/// What differs, by field.
type Wrong = BTreeMap<&'static str, Vec<String>>;

fn each(check: &mut dyn FnMut(&Told<'_>)) -> usize {
    let mut count = 0;
    for segment in &real::run().segmentation.segments {
        let root: Value = serde_json::from_str(&segment.json).expect("JSON");
        for (path, item) in root["paths"].as_object().expect("paths") {
            let methods = ["get", "put", "post", "delete", "patch", "head", "options"];
            for (method, node) in methods.iter().filter_map(|method| Some((*method, item.get(*method)?))) {
                if node["x-cfs-scope"] != "told" {
                    check(&Told { root: &root, path, method, item, node });
                }
                count += 1;
            }
        }
    }
    count
}

#[test]
fn every_operation_says_what_the_document_says() {
    let mut wrong = Wrong::new();
    let count = each(&mut |told| {
        let template = told.template().replace("{accounts_or_zones}", "accounts");
        let Some(found) = catalogue().at(&told.method.to_uppercase(), &template) else {
            wrong.entry("path").or_default().push(template);
            return;
        };
        let detail = found.operation.detail().expect("its block is whole");
        let name = detail.name();
        let mut note = |field: &'static str, same: bool, what: String| {
            if !same {
                wrong.entry(field).or_default().push(format!("{name}: {what}"));
            }
        };
        names(told, detail, &mut note);
        access(told, detail, &mut note);
        parameters(told, detail, &mut note);
        body(told, detail, &mut note);
        answers(told, detail, &mut note);
    });
    assert_eq!(count, real::OPERATIONS);
    let shown: Vec<String> = wrong
        .iter()
        .map(|(field, all)| format!("{field}: {}\n  {}", all.len(), all[..all.len().min(12)].join("\n  ")))
        .collect();
    assert!(wrong.is_empty(), "{}", shown.join("\n"));
}

type Note<'n> = &'n mut dyn FnMut(&'static str, bool, String);

fn names(told: &Told<'_>, detail: Detail, note: Note<'_>) {
    let text = |key: &str| told.node[key].as_str().unwrap_or_default();
    note("template", detail.path() == told.template(), detail.path().to_owned());
    note("method", detail.operation().method().eq_ignore_ascii_case(told.method), told.method.to_owned());
    let resource = told.node["x-cfs-resource"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let chain: Vec<&str> = resource.chain([text("x-cfs-method")]).collect();
    let words = |name: &str| letters(&name.replace("r#", ""));
    note("name", words(&chain.join(".")) == words(detail.name()), chain.join("."));
    note(
        "aliases",
        texts(&told.node["x-cfs-aliases"]) == detail.aliases(),
        format!("{:?}", detail.aliases()),
    );
    let (summary, description) = (letters(text("summary")), letters(text("description")));
    note("summary", letters(detail.operation().summary()) == summary, text("summary").to_owned());
    // Links and HTML become Markdown: the first words are those of the document.
    let plain = !text("description").contains(['<', '[', '&', '`', '*', '\\']);
    let docs = letters(detail.docs());
    note(
        "description",
        !plain || docs == description || description == summary,
        text("description").to_owned(),
    );
    note("description", !description.is_empty() || docs.is_empty(), detail.docs().to_owned());
    let node = told.node;
    let deprecated = node["deprecated"] == true;
    note("deprecated", detail.operation().is_deprecated() == deprecated, String::new());
    note("deprecated", detail.operation().deprecated().is_some() == deprecated, String::new());
    let reason = [&node["x-stainless-deprecation-message"], &node["x-cfDeprecation"]["description"]];
    if let Some(reason) = reason.into_iter().find_map(Value::as_str).filter(|_| deprecated) {
        note("reason", detail.deprecated().starts_with(reason.trim()), reason.to_owned());
    }
}

fn access(told: &Told<'_>, detail: Detail, note: Note<'_>) {
    let permissions = texts(&told.node["x-api-token-group"]);
    note("permissions", permissions == detail.permissions(), format!("{permissions:?}"));
    let rights = texts(&told.node["x-cfPermissionsRequired"]["enum"]);
    note("rights", rights == detail.rights(), format!("{rights:?}"));
    let plans = told.node["x-cfPlanAvailability"].as_object().into_iter().flatten();
    let plans: BTreeMap<&str, bool> =
        plans.filter_map(|(plan, part)| Some((plan.as_str(), part.as_bool()?))).collect();
    note("plans", plans == detail.plans().iter().copied().collect(), format!("{plans:?}"));
    let word = |auth: &Auth| match auth {
        Auth::Token => "token",
        Auth::Key => "key",
        Auth::ServiceKey => "service key",
        Auth::Bearer => "bearer",
        Auth::Anonymous => "none",
    };
    let auth: BTreeSet<&str> = detail.auth().iter().map(word).collect();
    note("credentials", auth == told.credentials(), format!("{auth:?}"));
}

fn parameters(told: &Told<'_>, detail: Detail, note: Note<'_>) {
    let mut expected = told.parameters();
    if told.is_both() {
        let scope = told.path.split('/').nth(2).unwrap_or_default().trim_matches(['{', '}']);
        expected.remove(&("path", scope));
        let scoped = detail.parameters().iter().any(|one| one.place == Place::Scope);
        note("scope", scoped, told.path.to_owned());
    }
    // The document may have one operation for accounts and zones, too.
    if detail.parameters().iter().any(|one| one.place == Place::Scope) {
        expected.remove(&("path", "accounts_or_zones"));
        expected.remove(&("path", "account_or_zone_id"));
    }
    for parameter in detail.parameters() {
        let place = match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
            Place::Fixed(_) => {
                expected.retain(|(_, name), _| *name != parameter.name);
                continue;
            }
            Place::Bearer | Place::Scope | Place::Again(_) => continue,
        };
        match expected.remove(&(place, parameter.name)) {
            Some(node) => one_parameter(told, detail, parameter, node, note),
            // A name with a pattern stands for many.
            None if parameter.send == Sending::QueryNamed => {
                expected.retain(|(_, name), _| !name.contains('<'));
            }
            // A path may have a parameter that nothing describes.
            None => note("parameter", place == "path", format!("{place} {} is not there", parameter.name)),
        }
    }
    for (place, name) in expected.keys() {
        // What HTTP itself says of a body is decided by the body.
        let own = ["content-type", "accept", "authorization"].contains(&name.to_lowercase().as_str());
        note("parameter", own && *place == "header", format!("{place} {name} is missing"));
    }
}

fn one_parameter(
    told: &Told<'_>,
    detail: Detail,
    parameter: &'static Parameter,
    node: &Value,
    note: Note<'_>,
) {
    let name = parameter.name;
    let required = node["in"] == "path" || node["required"] == true;
    note("required", parameter.required == required, name.to_owned());
    let schema = told.schema(node);
    if let Some(default) = schema.get("default") {
        let read = parameter.facts.default.and_then(|json| serde_json::from_str::<Value>(json).ok());
        note("default", read.as_ref() == Some(default), format!("{name} {default}, not {read:?}"));
    }
    let values: Vec<String> = schema["enum"].as_array().into_iter().flatten().map(plain).collect();
    if let Kind::Enum(of) = unwrapped(detail.schema(parameter)).kind() {
        let read: BTreeSet<String> = of.values().map(str::to_owned).collect();
        note("values", values.iter().all(|value| value == "null" || read.contains(value)), name.to_owned());
    } else {
        // One value is sent by itself; numbers and flags are numbers and flags.
        let numbers =
            values.iter().all(|value| value.parse::<f64>().is_ok() || value == "true" || value == "false");
        note("values", numbers || values.len() < 2, format!("{name} {values:?}"));
    }
    let said = node["description"].as_str().or(schema["description"].as_str()).unwrap_or_default();
    let (said, help) = (letters(said), letters(parameter.docs));
    note("help", !help.is_empty() || said.is_empty() || letters(name) == said, format!("{name} {said}"));
    note("style", style(parameter, node, schema), format!("{name} {:?}", parameter.send));
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn unwrapped(schema: Schema) -> Schema {
    match schema.kind() {
        Kind::Maybe(inner) | Kind::List(inner) => unwrapped(inner),
        _ => schema,
    }
}

/// Whether a parameter is written as its style says.
fn style(parameter: &Parameter, node: &Value, schema: &Value) -> bool {
    let style = node["style"].as_str();
    let explode = node["explode"].as_bool();
    let list = schema["type"] == "array";
    match parameter.send {
        Sending::QueryList(read) | Sending::QueryTimes(read) => {
            let told = match (style.unwrap_or("form"), explode) {
                ("form", None | Some(true)) => ListStyle::Repeat,
                ("form", Some(false)) => ListStyle::Comma,
                ("spaceDelimited", _) => ListStyle::Space,
                ("pipeDelimited", _) => ListStyle::Pipe,
                _ => ListStyle::Brackets,
            };
            read == told
        }
        Sending::Query | Sending::QueryTime => !list && style != Some("deepObject"),
        Sending::QueryJson => node.get("content").is_some(),
        Sending::PathItem(read) | Sending::PathList(read) | Sending::PathTimes(read) => {
            let told = match (style.unwrap_or("simple"), explode.unwrap_or_default()) {
                ("label", false) => PathStyle::Label,
                ("label", true) => PathStyle::LabelEach,
                ("matrix", false) => PathStyle::Matrix,
                ("matrix", true) => PathStyle::MatrixEach,
                _ => PathStyle::Simple,
            };
            read == told
        }
        _ => true,
    }
}

fn body(told: &Told<'_>, detail: Detail, note: Note<'_>) {
    let node = told.node.get("requestBody").map_or(&Value::Null, |body| told.follow(body));
    let media = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let content = node["content"].as_object();
    let told_types: BTreeSet<String> =
        content.into_iter().flatten().map(|(name, _)| media(name)).filter(|name| !name.is_empty()).collect();
    let read: BTreeSet<String> = detail.bodies().iter().map(|body| media(body.media)).collect();
    note(
        "content types",
        read.is_subset(&told_types) || told_types.is_empty(),
        format!("{read:?} {told_types:?}"),
    );
    note("content types", read.is_empty() == told_types.is_empty(), format!("{read:?} {told_types:?}"));
    for one in detail.bodies() {
        note(
            "body required",
            one.optional != (node["required"] == true) || !one.optional,
            one.media.to_owned(),
        );
        let schema = content.into_iter().flatten().find(|(name, _)| media(name) == media(one.media));
        let Some(schema) = schema.map(|(_, node)| told.schema(node)) else { continue };
        match (detail.body(one).map(cfs_http::catalogue::Schema::kind), told.members(schema, 0)) {
            (Some(Kind::Record(record)), Some(members)) => fields(record.fields(), &members, true, note),
            (Some(Kind::Form(form)), Some(members)) => {
                let read: BTreeSet<&str> = form.parts().iter().map(|part| part.name).collect();
                let all = members.keys().all(|name| read.contains(name));
                note("form", all, format!("{:?} {read:?}", members.keys()));
            }
            _ => {}
        }
    }
}

/// Whether a record has the members of an object, and those that must be there.
fn fields(read: &[Field], told: &BTreeMap<&str, bool>, sent: bool, note: Note<'_>) {
    let by_name: BTreeMap<&str, &Field> = read.iter().map(|field| (field.name, field)).collect();
    for (name, required) in told {
        match by_name.get(name) {
            Some(field) => note(
                "member required",
                field.required == *required || !sent || field.required,
                format!("{name} {required}"),
            ),
            None => note("members", sent, format!("{name} is missing")),
        }
    }
    for name in by_name.keys() {
        note("members", told.contains_key(name), format!("{name} is not there"));
    }
}

fn answers(told: &Told<'_>, detail: Detail, note: Note<'_>) {
    let expected = told.answers();
    for answer in detail.answers() {
        let there = expected.iter().any(|(status, media)| {
            status.eq_ignore_ascii_case(answer.status) && (media == answer.media || answer.media.is_empty())
        });
        note(
            "answers",
            there || !answer.status.starts_with('2'),
            format!("{} {}", answer.status, answer.media),
        );
        enveloped(told, detail, answer, note);
    }
    let statuses: BTreeSet<String> =
        detail.answers().iter().map(|answer| answer.status.to_lowercase()).collect();
    for (status, _) in &expected {
        note("answers", statuses.contains(&status.to_lowercase()), format!("{status} is missing"));
    }
    let page = told.node["x-cfs-page"].as_str().unwrap_or_default();
    let listed = detail.given() == Success::Page;
    note("pages", listed == detail.pages().is_some(), format!("{page} {listed}"));
}

/// A result is one that stands in an envelope, and its members are those of the document.
fn enveloped(
    told: &Told<'_>,
    detail: Detail,
    answer: &'static cfs_http::catalogue::Described,
    note: Note<'_>,
) {
    let node = &told.node["responses"][answer.status];
    let content = &told.follow(node)["content"][answer.media];
    let schema = told.schema(content);
    let Some(members) = told.members(schema, 0) else { return };
    let (kind, ty) = detail.success(answer);
    match kind {
        Success::Result | Success::Page => {
            note(
                "envelope",
                members.contains_key("result") || kind == Success::Page,
                answer.status.to_owned(),
            );
        }
        Success::Body => {
            let enveloped = members.contains_key("result") && members.contains_key("success");
            note("envelope", !enveloped, format!("{} {kind:?}", answer.status));
            if let Some(Kind::Record(record)) = ty.map(Schema::kind) {
                fields(record.fields(), &members, false, note);
            }
        }
        _ => {}
    }
}
