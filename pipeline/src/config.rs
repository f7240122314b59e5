//! What generated crates are called and say of themselves.

use crate::products;
use gen_openapi::print::{Program, Umbrella};
use gen_openapi::{Config, PackageMeta};

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
    let meta = PackageMeta {
        package: format!("cfs-management-{service}"),
        beside: format!(
            "{{ path = \"../{service}\", version = \"{}\", default-features = false }}",
            env!("CARGO_PKG_VERSION")
        ),
        pages: products::pages(service),
        title: service.split('-').map(word).collect::<Vec<_>>().join(" "),
        ..umbrella_meta()
    };
    Config { service: service.to_owned(), meta, samples: false }
}

/// The umbrella, with programs that show how it is used.
pub(crate) fn umbrella() -> Umbrella {
    let programs = vec![
        Program { name: "databases", services: &["d1"], text: include_str!("examples/databases.rs") },
        Program { name: "values", services: &["kv"], text: include_str!("examples/values.rs") },
    ];
    let dev_dependencies =
        "futures-util = \"0.3\"\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";
    Umbrella { meta: umbrella_meta(), programs, dev_dependencies: dev_dependencies.to_owned() }
}

/// What the umbrella is called and says of itself, and what all have in common.
fn umbrella_meta() -> PackageMeta {
    PackageMeta {
        package: "cfs-management".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        title: "Cloudflare".to_owned(),
        input: "Cloudflare's OpenAPI document".to_owned(),
        cfs_http: format!(
            "{{ path = \"../../../support/http\", version = \"{}\", default-features = false }}",
            env!("CARGO_PKG_VERSION")
        ),
        beside: String::new(),
        reference: "[Cloudflare's API reference](https://developers.cloudflare.com/api/)".to_owned(),
        pages: None,
        docs_base: Some("https://developers.cloudflare.com".to_owned()),
        repository: env!("CARGO_PKG_REPOSITORY").to_owned(),
        keywords: ["cloudflare", "api", "client", "async"].map(str::to_owned).into(),
        categories: ["api-bindings", "web-programming::http-client"].map(str::to_owned).into(),
        standalone: false,
        license: "MIT OR Apache-2.0".to_owned(),
    }
}

/// What the catalogue is called and says of itself.
pub fn catalogue_meta() -> PackageMeta {
    let cfs_http = format!(
        "{{ path = \"../../support/http\", version = \"{}\", default-features = false }}",
        env!("CARGO_PKG_VERSION")
    );
    PackageMeta { package: "cfs-catalogue".to_owned(), cfs_http, ..umbrella_meta() }
}

/// What a crate of any other document is called and says of itself.
pub fn foreign_config(name: &str) -> Config {
    let meta = PackageMeta {
        package: name.to_owned(),
        title: name.to_owned(),
        input: "an OpenAPI document".to_owned(),
        reference: "the document".to_owned(),
        docs_base: None,
        repository: String::new(),
        keywords: ["api", "client", "async"].map(str::to_owned).into(),
        standalone: true,
        ..umbrella_meta()
    };
    Config { service: name.to_owned(), meta, samples: false }
}
