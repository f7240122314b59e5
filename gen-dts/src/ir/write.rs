//! TypeScript types as text: for documentation, for comparing what two files declare, and for the definition file
//! that is checked against the input.

use super::ts::{AnonMember, Lit, Mapped, MemberKind, Program, Sig, TupleItem, Ty, TypeParam};
use std::fmt::Write;

/// Writes types of one program.
#[derive(Clone, Copy, Debug)]
pub struct Writer<'p> {
    program: &'p Program,
}

impl<'p> Writer<'p> {
    /// A writer.
    pub fn new(program: &'p Program) -> Self {
        Self { program }
    }

    /// A type.
    pub fn ty(self, ty: &Ty) -> String {
        let mut out = String::new();
        self.write(&mut out, ty);
        out
    }

    /// A signature: `(a: string) => void`.
    pub fn sig(self, sig: &Sig, arrow: &str) -> String {
        let mut out = String::new();
        self.write_sig(&mut out, sig, arrow);
        out
    }

    /// `<T extends X = Y>`, or nothing.
    pub fn params(self, params: &[TypeParam]) -> String {
        if params.is_empty() {
            return String::new();
        }
        let params: Vec<_> = params
            .iter()
            .map(|param| {
                let mut text = param.name.clone();
                if let Some(constraint) = &param.constraint {
                    text.push_str(" extends ");
                    self.write(&mut text, constraint);
                }
                if let Some(default) = &param.default {
                    text.push_str(" = ");
                    self.write(&mut text, default);
                }
                text
            })
            .collect();
        format!("<{}>", params.join(", "))
    }

    fn write_sig(self, out: &mut String, sig: &Sig, arrow: &str) {
        out.push_str(&self.params(&sig.params));
        out.push('(');
        for (index, arg) in sig.args.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            let dots = if arg.rest { "..." } else { "" };
            let mark = if arg.optional && !arg.rest { "?" } else { "" };
            _ = write!(out, "{dots}{}{mark}: ", arg.name);
            self.write(out, &arg.ty);
        }
        _ = write!(out, "){arrow}");
        self.write(out, &sig.ret);
    }

    fn list(self, out: &mut String, types: &[Ty], separator: &str) {
        for (index, ty) in types.iter().enumerate() {
            if index > 0 {
                out.push_str(separator);
            }
            let wrap = separator != ", "
                && matches!(ty, Ty::Function(_) | Ty::Constructor(_) | Ty::Union(_) | Ty::Conditional(_));
            if wrap {
                out.push('(');
            }
            self.write(out, ty);
            if wrap {
                out.push(')');
            }
        }
    }

    fn args(self, out: &mut String, args: &[Ty]) {
        if !args.is_empty() {
            out.push('<');
            self.list(out, args, ", ");
            out.push('>');
        }
    }

    fn wrapped(self, out: &mut String, ty: &Ty) {
        let simple = matches!(
            ty,
            Ty::Ref(..)
                | Ty::Std(..)
                | Ty::Param(_)
                | Ty::String
                | Ty::Number
                | Ty::Boolean
                | Ty::Any
                | Ty::Unknown
                | Ty::Anon(_)
                | Ty::Array(_)
                | Ty::Tuple(_)
                | Ty::Object
                | Ty::Lit(_)
                | Ty::Indexed(..)
        );
        if simple {
            self.write(out, ty);
        } else {
            out.push('(');
            self.write(out, ty);
            out.push(')');
        }
    }

    fn write(self, out: &mut String, ty: &Ty) {
        match ty {
            Ty::Lit(literal) => lit(out, literal),
            Ty::Template(parts, types) => self.template(out, parts, types),
            Ty::Ref(id, args) => {
                out.push_str(&self.program.decl(*id).path());
                self.args(out, args);
            }
            Ty::Std(name, args) => {
                out.push_str(name);
                self.args(out, args);
            }
            Ty::Param(name) | Ty::Unresolved(name) => out.push_str(name),
            Ty::Union(types) => self.list(out, types, " | "),
            Ty::Intersection(types) => self.list(out, types, " & "),
            Ty::Array(item) => {
                self.wrapped(out, item);
                out.push_str("[]");
            }
            Ty::Tuple(items) => self.tuple(out, items),
            Ty::Function(sig) => self.write_sig(out, sig, " => "),
            Ty::Constructor(sig) => {
                out.push_str("new ");
                self.write_sig(out, sig, " => ");
            }
            Ty::Anon(members) => self.members(out, members),
            Ty::Keyof(of) => {
                out.push_str("keyof ");
                self.wrapped(out, of);
            }
            Ty::Indexed(of, index) => {
                self.wrapped(out, of);
                out.push('[');
                self.write(out, index);
                out.push(']');
            }
            Ty::Conditional(parts) => self.conditional(out, parts),
            Ty::Infer(name) => _ = write!(out, "infer {name}"),
            Ty::Mapped(mapped) => self.mapped(out, mapped),
            Ty::Typeof(id) => _ = write!(out, "typeof {}", self.program.decl(*id).path()),
            plain => out.push_str(keyword(plain)),
        }
    }

    fn template(self, out: &mut String, parts: &[String], types: &[Ty]) {
        out.push('`');
        for (index, part) in parts.iter().enumerate() {
            out.push_str(part);
            if let Some(ty) = types.get(index) {
                out.push_str("${");
                self.write(out, ty);
                out.push('}');
            }
        }
        out.push('`');
    }

    fn tuple(self, out: &mut String, items: &[TupleItem]) {
        out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            if item.rest {
                out.push_str("...");
            }
            self.write(out, &item.ty);
            if item.optional {
                out.push('?');
            }
        }
        out.push(']');
    }

    fn conditional(self, out: &mut String, parts: &[Ty; 4]) {
        let [check, extends, then, otherwise] = parts;
        self.wrapped(out, check);
        out.push_str(" extends ");
        self.wrapped(out, extends);
        out.push_str(" ? ");
        self.write(out, then);
        out.push_str(" : ");
        self.write(out, otherwise);
    }

    fn mapped(self, out: &mut String, mapped: &Mapped) {
        _ = write!(out, "{{ [{} in ", mapped.key);
        self.write(out, &mapped.over);
        if let Some(name) = &mapped.name {
            out.push_str(" as ");
            self.write(out, name);
        }
        out.push(']');
        out.push_str(match mapped.optional {
            Some(true) => "?",
            Some(false) => "-?",
            None => "",
        });
        out.push_str(": ");
        self.write(out, &mapped.value);
        out.push_str(" }");
    }

    fn members(self, out: &mut String, members: &[AnonMember]) {
        if members.is_empty() {
            out.push_str("{}");
            return;
        }
        out.push_str("{ ");
        for AnonMember(member) in members {
            self.member(out, member);
            out.push_str("; ");
        }
        out.push('}');
    }

    /// A member as in an interface, without what ends it.
    pub fn member(self, out: &mut String, member: &super::ts::Member) {
        let name = property_name(&member.name);
        match &member.kind {
            MemberKind::Property { ty, optional, readonly, .. } => {
                let readonly = if *readonly { "readonly " } else { "" };
                let mark = if *optional { "?" } else { "" };
                _ = write!(out, "{readonly}{name}{mark}: ");
                self.write(out, ty);
            }
            MemberKind::Setter(ty) => {
                _ = write!(out, "set {name}(value: ");
                self.write(out, ty);
                out.push(')');
            }
            MemberKind::Method { sig, optional } => {
                _ = write!(out, "{name}{}", if *optional { "?" } else { "" });
                self.write_sig(out, sig, ": ");
            }
            MemberKind::Construct(sig) => {
                out.push_str("new ");
                self.write_sig(out, sig, ": ");
            }
            MemberKind::Call(sig) => self.write_sig(out, sig, ": "),
            MemberKind::Index { key, value } => {
                out.push_str("[key: ");
                self.write(out, key);
                out.push_str("]: ");
                self.write(out, value);
            }
        }
    }
}

/// Types that are a word; nothing for others.
fn keyword(ty: &Ty) -> &'static str {
    match ty {
        Ty::Any => "any",
        Ty::Unknown => "unknown",
        Ty::Never => "never",
        Ty::Void => "void",
        Ty::Undefined => "undefined",
        Ty::Null => "null",
        Ty::Object => "object",
        Ty::String => "string",
        Ty::Number => "number",
        Ty::Boolean => "boolean",
        Ty::BigInt => "bigint",
        Ty::Symbol => "symbol",
        Ty::This => "this",
        _ => "",
    }
}

fn property_name(name: &str) -> String {
    if let Some(symbol) = name.strip_prefix("@@") {
        return if symbol.starts_with("__") {
            format!("[Rpc.{symbol}]")
        } else {
            format!("[Symbol.{symbol}]")
        };
    }
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$')
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty();
    if plain { name.to_owned() } else { format!("{name:?}") }
}

fn lit(out: &mut String, literal: &Lit) {
    match literal {
        Lit::String(text) => _ = write!(out, "{text:?}"),
        Lit::Number(number) => out.push_str(number),
        Lit::Bool(truth) => _ = write!(out, "{truth}"),
    }
}
