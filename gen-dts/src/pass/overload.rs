//! Overloads: each keeps its own signature and gets a readable name from what tells it apart. What has a name in the
//! ledger keeps it.

use crate::ir::rust::{CallKind, Crates, Item, ItemKind, Method, RArg, RTy, Receiver};
use crate::ir::ts::{DeclId, Lit};
use crate::ledger::{Held, Member};
use crate::names;
use indexmap::{IndexMap, IndexSet};

/// Names the methods of every handle and every free function.
pub(crate) fn run(crates: &mut Crates, held: &Held<'_>) {
    let mut functions: IndexMap<DeclId, Vec<usize>> = IndexMap::new();
    for index in 0..crates.items.len() {
        match &mut crates.items[index].kind {
            ItemKind::Handle(handle) => {
                let methods = std::mem::take(&mut handle.methods);
                let owner = crates.items[index].name.clone();
                let methods = unique(methods, &crates.items);
                let held = held.methods(index, &methods);
                let methods = name(methods, &crates.items, &owner, &held);
                if let ItemKind::Handle(handle) = &mut crates.items[index].kind {
                    handle.methods = methods;
                }
            }
            ItemKind::Function(_) => {
                if let Some(decl) = crates.items[index].decl {
                    functions.entry(decl).or_default().push(index);
                }
            }
            _ => {}
        }
    }
    for indices in functions.values() {
        let methods: Vec<Method> = indices
            .iter()
            .filter_map(|index| match &crates.items[*index].kind {
                ItemKind::Function(method) => Some(method.clone()),
                _ => None,
            })
            .collect();
        let methods = unique(methods, &crates.items);
        let named = name(methods, &crates.items, "", &[]);
        // `unique` may drop repeated overloads; what is left keeps its order.
        for (index, method) in indices.iter().zip(named.iter()) {
            crates.items[*index].name.clone_from(if method.name.is_empty() {
                &method.sys
            } else {
                &method.name
            });
            crates.items[*index].kind = ItemKind::Function(method.clone());
        }
        for index in &indices[named.len()..] {
            crates.items[*index].kind = ItemKind::Pending;
        }
    }
}

/// Overloads that differ in documentation only are one.
fn unique(methods: Vec<Method>, items: &[Item]) -> Vec<Method> {
    let mut unique: Vec<Method> = Vec::new();
    for mut method in methods {
        // Options that hold nothing but a constant and what may be left out may be left out themselves.
        if let Some(arg) = method.args.last_mut()
            && literal(arg, items).is_some()
            && required(&arg.ty, items).is_empty()
            && matches!(arg.ty, RTy::Item(..))
        {
            arg.defaulted = !arg.optional;
            arg.optional = true;
        }
        let twin = unique.iter_mut().find(|there| {
            there.js == method.js
                && there.receiver == method.receiver
                && there.kind == method.kind
                && there.args == method.args
                && there.ret == method.ret
                && there.is_async == method.is_async
        });
        match twin {
            Some(there) => there.variants = there.variants.and(method.variants),
            None => unique.push(method),
        }
    }
    unique
}

fn name(mut methods: Vec<Method>, items: &[Item], owner: &str, held: &[Option<&Member>]) -> Vec<Method> {
    let mut groups: IndexMap<(String, bool), Vec<usize>> = IndexMap::new();
    for (index, method) in methods.iter().enumerate() {
        if method.kind == CallKind::Call && !method.folded {
            let instance = method.receiver == Receiver::Instance;
            groups.entry((method.js.clone(), instance)).or_default().push(index);
        }
    }
    for indices in groups.values().filter(|indices| indices.len() > 1) {
        distinguish(&mut methods, indices, items, owner);
    }
    settle(&mut methods, items, held);
    methods
}

/// Appends to the names of one overload set until they differ.
fn distinguish(methods: &mut [Method], indices: &[usize], items: &[Item], owner: &str) {
    let longest = indices.iter().map(|index| methods[*index].args.len()).max().unwrap_or(0);
    for position in 0..longest {
        let mut same: IndexMap<String, Vec<usize>> = IndexMap::new();
        for index in indices {
            same.entry(methods[*index].name.clone()).or_default().push(*index);
        }
        for group in same.values().filter(|group| group.len() > 1) {
            let args: Vec<Option<&RArg>> =
                group.iter().map(|index| methods[*index].args.get(position)).collect();
            if args.iter().all(|arg| same_arg(*arg, args[0])) {
                continue;
            }
            let tags = tags(&args, items, owner);
            for (index, tag) in group.iter().zip(tags) {
                if !tag.is_empty() {
                    let method = &mut methods[*index];
                    method.name = format!("{}_{tag}", method.name);
                }
            }
        }
    }
}

fn same_arg(one: Option<&RArg>, other: Option<&RArg>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => {
            one.ty == other.ty && one.constant == other.constant && one.name == other.name
        }
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// What each argument at one position adds to the name of its overload.
fn tags(args: &[Option<&RArg>], items: &[Item], owner: &str) -> Vec<String> {
    let mut tags: Vec<Option<String>> = args
        .iter()
        .map(|arg| {
            let arg = (*arg)?;
            literal(arg, items).map(|text| names::stem(&text))
        })
        .collect();
    // One overload may keep the name as it is: the least specific.
    let plain = (0..args.len())
        .filter(|index| tags[*index].is_none())
        .min_by_key(|index| (weight(args[*index], items), *index));
    let named: IndexSet<&str> = args.iter().flatten().map(|arg| arg.name.as_str()).collect();
    let base_required =
        plain.and_then(|index| args[index]).map(|arg| required(&arg.ty, items)).unwrap_or_default();
    for index in 0..args.len() {
        if tags[index].is_some() || Some(index) == plain {
            continue;
        }
        let Some(arg) = args[index] else { continue };
        if plain.is_some_and(|plain| same_arg(args[plain], Some(arg))) {
            continue;
        }
        let extra = required(&arg.ty, items).into_iter().find(|name| !base_required.contains(name));
        let is_list = matches!(arg.ty, RTy::List(_)) && !arg.variadic;
        let plain_list = plain.and_then(|at| args[at]).is_some_and(|arg| matches!(arg.ty, RTy::List(_)));
        tags[index] = Some(if is_list && !plain_list {
            "many".into()
        } else if let Some(field) = extra.filter(|_| matches!(arg.ty, RTy::Item(..))) {
            names::stem(&field)
        } else if plain.and_then(|at| args[at]).is_none_or(|base| named.len() > 1 && base.name != arg.name) {
            names::stem(arg.name.trim_end_matches('_'))
        } else {
            short(&arg.ty, items, owner)
        });
    }
    // Arguments of one name and different types are told apart by the type.
    let shared: Vec<usize> = (0..args.len())
        .filter(|index| {
            Some(*index) != plain && args[*index].is_some_and(|arg| literal(arg, items).is_none())
        })
        .filter(|index| {
            (0..args.len()).any(|other| {
                other != *index
                    && tags[other] == tags[*index]
                    && args[other].map(|arg| &arg.ty) != args[*index].map(|arg| &arg.ty)
            })
        })
        .collect();
    for index in shared {
        tags[index] = args[index].map(|arg| short(&arg.ty, items, owner));
    }
    tags.into_iter().map(Option::unwrap_or_default).collect()
}

fn weight(arg: Option<&RArg>, items: &[Item]) -> usize {
    match arg {
        None => 0,
        Some(arg) => {
            let list = usize::from(matches!(arg.ty, RTy::List(_) | RTy::Record(_)));
            1 + 10 * required(&arg.ty, items).len() + 100 * list + usize::from(!arg.optional)
        }
    }
}

/// The literal that an argument is, or that the options it takes always hold.
fn literal(arg: &RArg, items: &[Item]) -> Option<String> {
    if let Some(Lit::String(text)) = &arg.constant {
        return Some(text.clone());
    }
    let RTy::Item(id, _) = &arg.ty else { return None };
    let ItemKind::Dict(dict) = &items[id.0 as usize].kind else { return None };
    dict.fields.iter().find_map(|field| match &field.constant {
        Some(Lit::String(text)) => Some(text.clone()),
        Some(Lit::Bool(true)) => Some(field.js.clone()),
        _ => None,
    })
}

fn required(ty: &RTy, items: &[Item]) -> Vec<String> {
    let RTy::Item(id, _) = ty else { return Vec::new() };
    let ItemKind::Dict(dict) = &items[id.0 as usize].kind else { return Vec::new() };
    let required = dict.fields.iter().filter(|field| !field.optional && field.constant.is_none());
    required.map(|field| field.js.clone()).collect()
}

fn short(ty: &RTy, items: &[Item], owner: &str) -> String {
    match ty {
        RTy::Str => "text".into(),
        RTy::F64 | RTy::Int(_) => "number".into(),
        RTy::Bool => "bool".into(),
        RTy::Item(id, _) => {
            let name = &items[id.0 as usize].name;
            names::stem(name.strip_prefix(owner).filter(|rest| !rest.is_empty()).unwrap_or(name))
        }
        RTy::List(item) => format!("{}_list", short(item, items, owner)),
        RTy::Opt(inner) | RTy::Boxed(inner) | RTy::Promise(inner) => short(inner, items, owner),
        RTy::Std(name) => names::stem(name),
        RTy::Callback(..) => "callback".into(),
        RTy::Record(_) => "record".into(),
        RTy::Map(..) => "map".into(),
        _ => "value".into(),
    }
}

/// Names that the methods of one type have already, in either layer.
#[derive(Default)]
struct Taken {
    names: IndexSet<String>,
    sys: IndexSet<String>,
}

impl Taken {
    /// Takes a name, and that of the form with all optional arguments, if both are free.
    fn take(&mut self, name: &str, with: bool) -> bool {
        let form = names::with_name(name);
        if self.names.contains(name) || with && self.names.contains(&form) {
            return false;
        }
        self.names.insert(name.to_owned());
        if with {
            self.names.insert(form);
        }
        true
    }

    /// A free name of the `sys` layer.
    fn sys(&mut self, wanted: &str) -> String {
        let mut sys = wanted.to_owned();
        if !self.sys.insert(sys.clone()) {
            sys = format!("{}_value", wanted.trim_end_matches('_'));
            while !self.sys.insert(sys.clone()) {
                sys.push('_');
            }
        }
        sys
    }
}

/// Makes names final: what stays first, then keywords, what two members share, and the `sys` names.
fn settle(methods: &mut [Method], items: &[Item], held: &[Option<&Member>]) {
    let mut taken = Taken::default();
    let held = |index: usize| held.get(index).copied().flatten();
    for (index, method) in methods.iter_mut().enumerate() {
        let Some(member) = held(index) else { continue };
        method.name.clone_from(&member.name);
        method.sys.clone_from(member.sys.as_ref().unwrap_or(&member.name));
        taken.sys.insert(method.sys.clone());
        if !member.name.is_empty() {
            taken.names.insert(member.name.clone());
            if has_with(method) {
                taken.names.insert(names::with_name(&member.name));
            }
        }
    }
    // Of two overloads with one name the one that takes options can do all the other can.
    let mut order: Vec<usize> = (0..methods.len()).filter(|index| held(*index).is_none()).collect();
    order.sort_by_key(|index| {
        let method = &methods[*index];
        let options = method.args.last().is_some_and(|arg| {
            arg.optional && matches!(arg.ty, RTy::Item(..)) && literal(arg, items).is_some()
        });
        (method.kind != CallKind::Call, method.folded, !options)
    });
    for index in order {
        let method = &mut methods[index];
        let wanted = names::method_name(&method.name);
        method.sys = taken.sys(&wanted);
        method.name = if method.folded { String::new() } else { free(method, wanted, &mut taken) };
    }
}

/// A free name for a method; none where another overload covers it.
fn free(method: &Method, wanted: String, taken: &mut Taken) -> String {
    let with = has_with(method);
    if taken.take(&wanted, with) {
        return wanted;
    }
    if method.args.iter().any(|arg| arg.constant.is_some()) {
        return String::new();
    }
    let suffix = match method.kind {
        CallKind::Call => method.args.last().map_or("call", |arg| arg.name.trim_end_matches('_')),
        CallKind::Getter => "property",
        CallKind::Setter => "assign",
    };
    let told = format!("{}_{suffix}", wanted.trim_end_matches('_'));
    let mut name = told.clone();
    let mut place = 2;
    while !taken.take(&name, with) {
        name = format!("{told}_{place}");
        place += 1;
    }
    name
}

/// Whether a method has a form with its optional arguments beside the one without.
fn has_with(method: &Method) -> bool {
    method.kind == CallKind::Call && method.args.iter().any(|arg| arg.optional && !arg.fixed)
}
