//! What a signature asks of type parameters: those whose values cross to JavaScript or back need conversions.

use super::resolve::resolve;
use crate::ir::rust::{Bound, Item, ItemKind, RTy};

/// What a function with these arguments and results asks.
pub(crate) fn of(items: &[Item], args: &[&RTy], rets: &[&RTy]) -> Vec<Bound> {
    let (mut to, mut from, mut both) = (Vec::new(), Vec::new(), Vec::new());
    let sort = |ty: &RTy, direct: &mut Vec<String>, both: &mut Vec<String>| match resolve(items, ty) {
        // What a function takes and gives is converted when it is called.
        function @ RTy::Callback(..) => params(items, &function, both),
        _ => params(items, ty, direct),
    };
    args.iter().copied().for_each(|ty| sort(ty, &mut to, &mut both));
    rets.iter().copied().for_each(|ty| sort(ty, &mut from, &mut both));
    let bound = |to: bool, from: bool| move |param: String| Bound { param, to, from, fixed: to && from };
    // What goes both ways is asked for once.
    let alone = |params: Vec<String>| params.into_iter().filter(|param| !both.contains(param));
    let to: Vec<Bound> = alone(to).map(bound(true, false)).collect();
    let from: Vec<Bound> = alone(from).map(bound(false, true)).collect();
    to.into_iter().chain(from).chain(both.into_iter().map(bound(true, true))).collect()
}

/// The parameters whose values are inside a value of the type.
fn params(items: &[Item], ty: &RTy, found: &mut Vec<String>) {
    match ty {
        RTy::Param(name) if !found.contains(name) => found.push(name.clone()),
        RTy::Item(id, args) => match &items[id.0 as usize].kind {
            ItemKind::Handle(_) => {}
            _ => args.iter().for_each(|arg| params(items, arg, found)),
        },
        RTy::Opt(inner)
        | RTy::List(inner)
        | RTy::Record(inner)
        | RTy::Set(inner)
        | RTy::Boxed(inner)
        | RTy::Iter(inner)
        | RTy::AsyncIter(inner) => params(items, inner, found),
        RTy::Map(key, value) => {
            params(items, key, found);
            params(items, value, found);
        }
        RTy::Tuple(inner) => inner.iter().for_each(|ty| params(items, ty, found)),
        RTy::Callback(args, ret, _) => {
            args.iter().for_each(|arg| params(items, arg, found));
            params(items, ret, found);
        }
        _ => {}
    }
}
