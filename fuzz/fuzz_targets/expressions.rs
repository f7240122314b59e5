//! Any text as an expression: what is read is read again from its canonical text, and evaluates.
#![no_main]

use cfs_expr::{Expression, Value};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

fuzz_target!(|text: &str| {
    let row = BTreeMap::from([
        ("status".to_owned(), Value::from(503)),
        ("name".to_owned(), Value::from("api-gateway")),
        ("items".to_owned(), Value::List(vec![Value::from(1), Value::from("2026-11-28T08:00:00Z")])),
    ]);
    match Expression::parse(text) {
        Ok(read) => {
            let canonical = read.to_string();
            match Expression::parse(&canonical) {
                Ok(again) => assert_eq!(read, again, "{canonical}"),
                // A text at the limit may be longer in its canonical form.
                Err(error) => assert!(canonical.len() > cfs_expr::MAX_LENGTH, "{error}"),
            }
            read.value(&row);
        }
        Err(error) => {
            assert!(text.get(error.place()).is_some());
            assert!(error.to_string().contains('^'));
        }
    }
});
