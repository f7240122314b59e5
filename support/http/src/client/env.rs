//! Settings from the environment.

use super::{ClientBuilder, Credentials};
use crate::Error;

fn variable(name: &str) -> Result<Option<String>, Error> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value.trim().to_owned())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(Error::request(format!("{name} is not UTF-8"))),
    }
}

impl ClientBuilder {
    /// Reads `CLOUDFLARE_API_TOKEN`, `CLOUDFLARE_API_KEY` with `CLOUDFLARE_EMAIL`, `CLOUDFLARE_API_USER_SERVICE_KEY`,
    /// `CLOUDFLARE_BASE_URL` and `CLOUDFLARE_CUSTOM_HEADERS` (lines `name: value`).
    ///
    /// # Errors
    /// [`Error::Request`] when there are no credentials, the key comes without an e-mail address, or a variable is empty
    /// or cannot be used. Its text names the variable, never its value.
    pub fn env(self) -> Result<Self, Error> {
        self.variables(&variable)
    }

    /// As [`env`](Self::env), with variables from elsewhere, such as the bindings of a Worker.
    ///
    /// # Errors
    /// As [`env`](Self::env), and those of `variable`.
    pub fn variables(
        mut self,
        variable: &dyn Fn(&str) -> Result<Option<String>, Error>,
    ) -> Result<Self, Error> {
        let variable = |name: &str| match variable(name)? {
            // What was meant to be there is not: another credential, or none, would be a surprise.
            Some(value) if value.trim().is_empty() => {
                Err(Error::request(format!("{name} is set but empty: give it a value, or unset it")))
            }
            value => Ok(value),
        };
        let mut credentials = Credentials::none();
        if let Some(token) = variable("CLOUDFLARE_API_TOKEN")? {
            credentials = credentials.and_token(token);
        }
        match (variable("CLOUDFLARE_API_KEY")?, variable("CLOUDFLARE_EMAIL")?) {
            (Some(key), Some(email)) => credentials = credentials.and_key(email, key),
            (Some(_), None) if credentials.is_empty() => {
                return Err(Error::request(
                    "CLOUDFLARE_API_KEY is set but CLOUDFLARE_EMAIL is not: both are needed",
                ));
            }
            _ => {}
        }
        if let Some(key) = variable("CLOUDFLARE_API_USER_SERVICE_KEY")? {
            credentials = credentials.and_user_service_key(key);
        }
        if credentials.is_empty() {
            return Err(Error::request(
                "no credentials: set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL, or \
                 CLOUDFLARE_API_USER_SERVICE_KEY",
            ));
        }
        self = self.credentials(credentials);
        if let Some(base) = variable("CLOUDFLARE_BASE_URL")? {
            self = self.base_url(base);
        }
        for line in variable("CLOUDFLARE_CUSTOM_HEADERS")?.iter().flat_map(|lines| lines.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            let Some((name, value)) = line.split_once(':') else {
                return Err(Error::request("CLOUDFLARE_CUSTOM_HEADERS has a line that is not `name: value`"));
            };
            self = self.header(name.trim(), value.trim());
        }
        Ok(self)
    }
}
