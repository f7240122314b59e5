//! `cfs local`.

use crate::support::run;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

#[cfg(unix)]
#[test]
fn an_account_runs_until_it_is_ended_and_its_state_lasts() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state").display().to_string();
    for expected in ["[]\n", "sessions"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cfs"));
        command.args(["local", "--port", "0", "--state", &state]).env_clear().stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        let lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
        let export = lines
            .map(|line| line.expect("a line"))
            .find_map(|line| line.strip_prefix("export ").map(str::to_owned));
        let export = export.expect("what to export");
        let variables: Vec<(&str, &str)> =
            export.split(' ').filter_map(|pair| pair.split_once('=')).collect();
        let listed = run(&["kv", "namespace", "list"], "", &variables);
        assert!(listed.stdout.contains(expected), "{listed:?}");
        assert_eq!(
            run(&["kv", "namespace", "create", "sessions"], "", &variables).code,
            i32::from(expected != "[]\n")
        );
        let id = nix::unistd::Pid::from_raw(i32::try_from(child.id()).expect("an id"));
        nix::sys::signal::kill(id, nix::sys::signal::Signal::SIGINT).expect("it is told");
        assert!(child.wait().expect("it ends").success());
    }
}

#[test]
fn how_operations_are_answered_is_printed() {
    let ran = run(&["local", "--coverage"], "", &[]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.lines().any(|line| line == "special kv.namespaces.values.get"), "{}", ran.stdout);
}
