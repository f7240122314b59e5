//! Lists outside the query, and query values that keep characters which have a meaning there.

use super::Call;
use crate::escape;
use std::fmt;

/// How a value is written into the path (OpenAPI's `style` and `explode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStyle {
    /// `a,b` (`simple`)
    Simple,
    /// `.a,b` (`label`, not exploded)
    Label,
    /// `.a.b` (`label`, exploded)
    LabelEach,
    /// `;name=a,b` (`matrix`, not exploded)
    Matrix,
    /// `;name=a;name=b` (`matrix`, exploded)
    MatrixEach,
}

impl Call {
    /// Fills in the next path parameter with a list, or with one value in another style than the usual. A list without
    /// items, or with one that is empty, would name another path and makes the call fail.
    pub fn path_list<T: fmt::Display>(
        mut self,
        style: PathStyle,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let Some(name) = self.next_parameter() else {
            self.fail("it has fewer path parameters");
            return self;
        };
        let items: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        if items.is_empty() || items.iter().any(String::is_empty) {
            self.fail(&format!("`{name}` is empty"));
            return self;
        }
        let items: Vec<String> = items.iter().map(|item| escape::encoded(item)).collect();
        let text = match style {
            PathStyle::Simple => items.join(","),
            PathStyle::Label => format!(".{}", items.join(",")),
            PathStyle::LabelEach => format!(".{}", items.join(".")),
            PathStyle::Matrix => format!(";{name}={}", items.join(",")),
            PathStyle::MatrixEach => items.iter().map(|item| format!(";{name}={item}")).collect(),
        };
        if escape::is_dots(&text) {
            self.fail(&format!("`{name}` cannot be `{text}`"));
            return self;
        }
        self.parts.path.push_str(&text);
        self
    }

    /// Sets a header that is a list; an empty list leaves it out.
    pub fn header_list<T: fmt::Display>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        if items.is_empty() { self } else { self.header(name, &items.join(",")) }
    }

    /// Writes a query parameter that was set with the characters of addresses as they are (`allowReserved`): `/` and `:`
    /// and the like. Those that would end the value (`&`, `#`, `+`) stay encoded.
    pub fn with_reserved(mut self, name: &str) -> Self {
        for (_, value) in self.parts.query.iter_mut().filter(|(known, _)| known == name) {
            *value = escape::with_reserved(value);
        }
        self
    }
}
