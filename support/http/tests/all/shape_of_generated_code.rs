//! What a generated crate looks like, in small: the contract between the generator and this crate.

#![allow(dead_code, missing_docs, clippy::all, clippy::pedantic)]

use cfs_http::prelude::*;

// ---- types ----------------------------------------------------------------------------------------------------

/// A D1 database.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Database {
    pub created_at: Option<Timestamp>,
    pub name: Option<String>,
    pub read_replication: Nullable<DatabaseReadReplication>,
    pub uuid: Option<Uuid>,
}

record! {
    Database {
        0 created_at opt "created_at", 1 name opt "name", 2 read_replication opt "read_replication", 3 uuid opt "uuid",
    }
}

#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct DatabaseReadReplication {
    pub mode: Option<String>,
}

record! { DatabaseReadReplication { 0 mode req "mode" } }

#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct DatabaseCreate {
    pub name: String,
    pub primary_location_hint: Option<PrimaryLocationHint>,
}

record! {
    DatabaseCreate {
        0 = req "kind" "\"database\"", 1 name req "name", 2 primary_location_hint opt "primary_location_hint",
        3 = opt "version" "2",
    }
}

setters! { DatabaseCreate(name: into String) { primary_location_hint: into PrimaryLocationHint } }

#[derive(Clone)]
#[non_exhaustive]
pub enum PrimaryLocationHint {
    Wnam,
    Enam,
    Other(String),
}

string_enum! { PrimaryLocationHint { Wnam = "wnam", Enam = "enam" } }

#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum DnsRecord {
    A(Box<ARecord>),
    Text(String),
    List(Vec<String>),
    Unknown(Json),
}

#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ARecord {
    pub content: String,
    pub kind: Option<String>,
}

record! { ARecord { 0 content req "content", 1 kind opt "type" } }

union! {
    DnsRecord by "type" {
        0 A { kinds [OBJECT] tags ["A"] constants ["kind" = ["x", "y"], "proxied" = ["true"]] shape ARecord },
        1 Text { kinds [STRING] values ["auto", "none"] },
        2 List { kinds [ARRAY] items [STRING, NUMBER] },
    }
    from { A(ARecord), Text(String) }
}

/// A Worker's upload.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct ScriptUpload {
    pub metadata: Option<DatabaseCreate>,
    pub files: Vec<File>,
    pub message: Option<String>,
}

multipart! {
    ScriptUpload { metadata: json "metadata", files: files "files", message: text "message" }
    fixed { "type" = "script" }
}

/// Several successes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ScanCreated {
    Ok(Database),
    Accepted(DatabaseReadReplication),
    /// A success that the document does not describe.
    Other(u16, Bytes),
}

outcome! { ScanCreated { Ok(200 result Database), Accepted(202 body DatabaseReadReplication) } }

// ---- requests -------------------------------------------------------------------------------------------------

/// `GET /accounts/{account_id}/d1/database`
#[must_use = "a request is sent when it is awaited"]
pub struct DatabaseListRequest(Call);

impl DatabaseListRequest {
    /// Only databases whose name contains this.
    pub fn name(self, name: impl Into<String>) -> Self {
        Self(self.0.query("name", &name.into()))
    }

    /// Items per page.
    pub fn per_page(self, per_page: u64) -> Self {
        Self(self.0.query("per_page", &per_page))
    }

    /// A list.
    pub fn tags(self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(self.0.query_list("tags", ListStyle::Comma, tags.into_iter().map(Into::into)))
    }
}

request! {
    DatabaseListRequest = GET "/accounts/{account_id}/d1/database" as "d1.database.list";
    auth [Token, Key]; permissions ["D1 Read", "D1 Write"];
    pages Number of "result" by { page "page", size "per_page" };
    page Database
}

#[must_use = "a request is sent when it is awaited"]
pub struct DatabaseCreateRequest(Call);

request! {
    DatabaseCreateRequest = POST "/accounts/{account_id}/d1/database" as "d1.database.create";
    auth [Token, Key]; permissions ["D1 Write"];
    result Database
}

#[must_use = "a request is sent when it is awaited"]
pub struct DatabaseDeleteRequest(Call);

request! {
    DatabaseDeleteRequest = DELETE "/accounts/{account_id}/d1/database/{database_id}" as "d1.database.delete";
    auth [Token, Key]; permissions [];
    unit
}

#[must_use = "a request is sent when it is awaited"]
pub struct AccessAppGetRequest(Call);

request! {
    AccessAppGetRequest = GET "/{accounts_or_zones}/{account_or_zone_id}/access/apps/{app_id}" as "zero_trust.access.applications.get";
    auth [Key]; permissions [];
    body Database
}

#[must_use = "a request is sent when it is awaited"]
pub struct ValueGetRequest(Call);

request! {
    ValueGetRequest = GET "/accounts/{account_id}/storage/kv/namespaces/{namespace_id}/values/{key_name}" as "kv.namespaces.values.get";
    auth [Token, Key]; permissions [];
    bytes
}

#[must_use = "a request is sent when it is awaited"]
pub struct AiRunRequest(Call);

request! {
    AiRunRequest = POST "/accounts/{account_id}/ai/run/{model_name}" as "ai.run";
    auth [Token]; permissions [];
    events Json or result Json by "stream"
}

#[must_use = "a request is sent when it is awaited"]
pub struct ScanRequest(Call);

request! {
    ScanRequest = POST "/accounts/{account_id}/scan" as "scan.create";
    auth [Token]; permissions [];
    outcome ScanCreated
}

// ---- resources ------------------------------------------------------------------------------------------------

/// `d1`.
#[derive(Clone, Copy, Debug)]
pub struct D1<'c>(&'c Client);

/// `d1.database`.
#[derive(Clone, Copy, Debug)]
pub struct D1Database<'c>(&'c Client);

impl<'c> D1<'c> {
    /// The service's operations over a client.
    pub fn new(client: &'c Client) -> Self {
        Self(client)
    }

    /// Databases.
    pub fn database(self) -> D1Database<'c> {
        D1Database(self.0)
    }
}

impl D1Database<'_> {
    pub fn list(self, account_id: impl Into<String>) -> DatabaseListRequest {
        DatabaseListRequest(DatabaseListRequest::call(self.0).path(&account_id.into()))
    }

    pub fn create(self, account_id: impl Into<String>, body: DatabaseCreate) -> DatabaseCreateRequest {
        DatabaseCreateRequest(DatabaseCreateRequest::call(self.0).path(&account_id.into()).json(&body))
    }

    pub fn delete(
        self,
        account_id: impl Into<String>,
        database_id: impl Into<String>,
    ) -> DatabaseDeleteRequest {
        let call = DatabaseDeleteRequest::call(self.0).path(&account_id.into()).path(&database_id.into());
        DatabaseDeleteRequest(call)
    }

    pub fn app(self, scope: impl Into<Scope>, app_id: impl Into<String>) -> AccessAppGetRequest {
        AccessAppGetRequest(AccessAppGetRequest::call(self.0).scope(scope.into()).path(&app_id.into()))
    }

    pub fn optional_body(
        self,
        account_id: impl Into<String>,
        body: impl Into<Option<DatabaseCreate>>,
    ) -> DatabaseCreateRequest {
        DatabaseCreateRequest(
            DatabaseCreateRequest::call(self.0).path(&account_id.into()).json_opt(&body.into()),
        )
    }

    pub fn upload(self, account_id: impl Into<String>, body: ScriptUpload) -> DatabaseCreateRequest {
        DatabaseCreateRequest(DatabaseCreateRequest::call(self.0).path(&account_id.into()).multipart(body))
    }

    pub fn upload_script(
        self,
        account_id: impl Into<String>,
        body: impl Into<Body>,
    ) -> DatabaseCreateRequest {
        let call = DatabaseCreateRequest::call(self.0).path(&account_id.into()).query("type", &"script");
        DatabaseCreateRequest(call.header("x-kind", &"script").raw("application/javascript", body))
    }

    pub fn value(
        self,
        account_id: impl Into<String>,
        namespace_id: impl Into<String>,
        key: impl Into<String>,
    ) -> ValueGetRequest {
        let call = ValueGetRequest::call(self.0);
        ValueGetRequest(call.path(&account_id.into()).path(&namespace_id.into()).path(&key.into()))
    }

    pub fn run(self, account_id: impl Into<String>, model: impl Into<String>, body: Json) -> AiRunRequest {
        AiRunRequest(AiRunRequest::call(self.0).path(&account_id.into()).path(&model.into()).json(&body))
    }

    pub fn scan(self, account_id: impl Into<String>) -> ScanRequest {
        ScanRequest(ScanRequest::call(self.0).path(&account_id.into()))
    }
}

#[test]
fn generated_code_has_this_shape() {}
