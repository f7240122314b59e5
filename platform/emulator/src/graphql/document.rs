//! A query's text, as the fields that it asks for: fragments spread, variables filled in, what is to be skipped left out.

use super::failure::Failure;
use graphql_parser::query::{
    Definition, Directive, Field, FragmentDefinition, OperationDefinition, Selection, SelectionSet, Type,
    Value as Given, VariableDefinition,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// No query has more fields.
const MOST_FIELDS: usize = 20_000;
/// Nothing is nested deeper.
const DEEPEST: usize = 40;

/// A field that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// What it is called in the answer.
    pub(crate) key: String,
    pub(crate) name: String,
    /// Line and column.
    pub(crate) place: (usize, usize),
    pub(crate) arguments: Map<String, Value>,
    pub(crate) nodes: Vec<Node>,
}

/// The fields of the operation that is meant.
pub(crate) fn read(text: &str, variables: &Value, operation: Option<&str>) -> Result<Vec<Node>, Failure> {
    let document = graphql_parser::parse_query::<String>(text)
        .map_err(|error| Failure::new(400, words(&error.to_string())))?;
    let (mut operations, mut fragments) = (Vec::new(), BTreeMap::new());
    for definition in &document.definitions {
        match definition {
            Definition::Operation(own) => operations.push(own),
            Definition::Fragment(own) => drop(fragments.insert(own.name.as_str(), own)),
        }
    }
    let named = |own: &&&OperationDefinition<'_, String>| match own {
        OperationDefinition::Query(query) => query.name.as_deref() == operation,
        _ => operation.is_none(),
    };
    let found = match (operation, operations.as_slice()) {
        (None, [only]) => *only,
        (None, _) => {
            return Err(Failure::new(
                400,
                "must provide operation name if query contains multiple operations",
            ));
        }
        (Some(name), all) => all
            .iter()
            .find(named)
            .ok_or_else(|| Failure::new(400, format!("unknown operation named \"{name}\"")))?,
    };
    let (set, defined) = match found {
        OperationDefinition::SelectionSet(set) => (set, &[][..]),
        OperationDefinition::Query(query) => (&query.selection_set, query.variable_definitions.as_slice()),
        OperationDefinition::Mutation(_) => {
            return Err(Failure::new(400, "schema is not configured for mutations"));
        }
        OperationDefinition::Subscription(_) => {
            return Err(Failure::new(400, "schema is not configured for subscriptions"));
        }
    };
    let mut reader = Reader { fragments, variables: filled(defined, variables)?, count: 0 };
    let mut nodes = Vec::new();
    reader.spread(set, &mut nodes, 0)?;
    Ok(nodes)
}

/// A parser's message in one line.
fn words(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The variables' values: those given, else what they are by default.
fn filled(
    defined: &[VariableDefinition<'_, String>],
    given: &Value,
) -> Result<BTreeMap<String, Value>, Failure> {
    let mut all = BTreeMap::new();
    for own in defined {
        let said = given.get(&own.name).cloned();
        let usual = own.default_value.as_ref().map(|value| literal(value, &BTreeMap::new())).transpose()?;
        let value = said.or(usual);
        if matches!(own.var_type, Type::NonNullType(_)) && value.as_ref().is_none_or(Value::is_null) {
            let message =
                format!("variable \"${}\" of required type \"{}\" was not provided", own.name, own.var_type);
            return Err(Failure::new(400, message).at((own.position.line, own.position.column)));
        }
        all.insert(own.name.clone(), value.unwrap_or(Value::Null));
    }
    Ok(all)
}

fn literal(given: &Given<'_, String>, variables: &BTreeMap<String, Value>) -> Result<Value, Failure> {
    Ok(match given {
        Given::Variable(name) => variables
            .get(name)
            .cloned()
            .ok_or_else(|| Failure::new(400, format!("variable \"${name}\" is not defined")))?,
        Given::Int(number) => json!(number.as_i64()),
        Given::Float(number) => json!(number),
        Given::String(text) | Given::Enum(text) => json!(text),
        Given::Boolean(is) => json!(is),
        Given::Null => Value::Null,
        Given::List(all) => all.iter().map(|one| literal(one, variables)).collect::<Result<_, _>>()?,
        Given::Object(all) => {
            let members = all.iter().map(|(name, one)| Ok((name.clone(), literal(one, variables)?)));
            Value::Object(members.collect::<Result<_, Failure>>()?)
        }
    })
}

struct Reader<'d> {
    fragments: BTreeMap<&'d str, &'d FragmentDefinition<'d, String>>,
    variables: BTreeMap<String, Value>,
    count: usize,
}

impl<'d> Reader<'d> {
    /// Adds the fields of a selection to those that are there.
    fn spread(
        &mut self,
        set: &SelectionSet<'d, String>,
        out: &mut Vec<Node>,
        depth: usize,
    ) -> Result<(), Failure> {
        if depth > DEEPEST {
            return Err(Failure::new(400, "query is nested too deeply, or a fragment spreads itself"));
        }
        for selection in &set.items {
            self.count += 1;
            if self.count > MOST_FIELDS {
                return Err(Failure::new(400, format!("number of fields can't be more than {MOST_FIELDS}")));
            }
            match selection {
                Selection::Field(field) if self.wanted(&field.directives)? => {
                    self.field(field, out, depth)?;
                }
                Selection::FragmentSpread(spread) if self.wanted(&spread.directives)? => {
                    let name = &spread.fragment_name;
                    let fragment = self.fragments.get(name.as_str()).copied();
                    let fragment = fragment.ok_or_else(|| {
                        let place = (spread.position.line, spread.position.column);
                        Failure::new(400, format!("unknown fragment \"{name}\"")).at(place)
                    })?;
                    // The definitions live as long as the document, so a copy of the reference is enough.
                    self.spread(&fragment.selection_set, out, depth + 1)?;
                }
                Selection::InlineFragment(inline) if self.wanted(&inline.directives)? => {
                    self.spread(&inline.selection_set, out, depth + 1)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &Field<'d, String>, out: &mut Vec<Node>, depth: usize) -> Result<(), Failure> {
        let place = (field.position.line, field.position.column);
        let mut arguments = Map::new();
        for (name, value) in &field.arguments {
            let value = literal(value, &self.variables).map_err(|failure| failure.at(place))?;
            arguments.insert(name.clone(), value);
        }
        let key = field.alias.clone().unwrap_or_else(|| field.name.clone());
        let at = match out.iter().position(|known| known.key == key) {
            Some(at) if out[at].name != field.name || out[at].arguments != arguments => {
                let message = format!("fields \"{key}\" conflict: use different aliases to fetch both");
                return Err(Failure::new(400, message).at(place));
            }
            Some(at) => at,
            None => {
                out.push(Node { key, name: field.name.clone(), place, arguments, nodes: Vec::new() });
                out.len() - 1
            }
        };
        let mut nodes = std::mem::take(&mut out[at].nodes);
        self.spread(&field.selection_set, &mut nodes, depth + 1)?;
        out[at].nodes = nodes;
        Ok(())
    }

    /// Whether directives leave a selection in.
    fn wanted(&self, directives: &[Directive<'d, String>]) -> Result<bool, Failure> {
        for directive in directives {
            let given = directive.arguments.iter().find(|(name, _)| name == "if").map(|(_, value)| value);
            let given = given.map(|value| literal(value, &self.variables)).transpose()?;
            let is = given.and_then(|value| value.as_bool());
            match (directive.name.as_str(), is) {
                ("skip", Some(true)) | ("include", Some(false)) => return Ok(false),
                ("skip" | "include", Some(_)) => {}
                ("skip" | "include", None) => {
                    let place = (directive.position.line, directive.position.column);
                    let message = format!("directive \"@{}\" needs `if`, a boolean", directive.name);
                    return Err(Failure::new(400, message).at(place));
                }
                (other, _) => return Err(Failure::new(400, format!("unknown directive \"@{other}\""))),
            }
        }
        Ok(true)
    }
}
