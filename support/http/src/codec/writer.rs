//! JSON text, written value by value.

/// How moments are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dates {
    /// As they are, with the fraction of a second.
    #[default]
    Exact,
    /// With the fraction of a second in three digits, as JavaScript writes them.
    Milliseconds,
    /// In whole seconds, the fraction left out: the form that the API takes everywhere.
    WholeSeconds,
}

/// Writes one JSON value without spaces.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    pub(super) dates: Dates,
    /// Whether the next member or item needs a comma before it.
    comma: bool,
}

impl Writer {
    /// A writer that writes moments in this way.
    pub fn new(dates: Dates) -> Self {
        Self { dates, ..Self::default() }
    }

    /// The text written.
    pub fn finish(self) -> String {
        self.text
    }

    /// Writes text that is known to be one JSON value.
    pub fn raw(&mut self, json: &str) {
        self.text.push_str(json);
        self.comma = true;
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.raw("null");
    }

    /// Writes a boolean.
    pub fn bool(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// Writes a string.
    pub fn string(&mut self, value: &str) {
        self.text.push('"');
        let mut from = 0;
        for (at, byte) in value.bytes().enumerate() {
            let escape = match byte {
                b'"' => "\\\"",
                b'\\' => "\\\\",
                b'\n' => "\\n",
                b'\r' => "\\r",
                b'\t' => "\\t",
                0..0x20 => "",
                _ => continue,
            };
            self.text.push_str(&value[from..at]);
            if escape.is_empty() {
                self.text.push_str(&format!("\\u{byte:04x}"));
            } else {
                self.text.push_str(escape);
            }
            from = at + 1;
        }
        self.text.push_str(&value[from..]);
        self.text.push('"');
        self.comma = true;
    }

    fn separate(&mut self) {
        if self.comma {
            self.text.push(',');
        }
        self.comma = false;
    }

    /// Starts an object.
    pub fn begin_object(&mut self) {
        self.text.push('{');
        self.comma = false;
    }

    /// Writes a member's name; its value must follow.
    pub fn key(&mut self, name: &str) {
        self.separate();
        self.string(name);
        self.text.push(':');
        self.comma = false;
    }

    /// Writes the members of a JSON object that was written without spaces.
    pub(super) fn members(&mut self, object: &str) {
        let inner = object.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
        if !inner.is_empty() {
            self.separate();
            self.text.push_str(inner);
            self.comma = true;
        }
    }

    /// Ends an object.
    pub fn end_object(&mut self) {
        self.text.push('}');
        self.comma = true;
    }

    /// Starts an array.
    pub fn begin_array(&mut self) {
        self.text.push('[');
        self.comma = false;
    }

    /// Separates an item from the one before; its value must follow.
    pub fn item(&mut self) {
        self.separate();
    }

    /// Ends an array.
    pub fn end_array(&mut self) {
        self.text.push(']');
        self.comma = true;
    }
}
