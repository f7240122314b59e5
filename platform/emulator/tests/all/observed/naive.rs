//! Filters and groups of any events, beside a model that does it the plain way.

use super::{account, played};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
struct Call {
    minute: u32,
    action: &'static str,
    status: u16,
    bytes: u32,
}

#[derive(Clone, Debug)]
enum Wanted {
    Action(&'static str),
    NotAction(&'static str),
    StatusFrom(u16),
    StatusBelow(u16),
    MinuteIn(u32, u32),
    Any(Vec<Wanted>),
    All(Vec<Wanted>),
}

fn action() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["read", "write", "list"])
}

fn call() -> impl Strategy<Value = Call> {
    let status = prop::sample::select(vec![200_u16, 404, 500]);
    (0..60_u32, action(), status, 0..1000_u32).prop_map(|(minute, action, status, bytes)| Call {
        minute,
        action,
        status,
        bytes,
    })
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let one = prop_oneof![
        action().prop_map(Wanted::Action),
        action().prop_map(Wanted::NotAction),
        (200..510_u16).prop_map(Wanted::StatusFrom),
        (200..510_u16).prop_map(Wanted::StatusBelow),
        (0..60_u32, 0..60_u32).prop_map(|(from, to)| Wanted::MinuteIn(from, to)),
    ];
    one.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(Wanted::Any),
            prop::collection::vec(inner, 1..3).prop_map(Wanted::All),
        ]
    })
}

impl Wanted {
    fn passes(&self, call: &Call) -> bool {
        match self {
            Self::Action(action) => call.action == *action,
            Self::NotAction(action) => call.action != *action,
            Self::StatusFrom(status) => call.status >= *status,
            Self::StatusBelow(status) => call.status < *status,
            Self::MinuteIn(from, to) => (*from..*to).contains(&call.minute),
            Self::Any(all) => all.iter().any(|one| one.passes(call)),
            Self::All(all) => all.iter().all(|one| one.passes(call)),
        }
    }

    fn text(&self) -> String {
        let many =
            |all: &[Self]| all.iter().map(|one| format!("{{{}}}", one.text())).collect::<Vec<_>>().join(", ");
        match self {
            Self::Action(action) => format!("actionType: \"{action}\""),
            Self::NotAction(action) => format!("actionType_neq: \"{action}\""),
            Self::StatusFrom(status) => format!("responseStatusCode_geq: {status}"),
            Self::StatusBelow(status) => format!("responseStatusCode_lt: {status}"),
            Self::MinuteIn(from, to) => {
                format!(
                    "datetimeMinute_geq: \"2026-11-28T11:{from:02}:00Z\", datetime_lt: \"2026-11-28T11:{to:02}:00Z\""
                )
            }
            Self::Any(all) => format!("OR: [{}]", many(all)),
            Self::All(all) => format!("AND: [{}]", many(all)),
        }
    }
}

/// Count, sum, least and most of a group's bytes.
fn measured(group: &mut [u32]) -> Value {
    group.sort_unstable();
    json!({
        "count": group.len(), "sum": {"objectBytes": group.iter().sum::<u32>()}, "min": {"objectBytes": group[0]},
        "max": {"objectBytes": group[group.len() - 1]},
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn groups_are_those_of_the_plain_model(calls in prop::collection::vec(call(), 0..40), wanted in wanted()) {
        let mut scenario = String::from("start = \"2026-11-28T11:00:00Z\"\n");
        for Call { minute, action, status, bytes } in &calls {
            scenario.push_str(&format!(
                "[[event]]\nat = \"{minute}m\"\nkind = \"kv\"\nfields = {{ actionType = \"{action}\", responseStatusCode = {status}, objectBytes = {bytes} }}\n"
            ));
        }
        let node = format!(
            "rows: kvOperationsAdaptiveGroups(limit: 10000, filter: {{{}}}) {{ dimensions {{ actionType responseStatusCode }} count sum {{ objectBytes }} min {{ objectBytes }} max {{ objectBytes }} }}",
            wanted.text()
        );
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let told = runtime.block_on(async { account(&played(&scenario).await.0, &node).await });
        let mut groups: BTreeMap<(String, u64), Vec<u32>> = BTreeMap::new();
        for call in calls.iter().filter(|call| wanted.passes(call)) {
            groups.entry((call.action.to_owned(), u64::from(call.status))).or_default().push(call.bytes);
        }
        let expected: BTreeMap<_, _> = groups.into_iter().map(|(key, mut own)| (key, measured(&mut own))).collect();
        let mut found = BTreeMap::new();
        for row in told["rows"].as_array().into_iter().flatten() {
            let mut row = row.clone();
            let own = row["dimensions"].take();
            let key = (own["actionType"].as_str().unwrap_or_default().to_owned(), own["responseStatusCode"].as_u64().unwrap_or(0));
            row.as_object_mut().expect("a row").remove("dimensions");
            found.insert(key, row);
        }
        prop_assert_eq!(found, expected, "{}", node);
    }
}
