//! The connection string of a database, taken apart. What is wrong with one is said without it.

use crate::failure::Failure;
use crate::output::Value;
use percent_encoding::percent_decode_str;

/// `scheme://user:password@host:port/database`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Connection {
    scheme: String,
    user: String,
    password: String,
    host: String,
    port: u16,
    database: String,
}

fn wrong(what: &str) -> Failure {
    Failure::usage(format!("the connection string {what}"))
        .hint("postgres://USER:PASSWORD@HOST:PORT/DATABASE; `%40` stands for an `@` of the password")
}

fn decoded(text: &str) -> Result<String, Failure> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_| wrong("has escapes that are not UTF-8"))
}

impl Connection {
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(|| wrong("has no scheme"))?;
        let usual = match scheme {
            "postgres" | "postgresql" => 5432,
            "mysql" => 3306,
            _ => return Err(wrong("begins with none of postgres://, postgresql://, mysql://")),
        };
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, database) = rest.split_once('/').ok_or_else(|| wrong("names no database"))?;
        let (who, place) = authority.rsplit_once('@').ok_or_else(|| wrong("has no user and password"))?;
        let (user, password) = who.split_once(':').ok_or_else(|| wrong("has no password"))?;
        // The colons of an address in brackets are its own.
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                (host, port.parse().map_err(|_| wrong("has a port that is none"))?)
            }
            _ => (place, usual),
        };
        for (part, name) in [(user, "user"), (password, "password"), (host, "host"), (database, "database")] {
            if part.is_empty() {
                return Err(wrong(&format!("has no {name}")));
            }
        }
        let password = decoded(password)?;
        crate::settings::hide_text(&password);
        Ok(Self {
            scheme: scheme.to_owned(),
            user: decoded(user)?,
            password,
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port,
            database: decoded(database)?,
        })
    }

    /// The members of an origin.
    pub(super) fn members(self) -> Vec<(String, Value)> {
        [
            ("scheme", Value::Text(self.scheme)),
            ("host", Value::Text(self.host)),
            ("port", Value::Number(self.port.to_string())),
            ("database", Value::Text(self.database)),
            ("user", Value::Text(self.user)),
            ("password", Value::Text(self.password)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::Connection;

    fn of(text: &str) -> Result<(String, String, String, u16, String), String> {
        Connection::parse(text)
            .map(|of| (of.user, of.password, of.host, of.port, of.database))
            .map_err(|failure| failure.to_string())
    }

    #[test]
    fn strings_are_taken_apart() {
        let expected = ("app", "p@s:s/w", "db.example.com", 5432, "shop");
        let expected = Ok((
            expected.0.to_owned(),
            expected.1.to_owned(),
            expected.2.to_owned(),
            expected.3,
            expected.4.to_owned(),
        ));
        assert_eq!(of("postgres://app:p%40s%3As%2Fw@db.example.com/shop?sslmode=require\n"), expected);
        assert_eq!(of("postgresql://app:p%40s:s%2Fw@db.example.com:5432/shop"), expected);
        assert_eq!(of("mysql://a:b@[::1]/c").map(|of| (of.2, of.3)), Ok(("::1".to_owned(), 3306)));
        assert_eq!(of("mysql://a:b@[::1]:33/c").map(|of| (of.2, of.3)), Ok(("::1".to_owned(), 33)));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_string() {
        for text in [
            "planted",
            "http://a:planted@h/d",
            "postgres://a:planted@h",
            "postgres://h/planted",
            "postgres://planted@h/d",
            "postgres://a:planted@h:x/d",
            "postgres://a:planted@h/",
            "postgres://:planted@h/d",
        ] {
            let error = of(text).expect_err(text);
            assert!(!error.contains("planted") && error.contains("the connection string"), "{error}");
        }
    }
}
