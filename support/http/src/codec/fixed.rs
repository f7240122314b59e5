//! Members that have one possible value: written always, compared when read, and readable where another value came.

use super::note::Remark;
use super::record::{Field, Has, Seen, Shape};
use super::{Codec, Fail, Kept, Kind, Reader};
use crate::Json;

/// The value of a record's member by its name in JSON, as it would be written; `None` where it has none of that name, or
/// nothing is known of it.
///
/// This is how to look at members that have one possible value, which are no fields: what came instead of that value is kept
/// as it was sent, and noted ([`Reader::notes`]).
pub fn member<T: Codec>(value: &T, name: &str) -> Option<Json> {
    find(T::shape(), value, name)
}

fn find(shape: &'static Shape, value: &dyn Codec, name: &str) -> Option<Json> {
    let Some(index) = shape.find(name, 0) else {
        let sent = || Kept::of(value)?.unlisted().iter().find(|(known, _)| known == name);
        return Json::of(value.rest()?).get(name).or_else(|| Some(sent()?.1.clone()));
    };
    match shape.fields[index].of(index, value, Kept::of(value)) {
        Has::Value(member) => Some(Json::of(member)),
        Has::Kept(raw) => Some(raw.clone()),
        Has::Constant(json) => Json::parse(json).ok(),
        Has::Nothing => None,
    }
}

impl Reader<'_> {
    /// Reads a member that is no field of its record's type: mostly the one value that it can have.
    #[inline]
    pub(super) fn fixed(
        &mut self,
        field: &'static Field,
        index: usize,
        target: &mut dyn Codec,
        seen: &mut Seen,
    ) -> Result<(), Fail> {
        self.space();
        let (bytes, end) = (self.bytes(), self.at + field.constant.len());
        let begins = bytes.get(self.at..end) == Some(field.constant.as_bytes());
        // A number may go on.
        let ends = !matches!(bytes.get(end), Some(b'0'..=b'9' | b'.' | b'e' | b'E'));
        if begins && ends && !field.constant.is_empty() && !seen.contains(index) {
            self.at = end;
            seen.insert(index);
            return Ok(());
        }
        self.other(field, index, target, seen).map_err(|fail| fail.in_member(field.name))
    }

    /// Reads what is not written like the value that it should be.
    #[cold]
    fn other(
        &mut self,
        field: &'static Field,
        index: usize,
        target: &mut dyn Codec,
        seen: &mut Seen,
    ) -> Result<(), Fail> {
        if self.null()? {
            return Ok(());
        }
        let at = self.at;
        let raw = self.skip()?;
        if field.constant.is_empty() {
            return Ok(());
        }
        seen.insert(index);
        if self.means(raw, field.constant) {
            if let Some(kept) = Kept::of_mut(target) {
                kept.forget(index);
            }
            return Ok(());
        }
        let end = self.at;
        if self.strict {
            self.at = at;
            return Err(self.fail(field.constant));
        }
        self.speak_against()?;
        if let Ok(raw) = Json::parse(raw) {
            Kept::keep(target, index, raw);
        }
        self.remark(Remark::Unexpected { at, end, expected: field.constant, hidden: false });
        Ok(())
    }

    /// Whether a value is this constant, written otherwise or, unless variants are being tried, as another kind.
    fn means(&self, raw: &str, constant: &str) -> bool {
        let (mut given, mut constant) =
            (Reader { exact: self.exact, ..Reader::new(raw) }, Reader::new(constant));
        match constant.kind() {
            Ok(Kind::String) => given.text().ok() == constant.string().ok(),
            Ok(Kind::Bool) => given.bool().ok() == constant.bool().ok(),
            Ok(Kind::Number) => match (given.number_or_text(), constant.number()) {
                (Ok(given), Ok(constant)) => is_number(&given, constant),
                _ => false,
            },
            _ => false,
        }
    }
}

fn is_number(one: &str, other: &str) -> bool {
    match (one.parse::<i128>(), other.parse::<i128>()) {
        (Ok(one), Ok(other)) => one == other,
        _ => {
            matches!((one.parse::<f64>(), other.parse::<f64>()), (Ok(one), Ok(other)) if one.total_cmp(&other).is_eq())
        }
    }
}
