//! Versions and deployments: what they say, and requests that switch between them.

use super::request::{Method, Request};
use super::target::Target;
use super::wanted::Annotations;
use serde_json::{Map, Value, json};

/// A version.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Version {
    /// Its id.
    pub id: String,
    /// Counted from one.
    pub number: Option<u64>,
    /// When it was made, as RFC 3339.
    pub created: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// What made it: `wrangler`, `api`, `dash`, `secret`.
    pub source: Option<String>,
    /// What was said of it.
    pub said: Said,
}

/// What annotations say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Why it was made.
    pub message: Option<String>,
    /// The tag: what a user calls it, or the digest of its code.
    pub tag: Option<String>,
    /// The commit that it was built from.
    pub commit: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// Who deployed.
    pub who: Option<String>,
    /// What triggered it.
    pub triggered_by: Option<String>,
}

/// A deployment: versions, each with its share of the requests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deployment {
    /// Its id.
    pub id: String,
    /// When it was made, as RFC 3339.
    pub created: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// What made it.
    pub source: Option<String>,
    /// Ids of versions, and how many of a hundred requests each answers.
    pub versions: Vec<(String, f64)>,
    /// What was said of it.
    pub said: Said,
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

impl Version {
    /// Reads an item of `GET …/versions`, or the answer of one of them.
    pub fn read(value: &Value) -> Self {
        let metadata = &value["metadata"];
        Self {
            id: text(&value["id"]).unwrap_or_default(),
            number: value["number"].as_u64(),
            created: text(&metadata["created_on"]).or_else(|| text(&value["created_on"])),
            author: text(&metadata["author_email"]).or_else(|| text(&value["author_email"])),
            source: text(&metadata["source"]).or_else(|| text(&value["source"])),
            said: Said::read(&value["annotations"]),
        }
    }
}

impl Deployment {
    /// Reads an item of `GET …/deployments`.
    pub fn read(value: &Value) -> Self {
        let shares = value["versions"].as_array().into_iter().flatten();
        Self {
            id: text(&value["id"]).unwrap_or_default(),
            created: text(&value["created_on"]),
            author: text(&value["author_email"]),
            source: text(&value["source"]),
            versions: shares
                .filter_map(|share| {
                    Some((text(&share["version_id"])?, share["percentage"].as_f64().unwrap_or(100.0)))
                })
                .collect(),
            said: Said::read(&value["annotations"]),
        }
    }

    /// The version that answers most requests; of several, the first.
    pub fn largest(&self) -> Option<&str> {
        let more = |one: &'_ (String, f64), other: &'_ (String, f64)| one.1 > other.1;
        let largest = self.versions.iter().reduce(|best, share| if more(share, best) { share } else { best });
        largest.map(|(id, _)| id.as_str())
    }

    /// The version that answers all requests, if one does.
    pub fn whole(&self) -> Option<&str> {
        match self.versions.as_slice() {
            [(id, _)] => Some(id),
            all => all.iter().find(|(_, share)| *share >= 100.0).map(|(id, _)| id.as_str()),
        }
    }
}

/// What an annotation's text has at most, in bytes.
const MESSAGE: usize = 1_000;
/// What a tag has at most, in bytes.
const TAG: usize = 100;

impl Annotations {
    /// As they are sent with an upload; `digest` is the tag where the user gives none.
    pub fn of_version(&self, digest: Option<&str>) -> Map<String, Value> {
        let mut all = self.of_deployment();
        if let Some(tag) = self.tag.as_deref().or(digest) {
            all.insert("workers/tag".to_owned(), json!(cut(tag, TAG)));
        }
        if let Some(alias) = &self.alias {
            all.insert("workers/alias".to_owned(), json!(alias));
        }
        all.extend(self.more.clone());
        all
    }

    /// As they are sent with a deployment.
    pub fn of_deployment(&self) -> Map<String, Value> {
        let mut all = Map::new();
        if let Some(message) = self.text() {
            all.insert("workers/message".to_owned(), json!(message));
        }
        all
    }

    /// The message with where the code is from, in brackets at its end.
    fn text(&self) -> Option<String> {
        let parts = [("commit", &self.commit), ("branch", &self.branch), ("by", &self.who)];
        let parts = parts.into_iter().filter_map(|(word, value)| {
            let value = value.as_deref()?.replace([',', '[', ']', '\n'], " ");
            let value = cut(value.trim(), 120).to_owned();
            (!value.is_empty()).then(|| format!("{word} {value}"))
        });
        let from = parts.collect::<Vec<_>>().join(", ");
        let message = self.message.as_deref().unwrap_or_default().trim();
        if from.is_empty() {
            return (!message.is_empty()).then(|| cut(message, MESSAGE).to_owned());
        }
        let from = format!("[{from}]");
        let message = cut(message, MESSAGE - from.len() - 1).trim_end();
        Some(if message.is_empty() { from } else { format!("{message} {from}") })
    }
}

impl Said {
    /// Reads annotations, of anybody's making.
    pub fn read(annotations: &Value) -> Self {
        let mut said = Self {
            tag: text(&annotations["workers/tag"]),
            triggered_by: text(&annotations["workers/triggered_by"]),
            ..Self::default()
        };
        let Some(message) = text(&annotations["workers/message"]) else { return said };
        let Some((before, from)) = message.strip_suffix(']').and_then(|text| text.rsplit_once('[')) else {
            said.message = Some(message);
            return said;
        };
        let mut parts = Vec::new();
        for part in from.split(", ") {
            match part.split_once(' ') {
                Some((word @ ("commit" | "branch" | "by"), value)) => parts.push((word, value.to_owned())),
                _ => {
                    said.message = Some(message);
                    return said;
                }
            }
        }
        for (word, value) in parts {
            match word {
                "commit" => said.commit = Some(value),
                "branch" => said.branch = Some(value),
                _ => said.who = Some(value),
            }
        }
        said.message = Some(before.trim_end().to_owned()).filter(|text| !text.is_empty());
        said
    }
}

/// The longest beginning of so many bytes that is whole characters.
fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// A deployment of versions, each with its share of a hundred. `force` deploys although a secret has changed since.
pub fn deploy(
    target: &Target,
    versions: &[(Value, f64)],
    annotations: &Annotations,
    code_update: Option<&Value>,
    force: bool,
) -> Request {
    let shares: Vec<Value> =
        versions.iter().map(|(id, share)| json!({"version_id": id, "percentage": number(*share)})).collect();
    let mut body = json!({"strategy": "percentage", "versions": shares});
    let said = annotations.of_deployment();
    if !said.is_empty() {
        body["annotations"] = Value::Object(said);
    }
    if let Some(update) = code_update {
        body["code_update_strategy"] = update.clone();
    }
    let request = target.request(Method::Post, "/deployments").json(body);
    if force { request.query("force", "true") } else { request }
}

/// Whole shares as whole numbers.
fn number(share: f64) -> Value {
    if share.fract() == 0.0 { json!(share as u64) } else { json!(share) }
}

/// The version that answered all requests before the one that does now: what a rollback goes to.
pub fn before(deployments: &[Deployment]) -> Option<&str> {
    let (now, earlier) = deployments.split_first()?;
    earlier.iter().filter_map(Deployment::whole).find(|id| now.whole() != Some(id))
}

/// A step of a rollout from one version to another: `percent` of the requests go to the new one.
pub fn shift(target: &Target, old: &str, new: &str, percent: f64, annotations: &Annotations) -> Request {
    let percent = percent.clamp(0.0, 100.0);
    let mut shares = vec![(json!(new), percent), (json!(old), 100.0 - percent)];
    shares.retain(|(_, share)| *share > 0.0);
    deploy(target, &shares, annotations, None, false)
}

/// How far a rollout is, from the deployment that is there: the new version, the old one, and the share of the new one.
pub fn rollout(deployments: &[Deployment], versions: &[Version]) -> Option<(String, String, f64)> {
    let now = deployments.first()?;
    let [one, other] = now.versions.as_slice() else { return None };
    let at = |id: &str| versions.iter().position(|version| version.id == id).unwrap_or(usize::MAX);
    // Versions are told the newest first.
    let (new, old) = if at(&one.0) <= at(&other.0) { (one, other) } else { (other, one) };
    Some((new.0.clone(), old.0.clone(), new.1))
}

/// An entry of a Worker's history: a deployment with its versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The deployment.
    pub deployment: Deployment,
    /// Its versions, where they are still known, in the order of the deployment's shares.
    pub versions: Vec<Option<Version>>,
    /// The version that answered before, for a difference.
    pub before: Option<String>,
}

/// The history of a Worker, the newest first.
pub fn history(deployments: &[Deployment], versions: &[Version]) -> Vec<Entry> {
    let entry = |(at, deployment): (usize, &Deployment)| Entry {
        deployment: deployment.clone(),
        versions: deployment
            .versions
            .iter()
            .map(|(id, _)| versions.iter().find(|version| version.id == *id).cloned())
            .collect(),
        before: deployments.get(at + 1).and_then(Deployment::largest).map(str::to_owned),
    };
    deployments.iter().enumerate().map(entry).collect()
}
