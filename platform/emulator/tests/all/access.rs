//! Who may do what.

use crate::support::{body, client, done, refused, with_token};
use cfs_catalogue::{Answer, Arguments, Content, catalogue};
use cfs_emulator::{ACCOUNT_ID, Emulator};
use serde_json::json;

#[tokio::test]
async fn a_token_may_what_its_permissions_say() {
    let emulator = Emulator::start().await.expect("an emulator");
    let all = client(&emulator);
    let groups = done(&all, "accounts.tokens.permission_groups.list", &[], Content::none()).await;
    let group = groups.as_array().into_iter().flatten().find(|group| group["name"] == "D1 Read").cloned();
    let account = format!("com.cloudflare.api.account.{ACCOUNT_ID}");
    let policy = json!({
        "effect": "allow", "permission_groups": [{"id": group.expect("a group")["id"]}], "resources": {account: "*"},
    });
    let token = json!({"name": "reads", "policies": [policy]});
    let made = done(&all, "accounts.tokens.create", &[], body(&token)).await;
    let value = made["value"].as_str().expect("a value").to_owned();
    let reads = with_token(&emulator, &value);
    let verified = done(&reads, "accounts.tokens.verify", &[], Content::none()).await;
    assert_eq!((&verified["id"], &verified["status"]), (&made["id"], &json!("active")));
    assert_eq!(done(&reads, "d1.database.list", &[], Content::none()).await, json!([]));
    let create = body(&json!({"name": "no"}));
    assert_eq!(refused(&reads, "d1.database.create", &[], create).await, (403, 10_000));
    let id = made["id"].as_str().expect("an id");
    let got = done(&all, "accounts.tokens.get", &[("token_id", id)], Content::none()).await;
    assert!(!got.to_string().contains(&value), "a token's value is told once");
    done(&all, "accounts.tokens.delete", &[("token_id", id)], Content::none()).await;
    assert_eq!(refused(&reads, "d1.database.list", &[], Content::none()).await, (401, 1000));
    assert_eq!(
        refused(&with_token(&emulator, "nobody"), "d1.database.list", &[], Content::none()).await,
        (401, 1000)
    );
}

#[tokio::test]
async fn the_default_token_is_verified() {
    let emulator = Emulator::start().await.expect("an emulator");
    let verify = catalogue().operation("user.tokens.verify").expect("an operation");
    let answer =
        verify.call(&client(&emulator), &Arguments::new(), Content::none()).await.expect("an answer");
    let Answer::Json(value) = answer else { panic!("{answer:?}") };
    assert_eq!(value.get("status").and_then(|status| status.as_str()).as_deref(), Some("active"));
}

#[tokio::test]
async fn other_machines_are_let_in_only_where_that_is_said() {
    let address = "0.0.0.0:0".parse().expect("an address");
    assert!(Emulator::builder().address(address).start().await.is_err());
}
