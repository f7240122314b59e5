//! Which way the values of a type go: what JavaScript only gives needs no constructor, no setters and no conversion
//! back. Arguments are given, results arrive; a function's arguments go the other way round. What nothing mentions goes
//! both ways, as does what a class of the user's takes and gives.

use crate::ir::rust::{CallKind, Crates, Item, ItemId, ItemKind, Method, RTy, Receiver, Role};

const GIVEN: u8 = 1;
const ARRIVES: u8 = 2;
const BOTH: u8 = GIVEN | ARRIVES;

pub(crate) fn run(crates: &mut Crates) {
    let params = crates.items.iter().map(params).collect();
    let mut ways = Ways { items: &crates.items, params, of: vec![0; crates.items.len()], open: Vec::new() };
    for item in &crates.items {
        match &item.kind {
            ItemKind::Handle(handle) => {
                handle.methods.iter().for_each(|method| ways.method(method, handle.extended));
            }
            ItemKind::Function(method) => ways.method(method, false),
            ItemKind::Value(value) => ways.mark(&value.ty, ARRIVES),
            _ => {}
        }
    }
    for (ty, given) in &crates.ways {
        ways.mark(ty, if *given { GIVEN } else { ARRIVES });
    }
    ways.spread();
    // Nothing says which way: a user may make what a handler of theirs gets.
    for index in 0..crates.items.len() {
        if ways.of[index] == 0 {
            ways.item(ItemId(index as u32), BOTH);
            ways.spread();
        }
    }
    let roles: Vec<Role> =
        ways.of.iter().map(|way| if *way == ARRIVES { Role::Arrives } else { Role::Both }).collect();
    for (item, role) in crates.items.iter_mut().zip(roles) {
        item.role = role;
    }
}

/// Which way a handle's members take the values of its type parameters: whichever way the handle goes, both sides may
/// call it.
fn params(item: &Item) -> Vec<u8> {
    let ItemKind::Handle(handle) = &item.kind else { return Vec::new() };
    let methods = handle.methods.iter().filter(|method| method.receiver == Receiver::Instance);
    let args = methods.clone().flat_map(|method| &method.args).map(|arg| (&arg.ty, GIVEN));
    let rets = methods.filter(|method| method.kind != CallKind::Setter).map(|method| (&method.ret, ARRIVES));
    let types: Vec<(&RTy, u8)> = args.chain(rets).chain(handle.parent.iter().map(|ty| (ty, BOTH))).collect();
    let way = |param: &String| {
        let mut all = 0;
        for (ty, way) in &types {
            let (mut found, mut turned) = (false, false);
            ty.walk(&mut |ty| {
                found |= matches!(ty, RTy::Param(name) if name == param);
                turned |= matches!(ty, RTy::Callback(..));
            });
            all |= match (found, turned || handle.extended) {
                (false, _) => 0,
                (true, false) => *way,
                (true, true) => BOTH,
            };
        }
        all
    };
    item.params.iter().map(way).collect()
}

struct Ways<'i> {
    items: &'i [Item],
    /// For each handle, which way its type parameters go.
    params: Vec<Vec<u8>>,
    of: Vec<u8>,
    /// Items whose parts have not heard yet.
    open: Vec<usize>,
}

impl Ways<'_> {
    fn method(&mut self, method: &Method, extended: bool) {
        let (given, arrives) = if extended { (BOTH, BOTH) } else { (GIVEN, ARRIVES) };
        method.args.iter().for_each(|arg| self.mark(&arg.ty, given));
        if method.kind != CallKind::Setter {
            self.mark(&method.ret, arrives);
        }
    }

    fn mark(&mut self, ty: &RTy, way: u8) {
        match ty {
            RTy::Item(id, args) => {
                self.item(*id, way);
                let own = self.params[id.0 as usize].clone();
                for (at, arg) in args.iter().enumerate() {
                    self.mark(arg, own.get(at).copied().unwrap_or(way));
                }
            }
            RTy::Callback(args, ret, _) => {
                let other = ((way & GIVEN) << 1) | ((way & ARRIVES) >> 1);
                args.iter().for_each(|arg| self.mark(arg, other));
                self.mark(ret, way);
            }
            RTy::Opt(inner)
            | RTy::List(inner)
            | RTy::Record(inner)
            | RTy::Set(inner)
            | RTy::Promise(inner)
            | RTy::Iter(inner)
            | RTy::AsyncIter(inner)
            | RTy::Boxed(inner) => self.mark(inner, way),
            RTy::Map(key, value) => {
                self.mark(key, way);
                self.mark(value, way);
            }
            RTy::Tuple(parts) => parts.iter().for_each(|part| self.mark(part, way)),
            RTy::Unit
            | RTy::Str
            | RTy::F64
            | RTy::Int(_)
            | RTy::Bool
            | RTy::Js(_)
            | RTy::Param(_)
            | RTy::Std(_) => {}
        }
    }

    fn item(&mut self, id: ItemId, way: u8) {
        let index = id.0 as usize;
        if self.of[index] | way != self.of[index] {
            self.of[index] |= way;
            self.open.push(index);
        }
    }

    /// Parts go the way of the whole; a handle's members have theirs already.
    fn spread(&mut self) {
        while let Some(index) = self.open.pop() {
            let way = self.of[index];
            if matches!(self.items[index].kind, ItemKind::Dict(_) | ItemKind::Union(_) | ItemKind::Alias(_)) {
                self.items[index].types().into_iter().for_each(|ty| self.mark(ty, way));
            }
        }
    }
}
