//! Names that are checked against those that there are.

use cfs_expr::{Expression, Known};

fn check(text: &str) -> Vec<String> {
    let known = Known::names(["status", "outcome", "request.path", "request.headers.*", "items.*"])
        .functions(["budget"]);
    let parsed: Expression = text.parse().unwrap();
    parsed.check(&known).iter().map(ToString::to_string).collect()
}

#[test]
fn known_names_pass() {
    for text in [
        "status == 1 and request.path ~ 'a'",
        "request.headers['cf-ray'] == 'x' or exists(request.headers)",
        "items[0].anything > 1 and any(items[*].x == 1)",
        "any(items, ttl > 60 and it.x == 1)",
        "budget(status) > 1 and p99(status[5m]) > 1 and quota(status) > 1",
    ] {
        assert_eq!(check(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_name_that_is_not_known_is_shown_with_the_nearest() {
    assert_eq!(
        check("status == 1 and outcom == 'ok'"),
        [
            "no name `outcom` is known\n  status == 1 and outcom == 'ok'\n                  ^^^^^^\ndid you mean `outcome`?"
        ]
    );
    assert_eq!(
        check("path ~ 'a'"),
        ["no name `path` is known\n  path ~ 'a'\n  ^^^^\ndid you mean `request.path`?"]
    );
    assert_eq!(
        check("request.hedaers.x == 1"),
        [
            "no name `request.hedaers.x` is known\n  request.hedaers.x == 1\n  ^^^^^^^^^^^^^^^^^\ndid you mean `request.headers`?"
        ]
    );
    assert_eq!(check("zzzz == 1"), ["no name `zzzz` is known\n  zzzz == 1\n  ^^^^"]);
    assert_eq!(
        check("contians(status, '1') or bugdet(status)"),
        [
            "no function `contians` is known\n  contians(status, '1') or bugdet(status)\n  ^^^^^^^^\ndid you mean `contains`?",
            "no function `bugdet` is known\n  contians(status, '1') or bugdet(status)\n                           ^^^^^^\ndid you mean `budget`?",
        ]
    );
}

#[test]
fn names_are_given_in_their_order() {
    let parsed: Expression = "b == 1 and any(a.c[0], it.x > 1) and p99(d{e='f'}[5m]) > 2".parse().unwrap();
    assert_eq!(parsed.names().collect::<Vec<_>>(), ["b", "a.c", "it.x", "d"]);
}
