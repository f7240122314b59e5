//! An account on this machine, and deployments to it.

use cfs_config::Model;
use cfs_deploy::call::{SecretValue, Secrets};
use cfs_deploy::migrations::Migration;
use cfs_deploy::{Action, Desired, Materials, Options, Outcome, Plan};
use cfs_emulator::{ACCOUNT_ID, Emulator};
use cfs_http::{Client, Credentials};
use serde_json::Value;

/// An account, and a client of it.
pub(crate) struct Account {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
    pub(crate) materials: Materials,
}

/// A model of its JSON.
pub(crate) fn model(json: Value) -> Model {
    serde_json::from_value(json).expect("a model")
}

/// A client of an emulator.
pub(crate) fn client(emulator: &Emulator) -> Client {
    let token = Credentials::token(emulator.token());
    Client::builder().base_url(emulator.base_url()).credentials(token).pace(false).build().expect("a client")
}

impl Account {
    pub(crate) async fn start() -> Self {
        let emulator = Emulator::start().await.expect("an emulator");
        Self { client: client(&emulator), emulator, materials: Materials::default() }
    }

    /// Has a database's migrations be these.
    pub(crate) fn migrations(&mut self, address: &str, files: &[(&str, &str)]) {
        let files =
            files.iter().map(|(name, sql)| Migration { name: (*name).to_owned(), sql: (*sql).to_owned() });
        self.materials.migrations.insert(address.to_owned(), files.collect());
    }

    /// What a model asks for; all secrets are the same text.
    pub(crate) fn desired(&self, model: &Model, secret: &str) -> Desired {
        let secrets =
            Secrets::of_model(model, |_| Ok::<_, ()>(Some(SecretValue::new(secret)))).expect("secrets");
        let materials = Materials { secrets, ..self.materials.clone() };
        cfs_deploy::desired(model, ACCOUNT_ID, &materials)
    }

    pub(crate) async fn plan_with(
        &self,
        client: &Client,
        model: &Model,
        secret: &str,
        options: &Options,
    ) -> Plan {
        let desired = self.desired(model, secret);
        let actual =
            cfs_deploy::actual::read(client, &desired, &self.materials).await.expect("what is there");
        cfs_deploy::plan(&desired, &actual, options)
    }

    pub(crate) async fn plan(&self, model: &Model) -> Plan {
        self.plan_with(&self.client, model, SECRET, &Options::default()).await
    }

    pub(crate) async fn apply(&self, plan: &Plan) -> Outcome {
        cfs_deploy::apply(&self.client, plan, &()).await
    }

    /// Deploys a model; nothing may fail.
    pub(crate) async fn deploy(&self, model: &Model) -> Plan {
        let plan = self.plan(model).await;
        assert_eq!(plan.problems, Vec::<String>::new());
        let outcome = self.apply(&plan).await;
        assert!(outcome.is_complete(), "{outcome:#?}\n{plan}");
        plan
    }

    /// Deploys a model, and sees that nothing is left to do.
    pub(crate) async fn settle(&self, model: &Model) -> Plan {
        let plan = self.deploy(model).await;
        let again = self.plan(model).await;
        assert!(
            again.is_empty(),
            "after\n{plan}\nthere is left\n{again}\n{:#?}",
            again.acting().collect::<Vec<_>>()
        );
        plan
    }

    /// Calls an operation of the account.
    pub(crate) async fn call(&self, name: &str, more: &[(&str, &str)], body: Option<Value>) -> Value {
        let operation = cfs_catalogue::catalogue().operation(name).expect("an operation");
        let arguments = cfs_catalogue::Arguments::new().set("account_id", ACCOUNT_ID);
        let arguments = more.iter().fold(arguments, |all, (name, value)| all.set(*name, *value));
        let content = match body {
            Some(Value::String(text)) => cfs_catalogue::Content::raw(text),
            Some(body) => {
                cfs_catalogue::Content::json(cfs_http::Json::parse(&body.to_string()).expect("JSON"))
            }
            None => cfs_catalogue::Content::none(),
        };
        let json = |json: &cfs_http::Json| serde_json::from_str::<Value>(json.as_text()).expect("JSON");
        let request = operation.prepare(&self.client, &arguments, content, cfs_catalogue::Check::Off);
        let answer = request.unwrap_or_else(|error| panic!("{name}: {error}")).send().await;
        match answer.unwrap_or_else(|error| panic!("{name}: {error}")) {
            cfs_catalogue::Answer::Json(value) => json(&value),
            cfs_catalogue::Answer::Page(page) => page.items().iter().map(json).collect(),
            cfs_catalogue::Answer::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
            _ => Value::Null,
        }
    }
}

/// The secret that must show nowhere.
pub(crate) const SECRET: &str = "planted-secret-4711";

/// The addresses of a plan's steps that have an action.
pub(crate) fn of(plan: &Plan, action: Action) -> Vec<&str> {
    plan.steps.iter().filter(|step| step.action == action).map(|step| step.address.as_str()).collect()
}
