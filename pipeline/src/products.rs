//! Where a service's product is documented, below Cloudflare's developer documentation.

/// Services whose product's pages have another name.
const PAGES: [(&str, &str); 60] = [
    ("accounts", "fundamentals/account/"),
    ("acm", "ssl/edge-certificates/advanced-certificate-manager/"),
    ("addressing", "byoip/"),
    ("ai", "workers-ai/"),
    ("ai-gateway", "ai-gateway/"),
    ("ai-search", "ai-search/"),
    ("analytics-engine", "analytics/analytics-engine/"),
    ("api-gateway", "api-shield/"),
    ("argo", "argo-smart-routing/"),
    ("billing", "billing/"),
    ("bot-management", "bots/"),
    ("browser-rendering", "browser-rendering/"),
    ("cache", "cache/"),
    ("calls", "realtime/"),
    ("certificate-authorities", "ssl/client-certificates/"),
    ("client-certificates", "ssl/client-certificates/"),
    ("cloud-connector", "rules/cloud-connector/"),
    ("cloudforce-one", "security-center/cloudforce-one/"),
    ("containers", "containers/"),
    ("custom-certificates", "ssl/edge-certificates/custom-certificates/"),
    ("custom-hostnames", "cloudflare-for-platforms/cloudflare-for-saas/"),
    ("custom-nameservers", "dns/nameservers/custom-nameservers/"),
    ("custom-pages", "rules/custom-errors/"),
    ("d1", "d1/"),
    ("diagnostics", "network-error-logging/"),
    ("dns", "dns/"),
    ("dns-firewall", "dns/dns-firewall/"),
    ("durable-objects", "durable-objects/"),
    ("email-routing", "email-routing/"),
    ("email-security", "cloudflare-one/email-security/"),
    ("filters", "waf/"),
    ("firewall", "waf/"),
    ("healthchecks", "health-checks/"),
    ("hostnames", "ssl/edge-certificates/additional-options/minimum-tls/"),
    ("hyperdrive", "hyperdrive/"),
    ("iam", "fundamentals/manage-members/"),
    ("images", "images/"),
    ("kv", "kv/"),
    ("leaked-credential-checks", "waf/detections/leaked-credentials/"),
    ("load-balancers", "load-balancing/"),
    ("logpush", "logs/"),
    ("logs", "logs/"),
    ("magic-transit", "magic-transit/"),
    ("mtls-certificates", "ssl/client-certificates/"),
    ("page-rules", "rules/page-rules/"),
    ("pages", "pages/"),
    ("pipelines", "pipelines/"),
    ("queues", "queues/"),
    ("r2", "r2/"),
    ("radar", "radar/"),
    ("rulesets", "ruleset-engine/"),
    ("secrets-store", "secrets-store/"),
    ("snippets", "rules/snippets/"),
    ("stream", "stream/"),
    ("turnstile", "turnstile/"),
    ("vectorize", "vectorize/"),
    ("workers", "workers/"),
    ("workers-for-platforms", "cloudflare-for-platforms/workers-for-platforms/"),
    ("workflows", "workflows/"),
    ("zero-trust", "cloudflare-one/"),
];

/// The address of a service's product documentation, where that is known.
pub(crate) fn pages(service: &str) -> Option<String> {
    let at = PAGES.binary_search_by_key(&service, |(name, _)| name).ok()?;
    Some(format!("https://developers.cloudflare.com/{}", PAGES[at].1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_in_order() {
        assert!(PAGES.is_sorted_by_key(|(name, _)| name));
        assert_eq!(pages("ai").as_deref(), Some("https://developers.cloudflare.com/workers-ai/"));
        assert_eq!(pages("nothing"), None);
    }
}
