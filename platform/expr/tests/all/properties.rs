//! Printing and parsing are each other's inverse, and no text does harm.

use crate::page::{Page, blocks};
use cfs_expr::jiff::SignedDuration;
use cfs_expr::{
    Arithmetic, Comparison, Expr, Expression, LabelValue, Literal, Matcher, MatcherOp, Pattern, Segment,
    Selector, Unit,
};
use proptest::prelude::*;
use proptest::sample::select;

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z_$][a-z0-9_$]{0,6}",
        1 => select(vec!["and", "IN", "for", "median", "p99", "x", "cf-ray", "", "ö", "a b", "`", "null"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Bool),
        (0.0..1e300_f64).prop_map(Literal::Number),
        (0_u32..100_000).prop_map(|number| Literal::Number(f64::from(number))),
        (
            (0.0..1e12_f64),
            select(vec![
                Unit::Percent,
                Unit::Ratio,
                Unit::Million,
                Unit::Byte,
                Unit::Kilobyte,
                Unit::Gibibyte
            ])
        )
            .prop_map(|(amount, unit)| Literal::Quantity(amount, unit)),
        (0..i64::MAX).prop_map(|nanoseconds| Literal::Duration(SignedDuration::from_nanos(nanoseconds))),
        any::<String>().prop_map(Literal::Text),
    ]
}

fn segment() -> impl Strategy<Value = Segment> {
    prop_oneof![
        word().prop_map(Segment::Member),
        (-1_000_i64..1_000).prop_map(Segment::Index),
        Just(Segment::Every),
    ]
}

fn matcher() -> impl Strategy<Value = Matcher> {
    let value = prop_oneof![
        any::<String>().prop_map(LabelValue::Glob),
        "[a-z.*+^$\\\\d]{0,6}".prop_filter_map("a regular expression", |text| Some(LabelValue::Regex(
            Pattern::new(&text).ok()?
        ))),
    ];
    (word(), select(vec![MatcherOp::Is, MatcherOp::IsNot]), value).prop_map(|(label, op, value)| Matcher {
        label,
        op,
        value,
    })
}

fn selector() -> impl Strategy<Value = Selector> {
    let range = proptest::option::of((1..i64::MAX).prop_map(SignedDuration::from_nanos));
    let parts =
        (word(), prop::collection::vec(segment(), 0..4), prop::collection::vec(matcher(), 0..3), range);
    parts.prop_map(|(name, path, matchers, range)| Selector { name, path, matchers, range })
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![literal().prop_map(Expr::Literal), selector().prop_map(Expr::Selector)];
    leaf.prop_recursive(5, 60, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let many = || prop::collection::vec(inner.clone(), 2..4);
        let chain = |operators: Vec<Arithmetic>| {
            (boxed(), prop::collection::vec((select(operators), inner.clone()), 1..3))
                .prop_map(|(first, rest)| Expr::Arithmetic { first, rest })
        };
        let comparisons = vec![
            Comparison::Equal,
            Comparison::NotEqual,
            Comparison::Less,
            Comparison::LessOrEqual,
            Comparison::Greater,
            Comparison::GreaterOrEqual,
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Expr::List),
            (select(vec!["unheard_of", "cf-call", "max", "in"]), many())
                .prop_map(|(function, arguments)| Expr::Call { function: function.to_owned(), arguments }),
            boxed().prop_map(Expr::Negate),
            chain(vec![Arithmetic::Add, Arithmetic::Subtract]),
            chain(vec![Arithmetic::Multiply, Arithmetic::Divide]),
            (boxed(), select(comparisons), boxed()).prop_map(|(left, op, right)| Expr::Compare {
                left,
                op,
                right
            }),
            (boxed(), any::<bool>()).prop_map(|(value, negated)| Expr::Match {
                value,
                negated,
                pattern: Pattern::new(r#"^"\d+\\$"#).unwrap(),
            }),
            (boxed(), any::<bool>(), boxed()).prop_map(|(value, negated, list)| Expr::In {
                value,
                negated,
                list
            }),
            boxed().prop_map(Expr::Not),
            many().prop_map(Expr::And),
            many().prop_map(Expr::Or),
        ]
    })
}

/// What the fuzzer starts from, each text as it does it.
#[test]
fn the_fuzzers_corpus_is_harmless() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/expressions");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        harmless(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        seen += 1;
    }
    assert!(seen >= 9, "only {seen} texts");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_as_it_was(expr in expr(), hold in proptest::option::of(0..i64::MAX)) {
        let hold = hold.map(|hold| format!(" for {}", Expr::Literal(Literal::Duration(SignedDuration::from_nanos(hold)))));
        let text = format!("{expr}{}", hold.clone().unwrap_or_default());
        let read = Expression::parse(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{expr:?}")))?;
        prop_assert_eq!(read.expr(), &expr, "{}", &text);
        prop_assert_eq!(read.to_string(), text);
        read.value(&Page::read());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[ -~\n×é]{0,80}") {
        harmless(&text)?;
    }

    /// Pieces of the page's examples in another order come further than chance.
    #[test]
    fn pieces_of_expressions_are_read_or_refused(places in prop::collection::vec((any::<prop::sample::Index>(), 1_usize..12), 1..8)) {
        let all: Vec<char> = blocks("expr").concat().chars().collect();
        let text: String = places.iter().flat_map(|(at, length)| all[at.index(all.len())..].iter().take(*length)).collect();
        harmless(&text)?;
    }
}

fn harmless(text: &str) -> Result<(), TestCaseError> {
    match Expression::parse(text) {
        Ok(read) => {
            let again = Expression::parse(&read.to_string());
            prop_assert_eq!(again.as_ref(), Ok(&read));
            read.value(&Page::read());
        }
        Err(error) => {
            prop_assert!(text.get(error.place()).is_some(), "{:?} of {:?}", error.place(), text);
            prop_assert!(error.to_string().contains('^'));
        }
    }
    Ok(())
}
