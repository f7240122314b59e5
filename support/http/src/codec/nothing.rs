//! Objects that say nothing but that they are there.

use super::{Codec, Fail, Reader, Writer};

/// An object without members: in a union what is left when nothing is said. One with members is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoMembers;

impl Codec for NoMembers {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        reader.begin_object()?;
        match reader.next_key(true)? {
            None => Ok(()),
            Some(_) => Err(reader.fail("an object without members")),
        }
    }

    fn encode(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.end_object();
    }
}
