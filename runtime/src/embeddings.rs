//! Search by meaning: text to a vector by Workers AI, vectors kept and compared by Vectorize.

use crate::ai::Ai;
use crate::vectorize::{Vectorize, VectorizeQueryCall, VectorizeVector};
use crate::{Error, FromJs, Result, ToJs};

/// The most texts that a model takes in one call.
const TEXTS: usize = 100;

/// An index of texts: a model that makes vectors of them, and the Vectorize index that holds the vectors.
///
/// The index has to have as many dimensions as the model gives (768 for the default one).
///
/// ```ignore
/// let texts = TextIndex::new(&env.ai, &env.index);
/// texts.upsert(&[TextItem::new("1", "Cats sleep all day"), TextItem::new("2", "Rust has no garbage collector")]).await?;
/// let found = texts.query("what do pets do?").await?.top_k(3).await?;
/// ```
#[derive(Clone, Debug)]
pub struct TextIndex {
    ai: Ai,
    index: Vectorize,
    model: String,
}

/// The model that is used unless another is named.
pub const DEFAULT_MODEL: &str = "@cf/baai/bge-base-en-v1.5";

/// A text to be found.
#[derive(Clone, Debug)]
pub struct TextItem {
    /// What tells it from others; an item of the same id is replaced.
    pub id: String,
    /// What it says.
    pub text: String,
    /// The part of the index that it belongs to.
    pub namespace: Option<String>,
}

impl TextItem {
    /// A text under an id.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), namespace: None }
    }

    /// Puts it in a part of the index: a query can be limited to it.
    #[must_use]
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.namespace = Some(name.into());
        self
    }
}

#[derive(ToJs)]
struct Input<'t> {
    text: &'t [&'t str],
}

#[derive(FromJs)]
struct Output {
    data: Vec<Vec<f64>>,
}

impl TextIndex {
    /// With the model [`DEFAULT_MODEL`].
    pub fn new(ai: &Ai, index: &Vectorize) -> Self {
        Self { ai: ai.clone(), index: index.clone(), model: DEFAULT_MODEL.into() }
    }

    /// With another model. Vectors of different models cannot be compared: an index has one.
    #[must_use]
    pub fn model(mut self, name: impl Into<String>) -> Self {
        self.model = name.into();
        self
    }

    /// The vectors of texts, in their order.
    ///
    /// # Errors
    /// When the model cannot be run, or does not give one vector a text.
    pub async fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f64>>> {
        let mut vectors = Vec::with_capacity(texts.len());
        for text in texts.chunks(TEXTS) {
            let arguments = [self.model.to_js(), Input { text }.to_js()];
            let given: Output = crate::rpc::rpc(self.ai.as_ref(), "run", arguments).await?;
            if given.data.len() != text.len() {
                let (model, sent, got) = (&self.model, text.len(), given.data.len());
                return Err(Error::new(format!("the model `{model}` made {got} vectors of {sent} texts")));
            }
            vectors.extend(given.data);
        }
        Ok(vectors)
    }

    /// Adds texts, or replaces those of the same ids. A query finds them some seconds later.
    ///
    /// # Errors
    /// When the model cannot be run, or the index takes no vectors of its dimensions.
    pub async fn upsert(&self, items: &[TextItem]) -> Result<()> {
        for items in items.chunks(TEXTS) {
            let texts: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
            let vectors = self.embed(&texts).await?;
            let vectors: Vec<VectorizeVector> = items.iter().zip(vectors).map(vector).collect();
            self.index.upsert(&vectors).await?;
        }
        Ok(())
    }

    /// A query for what means the same as `text`: set options, then await.
    ///
    /// # Errors
    /// When the model cannot be run.
    pub async fn query(&self, text: &str) -> Result<VectorizeQueryCall> {
        let vector = self.embed(&[text]).await?.into_iter().next();
        vector.map(|vector| self.index.query(vector)).ok_or_else(|| Error::new("the model gave no vector"))
    }

    /// Removes texts by their ids.
    ///
    /// # Errors
    /// When the index refuses it.
    pub async fn delete(&self, ids: &[&str]) -> Result<()> {
        self.index.delete_by_ids(ids).await.map(drop)
    }
}

fn vector((item, values): (&TextItem, Vec<f64>)) -> VectorizeVector {
    let vector = VectorizeVector::new(&item.id, values);
    match &item.namespace {
        Some(name) => vector.namespace(name),
        None => vector,
    }
}
