//! The entry of the application, before and after a deployment.

use super::Outcome;
use crate::actual::{again, entry as read};
use crate::call::{Known, plain, resolved_members, sent};
use crate::compare;
use crate::desired::{Node, Task};
use crate::matching;
use crate::plan::{Action, Plan};
use crate::state::{self, Entry, State, Stored};
use crate::workers;
use cfs_config::model::Worker;
use cfs_http::Client;
use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The entry of a plan's application.
pub(super) struct Entries<'a> {
    plan: &'a Plan,
    key: String,
}

/// A deployment that has begun.
pub(super) struct Begun {
    namespace: Value,
    run: String,
    serial: u64,
}

/// A node with the arguments of its calls.
type Placed<'n> = (&'n Node, Map<String, Value>);
type Entered = BTreeMap<String, Entry>;

impl<'a> Entries<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        Self { plan, key: state::key(&plan.app, plan.environment.as_deref()) }
    }

    fn stored(&self) -> &Stored {
        &self.plan.inner.actual.stored
    }

    /// Whether the entry would say something else, though nothing is to be done.
    pub(super) fn differ(&self, known: &Known) -> bool {
        !self.stored().newer
            && self.entries(known, &BTreeMap::new(), &BTreeSet::new()) != self.stored().state.entries
    }

    /// Says that a deployment has begun. Two that were planned on the same account do not both begin.
    pub(super) async fn begin(&self, client: &Client) -> Result<Begun, String> {
        let account = &self.plan.account;
        let namespace = match &self.stored().namespace {
            Some(id) => Value::from(id.as_str()),
            None => self.namespace(client).await?,
        };
        let now = read(client, account, &namespace, &self.key).await.map_err(|error| error.to_string())?;
        if now.raw != self.stored().raw {
            return Err("another deployment of this application has changed the account since this was planned: plan again".to_owned());
        }
        let mut run = [0; 8];
        getrandom::fill(&mut run).map_err(|error| error.to_string())?;
        let run = crate::seal::hex(&run);
        let serial = self.stored().state.serial + 1;
        let mut state =
            State { version: state::VERSION, serial, run: Some(run.clone()), ..self.stored().state.clone() };
        // What is about to be made is known to be ours even if this is the last that is heard of it.
        for step in self.plan.acting() {
            if let (Action::Create, Some(node)) =
                (step.action, self.plan.inner.desired.nodes.get(&step.address))
            {
                state.entries.entry(step.address.clone()).or_insert_with(|| self.promised(node));
            }
        }
        self.write(client, &namespace, &state).await?;
        Ok(Begun { namespace, run, serial })
    }

    /// What is known of a thing before it is made.
    fn promised(&self, node: &Node) -> Entry {
        let arguments = self.plan.inner.actual.arguments(node, &self.plan.known());
        let id = node.id.as_ref().filter(|id| id.is_string()).cloned();
        Entry {
            kind: node.kind.word.clone(),
            name: node.name.clone(),
            id,
            arguments: arguments.unwrap_or_default(),
            needs: node.needs(),
            part_of: node.part_of.clone(),
            protect: node.protect,
            ..Entry::default()
        }
    }

    async fn namespace(&self, client: &Client) -> Result<Value, String> {
        let account = &self.plan.account;
        let made = sent(client, &state::create(account)).await;
        if let Ok(made) = &made
            && let Some(id) = made.get("id")
        {
            return Ok(id.clone());
        }
        // It may be there by now.
        let kv = crate::kind::Kind::of("kv")?;
        let list = kv.list(&Map::from_iter([("account_id".to_owned(), account.as_str().into())]));
        let all = match list {
            Some(list) => crate::call::listed(client, &list).await.map_err(|error| error.to_string())?,
            None => Value::Null,
        };
        let found =
            all.as_array().into_iter().flatten().find(|namespace| namespace["title"] == state::NAMESPACE);
        match (found, made) {
            (Some(found), _) => Ok(found["id"].clone()),
            (None, Err(error)) => Err(format!("the KV namespace `{}`: {error}", state::NAMESPACE)),
            (None, Ok(_)) => {
                Err(format!("the KV namespace `{}` is not there after it was made", state::NAMESPACE))
            }
        }
    }

    async fn write(&self, client: &Client, namespace: &Value, state: &State) -> Result<(), String> {
        if self.stored().newer {
            return Ok(());
        }
        let text = serde_json::to_string(state).map_err(|error| error.to_string())?;
        let account = &self.plan.account;
        let call = if state.entries.is_empty() && state.run.is_none() {
            state::delete(account, namespace, &self.key)
        } else {
            state::put(account, namespace, &self.key, &text)
        };
        match sent(client, &call).await {
            Ok(_) => Ok(()),
            Err(error) if state.entries.is_empty() && error.is_not_found() => Ok(()),
            Err(error) => Err(format!("the entry of the application: {error}")),
        }
    }

    /// Says what there is now.
    pub(super) async fn end(
        &self,
        client: &Client,
        begun: Begun,
        known: &Known,
        outcome: &mut Outcome,
    ) -> Result<(), String> {
        let items = self.items(client, known, outcome).await;
        let failed: BTreeSet<&str> = outcome.not_done.iter().map(|not| not.address.as_str()).collect();
        let entries = self.entries(known, &items, &failed);
        let now = read(client, &self.plan.account, &begun.namespace, &self.key)
            .await
            .map_err(|error| error.to_string())?;
        if !self.stored().newer && now.state.run.as_deref() != Some(begun.run.as_str()) {
            return Err("another deployment of this application began while this one was under way: what both did is there, and the entry is the other's; plan again to see what is left".to_owned());
        }
        let state = State { version: state::VERSION, serial: begun.serial + 1, run: None, entries };
        self.write(client, &begun.namespace, &state).await
    }

    /// What the lists tell of what was made and changed: the same that the next plan reads.
    async fn items(&self, client: &Client, known: &Known, outcome: &Outcome) -> BTreeMap<String, Value> {
        let inner = &self.plan.inner;
        let done = outcome.done.iter().filter(|done| done.action != Action::Delete);
        let mut places: BTreeMap<String, Vec<Placed<'_>>> = BTreeMap::new();
        for node in done.filter_map(|done| inner.desired.nodes.get(&done.address)) {
            if let Some(arguments) = inner.actual.arguments(node, known)
                && let Some(mut place) = inner.actual.place(node, &arguments)
            {
                if node.kind.list(&arguments).is_none() && !node.kind.is_setting() {
                    place += &format!("/{}", node.address);
                }
                places.entry(place).or_default().push((node, arguments));
            }
        }
        let calls = places.into_values().map(|nodes| async move {
            let mut told = Vec::new();
            let Some((first, arguments)) = nodes.first() else { return told };
            let Ok(items) = again(client, first, arguments, known).await else { return told };
            for (node, _) in &nodes {
                let own = known.get(&node.address).and_then(|item| node.id_of(item)).map(|id| plain(&id));
                let of =
                    |item: &&Value| node.kind.is_setting() || node.id_of(item).map(|id| plain(&id)) == own;
                if let Some(item) = items.iter().find(of) {
                    told.push((node.address.clone(), item.clone()));
                }
            }
            told
        });
        stream::iter(calls).buffer_unordered(8).collect::<Vec<_>>().await.into_iter().flatten().collect()
    }

    /// What the entry says after a deployment.
    fn entries(&self, known: &Known, items: &BTreeMap<String, Value>, failed: &BTreeSet<&str>) -> Entered {
        let inner = &self.plan.inner;
        let before = &self.stored().state.entries;
        let mut after = before.clone();
        for worker in &inner.desired.workers {
            let address = worker.address();
            if let (Some(step), false) = (self.plan.step(&address), failed.contains(address.as_str())) {
                let entry = self.worker(worker, before.get(&address), step.action, known);
                after.insert(address, entry);
            }
        }
        for step in &self.plan.steps {
            let Some(node) = inner.desired.nodes.get(&step.address) else {
                if matches!(step.action, Action::Delete | Action::Forget)
                    && !failed.contains(step.address.as_str())
                {
                    after.remove(&step.address);
                }
                continue;
            };
            if !node.origin.is_ensure() {
                after.remove(&step.address);
                continue;
            }
            let own = matching::entry(&self.stored().state, node);
            if failed.contains(step.address.as_str()) {
                continue;
            }
            let Some(entry) = self.entry(node, own.map(|(_, entry)| entry), step.action, known, items) else {
                continue;
            };
            if let Some((address, _)) = own {
                after.remove(address);
            }
            after.insert(step.address.clone(), entry);
        }
        after
    }

    fn worker(&self, worker: &Worker, before: Option<&Entry>, action: Action, known: &Known) -> Entry {
        let inner = &self.plan.inner;
        let before = before.filter(|entry| entry.kind == workers::KIND);
        let filled = workers::filled(worker, known, None).unwrap_or_else(|_| worker.clone());
        let item = known.get(&worker.address()).filter(|_| action != Action::Unchanged);
        let told = match (item, before) {
            (Some(item), _) => {
                ["etag", "digest"].iter().map(|name| ((*name).to_owned(), item[*name].clone())).collect()
            }
            (None, Some(before)) => before.told.clone(),
            (None, None) => Map::new(),
        };
        Entry {
            kind: workers::KIND.to_owned(),
            name: Some(worker.called().to_owned()),
            id: Some(worker.called().into()),
            arguments: Map::from_iter([("account_id".to_owned(), self.plan.account.as_str().into())]),
            declared: workers::declared(&filled, before, &inner.desired.secrets),
            told,
            needs: workers::bound_to(worker, &inner.desired.workers),
            part_of: None,
            protect: worker.protect,
        }
    }

    fn entry(
        &self,
        node: &Node,
        before: Option<&Entry>,
        action: Action,
        known: &Known,
        items: &BTreeMap<String, Value>,
    ) -> Option<Entry> {
        let inner = &self.plan.inner;
        let arguments = inner.actual.arguments(node, known)?;
        let secrets = &inner.desired.secrets;
        let declared = resolved_members(&node.declared, known, None).ok()?;
        let declared = compare::sealed(&node.kind, &declared, before, secrets);
        let item = items.get(&node.address).or_else(|| known.get(&node.address));
        let told = match (action, before) {
            (Action::Unchanged, Some(before)) => before.told.clone(),
            _ => item.map(|item| compare::told(&node.kind, &declared, item)).unwrap_or_default(),
        };
        let id = match node.task {
            Task::Migrations(_) => None,
            _ if node.kind.is_setting() => None,
            _ => item.and_then(|item| node.id_of(item)),
        };
        if id.is_none()
            && !node.kind.is_setting()
            && matches!(node.task, Task::Thing)
            && !node.kind.id().is_empty()
        {
            return None;
        }
        Some(Entry {
            kind: node.kind.word.clone(),
            name: node.name.clone(),
            id,
            arguments,
            declared,
            told,
            needs: node.needs(),
            part_of: node.part_of.clone(),
            protect: node.protect,
        })
    }
}
