//! Operations that the local implementation has and the document has not, stated as generated code states them.

use cfs_http::prelude::*;

/// One object of a bucket.
#[derive(Clone, Default, PartialEq)]
pub struct Object {
    pub key: String,
    pub size: Option<u64>,
    pub etag: Option<String>,
    pub last_modified: Option<Timestamp>,
    pub http_metadata: Option<HttpMetadata>,
}
record! {
    Object { 0 key req "key", 1 size opt "size", 2 etag opt "etag", 3 last_modified opt "last_modified",
    4 http_metadata opt "http_metadata", }
}

#[derive(Clone, Default, PartialEq)]
pub struct HttpMetadata {
    pub content_type: Option<String>,
}
record! { HttpMetadata { 0 content_type opt "contentType", } }

/// Statements for the database of an object.
#[derive(Clone, Default, PartialEq)]
pub struct Query {
    pub durable_object_name: String,
    pub queries: Vec<Statement>,
}
record! { Query { 0 durable_object_name req "durable_object_name", 1 queries req "queries", } }

#[derive(Clone, Default, PartialEq)]
pub struct Statement {
    pub sql: String,
}
record! { Statement { 0 sql req "sql", } }

pub struct ObjectsList(pub Call);
request! {
    ObjectsList = GET "/accounts/{account_id}/r2/buckets/{bucket_name}/objects" as "r2.objects.list";
    auth [Token]; permissions []; pages Cursor of "result" by { cursor "cursor", next "result_info.cursor" }; page Object
}

pub struct ObjectGet(pub Call);
request! {
    ObjectGet = GET "/accounts/{account_id}/r2/buckets/{bucket_name}/objects/{key}" as "r2.objects.get";
    auth [Token]; permissions []; bytes
}

pub struct ObjectPut(pub Call);
request! {
    ObjectPut = PUT "/accounts/{account_id}/r2/buckets/{bucket_name}/objects/{key}" as "r2.objects.put";
    auth [Token]; permissions []; result Object
}

pub struct ObjectsDelete(pub Call);
request! {
    ObjectsDelete = DELETE "/accounts/{account_id}/r2/buckets/{bucket_name}/objects" as "r2.objects.delete";
    auth [Token]; permissions []; result Vec<Object>
}

pub struct ObjectQuery(pub Call);
request! {
    ObjectQuery = POST "/accounts/{account_id}/workers/durable_objects/namespaces/{id}/query" as "objects.query";
    auth [Token]; permissions []; result Json
}
