//! Members of records: a value, and what it is to be missing.

use super::{Value, optional};
use crate::catalogue::types::{Field, Schema};
use crate::codec::{Codec, Fail, Reader, Writer};
use std::fmt;

/// A member of a record, with what stands around its type.
pub(super) struct Member {
    of: Schema,
    wrap: Wrap,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrap {
    /// Always a value.
    Bare,
    /// Perhaps a value.
    Option,
    /// A value, `null`, or nothing.
    Nullable,
}

enum State {
    Absent,
    Null,
    Value(Value),
}

impl Member {
    /// The member as it is by default.
    pub(super) fn of(field: &Field, of: Schema, depth: usize) -> Self {
        let wrap = match (field.required, field.nullable) {
            (true, false) => Wrap::Bare,
            (false, true) => Wrap::Nullable,
            _ => Wrap::Option,
        };
        let value = (wrap == Wrap::Bare).then(|| Value::deep(of, depth + 1));
        Self { of, wrap, state: value.map_or(State::Absent, State::Value) }
    }
}

impl Codec for Member {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        match (self.wrap, &mut self.state) {
            (Wrap::Bare, State::Value(value)) => return value.decode(reader),
            (Wrap::Nullable, state) if reader.null()? => *state = State::Null,
            (_, state) => {
                if let Some(value) = optional(self.of, reader)? {
                    *state = State::Value(value);
                }
            }
        }
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        match &self.state {
            State::Value(value) => value.encode(writer),
            State::Absent | State::Null => writer.null(),
        }
    }

    fn clear(&mut self) {
        match (&mut self.state, self.wrap) {
            (State::Value(value), Wrap::Bare) => value.clear(),
            (state, _) => *state = State::Absent,
        }
    }

    fn is_absent(&self) -> bool {
        match &self.state {
            State::Value(value) => self.wrap == Wrap::Bare && value.is_absent(),
            State::Null => false,
            State::Absent => true,
        }
    }

    fn is_formatted(&self) -> bool {
        match &self.state {
            State::Value(value) => value.is_formatted(),
            State::Absent | State::Null => Value::of(self.of).is_formatted(),
        }
    }

    fn accepts_null(&self) -> bool {
        match &self.state {
            State::Value(value) if self.wrap == Wrap::Bare => value.accepts_null(),
            _ => true,
        }
    }
}

/// It may be secret.
impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").finish_non_exhaustive()
    }
}
