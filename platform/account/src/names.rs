//! Accounts and zones by name or id.

use crate::cache::Cache;
use crate::{Error, Source, Sourced, api};
use cfs_http::{Client, Json, Timestamp};
use serde_json::json;
use std::fmt;
use std::time::Duration;

/// An account or a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name; empty where only the id was given, which needs no look-up.
    pub name: String,
}

impl Named {
    pub(crate) fn of(json: &Json) -> Option<Self> {
        let text = |name: &str| json.get(name).and_then(|value| value.as_str());
        Some(Self { id: text("id")?, name: text("name").unwrap_or_default() })
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_str() {
            "" => f.write_str(&self.id),
            name => write!(f, "{name} ({})", self.id),
        }
    }
}

/// Accounts or zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Accounts.
    Account,
    /// Zones.
    Zone,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Zone => "zone",
        }
    }
}

/// How long a list of names is believed; a name that is not in it is looked up again.
pub const FRESH: Duration = Duration::from_hours(24);

/// How many names an error lists.
const SHOWN: usize = 20;

/// Finds accounts and zones, and remembers them for one base URL and one login.
#[derive(Clone, Debug)]
pub struct Names {
    cache: Cache,
    /// What tells the lists of different logins apart.
    whose: String,
    now: Timestamp,
}

impl Names {
    /// `whose` tells lists of different logins apart; nothing secret.
    pub fn new(cache: Cache, whose: impl Into<String>, now: Timestamp) -> Self {
        Self { cache, whose: whose.into(), now }
    }

    /// The account or zone of a name or id. An id is taken as it is, without a look-up.
    ///
    /// # Errors
    /// [`Error::Name`] when there is none or several of the name, with what there is; [`Error::Api`] when it cannot be asked.
    pub async fn find(&self, client: &Client, what: What, text: &str) -> Result<Named, Error> {
        let text = match what {
            What::Account => text.trim(),
            // A domain may be written with the point that ends it.
            What::Zone => text.trim().trim_end_matches('.'),
        };
        if is_id(text) {
            return Ok(Named { id: text.to_ascii_lowercase(), name: String::new() });
        }
        if let Some(found) = pick(&self.known(what), text) {
            return Ok(found);
        }
        if what == What::Zone {
            // There may be thousands: one is asked for by its name.
            let name = text.to_lowercase();
            let zones = api::some_zones(client, Some(&name)).await?;
            let zones = zones.iter().filter_map(Named::of).filter(|zone| fits(zone, &name));
            let zones: Vec<Named> = zones.collect();
            match zones.as_slice() {
                [] => {}
                [only] => {
                    self.remember(what, only);
                    return Ok(only.clone());
                }
                several => return Err(ambiguous(what, text, several)),
            }
        }
        let all = self.list(client, what).await?;
        match pick(&all, text) {
            Some(found) => Ok(found),
            None => {
                let same: Vec<Named> = all.iter().filter(|named| fits(named, text)).cloned().collect();
                Err(if same.is_empty() { missing(what, text, &all) } else { ambiguous(what, text, &same) })
            }
        }
    }

    /// The only account or zone that there is.
    ///
    /// # Errors
    /// [`Error::Name`] when there are several or none, with what there is and how to choose.
    pub async fn only(&self, client: &Client, what: What) -> Result<Sourced<Named>, Error> {
        let known = match self.known(what) {
            known if known.is_empty() => self.list(client, what).await?,
            known if what == What::Account => known,
            // What is remembered of zones are those that were asked for.
            _ => self.list(client, what).await?,
        };
        match known.as_slice() {
            [only] => Ok(Sourced::new(only.clone(), Source::Only)),
            [] => Err(Error::Name(format!("these credentials see no {}", what.word()))),
            several => Err(Error::Name(format!(
                "which {0}? say it with --{0}, or in the profile:{1}",
                what.word(),
                listed(several)
            ))),
        }
    }

    /// All accounts, or the first thousand zones, from the API; remembered.
    ///
    /// # Errors
    /// [`Error::Api`] when it cannot be asked.
    pub async fn list(&self, client: &Client, what: What) -> Result<Vec<Named>, Error> {
        let items = match what {
            What::Account => api::accounts(client).await?,
            What::Zone => api::zones(client).await?,
        };
        let all: Vec<Named> = items.iter().filter_map(Named::of).collect();
        self.keep(what, &all);
        Ok(all)
    }

    /// What is remembered, for completion: no call is made.
    pub fn known(&self, what: What) -> Vec<Named> {
        let value = self.cache.get(&self.key(what), self.now, FRESH).unwrap_or_default();
        let pairs = value.as_array().into_iter().flatten();
        pairs
            .filter_map(|pair| {
                let text = |at: usize| Some(pair.get(at)?.as_str()?.to_owned());
                Some(Named { id: text(0).filter(|id| is_id(id))?, name: text(1)? })
            })
            .collect()
    }

    /// Forgets the lists, as after a login.
    pub fn forget(&self) {
        self.cache.forget(&self.key(What::Account));
        self.cache.forget(&self.key(What::Zone));
    }

    fn remember(&self, what: What, named: &Named) {
        let mut known = self.known(what);
        known.retain(|other| other.id != named.id);
        known.push(named.clone());
        self.keep(what, &known);
    }

    fn keep(&self, what: What, all: &[Named]) {
        let pairs: Vec<_> = all.iter().map(|named| json!([named.id, named.name])).collect();
        self.cache.set(&self.key(what), self.now, &pairs.into());
    }

    fn key(&self, what: What) -> String {
        format!("{}s of {}", what.word(), self.whose)
    }
}

/// Whether a text is an id as accounts and zones have it: 32 hexadecimal digits.
pub fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn fits(named: &Named, text: &str) -> bool {
    named.name.to_lowercase() == text.to_lowercase()
}

/// The one of exactly this name, else the only one of it whatever its case.
fn pick(all: &[Named], text: &str) -> Option<Named> {
    let exact: Vec<&Named> = all.iter().filter(|named| named.name == text).collect();
    let alike: Vec<&Named> = all.iter().filter(|named| fits(named, text)).collect();
    match (exact.as_slice(), alike.as_slice()) {
        ([only], _) | ([], [only]) => Some((*only).clone()),
        _ => None,
    }
}

fn listed(all: &[Named]) -> String {
    let mut lines: String = all.iter().take(SHOWN).map(|named| format!("\n  {named}")).collect();
    if all.len() > SHOWN {
        lines.push_str(&format!("\n  and {} more", all.len() - SHOWN));
    }
    lines
}

fn missing(what: What, text: &str, all: &[Named]) -> Error {
    let word = what.word();
    Error::Name(match all {
        [] => format!("no {word} `{}`: these credentials see none", text.escape_debug()),
        all => format!("no {word} `{}`; there is:{}", text.escape_debug(), listed(all)),
    })
}

fn ambiguous(what: What, text: &str, several: &[Named]) -> Error {
    let word = what.word();
    Error::Name(format!(
        "several {word}s are called `{}`, say the id:{}",
        text.escape_debug(),
        listed(several)
    ))
}
