//! Members that are not what their record says: kept and noted, and only where they must be there an error.

use super::mark::Mark;
use super::note::Remark;
use super::record::{Field, Seen};
use super::{Codec, Fail, Kept, Kind, Reader};
use crate::Json;

/// How many places where something is missing or another than expected are remembered.
const MAX_REMARKS: usize = 1_000;

/// What is expected where a format is promised.
const SOMETHING: &str = "a text that is not empty";

impl Reader<'_> {
    /// One thing more speaks against the type that is being tried.
    pub(super) fn speak_against(&mut self) -> Result<(), Fail> {
        self.against += 1;
        if self.exact && self.against > self.limit { Err(Fail::untold()) } else { Ok(()) }
    }

    /// Remembers something that is no loss.
    pub(super) fn remark(&mut self, remark: Remark) {
        if self.remarks.len() < MAX_REMARKS {
            self.remarks.push(remark);
        }
    }

    /// A member that the record does not list: kept where the record keeps such, otherwise passed over.
    pub(super) fn unlisted(&mut self, key: &str, target: &mut dyn Codec) -> Result<(), Fail> {
        let Some(member) = target.rest_mut(key) else {
            if self.exact && self.kind()? != Kind::Null {
                self.speak_against()?;
            }
            return self.skip().map(drop).map_err(|fail| fail.in_member(key));
        };
        let start = self.mark();
        let fail = if self.kind()? == Kind::Null && !member.accepts_null() {
            None
        } else {
            let Err(fail) = member.decode(self) else { return Ok(()) };
            Some(fail.in_member(key))
        };
        target.rest_forget(key);
        self.unlisted_odd(key, target, &start, fail)
    }

    /// One that is not of the type that such members have. `fail` says why; nothing does of `null`.
    #[cold]
    fn unlisted_odd(
        &mut self,
        key: &str,
        target: &mut dyn Codec,
        start: &Mark,
        fail: Option<Fail>,
    ) -> Result<(), Fail> {
        let fail = match fail {
            Some(fail) if self.strict || self.exact => return Err(fail),
            fail => fail,
        };
        // What is not well-formed is no value of any type.
        let raw = match (self.skip_from(start), fail.is_some()) {
            (Ok(raw), _) => raw,
            (Err(broken), false) => return Err(broken.in_member(key)),
            (Err(_), true) => return fail.map_or(Ok(()), Err),
        };
        let (end, at) = (self.at, self.at - raw.len());
        if let (Some(kept), Ok(raw)) = (Kept::of_mut(target), Json::parse(raw)) {
            kept.keep_unlisted(key, raw);
        }
        self.remarks.extend(fail.map(|fail| Remark::Unfit { at, end, fail }));
        Ok(())
    }

    /// A member without a value where its type has none for that: `null`, or an empty text where a format is promised. The
    /// record has what it begins with, and is written with what was sent.
    #[cold]
    pub(super) fn nothing(
        &mut self,
        field: &'static Field,
        index: usize,
        target: &mut dyn Codec,
        seen: &mut Seen,
    ) -> Result<(), Fail> {
        self.space();
        let at = self.at;
        if self.null()? {
            // It is missed like one that is not there.
            Kept::keep_behind(target, index, Json::default());
            return Ok(());
        }
        if self.strict {
            return Err(self.fail(SOMETHING).in_member(field.name));
        }
        self.skip()?;
        self.speak_against()?;
        seen.insert(index);
        Kept::keep_instead(target, index, Json::from(""));
        let (end, hidden) = (self.at, field.is_secret());
        self.remark(Remark::Unexpected { at, end, expected: SOMETHING, hidden });
        Ok(())
    }

    /// Passes over an empty text that stands by itself or in a list, where there may be no value; `false` where it is looked
    /// for what it may be.
    #[cold]
    pub(crate) fn empty(&mut self) -> Result<bool, Fail> {
        if self.strict || self.exact {
            return Ok(false);
        }
        let at = self.at;
        self.skip()?;
        let end = self.at;
        self.remark(Remark::Unexpected { at, end, expected: SOMETHING, hidden: false });
        Ok(true)
    }

    /// A member that does not fit its type: an error if it is required, otherwise left out, kept and noted.
    #[cold]
    pub(super) fn unfit(
        &mut self,
        field: &'static Field,
        index: usize,
        target: &mut dyn Codec,
        mark: &Mark,
        fail: Fail,
    ) -> Result<(), Fail> {
        let mut fail = fail.in_member(field.name);
        if field.is_secret() {
            fail.hide();
        }
        if field.is_required() || self.strict || self.exact {
            return Err(fail);
        }
        // What is not well-formed is no value of any type.
        let Ok(raw) = self.skip_from(mark) else { return Err(fail) };
        let (end, at) = (self.at, self.at - raw.len());
        if let Some(member) = target.get_mut(index) {
            member.clear();
        }
        if let Ok(raw) = Json::parse(raw) {
            Kept::keep_instead(target, index, raw);
        }
        self.remarks.push(Remark::Unfit { at, end, fail });
        Ok(())
    }
}
