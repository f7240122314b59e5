//! The catalogue of the whole API: what is printed is what is read, every operation is found, and it is as small as it should be.

use cfs_http::catalogue::{Catalogue, Operation};
use gen_openapi::Model;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use tests::catalogue::{opened, printed, read, told};
use tests::real;

fn models() -> impl Iterator<Item = &'static Model> {
    real::run().outputs.iter().map(|output| &output.model)
}

fn made() -> &'static gen_openapi::print::Catalogue {
    static MADE: OnceLock<gen_openapi::print::Catalogue> = OnceLock::new();
    MADE.get_or_init(|| printed(models(), &pipeline::catalogue_meta()))
}

fn file() -> &'static [u8] {
    made().artifacts.bytes("catalogue.bin").expect("there is a table")
}

pub(crate) fn catalogue() -> &'static Catalogue {
    static OPENED: OnceLock<&'static Catalogue> = OnceLock::new();
    OPENED.get_or_init(|| opened(file()))
}

/// Every operation of the model with what is read of it.
fn all() -> Vec<(&'static Model, &'static gen_openapi::ir::Operation, Operation)> {
    let of = |model: &'static Model| {
        model.api.operations.iter().map(move |told| {
            let found = catalogue().operation(&told.name);
            (model, told, found.unwrap_or_else(|| panic!("{} is not found", told.name)))
        })
    };
    models().flat_map(of).collect()
}

#[test]
fn it_is_as_small_as_it_should_be() {
    let made = made();
    assert!(made.bytes < 1_150_000, "{} bytes", made.bytes);
    assert!(made.largest_block < 512 << 10, "the largest block has {} bytes", made.largest_block);
}

#[test]
fn every_operation_says_what_the_model_says() {
    let all = all();
    assert_eq!(all.len(), catalogue().operations().count());
    for (model, told, found) in all {
        let detail = found.detail().expect("its block is whole");
        assert_eq!(told::operation(&model.api, told), read::operation(detail));
        assert_eq!(found.name(), told.name);
        let texts = detail.parameters().iter().zip(told.params());
        for (parameter, param) in texts.filter(|(parameter, param)| parameter.name == param.wire) {
            assert!(param.docs.starts_with(parameter.docs), "{}: {}", told.name, param.wire);
        }
    }
}

#[test]
fn every_type_says_what_the_model_says() {
    for model in models() {
        let mut read = BTreeMap::new();
        for operation in &model.api.operations {
            let found = catalogue().operation(&operation.name).expect("it is found");
            read::types(found.detail().expect("its block is whole"), &mut read);
        }
        for (id, ty) in model.api.live() {
            // Some are only mentioned by examples, or in outcomes.
            if let Some(read) = read.get(&ty.name) {
                assert_eq!(*read, told::ty(&model.api, id), "{}", model.config.service);
            }
        }
        let live = model.api.live().count();
        assert!(read.len() * 10 >= live * 9, "{}: {} of {live} types", model.config.service, read.len());
    }
}

#[test]
fn every_operation_is_found_by_its_path() {
    let filled = |path: &str| {
        let pieces = path.split('{').enumerate();
        let value = |(at, piece): (usize, &str)| match piece.split_once('}') {
            Some((_, after)) if at > 0 => format!("v%20{after}"),
            _ => piece.to_owned(),
        };
        pieces.map(value).collect::<String>()
    };
    for (_, told, found) in all() {
        let scopes: &[&str] =
            if told.path.starts_with("/{accounts_or_zones}") { &["accounts", "zones"] } else { &[""] };
        for scope in scopes {
            let path = told.path.replace("{accounts_or_zones}", scope);
            let by_template = catalogue().at(told.http_method, &path).map(|found| found.operation);
            assert_eq!(by_template, Some(found), "{} {path}", told.http_method);
            let called = format!("{}?page=2", filled(&path));
            let by_call = catalogue().at(told.http_method, &called).expect("it is found");
            let own = path.matches('{').count();
            if by_call.operation == found {
                assert_eq!(by_call.values.len(), own, "{called}");
                assert!(by_call.values.iter().all(|value| value == "v "), "{called}: {:?}", by_call.values);
                assert_eq!(by_call.arguments().expect("its block is whole").len(), own);
            } else {
                // A word may stand where another operation has a parameter.
                assert!(path.contains('{') && by_call.operation.detail().expect("whole").path() != told.path);
            }
        }
    }
}

#[test]
fn names_are_found_in_every_spelling() {
    for (_, told, found) in all() {
        let kebab = told.name.replace('_', "-");
        let camel: String = told
            .name
            .split('_')
            .enumerate()
            .map(|(at, word)| {
                let upper = word.chars().next().filter(|first| at > 0 && first.is_ascii_lowercase());
                upper.map_or_else(
                    || word.to_owned(),
                    |first| format!("{}{}", first.to_ascii_uppercase(), &word[1..]),
                )
            })
            .collect();
        assert_eq!(catalogue().operation(&kebab), Some(found), "{kebab}");
        if !told.name.contains("_1")
            && !told.name.contains("_2")
            && camel.matches(char::is_uppercase).count() == told.name.matches('_').count()
        {
            assert_eq!(catalogue().operation(&camel), Some(found), "{camel}");
        }
        for alias in &told.aliases {
            assert!(catalogue().operation(alias).is_some(), "{alias}");
        }
    }
    assert!(catalogue().operation("d1.database").is_none());
    assert!(catalogue().operation("d1.database.nothing").is_none());
    assert_eq!(
        catalogue().near("d1.database.lst").first().map(|found| found.name()).as_deref(),
        Some("d1.database.list")
    );
    assert!(catalogue().search("D1 query").iter().any(|found| found.name() == "d1.database.query"));
}

#[test]
fn the_listing_is_that_of_the_collections_that_are_read() {
    let listing = made().artifacts.get("operations.txt").expect("there is a listing");
    let lines: Vec<&str> =
        listing.lines().filter(|line| !line.split(' ').next().unwrap_or_default().contains('.')).collect();
    assert_eq!(lines.len(), catalogue().collections().count());
    for collection in catalogue().collections() {
        let path = collection.path().expect("its block is whole");
        let resource = collection.resource().name();
        let is = |line: &&&str| {
            line.split(' ').nth(1) == Some(&resource) && line.split(' ').any(|word| word == path)
        };
        let line = lines.iter().find(is).unwrap_or_else(|| panic!("{resource} at {path} is not listed"));
        let id = collection.id().expect("its block is whole");
        assert!(id.is_empty() || line.contains(&format!("id={id}")), "{line}");
    }
}

#[test]
fn operations_have_the_shapes_that_are_listed() {
    let listing = made().artifacts.get("operations.txt").expect("there is a listing");
    let shapes: BTreeMap<&str, &str> = listing
        .lines()
        .filter_map(|line| Some((line.split(' ').next()?, line.rsplit_once('#')?.1)))
        .collect();
    for operation in catalogue().operations() {
        let listed = shapes.get(operation.name().as_str()).copied();
        assert_eq!(listed, Some(format!("{:08x}", operation.shape()).as_str()), "{}", operation.name());
    }
}

#[test]
fn damaged_files_give_nothing_or_an_error() {
    let ask = |file: &[u8]| {
        let damaged = opened(file);
        let _ = damaged.operation("d1.database.list").map(Operation::detail);
        let _ = damaged.at("GET", "/accounts/1/d1/database/2");
        for operation in damaged.operations().take(40) {
            let _ = (operation.name(), operation.summary());
        }
        let _ = damaged.collections().take(5).filter(|one| one.path().is_ok()).count();
    };
    let mut copy = file().to_vec();
    for at in 0..100 {
        let kept = copy[at];
        copy[at] ^= 0x55;
        ask(&copy);
        copy[at] = kept;
    }
    ask(&copy[..copy.len() / 2]);
    ask(&[]);
    let mut seed = 7u64;
    for _ in 0..30 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = (seed >> 24) as usize % copy.len();
        let kept = copy[at];
        copy[at] ^= (seed >> 56) as u8 | 1;
        ask(&copy);
        copy[at] = kept;
    }
}
