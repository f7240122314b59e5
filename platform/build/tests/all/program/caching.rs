//! What is done again, and what is not.

use super::{SMALL, folder, run, settings, write};
use cfs_build::program::Program;
use std::fs;
use std::thread;

#[test]
fn nothing_is_compiled_where_nothing_changed() {
    let folder = folder(&[("infrastructure.rs", SMALL)]);
    let path = folder.path().join("infrastructure.rs");
    let (first, events) = run(&path, None).expect("a model");
    assert_eq!(events, [format!("compiling {}", path.display())], "it is said before it is done");
    let (second, events) = run(&path, Some("staging")).expect("a model");
    assert!(events.is_empty(), "an environment needs no compiler: {events:?}");
    assert_eq!((first.get("environment"), &second["environment"]), (None, &"staging".into()));
    write(folder.path(), "infrastructure.rs", &SMALL.replace("cache", "other"));
    let (edited, events) = run(&path, None).expect("a model");
    assert_eq!((&edited["resources"][0]["name"], events.len()), (&"other".into(), 1));
    write(folder.path(), "infrastructure.rs", SMALL);
    let (back, events) = run(&path, None).expect("a model");
    assert_eq!((back, events.len()), (first, 0), "what was compiled before is still there");
}

#[test]
fn what_is_damaged_is_made_again() {
    let folder = folder(&[("infrastructure.rs", SMALL)]);
    let program = Program::find(folder.path()).expect("a program");
    let compile = || program.compile(&settings(folder.path()), &mut |_| {}).expect("compiled");
    let executable = compile();
    fs::remove_file(&executable).expect("removed");
    assert!(compile().is_file());
    let inputs = executable.with_file_name("inputs.json");
    assert!(inputs.is_file());
    fs::write(&inputs, "{").expect("written");
    assert!(compile().is_file());
    assert_ne!(fs::read_to_string(inputs).expect("read"), "{");
}

#[test]
fn several_at_once_do_not_disturb_each_other() {
    let folder = folder(&[("infrastructure.rs", SMALL)]);
    let models: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..3).map(|_| scope.spawn(|| run(folder.path(), None).map(|(model, _)| model))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic").expect("a model")).collect()
    });
    assert!(models.iter().all(|model| *model == models[0]));
}

#[test]
fn what_a_program_reads_while_it_is_compiled_counts() {
    let text = SMALL.replace("app.kv(\"cache\")", "app.kv(option_env!(\"SHOP_CACHE\").unwrap_or(\"cache\"))");
    let folder = folder(&[("infrastructure.rs", &text)]);
    let name = |value: Option<&str>| {
        let model = super::privacy::inner(
            folder.path(),
            "infrastructure.rs",
            value.map(|value| ("SHOP_CACHE", value)),
        );
        model["resources"][0]["name"].as_str().expect("a name").to_owned()
    };
    assert_eq!(name(None), "cache");
    assert_eq!(name(Some("other")), "other");
    assert_eq!(name(Some("more")), "more");
}
