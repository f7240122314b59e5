//! Options, lists, maps, boxes.

use super::record::Shown;
use super::{Codec, Fail, Reader, Shape, Writer};
use crate::secret::{HIDDEN, is_secret};
use std::collections::BTreeMap;
use std::fmt;

impl<T: Codec + Default> Codec for Option<T> {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        if reader.null()? {
            return Ok(());
        }
        let value = T::default();
        if reader.holds_no_text() && value.is_formatted() && reader.empty()? {
            return Ok(());
        }
        self.insert(value).decode(reader)
    }

    fn encode(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.encode(writer),
            None => writer.null(),
        }
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Some(value) => f.debug_tuple("Some").field(&Shown(value)).finish(),
            None => f.write_str("None"),
        }
    }

    fn needs_nothing() -> bool {
        true
    }

    fn knows(name: &str) -> bool {
        T::knows(name)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn accepts_null(&self) -> bool {
        true
    }

    fn is_formatted(&self) -> bool {
        T::default().is_formatted()
    }
}

/// Items of at most so many bytes are moved into their list.
const SMALL: usize = 64;

impl<T: Codec + Default> Codec for Vec<T> {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        self.clear();
        reader.begin_array()?;
        while reader.next_item(self.is_empty())? {
            let index = self.len();
            // Records are large, and moving them costs more than reading them; what is small need not have a place before it
            // fits.
            if size_of::<T>() > SMALL {
                self.push(T::default());
                self[index].decode(reader).map_err(|fail| fail.in_item(index))?;
            } else {
                let mut item = T::default();
                item.decode(reader).map_err(|fail| fail.in_item(index))?;
                self.push(item);
            }
        }
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        writer.begin_array();
        for item in self {
            writer.item();
            item.encode(writer);
        }
        writer.end_array();
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|item| Shown(item))).finish()
    }

    fn needs_nothing() -> bool {
        true
    }
}

impl<T: Codec + Default> Codec for BTreeMap<String, T> {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        self.clear();
        reader.begin_object()?;
        reader.loose += 1;
        let mut first = true;
        while let Some(key) = reader.next_key(first)? {
            first = false;
            let mut value = T::default();
            value.decode(reader).map_err(|fail| fail.in_member(&key))?;
            self.insert(key.into_owned(), value);
        }
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        writer.begin_object();
        for (key, value) in self {
            writer.key(key);
            value.encode(writer);
        }
        writer.end_object();
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (key, value) in self {
            if is_secret(key) {
                map.entry(key, &format_args!("{HIDDEN}"));
            } else {
                map.entry(key, &Shown(value));
            }
        }
        map.finish()
    }

    fn needs_nothing() -> bool {
        true
    }
}

impl<T: Codec> Codec for Box<T> {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        (**self).decode(reader)
    }

    fn encode(&self, writer: &mut Writer) {
        (**self).encode(writer);
    }

    fn clear(&mut self) {
        (**self).clear();
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).show(f)
    }

    fn needs_nothing() -> bool {
        T::needs_nothing()
    }

    fn knows(name: &str) -> bool {
        T::knows(name)
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }

    fn accepts_null(&self) -> bool {
        (**self).accepts_null()
    }

    fn is_formatted(&self) -> bool {
        (**self).is_formatted()
    }

    fn shape() -> &'static Shape {
        T::shape()
    }

    fn rest(&self) -> Option<&dyn Codec> {
        (**self).rest()
    }

    fn rest_mut(&mut self, name: &str) -> Option<&mut dyn Codec> {
        (**self).rest_mut(name)
    }

    fn rest_forget(&mut self, name: &str) {
        (**self).rest_forget(name);
    }

    fn get(&self, index: usize) -> &dyn Codec {
        (**self).get(index)
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Codec> {
        (**self).get_mut(index)
    }
}
