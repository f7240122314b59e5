//! Which credentials an operation is sent with.

use super::Lower;
use crate::ir::{Auth, ListStyle, Param, Place, Put, Sig, Take};
use crate::read::Operation;
use codegen::doc::Node;

/// What credentials an operation takes.
pub(super) struct Credentials {
    /// The client's kinds that it accepts, in its order; or that it has its own.
    pub(super) auth: Vec<Auth>,
    /// The argument for its own.
    pub(super) argument: Option<Param>,
}

/// Marks a security scheme whose token is no property of the client: an answer gives it, for a few calls. Its value is
/// the argument's name.
const ARGUMENT: &str = "x-cfs-argument";

impl<'d> Lower<'d> {
    /// What credentials an operation is sent with.
    pub(super) fn credentials(&mut self, operation: &Operation<'d>) -> Credentials {
        let document = self.document;
        let own = operation.node.get("security");
        let requirements =
            own.or_else(|| document.doc.root().get("security")).map(Node::items).unwrap_or_default();
        let mut found: Vec<Auth> = Vec::new();
        if own.is_some_and(|own| own.is_array() && own.items().is_empty()) {
            found.push(Auth::Anonymous);
        }
        for requirement in requirements {
            let schemes: Vec<&str> = requirement.members().iter().map(|member| member.key.as_ref()).collect();
            let mut kinds: Vec<Option<Auth>> = Vec::new();
            for name in &schemes {
                match document.security_scheme(name) {
                    Some(scheme) if scheme.get(ARGUMENT).is_some() => {
                        let argument = Some(own_token(scheme, name));
                        return Credentials { auth: vec![Auth::Bearer], argument };
                    }
                    Some(scheme) => kinds.push(scheme_auth(name, scheme)),
                    None => {
                        let what = format!(
                            "the security scheme `{name}` is not defined; sent with what credentials there are"
                        );
                        self.note("openapi::unknown-security", requirement.id(), what);
                    }
                }
            }
            let auth = match kinds.as_slice() {
                [] if schemes.is_empty() => Some(Auth::Anonymous),
                [] => None,
                kinds if kinds.iter().all(Option::is_some) => kinds[0],
                _ => None,
            };
            found.extend(auth.filter(|auth| !found.contains(auth)));
        }
        Credentials { auth: found, argument: None }
    }
}

/// The argument for a token of the operation's own.
fn own_token(scheme: &Node<'_>, name: &str) -> Param {
    let text = |key: &str| scheme.get(key).and_then(Node::as_str);
    Param {
        wire: text(ARGUMENT).unwrap_or(name).to_owned(),
        name: String::new(),
        place: Place::Bearer,
        sig: Sig::Str,
        style: ListStyle::Comma,
        pattern: false,
        reserved: false,
        take: Take::default(),
        put: Put::default(),
        sample: None,
        docs: text("description").unwrap_or_default().to_owned(),
        facts: Box::default(),
        deprecated: false,
        node: scheme.id(),
    }
}

fn scheme_auth(name: &str, scheme: &Node<'_>) -> Option<Auth> {
    let text = |key: &str| scheme.get(key).and_then(Node::as_str).unwrap_or_default();
    match (
        text("type"),
        text("scheme").to_ascii_lowercase().as_str(),
        text("name").to_ascii_lowercase().as_str(),
    ) {
        ("http", "bearer", _) | ("oauth2" | "openIdConnect", _, _) => Some(Auth::Token),
        ("apiKey", _, "x-auth-email" | "x-auth-key") => Some(Auth::Key),
        ("apiKey", _, "x-auth-user-service-key") => Some(Auth::ServiceKey),
        ("apiKey", _, "authorization") => Some(Auth::Token),
        _ if name.is_empty() => None,
        _ => Some(Auth::Token),
    }
}
