//! Signatures as Rust writes them.

use super::{Api, Sig, TypeId};

/// What stands before the names in a signature, by where it is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spelling<'a> {
    /// Before the crate's own types.
    pub types: &'a str,
    /// Before the types of `cfs-http`.
    pub support: &'a str,
    /// Before `BTreeMap`.
    pub collections: &'a str,
}

/// A type of Rust: as text, or as a printer's tokens.
pub(crate) trait Written: Sized {
    /// `()`
    fn unit() -> Self;
    /// A type by its path.
    fn path(path: &str) -> Self;
    /// A type with arguments.
    fn generic(path: &str, arguments: Vec<Self>) -> Self;
}

impl<'a> Spelling<'a> {
    /// In the crate itself, which has the support crate's prelude at hand.
    pub const INSIDE: Self = Self { types: "", support: "", collections: "" };

    /// In another crate: every name by its whole path. `types` leads to the crate's own, such as `cfs_management::d1::`.
    pub fn outside(types: &'a str) -> Self {
        Self { types, support: "cfs_http::", collections: "std::collections::" }
    }

    /// A signature as text.
    pub fn text(self, api: &Api, sig: &Sig) -> String {
        self.write(api, sig)
    }

    /// A signature.
    pub(crate) fn write<W: Written>(self, api: &Api, sig: &Sig) -> W {
        let support = |name: &str| W::path(&[self.support, name].concat());
        let own = |id: TypeId| match self.types {
            "" => W::path(&api[id].name),
            types => W::path(&[types, &api.path(id)].concat()),
        };
        match sig {
            Sig::Unit => W::unit(),
            Sig::Bool => W::path("bool"),
            Sig::Int(name) => W::path(name),
            Sig::Float => W::path("f64"),
            Sig::Str => W::path("String"),
            Sig::Known(known) => support(known.rust()),
            Sig::Json => support("Json"),
            Sig::List(item) => W::generic("Vec", vec![self.write(api, item)]),
            Sig::Map(item) => {
                let map = [self.collections, "BTreeMap"].concat();
                W::generic(&map, vec![W::path("String"), self.write(api, item)])
            }
            Sig::Maybe(inner) => W::generic("Option", vec![self.write(api, inner)]),
            Sig::Type(id) => own(*id),
            Sig::Boxed(id) => W::generic("Box", vec![own(*id)]),
        }
    }
}

impl Written for String {
    fn unit() -> Self {
        "()".to_owned()
    }

    fn path(path: &str) -> Self {
        path.to_owned()
    }

    fn generic(path: &str, arguments: Vec<Self>) -> Self {
        format!("{path}<{}>", arguments.join(", "))
    }
}
