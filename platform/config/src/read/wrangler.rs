//! Wrangler files: which fields count in an environment, and what becomes of each.

use super::take::Taker;
use super::{bindings, classes, no_table, shape, worker};
use crate::document::{Node, Object, Source};
use crate::fields::{Becomes, FIELDS, Field, GENERATED, Scope, named};
use crate::finding::nearest;
use crate::model::{Source as Built, VERSION};
use crate::{Finding, Model};
use indexmap::IndexMap;

/// The fields that count, by name, each with the place of its name and its value.
pub(super) type Fields<'a> = IndexMap<&'a str, (usize, &'a Node)>;

/// Reads a wrangler file for one of its environments.
pub(super) fn read(
    node: &Node,
    source: &Source<'_>,
    environment: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Model {
    let Some(top) = node.as_object() else {
        no_table(node, source, findings);
        return Model::default();
    };
    let mut taker = taker(source, findings);
    unknown(&mut taker, top, "");
    let environment = environment.filter(|name| !name.is_empty());
    let own = environment.and_then(|name| self::environment(&mut taker, top, name));
    let fields = effective(&mut taker, top, own, environment);
    name(&mut taker, top, own, environment, source.place(node.at));
    all(&mut taker, &fields);
    taker.model
}

pub(super) fn taker<'a>(source: &'a Source<'a>, findings: &'a mut Vec<Finding>) -> Taker<'a> {
    Taker { source, findings, model: Model { version: VERSION, ..Model::default() } }
}

/// Reads the fields that count into the Worker.
pub(super) fn all(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    for field in &FIELDS {
        if let Some((at, node)) = fields.get(field.name) {
            one(taker, field, *at, node);
        }
    }
    shape::all(taker, fields);
    worker::source(taker, fields);
    bindings::all(taker, fields);
    worker::triggers(taker, fields);
    bindings::consumed(taker);
    worker::metadata(taker, fields);
    classes::all(taker, fields);
}

/// Warns of fields that wrangler does not have.
fn unknown(taker: &mut Taker<'_>, members: &Object, within: &str) {
    for (name, member) in members {
        if named(name).is_none() && !GENERATED.contains(&name.as_str()) {
            let message = format!("wrangler has no field `{within}{name}`: it has no effect");
            let finding = Finding::warning(Some(taker.place(member.at)), message);
            taker.tell(finding.help_if(nearest(name, FIELDS.iter().map(|field| field.name))));
        }
    }
}

/// The table of an environment. As in wrangler, one that is missing is a mistake only where there are others.
fn environment<'n>(taker: &mut Taker<'_>, top: &'n Object, name: &str) -> Option<&'n Object> {
    let named = top.get("env").and_then(|env| taker.table("env", &env.node));
    match named.and_then(|named| named.get(name)) {
        Some(member) => {
            let members = taker.table(&format!("env.{name}"), &member.node)?;
            unknown(taker, members, &format!("env.{name}."));
            Some(members)
        }
        None => {
            let at = top.get("env").map(|env| taker.place(env.at));
            let message = format!("there is no environment `{name}` in this file");
            let names: Vec<&str> = named.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            taker.tell(match names.as_slice() {
                [] => Finding::warning(at, message)
                    .help("The top level counts, under the name of the environment."),
                _ => Finding::error(at, message).help(format!("There are {}.", names.join(", "))),
            });
            None
        }
    }
}

/// What counts of the top level and an environment.
fn effective<'n>(
    taker: &mut Taker<'_>,
    top: &'n Object,
    own: Option<&'n Object>,
    environment: Option<&str>,
) -> Fields<'n> {
    let mut out = Fields::new();
    for field in &FIELDS {
        let [above, here] =
            [Some(top), own].map(|members| members.and_then(|members| members.get(field.name)));
        if field.name == "env" || field.name == "name" {
            continue;
        }
        let counts = match (own, field.scope) {
            (None, _) => above,
            (Some(_), Scope::Top) => {
                if let Some(member) = here {
                    let message =
                        format!("`{}` only stands at the top level: it has no effect here", field.name);
                    taker.tell(Finding::warning(Some(taker.place(member.at)), message));
                }
                above
            }
            (Some(own), Scope::Inherited) => {
                // `route` and `routes` are one thing.
                let replaced = (field.name == "route" && own.contains_key("routes"))
                    || (field.name == "routes" && own.contains_key("route"));
                here.or(if replaced { None } else { above })
            }
            (Some(_), Scope::Own) => {
                if let (None, Some(member)) = (here, above) {
                    let environment = environment.unwrap_or_default();
                    let message =
                        format!("`{}` is not inherited: environment `{environment}` has none", field.name);
                    let finding = Finding::warning(Some(taker.place(member.at)), message);
                    taker
                        .tell(finding.help(format!("Write `{}` below `env.{environment}` too.", field.name)));
                }
                here
            }
        };
        if let Some(member) = counts {
            out.insert(field.name, (member.at, &member.node));
        }
    }
    out
}

/// What the Worker and its application are called.
fn name(
    taker: &mut Taker<'_>,
    top: &Object,
    own: Option<&Object>,
    environment: Option<&str>,
    start: crate::model::Place,
) {
    let string = |taker: &mut Taker<'_>, members: Option<&Object>| {
        let member = members?.get("name")?;
        taker.string("name", &member.node).map(|name| (name.to_owned(), taker.place(member.at)))
    };
    let above = string(taker, Some(top));
    let here = string(taker, own);
    let derived = above
        .clone()
        .zip(environment)
        .map(|((name, place), environment)| (format!("{name}-{environment}"), place));
    let called = here.or(derived).or_else(|| above.clone());
    let name = above.or_else(|| called.clone());
    taker.model.app = name.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
    taker.model.environment = environment.map(str::to_owned);
    let worker = taker.worker();
    worker.place = Some(called.as_ref().map_or(start, |(_, place)| place.clone()));
    worker.name = name.map(|(name, _)| name).unwrap_or_default();
    worker.called = called.map(|(called, _)| called).filter(|called| *called != worker.name);
}

/// Fields that are taken one by one, whatever else there is.
fn one(taker: &mut Taker<'_>, field: &Field, at: usize, node: &Node) {
    let name = field.name;
    match field.becomes {
        Becomes::Ignored("editors read it") => {}
        Becomes::Ignored(why) => {
            let place = Some(taker.place(at));
            let message = format!("`{name}` is not used: {why}");
            taker.tell(match name {
                "pages_build_output_dir" => Finding::error(place, message),
                "site" => Finding::warning(place, message).help("Name the folder as `assets.directory`."),
                _ => Finding::note(place, message),
            });
        }
        Becomes::Local => {
            taker.worker().local.insert(name.to_owned(), node.value());
        }
        Becomes::Build if name != "no_bundle" => {
            taker.worker().build.insert(name.to_owned(), node.value());
        }
        Becomes::Member(_) => member(taker, name, at, node),
        Becomes::Build | Becomes::Bindings => {}
    }
}

fn member(taker: &mut Taker<'_>, name: &str, at: usize, node: &Node) {
    match name {
        "account_id" => {
            taker.model.account = taker.string(name, node).filter(|id| !id.is_empty()).map(str::to_owned);
        }
        "compatibility_date" => {
            taker.worker().compatibility_date = taker.string(name, node).map(str::to_owned);
            taker.declared(name, at);
        }
        "compatibility_flags" => {
            let flags = taker.strings(name, node).into_iter().map(str::to_owned).collect();
            taker.worker().compatibility_flags = flags;
            taker.declared(name, at);
        }
        "keep_vars" => taker.worker().keep_vars = taker.boolean(name, node).unwrap_or_default(),
        "workers_dev" => {
            taker.worker().workers_dev = taker.boolean(name, node);
            taker.declared(name, at);
        }
        "preview_urls" => {
            taker.worker().preview_urls = taker.boolean(name, node);
            taker.declared(name, at);
        }
        "addresses" => {
            let addresses = taker.strings(name, node).into_iter().map(str::to_owned).collect();
            taker.worker().addresses = Some(addresses);
            taker.declared(name, at);
        }
        _ => {}
    }
}

/// The module that is built of a script, or modules that are taken as they are.
pub(super) fn built(main: &str, folder: Option<&str>, rules: Vec<serde_json::Value>) -> Built {
    let main = main.strip_prefix("./").unwrap_or(main);
    let parent = main.rsplit_once('/').map_or(".", |(parent, _)| parent);
    let folder = folder.unwrap_or(parent);
    let folder = folder.strip_prefix("./").unwrap_or(folder).trim_end_matches('/');
    let inside = if folder == "." || folder.is_empty() {
        Some(main)
    } else {
        main.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'))
    };
    match inside {
        Some(inside) => Built::Modules { main: inside.to_owned(), folder: folder.to_owned(), rules },
        None => Built::Modules { main: main.to_owned(), folder: ".".to_owned(), rules },
    }
}
