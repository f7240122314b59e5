//! Calls of operations for the commands: shown to the user, or asked for what a command needs to know.

use crate::args::{BodyPlan, CallOptions, Global, Invocation};
use crate::call::{self, scope};
use crate::failure::{Exit, Failure};
use crate::output::{Out, Value};
use crate::settings::Settings;
use crate::terminal;
use cfs_account::What;
use cfs_catalogue::{Answer, Argument, Check, Verb, catalogue};
use cfs_http::Client;
use futures_util::TryStreamExt as _;
use serde_json::Value as Json;
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// What a command works with.
pub(crate) struct Session<'a> {
    pub(crate) client: Client,
    pub(crate) global: &'a Global,
    pub(crate) settings: &'a Settings,
    /// Under which names it is remembered what names stand for that this command was given.
    named: RefCell<Vec<String>>,
    /// Whether something was deleted.
    deleted: Cell<bool>,
}

/// How long it is remembered what a name stands for.
const FRESH: Duration = Duration::from_mins(1);

impl<'a> Session<'a> {
    /// A session with the credentials that there are.
    pub(crate) async fn new(global: &'a Global, settings: &'a Settings) -> Result<Self, Failure> {
        let client = settings.client(global, call::show::ANY, !global.dry_run).await?;
        Ok(Self { client, global, settings, named: RefCell::default(), deleted: Cell::new(false) })
    }

    /// What a command came to. What is deleted, or not found, is not remembered.
    pub(crate) fn ended(&self, done: Result<(), Failure>) -> Result<(), Failure> {
        let is_gone = done.as_ref().is_err_and(|failure| failure.status == Some(404));
        if is_gone || self.deleted.get() {
            self.named.borrow().iter().for_each(|name| self.settings.session.forget(name));
        }
        done
    }

    /// Whether the API may be asked: who looks at a command without credentials is shown what they gave.
    pub(crate) fn asks(&self) -> bool {
        !self.global.dry_run || self.settings.has_credentials()
    }

    /// Makes a call and shows what comes of it, as `cfs api` does.
    pub(crate) async fn show(&self, call: Invocation) -> Result<(), Failure> {
        if call.operation.verb() == Some(Verb::Delete) && !self.global.dry_run {
            self.deleted.set(true);
        }
        call::operation(call, self.global, self.settings).await
    }

    /// Makes a call for what it answers.
    pub(crate) async fn ask(&self, mut call: Invocation) -> Result<Value, Failure> {
        scope::fill(&mut call, &self.client, self.global, self.settings, self.asks()).await?;
        let doing = crate::args::of_operation(call.operation);
        let answer = call::request(&self.client, &call).await?.send().await;
        match answer.map_err(|error| Failure::from(error).doing(doing))? {
            Answer::Json(json) => Ok(Value::of(&json)),
            Answer::Page(page) => Ok(Value::List(page.into_items().iter().map(Value::of).collect())),
            _ => Ok(Value::Null),
        }
    }

    /// All items of a list.
    pub(crate) async fn all(&self, call: Invocation) -> Result<Vec<Value>, Failure> {
        self.some(call, usize::MAX).await
    }

    /// The first items of a list.
    pub(crate) async fn some(&self, call: Invocation, most: usize) -> Result<Vec<Value>, Failure> {
        let mut left = most;
        self.until(call, |_| {
            left = left.saturating_sub(1);
            left == 0
        })
        .await
    }

    /// The items of a list up to the one that is enough.
    async fn until(
        &self,
        mut call: Invocation,
        mut is_enough: impl FnMut(&Value) -> bool,
    ) -> Result<Vec<Value>, Failure> {
        scope::fill(&mut call, &self.client, self.global, self.settings, self.asks()).await?;
        let doing = crate::args::of_operation(call.operation);
        let Some(mut items) = call::request(&self.client, &call).await?.items() else {
            return Ok(Vec::new());
        };
        let mut all = Vec::new();
        while let Some(item) =
            items.try_next().await.map_err(|error| Failure::from(error).doing(doing.clone()))?
        {
            let item = Value::of(&item);
            let enough = is_enough(&item);
            all.push(item);
            if enough {
                break;
            }
        }
        Ok(all)
    }

    /// The id of what is named, or it itself if it is one. What a name stands for is remembered for a minute.
    pub(crate) async fn id(&self, kind: &Kind, text: &str) -> Result<String, Failure> {
        self.id_among(kind, invocation(kind.list)?, text).await
    }

    /// The same of what another list has.
    pub(crate) async fn id_among(
        &self,
        kind: &Kind,
        list: Invocation,
        text: &str,
    ) -> Result<String, Failure> {
        if !self.asks() || is_id(text) {
            return Ok(text.to_owned());
        }
        let remembered = self.memory(kind, &list, text);
        self.named.borrow_mut().push(remembered.clone());
        if let Some(Json::String(id)) = self.settings.session.recall(&remembered, FRESH) {
            return Ok(id);
        }
        let id = self.id_asked(kind, list, text).await?;
        self.settings.session.remember(&remembered, &Json::from(id.as_str()));
        Ok(id)
    }

    /// Under which name it is remembered what a name stands for: the list is of an account, or of what its arguments say.
    fn memory(&self, kind: &Kind, list: &Invocation, text: &str) -> String {
        let account = self.settings.said(What::Account, self.global).map(|said| said.value);
        let arguments: Vec<String> = list
            .arguments
            .iter()
            .map(|(name, value)| match value {
                Argument::Text(text) => format!("{name} {text}"),
                other => format!("{name} {other:?}"),
            })
            .collect();
        let (account, arguments) = (account.unwrap_or_default(), arguments.join(", "));
        format!("the {} `{text}` of {account} {arguments}", kind.word)
    }

    /// The same, asked for: of what no two have, no more is read than it takes.
    async fn id_asked(&self, kind: &Kind, list: Invocation, text: &str) -> Result<String, Failure> {
        let of = |item: &Value, member: &str| item.get(member).map(Value::plain).unwrap_or_default();
        let all = self.until(list, |item| kind.unique && of(item, kind.name) == text).await?;
        if all.iter().any(|item| of(item, kind.id) == text) {
            return Ok(text.to_owned());
        }
        let names: Vec<String> = all.iter().map(|item| of(item, kind.name)).collect();
        let named: Vec<&Value> = all.iter().filter(|item| of(item, kind.name) == text).collect();
        match named.as_slice() {
            [item] => Ok(of(item, kind.id)),
            [] => {
                let near = crate::args::nearest(text, names.iter().map(String::as_str));
                Err(Failure::failed(format!("there is no {} `{text}`", kind.word))
                    .maybe_hint(near.map(|name| format!("did you mean `{name}`?")))
                    .hint(format!("`{}` lists them", kind.command)))
            }
            _ => Err(Failure::usage(format!("several are called `{text}`: which {} is meant?", kind.word))
                .hint(format!("give the id; `{}` lists them", kind.command))),
        }
    }

    /// Where data goes.
    pub(crate) fn out(&self) -> Result<Out, Failure> {
        Out::new(self.global, self.settings.output)
    }

    /// Writes rows.
    pub(crate) fn rows(&self, rows: Vec<Value>) -> Result<(), Failure> {
        let mut out = self.out()?;
        out.one(Value::List(rows))?;
        out.finish(self.global.quiet)
    }

    /// Writes a value.
    pub(crate) fn value(&self, value: Value) -> Result<(), Failure> {
        let mut out = self.out()?;
        out.one(value)?;
        out.finish(self.global.quiet)
    }

    /// Asks before something is lost, where there is somebody to ask.
    pub(crate) async fn agreed(&self, what: &str) -> Result<(), Failure> {
        if self.global.yes || self.global.dry_run || !terminal::is_interactive() {
            return Ok(());
        }
        if terminal::confirm(format!("{what}\nGo ahead?")).await? {
            return Ok(());
        }
        Err(Failure::new(Exit::Failed, "nothing was done"))
    }
}

/// What has a name and an id.
pub(crate) struct Kind {
    pub(crate) word: &'static str,
    /// Whether no two have the same name.
    pub(crate) unique: bool,
    pub(crate) list: &'static str,
    pub(crate) name: &'static str,
    pub(crate) id: &'static str,
    pub(crate) command: &'static str,
}

/// Whether a text is an id, which needs no look-up: 32 hexadecimal digits, or a UUID.
fn is_id(text: &str) -> bool {
    let is_uuid =
        text.len() == 36 && text.char_indices().all(|(at, c)| (c == '-') == matches!(at, 8 | 13 | 18 | 23));
    let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
    (text.len() == 32 || is_uuid) && digits == 32
}

/// A call of an operation, with nothing given yet.
pub(crate) fn invocation(name: &str) -> Result<Invocation, Failure> {
    let operation = catalogue()
        .operation(name)
        .ok_or_else(|| Failure::failed(format!("the catalogue has no operation {name}")))?;
    Ok(Invocation {
        operation,
        arguments: Vec::new(),
        body: BodyPlan::None,
        check: Check::default(),
        options: CallOptions::default(),
        watch: false,
        query: Vec::new(),
        headers: Vec::new(),
    })
}

impl Invocation {
    /// The same with an argument.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.arguments.push((name.to_owned(), Argument::Text(value.into())));
        self
    }

    /// The same with an argument, where there is a value.
    pub(crate) fn maybe(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value.to_string()),
            None => self,
        }
    }

    /// The same with a JSON body.
    pub(crate) fn json(mut self, value: &Value) -> Self {
        self.body = BodyPlan::Json { json: value.to_wire(), media: None };
        self
    }

    /// The same with a body.
    pub(crate) fn sending(mut self, body: BodyPlan) -> Self {
        self.body = body;
        self
    }
}
