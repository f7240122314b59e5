//! What only the program can see.

use cfs_model::{App, Error, Result, env, json, model};

fn mistakes(describe: impl FnOnce(&App) -> Result) -> Vec<String> {
    let error = model("shop", None, describe).expect_err("a mistake").to_string();
    error.lines().map(ToOwned::to_owned).collect()
}

#[test]
fn all_are_said_at_once_each_with_its_place() {
    let first = line!() + 2;
    let found = mistakes(|app| {
        app.kv("cache");
        app.kv("cache");
        app.worker("api").script("a.js").var("A", "1").secret("A", env("A"));
        app.worker("api").script("b.js").var("KEY", env("KEY"));
        app.any("dns.records", "www", "no object");
        app.output("url", 1).output("url", 2);
        app.worker("").script("c.js").module_rule("Text", ["*.txt"]);
        Ok(())
    });
    let file = file!();
    let expected = [
        format!("{file}:{}:13: kv `cache` is declared twice: first at {file}:{first}:13", first + 1),
        format!(
            "{file}:{}:56: worker `api` has two bindings `A`: the first at {file}:{}:42",
            first + 2,
            first + 2
        ),
        format!("{file}:{}:13: worker `api` is declared twice: first at {file}:{}:13", first + 3, first + 2),
        format!("{file}:{}:42: variable `KEY` would show a secret: declare it with `.secret(…)`", first + 3),
        format!(
            "{file}:{}:13: the body of a thing is an object: `json!({{ … }})`, or `Json::parse(text)?`",
            first + 4
        ),
        format!("{file}:{}:30: output `url` is declared twice", first + 5),
        format!("{file}:{}:13: a worker needs a name", first + 6),
        format!("{file}:{}:39: rules of modules belong to `.modules(…)`, which comes before them", first + 6),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_program_has_errors_of_its_own() {
    assert_eq!(mistakes(|_| Err(Error::new("no such environment"))), ["no such environment"]);
    assert_eq!(
        mistakes(|app| {
            app.any("dns.records", "www", cfs_model::Json::parse("{,}")?);
            Ok(())
        }),
        ["a name in quotation marks was expected at line 1, column 2 of the JSON text"]
    );
}

#[test]
fn the_same_name_is_fine_for_other_kinds() {
    let described = model("shop", None, |app| {
        app.kv("orders");
        app.d1("orders");
        app.any("rules.lists", "orders", json!({ "kind": "ip" }));
        Ok(())
    });
    assert!(described.is_ok(), "{described:?}");
}
