//! What the schema says of itself.

use super::{ask, still};
use cfs_emulator::Emulator;
use serde_json::{Value, json};

#[tokio::test]
async fn types_are_told_by_name() {
    let (emulator, _) = still(Emulator::builder()).await;
    let query = "{
        a: __type(name: \"AccountWorkersInvocationsAdaptiveSum\") { kind name fields { name description isDeprecated type { kind ofType { name } } } }
        f: __type(name: \"AccountKvOperationsAdaptiveGroupsFilter_InputObject\") { kind inputFields { name type { kind name ofType { name kind ofType { name } } } } }
        o: __type(name: \"ZoneHttpRequestsAdaptiveGroupsOrderBy\") { enumValues { name } }
        none: __type(name: \"Nothing\") { name }
    }";
    let (status, data, errors) = ask(&emulator, query, json!({})).await;
    assert_eq!((status, errors), (200, Value::Null));
    let cpu = json!({"name": "cpuTimeUs", "description": "In microseconds", "isDeprecated": false, "type": {"kind": "NON_NULL", "ofType": {"name": "uint64"}}});
    assert!(data["a"]["fields"].as_array().expect("fields").contains(&cpu), "{}", data["a"]);
    let inputs = data["f"]["inputFields"].as_array().expect("members");
    let names: Vec<&str> = inputs.iter().filter_map(|input| input["name"].as_str()).collect();
    for name in ["AND", "OR", "actionType", "actionType_like", "datetimeHour_geq", "responseStatusCode_in"] {
        assert!(names.contains(&name), "{name}");
    }
    assert!(
        data["o"]["enumValues"].as_array().expect("values").contains(&json!({"name": "sum_visits_DESC"}))
    );
    assert_eq!(data["none"], Value::Null);
}

/// The query that clients ask when they want all of it.
const WHOLE: &str = "query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name }
    types { ...FullType } directives { name description locations args { ...InputValue } } } }
    fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
      inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
    fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

#[tokio::test]
async fn the_whole_schema_refers_to_nothing_that_it_lacks() {
    let (emulator, _) = still(Emulator::builder()).await;
    let (status, data, errors) = ask(&emulator, WHOLE, json!({})).await;
    assert_eq!((status, errors), (200, Value::Null));
    let types = data["__schema"]["types"].as_array().expect("types");
    let known: Vec<&str> = types.iter().filter_map(|own| own["name"].as_str()).collect();
    assert!(types.len() > 400, "{}", types.len());
    let mut missing = Vec::new();
    for own in types {
        for list in ["fields", "inputFields"] {
            for member in own[list].as_array().into_iter().flatten() {
                let mut kind = &member["type"];
                while !kind["ofType"].is_null() {
                    kind = &kind["ofType"];
                }
                if !kind["name"].as_str().is_some_and(|name| known.contains(&name)) {
                    missing.push(format!("{} {}", own["name"], member["name"]));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}
