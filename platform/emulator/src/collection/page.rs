//! Lists: filters, order, and pages in the style of the operation.

use super::Shape;
use super::item::text;
use crate::route::Route;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cfs_catalogue::{Detail, Place, Success};
use serde_json::{Value, json};
use std::cmp::Ordering;

/// Query members that say how a list is given.
const ORDER: [&str; 9] =
    ["order", "direction", "sort", "order_by", "sort_by", "sort_order", "dir", "search", "match"];
/// So many items a page has where nothing else is said.
const USUAL: u64 = 20;
const MOST: u64 = 10_000;

/// Tells the items of a place.
pub(super) fn list(shape: &Shape<'_>, place: &str) -> Answered {
    let detail = shape.route.detail;
    let (asked, store) = (shape.asked, &shape.world.store);
    let window = Window::of(asked, detail);
    let filters = filters(shape);
    let plain = filters.is_empty() && !ORDER.iter().any(|name| asked.query(name).is_some());
    if plain && detail.given() == Success::Page {
        let total = store.count(place)?;
        let items = store.page(place, window.start, window.size)?;
        let items = items.iter().map(|item| shape.placed(detail.gives(), &item.value)).collect();
        return Ok(reply(asked, shape.route, items, total));
    }
    let mut items: Vec<Value> = store.list(place)?.into_iter().map(|item| item.value).collect();
    items.retain(|item| filters.iter().all(|(name, wanted)| fits(item, name, wanted)));
    if let Some(words) = asked.query("search") {
        items.retain(|item| item.to_string().contains(words));
    }
    sort(asked, &mut items);
    if detail.given() == Success::Page {
        let total = items.len() as u64;
        let page = items.iter().skip(window.start as usize).take(window.size as usize);
        let items = page.map(|item| shape.placed(detail.gives(), item)).collect();
        return Ok(reply(asked, shape.route, items, total));
    }
    // Pages are asked for even where the document does not say that there are any.
    if let Some(page) = page_of(asked) {
        let size = asked.query("per_page").and_then(|text| text.parse().ok()).unwrap_or(USUAL as usize);
        items = items.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect();
    }
    Ok(shape.many(Value::Array(items)))
}

/// Query members that filter: those that an operation declares, that an item has, and that say nothing of the list as a
/// whole. What they mean otherwise is not known.
fn filters<'a>(shape: &Shape<'a>) -> Vec<(String, &'a str)> {
    let (asked, detail) = (shape.asked, shape.route.detail);
    let by = detail.pages().map(|pages| pages.by);
    let paging = |name: &str| {
        by.is_some_and(|by| [by.page, by.size, by.offset, by.cursor].contains(&name))
            || matches!(name, "page" | "per_page" | "limit" | "cursor" | "offset")
    };
    let declared = |name: &str| {
        detail.parameters().iter().any(|parameter| parameter.place == Place::Query && parameter.name == name)
    };
    let given = asked.query.iter().filter(|(name, _)| declared(name) && !paging(name));
    let given = given.filter(|(name, _)| !ORDER.contains(&name.as_str()));
    given.filter_map(|(name, value)| Some((member(shape, name)?, value.as_str()))).collect()
}

/// The member that a filter is about.
fn member(shape: &Shape<'_>, name: &str) -> Option<String> {
    let name = name.trim_end_matches("[]");
    let (name, contains) = match name.strip_suffix("_contains") {
        Some(name) => (name, ".contains"),
        None => (name, ""),
    };
    let first = name.split('.').next().unwrap_or(name);
    let schema = shape.route.detail.gives()?;
    let own = shape.collection.name().unwrap_or_default();
    if schema.at(first).is_some() {
        return Some(format!("{name}{contains}"));
    }
    // The `environment` of a deployment is asked for as `env`.
    if first == "env" && schema.at("environment").is_some() {
        return Some("environment".to_owned());
    }
    // A queue's `queue_name` is asked for as `name`.
    (first == "name" && !own.is_empty()).then(|| format!("{own}{}{contains}", &name[first.len()..]))
}

/// Whether an item has a value.
fn fits(item: &Value, name: &str, wanted: &str) -> bool {
    let mut at = item;
    for member in name.split('.') {
        match (at.get(member), member) {
            (Some(inner), _) => at = inner,
            (None, "exact") => {}
            (None, "contains" | "startswith" | "endswith") => {
                let own = at.as_str().unwrap_or_default();
                return match member {
                    "contains" => own.contains(wanted),
                    "startswith" => own.starts_with(wanted),
                    _ => own.ends_with(wanted),
                };
            }
            (None, _) => return false,
        }
    }
    match at {
        Value::Array(items) => items.iter().any(|item| same(item, wanted)),
        Value::Object(_) => true,
        value => same(value, wanted),
    }
}

fn same(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => {
            text == wanted || wanted.contains(',') && wanted.split(',').any(|one| one == text)
        }
        Value::Null => wanted.is_empty() || wanted == "null",
        value => *value == wanted,
    }
}

fn sort(asked: &Asked, items: &mut [Value]) {
    let first = |names: &[&str]| names.iter().find_map(|name| asked.query(name));
    let by = first(&["order", "order_by", "sort_by", "sort"]);
    let down = |text: &str| text.eq_ignore_ascii_case("desc");
    let (name, mut falls) = match by {
        // `order=desc` says the direction.
        Some(text) if text.eq_ignore_ascii_case("asc") || down(text) => {
            (first(&["order_by", "sort_by"]), down(text))
        }
        Some(text) => (Some(text), false),
        None => (None, false),
    };
    falls |= first(&["direction", "sort_order", "dir"]).is_some_and(down);
    let (name, falls) = match name.and_then(|name| name.strip_prefix('-')) {
        Some(name) => (Some(name), true),
        None => (name, falls),
    };
    if let Some(name) = name {
        items.sort_by(|a, b| compare(&a[name], &b[name]));
    }
    if falls {
        items.reverse();
    }
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => text(a).cmp(&text(b)),
    }
}

/// Which items of a list are asked for.
#[derive(Clone, Copy)]
struct Window {
    start: u64,
    size: u64,
}

impl Window {
    fn of(asked: &Asked, detail: Detail) -> Self {
        let Some(by) = detail.pages().map(|pages| pages.by) else { return Self { start: 0, size: u64::MAX } };
        let number = |name: &str| asked.query(name).and_then(|text| text.parse::<u64>().ok());
        let parameter =
            detail.parameters().iter().find(|parameter| parameter.name == by.size && !by.size.is_empty());
        let stated = parameter.and_then(|parameter| parameter.facts.default?.parse().ok());
        // What cannot be asked for in pages comes whole.
        let whole = by.page.is_empty() && by.cursor.is_empty() && by.offset.is_empty();
        let usual = if whole { MOST } else { stated.unwrap_or(USUAL) };
        let size = number(by.size).unwrap_or(usual).clamp(1, MOST);
        let cursor = asked.query(by.cursor).filter(|_| !by.cursor.is_empty());
        let start = if let Some(cursor) = cursor {
            read_cursor(cursor)
        } else if let Some(offset) = number(by.offset).filter(|_| !by.offset.is_empty()) {
            offset
        } else {
            number(by.page)
                .filter(|_| !by.page.is_empty())
                .unwrap_or(1)
                .saturating_sub(1)
                .saturating_mul(size)
        };
        Self { start, size }
    }
}

/// The page that is asked for by its number.
fn page_of(asked: &Asked) -> Option<usize> {
    asked.query("page")?.parse().ok().filter(|page| *page > 0)
}

/// Whether the beginning of a list is asked for.
pub(crate) fn is_first(asked: &Asked, detail: Detail) -> bool {
    Window::of(asked, detail).start == 0 && page_of(asked).is_none_or(|page| page == 1)
}

fn read_cursor(cursor: &str) -> u64 {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default();
    String::from_utf8_lossy(&bytes).parse().unwrap_or(0)
}

/// The page of a list that is asked for.
pub(crate) fn part(asked: &Asked, route: &Route, items: Vec<Value>) -> Reply {
    let window = Window::of(asked, route.detail);
    let total = items.len() as u64;
    let items = items.into_iter().skip(window.start as usize).take(window.size as usize);
    reply(asked, route, items.collect(), total)
}

/// One page of a list, with what is said of it.
pub(crate) fn reply(asked: &Asked, route: &Route, items: Vec<Value>, total: u64) -> Reply {
    let detail = route.detail;
    let status = route.status();
    let Some(pages) = detail.pages() else { return Reply::enveloped(status, Value::Array(items), None) };
    let window = Window::of(asked, detail);
    let count = items.len() as u64;
    let size = window.size.min(MOST);
    let next = window.start + count;
    let cursor = if next < total { URL_SAFE_NO_PAD.encode(next.to_string()) } else { String::new() };
    let mut body = json!({"success": true, "errors": [], "messages": []});
    if pages.items.is_empty() {
        return Reply::json(status, &Value::Array(items));
    }
    set(&mut body, pages.items, Value::Array(items));
    let mut info = json!({"count": count, "total_count": total});
    if pages.by.cursor.is_empty() {
        info["page"] = json!(window.start / size + 1);
        info["per_page"] = json!(size);
        info["total_pages"] = json!(total.div_ceil(size).max(1));
    } else {
        info["per_page"] = json!(size);
        info["cursor"] = json!(cursor);
        info["cursors"] = json!({"after": cursor});
    }
    body["result_info"] = info;
    if !pages.by.next.is_empty() {
        set(&mut body, pages.by.next, json!(cursor));
    }
    Reply::json(status, &body)
}

/// Sets what members lead to.
fn set(body: &mut Value, path: &str, value: Value) {
    let mut at = body;
    for name in path.split('.') {
        if !at.is_object() {
            *at = json!({});
        }
        at = &mut at[name];
    }
    *at = value;
}
