//! Macro calls that hold tables: an entry a line, so that a changed entry is a changed line.
//!
//! The formatter leaves the inside of a macro call alone, or fills lines with it. What generated crates state in macro
//! calls is most of them, and is what people read in a difference.

use super::layout::unquoted;
use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// Longest line that is not broken.
const WIDTH: usize = 110;

/// The lines between the braces of a macro call, indented by a step.
pub(super) fn lines(tokens: &TokenStream) -> String {
    let mut out = String::new();
    for entry in entries(tokens) {
        out.push_str("    ");
        write(&entry, 4, &mut out);
        out.push('\n');
    }
    out
}

/// Splits after `,`, `;` and attributes.
fn entries(tokens: &TokenStream) -> Vec<Vec<TokenTree>> {
    let mut entries = Vec::new();
    let mut current = Vec::new();
    let mut depth = 0_usize;
    for token in tokens.clone() {
        let attribute = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
            && matches!(current.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '#');
        let mut ends = attribute;
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                // The arrow of a function type closes nothing.
                '>' if !arrow(&current) => depth = depth.saturating_sub(1),
                ',' | ';' => ends = depth == 0,
                _ => {}
            }
        }
        current.push(token);
        if ends {
            entries.push(std::mem::take(&mut current));
        }
    }
    if !current.is_empty() {
        entries.push(current);
    }
    entries
}

fn arrow(before: &[TokenTree]) -> bool {
    let last = before.last();
    matches!(last, Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '-' | '=') && punct.spacing() == Spacing::Joint)
}

/// The text of a documentation attribute.
fn documentation(tokens: &[TokenTree]) -> Option<String> {
    let [TokenTree::Punct(hash), TokenTree::Group(group)] = tokens else { return None };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    let [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)] = inner.as_slice() else {
        return None;
    };
    let literal = text.to_string();
    let text = match unquoted(&literal) {
        Some(text) => text.into_owned(),
        None => syn::parse_str::<syn::LitStr>(&literal).ok()?.value(),
    };
    (hash.as_char() == '#' && name == "doc" && !text.contains(['\n', '\r']) && !text.starts_with('/'))
        .then_some(text)
}

/// Writes tokens from the given column on; groups that do not fit the line are broken.
fn write(tokens: &[TokenTree], indent: usize, out: &mut String) {
    if let Some(text) = documentation(tokens) {
        out.push_str("///");
        out.push_str(text.trim_end());
        return;
    }
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 && spaced(&tokens[..index], token) {
            out.push(' ');
        }
        match token {
            TokenTree::Group(group) => write_group(group, indent, out),
            other => out.push_str(&other.to_string()),
        }
    }
}

fn write_group(group: &Group, indent: usize, out: &mut String) {
    let (open, close) = match group.delimiter() {
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::None => ("", ""),
    };
    let entries = entries(&group.stream());
    out.push_str(open);
    let braces = group.delimiter() == Delimiter::Brace;
    let mut inline = String::new();
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            inline.push(' ');
        }
        write(entry, indent, &mut inline);
    }
    let column = out.rsplit('\n').next().unwrap_or_default().len();
    let ended = entries.first().is_some_and(|entry| entry.last().is_some_and(is_separator));
    let commented = entries.iter().any(|entry| documentation(entry).is_some());
    let fits = column + inline.len() + 2 <= WIDTH && !inline.contains('\n') && !commented;
    if fits && !(braces && (entries.len() > 1 || ended)) {
        let pad = if braces && !inline.is_empty() { " " } else { "" };
        out.push_str(pad);
        // A list that ends with its bracket needs no comma.
        out.push_str(if braces { &inline } else { inline.trim_end_matches(',') });
        out.push_str(pad);
    } else {
        let inner = " ".repeat(indent + 4);
        let mut fresh = true;
        for entry in &entries {
            let mut text = String::new();
            write(entry, indent + 4, &mut text);
            let column = out.rsplit('\n').next().unwrap_or_default().len();
            if fresh || braces || commented || column + 1 + text.len() > WIDTH {
                out.push('\n');
                out.push_str(&inner);
                fresh = false;
            } else {
                out.push(' ');
            }
            out.push_str(&text);
        }
        out.push('\n');
        out.push_str(&" ".repeat(indent));
    }
    out.push_str(close);
}

fn is_separator(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';'))
}

/// Whether a space stands between what was written and the next token.
fn spaced(before: &[TokenTree], next: &TokenTree) -> bool {
    let Some(last) = before.last() else { return false };
    if let TokenTree::Punct(punct) = last {
        let path = matches!(before, [.., TokenTree::Punct(first), TokenTree::Punct(second)]
            if first.as_char() == ':' && second.as_char() == ':' && first.spacing() == Spacing::Joint);
        if punct.spacing() == Spacing::Joint
            || path
            || matches!(punct.as_char(), '<' | '&' | '#' | '$' | '-' | '!')
        {
            return false;
        }
        // `name: ::path`: without the space, the first two colons would be read as one token.
        if punct.as_char() == ':' && matches!(next, TokenTree::Punct(next) if next.as_char() == ':') {
            return true;
        }
    }
    match next {
        TokenTree::Punct(punct) => match punct.as_char() {
            ',' | ';' | '.' | '?' | ':' | '>' | '!' => false,
            '<' => !matches!(last, TokenTree::Ident(_)),
            _ => true,
        },
        TokenTree::Group(group) => {
            let call = group.delimiter() == Delimiter::Parenthesis && matches!(last, TokenTree::Ident(_));
            !call && group.delimiter() != Delimiter::None
        }
        TokenTree::Ident(_) | TokenTree::Literal(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::lines;
    use proc_macro2::TokenStream;

    fn printed(text: &str) -> String {
        text.parse::<TokenStream>().map(|tokens| lines(&tokens)).unwrap_or_default()
    }

    #[test]
    fn an_entry_a_line() {
        let text = printed(r#"Account { 0 name req "name", 1 tags opt "tags", } with (a: into String,) {}"#);
        assert_eq!(
            text,
            "    Account {\n        0 name req \"name\",\n        1 tags opt \"tags\",\n    } with(a: into String) {}\n"
        );
    }

    #[test]
    fn types_and_lists_stay_on_their_line() {
        let text = printed(
            r#"R = GET "/a" as "b"; auth[Key, Token]; page BTreeMap<String, Vec<crate::Json>> of -1"#,
        );
        assert_eq!(
            text,
            "    R = GET \"/a\" as \"b\";\n    auth [Key, Token];\n    page BTreeMap<String, Vec<crate::Json>> of -1\n"
        );
    }

    #[test]
    fn an_absolute_path_after_a_colon_stands_apart() {
        let text = printed("pub struct Subscription: ::core::Disposable;");
        assert_eq!(text, "    pub struct Subscription: ::core::Disposable;\n");
    }

    #[test]
    fn a_long_list_is_filled() {
        let names: Vec<String> = (0..20).map(|index| format!("\"permission {index}\"")).collect();
        let text = printed(&format!("permissions [{}]", names.join(", ")));
        assert!(text.lines().all(|line| line.len() <= 110), "{text}");
        assert!(text.starts_with("    permissions [\n        \"permission 0\", \"permission 1\""), "{text}");
    }
}
