//! What reaches a Worker: schedules, routes, domains, queues, mail.

use super::names::at;
use super::{Check, cron, declared, error};
use crate::model::{Place, Reference, Worker};
use serde_json::Value;
use std::collections::BTreeMap;

impl Check<'_> {
    pub(super) fn reach(&mut self, worker: &Worker) {
        let crons = worker.crons.as_deref().unwrap_or_default();
        for (index, cron) in crons.iter().enumerate() {
            let place = declared(worker, &format!("crons.{index}"));
            if let Some((problem, help)) = cron::problem(cron) {
                self.tell(error(worker, place, format!("schedule `{cron}`: {problem}")).help(help));
            } else if crons[..index].contains(cron) {
                self.tell(
                    error(worker, place, format!("schedule `{cron}` is there twice")).help("Take one away."),
                );
            }
        }
        for (index, workflow) in worker.workflows.iter().enumerate() {
            let schedules = workflow.settings.get("schedules").and_then(Value::as_array);
            for cron in
                schedules.into_iter().flatten().filter_map(|item| item.get("cron").unwrap_or(item).as_str())
            {
                if let Some((problem, help)) = cron::problem(cron) {
                    let place = declared(worker, &format!("workflows.{index}"));
                    let message = format!("schedule `{cron}` of workflow `{}`: {problem}", workflow.name);
                    self.tell(error(worker, place, message).help(help));
                }
            }
        }
        for route in worker.routes.iter().flatten() {
            if let Some((problem, help)) = route_problem(&route.pattern) {
                self.tell(
                    error(worker, route.place.clone(), format!("route `{}`: {problem}", route.pattern))
                        .help(help),
                );
            }
        }
        for domain in worker.domains.iter().flatten() {
            if let Some(problem) = host_problem(&domain.hostname) {
                let finding =
                    error(worker, domain.place.clone(), format!("domain `{}`: {problem}", domain.hostname));
                self.tell(finding.help(
                    "A custom domain is a host as `shop.example.com`; for a part of one, write a route.",
                ));
            }
        }
        for address in worker.addresses.iter().flatten() {
            let is = address
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && host_problem(host).is_none());
            if !is {
                let place = declared(worker, "addresses");
                self.tell(
                    error(worker, place, format!("`{address}` is no e-mail address"))
                        .help("Write it as `info@example.com`."),
                );
            }
        }
    }

    /// What several Workers cannot have at once.
    pub(super) fn across(&mut self) {
        let mut routes: BTreeMap<&str, (&Worker, Option<&Place>)> = BTreeMap::new();
        let mut findings = Vec::new();
        for worker in &self.model.workers {
            let patterns =
                worker.routes.iter().flatten().map(|route| (route.pattern.as_str(), route.place.as_ref()));
            let hosts = worker
                .domains
                .iter()
                .flatten()
                .map(|domain| (domain.hostname.as_str(), domain.place.as_ref()));
            for (pattern, place) in patterns.chain(hosts) {
                if let Some((other, first)) = routes.insert(pattern, (worker, place)) {
                    let message = format!("`{pattern}` already leads to {}{}", other.address(), at(first));
                    findings
                        .push(error(worker, place.cloned(), message).help("Only one Worker can answer it."));
                }
            }
        }
        self.findings.append(&mut findings);
        self.consumers();
    }

    fn consumers(&mut self) {
        let model = self.model;
        // By the queue's name in the account, whichever way it is told.
        let name = |queue: &Value| match Reference::of(queue) {
            Some(reference) => {
                let found = model.resources.iter().find(|resource| resource.address() == reference.address);
                found.map_or(reference.address.clone(), |resource| resource.called().to_owned())
            }
            None => queue.as_str().unwrap_or_default().to_owned(),
        };
        let mut consumed: BTreeMap<String, (&Worker, Option<&Place>)> = BTreeMap::new();
        let mut findings = Vec::new();
        for worker in &model.workers {
            for consumer in &worker.consumers {
                let queue = name(&consumer.queue);
                let place = consumer.place.clone().or_else(|| worker.place.clone());
                if queue.is_empty() {
                    findings
                        .push(error(worker, place, "a consumer names no queue").help("Name it as `queue`."));
                    continue;
                }
                if consumer.dead_letter_queue.as_ref().is_some_and(|dead| name(dead) == queue) {
                    let message = format!("queue `{queue}` gives up its messages to itself");
                    findings.push(
                        error(worker, place.clone(), message)
                            .help("Name another one as `dead_letter_queue`."),
                    );
                }
                if let Some((other, first)) =
                    consumed.insert(queue.clone(), (worker, consumer.place.as_ref()))
                {
                    let message =
                        format!("queue `{queue}` has a consumer already: {}{}", other.address(), at(first));
                    findings.push(
                        error(worker, place, message)
                            .help("A queue has one consumer. Let one Worker call the other."),
                    );
                }
            }
        }
        self.findings.append(&mut findings);
    }
}

/// What is wrong with a pattern of a zone, and what to do.
fn route_problem(pattern: &str) -> Option<(String, String)> {
    let problem = |message: &str, help: &str| Some((message.to_owned(), help.to_owned()));
    let rest = match pattern.split_once("://") {
        Some(("http" | "https", rest)) => rest,
        Some((scheme, _)) => {
            return problem(
                &format!("`{scheme}` is no scheme of a route"),
                "Only `http` and `https` may stand there.",
            );
        }
        None => pattern,
    };
    if pattern.contains(['?', '#']) {
        return problem("a route looks at host and path only", "Take away what comes from `?` or `#` on.");
    }
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if path.trim_end_matches('*').contains('*') || path.ends_with("**") {
        return problem("`*` may only stand at the end of the path", "Write it as `example.com/path/*`.");
    }
    let plain = host.strip_prefix("*.").or_else(|| host.strip_prefix('*')).unwrap_or(host);
    if plain.contains('*') {
        return problem("`*` may only stand at the beginning of the host", "Write it as `*.example.com/*`.");
    }
    if host == "*" || host == "*/" {
        return problem(
            "it would be every host of every zone",
            "Name a host of one of your zones, as `*.example.com/*`.",
        );
    }
    host_problem(plain).map(|message| (message, "Write it as `api.example.com/*`.".to_owned()))
}

/// What is wrong with a host of a zone.
fn host_problem(host: &str) -> Option<String> {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter))
    };
    if host.contains('/') {
        Some("it has a path".to_owned())
    } else if host.contains('*') {
        Some("it has a `*`".to_owned())
    } else if host.contains(':') {
        Some("it has a port or a scheme".to_owned())
    } else if !host.contains('.') || host.len() > 253 || !host.split('.').all(label) {
        Some(format!("`{host}` is no host"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{host_problem, route_problem};

    #[test]
    fn patterns_are_of_hosts_and_paths() {
        for right in [
            "example.com/*",
            "*.example.com/*",
            "*example.com/a*",
            "https://a.example.com/x",
            "a.example.com",
            "a.b.co.uk/",
        ] {
            assert_eq!(route_problem(right), None, "{right}");
        }
        for wrong in [
            "",
            "*",
            "*/*",
            "localhost/*",
            "ex*mple.com/*",
            "example.com/*/b",
            "example.com/?q=*",
            "ftp://example.com/",
            "a..b/*",
            "-a.b/*",
            "example.com:8080/*",
        ] {
            assert!(route_problem(wrong).is_some(), "{wrong}");
        }
        assert_eq!(host_problem("shop.example.com"), None);
        for wrong in ["shop.example.com/", "*.example.com", "https://a.b", "shop"] {
            assert!(host_problem(wrong).is_some(), "{wrong}");
        }
    }
}
