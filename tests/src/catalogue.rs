//! Catalogues, as they are printed and as they are read.
//!
//! [`told`] and [`read`] say the same of an operation in the same words: one asks the model, the other the reader.

pub mod read;
pub mod told;

use cfs_http::catalogue::{Arguments, Catalogue, Check, Content};
use cfs_http::testing::Script;
use cfs_http::{Client, Json};
use flate2::{Decompress, FlushDecompress, Status};
use gen_openapi::print::{self, Part};
use gen_openapi::{Model, PackageMeta};
use std::sync::OnceLock;

/// The printed catalogue of some models.
///
/// # Panics
/// When it cannot be printed.
pub fn printed<'m>(models: impl Iterator<Item = &'m Model>, meta: &PackageMeta) -> print::Catalogue {
    let parts: Result<Vec<Part>, _> = models.map(Part::of).collect();
    match parts.and_then(|parts| print::catalogue(&parts, meta)) {
        Ok(printed) => printed,
        Err(error) => panic!("{error}"),
    }
}

/// The catalogue in a file, which is kept as long as the program runs.
pub fn opened(file: &[u8]) -> &'static Catalogue {
    let file: &'static [u8] = Vec::leak(file.to_vec());
    Box::leak(Box::new(Catalogue::new(file, unpack)))
}

fn unpack(packed: &[u8], out: &mut [u8]) -> bool {
    let mut unpacker = Decompress::new(false);
    let done = unpacker.decompress(packed, out, FlushDecompress::Finish);
    matches!(done, Ok(Status::StreamEnd)) && unpacker.total_out() == out.len() as u64
}

/// Asks everything of a catalogue whose file may be damaged. The first byte says what the others are: an even one, the file; an
/// odd one, the unpacked block of a file that is whole. What is asked must end, and must not panic.
pub fn ask_of_any(input: &[u8], whole: &'static [u8]) {
    let Some((kind, bytes)) = input.split_first() else { return };
    if kind % 2 == 0 {
        ask(opened(bytes));
    } else {
        BLOCK.set(bytes.to_vec());
        ask(Box::leak(Box::new(Catalogue::new(whole, other_block))));
    }
}

thread_local! {
    /// What stands for a block once it is unpacked.
    static BLOCK: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) };
}

fn other_block(_: &[u8], out: &mut [u8]) -> bool {
    BLOCK.with_borrow(|block| {
        for (to, from) in out.iter_mut().zip(block) {
            *to = *from;
        }
    });
    true
}

/// The unpacked blocks of a catalogue that has one: its file, and what [`ask_of_any`] takes for its block.
pub fn block(file: &'static [u8], bytes: usize) -> Vec<u8> {
    thread_local! {
        static SEEN: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) };
    }
    fn keep(packed: &[u8], out: &mut [u8]) -> bool {
        let done = unpack(packed, out);
        SEEN.set(out.to_vec());
        done
    }
    let catalogue: &'static Catalogue = Box::leak(Box::new(Catalogue::new(file, keep)));
    for operation in catalogue.operations() {
        let _ = operation.detail();
    }
    let seen = SEEN.take();
    assert_eq!(seen.len(), bytes, "the catalogue has one block");
    seen
}

/// A client that sends nothing.
fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let silent = Client::builder().token("any").transport(Script::new(Vec::new()));
        silent.build().expect("a token is all that it needs")
    })
}

/// Everything that can be asked, of so many operations and collections at most.
fn ask(catalogue: &'static Catalogue) {
    const MOST: usize = 64;
    let mut kinds = std::collections::BTreeMap::new();
    for operation in catalogue.operations().take(MOST) {
        let name = operation.name();
        let _ = (
            operation.summary(),
            operation.deprecated(),
            operation.verb(),
            operation.scope(),
            operation.shape(),
        );
        let _ = (catalogue.operation(&name), catalogue.near(&name), catalogue.search(&name));
        let Ok(detail) = operation.detail() else { continue };
        let _ = read::operation(detail);
        read::types(detail, &mut kinds);
        let found = catalogue.at(operation.method(), detail.path());
        let _ = found.map(|found| found.arguments());
        let arguments = detail.parameters().iter().filter(|one| one.required).take(MOST);
        let arguments = arguments.fold(Arguments::new(), |arguments, one| arguments.set(one.name, "1"));
        let _ = operation.prepare(client(), &arguments, Content::none(), Check::All);
        let body = Json::parse("{\"a\": [1, null, {\"b\": \"c\"}]}").unwrap_or_default();
        let _ = operation.prepare(client(), &arguments, Content::json(body), Check::Off);
    }
    for collection in catalogue.collections().take(MOST) {
        let _ = (collection.resource().name(), collection.kind(), collection.scope(), collection.path());
        let _ = (collection.id(), collection.name(), collection.within(), collection.parameter());
        let _ = collection.item().map(|item| item.map(read::spelled));
    }
    for service in catalogue.services().take(MOST) {
        let names: Vec<_> = service.children().take(MOST).map(cfs_http::catalogue::Resource::name).collect();
        let _ = (service.name(), names);
    }
    let _ =
        (catalogue.fingerprint(), catalogue.resource("things"), catalogue.operation("things.things.list"));
    let _ = catalogue.at("GET", "/accounts/1/things/2/content");
}
