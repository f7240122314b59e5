//! Cloudflare's envelope `{success, errors, messages, result, result_info}`.

use super::object::{Member, required};
use super::union::Alternatives;
use super::{Lower, Lowered};
use crate::ir::{Origin, Record, Role, Sig, TypeKind};
use crate::read::Schema;
use std::collections::BTreeMap;

/// What all envelopes have beside the result.
pub(crate) const ENVELOPE: [&str; 4] = ["success", "errors", "messages", "result_info"];

/// What a JSON success body is.
pub(crate) enum Envelope<'d> {
    /// The body itself.
    Bare,
    /// An envelope with these schemas for `result`, one list per alternative; none where it has no `result`.
    Wrapped(Vec<Vec<Schema<'d>>>),
    /// An envelope without `result`, with members of its own beside what all envelopes have.
    Beside,
}

impl<'d> Lower<'d> {
    /// Looks for the envelope, in the body itself or in all of its alternatives.
    pub(crate) fn envelope(&mut self, body: Schema<'d>) -> Envelope<'d> {
        let parts = self.parts(body);
        let members = self.members(&parts);
        let variants = self.variants(&parts);
        if variants.is_empty() {
            return match is_envelope(&members, &parts) {
                true if says_more(&members) => Envelope::Beside,
                true => Envelope::Wrapped(results(members)),
                false => Envelope::Bare,
            };
        }
        let mut found: Vec<Vec<Schema<'d>>> = Vec::new();
        let mut wrapped = is_envelope(&members, &parts);
        if let Some(own) = results(members).pop() {
            found.push(own);
        }
        for variant in variants {
            let parts = self.parts(variant);
            let members = self.members(&parts);
            wrapped |= is_envelope(&members, &parts);
            let describes = !members.is_empty();
            match results(members).pop() {
                Some(result) => {
                    let ids = |list: &[Schema<'d>]| list.iter().map(|s| s.id()).collect::<Vec<_>>();
                    if !found.iter().any(|known| ids(known) == ids(&result)) {
                        found.push(result);
                    }
                }
                // An alternative without `result` is an error body that strayed into the success.
                None if describes => {}
                None => return Envelope::Bare,
            }
        }
        if wrapped { Envelope::Wrapped(found) } else { Envelope::Bare }
    }

    /// The members beside those that all envelopes have, as a struct.
    pub(crate) fn beside(&mut self, body: Schema<'d>, origin: Origin) -> Sig {
        let parts = self.parts(body);
        let mut members = self.members(&parts);
        members.retain(|name, _| !ENVELOPE.contains(name));
        let id =
            self.add(TypeKind::Record(Record::default()), origin, self.docs(body), body.id(), Role::Response);
        let record = self.record(id, members, &required(&parts), Role::Response);
        self.api[id].kind = TypeKind::Record(record);
        Sig::Type(id)
    }

    /// The type of `result`.
    pub(crate) fn result(&mut self, results: Vec<Vec<Schema<'d>>>, origin: Origin) -> Lowered {
        let mut each = results.into_iter();
        match (each.next(), each.next()) {
            (None, _) => Lowered::plain(Sig::Unit),
            (Some(only), None) => self.member_type(&only, Role::Response, origin, "result"),
            (Some(first), Some(second)) => {
                let schemas: Vec<Schema<'d>> =
                    [first, second].into_iter().chain(each).filter_map(|list| list.last().copied()).collect();
                let key = (schemas.iter().map(|schema| schema.id()).collect(), Role::Response);
                // Each alternative has members of its own only.
                let alternatives = Alternatives {
                    own: schemas[schemas.len() - 1],
                    docs: "",
                    nullable: false,
                    tag: None,
                    shared: Vec::new(),
                };
                self.alternatives(&alternatives, &schemas, Role::Response, origin, "result", &key)
            }
        }
    }
}

/// Whether members are those of an envelope, where some may be required without being described.
fn is_envelope(members: &BTreeMap<&str, Member<'_>>, parts: &[Schema<'_>]) -> bool {
    let required = required(parts);
    let has = |name| members.contains_key(name) || required.contains_key(name);
    has("success") && (has("errors") || has("messages") || has("result"))
        || has("result") && has("errors") && has("messages")
}

/// Whether an envelope without `result` has members of its own.
fn says_more(members: &BTreeMap<&str, Member<'_>>) -> bool {
    !members.contains_key("result") && members.keys().any(|name| !ENVELOPE.contains(name))
}

fn results<'d>(mut members: BTreeMap<&'d str, Member<'d>>) -> Vec<Vec<Schema<'d>>> {
    members.remove("result").map(|member| member.schemas).into_iter().collect()
}
