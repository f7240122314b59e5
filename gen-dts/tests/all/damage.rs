//! Damaged definition files: every text ends in output or in errors that say where, never in a panic or in half of
//! both. Seeded, so that a failure comes back.

use codegen::diag::Severity;
use codegen::stack::big;
use gen_dts::{Config, Manifest, Package, Sources, generate};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Damaged texts a fixture.
const TEXTS: usize = 60;

/// `SplitMix64`: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// Words and marks, so that most damage is damage to meaning, not to spelling.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let end = if word(first) { rest.find(|c| !word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (token, more) = rest.split_at(end);
        tokens.push(token);
        rest = more;
    }
    tokens
}

fn damaged(text: &str, random: &mut Random) -> String {
    const STRANGE: [&str; 24] = [
        "<",
        ">",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "|",
        "&",
        "?",
        ":",
        ";",
        "=>",
        "keyof ",
        "infer X",
        "...",
        "\"",
        "`",
        "/*",
        "é",
        "\u{0}",
        "unique symbol",
        "extends never ? any : this",
    ];
    let mut tokens = tokens(text);
    for _ in 0..=random.below(4) {
        let at = random.below(tokens.len());
        match random.below(8) {
            0 => drop(tokens.splice(at..(at + 1 + random.below(12)).min(tokens.len()), [])),
            1 => tokens.insert(at, random.pick(&STRANGE)),
            2 => {
                let other = random.below(tokens.len());
                tokens.swap(at, other);
            }
            3 => {
                let copied = tokens[random.below(tokens.len())];
                tokens.insert(at, copied);
            }
            4 => tokens.truncate(at),
            5 => {
                let end = (at + random.below(40)).min(tokens.len());
                let copied = tokens[at..end].to_vec();
                let target = random.below(tokens.len());
                tokens.splice(target..target, copied);
            }
            6 => {
                let from = tokens[random.below(tokens.len())];
                tokens[at] = from;
            }
            _ => tokens[at] = random.pick(&STRANGE),
        }
        if tokens.is_empty() {
            break;
        }
    }
    tokens.concat()
}

fn config() -> Config {
    Config {
        manifest: Manifest::single("damaged"),
        package: Package { support: "\"0\"".into(), version: "0.0.0".into(), ..Package::default() },
        ..Config::default()
    }
}

/// What is wrong with how a text was taken, if anything.
fn wrong(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    sources.add("input.d.ts", text.to_owned());
    let outcome = catch_unwind(AssertUnwindSafe(|| generate(&sources, &config())));
    match outcome {
        Err(_) => Some("a panic".into()),
        Ok(Err(errors)) if errors.is_empty() => Some("an error that says nothing".into()),
        Ok(Err(errors)) => {
            let lost = errors.iter().find(|error| !error.render(false).contains("input.d.ts"));
            lost.map(|error| format!("an error without a place: {error}"))
        }
        Ok(Ok(output)) => {
            let broken = output.artifacts.iter().find_map(|(path, content)| {
                let rust = Path::new(path).extension().is_some_and(|extension| extension == "rs");
                let error = rust.then(|| syn::parse_file(content).err()).flatten();
                error.map(|error| format!("{path} is not Rust: {error}"))
            });
            let lost = output.model.diagnostics.iter().find(|found| {
                found.severity == Severity::Warning && !found.to_string().contains("input.d.ts")
            });
            broken.or_else(|| lost.map(|found| format!("a warning without a place: {found}")))
        }
    }
}

#[test]
fn damaged_fixtures_end_in_output_or_in_errors_with_a_place() {
    let failures: Vec<String> = big(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/dts");
        let mut inputs: Vec<_> = std::fs::read_dir(root)
            .expect("the fixtures are there")
            .filter_map(Result::ok)
            .filter_map(|entry| std::fs::read_to_string(entry.path().join("input.d.ts")).ok())
            .collect();
        inputs.sort();
        assert!(inputs.len() > 20, "the fixtures are there");
        let mut random = Random(1);
        let mut failures = Vec::new();
        for input in &inputs {
            for _ in 0..TEXTS {
                let text = damaged(input, &mut random);
                if let Some(what) = wrong(&text) {
                    failures.push(format!("{what}\n{text}\n"));
                }
            }
        }
        failures
    });
    assert!(failures.is_empty(), "{} failures, the first:\n{}", failures.len(), failures[0]);
}

#[test]
fn what_nests_too_deep_is_an_error() {
    let failures: Vec<String> = big(|| {
        let deep = |open: &str, inner: &str, close: &str| {
            format!("type A = {}{inner}{};", open.repeat(5000), close.repeat(5000))
        };
        let texts = [
            deep("(", "string", ")"),
            deep("{ a: ", "string", " }"),
            deep("Array<", "string", ">"),
            deep("[", "string", "]"),
            deep("keyof ", "string", ""),
        ];
        texts.iter().filter_map(|text| wrong(text)).collect()
    });
    assert_eq!(failures, Vec::<String>::new());
}

#[test]
fn types_that_never_end_do_end() {
    let failures: Vec<String> = big(|| {
        let texts = [
            "type A = A;",
            "type A = B; type B = A;",
            "type A<T> = A<A<T>>; declare function f(a: A<string>): void;",
            "type A<T> = T extends string ? A<T[]> : never; declare var a: A<\"x\">;",
            "interface A extends B {} interface B extends A { x: string }",
            "type A = keyof A; type B = B[\"x\"];",
            "type A = { [K in keyof A]: A[K] };",
            "type A = A & { x: A }; type B = B | { y: B }; declare function f(a: A, b: B): void;",
            "declare class A extends A { m(): this }",
            "type L<T> = { head: T; tail: L<L<T>> }; declare var l: L<string>;",
        ];
        texts.iter().filter_map(|text| wrong(text).map(|what| format!("{what}: {text}"))).collect()
    });
    assert_eq!(failures, Vec::<String>::new());
}
