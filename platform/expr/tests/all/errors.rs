//! What is said of a wrong text, and where.

use cfs_expr::{Expression, MAX_DEPTH, MAX_LENGTH};
use std::ops::Range;

fn error(text: &str) -> cfs_expr::ParseError {
    Expression::parse(text).expect_err(text)
}

/// A text, the place of what is wrong, what is said of it, and what to do.
type Mistake = (&'static str, Range<usize>, &'static str, Option<&'static str>);

const MISTAKES: [Mistake; 25] = [
    ("", 0..0, "expected a name, a value or `(`, found the end", None),
    ("status >", 8..8, "expected a name, a value or `(`, found the end", None),
    ("(a or b", 0..1, "this parenthesis is not closed", None),
    (
        "a)",
        1..2,
        "expected an operator, `and`, `or` or the end, found `)`",
        Some("no parenthesis was opened for this one"),
    ),
    (
        "a == 1 == 2",
        7..9,
        "expected `and`, `or` or the end after a comparison, found `==`",
        Some("two comparisons are joined: `1 < x and x < 3`"),
    ),
    ("a <> 1", 2..4, "`<>` is no operator", Some("write `!=`")),
    ("a === 1", 2..5, "`===` is no operator", Some("write `==`")),
    ("a & b", 2..3, "'&' stands for nothing here", Some("write `and`")),
    ("a > 5 minutes", 6..13, "expected an operator, `and`, `or` or the end, found `minutes`", None),
    (
        "a > 5minutes",
        5..12,
        "`minutes` is no unit",
        Some("units are %, x, k, M, G; B, kB, MB, GB, KiB, MiB, GiB …; ns, us, ms, s, m, h, d, w"),
    ),
    (
        "a > 1h30",
        8..8,
        "expected a unit of time after this number",
        Some("units are %, x, k, M, G; B, kB, MB, GB, KiB, MiB, GiB …; ns, us, ms, s, m, h, d, w"),
    ),
    ("a == \"b", 5..6, "the text that begins here has no closing \"", None),
    (
        "a ~ b",
        4..5,
        "expected a regular expression, found `b`",
        Some("it stands between quotes: `request.path ~ \"^/cart\"`"),
    ),
    ("a in [1, 2", 10..10, "expected `,` or `]`, found the end", None),
    (
        "a[1.5]",
        2..5,
        "expected an index, a member's name between quotes, `*` or a range such as `5m`, found `1.5`",
        Some("`items[0]`, `headers[\"cf-ray\"]`, `items[*]`, `errors[5m]`"),
    ),
    ("items.0", 6..7, "expected a member's name, found `0`", Some("an index stands in brackets: `[0]`")),
    ("e{script}", 8..9, "expected `=`, `!=`, `~` or `!~`, found `}`", None),
    ("e{script=api}", 9..12, "expected a text such as `\"api-*\"`, found `api`", None),
    ("contains(a)", 0..8, "`contains` takes 2 arguments, not 1", None),
    ("now(1)", 0..3, "`now` takes no argument, not 1", None),
    ("a > 1 for ever", 10..14, "expected a duration such as `5m`, found `ever`", None),
    ("a > 1 for 5m and b", 13..16, "expected an operator, `and`, `or` or the end, found `and`", None),
    (
        "in == 1",
        0..2,
        "expected a name, a value or `(`, found `in`",
        Some("`in` as a name stands between backquotes: `` `in` ``"),
    ),
    ("a > 1e999", 4..9, "the number is too large", None),
    (
        "a == \"\\u{110000}\"",
        6..8,
        "`\\u{…}` names no character",
        Some("between the braces stand up to six hexadecimal digits: `\\u{e9}`"),
    ),
];

#[test]
fn each_mistake_is_told_at_its_place() {
    for (text, place, message, help) in MISTAKES {
        let error = error(text);
        assert_eq!((error.place(), error.message(), error.help()), (place, message, help), "{text}");
    }
}

#[test]
fn the_caret_is_below_the_place() {
    assert_eq!(
        error("größe == 1 &\n  name ~ 'x'").to_string(),
        "'&' stands for nothing here\n  größe == 1 &\n             ^\nwrite `and`"
    );
    assert_eq!(
        error("a == 1 and\n\tb >> 2").to_string(),
        "expected a name, a value or `(`, found `>`\n   b >> 2\n      ^"
    );
    let long = format!("{} >> 1", ["a == 1"; 40].join(" and "));
    let shown = error(&long).to_string();
    let lines: Vec<&str> = shown.lines().collect();
    let caret = lines[2].find('^').unwrap();
    assert_eq!(lines[1].chars().nth(caret), Some('>'), "{shown}");
    assert!(lines[1].chars().count() < 140, "{shown}");
}

#[test]
fn what_is_too_large_is_an_error() {
    let parentheses = |levels: usize| format!("{}a{}", "(".repeat(levels), ")".repeat(levels));
    assert!(Expression::parse(&parentheses(MAX_DEPTH)).is_ok());
    assert!(error(&parentheses(MAX_DEPTH + 1)).message().contains("64 levels"));
    for deep in ["(", "not ", "-", "[", "len(", "a and (", "!", "sum ", "1 + ("] {
        assert!(error(&deep.repeat(5_000)).message().contains("64 levels"), "{deep}");
    }
    let wide = vec!["a == 1"; 5_000].join(" and ");
    assert_eq!(Expression::parse(&wide).unwrap().to_string(), wide);
    let sum = vec!["1"; 10_000].join(" + ");
    assert_eq!(Expression::parse(&sum).unwrap().to_string(), sum);
    assert!(error(&"a".repeat(MAX_LENGTH + 1)).message().contains("65537 bytes"));
}

#[test]
fn regular_expressions_are_bounded() {
    for pattern in ["(", "a{1000}{1000}{1000}", &"(".repeat(5_000), "(?:a{500}){500}", "*", r"\p{L}"] {
        let shown = error(&format!("x ~ '{pattern}'"));
        assert!(shown.message().starts_with("not a regular expression: "), "{pattern}: {shown}");
        assert_eq!(shown.place().start, 4);
    }
}
