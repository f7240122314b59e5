//! Answers as the service really gives them, through the generated crates. Each stands for a kind of fault that clients
//! have had; the values are made up.

use cfs_http::testing::{Reply, Script};
use cfs_http::{Error, Json, Timestamp, Uuid};
use cfs_management::{Client, accounts, ai, containers, d1, dns, zero_trust};
use futures_util::{StreamExt, TryStreamExt};

fn client(script: &Script) -> Client {
    let built = cfs_http::Client::builder().token("token").max_retries(0).transport(script.clone()).build();
    Client::new(built.expect("a client"))
}

/// A client that is answered with these, and what it sends.
fn answered<const N: usize>(replies: [Reply; N]) -> (Client, Script) {
    let script = Script::new(replies);
    (client(&script), script)
}

fn json(body: &str) -> Reply {
    Reply::json(200, body)
}

fn result(result: &str) -> Reply {
    json(&format!(r#"{{"success":true,"errors":[],"messages":[],"result":{result}}}"#))
}

// ---- numbers ------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn what_is_measured_may_have_a_fraction() {
    let (cf, _) = answered([result(
        r#"[{"success":true,"results":[{"a":1}],"meta":{"served_by":"x","duration":0.2517,"timings":{"sql_duration_ms":0.2517},"rows_read":3.0}}]"#,
    )]);
    let answer = cf.d1().database().query("a", "d", d1::SingleQuery::new("select 1")).await.unwrap();
    let meta = answer[0].meta.as_ref().unwrap();
    assert_eq!(meta.timings.as_ref().unwrap().sql_duration_ms, Some(0.2517));
    assert_eq!(meta.rows_read, Some(3));
}

#[tokio::test]
async fn what_may_be_negative_is_signed() {
    let (cf, _) = answered([result(
        r#"[{"uid":"1","status":{"state":"pendingupload"},"input":{"width":-1,"height":-1},"duration":-1},{"uid":"2"}]"#,
    )]);
    let videos = cf.stream().list("a").await.unwrap();
    let input = videos[0].input.as_ref().unwrap();
    assert_eq!((input.width, input.height, videos.len()), (Some(-1), Some(-1), 2));
}

// ---- one odd value ------------------------------------------------------------------------------------------------

const RECORDS: &str = r#"[
    {"id":"1","type":"A","name":"x.test","content":"192.0.2.1","ttl":1},
    {"id":"2","type":"MX","name":"x.test","content":"mx.test","ttl":60,"priority":"10"},
    {"id":"3","type":"MX","name":"x.test","content":"mx.test","ttl":60,"priority":{"high":true}},
    {"id":"4","type":"A","name":["x.test"],"content":"192.0.2.4","ttl":1},
    {"id":"5","type":"FUTURE","name":"x.test","content":"?"}]"#;

#[tokio::test]
async fn one_odd_value_takes_no_list_with_it() {
    let (cf, _) = answered([result(RECORDS)]);
    let page = cf.dns().records().list("z").await.unwrap();
    assert_eq!(page.len(), 5);
    assert!(matches!(&page[1], dns::Record::Mx(mx) if mx.priority == Some(10.0)), "{:?}", page[1]);
    assert!(matches!(&page[2], dns::Record::Mx(mx) if mx.priority.is_none()), "{:?}", page[2]);
    assert!(matches!(&page[3], dns::Record::Unknown(raw) if raw.get("id").unwrap().as_str().as_deref() == Some("4")));
    assert!(matches!(&page[4], dns::Record::Unknown(_)));
    let notes: Vec<String> = page.notes().iter().map(ToString::to_string).collect();
    assert!(notes.contains(&r#"result[2].priority: expected a number, found {"high":true}"#.to_owned()), "{notes:?}");
    assert!(notes.iter().any(|note| note.starts_with("result[3].name: expected a string")), "{notes:?}");
    // What did not fit is written back as it came.
    let dns::Record::Mx(mx) = &page[2] else { unreachable!() };
    assert_eq!(Json::of(&**mx).get("priority").unwrap().as_text(), r#"{"high":true}"#);
}

const ZONES: &str = r#"[{"id":"1","name":"one.test"},{"id":["2"],"name":"two.test"},{"id":"3","name":"three.test"}]"#;

#[tokio::test]
async fn a_record_that_does_not_fit_is_an_error_for_itself_alone() {
    let script = Script::new([result(ZONES)]);
    let error = client(&script).zones().list().await.unwrap_err();
    assert!(error.to_string().contains("result[1].id: expected a string, found [\"2\"]"), "{error}");

    let all: Vec<_> = client(&script).zones().list().stream().collect().await;
    let names: Vec<String> = all
        .iter()
        .map(|zone| zone.as_ref().map_or_else(ToString::to_string, |zone| zone.name.clone()))
        .collect();
    assert_eq!(names[0], "one.test");
    assert!(names[1].ends_with("result[1].id: expected a string, found [\"2\"]"), "{names:?}");
    assert_eq!(&names[2..], ["three.test"]);

    let page = client(&script).zones().list().skip_undecodable().await.unwrap();
    assert_eq!(page.iter().map(|zone| zone.name.as_str()).collect::<Vec<_>>(), ["one.test", "three.test"]);
    assert_eq!((page.skipped()[0].index, page.skipped()[0].error.path().as_str()), (1, "result[1].id"));
    assert_eq!(page.skipped()[0].raw.get("name").unwrap().as_str().as_deref(), Some("two.test"));
    let kept: Vec<_> = client(&script).zones().list().skip_undecodable().stream().try_collect().await.unwrap();
    assert_eq!(kept.len(), 2);
}

#[tokio::test]
async fn notes_go_to_the_hook_and_strict_makes_them_errors() {
    let script = Script::new([result(r#"{"id":"1","name":"x.test","paused":"perhaps"}"#)]);
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let hook = heard.clone();
    let built = cfs_http::Client::builder()
        .token("token")
        .transport(script)
        .on_note(move |operation, note| hook.lock().unwrap().push(format!("{}: {note}", operation.name)));
    let cf = Client::new(built.build().unwrap());
    assert_eq!(cf.zones().get("1").await.unwrap().name, "x.test");
    let said = heard.lock().unwrap().clone();
    assert!(said.contains(&r#"zones.get: result.paused: expected a boolean, found "perhaps""#.to_owned()), "{said:?}");
    let answer = cf.zones().get("1").send().await.unwrap();
    assert!(answer.notes().iter().any(|note| note.path == "result.paused" && note.raw().is_some()));
    assert!(cf.zones().get("1").strict().await.is_err());
}

// ---- unions -------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn the_value_that_tells_kinds_apart_decides() {
    let apps = r##"[
        {"id":"1","type":"saas","name":"n","allowed_idps":[],"saas_app":{"auth_type":"saml","sp_entity_id":"e","consumer_service_url":"https://x.test"}},
        {"id":"2","type":"bookmark","name":"n","domain":"x.test","app_launcher_visible":true,"logo_url":"https://x.test/l.png"},
        {"id":"3","type":"app_launcher","name":"n","domain":"t.test","bg_color":"#fff","footer_links":[{"name":"n","url":"https://u.test"}]},
        {"id":"4","type":"ssh","name":"n","domain":"s.test"},
        {"id":"5","type":"self_hosted","name":"n","domain":"s.test"}]"##;
    let (cf, _) = answered([result(apps)]);
    let page = cf.zero_trust().access().applications().list(cfs_http::Scope::account("a")).await.unwrap();
    let kinds: Vec<String> = page.iter().map(|app| format!("{app:?}").split('(').next().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["Saas", "Bookmark", "AppLauncher", "BrowserSsh", "SelfHosted"]);
    assert_eq!(Json::of(&page[0]).get("saas_app").unwrap().get("sp_entity_id").unwrap().as_str().as_deref(), Some("e"));

    let providers = r#"[
        {"id":"1","name":"n","type":"saml","config":{"issuer_url":"i","sso_target_url":"s","idp_public_certs":["p"],"attributes":["group"]}},
        {"id":"2","name":"n","type":"okta","config":{"client_id":"c","okta_account":"https://o.test"}},
        {"id":"3","name":"n","type":"onetimepin","config":{}},
        {"id":"4","name":"n","type":"google-apps","config":{"apps_domain":"x.test"}}]"#;
    let (cf, _) = answered([result(providers)]);
    let page = cf.zero_trust().identity_providers().list(cfs_http::Scope::account("a")).await.unwrap();
    assert!(matches!(&page[0], zero_trust::IdentityProviderListItem::Saml(saml)
        if saml.config.attributes.as_deref() == Some(&["group".to_owned()])));
    assert!(matches!(&page[1], zero_trust::IdentityProviderListItem::Okta(okta)
        if okta.config.okta_account.as_deref() == Some("https://o.test")));
    assert!(matches!(&page[2], zero_trust::IdentityProviderListItem::Unknown(raw) if raw.get("type").unwrap().as_str().as_deref() == Some("onetimepin")));
    assert!(matches!(&page[3], zero_trust::IdentityProviderListItem::GoogleApps(_)));
}

// ---- lists --------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_list_inside_the_result_goes_on_by_its_cursor() {
    let page = |name: &str, info: &str| {
        json(&format!(
            r#"{{"success":true,"errors":[],"messages":[],"result":{{"buckets":[{{"name":"{name}"}}]}},"result_info":{info}}}"#
        ))
    };
    let (cf, script) = answered([page("one", r#"{"per_page":1,"cursor":"M=="}"#), page("two", r#"{"per_page":1}"#)]);
    let all: Vec<_> = cf.r2().buckets().list("a").stream().try_collect().await.unwrap();
    assert_eq!(all.iter().filter_map(|bucket| bucket.name.as_deref()).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(script.requests()[1].uri.query(), Some("cursor=M%3D%3D"));
}

// ---- bodies -------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_success_may_have_nothing_in_it() {
    for reply in [Reply::status(200), Reply::status(204), Reply::json(200, ""), Reply::json(200, "null"), result("null")] {
        let (cf, _) = answered([reply]);
        cf.workers().domains().delete("a", "d").await.unwrap();
        cf.custom_hostnames().delete("z", "h").await.unwrap();
        assert_eq!(cf.rules().lists().delete("a", "l").await.unwrap(), None);
    }
    // Where something is promised, nothing is an error.
    for reply in [Reply::status(200), result("null"), result("{}"), json("{}"), json("null"), json(r#"{"success":true}"#)] {
        let (cf, _) = answered([reply]);
        assert!(matches!(cf.zones().get("z").await, Err(Error::Decode(_))), "{:?}", cf.zones().get("z").await);
    }
}

#[tokio::test]
async fn an_error_at_200_is_an_error() {
    for body in [
        r#"{"code":10000,"error":"Unauthorized"}"#,
        r#"{"success":false,"errors":[{"code":10000,"message":"Unauthorized"}],"result":null}"#,
        r#"{"success":false,"errors":[{"code":10000,"message":"Unauthorized"}],"messages":[],"result":{"id":"1"}}"#,
    ] {
        let (cf, _) = answered([json(body)]);
        let Err(Error::Api(error)) = cf.zones().get("z").await else { panic!("{body}") };
        assert!(error.has_code(10000) && error.to_string().contains("Unauthorized"), "{error}");
    }
    // Also where the document knows no envelope.
    let (cf, _) = answered([json(r#"{"success":false,"errors":[{"code":5007,"message":"No such model"}],"messages":[],"result":null}"#)]);
    let Err(Error::Api(error)) = cf.ai().run("a", "@cf/x/y", ai::AiRun::from(ai::Prompt::new("?"))).await else { panic!("no error") };
    assert!(error.has_code(5007), "{error}");
}

#[tokio::test]
async fn what_stands_beside_the_envelope_is_given() {
    let (cf, _) = answered([Reply::json(
        201,
        r#"{"success":true,"errors":[],"messages":[],"account_id":"a","registry_host":"r.test","username":"v1","password":"PW"}"#,
    )]);
    let pull = [containers::registries::credentials::ImageRegistryPermission::Pull];
    let body = containers::registries::credentials::CredentialsGenerate::new(pull, 5);
    let made = cf.containers().registries().credentials().generate("a", "r.test", body).await.unwrap();
    assert_eq!(made.password.as_deref(), Some("PW"));
    assert!(!format!("{made:?}").contains("PW"));
}

// ---- secrets ------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn secrets_show_in_no_error() {
    for body in [
        r#"{"uid":"u","rtmps":{"url":"rtmps://x.test","streamKey":{"k":"TOPSECRET"}}}"#,
        r#"{"uid":["u"],"rtmps":{"streamKey":"TOPSECRET"}}"#,
    ] {
        let (cf, _) = answered([result(body)]);
        let built = cf.stream().live_inputs().get("a", "l").strict().await;
        let Err(Error::Decode(error)) = built else { panic!("{built:?}") };
        let shown = format!("{error} {error:?} {}", error.snippet);
        assert!(!shown.contains("TOPSECRET"), "{shown}");
        let answer = cf.stream().live_inputs().get("a", "l").send().await.unwrap();
        assert!(!format!("{answer:?} {:?} {:?}", answer.notes(), answer.decode().ok()).contains("TOPSECRET"));
    }
}

// ---- what is sent -------------------------------------------------------------------------------------------------

#[tokio::test]
async fn moments_are_sent_in_whole_seconds() {
    let (cf, script) = answered([result(r#"{"id":"1"}"#)]);
    let moment: Timestamp = "2024-12-09T09:22:01.012085123Z".parse().unwrap();
    let policies: [accounts::TokenPolicies; 0] = [];
    let _ = cf.accounts().tokens().create("a", accounts::tokens::TokenCreate::new("n", policies).expires_on(moment)).await;
    let sent = String::from_utf8(script.requests()[0].body.to_vec()).unwrap();
    assert!(sent.contains(r#""expires_on":"2024-12-09T09:22:01Z""#), "{sent}");
}

#[tokio::test]
async fn a_text_in_a_form_is_sent_as_it_is() {
    let (cf, script) = answered([result("{}")]);
    let form = cfs_management::pages::projects::deployments::DeploymentCreate::new().manifest(r#"{"/index.html":"abc"}"#);
    let _ = cf.pages().projects().deployments().create("a", "p", form).await;
    let sent = String::from_utf8(script.requests()[0].body.to_vec()).unwrap();
    assert!(sent.contains("\r\n\r\n{\"/index.html\":\"abc\"}\r\n"), "{sent}");
    let _: Uuid = Uuid::nil();
}
