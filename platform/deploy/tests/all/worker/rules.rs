//! Any text as a file of rules: every warning names a line of it, and what is kept is read again as it is.

use cfs_deploy::worker::assets::{Ignore, read_headers, read_redirects};
use proptest::prelude::*;

/// Texts that come near to what is meant.
fn near() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "/",
        "a",
        "*",
        "**",
        ":",
        ":name",
        ":splat",
        "https://x.com",
        "//",
        " ",
        "\t",
        "\n",
        "\r\n",
        "#",
        "!",
        "! ",
        "[",
        "]",
        "\\",
        "{",
        "}",
        "?",
        "-",
        "301",
        "200",
        "/index.html",
        "/*",
        "x: y",
        "é",
        "\u{feff}",
        "\u{a0}",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_of_rules(text in near(), path in near()) {
        let count = text.split('\n').count();
        let (rules, warnings) = read_headers(&text);
        prop_assert!(warnings.iter().all(|warning| (1..=count).contains(&warning.line)));
        let written: String = rules.iter().map(|rule| {
            let set = rule.set.iter().map(|(name, value)| format!("  {name}: {value}\n"));
            let unset = rule.unset.iter().map(|name| format!("  ! {name}\n"));
            format!("{}\n{}", rule.path, set.chain(unset).collect::<String>())
        }).collect();
        prop_assert_eq!(read_headers(&written).0.len(), rules.len(), "{}", written);
        let (rules, warnings) = read_redirects(&text, None);
        prop_assert!(warnings.iter().all(|warning| (1..=count).contains(&warning.line)));
        let written: String = rules.iter().map(|rule| format!("{} {} {}\n", rule.from, rule.to, rule.status)).collect();
        let (again, warnings) = read_redirects(&written, None);
        prop_assert!(again.len() == rules.len() && warnings.is_empty(), "{}{:?}", written, warnings);
        let (ignore, warnings) = Ignore::read(&text);
        prop_assert!(warnings.iter().all(|warning| (1..=count).contains(&warning.line)));
        ignore.ignores(&path, true);
        let (hidden, shown) = (format!("{text}\n/a.txt\n"), format!("{text}\n!/a.txt\n"));
        prop_assert!(Ignore::read(&hidden).0.ignores("a.txt", false));
        prop_assert!(!Ignore::read(&shown).0.ignores("a.txt", false));
    }
}
