//! What passes decide of items beside their types, so that printers only write.

use super::rust::ItemId;
use super::rust_ty::RTy;
use std::collections::BTreeSet;

/// Under which features something is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gate {
    /// Only the experimental definition file declares it.
    pub experimental: bool,
    /// Features of its crate that it needs.
    pub features: BTreeSet<String>,
}

impl Gate {
    /// Both together.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.experimental |= other.experimental;
        self.features.extend(other.features.iter().cloned());
        self
    }

    /// What is needed besides `around`, which is given already.
    #[must_use]
    pub fn within(mut self, around: &Self) -> Self {
        self.experimental &= !around.experimental;
        self.features.retain(|feature| !around.features.contains(feature));
        self
    }
}

/// Which way values of a type go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// JavaScript gives and takes them.
    #[default]
    Both,
    /// JavaScript gives them: nobody makes one.
    Arrives,
}

/// Where a property of a plain struct stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Always the same: written, never asked for.
    Constant,
    /// An argument of the constructor.
    #[default]
    Required,
    /// May be left out, its type is an option.
    Optional,
    /// May be left out, its type has an empty value.
    Absent,
}

/// What a constructor or setter takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Take {
    /// What converts to the type.
    #[default]
    Into,
    /// The type itself.
    Plain,
    /// A whole number.
    Whole,
    /// What has a JavaScript form.
    Any,
    /// A function.
    Callback,
    /// A function that gives a future.
    AsyncCallback,
}

/// How a plain struct is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct New {
    /// Whether what is required can have no JavaScript form.
    pub fails: bool,
    /// For each type parameter whether what is required decides it: where one is open, `new` takes any value for it and
    /// `new_typed` leaves it to the caller.
    pub decided: Vec<bool>,
}

impl New {
    /// Whether the caller decides type parameters.
    pub fn is_typed(&self) -> bool {
        self.decided.contains(&false)
    }
}

/// What converts into a union, of a branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conversion {
    /// Nothing: another branch's conversion would be the same.
    #[default]
    Alone,
    /// The branch's type.
    Into,
    /// Texts, owned or not.
    Text,
    /// A handle, whatever its so many type arguments are.
    AnyHandle(ItemId, usize),
}

/// How a type goes to JavaScript as an argument, aliases followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Convention {
    /// A text as it is.
    Text,
    /// A number.
    Number,
    /// A whole number: what a number does not hold exactly fails.
    Whole,
    /// A boolean.
    Bool,
    /// Any value: whatever has a JavaScript form.
    #[default]
    Any,
    /// What only its own conversion makes a value of: a type parameter, an option, an iterator.
    Value,
    /// Several texts.
    Texts,
    /// Several of anything else.
    List,
    /// A function.
    Callback,
    /// A function that gives a future.
    AsyncCallback,
    /// An object of the standard library, as it is.
    Same,
    /// A handle: the object itself.
    Handle,
    /// An open enumeration of strings.
    Strings,
    /// A union.
    Union,
    /// An object or array that is made of it.
    Made,
    /// Values for a function that takes any number.
    Values,
    /// Values for a function that takes any number of SQL's.
    SqlValues,
}

impl Convention {
    /// Whether an argument can fail on its way: what is converted can, what crosses as it is cannot.
    pub fn fails(self, optional: bool) -> bool {
        match self {
            Self::Text | Self::Number | Self::Bool | Self::Strings => false,
            Self::Handle | Self::Callback | Self::AsyncCallback | Self::Same => optional,
            Self::Any => !optional,
            _ => true,
        }
    }
}

/// How a result comes from JavaScript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Give {
    /// As it is.
    #[default]
    Same,
    /// A handle.
    Handle,
    /// A handle that may be missing.
    MaybeHandle,
    /// A text of an open enumeration.
    Strings,
    /// A text of an open enumeration, that may be missing.
    MaybeStrings,
    /// A whole number, which can fail where it is none.
    Whole,
    /// A whole number that may be missing.
    MaybeWhole,
    /// By its conversion, which can fail.
    Converted,
}

/// On what a method is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum On {
    /// On the handle with its type parameters.
    #[default]
    Own,
    /// On the handle with any values for them: nothing given decides them.
    Untyped,
    /// Not at all: there is no class, or another overload covers it.
    Nowhere,
}

/// What a signature asks of a type parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The parameter.
    pub param: String,
    /// It is written.
    pub to: bool,
    /// It is read.
    pub from: bool,
    /// It outlives the call.
    pub fixed: bool,
}

/// A function of the idiomatic layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// Its name.
    pub name: String,
    /// Which arguments it takes.
    pub given: Vec<bool>,
    /// What it asks of type parameters.
    pub bounds: Vec<Bound>,
    /// Whether an argument can fail on its way.
    pub fails: bool,
}

/// A call that is set up before it is awaited.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Builder {
    /// The struct's name.
    pub name: String,
    /// Which argument is the options.
    pub options: usize,
    /// The options begin with what is constant in them; whether their constructor leaves type parameters to the caller.
    pub initial: Option<bool>,
    /// Options, each set by its own method.
    pub setters: Vec<Setter>,
    /// What the method asks of type parameters.
    pub given: Vec<Bound>,
    /// What the setter of each argument asks of them.
    pub args: Vec<Vec<Bound>>,
    /// What the setters of options ask of them.
    pub set: Vec<Bound>,
    /// What awaiting asks of them.
    pub awaited: Vec<Bound>,
}

/// An option of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setter {
    /// Its name.
    pub name: String,
    /// Property name.
    pub js: String,
    /// Its type.
    pub ty: RTy,
    /// What it takes.
    pub take: Take,
    /// Documentation.
    pub doc: super::ts::Doc,
    /// Under which features.
    pub gate: Gate,
}

/// A call with a literal among its options or in an argument, which decides what it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRole {
    /// The method that makes the call.
    pub name: String,
    /// The argument that has the property; the options, where there is none.
    pub arg: Option<usize>,
    /// The property.
    pub js: String,
    /// What it holds.
    pub value: super::ts::Lit,
    /// What the call gives.
    pub ret: RTy,
    /// Type parameters besides the call's.
    pub params: Vec<String>,
    /// TypeScript signature.
    pub ts: String,
    /// What it asks of type parameters.
    pub bounds: Vec<Bound>,
}

/// What a method becomes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// On what it is written.
    pub on: On,
    /// Its functions, unless it is a builder.
    pub forms: Vec<Form>,
    /// The call it gives.
    pub builder: Option<Builder>,
    /// How its result comes.
    pub give: Give,
    /// Under which features, besides its type's.
    pub gate: Gate,
    /// Its TypeScript, as documentation shows it.
    pub signature: String,
    /// It has an extern: what is called on a class has none where the class does not exist.
    pub external: bool,
    /// Types of its extern's arguments.
    pub sys_args: Vec<SysTy>,
    /// Type of its extern's result.
    pub sys_ret: SysTy,
}

/// A type of the `sys` layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SysTy {
    /// `()`
    Unit,
    /// `String`
    Text,
    /// `f64`
    Number,
    /// `bool`
    Bool,
    /// Any value.
    #[default]
    Value,
    /// A class of `js_sys`.
    Std(&'static str),
    /// A handle.
    Item(ItemId),
    /// What may be missing.
    Opt(Box<SysTy>),
}
