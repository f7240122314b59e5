//! Options, lists, maps, boxes.

use super::{Codec, Fail, Reader, Shape, Writer};
use std::collections::BTreeMap;

impl<T: Codec + Default> Codec for Option<T> {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        if reader.null()? {
            return Ok(());
        }
        let value = T::default();
        if value.is_formatted() && reader.empty_string() {
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

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn accepts_null(&self) -> bool {
        true
    }
}

impl<T: Codec + Default> Codec for Vec<T> {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        self.clear();
        reader.begin_array()?;
        while reader.next_item(self.is_empty())? {
            let index = self.len();
            // Read in place: records are large, and moving them costs more than reading them.
            self.push(T::default());
            self[index].decode(reader).map_err(|fail| fail.in_item(index))?;
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
}

impl<T: Codec + Default> Codec for BTreeMap<String, T> {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        self.clear();
        reader.begin_object()?;
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
}

impl<T: Codec> Codec for Box<T> {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        (**self).decode(reader)
    }

    fn encode(&self, writer: &mut Writer) {
        (**self).encode(writer);
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

    fn get(&self, index: usize) -> &dyn Codec {
        (**self).get(index)
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Codec> {
        (**self).get_mut(index)
    }
}
