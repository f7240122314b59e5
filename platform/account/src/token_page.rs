//! The dashboard's page that makes a token, with permissions filled in.

/// A permission that a token is to have: its key as the dashboard has it, such as `workers_scripts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The key.
    pub key: &'static str,
    /// `true` for edit, `false` for read.
    pub edit: bool,
}

const fn read(key: &'static str) -> Permission {
    Permission { key, edit: false }
}

const fn edit(key: &'static str) -> Permission {
    Permission { key, edit: true }
}

/// What the commands of cfs need, deployments included.
pub const PERMISSIONS: [Permission; 17] = [
    read("account_settings"),
    read("account_analytics"),
    read("user_details"),
    edit("workers_scripts"),
    edit("workers_kv_storage"),
    edit("workers_r2"),
    edit("workers_routes"),
    read("workers_tail"),
    edit("workers_observability"),
    edit("d1"),
    edit("queues"),
    edit("vectorize"),
    edit("hyperdrive"),
    edit("ai"),
    edit("page"),
    edit("dns"),
    read("zone"),
];

/// The URL of the page on which a token is made, for all accounts and zones unless changed there.
pub fn url(name: &str, permissions: &[Permission]) -> String {
    let groups: Vec<String> = permissions
        .iter()
        .map(|permission| {
            let kind = if permission.edit { "edit" } else { "read" };
            format!(r#"{{"key":"{}","type":"{kind}"}}"#, permission.key)
        })
        .collect();
    format!(
        "https://dash.cloudflare.com/profile/api-tokens?permissionGroupKeys={}&accountId=*&zoneId=all&name={}",
        encoded(&format!("[{}]", groups.join(","))),
        encoded(name)
    )
}

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}
