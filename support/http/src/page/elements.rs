//! The items of a list, of which one may be odd.

use crate::codec::{Codec, Fail, Reader, Writer};

/// The items of a list. One that cannot be read does not take the others with it.
#[derive(Debug)]
pub(crate) struct Elements<T> {
    pub(crate) items: Vec<T>,
    pub(crate) failed: Vec<Failed>,
}

/// An item that cannot be read.
#[derive(Debug)]
pub(crate) struct Failed {
    /// Its place among all items.
    pub(crate) index: usize,
    /// Why.
    pub(crate) fail: Fail,
    /// The item as it was sent.
    pub(crate) raw: String,
}

impl<T> Default for Elements<T> {
    fn default() -> Self {
        Self { items: Vec::new(), failed: Vec::new() }
    }
}

impl<T: Codec + Default> Codec for Elements<T> {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        self.items.clear();
        self.failed.clear();
        reader.begin_array()?;
        let mut index = 0;
        while reader.next_item(index == 0)? {
            let mark = reader.mark();
            let at = self.items.len();
            // Read in place: records are large, and moving them costs more than reading them.
            self.items.push(T::default());
            if let Err(fail) = self.items[at].decode(reader) {
                self.items.truncate(at);
                match reader.skip_item(&mark) {
                    Ok(raw) => self.failed.push(Failed { index, fail, raw: raw.to_owned() }),
                    // What is not well-formed is no item.
                    Err(_) => return Err(fail.in_item(index)),
                }
            }
            index += 1;
        }
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        self.items.encode(writer);
    }
}
