//! The emulator that is asked, and what each program is told of it.

use super::failed;
use crate::process;
use codegen::diag::Diagnostic;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The account that it begins with.
const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";

/// An emulator that runs as long as this is there.
pub(super) struct Local {
    child: Child,
    base: String,
    token: String,
    endpoint: String,
    key: String,
    secret: String,
}

impl Drop for Local {
    fn drop(&mut self) {
        process::end(&mut self.child);
    }
}

impl Local {
    pub(super) fn start(cfs: &Path, state: &Path) -> Result<Self, Vec<Diagnostic>> {
        let mut command = Command::new(cfs);
        command.args(["local", "--port", "0", "--no-workers", "--state"]).arg(state).stderr(Stdio::piped());
        let mut child = process::start(&mut command).map_err(|error| failed(error.to_string()))?;
        let lines = child.stderr.take().into_iter().flat_map(|stderr| BufReader::new(stderr).lines());
        let mut told = String::new();
        for line in lines.map_while(Result::ok) {
            told.push_str(&line);
            told.push('\n');
            if line.contains("R2_SECRET_ACCESS_KEY=") {
                break;
            }
        }
        let word = |name: &str| {
            let found = told.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            found.map(str::to_owned).ok_or_else(|| failed(format!("the emulator says no {name}:\n{told}")))
        };
        let made = (|| {
            Ok([
                word("CLOUDFLARE_BASE_URL")?,
                word("CLOUDFLARE_API_TOKEN")?,
                word("R2_ENDPOINT")?,
                word("R2_ACCESS_KEY_ID")?,
                word("R2_SECRET_ACCESS_KEY")?,
            ])
        })();
        match made {
            Ok([base, token, endpoint, key, secret]) => {
                Ok(Self { child, base, token, endpoint, key, secret })
            }
            Err(errors) => {
                process::end(&mut child);
                Err(errors)
            }
        }
    }

    pub(super) fn for_cfs(&self) -> Vec<(&str, &str)> {
        vec![
            ("CLOUDFLARE_BASE_URL", self.base.as_str()),
            ("CLOUDFLARE_API_TOKEN", self.token.as_str()),
            ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
        ]
    }

    pub(super) fn for_wrangler(&self) -> Vec<(&str, &str)> {
        vec![
            ("CLOUDFLARE_API_BASE_URL", self.base.as_str()),
            ("CLOUDFLARE_API_TOKEN", self.token.as_str()),
            ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
            ("WRANGLER_SEND_METRICS", "false"),
            ("CI", "1"),
        ]
    }

    /// What makes `bench:` a remote of rclone's.
    pub(super) fn for_rclone(&self) -> Vec<(&str, &str)> {
        vec![
            // It knows no certificates of a machine's own.
            ("AWS_CA_BUNDLE", ""),
            ("RCLONE_CONFIG_BENCH_TYPE", "s3"),
            ("RCLONE_CONFIG_BENCH_PROVIDER", "Cloudflare"),
            ("RCLONE_CONFIG_BENCH_REGION", "auto"),
            ("RCLONE_CONFIG_BENCH_ENDPOINT", self.endpoint.as_str()),
            ("RCLONE_CONFIG_BENCH_ACCESS_KEY_ID", self.key.as_str()),
            ("RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY", self.secret.as_str()),
        ]
    }

    /// Runs a command of `cfs`; what it prints.
    fn done(&self, cfs: &str, folder: &Path, words: &[&str]) -> Result<String, Vec<Diagnostic>> {
        let mut command = Command::new(cfs);
        command.current_dir(folder).args(words).envs(self.for_cfs()).stdin(Stdio::null());
        let output = command.output().map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(failed(format!("cfs {}: {errors}", words.join(" "))));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Makes something; a member of what comes back.
    pub(super) fn made(
        &self,
        cfs: &str,
        folder: &Path,
        words: &[&str],
        member: &str,
    ) -> Result<String, Vec<Diagnostic>> {
        let told = self.done(cfs, folder, &[words, &["--output", "json"]].concat())?;
        let made: Value = serde_json::from_str(&told).unwrap_or_default();
        let found = made[member].as_str().map(str::to_owned);
        found.ok_or_else(|| failed(format!("cfs {} gives no {member}: {told}", words.join(" "))))
    }

    /// A bucket without objects.
    pub(super) fn emptied(&self, cfs: &str, folder: &Path, bucket: &str) -> Result<(), Vec<Diagnostic>> {
        let none = folder.join("nothing");
        std::fs::create_dir_all(&none).map_err(|error| failed(error.to_string()))?;
        let none = none.display().to_string();
        let to = format!("r2://{bucket}");
        if self.done(cfs, folder, &["r2", "sync", &none, &to, "--delete", "--yes"]).is_err() {
            self.done(cfs, folder, &["r2", "bucket", "create", bucket])?;
        }
        Ok(())
    }

    /// Makes items as `--seed` does.
    pub(super) fn seed(&self, folder: &Path, items: &Value) -> Result<(), Vec<Diagnostic>> {
        let file = folder.join("seed.json");
        super::write(&file, items.to_string().as_bytes())?;
        let origin = self.base.split("/client/").next().unwrap_or_default();
        let mut command = Command::new("curl");
        command.args(["--silent", "--show-error", "--fail", "--request", "PUT", "--header"]);
        command.arg(format!("Authorization: Bearer {}", self.token)).arg("--data-binary");
        command.arg(format!("@{}", file.display())).arg(format!("{origin}/_emulator/seed"));
        if process::status(command)? { Ok(()) } else { Err(failed("the emulator takes no seed")) }
    }
}
