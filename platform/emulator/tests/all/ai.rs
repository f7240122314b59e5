//! Workers AI over the API.

use crate::support::{body, client, done};
use cfs_catalogue::Content;
use cfs_emulator::Emulator;
use serde_json::json;

#[tokio::test]
async fn the_same_question_has_the_same_answer() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let ask =
        async |model: &str, question: serde_json::Value| done(&client, model, &[], body(&question)).await;
    let model = [("model_name", "@cf/some/model")];
    let said = done(&client, "ai.run", &model, body(&json!({"prompt": "Why?"}))).await;
    assert!(said.to_string().contains("The emulator was asked: Why?"), "{said}");
    let drawn = ask("ai.black_forest_labs.flux_1_schnell", json!({"prompt": "a cat"})).await;
    assert_eq!(drawn, ask("ai.black_forest_labs.flux_1_schnell", json!({"prompt": "a cat"})).await);
    assert_ne!(drawn, ask("ai.black_forest_labs.flux_1_schnell", json!({"prompt": "a dog"})).await);
    let models = done(&client, "ai.models.list", &[("search", "flux-1")], Content::none()).await;
    assert_eq!(models[0]["name"], "@cf/black-forest-labs/flux-1-schnell");
}
