//! Text to vectors to Vectorize. The model and the index of the harness stand for the services: a vector counts letters,
//! the index compares exactly.

use crate::Env;
use crate::check::Checks;
use cfs_runtime::embeddings::{TextIndex, TextItem};
use cfs_runtime::prelude::*;

pub async fn section(c: &mut Checks, env: &Env) -> Result<()> {
    let texts = TextIndex::new(&env.ai, &env.index);
    let vectors = texts.embed(&["ab", "b"]).await?;
    c.eq("a vector a text", vectors.iter().map(Vec::len).collect::<Vec<_>>(), vec![26, 26]);
    c.eq("in their order", vectors.get(1).map(|vector| (vector[0], vector[1])), Some((0.0, 1.0)));
    let mut items: Vec<TextItem> = (0..250).map(|number| TextItem::new(format!("{number}"), "zzz")).collect();
    items[203].text = "the cat sleeps".into();
    items[17] = TextItem::new("17", "cats sleep").namespace("pets");
    texts.upsert(&items).await?;
    let found = texts.query("cat sleeps the").await?.top_k(2).await?;
    let ids: Vec<&str> = found.matches.iter().map(|found| found.id.as_str()).collect();
    c.eq("the nearest first", ids, vec!["203", "17"]);
    let found = texts.query("cat sleeps the").await?.top_k(1).namespace("pets").await?;
    c.eq("in a namespace", found.matches.first().map(|found| found.id.clone()), Some("17".to_owned()));
    texts.delete(&["203"]).await?;
    let found = texts.query("the cat sleeps").await?.top_k(1).await?;
    c.eq("what is deleted is not found", found.matches.first().map(|found| found.id.clone()), Some("17".to_owned()));
    let other = texts.model("@cf/other/short").embed(&["a", "b"]).await.err().map(|error| error.to_string());
    c.eq("a model that gives too few", other, Some("the model `@cf/other/short` made 1 vectors of 2 texts".to_owned()));
    Ok(())
}
