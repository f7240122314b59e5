//! What a document says of a value beside its type.

/// Default, example, bounds and format of a value. A type says nothing of them; documentation and the catalogue do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What the API takes where nothing is given.
    pub default: Option<Literal>,
    /// A short value that the document shows.
    pub example: Option<Literal>,
    /// The least number.
    pub least: Option<Bound>,
    /// The greatest number.
    pub most: Option<Bound>,
    /// How many characters a string has.
    pub length: Count,
    /// How many items a list has.
    pub items: Count,
    /// How many members an object has.
    pub members: Count,
    /// The document's `format`.
    pub format: Option<String>,
}

/// A value that the document writes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A string.
    Text(String),
    /// Any other value, as JSON without line breaks.
    Json(String),
}

/// A bound of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The number, as the document writes it.
    pub value: String,
    /// Whether the number itself is outside.
    pub exclusive: bool,
}

/// How many there may be of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// At least so many.
    pub least: Option<u64>,
    /// At most so many.
    pub most: Option<u64>,
}

impl Facts {
    /// Default and bounds in a line, as documentation has them; empty where there are none.
    pub fn text(&self) -> String {
        let mut facts: Vec<String> = Vec::new();
        facts.extend(self.default.as_ref().and_then(shown).map(|value| format!("Default: {value}.")));
        facts.extend(range(self.least.as_ref(), self.most.as_ref()));
        for (count, thing) in [(self.length, "character"), (self.items, "item"), (self.members, "member")] {
            facts.extend(count.text(thing));
        }
        facts.join(" ")
    }
}

impl Literal {
    /// The value as JSON.
    pub fn to_json(&self) -> String {
        match self {
            Self::Json(text) => text.clone(),
            Self::Text(text) => {
                let mut json = String::new();
                codegen::doc::write_string(text, &mut json);
                json
            }
        }
    }
}

impl Count {
    /// `1 to 32 characters.` A bound of zero says nothing.
    fn text(self, thing: &str) -> Option<String> {
        let things = |count: u64| format!("{count} {thing}{}", if count == 1 { "" } else { "s" });
        match (self.least.filter(|least| *least > 0), self.most.filter(|most| *most > 0)) {
            (Some(least), Some(most)) if least == most => Some(format!("Exactly {}.", things(most))),
            (Some(least), Some(most)) => Some(format!("{least} to {}.", things(most))),
            (Some(least), None) => Some(format!("At least {}.", things(least))),
            (None, Some(most)) => Some(format!("At most {}.", things(most))),
            (None, None) => None,
        }
    }
}

/// `At least 1, at most 100.`
fn range(least: Option<&Bound>, most: Option<&Bound>) -> Option<String> {
    let said = |bound: &Bound, inside: &str, outside: &str| {
        format!("{} {}", if bound.exclusive { outside } else { inside }, bound.value)
    };
    let least = least.map(|bound| said(bound, "at least", "more than"));
    let most = most.map(|bound| said(bound, "at most", "less than"));
    let both: Vec<String> = least.into_iter().chain(most).collect();
    let mut text = both.join(", ");
    text.get_mut(..1)?.make_ascii_uppercase();
    Some(text + ".")
}

/// A default as code, unless it is too long for a line or says nothing.
fn shown(value: &Literal) -> Option<String> {
    const MAX: usize = 80;
    let text = match value {
        Literal::Text(text) if text.is_empty() => return Some("the empty string".to_owned()),
        Literal::Text(text) | Literal::Json(text) => text,
    };
    let plain = !text.contains(['`', '\n', '\r']) && text.trim() == text;
    (plain && text.len() <= MAX).then(|| format!("`{text}`"))
}
