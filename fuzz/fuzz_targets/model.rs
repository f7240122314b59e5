//! Any text as a model: what is read is checked and written, and what was written is read to the same model.
#![no_main]

use cfs_config::{Form, model_json, model_toml, read, validate, wrangler_toml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for form in [Form::Json, Form::Toml] {
        let found = read(text, "f", form, None);
        validate(&found.model);
        if found.is_err() {
            continue;
        }
        for worker in &found.model.workers {
            let _ = wrangler_toml(&found.model, &worker.name, &|_| None);
        }
        let json = read(&model_json(&found.model), "f", Form::Json, found.model.environment.as_deref());
        assert_eq!(json.model.without_places(), found.model.clone().without_places());
        let toml = model_toml(&found.model);
        if toml.notes.is_empty() {
            let again = read(&toml.text, "f", Form::Toml, found.model.environment.as_deref());
            assert_eq!(again.model.without_places(), found.model.without_places(), "{}", toml.text);
        }
    }
});
