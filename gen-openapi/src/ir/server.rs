//! Where requests go.

/// A server's address, with variables between its pieces.
#[derive(Clone, Debug)]
pub struct Server {
    /// What stands before, between and after the variables: one more than there are places for them.
    pub pieces: Vec<String>,
    /// What stands in the places, in order; a variable that has two stands here twice.
    pub variables: Vec<ServerVariable>,
    /// The positions of variables that are set: each once.
    pub fields: Vec<usize>,
}

/// A variable of a server's address.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// Its name in the document.
    pub wire: String,
    /// Its Rust name; empty until the fields pass.
    pub name: String,
    /// Its default.
    pub default: String,
    /// The values that the document lists.
    pub values: Vec<String>,
    /// Its documentation: as the document has it; Markdown after the texts pass.
    pub docs: String,
}

impl Server {
    /// The address with the variables' defaults.
    pub fn url(&self) -> String {
        let mut url = String::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            url.push_str(piece);
            url.push_str(self.variables.get(index).map_or("", |variable| &variable.default));
        }
        url
    }
}
