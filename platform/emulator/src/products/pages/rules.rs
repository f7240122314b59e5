//! `_redirects` and `_headers` of a deployment, as Pages reads them: what it cannot read of them it passes over.

use super::deployments;
use crate::route::body;
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::world::World;
use serde_json::{Value, json};

/// So many lines of `_redirects`, and rules of `_headers`, are read.
const REDIRECTS: usize = 2_100;
const HEADERS: usize = 100;

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Led {
    /// To another address, with a status.
    Away(u16, String),
    /// To what another path of the site has.
    Within(String),
}

/// The rules of a deployment.
#[derive(Debug, Default)]
pub(super) struct Rules {
    redirects: Vec<(String, String, u16)>,
    headers: Vec<Block>,
}

/// What a rule of `_headers` says of paths: members that it sets, and those that it takes away.
#[derive(Debug, Default)]
struct Block {
    pattern: String,
    set: Vec<(String, String)>,
    unset: Vec<String>,
}

/// Keeps what a deployment comes with.
pub(super) fn keep(world: &World, asked: &Asked, id: &str) -> Result<(), Reply> {
    if !asked.media().starts_with("multipart/") {
        return Ok(());
    }
    let parts = body::form(asked)?;
    let text = |name: &str| {
        let found = parts.iter().find(|part| part.name == name);
        found.map(|part| String::from_utf8_lossy(&part.content).into_owned())
    };
    let (redirects, headers) = (text("_redirects"), text("_headers"));
    if redirects.is_none() && headers.is_none() {
        return Ok(());
    }
    let own = place(&asked.segments[1], &asked.segments[4], id);
    Ok(world.store.put(&own, "", None, &json!({"redirects": redirects, "headers": headers}))?)
}

fn place(account: &str, project: &str, id: &str) -> String {
    format!("{}/{id}/_rules", deployments(account, project))
}

/// The rules that a deployment came with.
pub(super) fn of(world: &World, account: &str, project: &str, id: &str) -> Rules {
    let kept = world.store.get(&place(account, project, id), "").ok().flatten();
    let kept = kept.map(|kept| kept.value).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Rules::read(&text(&kept["redirects"]), &text(&kept["headers"]))
}

impl Rules {
    fn read(redirects: &str, headers: &str) -> Self {
        let lines = redirects.lines().filter_map(redirect).take(REDIRECTS);
        let mut rules = Self { redirects: lines.collect(), headers: Vec::new() };
        for line in
            headers.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        {
            let text = line.trim();
            let is_pattern = text.starts_with('/') || text.starts_with("https://");
            if is_pattern {
                rules.headers.push(Block { pattern: text.to_owned(), ..Block::default() });
            } else if let Some(block) = rules.headers.last_mut() {
                match (text.strip_prefix("! "), text.split_once(':')) {
                    (Some(name), _) => block.unset.push(name.trim().to_ascii_lowercase()),
                    (None, Some((name, value))) if !name.trim().contains(' ') => {
                        block.set.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                    }
                    _ => {}
                }
            }
        }
        rules.headers.truncate(HEADERS);
        rules
    }

    /// Where a path leads: the first rule that is of it says that, whether there is a file or not.
    pub(super) fn led(&self, path: &str, query: Option<&str>) -> Option<Led> {
        let (to, status) = self.redirects.iter().find_map(|(from, to, status)| {
            let found = matched(from, path, '/')?;
            Some((filled(to, &found), *status))
        })?;
        if status == 200 {
            return Some(Led::Within(to));
        }
        // What the rule says after a `?` comes before what was asked.
        let (rest, fragment) =
            to.split_once('#').map_or((to.as_str(), ""), |(rest, fragment)| (rest, fragment));
        let query =
            query.filter(|_| !rest.contains('?')).map(|query| format!("?{query}")).unwrap_or_default();
        let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
        Some(Led::Away(status, format!("{rest}{query}{fragment}")))
    }

    /// An answer for a path of a host, with the headers of all rules that are of it.
    pub(super) fn with_headers(&self, mut reply: Reply, host: &str, path: &str) -> Reply {
        let mut own: Vec<String> = Vec::new();
        for block in &self.headers {
            let Some(found) = of_address(&block.pattern, host, path) else { continue };
            reply.headers.retain(|(name, _)| !block.unset.contains(&name.to_ascii_lowercase()));
            for (name, value) in &block.set {
                let value = filled(value, &found);
                let there = reply.headers.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name));
                match there {
                    // Rules add to one another, and stand in place of what is usual.
                    Some((_, known)) if own.contains(name) => *known = format!("{known}, {value}"),
                    Some((_, known)) => *known = value,
                    None => reply.headers.push((name.clone(), value)),
                }
                own.push(name.clone());
            }
        }
        reply
    }
}

/// A line of `_redirects`: from where, to where, and with which status.
fn redirect(line: &str) -> Option<(String, String, u16)> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let (from, to, status) = match words.as_slice() {
        [from, to] => (from, to, 302),
        [from, to, status] => (from, to, status.parse().ok()?),
        _ => return None,
    };
    let is_within = to.starts_with('/') && !to.starts_with("//");
    let fits = match status {
        200 => is_within,
        301 | 302 | 303 | 307 | 308 => is_within || to.starts_with("https://") || to.starts_with("http://"),
        _ => false,
    };
    (from.starts_with('/') && fits).then(|| ((*from).to_owned(), (*to).to_owned(), status))
}

/// What a rule's pattern finds in an address: in its path, or in its host and path.
fn of_address<'t>(pattern: &str, host: &'t str, path: &'t str) -> Option<Vec<(String, &'t str)>> {
    let Some(whole) = pattern.strip_prefix("https://") else { return matched(pattern, path, '/') };
    let (of_host, of_path) = whole.split_at(whole.find('/').unwrap_or(whole.len()));
    let mut found = matched(of_host, host, '.')?;
    found.extend(matched(of_path, path, '/')?);
    Some(found)
}

/// What a pattern's `*` and `:names` stand for in a text, if it is of that pattern; names end before `stop`.
fn matched<'t>(pattern: &str, text: &'t str, stop: char) -> Option<Vec<(String, &'t str)>> {
    let mut found = Vec::new();
    let (mut pattern, mut text) = (pattern, text);
    while let Some(first) = pattern.chars().next() {
        let is_name = first == ':' && pattern[1..].starts_with(|c: char| c.is_ascii_alphabetic());
        if first == '*' {
            let after = &pattern[1..];
            let end = if after.is_empty() { Some(text.len()) } else { text.rfind(after) }?;
            found.push(("splat".to_owned(), &text[..end]));
            (pattern, text) = (after, &text[end..]);
        } else if is_name {
            let end = pattern[1..]
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .map_or(pattern.len(), |at| at + 1);
            let length = text.find(stop).unwrap_or(text.len());
            if length == 0 {
                return None;
            }
            found.push((pattern[1..end].to_owned(), &text[..length]));
            (pattern, text) = (&pattern[end..], &text[length..]);
        } else {
            text = text.strip_prefix(first)?;
            pattern = &pattern[first.len_utf8()..];
        }
    }
    text.is_empty().then_some(found)
}

/// A text with what its `:names` stand for.
fn filled(text: &str, found: &[(String, &str)]) -> String {
    let mut found: Vec<&(String, &str)> = found.iter().collect();
    // `:id` is no part of `:idea`.
    found.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    found.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!(":{name}"), value))
}

#[cfg(test)]
mod tests {
    use super::{Led, Rules};
    use crate::server::reply::Reply;

    #[test]
    fn paths_lead_where_the_first_rule_says() {
        let text = "# old\n/home / 301\n/blog/* /news/:splat\n/u/:i/:id https://example.com/:i?id=:id 307\n/app/* /app.html 200\n\
                    /bad //evil\n/odd /x 999\n/one";
        let rules = Rules::read(text, "");
        let away = |status, to: &str| Some(Led::Away(status, to.to_owned()));
        assert_eq!(rules.led("/home", None), away(301, "/"));
        assert_eq!(rules.led("/blog/a/b", Some("x=1")), away(302, "/news/a/b?x=1"));
        assert_eq!(rules.led("/u/ada/7", Some("x=1")), away(307, "https://example.com/ada?id=7"));
        assert_eq!(rules.led("/app/any", None), Some(Led::Within("/app.html".to_owned())));
        for path in ["/bad", "/odd", "/one", "/u/ada", "/homes", "/"] {
            assert_eq!(rules.led(path, None), None, "{path}");
        }
    }

    #[test]
    fn headers_of_all_rules_are_set() {
        let text = "/*\n  X-Frame-Options: DENY\n  Cache-Control: max-age=60\n# more\n/static/*\n  X-Robots-Tag: nosnippet\n  Cache-Control: immutable\n\
                    /static/open/*\n  ! X-Frame-Options\nhttps://:project.pages.dev/*\n  X-Project: :project\n";
        let rules = Rules::read("", text);
        let of = |host: &str, path: &str| {
            let reply = Reply::content(200, "text/plain", "").with("cache-control", "usual");
            let mut headers = rules.with_headers(reply, host, path).headers;
            headers.sort();
            headers.into_iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(
            of("a.dev", "/x"),
            "cache-control: max-age=60; content-type: text/plain; x-frame-options: DENY"
        );
        assert_eq!(
            of("a.dev", "/static/open/x"),
            "cache-control: max-age=60, immutable; content-type: text/plain; x-robots-tag: nosnippet"
        );
        assert!(of("docs.pages.dev", "/").contains("x-project: docs"));
    }
}
