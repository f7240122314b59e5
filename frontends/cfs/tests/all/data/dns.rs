//! `cfs dns`.

use super::Account;
use serde_json::json;

#[test]
fn a_record_is_made_and_then_changed() {
    let account = Account::new();
    let set = |words: &[&str]| {
        account.done(&[&["dns", "set", "--zone", "example.com"], words].concat());
        account.json(&[
            "api",
            "dns",
            "records",
            "list",
            "--zone",
            "example.com",
            "--fields",
            "name,type,content,ttl",
        ])
    };
    let expected = json!([{"name": "www.example.com", "type": "A", "content": "192.0.2.1", "ttl": 300}]);
    assert_eq!(set(&["www", "a", "192.0.2.1", "--ttl", "300"]), expected);
    let expected = json!([{"name": "www.example.com", "type": "A", "content": "192.0.2.2", "ttl": 300}]);
    assert_eq!(set(&["www.example.com", "A", "192.0.2.2"]), expected);
    assert_eq!(set(&["@", "TXT", "\"hello\""]).as_array().map(Vec::len), Some(2));
    let listed = account.json(&["dns", "list", "--zone", "example.com", "--type", "txt"]);
    assert_eq!((&listed[0]["name"], listed.as_array().map(Vec::len)), (&json!("example.com"), Some(1)));
}
