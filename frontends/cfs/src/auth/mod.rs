//! `cfs auth`: logins, tokens, profiles. What they are is `cfs-account`'s business; here they are asked for and told of.

mod login;
mod profiles;
mod prompt;
mod whoami;

use crate::args::Global;
use crate::failure::Failure;
use crate::settings::Settings;
use cfs_account::{Secret, Source};
use clap::{Args, Subcommand};
use clap_complete::engine::ArgValueCandidates;

/// How it is used.
pub(crate) const EXAMPLES: &str = "Secrets are kept in the system's keyring; where there is none, in a file that only you can read. \
    Variables such as CLOUDFLARE_API_TOKEN go before what is kept, unless --profile names a profile.\n\nExamples:\n  \
    cfs auth login\n  cfs auth token --profile work < token\n  cfs auth whoami";

/// What `cfs auth` takes.
#[derive(Args, Clone, Debug)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct AuthArgs {
    #[command(subcommand)]
    command: AuthCommand,
}

#[derive(Subcommand, Clone, Debug)]
enum AuthCommand {
    /// Logs in, in the browser or with a token, and keeps the login for the profile
    #[command(
        after_help = "With an OAuth client in the file of settings (`[oauth]`, `client_id = \"…\"`) or in CFS_OAUTH_CLIENT_ID, the browser is asked. Without one, the page that makes a token is opened, and the token is asked for; where stdin is no terminal, it is read from there. --account and --zone are kept as the profile's defaults.\n\nExamples:\n  cfs auth login\n  cfs auth login --profile work --account acme\n  cfs auth login --from-wrangler"
    )]
    Login(LoginArgs),
    /// Keeps an API token, from stdin or a prompt, for the profile
    #[command(
        after_help = "A token is no argument: other programs and the shell's history see those.\n\nExamples:\n  cfs auth token\n  cfs auth token --profile work --account acme < token\n  cfs auth token --profile local --base-url http://127.0.0.1:8788/client/v4 < token"
    )]
    Token(TokenArgs),
    /// Lists profiles, chooses one, removes one
    #[command(
        disable_help_subcommand = true,
        after_help = "Examples:\n  cfs auth profiles\n  cfs auth profiles use work\n  cfs auth profiles remove work --yes"
    )]
    Profiles(ProfilesArgs),
    /// Says who the credentials are and what they can do: token, permissions, accounts, zones
    #[command(
        after_help = "Examples:\n  cfs auth whoami\n  cfs auth whoami --profile work --output json --fields kind,token.status"
    )]
    Whoami,
    /// Forgets the login of the profile
    #[command(
        after_help = "A login of the browser is ended at the authorisation server as well (`oauth.revoke_url`). API tokens that are forgotten here are still valid: they are revoked in the dashboard.\n\nExample:\n  cfs auth logout --profile work"
    )]
    Logout,
}

/// What `cfs auth token` takes, and `cfs auth login` as well.
#[derive(Args, Clone, Debug, Default)]
struct TokenArgs {
    /// Where the API of the profile is, such as the address that `cfs local` says
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// What was given although a token is no argument
    #[arg(hide = true)]
    given: Vec<String>,
}

/// What `cfs auth login` takes.
#[derive(Args, Clone, Debug, Default)]
struct LoginArgs {
    #[command(flatten)]
    token: TokenArgs,
    /// Takes the access token of wrangler's login; it is never renewed, as that would log wrangler out
    #[arg(long)]
    from_wrangler: bool,
    /// Opens no browser, only says the address
    #[arg(long)]
    no_browser: bool,
}

/// What `cfs auth profiles` takes.
#[derive(Args, Clone, Debug)]
struct ProfilesArgs {
    #[command(subcommand)]
    command: Option<ProfilesCommand>,
}

#[derive(Subcommand, Clone, Debug)]
enum ProfilesCommand {
    /// Lists profiles, what they say, and where their logins are kept
    #[command(after_help = "Example:\n  cfs auth profiles list --output json")]
    List,
    /// Uses a profile from now on, where nothing names another
    #[command(after_help = "Example:\n  cfs auth profiles use work")]
    Use {
        /// The profile
        #[arg(add = ArgValueCandidates::new(crate::complete::profiles))]
        name: String,
    },
    /// Removes a profile and forgets its login
    #[command(after_help = "Example:\n  cfs auth profiles remove work --yes")]
    Remove {
        /// The profile
        #[arg(add = ArgValueCandidates::new(crate::complete::profiles))]
        name: String,
    },
}

impl AuthArgs {
    /// The command, without what it was given.
    pub(crate) fn word(&self) -> &'static str {
        match self.command {
            AuthCommand::Login(_) => "login",
            AuthCommand::Token(_) => "token",
            AuthCommand::Profiles(_) => "profiles",
            AuthCommand::Whoami => "whoami",
            AuthCommand::Logout => "logout",
        }
    }
}

/// Does what is asked for.
///
/// # Errors
/// When the API refuses, a file or keyring cannot be used, or nobody says what is needed.
pub(crate) async fn run(auth: AuthArgs, global: &Global, settings: Settings) -> Result<(), Failure> {
    match auth.command {
        AuthCommand::Login(login) => login::login(&login, global, settings).await,
        AuthCommand::Token(token) => login::token(&token, global, settings).await,
        AuthCommand::Profiles(profiles) => match profiles.command.unwrap_or(ProfilesCommand::List) {
            ProfilesCommand::List => profiles::list(global, &settings),
            ProfilesCommand::Use { name } => profiles::choose(&name, global, settings),
            ProfilesCommand::Remove { name } => profiles::remove(&name, global, settings).await,
        },
        AuthCommand::Whoami => whoami::whoami(global, &settings).await,
        AuthCommand::Logout => logout(global, &settings).await,
    }
}

/// Forgets the login of the profile.
async fn logout(global: &Global, settings: &Settings) -> Result<(), Failure> {
    let profile = settings.session.profile().value.clone();
    let kept = settings.session.store().get(&profile).ok().flatten();
    let what = format!("the login of the profile `{profile}`");
    if global.dry_run {
        let place = kept.map_or_else(|| "nowhere: there is none".to_owned(), |kept| kept.source.to_string());
        say(global, &format!("would remove {what} from {place}; nothing was done"));
        return Ok(());
    }
    let had = settings.session.log_out()?;
    let done = match &kept {
        Some(kept) => format!("logged out: {what} is removed from {}", kept.source),
        None if had => format!("logged out: {what} is removed"),
        None => format!("the profile `{profile}` has no login: nothing was done"),
    };
    say(global, &done);
    if let Some(kept) = &kept {
        end(&kept.value, global, settings).await;
    }
    if let Ok(secret) = settings.session.credentials() {
        say(global, &format!("note: {} still has credentials", secret.source));
    }
    Ok(())
}

/// Has the authorisation server end a login that is forgotten here, and says whether it did.
async fn end(secret: &Secret, global: &Global, settings: &Settings) {
    if !matches!(secret, Secret::OAuth(_)) {
        return;
    }
    crate::settings::hide_all(secret);
    match settings.session.revoke(secret).await {
        Ok(()) => say(global, "the authorisation server has ended the login"),
        Err(error) => {
            say(global, &format!("note: its tokens stay valid until they end by themselves: {error}"));
        }
    }
}

/// Says what was done.
fn say(global: &Global, text: &str) {
    if !global.quiet {
        crate::terminal::say!("{}", crate::settings::without_secrets(text));
    }
}

/// A secret as it is called: never what it is.
fn called(secret: &Secret, source: &Source) -> String {
    match source {
        Source::Wrangler(_) => format!("{} of wrangler's", secret.kind()),
        _ => secret.kind().to_owned(),
    }
}
