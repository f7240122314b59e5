//! The table of what `cfs` has for wrangler's commands. Whether wrangler has others is asked of wrangler, by
//! `cargo xtask test wrangler`.

use crate::support::file;
use std::ffi::OsString;
use std::fmt::Write as _;

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/wrangler.tsv");

/// The lines of the table: wrangler's command, its kind, the form or the reason.
fn rows(table: &str) -> Vec<[&str; 3]> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let row = |line| {
        let parts: Vec<&str> = str::split(line, '\t').collect();
        <[&str; 3]>::try_from(parts).unwrap_or_else(|_| panic!("`{line}`: three columns are expected"))
    };
    lines.map(row).collect()
}

/// The words of a form; those in quotes are one.
fn words(form: &str) -> Vec<String> {
    form.split('\'')
        .enumerate()
        .flat_map(|(at, part)| match at % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        })
        .collect()
}

#[test]
fn every_form_is_a_command_that_there_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = format!("@{}", file(folder.path(), "body.json", "{}"));
    let mut wrong = Vec::new();
    let table = std::fs::read_to_string(TABLE).expect("the table");
    let rows = rows(&table);
    for [command, kind, form] in rows.iter().copied() {
        match kind {
            "here" | "api" => {
                assert_eq!(kind == "api", form.starts_with("cfs api "), "{command}");
                let words = words(form).into_iter().map(|word| word.replace("@FILE", &empty));
                let words: Vec<OsString> = words.map(OsString::from).collect();
                if let Err(failure) = cfs_cli::understood(words) {
                    wrong.push(format!("{command}: {form}: {failure}"));
                }
            }
            "later" => assert!(!form.is_empty(), "{command}: in which form?"),
            "none" => assert!(form.len() > 20, "{command}: why not?"),
            other => panic!("{command}: `{other}` is no kind"),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        cfs_cli::understood(words("cfs kv key gett KEY").into_iter().map(OsString::from).collect()).is_err()
    );
    assert!(
        cfs_cli::understood(words("cfs api kv nothing").into_iter().map(OsString::from).collect()).is_err()
    );
    let all: Vec<&str> = rows.into_iter().map(|[command, ..]| command).collect();
    assert!(all.is_sorted() && all.len() > 200, "{} commands", all.len());
}

/// The page of the reference has what the table has, so that it is written once.
#[test]
fn the_reference_has_the_table() {
    let table = std::fs::read_to_string(TABLE).expect("the table");
    let rows = rows(&table);
    let count = |kind: &str| rows.iter().filter(|[_, of, _]| *of == kind).count();
    let mut page = format!(
        "# From wrangler to `cfs`\n\nWhat `cfs` has for each of the {} commands of wrangler 4.164: {} have a command of their own, {} are \
         operations or paths\nthrough `cfs api`, {} come with later commands, {} have none, with the reason. Words in capitals stand for \
         what you give;\n`@FILE` is a file with the body (`--help` behind an operation shows it). \
         The table is [wrangler.tsv](wrangler.tsv); tests hold it\nagainst `--help` of all of wrangler's commands, and against `cfs`.\n",
        rows.len(),
        count("here"),
        count("api"),
        count("later"),
        count("none"),
    );
    let mut group = "";
    for [command, kind, form] in rows {
        let own = command.split(' ').next().unwrap_or_default();
        if own != group {
            group = own;
            let _ = write!(page, "\n## {group}\n\n| wrangler | cfs |\n|---|---|\n");
        }
        let told = match kind {
            "later" if form.starts_with("cfs ") => format!("`{form}`, which is to come"),
            "later" => format!("to come: {form}"),
            "none" => format!("none: {form}"),
            _ => format!("`{form}`"),
        };
        let _ = writeln!(page, "| `{command}` | {told} |");
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/wrangler.md");
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(path, &page).expect("the page is written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(committed, page, "INSTA_UPDATE=always writes it again");
}
