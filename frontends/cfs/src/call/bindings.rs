//! What an upload of a Worker lacks permission for, which the API does not say.

use crate::args::{BodyPlan, Invocation, PartPlan};
use crate::failure::{Exit, Failure};
use crate::output::Value;

/// Kinds of bindings, and the permission that a token needs to bind such.
const NEEDS: [(&str, &str); 14] = [
    ("ai", "Workers AI Read"),
    ("analytics_engine", "Account Analytics Read"),
    ("browser", "Browser Rendering Write"),
    ("d1", "D1 Write"),
    ("dispatch_namespace", "Workers Scripts Write"),
    ("hyperdrive", "Hyperdrive Write"),
    ("kv_namespace", "Workers KV Storage Write"),
    ("mtls_certificate", "SSL and Certificates Write"),
    ("pipelines", "Pipelines Write"),
    ("queue", "Queues Write"),
    ("r2_bucket", "Workers R2 Storage Write"),
    ("secrets_store_secret", "Secrets Store Write"),
    ("service", "Workers Scripts Read"),
    ("vectorize", "Vectorize Write"),
];

/// The same failure, with what the bindings of an upload need where the credentials were refused.
pub(crate) fn told(call: &Invocation, mut failure: Failure) -> Failure {
    let BodyPlan::Form(parts) = &call.body else { return failure };
    let refused =
        failure.exit == Exit::Denied || failure.details.iter().any(|detail| detail.contains("(code 10000)"));
    if !refused {
        return failure;
    }
    let metadata = parts.iter().find_map(|(name, part)| match part {
        PartPlan::Json(json) if name == "metadata" => Value::of(json).get("bindings").cloned(),
        _ => None,
    });
    let Some(Value::List(bindings)) = metadata else { return failure };
    let mut kinds: Vec<&str> = bindings
        .iter()
        .filter_map(|binding| match binding.get("type") {
            Some(Value::Text(kind)) => Some(kind.as_str()),
            _ => None,
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    for (kind, permission) in NEEDS.iter().filter(|(kind, _)| kinds.contains(kind)) {
        failure.details.push(format!("a binding of type `{kind}` needs the permission `{permission}`, too"));
    }
    failure
}

#[cfg(test)]
mod tests {
    use super::NEEDS;
    use cfs_catalogue::{Detail, catalogue};
    use std::collections::BTreeSet;

    #[test]
    fn permissions_are_called_as_the_catalogue_calls_them() {
        let details = catalogue().operations().filter_map(|operation| operation.detail().ok());
        let known: BTreeSet<&str> = details.flat_map(Detail::permissions).copied().collect();
        let unknown: Vec<_> = NEEDS.iter().filter(|(_, permission)| !known.contains(permission)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
