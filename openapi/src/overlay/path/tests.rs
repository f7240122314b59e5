//! What queries select, and how those that are none are refused.

use super::Path;
use crate::assembly::View;
use codegen::doc::{Doc, Source};

const STORE: &str = r#"{
    "store": {
        "book": [
            {"category": "reference", "author": "Nigel Rees", "title": "Sayings", "price": 8.95},
            {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword", "price": 12.99},
            {"category": "fiction", "author": "Melville", "title": "Moby", "isbn": "0-553", "price": 8.99},
            {"category": "fiction", "author": "Tolkien", "title": "Lord", "isbn": "0-395", "price": 22.99}
        ],
        "bicycle": {"color": "red", "price": 399}
    },
    "a/b": {"~": {"it's": true}},
    "cheap": 10,
    "none": null
}"#;

/// What a query selects, blank between pointers.
fn select(path: &str) -> String {
    let source = Source::json("store.json", STORE);
    let doc: Doc<'_> = source.parse().expect("JSON");
    let path = Path::parse(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let found: Vec<String> = path.select(View::from(doc.root())).iter().map(ToString::to_string).collect();
    found.join(" ").replace("/store/book/", "#")
}

#[test]
fn queries_select_what_the_rfc_says() {
    let table = [
        ("$", "/"),
        ("$.store.bicycle.color", "/store/bicycle/color"),
        ("$['store'][\"bicycle\"]['color']", "/store/bicycle/color"),
        ("$['a/b']['~']['it\\'s']", "/a~1b/~0/it's"),
        ("$['\\u0061/b']", "/a~1b"),
        ("$.store.book[*].author", "#0/author #1/author #2/author #3/author"),
        ("$..author", "#0/author #1/author #2/author #3/author"),
        ("$.store..price", "/store/bicycle/price #0/price #1/price #2/price #3/price"),
        ("$..book[2]", "#2"),
        ("$..book[-1]", "#3"),
        ("$..book[9]", ""),
        ("$..book[-9]", ""),
        ("$..book[0,1]", "#0 #1"),
        ("$..book[0,0]", "#0"),
        ("$..book[:2]", "#0 #1"),
        ("$..book[-2:]", "#2 #3"),
        ("$..book[::2]", "#0 #2"),
        ("$..book[::-1]", "#3 #2 #1 #0"),
        ("$..book[3:0:-2]", "#3 #1"),
        ("$..book[::0]", ""),
        ("$.store.*", "/store/bicycle /store/book"),
        ("$.cheap.*", ""),
        ("$.missing.more", ""),
        ("$..book[?@.isbn]", "#2 #3"),
        ("$..book[?!@.isbn]", "#0 #1"),
        ("$..book[?@.price < 10]", "#0 #2"),
        ("$..book[?@.price <= $.cheap && @.category == 'fiction']", "#2"),
        ("$..book[?@.isbn && @.price > 20 || @.title == \"Sword\"]", "#1 #3"),
        ("$..book[?(@.isbn || @.price > 12) && !(@.author == 'Tolkien')]", "#1 #2"),
        ("$..book[?@.isbn == '0-395'].title", "#3/title"),
        ("$..book[?@.price != 8.95]", "#1 #2 #3"),
        ("$..book[?@['price']>=12.99]", "#1 #3"),
        // Nothing equals nothing, and has no order.
        ("$..book[?@.isbn == @.missing]", "#0 #1"),
        ("$..book[?@.isbn < @.missing]", ""),
        ("$[?@ == null]", "/none"),
        ("$[?@ == 10.0]", "/cheap"),
        ("$[?@['~'] == $['a/b']['~']]", "/a~1b"),
        ("$[?@.bicycle.color == 'red']", "/store"),
        ("$.store.book[*]['title', 'price'][?@]", ""),
        ("$ .store ['bicycle']", "/store/bicycle"),
    ];
    for (path, selected) in table {
        assert_eq!(select(path), selected, "{path}");
    }
}

#[test]
fn what_is_no_query_is_refused_with_its_place() {
    let table = [
        ("", 0),
        ("store", 0),
        ("$.", 2),
        ("$.x-name", 3),
        ("$./paths", 2),
        ("$['a", 4),
        ("$[", 2),
        ("$[1", 3),
        ("$[01]", 2),
        ("$[-0]", 2),
        ("$[1 2]", 4),
        ("$[99999999999999999999]", 2),
        ("$['\\x']", 4),
        ("$['\\ud800']", 9),
        ("$[?]", 3),
        ("$[?@.a == ]", 10),
        ("$[?1]", 4),
        ("$[?@.* == 1]", 3),
        ("$[?(@.a]", 7),
        ("$[?length(@) > 1]", 3),
        ("$ ", 1),
    ];
    for (path, at) in table {
        let error = Path::parse(path).expect_err(path);
        assert_eq!(error.at, at, "{path}: {error}");
    }
    let deep = format!("$[?{}@{}]", "(".repeat(1000), ")".repeat(1000));
    assert!(Path::parse(&deep).is_err());
}
