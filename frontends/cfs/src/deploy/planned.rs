//! From a model to a plan, and what is said where a plan cannot be done.

use crate::failure::{Exit, Failure};
use cfs_config::Model;
use cfs_deploy::{Materials, Options, Outcome, Plan};
use cfs_http::Client;

/// What is to be done for an account to have what a model describes. Its secrets show nowhere from then on.
pub(crate) async fn planned(
    client: &Client,
    account: &str,
    model: &Model,
    materials: &Materials,
    options: &Options,
) -> Result<Plan, Failure> {
    materials.secrets.each(crate::settings::hide_text);
    let desired = cfs_deploy::desired(model, account, materials);
    let actual = cfs_deploy::actual::read(client, &desired, materials).await;
    let actual = actual.map_err(|failure| Failure::from(failure.error).doing(failure.doing))?;
    Ok(cfs_deploy::plan(&desired, &actual, options))
}

/// What keeps a plan from being done.
pub(crate) fn problems(plan: &Plan) -> Result<(), Failure> {
    if plan.problems.is_empty() {
        return Ok(());
    }
    let mut failure = Failure::failed("nothing is done before this is solved");
    failure.details.clone_from(&plan.problems);
    Err(failure)
}

/// What of a plan was not done.
pub(crate) fn not_done(outcome: &Outcome) -> Failure {
    let text = outcome
        .error
        .clone()
        .unwrap_or_else(|| format!("{} done, {} not done", outcome.done.len(), outcome.not_done.len()));
    let denied = outcome.not_done.iter().any(|not| not.why.contains(": 403:") || not.why.contains(": 401:"));
    let mut failure = Failure::new(if denied { Exit::Denied } else { Exit::Failed }, text);
    failure.details = outcome.not_done.iter().map(|not| format!("{}: {}", not.address, not.why)).collect();
    failure
}
