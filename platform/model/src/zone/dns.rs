//! DNS records. Their types are written as elsewhere, one word with a capital letter.
#![allow(non_snake_case)]

use super::{Resource, Zone};
use crate::json::Json;

/// What a record says, whatever its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    kind: &'static str,
    body: Json,
    /// Whether a name usually has several records of the type: others are left alone.
    several: bool,
}

/// A name's IPv4 address.
pub fn A(address: &str) -> Record {
    Record::single("A", address)
}

/// A name's IPv6 address.
pub fn Aaaa(address: &str) -> Record {
    Record::single("AAAA", address)
}

/// Another name that it stands for.
pub fn Cname(target: &str) -> Record {
    Record::single("CNAME", target)
}

/// The name of an address.
pub fn Ptr(name: &str) -> Record {
    Record::single("PTR", name)
}

/// A mail server, and its priority: the lowest is asked first.
pub fn Mx(priority: u16, server: &str) -> Record {
    Record::content("MX", server).set("priority", priority)
}

/// A name server of the names below.
pub fn Ns(server: &str) -> Record {
    Record::content("NS", server)
}

/// A text.
pub fn Txt(text: &str) -> Record {
    Record::content("TXT", text)
}

/// A key of `OpenPGP` in base64.
pub fn Openpgpkey(key: &str) -> Record {
    Record::content("OPENPGPKEY", key)
}

/// Who may make certificates: `Caa(0, "issue", "letsencrypt.org")`.
pub fn Caa(flags: u8, tag: &str, value: &str) -> Record {
    Record::data("CAA", Json::of("flags", flags).with("tag", tag).with("value", value))
}

/// A service: priority, weight, port and target.
pub fn Srv(priority: u16, weight: u16, port: u16, target: &str) -> Record {
    let data = Json::of("priority", priority).with("weight", weight);
    Record::data("SRV", data.with("port", port).with("target", target))
}

/// Another address of a service: priority, weight, target.
pub fn Uri(priority: u16, weight: u16, target: &str) -> Record {
    Record::data("URI", Json::of("weight", weight).with("target", target)).set("priority", priority)
}

/// How a site is reached: priority, target, and parameters (`alpn="h3,h2"`).
pub fn Https(priority: u16, target: &str, value: &str) -> Record {
    Record::data("HTTPS", Json::of("priority", priority).with("target", target).with("value", value))
}

/// How a service is reached: priority, target, and parameters.
pub fn Svcb(priority: u16, target: &str, value: &str) -> Record {
    Record::data("SVCB", Json::of("priority", priority).with("target", target).with("value", value))
}

/// The fingerprint of a key of SSH: algorithm, kind of fingerprint, fingerprint in hexadecimal.
pub fn Sshfp(algorithm: u8, kind: u8, fingerprint: &str) -> Record {
    let data = Json::of("algorithm", algorithm).with("type", kind);
    Record::data("SSHFP", data.with("fingerprint", fingerprint))
}

/// The certificate of a server: usage, selector, matching type, certificate in hexadecimal.
pub fn Tlsa(usage: u8, selector: u8, matching: u8, certificate: &str) -> Record {
    Record::data("TLSA", certificate_data(usage, selector, matching, certificate))
}

/// The certificate of a mail user: usage, selector, matching type, certificate in hexadecimal.
pub fn Smimea(usage: u8, selector: u8, matching: u8, certificate: &str) -> Record {
    Record::data("SMIMEA", certificate_data(usage, selector, matching, certificate))
}

fn certificate_data(usage: u8, selector: u8, matching: u8, certificate: &str) -> Json {
    let data = Json::of("usage", usage).with("selector", selector);
    data.with("matching_type", matching).with("certificate", certificate)
}

/// The key that signs a zone below: key tag, algorithm, kind of digest, digest in hexadecimal.
pub fn Ds(key_tag: u16, algorithm: u8, digest_type: u8, digest: &str) -> Record {
    let data = Json::of("key_tag", key_tag).with("algorithm", algorithm);
    Record::data("DS", data.with("digest_type", digest_type).with("digest", digest))
}

/// A key that signs: flags, protocol, algorithm, key in base64.
pub fn Dnskey(flags: u16, protocol: u8, algorithm: u8, public_key: &str) -> Record {
    let data = Json::of("flags", flags).with("protocol", protocol);
    Record::data("DNSKEY", data.with("algorithm", algorithm).with("public_key", public_key))
}

/// A certificate: type, key tag, algorithm, certificate in base64.
pub fn Cert(kind: u16, key_tag: u16, algorithm: u8, certificate: &str) -> Record {
    let data = Json::of("type", kind).with("key_tag", key_tag);
    Record::data("CERT", data.with("algorithm", algorithm).with("certificate", certificate))
}

/// A rule for names: order, preference, flags, service, expression, replacement.
pub fn Naptr(
    order: u16,
    preference: u16,
    flags: &str,
    service: &str,
    regex: &str,
    replacement: &str,
) -> Record {
    let data = Json::of("order", order).with("preference", preference).with("flags", flags);
    Record::data("NAPTR", data.with("service", service).with("regex", regex).with("replacement", replacement))
}

/// A place on Earth, with its members as the API has them: `lat_degrees`, `lat_direction`, `long_degrees`, …
pub fn Loc(data: impl Into<Json>) -> Record {
    Record::data("LOC", data.into())
}

impl Record {
    fn new(kind: &'static str, member: &str, value: Json, several: bool) -> Self {
        let body = Json::of("type", kind).with("name", Json::Null).with(member, value).with("ttl", 1);
        Self { kind, body, several }
    }

    fn single(kind: &'static str, content: &str) -> Self {
        Self::new(kind, "content", content.into(), false)
    }

    fn content(kind: &'static str, content: &str) -> Self {
        Self::new(kind, "content", content.into(), true)
    }

    fn data(kind: &'static str, data: Json) -> Self {
        Self::new(kind, "data", data, true)
    }

    /// A record of any type, with its members as the API has them.
    pub fn other(kind: &'static str, member: &str, value: impl Into<Json>) -> Self {
        Self::new(kind, member, value.into(), true)
    }

    /// Sets a member, as the API has it.
    pub fn set(self, member: &str, value: impl Into<Json>) -> Self {
        Self { body: self.body.with(member, value), ..self }
    }

    /// Its traffic goes through Cloudflare.
    pub fn proxied(self) -> Self {
        self.set("proxied", true)
    }

    /// Its traffic does not go through Cloudflare.
    pub fn unproxied(self) -> Self {
        self.set("proxied", false)
    }

    /// Seconds that it may be remembered; without, what Cloudflare chooses.
    pub fn ttl(self, seconds: u32) -> Self {
        self.set("ttl", seconds)
    }

    /// A note for people.
    pub fn comment(self, text: &str) -> Self {
        self.set("comment", text)
    }

    /// Tags: `team:shop`.
    pub fn tags<const N: usize>(self, tags: [&str; N]) -> Self {
        self.set("tags", tags)
    }

    /// One of several of its type that the name has: others are left alone.
    pub fn one_of_several(self) -> Self {
        Self { several: true, ..self }
    }

    pub(super) fn below(self, zone: &str, name: &str) -> Resource {
        let host = Zone(zone.to_owned()).host(name);
        let mut resource = Resource::new("dns.records", &format!("{host}:{}", self.kind.to_lowercase()));
        let content = if self.body.get("data").is_some() { "data" } else { "content" };
        if self.several {
            resource.name = format!("{}:{}", resource.name, digest(&self.body));
            resource = resource.identity(["type", "name", content]);
        } else {
            resource = resource.identity(["type", "name"]);
        }
        resource.members.insert("zone", zone);
        resource.members.insert("settings", self.body.with("name", host));
        resource
    }
}

/// A short name for what a record says: the same as long as it says the same.
fn digest(body: &Json) -> String {
    let text = ["content", "data"].iter().filter_map(|member| body.get(member)).map(ToString::to_string);
    let hash = text.collect::<String>().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{:08x}", hash >> 32)
}
