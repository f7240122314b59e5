//! What is to be done, of what both sides have. Pure.

use super::s3::Listed;
use super::walk::File;
use crate::output::Value;
use std::collections::BTreeMap;

/// Names and sizes of what a side has.
pub(super) type Side = BTreeMap<String, u64>;

/// Something to be copied.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) name: String,
    pub(super) size: u64,
    /// Whether something else is replaced.
    pub(super) replaces: bool,
    pub(super) file: Option<File>,
    pub(super) object: Option<Listed>,
}

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) jobs: Vec<Job>,
    pub(super) unchanged: usize,
    /// Names that only the destination has, and that are to go.
    pub(super) extra: Vec<String>,
}

impl Plan {
    pub(super) fn new(from: &Side, to: &Side, is_same: impl Fn(&str) -> bool, delete: bool) -> Self {
        let mut plan = Self::default();
        for (name, size) in from {
            if is_same(name) {
                plan.unchanged += 1;
                continue;
            }
            let replaces = to.contains_key(name);
            plan.jobs.push(Job { name: name.clone(), size: *size, replaces, file: None, object: None });
        }
        if delete {
            plan.extra = to.keys().filter(|name| !from.contains_key(*name)).cloned().collect();
        }
        plan
    }

    /// What would be done, one row each.
    pub(super) fn rows(&self, up: bool) -> Vec<Value> {
        let copies = if up { "upload" } else { "download" };
        let copied = self.jobs.iter().map(|job| {
            let why = if job.replaces { "changed" } else { "new" };
            Value::record([
                ("action", Value::text(copies)),
                ("name", Value::text(job.name.as_str())),
                ("size", Value::Number(job.size.to_string())),
                ("why", Value::text(why)),
            ])
        });
        let gone = self.extra.iter().map(|name| {
            Value::record([
                ("action", Value::text("delete")),
                ("name", Value::text(name.as_str())),
                ("size", Value::Null),
                ("why", Value::text("not in the source")),
            ])
        });
        copied.chain(gone).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Plan, Side};

    #[test]
    fn a_plan_is_of_what_differs() {
        let side = |all: &[(&str, u64)]| {
            all.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect::<Side>()
        };
        let from = side(&[("a", 1), ("b", 2), ("c", 3)]);
        let to = side(&[("b", 2), ("c", 4), ("d", 5)]);
        let of = |delete| {
            let plan = Plan::new(&from, &to, |name| name == "b", delete);
            let jobs: Vec<(String, bool)> =
                plan.jobs.into_iter().map(|job| (job.name, job.replaces)).collect();
            (jobs, plan.unchanged, plan.extra)
        };
        let jobs = vec![("a".to_owned(), false), ("c".to_owned(), true)];
        assert_eq!(of(false), (jobs.clone(), 1, Vec::new()));
        assert_eq!(of(true), (jobs, 1, vec!["d".to_owned()]));
    }
}
