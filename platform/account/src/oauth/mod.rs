//! Logging in with OAuth: a code with PKCE, taken on a loopback port; and what comes after.

mod callback;
mod page;

use crate::secret::{OAuthTokens, Secret, hidden};
use crate::store::SecretStore;
use crate::{Config, Environment, Error, Setting, files};
use callback::Callback;
use cfs_http::http::{Request, Response, Uri};
use cfs_http::{Body, Timestamp, Transport};
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, CsrfToken, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    PkceCodeChallenge, RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;

/// The client that logs in, and where: from the table `oauth` of the configuration. Its members are `client_id`,
/// `auth_url`, `token_url`, `revoke_url`, `scopes` and `port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuth {
    /// The client's id: registered for cfs, never wrangler's.
    pub client_id: String,
    /// Where the user agrees.
    pub auth_url: String,
    /// Where tokens are given out.
    pub token_url: String,
    /// Where logins are ended, if that is known.
    pub revoke_url: Option<String>,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// The loopback port that the browser comes back to; 0 takes any.
    pub port: u16,
}

/// What is asked for unless the configuration says otherwise; the last has a refresh token given.
const SCOPES: [&str; 16] = [
    "account:read",
    "user:read",
    "zone:read",
    "workers:write",
    "workers_kv:write",
    "workers_routes:write",
    "workers_scripts:write",
    "workers_tail:read",
    "workers_observability:read",
    "d1:write",
    "queues:write",
    "pages:write",
    "ai:write",
    "secrets_store:write",
    "pipelines:write",
    "offline_access",
];

/// Wrangler's clients, which are not ours to use: production and staging.
const WRANGLERS: [&str; 2] = ["54d11594-84e4-41aa-b438-e81b8fa78ee7", "4b2ea6cc-9421-4761-874b-ce550e0e3def"];

/// How long one request to the authorisation server may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(30);

impl OAuth {
    /// As the configuration says, or the variable `CFS_OAUTH_CLIENT_ID`; none without a client's id.
    ///
    /// # Errors
    /// [`Error::Setting`] when the client is wrangler's, or a URL or the port cannot be used.
    pub fn configured(environment: &Environment, config: &Config) -> Result<Option<Self>, Error> {
        let variable = environment.setting(Setting::OAuthClient).map(|client| client.value);
        let Some(client_id) = variable.or_else(|| config.oauth("client_id").map(str::to_owned)) else {
            return Ok(None);
        };
        if WRANGLERS.contains(&client_id.trim()) {
            return Err(Error::Setting(
                "the OAuth client in the configuration is wrangler's: register one of your own".into(),
            ));
        }
        let url = |name: &str, default: &str| config.oauth(name).unwrap_or(default).to_owned();
        let scopes = config.oauth_list("scopes");
        let port = u16::try_from(config.oauth_number("port").unwrap_or(0))
            .map_err(|_| Error::Setting("`oauth.port` in the configuration is no port".into()))?;
        let oauth = Self {
            client_id: client_id.trim().to_owned(),
            auth_url: url("auth_url", "https://dash.cloudflare.com/oauth2/auth"),
            token_url: url("token_url", "https://dash.cloudflare.com/oauth2/token"),
            revoke_url: config.oauth("revoke_url").map(str::to_owned).or_else(|| {
                // Another server's tokens are nothing for Cloudflare's.
                config
                    .oauth("token_url")
                    .is_none()
                    .then(|| "https://dash.cloudflare.com/oauth2/revoke".to_owned())
            }),
            scopes: if scopes.is_empty() { SCOPES.map(str::to_owned).to_vec() } else { scopes },
            port,
        };
        oauth.client().map(|_| Some(oauth))
    }

    fn client(&self) -> Result<OAuthClient, Error> {
        let wrong = |name: &str| Error::Setting(format!("`oauth.{name}` in the configuration is no URL"));
        let urls = [("auth_url", &self.auth_url), ("token_url", &self.token_url)].into_iter();
        for (name, url) in urls.chain(self.revoke_url.iter().map(|url| ("revoke_url", url))) {
            if !is_safe(url) {
                return Err(Error::Setting(format!("`oauth.{name}` in the configuration is not https")));
            }
        }
        Ok(BasicClient::new(ClientId::new(self.client_id.clone()))
            .set_auth_uri(AuthUrl::new(self.auth_url.clone()).map_err(|_| wrong("auth_url"))?)
            .set_token_uri(TokenUrl::new(self.token_url.clone()).map_err(|_| wrong("token_url"))?))
    }
}

type OAuthClient = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// Secrets travel over https, or stay on this machine.
fn is_safe(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    uri.scheme_str() == Some("https") || (here && uri.scheme_str() == Some("http"))
}

/// Logs in: has `open` show the user the page on which they agree, and waits at most `limit` for the browser to come back.
///
/// `open` is given the URL; that it fails is no end, as the URL can be opened by hand: have it print the URL as well.
///
/// # Errors
/// [`Error::Login`] when the user refuses, the time is over, what comes back is another login's, or the server refuses.
pub async fn log_in(
    oauth: &OAuth,
    transport: Arc<dyn Transport>,
    limit: Duration,
    now: Timestamp,
    open: impl FnOnce(&str) + Send,
) -> Result<Secret, Error> {
    let callback = Callback::listen(oauth.port).await?;
    let redirect =
        RedirectUrl::new(callback.url()).map_err(|_| Error::Login("no loopback address".into()))?;
    let client = oauth.client()?.set_redirect_uri(redirect);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state) = client
        .authorize_url(CsrfToken::new_random)
        .add_scopes(oauth.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(challenge)
        .url();
    open(url.as_str());
    let waited = tokio::time::timeout(limit, callback.code(state.secret())).await;
    let code = waited.map_err(|_| {
        let seconds = limit.as_secs();
        Error::Login(format!("nobody agreed in the browser within {seconds} seconds: try again"))
    })??;
    let http = sender(transport);
    let answer = client
        .exchange_code(AuthorizationCode::new(code))
        .set_pkce_verifier(verifier)
        .request_async(&http)
        .await
        .map_err(refused)?;
    Ok(Secret::OAuth(tokens(&answer, None, now)))
}

/// A login that calls can be made with: the one that is kept, or the one that the refresh token gives. One process at a
/// time does that, so that a refresh token is spent once; the others find what it was given.
///
/// # Errors
/// [`Error::NotLoggedIn`] when the login is over and cannot be renewed; [`Error::Login`] when the server cannot be asked.
pub async fn refresh(
    store: &SecretStore,
    profile: &str,
    oauth: Option<&OAuth>,
    transport: Arc<dyn Transport>,
    now: Timestamp,
) -> Result<Secret, Error> {
    let over = |why: &str| Error::NotLoggedIn(format!(": the login of the profile `{profile}` is over{why}"));
    let lock = store.refresh_lock(profile).ok_or_else(|| over(""))?;
    let _held = files::lock(lock).await?;
    let kept = store.get(profile)?.ok_or_else(|| over(""))?.value;
    let Secret::OAuth(old) = &kept else {
        return Ok(kept);
    };
    if !old.is_over(now) {
        return Ok(kept); // another process was first
    }
    let refresh = old.refresh.as_ref().ok_or_else(|| over(" and has no refresh token"))?;
    let oauth = oauth.ok_or_else(|| over(" and no OAuth client is configured to renew it"))?;
    let http = sender(transport);
    let client = oauth.client()?;
    let token = RefreshToken::new(refresh.expose_secret().to_owned());
    let answer = match client.exchange_refresh_token(&token).request_async(&http).await {
        Ok(answer) => answer,
        Err(RequestTokenError::ServerResponse(response)) if is_invalid_grant(response.error()) => {
            return Err(over(" and the server does not renew it"));
        }
        Err(error) => return Err(refused(error)),
    };
    let new = Secret::OAuth(tokens(&answer, Some(old), now));
    store.set(profile, &new)?;
    Ok(new)
}

/// Has the server end a login: its refresh token, or else its access token (RFC 7009). They are good for nothing then.
///
/// # Errors
/// [`Error::Login`] when the server cannot be asked, or refuses.
pub async fn revoke(oauth: &OAuth, tokens: &OAuthTokens, transport: Arc<dyn Transport>) -> Result<(), Error> {
    oauth.client()?;
    let url = oauth.revoke_url.as_ref().ok_or_else(|| {
        Error::Login("`oauth.revoke_url` in the configuration does not say where logins are ended".into())
    })?;
    let (token, hint) = match &tokens.refresh {
        Some(refresh) => (refresh, "refresh_token"),
        None => (&tokens.access, "access_token"),
    };
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let (token, client) = (encoded(token.expose_secret()), encoded(&oauth.client_id));
    let body = format!("token={token}&token_type_hint={hint}&client_id={client}").into_bytes();
    let request = Request::post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .map_err(|_| Error::Setting("`oauth.revoke_url` in the configuration is no URL".into()))?;
    let answer = sender(transport)(request).await;
    let answer = answer
        .map_err(|error| Error::Login(format!("the authorisation server cannot be reached: {error}")))?;
    match answer.status() {
        status if status.is_success() => Ok(()),
        status => {
            Err(Error::Login(format!("the authorisation server does not end the login: it says {status}")))
        }
    }
}

fn is_invalid_grant(error: &oauth2::basic::BasicErrorResponseType) -> bool {
    matches!(error, oauth2::basic::BasicErrorResponseType::InvalidGrant)
}

/// What an answer gives; what it leaves out stays as it was.
fn tokens(answer: &BasicTokenResponse, old: Option<&OAuthTokens>, now: Timestamp) -> OAuthTokens {
    let refresh = answer.refresh_token().map(|token| hidden(token.secret().as_str()));
    let seconds = answer.expires_in().and_then(|time| i64::try_from(time.as_secs()).ok());
    let scopes = answer.scopes().map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect());
    OAuthTokens {
        access: hidden(answer.access_token().secret().as_str()),
        refresh: refresh.or_else(|| old.and_then(|old| old.refresh.clone())),
        expires_at: seconds
            .and_then(|seconds| now.checked_add(cfs_http::jiff::SignedDuration::from_secs(seconds)).ok()),
        scopes: scopes.or_else(|| old.map(|old| old.scopes.clone())).unwrap_or_default(),
    }
}

/// Sends the requests of the OAuth protocol over our transport; redirects are not followed.
fn sender(
    transport: Arc<dyn Transport>,
) -> impl Fn(HttpRequest) -> std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, Unsent>> + Send>> {
    move |request| {
        let transport = Arc::clone(&transport);
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let sent = async {
                let answer = transport.send(Request::from_parts(parts, Body::from(body))).await?;
                let (parts, body) = answer.into_parts();
                Ok::<_, cfs_http::Error>(Response::from_parts(parts, body.into_bytes().await?.to_vec()))
            };
            match tokio::time::timeout(REQUEST_LIMIT, sent).await {
                Ok(sent) => sent.map_err(|error| Unsent(error.to_string())),
                Err(_) => Err(Unsent("it does not answer".into())),
            }
        })
    }
}

/// No answer came.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unsent(String);

/// What a server's refusal says, its body left out: it may have tokens in it.
fn refused<E>(error: RequestTokenError<E, oauth2::basic::BasicErrorResponse>) -> Error
where
    E: std::error::Error + 'static,
{
    Error::Login(match error {
        RequestTokenError::ServerResponse(response) => {
            let description = response.error_description().map(|why| format!(": {}", page::line(why)));
            let kind = page::line(response.error().as_ref());
            format!("the authorisation server refuses ({kind}{})", description.unwrap_or_default())
        }
        RequestTokenError::Request(error) => format!("the authorisation server cannot be reached: {error}"),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            "the authorisation server's answer is none of OAuth's".to_owned()
        }
    })
}
