//! What reaches a Worker.

use super::Writer;
use super::hcl::{Block, Hcl};
use cfs_config::model::Worker;
use serde_json::Value;

/// Whether a Worker answers on `workers.dev`, and its versions on hosts of their own.
pub(super) fn subdomain(worker: &Worker) -> Vec<(&'static str, bool)> {
    let reached = worker.routes.as_ref().is_some_and(|all| !all.is_empty())
        || worker.domains.as_ref().is_some_and(|all| !all.is_empty());
    let mut out = vec![("enabled", worker.workers_dev.unwrap_or(!reached))];
    out.extend(worker.preview_urls.map(|on| ("previews_enabled", on)));
    out
}

impl Writer<'_> {
    pub(super) fn triggers(&mut self, worker: &Worker, label: &str) {
        let name = match self.names.get(&worker.address()) {
            Some((kind, _)) if *kind == "cloudflare_worker" => format!("cloudflare_worker.{label}.name"),
            _ => format!("cloudflare_workers_script.{label}.script_name"),
        };
        let name = Hcl::Expression(name);
        self.routes(worker, &name);
        self.domains(worker, &name);
        if let Some(crons) = worker.crons.as_ref().filter(|crons| !crons.is_empty()) {
            let own = self.label("cloudflare_workers_cron_trigger", label);
            let account = self.account();
            let crons = crons.iter().map(|cron| Hcl::object([("cron", Hcl::text(cron))]));
            let block = Block::resource("cloudflare_workers_cron_trigger", &own)
                .with("account_id", account.clone())
                .with("script_name", name.clone())
                .with("schedules", Hcl::List(crons.collect()));
            let known = self.imports.contains_key(&worker.address());
            self.push(block, known.then(|| (account, worker.called().to_owned())));
        }
        self.workflows(worker, &name);
        self.consumers(worker, label, &name);
    }

    fn routes(&mut self, worker: &Worker, name: &Hcl) {
        for route in worker.routes.iter().flatten() {
            let host = route.pattern.split('/').next().unwrap_or_default().trim_start_matches("*.");
            let zone = match &route.zone {
                Some(zone) => self.zone(zone),
                None => self.zone_of(host),
            };
            let own = self.label("cloudflare_workers_route", &format!("{}_{}", worker.name, route.pattern));
            let block = Block::resource("cloudflare_workers_route", &own)
                .with("zone_id", zone.clone())
                .with("pattern", Hcl::text(&route.pattern))
                .with("script", name.clone());
            let id = self.imports.get(&format!("{}/routes/{}", worker.address(), route.pattern)).cloned();
            self.push(block, id.map(|id| (zone, id)));
        }
    }

    fn domains(&mut self, worker: &Worker, name: &Hcl) {
        for domain in worker.domains.iter().flatten() {
            let own = self
                .label("cloudflare_workers_custom_domain", &format!("{}_{}", worker.name, domain.hostname));
            let account = self.account();
            let mut block = Block::resource("cloudflare_workers_custom_domain", &own)
                .with("account_id", account.clone())
                .with("hostname", Hcl::text(&domain.hostname))
                .with("service", name.clone());
            if let Some(zone) = &domain.zone {
                let zone = self.zone(zone);
                block.set("zone_id", zone);
            }
            for (member, on) in [("enabled", domain.enabled), ("previews_enabled", domain.previews_enabled)] {
                if on.is_some() {
                    let message =
                        format!("a custom domain has no attribute for `{member}` of {}", domain.hostname);
                    let comment =
                        self.unsaid(&worker.address(), &message, "It is left out; `cfs deploy` sends it.");
                    block.comments.push(comment);
                }
            }
            let id = self.imports.get(&format!("{}/domains/{}", worker.address(), domain.hostname)).cloned();
            self.push(block, id.map(|id| (account, id)));
        }
    }

    fn workflows(&mut self, worker: &Worker, name: &Hcl) {
        for workflow in &worker.workflows {
            let own = self.label("cloudflare_workflow", &workflow.name);
            let account = self.account();
            let mut block = Block::resource("cloudflare_workflow", &own)
                .with("account_id", account.clone())
                .with("workflow_name", Hcl::text(&workflow.name))
                .with("class_name", Hcl::text(&workflow.class_name))
                .with("script_name", name.clone());
            for (member, value) in &workflow.settings {
                match member.as_str() {
                    "limits" => block.set("limits", Hcl::of(value)),
                    "schedules" => {
                        let crons = value.as_array().into_iter().flatten();
                        let cron =
                            |item: &Value| Hcl::object([("cron", Hcl::of(item.get("cron").unwrap_or(item)))]);
                        block.set("schedules", Hcl::List(crons.map(cron).collect()));
                    }
                    _ => {
                        let message =
                            format!("a workflow has no attribute for `{member}` of {}", workflow.name);
                        let comment = self.unsaid(
                            &worker.address(),
                            &message,
                            "It is left out; `cfs deploy` sends it.",
                        );
                        block.comments.push(comment);
                    }
                }
            }
            let known = self.imports.contains_key(&worker.address());
            self.push(block, known.then(|| (account, workflow.name.clone())));
        }
    }

    fn consumers(&mut self, worker: &Worker, label: &str, name: &Hcl) {
        for consumer in &worker.consumers {
            let own = self.label("cloudflare_queue_consumer", label);
            let account = self.account();
            let queue = self.queue_id(&consumer.queue);
            let mut block = Block::resource("cloudflare_queue_consumer", &own)
                .with("account_id", account)
                .with("queue_id", queue)
                .with("type", Hcl::text("worker"))
                .with("script_name", name.clone());
            let settings = Value::Object(consumer.settings.clone());
            self.consumer(&mut block, consumer.dead_letter_queue.as_ref(), Some(&settings), label);
            self.not_imported(&worker.address(), &mut block);
            self.blocks.push(block);
        }
    }

    /// `cloudflare_workers_script_subdomain`.
    pub(super) fn subdomain(&mut self, worker: &Worker, label: &str) {
        let own = self.label("cloudflare_workers_script_subdomain", label);
        let account = self.account();
        let mut block = Block::resource("cloudflare_workers_script_subdomain", &own)
            .with("account_id", account.clone())
            .with("script_name", Hcl::Expression(format!("cloudflare_workers_script.{label}.script_name")));
        for (member, on) in subdomain(worker) {
            block.set(member, Hcl::on(on));
        }
        let known = self.imports.contains_key(&worker.address());
        self.push(block, known.then(|| (account, worker.called().to_owned())));
    }
}
