//! What a change of generated code is reported as.

use super::compare::Effect;
use super::krate::{Crates, group};
use super::print::{Form, print};
use super::report::{CrateReport, Status, next, report};
use codegen::artifact::Artifacts;
use semver::Version;

const LIB: &str =
    "pub mod requests;\npub mod resources;\nmod types;\npub use types::*;\npub use resources::D1;\n";

const RESOURCES: &str = "
pub struct D1<'c>(pub(super) &'c Client);
impl<'c> D1<'c> {
    pub fn new(client: &'c Client) -> Self { Self(client) }
}
impl D1<'_> {
    /// Lists.
    pub fn list(self, account_id: impl Into<String>, body: Query) -> ListRequest { todo!() }
}
";

const REQUESTS: &str = "
#[must_use]
#[derive(Debug)]
pub struct ListRequest(pub(crate) Call);
impl ListRequest {
    pub fn page(self, page: u64) -> Self { self }
}
request! {
    ListRequest = GET \"/d1\" as \"d1.list\"; auth[Token, Key]; permissions[]; pages Number of
    \"result\" by { page \"page\", size \"per_page\" }; page Database
}
";

const TYPES: &str = "
/// A database.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Database {
    /// Its name.
    pub name: String,
    pub size: Option<f64>,
}
record! { Database { 0 name req \"name\", 1 size opt \"file_size\", } }
setters! { Database(name : into String,) { size : plain f64, } }
#[derive(Clone)]
#[non_exhaustive]
pub enum Place { Weur, Other(String) }
string_enum! { Place { Weur = \"weur\", } }
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Query { One(Box<Database>), Unknown(Json) }
union! { Query { 0 One { kinds[OBJECT] shape Database }, } from { One(Database), } option from { Database, } }
";

const MANIFEST: &str =
    "[package]\nname = \"d1\"\nversion = \"0.1.0\"\n[features]\ndefault = []\nserde = []\n";

/// The crate with pieces of its text replaced.
fn files(replaced: &[(&str, &str)]) -> Artifacts {
    let mut artifacts = Artifacts::default();
    let all = [
        ("d1/Cargo.toml", MANIFEST),
        ("d1/src/lib.rs", LIB),
        ("d1/src/resources.rs", RESOURCES),
        ("d1/src/requests.rs", REQUESTS),
        ("d1/src/types.rs", TYPES),
    ];
    let mut left: Vec<_> = replaced.iter().collect();
    for (path, text) in all {
        let mut text = text.to_owned();
        left.retain(|(from, to)| {
            let found = text.contains(from);
            text = text.replacen(from, to, 1);
            !found
        });
        artifacts.insert(path, text);
    }
    assert!(left.is_empty(), "not in the crate: {left:?}");
    artifacts
}

fn compared(replaced: &[(&str, &str)]) -> CrateReport {
    let old = group(&files(&[])).expect("crates");
    let new = group(&files(replaced)).expect("crates");
    let mut reports = report(&old, &new).expect("a report");
    assert_eq!(reports.len(), 1);
    reports.remove(0)
}

/// What one replacement does: its effect, and how the first change reads.
#[track_caller]
fn check(from: &str, to: &str, effect: Effect, told: &str) {
    let report = compared(&[(from, to)]);
    let changes: Vec<String> = report
        .changes
        .iter()
        .map(|change| {
            format!("{:?} {} {}: {} -> {}", change.action, change.kind, change.path, change.was, change.is)
        })
        .collect();
    assert!(changes.iter().any(|change| change == told), "{told:?} is not in {changes:#?}");
    assert_eq!(report.effect, Some(effect), "{changes:#?}");
}

#[test]
fn fields_and_their_types() {
    use Effect::{Addition, Behaviour, Breaking};
    check("pub name: String,", "", Breaking, "Removed field Database.name: String -> ");
    check("pub name: String", "pub name: Uuid", Breaking, "Changed field Database.name: String -> Uuid");
    check(
        "pub name: String,",
        "pub name: String, pub tags: Vec<String>,",
        Addition,
        "Added field Database.tags:  -> Vec<String>",
    );
    check(
        "opt \"file_size\"",
        "opt \"size\"",
        Behaviour,
        "Changed wire form Database.size: opt \"file_size\" -> opt \"size\"",
    );
}

#[test]
fn what_is_written_always_is_part_of_what_a_type_sends() {
    check(
        "1 size opt \"file_size\", }",
        "1 size opt \"file_size\", 2 = req \"type\" \"\\\"d1\\\"\", 3 = opt \"v\" \"1\", }",
        Effect::Behaviour,
        "Changed what is written always Database:  -> \"type\" = \"d1\", \"v\" = 1",
    );
}

#[test]
fn constructors_and_setters_are_seen_in_their_macro() {
    check(
        "Database(name : into String,)",
        "Database(name : into String, size : plain f64,)",
        Effect::Breaking,
        "Changed method Database::new: (impl Into<String>) -> Self -> (impl Into<String>, f64) -> Self",
    );
    check(
        "size : plain f64, } }",
        "} }",
        Effect::Breaking,
        "Removed method Database::size: (self, f64) -> Self -> ",
    );
    check(
        "size : plain f64",
        "size : into f64",
        Effect::Addition,
        "Changed method Database::size: (self, f64) -> Self -> (self, impl Into<f64>) -> Self",
    );
}

#[test]
fn what_an_optional_body_is_given_as_is_part_of_its_union() {
    check(
        " option from { Database, }",
        "",
        Effect::Breaking,
        "Removed trait From<Database> of an option for Query:  -> ",
    );
}

#[test]
fn enums_are_open_until_they_are_not() {
    use Effect::{Addition, Behaviour, Breaking};
    check("{ Weur, Other", "{ Weur, Enam, Other", Addition, "Added variant Place::Enam:  -> ");
    check("{ Weur, Other", "{ Other", Breaking, "Removed variant Place::Weur:  -> ");
    check("Weur = \"weur\"", "Weur = \"w\"", Behaviour, "Changed wire form Place::Weur: \"weur\" -> \"w\"");
    check(
        "#[non_exhaustive]\npub enum Place",
        "pub enum Place",
        Addition,
        "Changed openness Place: non-exhaustive -> exhaustive",
    );
    check(
        "One(Box<Database>)",
        "One(Database)",
        Breaking,
        "Changed variant Query::One: (Box<Database>) -> (Database)",
    );
    check("from { One(Database), }", "from { }", Breaking, "Removed trait From<Database> for Query:  -> ");
}

#[test]
fn closing_an_enum_breaks_those_who_match_it() {
    let closed = group(&files(&[("#[non_exhaustive]\npub enum Place", "pub enum Place")])).expect("crates");
    let reports = report(&closed, &group(&files(&[])).expect("crates")).expect("a report");
    assert_eq!(reports[0].effect, Some(Effect::Breaking), "{:#?}", reports[0].changes);
    let grown = files(&[("#[non_exhaustive]\npub enum Place { Weur,", "pub enum Place { Weur, Enam,")]);
    let reports = report(&closed, &group(&grown).expect("crates")).expect("a report");
    assert_eq!(reports[0].effect, Some(Effect::Breaking), "{:#?}", reports[0].changes);
}

#[test]
fn methods_requests_and_answers() {
    use Effect::{Addition, Behaviour, Breaking, Docs};
    check(
        "account_id: impl Into<String>, body",
        "body",
        Breaking,
        "Changed method D1::list: (self, impl Into<String>, Query) -> ListRequest -> (self, Query) -> ListRequest",
    );
    check(
        "account_id: impl",
        "account: impl",
        Docs,
        "Changed argument names D1::list: self, account_id, body -> self, account, body",
    );
    check("/// Lists.", "/// Lists all.", Docs, "Changed docs of method D1::list:  -> ");
    check("/// Lists.", "#[deprecated]", Addition, "Changed deprecation D1::list:  -> deprecated");
    check(
        "page Database",
        "page Query",
        Breaking,
        "Changed answer requests::ListRequest: Page<Database> -> Page<Query>",
    );
    check(
        "pages Number of\n    \"result\" by { page \"page\", size \"per_page\" }; page Database",
        "result Vec < Database >",
        Breaking,
        "Removed method requests::ListRequest::stream: (self) -> Items<Database> -> ",
    );
    check(
        "GET \"/d1\"",
        "POST \"/d1\"",
        Behaviour,
        "Changed method and path requests::ListRequest: GET /d1 -> POST /d1",
    );
}

#[test]
fn features_traits_and_whole_types() {
    use Effect::{Addition, Breaking};
    check("serde = []", "", Breaking, "Removed feature serde:  -> ");
    check("default = []", "default = []\nextra = []", Addition, "Added feature extra:  -> ");
    check(
        "Clone, Default, PartialEq",
        "Clone, Default",
        Breaking,
        "Removed trait PartialEq for Database:  -> ",
    );
    check("pub enum Place", "enum Place", Breaking, "Removed enum Place:  -> ");
    check("/// A database.", "pub struct Fresh;", Addition, "Added struct Fresh:  -> ");
}

#[test]
fn where_an_item_stands_in_private_modules_is_nobodys_business() {
    let mut moved = Artifacts::default();
    for (path, text) in files(&[]).iter() {
        match path {
            "d1/src/types.rs" => {
                moved.insert("d1/src/types/mod.rs", "mod common;\npub use common::*;\n");
                moved.insert("d1/src/types/common.rs", text);
            }
            _ => moved.insert(path, text),
        }
    }
    let old = group(&files(&[])).expect("crates");
    let reports = report(&old, &group(&moved).expect("crates")).expect("a report");
    assert!(reports[0].changes.is_empty(), "{:#?}", reports[0].changes);
    assert_eq!((reports[0].status, reports[0].next.as_str()), (Status::Changed, "0.1.1"));
}

#[test]
fn versions_follow_cargos_reading_of_semver() {
    use Effect::{Addition, Behaviour, Breaking, Docs};
    for (version, effect, expected) in [
        ("0.1.0", Breaking, "0.2.0"),
        ("0.1.0", Addition, "0.1.1"),
        ("0.1.3", Docs, "0.1.4"),
        ("0.0.3", Breaking, "0.0.4"),
        ("1.2.3", Breaking, "2.0.0"),
        ("1.2.3", Addition, "1.3.0"),
        ("1.2.3", Behaviour, "1.2.4"),
    ] {
        let version = Version::parse(version).expect("a version");
        assert_eq!(next(&version, effect).to_string(), expected, "{version} {effect:?}");
    }
}

#[test]
fn a_crate_that_shows_another_breaks_with_it() {
    let both = |replaced: &[(&str, &str)]| {
        let mut all = files(replaced);
        all.insert("all/Cargo.toml", "[package]\nname = \"all\"\nversion = \"0.1.0\"\n");
        all.insert("all/src/lib.rs", "pub use d1 as database;\n");
        group(&all).expect("crates")
    };
    let reports = report(&both(&[]), &both(&[("pub name: String,", "")])).expect("a report");
    let all = &reports[0];
    assert_eq!((all.name.as_str(), all.effect, all.next.as_str()), ("all", Some(Effect::Breaking), "0.2.0"));
    let reports = report(&both(&[]), &both(&[])).expect("a report");
    assert!(reports.iter().all(|report| report.status == Status::Unchanged && report.next == "0.1.0"));
}

#[test]
fn an_item_is_the_same_wherever_it_is_taken_from() {
    let with = |replaced: &[(&str, &str)], taken: bool| {
        let mut all = files(replaced);
        all.insert("all/Cargo.toml", "[package]\nname = \"all\"\nversion = \"0.1.0\"\n");
        let own = all.get("d1/src/types.rs").unwrap_or_default().to_owned();
        let taken = if taken { "pub use d1::Database;\n".to_owned() } else { own };
        all.insert("all/src/things.rs", taken);
        all.insert("all/src/lib.rs", "pub mod things;\npub use crate::things::Database;\n");
        group(&all).expect("crates")
    };
    let told = |old: &Crates, new: &Crates| {
        let reports = report(old, new).expect("a report");
        let lines = reports[0].changes.iter().map(|change| format!("{:?} {}", change.effect, change.path));
        lines.filter(|line| line.contains("Database")).collect::<Vec<_>>()
    };
    assert_eq!(told(&with(&[], false), &with(&[], true)), [""; 0]);
    let less = with(&[("/// Its name.\n    pub name: String,", "")], true);
    assert_eq!(told(&with(&[], true), &less), ["Breaking Database.name", "Breaking things::Database.name"]);
}

#[test]
fn an_unknown_macro_is_an_error_that_names_it() {
    let new = group(&files(&[("union! {", "onion! {")])).expect("crates");
    let error = report(&group(&files(&[])).expect("crates"), &new).expect_err("an error");
    assert_eq!(error.code, "diff::source");
    assert!(error.message.contains("d1/src/types.rs: the macro `onion!` is not known"), "{}", error.message);
}

#[test]
fn the_table_names_crate_verdict_and_version() {
    let report = compared(&[("pub name: String,", "")]);
    let table = print(std::slice::from_ref(&report), Form::Table);
    assert!(
        table.contains("d1         0        0        1     1  breaks users              0.1.0 → 0.2.0"),
        "{table}"
    );
    assert!(table.contains("  ! removed field Database.name: String"), "{table}");
    let markdown = print(std::slice::from_ref(&report), Form::Markdown);
    assert!(markdown.contains("Breaking:\n\n- removed field `Database.name`: `String`"), "{markdown}");
    let json: serde_json::Value = serde_json::from_str(&print(&[report], Form::Json)).expect("JSON");
    assert_eq!(json["crates"][0]["next"], "0.2.0");
    assert_eq!(json["crates"][0]["changes"][0]["effect"], "breaking");
}

#[test]
fn what_had_a_part_in_a_crate_is_named_below_its_changes() {
    let mut report = compared(&[("pub name: String,", "")]);
    report.asked = vec!["overlays/d1.yaml:4: names are gone".to_owned()];
    for form in [Form::Table, Form::Markdown, Form::Json] {
        let told = print(std::slice::from_ref(&report), form);
        assert!(told.contains("overlays/d1.yaml:4: names are gone"), "{told}");
    }
}
