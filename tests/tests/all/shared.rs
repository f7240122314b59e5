//! Services that share types: what is one schema in the document is one type.

use gen_openapi::Model;
use gen_openapi::ir::{Origin, Type};
use std::collections::BTreeSet;
use tests::real;

fn model(service: &str) -> &'static Model {
    let all = real::run().segmentation.segments.iter().zip(&real::run().outputs);
    let found = all.into_iter().find(|(segment, _)| segment.name == service);
    found.map(|(_, output)| &output.model).expect("the service")
}

fn components(ty: &Type) -> impl Iterator<Item = &str> {
    ty.origins.iter().filter_map(|origin| match origin {
        Origin::Component(name) => Some(name.as_str()),
        _ => None,
    })
}

#[test]
fn a_component_of_workers_is_the_same_type_for_platforms() {
    let (giver, taker) = (model("workers"), model("workers-for-platforms"));
    let given: BTreeSet<&str> = giver.api.live().flat_map(|(_, ty)| components(ty)).collect();
    let own = taker.api.live().filter(|(_, ty)| ty.from.is_none());
    let twice: Vec<&str> = own
        .filter(|(_, ty)| components(ty).any(|name| given.contains(name)))
        .map(|(_, ty)| ty.name.as_str())
        .collect();
    assert_eq!(twice, [""; 0], "these are in both crates");
}
