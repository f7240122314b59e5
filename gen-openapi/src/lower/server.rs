//! Where requests go.

use super::Lower;
use crate::ir::{Server, ServerVariable};
use codegen::doc::Node;

impl Lower<'_> {
    /// The first server that has a whole address once its variables have their defaults. A segment's is the client's own.
    pub(crate) fn server(&mut self) -> Option<Server> {
        if self.document.service().is_some() {
            return None;
        }
        let servers = self.document.doc.root().get("servers").map(Node::items).unwrap_or_default();
        servers.iter().find_map(|server| self.described_server(server))
    }

    fn described_server(&mut self, server: &Node<'_>) -> Option<Server> {
        let url = server.get("url")?.as_str()?.trim().trim_end_matches('/');
        let described = server.get("variables");
        let mut found = Server { pieces: Vec::new(), variables: Vec::new(), fields: Vec::new() };
        let mut unnamed: Vec<&str> = Vec::new();
        let mut rest = url;
        while let Some((before, (wire, after))) =
            rest.split_once('{').and_then(|(before, inside)| Some((before, inside.split_once('}')?)))
        {
            found.pieces.push(before.to_owned());
            let variable = described.and_then(|variables| variables.get(wire));
            let text = |key: &str| variable.and_then(|variable| variable.get(key)).and_then(Node::as_str);
            let values =
                variable.and_then(|variable| variable.get("enum")).map(Node::items).unwrap_or_default();
            let values: Vec<String> = values.iter().filter_map(super::schema::scalar_text).collect();
            let default =
                variable.and_then(|variable| variable.get("default")).and_then(super::schema::scalar_text);
            if default.is_none() {
                unnamed.push(wire);
            }
            found.variables.push(ServerVariable {
                wire: wire.to_owned(),
                name: String::new(),
                default: default.or_else(|| values.first().cloned()).unwrap_or_default(),
                values,
                docs: text("description").unwrap_or_default().to_owned(),
            });
            rest = after;
        }
        found.pieces.push(rest.to_owned());
        let whole = found.url();
        if !whole.starts_with("http://") && !whole.starts_with("https://") {
            return None;
        }
        for wire in unnamed {
            let what = format!(
                "`{{{wire}}}` of the server's address has no default; its first value is, else nothing"
            );
            self.note("openapi::server-variable", server.id(), what);
        }
        Some(found)
    }
}
