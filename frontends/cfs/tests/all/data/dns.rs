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

#[test]
fn records_go_out_as_a_file_and_come_in() {
    let account = Account::new();
    let zone = ["--zone", "example.com"];
    let file = "$ORIGIN example.com.\n$TTL 300\n@ IN SOA ns admin 1 2 3 4 5\nwww IN A 192.0.2.1\n\
                \t60 IN AAAA 2001:db8::1\nmail MX 10 mx\n@ TXT \"v=spf1 -all\"\n";
    let import = |words: &[&str]| {
        let ran = account.with(&[&["dns", "import"], &zone[..], words].concat(), file);
        assert_eq!(ran.code, 0, "{ran:?}");
        serde_json::from_str::<serde_json::Value>(&ran.stdout).expect("JSON")
    };
    let told = import(&["--proxied"]);
    assert_eq!((&told["recs_added"], &told["total_records_parsed"]), (&json!(4), &json!(5)));
    assert_eq!(import(&[])["recs_added"], 0, "what is there stays as it is");
    let fields = ["--fields", "name,type,content,ttl,proxied,priority", "--sort", "type"];
    let listed = account.json(&[&["api", "dns", "records", "list"], &zone[..], &fields].concat());
    let expected = json!([
        {"name": "www.example.com", "type": "A", "content": "192.0.2.1", "ttl": 300, "proxied": true, "priority": null},
        {"name": "www.example.com", "type": "AAAA", "content": "2001:db8::1", "ttl": 60, "proxied": true, "priority": null},
        {"name": "mail.example.com", "type": "MX", "content": "mx.example.com", "ttl": 300, "proxied": false, "priority": 10},
        {"name": "example.com", "type": "TXT", "content": "\"v=spf1 -all\"", "ttl": 300, "proxied": false, "priority": null},
    ]);
    assert_eq!(listed, expected);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("zone").display().to_string();
    account.done(&[&["dns", "export"], &zone[..], &["-o", &path]].concat());
    let text = std::fs::read_to_string(&path).expect("a file");
    assert!(text.contains("www.example.com.\t300\tIN\tA\t192.0.2.1 ; cf_tags=cf-proxied:true\n"), "{text}");
    // Into another account it makes the same records.
    let other = Account::new();
    let told = other.json(&[&["dns", "import"], &zone[..], &[&path]].concat());
    assert_eq!(told["recs_added"], 4);
    assert_eq!(other.json(&[&["api", "dns", "records", "list"], &zone[..], &fields].concat()), expected);
    let ran = account.with(&[&["dns", "import"], &zone[..]].concat(), "a IN A\n");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("line 1"), "{ran:?}");
}
