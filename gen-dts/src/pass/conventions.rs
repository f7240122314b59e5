//! How values cross: arguments on their way to JavaScript, results on theirs back, and the externs' types between.

use super::resolve::{kind_of, resolve};
use crate::ir::rust::{Convention, Give, Item, ItemKind, RTy, SysTy};

/// How a type goes as an argument.
pub(crate) fn of(items: &[Item], ty: &RTy) -> Convention {
    match resolve(items, ty) {
        RTy::Str => Convention::Text,
        RTy::F64 => Convention::Number,
        RTy::Int(_) => Convention::Whole,
        RTy::Bool => Convention::Bool,
        RTy::Js(_) => Convention::Any,
        RTy::Param(_) | RTy::Opt(_) | RTy::Iter(_) | RTy::AsyncIter(_) | RTy::Unit => Convention::Value,
        RTy::List(item) if resolve(items, &item) == RTy::Str => Convention::Texts,
        RTy::List(_) => Convention::List,
        RTy::Callback(.., true) => Convention::AsyncCallback,
        RTy::Callback(..) => Convention::Callback,
        RTy::Std(_) | RTy::Promise(_) => Convention::Same,
        RTy::Item(id, _) => match items[id.0 as usize].kind {
            ItemKind::Handle(_) => Convention::Handle,
            ItemKind::Strings(_) => Convention::Strings,
            ItemKind::Union(_) => Convention::Union,
            _ => Convention::Made,
        },
        RTy::Tuple(_) | RTy::Record(_) | RTy::Map(..) | RTy::Set(_) | RTy::Boxed(_) => Convention::Made,
    }
}

/// How a call's result comes.
pub(crate) fn result(items: &[Item], ty: &RTy) -> Give {
    if is_direct(items, ty) || matches!(resolve(items, ty), RTy::Js(_)) {
        Give::Same
    } else {
        Give::Converted
    }
}

/// How a property's value comes.
pub(crate) fn property(items: &[Item], ty: &RTy) -> Give {
    let resolved = resolve(items, ty);
    if is_direct(items, &resolved) {
        return Give::Same;
    }
    let (inner, optional) = match &resolved {
        RTy::Opt(inner) => (resolve(items, inner), true),
        other => (other.clone(), false),
    };
    match (&inner, kind_of(items, &inner)) {
        (RTy::Int(_), _) if optional => Give::MaybeWhole,
        (RTy::Int(_), _) => Give::Whole,
        (RTy::Js(_) | RTy::Std(_) | RTy::Promise(_), _) => Give::Same,
        (_, Some(ItemKind::Handle(_))) if optional => Give::MaybeHandle,
        (_, Some(ItemKind::Handle(_))) => Give::Handle,
        (_, Some(ItemKind::Strings(_))) if optional => Give::MaybeStrings,
        (_, Some(ItemKind::Strings(_))) => Give::Strings,
        _ => Give::Converted,
    }
}

/// How a global or exported value comes.
pub(crate) fn value(items: &[Item], ty: &RTy) -> Give {
    match kind_of(items, ty) {
        Some(ItemKind::Handle(_)) => Give::Handle,
        _ if matches!(ty, RTy::Js(_)) => Give::Same,
        _ => Give::Converted,
    }
}

/// Whether a value crosses as it is.
fn is_direct(items: &[Item], ty: &RTy) -> bool {
    match resolve(items, ty) {
        RTy::Unit | RTy::Str | RTy::F64 | RTy::Bool => true,
        RTy::Opt(inner) => matches!(resolve(items, &inner), RTy::Str | RTy::F64 | RTy::Bool),
        _ => false,
    }
}

/// The extern's type for one of ours.
pub(crate) fn sys(items: &[Item], ty: &RTy) -> SysTy {
    match resolve(items, ty) {
        RTy::Unit => SysTy::Unit,
        RTy::Str => SysTy::Text,
        RTy::F64 | RTy::Int(_) => SysTy::Number,
        RTy::Bool => SysTy::Bool,
        RTy::Opt(inner) => match sys(items, &inner) {
            SysTy::Value | SysTy::Unit => SysTy::Value,
            inner => SysTy::Opt(Box::new(inner)),
        },
        RTy::Item(id, _) => match items[id.0 as usize].kind {
            ItemKind::Strings(_) => SysTy::Text,
            ItemKind::Handle(_) => SysTy::Item(id),
            ItemKind::Dict(_) => SysTy::Std("Object"),
            _ => SysTy::Value,
        },
        RTy::List(_) | RTy::Tuple(_) => SysTy::Std("Array"),
        RTy::Record(_) => SysTy::Std("Object"),
        RTy::Map(..) => SysTy::Std("Map"),
        RTy::Set(_) => SysTy::Std("Set"),
        RTy::Promise(_) => SysTy::Std("Promise"),
        RTy::Callback(..) => SysTy::Std("Function"),
        RTy::Iter(_) | RTy::AsyncIter(_) | RTy::Js(_) | RTy::Param(_) | RTy::Boxed(_) => SysTy::Value,
        RTy::Std(name) => SysTy::Std(name),
    }
}

/// The extern's type for an argument: what may be nothing is any value.
pub(crate) fn sys_argument(items: &[Item], ty: &RTy) -> SysTy {
    match sys(items, ty) {
        SysTy::Opt(_) | SysTy::Unit => SysTy::Value,
        other => other,
    }
}
