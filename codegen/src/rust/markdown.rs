//! Descriptions as they come (Markdown mixed with HTML) to Markdown that rustdoc renders without a warning.
//!
//! The result has no raw HTML, no link that leads nowhere, and no code block that rustdoc would take for a Rust test.

/// Where relative links of the described documents lead.
#[derive(Clone, Copy, Debug, Default)]
pub struct Links<'a> {
    /// Prepended to links that start with `/`; without it such links keep their text only.
    pub base: Option<&'a str>,
}

/// Cleans a description.
pub fn clean(text: &str, links: Links<'_>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut fence: Option<&str> = None;
    let mut blank = 0;
    // The width of the marker of the list item that a line without blank line before it goes on.
    let mut item = 0;
    for line in super::doc::readable(text).lines() {
        let body = line.trim_start();
        if let Some(mark) = fence {
            if body.trim_end() == mark {
                fence = None;
            }
            push_line(&mut out, line.trim_end());
            continue;
        }
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| body.starts_with(mark)) {
            if body.len() > 3 && body[3..].contains(mark) {
                push_line(&mut out, &format!("`{}`", body.trim_matches(['`', '~', ' '])));
                continue;
            }
            let language = body[3..].trim();
            let tested = ["", "rust", "rs", "no_run", "should_panic"].contains(&language)
                || language.contains(|c: char| !c.is_ascii_alphanumeric());
            push_line(&mut out, &format!("{mark}{}", if tested { "text" } else { language }));
            fence = Some(mark);
            continue;
        }
        let cleaned = clean_line(body, links);
        for (index, part) in cleaned.lines().enumerate() {
            let part = part.trim();
            // Four spaces would start a code block, which rustdoc compiles.
            let indent = if index == 0 { (line.len() - body.len()).min(3) } else { 0 };
            if part.is_empty() {
                blank += 1;
                continue;
            }
            if blank > 0 && !out.is_empty() {
                out.push('\n');
                item = 0;
            }
            blank = 0;
            let keep = match marker(part) {
                0 => item,
                width => {
                    item = indent + width;
                    indent
                }
            };
            push_line(&mut out, &format!("{:keep$}{part}", ""));
        }
        if body.is_empty() {
            blank += 1;
        }
    }
    if let Some(mark) = fence {
        push_line(&mut out, mark);
    }
    out.truncate(out.trim_end().len());
    out
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// The width of a list item's marker with its space; 0 for other lines.
fn marker(line: &str) -> usize {
    if ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark)) {
        return 2;
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered =
        (1..=9).contains(&digits) && (line[digits..].starts_with(". ") || line[digits..].starts_with(") "));
    if numbered { digits + 2 } else { 0 }
}

fn clean_line(line: &str, links: Links<'_>) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(at) = rest.find(['`', '<', '[', 'h', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match rest.as_bytes()[0] {
            b'`' => code(rest, &mut out),
            b'<' => html(rest, links, &mut out),
            b'[' => link(rest, links, &mut out),
            b'h' => url(rest, &mut out),
            _ => {
                let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

/// A code span up to the same number of backticks; a lone backtick is escaped.
fn code(rest: &str, out: &mut String) -> usize {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    if let Some(length) = rest[ticks..].find(&rest[..ticks]) {
        let end = ticks + length + ticks;
        out.push_str(&rest[..end]);
        end
    } else {
        for _ in 0..ticks {
            out.push_str("\\`");
        }
        ticks
    }
}

fn html(rest: &str, links: Links<'_>, out: &mut String) -> usize {
    let Some(end) = rest.find('>') else {
        out.push_str("\\<");
        return 1;
    };
    let inner = rest[1..end].trim();
    if inner.starts_with("http://") || inner.starts_with("https://") {
        out.push_str(&rest[..=end]);
        return end + 1;
    }
    let closing = inner.starts_with('/');
    let name: String = inner.trim_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "br" | "p" | "div" | "ul" | "ol" | "tr" | "table" | "tbody" | "thead" | "dl" | "hr" => {
            let paragraph = name == "p" && !out.is_empty();
            out.push_str(if paragraph { "\n\n" } else { "\n" });
        }
        "li" | "dt" if !closing => out.push_str("\n- "),
        "li" | "dt" | "dd" | "span" | "small" | "u" | "sup" | "sub" | "center" | "font" | "img"
        | "thematic" => {}
        "td" | "th" => out.push(' '),
        "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" => out.push_str("**"),
        "i" | "em" => out.push('*'),
        "code" | "pre" | "kbd" | "tt" => {
            if let Some(close) = rest[end..].find("</").filter(|_| !closing) {
                let text = rest[end + 1..end + close].trim();
                let after = rest[end + close..].find('>').map_or(rest.len(), |at| end + close + at + 1);
                if !text.is_empty() {
                    out.push('`');
                    out.push_str(&text.replace('`', "'"));
                    out.push('`');
                }
                return after;
            }
        }
        "a" if !closing => {
            let href = inner.split_once("href=").map(|(_, h)| h.trim_start_matches(['"', '\'']));
            let href = href.map(|h| h.split(['"', '\'', ' ']).next().unwrap_or_default());
            if let Some(close) = rest[end..].find("</a>") {
                let text = &rest[end + 1..end + close];
                push_link(&clean_line(text, links), href.unwrap_or_default(), links, out);
                return end + close + "</a>".len();
            }
        }
        "a" => {}
        _ => {
            out.push_str("\\<");
            return 1;
        }
    }
    end + 1
}

/// `[text](target)` is kept where the target leads somewhere; any other `[` is escaped, since rustdoc would look for
/// an item of that name.
fn link(rest: &str, links: Links<'_>, out: &mut String) -> usize {
    let close = matching(rest, '[', ']');
    if let Some(close) = close
        && rest[close + 1..].starts_with('(')
        && let Some(end) = matching(&rest[close + 1..], '(', ')')
    {
        let text = clean_line(&rest[1..close], links);
        let target = rest[close + 2..close + 1 + end].split_whitespace().next().unwrap_or_default();
        push_link(&text, target.trim_matches(['<', '>']), links, out);
        return close + 1 + end + 1;
    }
    out.push_str("\\[");
    1
}

fn push_link(text: &str, target: &str, links: Links<'_>, out: &mut String) {
    let text = text.trim();
    let absolute =
        if target.starts_with("http://") || target.starts_with("https://") || target.starts_with("mailto:") {
            Some(target.to_owned())
        } else if target.starts_with('/') {
            links.base.map(|base| format!("{base}{target}"))
        } else {
            None
        };
    match absolute {
        Some(target) if text.is_empty() => out.push_str(&format!("<{target}>")),
        Some(target) => out.push_str(&format!("[{text}]({})", target.replace(['(', ')', '<', '>'], ""))),
        None => out.push_str(text),
    }
}

fn matching(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// A bare address becomes an autolink; addresses with placeholders become code.
fn url(rest: &str, out: &mut String) -> usize {
    let starts_word = !out.ends_with(|c: char| c.is_alphanumeric() || c == '/');
    if !starts_word || !(rest.starts_with("http://") || rest.starts_with("https://")) {
        out.push('h');
        return 1;
    }
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"'`|[]\\".contains(c)).unwrap_or(rest.len());
    let mut address = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
    if address.ends_with(')') && !address.contains('(') {
        address = address.trim_end_matches(')');
    }
    if address.contains(['{', '}', '(', ')', '*', '$']) || address.ends_with("://") {
        out.push_str(&format!("`{address}`"));
    } else {
        out.push_str(&format!("<{address}>"));
    }
    address.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(clean(input, Links { base: Some("https://example.com") }), expected, "{input}");
    }

    #[test]
    fn html_becomes_markdown() {
        check("a<br/>b<ul><li>x</li><li>y</li></ul>", "a\nb\n\n- x\n- y");
        check("<b>bold</b> <code>x < y</code>", "**bold** `x < y`");
        check("see <a href=\"https://a.b/c\">here</a>.", "see [here](https://a.b/c).");
        check("use <account_id> here, 1 < 2", "use \\<account_id> here, 1 \\< 2");
    }

    #[test]
    fn links_lead_somewhere_or_are_text() {
        check("[docs](/x/y) and [local](#here)", "[docs](https://example.com/x/y) and local");
        check("values[0] and [Deprecated]", "values\\[0] and \\[Deprecated]");
        check("go to https://a.b/c.", "go to <https://a.b/c>.");
        check("https://{zone}.example.com", "`https://{zone}.example.com`");
    }

    #[test]
    fn code_is_never_a_rust_test() {
        check("```\nlet x = [1];\n```", "```text\nlet x = [1];\n```");
        check("```json\n{}\n```", "```json\n{}\n```");
        check("text\n\n    indented", "text\n\nindented");
        check("- item\ngoes on\n\nnot", "- item\n  goes on\n\nnot");
        check("```\nopen", "```text\nopen\n```");
        check("a ` b", "a \\` b");
    }
}
