//! Types of Rust, as items and signatures mention them.

use super::rust::ItemId;

/// A Rust type.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RTy {
    /// `()`
    #[default]
    Unit,
    /// `String`
    Str,
    /// `f64`
    F64,
    /// An integer, by its Rust name: a number that counts.
    Int(&'static str),
    /// `bool`
    Bool,
    /// An untyped value.
    Js(Untyped),
    /// An item with its type arguments.
    Item(ItemId, Vec<RTy>),
    /// A type parameter.
    Param(String),
    /// `Option<T>`
    Opt(Box<RTy>),
    /// `Vec<T>`
    List(Box<RTy>),
    /// A tuple.
    Tuple(Vec<RTy>),
    /// `Record<T>`
    Record(Box<RTy>),
    /// `Map<K, V>`
    Map(Box<RTy>, Box<RTy>),
    /// `Set<T>`
    Set(Box<RTy>),
    /// A promise that is not awaited.
    Promise(Box<RTy>),
    /// `Iter<T>`
    Iter(Box<RTy>),
    /// `AsyncIter<T>`
    AsyncIter(Box<RTy>),
    /// A function; `true` if it gives a promise.
    Callback(Vec<RTy>, Box<RTy>, bool),
    /// A type of `js_sys`.
    Std(&'static str),
    /// `Box<T>`, where a struct would contain itself.
    Boxed(Box<RTy>),
}

/// Why a value is untyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untyped {
    /// The input says `any`, `unknown` or `object`.
    Declared,
    /// We could not say more; a warning has told why.
    Erased,
}

impl RTy {
    /// Calls `visit` with this type and every type inside.
    pub fn walk(&self, visit: &mut dyn FnMut(&RTy)) {
        visit(self);
        match self {
            Self::Item(_, args) | Self::Tuple(args) => args.iter().for_each(|ty| ty.walk(visit)),
            Self::Opt(ty)
            | Self::List(ty)
            | Self::Record(ty)
            | Self::Set(ty)
            | Self::Promise(ty)
            | Self::Iter(ty)
            | Self::AsyncIter(ty)
            | Self::Boxed(ty) => ty.walk(visit),
            Self::Map(key, value) => {
                key.walk(visit);
                value.walk(visit);
            }
            Self::Callback(args, ret, _) => {
                args.iter().for_each(|ty| ty.walk(visit));
                ret.walk(visit);
            }
            _ => {}
        }
    }

    /// The same with `visit` applied to every type inside, innermost first.
    #[must_use]
    pub fn map(self, visit: &mut dyn FnMut(RTy) -> RTy) -> Self {
        let mut boxed = |ty: Box<RTy>| Box::new(ty.map(visit));
        let mapped = match self {
            Self::Item(id, args) => Self::Item(id, args.into_iter().map(|ty| ty.map(visit)).collect()),
            Self::Tuple(args) => Self::Tuple(args.into_iter().map(|ty| ty.map(visit)).collect()),
            Self::Opt(ty) => Self::Opt(boxed(ty)),
            Self::List(ty) => Self::List(boxed(ty)),
            Self::Record(ty) => Self::Record(boxed(ty)),
            Self::Set(ty) => Self::Set(boxed(ty)),
            Self::Promise(ty) => Self::Promise(boxed(ty)),
            Self::Iter(ty) => Self::Iter(boxed(ty)),
            Self::AsyncIter(ty) => Self::AsyncIter(boxed(ty)),
            Self::Boxed(ty) => Self::Boxed(boxed(ty)),
            Self::Map(key, value) => Self::Map(boxed(key), boxed(value)),
            Self::Callback(args, ret, promised) => {
                let ret = boxed(ret);
                Self::Callback(args.into_iter().map(|ty| ty.map(visit)).collect(), ret, promised)
            }
            other => other,
        };
        visit(mapped)
    }

    /// `Option<T>`, never twice.
    #[must_use]
    pub fn optional(self) -> Self {
        match self {
            Self::Opt(_) | Self::Unit | Self::Js(_) => self,
            other => Self::Opt(Box::new(other)),
        }
    }
}
