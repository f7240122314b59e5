//! A stand-in for Workers AI: the same question has the same answer, always, and it is not a model's.

use super::text;
use crate::json::plain;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// How many numbers an embedding has.
const SIZE: usize = 768;

/// Answers a question.
pub(super) fn answer(asked: &Asked) -> Answered {
    let body: Value = serde_json::from_slice(&asked.body)
        .map_err(|error| text(400, format!("the request is no JSON: {error}")))?;
    Ok(answer_to(&body))
}

/// The same of a question that is read: JSON, or events.
pub(crate) fn answer_to(body: &Value) -> Reply {
    let inputs = if body["inputs"].is_object() { &body["inputs"] } else { body };
    if let Some(texts) = texts(&inputs["text"]) {
        let data: Vec<Vec<f64>> = texts.iter().map(|text| embedding(text)).collect();
        return Reply::json(200, &json!({"shape": [data.len(), SIZE], "data": data, "pooling": "mean"}));
    }
    let question = match inputs["messages"].as_array().and_then(|all| all.last()) {
        Some(last) => plain(&last["content"]),
        None => inputs["prompt"].as_str().unwrap_or_default().to_owned(),
    };
    let said = format!("The emulator was asked: {question}");
    if inputs["stream"] == true {
        let words = said.split_inclusive(' ').map(|word| format!("data: {}\n\n", json!({"response": word})));
        let stream: String = words.chain(["data: [DONE]\n\n".to_owned()]).collect();
        return Reply::content(200, "text/event-stream", stream);
    }
    let words = |text: &str| text.split_whitespace().count();
    let (before, after) = (words(&question), words(&said));
    let usage = json!({"prompt_tokens": before, "completion_tokens": after, "total_tokens": before + after});
    Reply::json(200, &json!({"response": said, "usage": usage}))
}

fn texts(given: &Value) -> Option<Vec<&str>> {
    match given {
        Value::String(text) => Some(vec![text]),
        Value::Array(all) => all.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

/// A vector of length one: each word adds to places that its hash names, so texts that share words are near each other.
fn embedding(text: &str) -> Vec<f64> {
    let mut vector = vec![0.0; SIZE];
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        for pair in Sha256::digest(word).chunks_exact(2) {
            let at = usize::from(u16::from_le_bytes([pair[0], pair[1]])) % SIZE;
            vector[at] += if pair[0] % 2 == 0 { 1.0 } else { -1.0 };
        }
    }
    let length = vector.iter().map(|number| number * number).sum::<f64>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|number| *number /= length);
    }
    vector
}
