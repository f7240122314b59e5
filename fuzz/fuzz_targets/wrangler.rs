//! Any text as a wrangler file: what is read is checked and written, and what was written is read without a mistake.
#![no_main]

use cfs_config::{Form, into_wrangler_toml, read, validate, wrangler_jsonc, wrangler_toml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // The first character chooses the form, so that a corpus holds both.
    let (form, text) = match text.split_at_checked(1) {
        Some(("j", rest)) => (Form::Json, rest),
        Some(("c", rest)) => (Form::Cargo, rest),
        _ => (Form::Toml, text),
    };
    for environment in [None, Some("live")] {
        let found = read(text, "f", form, environment);
        let lines = u32::try_from(text.lines().count() + 1).expect("a short text");
        for finding in &found.findings {
            assert!(finding.place.as_ref().is_none_or(|place| (1..=lines).contains(&place.line)), "{finding}");
        }
        validate(&found.model);
        let Some(worker) = found.model.workers.first() else { continue };
        let json = wrangler_jsonc(&found.model, &worker.name, &|_| None).expect("the Worker");
        let again = read(&json.text, "g", Form::Json, environment);
        // What wrangler does not look into may be anything.
        let is_whole =
            !found.is_err() && form != Form::Cargo && !text.contains("cfs_model") && !text.contains("unsafe");
        if is_whole {
            assert!(!again.is_err(), "{}\n{:?}", json.text, again.findings);
        }
        let toml = wrangler_toml(&found.model, &worker.name, &|_| None).expect("the Worker");
        assert!(read(&toml.text, "h", Form::Toml, environment).model.workers.len() <= 1);
        if form == Form::Toml {
            let _ = into_wrangler_toml(text, &found.model, &worker.name, &|_| None);
        }
    }
});
