//! What generated crates are called and say of themselves.

use gen_openapi::Config;

/// Words that services' titles write in capitals.
const CAPITALS: [&str; 19] = [
    "acm", "ai", "api", "ca", "d1", "dcv", "ddos", "dns", "iam", "ip", "kv", "mtls", "r2", "rum", "ssl",
    "tls", "txt", "url", "waf",
];

/// What one service's crate is called and says of itself.
pub fn service_config(service: &str) -> Config {
    let word = |word: &str| {
        if CAPITALS.contains(&word) { word.to_uppercase() } else { codegen::names::upper_camel(&[word]) }
    };
    Config {
        package: format!("cfs-management-{service}"),
        service: service.to_owned(),
        title: service.split('-').map(word).collect::<Vec<_>>().join(" "),
        ..base_config()
    }
}

/// What all of them share, and the umbrella is called.
pub(crate) fn base_config() -> Config {
    Config {
        package: "cfs-management".to_owned(),
        service: String::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        title: "Cloudflare".to_owned(),
        input: "Cloudflare's OpenAPI document".to_owned(),
        cfs_http: format!(
            "{{ path = \"../../../support/http\", version = \"{}\", default-features = false }}",
            env!("CARGO_PKG_VERSION")
        ),
        docs_base: Some("https://developers.cloudflare.com".to_owned()),
        repository: env!("CARGO_PKG_REPOSITORY").to_owned(),
        standalone: false,
        license: "MIT OR Apache-2.0".to_owned(),
    }
}

/// What a crate of any other document is called and says of itself.
pub fn foreign_config(name: &str) -> Config {
    Config {
        package: name.to_owned(),
        service: name.to_owned(),
        title: name.to_owned(),
        input: "an OpenAPI document".to_owned(),
        docs_base: None,
        repository: String::new(),
        standalone: true,
        ..base_config()
    }
}
