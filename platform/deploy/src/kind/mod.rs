//! Kinds of things: a collection of the catalogue, and what is special of it.

mod answers;
mod calls;
mod table;

pub use table::Rules;

use cfs_catalogue::{
    Access, Collection, CollectionKind, Form, Kind as Type, Operation, Schema, Verb, catalogue,
};
use std::fmt;

/// A kind of things.
#[derive(Clone)]
pub struct Kind {
    /// As the model writes it.
    pub word: String,
    pub(crate) collection: Collection,
    pub(crate) rules: &'static Rules,
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kind({})", self.word)
    }
}

/// The collection of a name or of a path. Where a name is that of several, those whose items are made and deleted come first.
fn collection(name: &str) -> Option<Collection> {
    let plain = name.replace('-', "_");
    let named = catalogue().collections().filter(|collection| {
        if name.starts_with('/') {
            collection.path() == Ok(name)
        } else {
            collection.resource().name() == plain
        }
    });
    let rank = |collection: &Collection| {
        let has = |verb| collection.operation(verb).is_some();
        let made = has(Verb::Create) || has(Verb::Put) || has(Verb::Update) || has(Verb::Edit);
        (collection.kind() == CollectionKind::Setting, !made, !has(Verb::Delete), !has(Verb::List))
    };
    named.min_by_key(rank)
}

impl Kind {
    /// The kind of a word, of a collection's name such as `dns.records`, or of its path.
    ///
    /// # Errors
    /// When there is none, with what is near.
    pub fn of(word: &str) -> Result<Self, String> {
        let rules = table::TABLE.iter().find(|rules| rules.words.contains(&word));
        let rules = rules.or_else(|| table::TABLE.iter().find(|rules| rules.collection == word));
        let name = rules.map_or(word, |rules| rules.collection);
        let collection = collection(name).ok_or_else(|| unknown(word))?;
        Ok(Self { word: word.to_owned(), collection, rules: rules.unwrap_or(&table::USUAL) })
    }

    /// The kind of one collection.
    pub fn of_collection(collection: Collection) -> Self {
        let name = collection.resource().name();
        let path = collection.path().unwrap_or_default();
        let rules = table::TABLE.iter().find(|rules| rules.collection == name || rules.collection == path);
        Self { word: path.to_owned(), collection, rules: rules.unwrap_or(&table::USUAL) }
    }

    /// Whether it is there once: it is set, not made.
    pub fn is_setting(&self) -> bool {
        self.collection.kind() == CollectionKind::Setting
    }

    /// Whether it holds data: it is kept unless somebody says that it may go.
    pub fn is_data(&self) -> bool {
        self.rules.data
    }

    /// The path of the whole.
    pub(crate) fn path(&self) -> &'static str {
        self.collection.path().unwrap_or_default()
    }

    /// The member of an item that says which one it is.
    pub(crate) fn id(&self) -> &'static str {
        self.collection.id().unwrap_or_default()
    }

    pub(crate) fn operation(&self, verb: Verb) -> Option<Operation> {
        self.collection.operation(verb)
    }

    /// What makes one: a creation, or a call that puts it under its id.
    pub(crate) fn creation(&self) -> Option<(Verb, Operation)> {
        [Verb::Create, Verb::Put].into_iter().find_map(|verb| Some((verb, self.operation(verb)?)))
    }

    /// The member of the body that it is called by: none where nothing that is sent is a name.
    pub(crate) fn name(&self) -> Option<&'static str> {
        if self.is_setting() {
            return None;
        }
        let (verb, creation) = self.creation()?;
        let schema = body(creation);
        let read = |wanted: &'static str| {
            let known = self.rules.reads.iter().find(|(_, read)| *read == wanted);
            known.map_or(wanted, |(sent, _)| sent)
        };
        let known = |name: &&str| schema.is_some_and(|schema| schema.at(name).is_some());
        let is_text = |name: &&str| {
            let kind = schema.and_then(|schema| schema.at(name)).map(Schema::kind);
            matches!(kind, Some(Type::Text | Type::Format(_) | Type::Any | Type::Union(_) | Type::Enum(_)))
        };
        let names = [self.collection.name().unwrap_or_default(), self.id()].map(read);
        let found = names.into_iter().filter(|name| !name.is_empty() && !name.contains('.'));
        let mut found = found.filter(known).filter(is_text);
        // What is put under an id has it in the path.
        found.next().filter(|_| verb == Verb::Create)
    }

    /// The members that tell which item is meant; none: it is the one that has everything that is declared.
    pub(crate) fn identity(&self) -> Vec<&'static str> {
        if self.rules.identity.is_empty() {
            self.name().into_iter().collect()
        } else {
            self.rules.identity.to_vec()
        }
    }

    /// Whether a call of a setting sets it.
    pub(crate) fn sets(&self, word: &str) -> bool {
        let verb = match word {
            "update" => Verb::Update,
            "edit" => Verb::Edit,
            "put" => Verb::Put,
            _ => Verb::Create,
        };
        self.operation(verb).is_some()
    }

    /// What answers call a member.
    pub(crate) fn read<'n>(&self, name: &'n str) -> &'n str {
        self.rules.reads.iter().find(|(sent, _)| *sent == name).map_or(name, |(_, read)| read)
    }

    /// What changes a member of an item that is there.
    pub(crate) fn changes(&self, member: &str) -> bool {
        // Both pass the storage class in a header.
        if self.rules.collection == "r2.buckets" && member == "storageClass" {
            return true;
        }
        let verbs: &[Verb] = if self.is_setting() {
            &[Verb::Edit, Verb::Update, Verb::Put, Verb::Create]
        } else {
            &[Verb::Edit, Verb::Update, Verb::Put]
        };
        verbs.iter().filter_map(|verb| self.operation(*verb)).any(|operation| takes(operation, member))
    }

    /// Whether a member must not be shown, or is never told.
    pub(crate) fn is_secret(&self, member: &str) -> bool {
        let of = |access| self.collection.members(access).unwrap_or_default().contains(&member);
        let word = member.rsplit('.').next().unwrap_or(member).to_ascii_lowercase();
        let says = ["password", "secret", "private_key", "passphrase", "access_client_secret"];
        of(Access::Secret) && !matches!(word.as_str(), "key" | "url" | "id")
            || says.iter().any(|said| word == *said || word.ends_with(&format!("_{said}")))
    }
}

/// The type of what is sent as JSON or as a form; of a list, that of an item.
pub(crate) fn body(operation: Operation) -> Option<Schema> {
    let detail = operation.detail().ok()?;
    let body = detail.bodies().iter().find(|body| !matches!(body.form, Form::Raw | Form::Lines))?;
    let schema = detail.body(body)?;
    Some(if let Type::List(item) = schema.kind() { item } else { schema })
}

/// Whether what is sent may have a member.
pub(crate) fn takes(operation: Operation, member: &str) -> bool {
    match body(operation) {
        Some(schema) => matches!(schema.kind(), Type::Any | Type::Map(_)) || has(schema, member),
        None => false,
    }
}

fn has(schema: Schema, member: &str) -> bool {
    match schema.kind() {
        Type::Maybe(inner) => has(inner, member),
        Type::Record(record) => {
            record.field(member).is_some_and(|field| !field.read_only) || record.rest().is_some()
        }
        Type::Union(union) => union.variants().iter().any(|variant| has(union.schema(variant), member)),
        Type::Form(form) => form.parts().iter().any(|part| part.name == member),
        _ => schema.at(member).is_some(),
    }
}

/// That there is no kind of a word, with what may have been meant.
fn unknown(word: &str) -> String {
    let words = table::TABLE.iter().flat_map(|rules| rules.words.iter().map(|word| (*word).to_owned()));
    let names = catalogue().collections().map(|collection| collection.resource().name());
    let last = word.rsplit('.').next().unwrap_or(word);
    let near = |name: &String| {
        name.contains(word) || word.contains(name.as_str()) || name.ends_with(&format!(".{last}"))
    };
    let mut near: Vec<String> = words.chain(names).filter(near).collect();
    near.sort_by_key(|name| (name.len().abs_diff(word.len()), name.clone()));
    near.dedup();
    near.truncate(3);
    let near = if near.is_empty() { String::new() } else { format!("; near it are {}", near.join(", ")) };
    format!("`{word}` is no kind and no collection of the API{near}")
}
