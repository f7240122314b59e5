//! Every mention leads to a type that is emitted; types that nothing mentions are not.
//!
//! A union that turned out to be a single type leaves its id behind where it contained itself. Such a mention can only
//! be read as any value.

use crate::ir::{Api, Note, Sig, TypeId};

pub(super) fn run(api: &mut Api) {
    let live: Vec<bool> = api.types.iter().map(|ty| ty.live).collect();
    let mut notes = Vec::new();
    for index in 0..api.types.len() {
        if !live[index] {
            continue;
        }
        let node = api.types[index].node;
        api.types[index].each_sig_mut(&mut |sig| {
            if unlink(sig, &live) {
                let message = "a mention of a type that was simplified away; read as any value".to_owned();
                notes.push(Note { code: "openapi::unlinked", node, message });
            }
        });
    }
    for operation in &mut api.operations {
        operation.each_sig_mut(&mut |sig| {
            unlink(sig, &live);
        });
    }
    api.fields.lost += notes.len();
    api.notes.append(&mut notes);
    sweep(api);
}

fn unlink(sig: &mut Sig, live: &[bool]) -> bool {
    match sig {
        Sig::Type(id) | Sig::Boxed(id) if !live[id.0 as usize] => {
            *sig = Sig::Json;
            true
        }
        Sig::List(inner) | Sig::Map(inner) | Sig::Maybe(inner) => unlink(inner, live),
        _ => false,
    }
}

/// Takes types out that no operation reaches.
pub(super) fn sweep(api: &mut Api) {
    let mut open: Vec<TypeId> = Vec::new();
    for operation in &api.operations {
        operation.each_sig(&mut |sig| sig.each_type(&mut |id| open.push(id)));
    }
    let mut reached = vec![false; api.types.len()];
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut reached[id.0 as usize], true) {
            api[id].each_sig(&mut |sig| sig.each_type(&mut |id| open.push(id)));
        }
    }
    for (ty, reached) in api.types.iter_mut().zip(reached) {
        ty.live &= reached;
    }
}
