//! Plans that are kept, to be done later: bound to the account, the model and what was there.

use crate::plan::{Options, Plan};
use cfs_config::Model;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// The form that is written.
const VERSION: u32 = 1;

/// A plan that is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Saved {
    /// The form.
    #[serde(rename = "cfs_saved_plan")]
    pub version: u32,
    /// The account's id.
    pub account: String,
    /// The folder that paths of the model are relative to.
    pub folder: PathBuf,
    /// The model.
    pub model: Model,
    /// The hash of the model.
    pub model_hash: String,
    /// The hash of what was there.
    pub rests_on: String,
    /// What was asked for beside the model.
    pub options: Options,
    /// Whether all that belongs to the application goes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub destroys: bool,
    /// What was planned, to be read: it is planned again before it is done, and must come to the same.
    pub plan: Value,
}

fn hash(value: &Value) -> String {
    crate::seal::hex(&Sha256::digest(value.to_string().as_bytes()))
}

/// The hash of a model.
pub fn hash_of(model: &Model) -> String {
    hash(&serde_json::to_value(model).unwrap_or_default())
}

impl Saved {
    /// A plan of a model.
    pub fn new(plan: &Plan, model: &Model, folder: &Path, options: &Options, destroys: bool) -> Self {
        Self {
            version: VERSION,
            account: plan.account.clone(),
            folder: folder.to_owned(),
            model: model.clone(),
            model_hash: hash_of(model),
            rests_on: plan.rests_on(),
            options: options.clone(),
            destroys,
            plan: serde_json::to_value(plan).unwrap_or_default(),
        }
    }

    /// A plan of its text.
    ///
    /// # Errors
    /// When it is none, or its model is not the one that was planned.
    pub fn read(text: &str) -> Result<Self, String> {
        let whole: Value = serde_json::from_str(text).map_err(|error| format!("it is no plan: {error}"))?;
        match whole.get("cfs_saved_plan").and_then(Value::as_u64) {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) => {
                return Err(format!(
                    "it is a plan of form {version}; this version does those of form {VERSION}"
                ));
            }
            None => return Err("it is no plan: `--save` writes one".to_owned()),
        }
        let saved: Self =
            serde_json::from_value(whole).map_err(|error| format!("it is a damaged plan: {error}"))?;
        if hash_of(&saved.model) != saved.model_hash {
            return Err("its model is not the one that was planned".to_owned());
        }
        Ok(saved)
    }

    /// Whether what was planned now is what was planned then.
    ///
    /// # Errors
    /// When it is not: what has changed.
    pub fn check(&self, now: &Plan) -> Result<(), String> {
        if now.account != self.account {
            return Err(format!("it was planned for account {}, and this is {}", self.account, now.account));
        }
        let again = "it is stale: plan again";
        if now.rests_on() != self.rests_on {
            return Err(format!("what is in the account has changed since it was planned: {again}"));
        }
        if serde_json::to_value(now).unwrap_or_default() != self.plan {
            return Err(format!(
                "it would come to something else now, because files or secrets have changed: {again}"
            ));
        }
        Ok(())
    }
}
