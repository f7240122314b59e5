//! What a run asks: whether a step is to be done, and how long it waits. Answers come when there is something to do.

use super::instance::Instance;
use super::runs::Key;
use super::steps;
use crate::running::Running;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};
use std::time::Duration;

/// A wait is looked at again after at most so long: timers are no calendars.
const LONGEST: Duration = Duration::from_hours(1);

/// What comes of a question.
enum Next {
    /// It is answered.
    Told(Value),
    /// A step is to be done, as soon as a process runs that can.
    Do,
    /// It is asked again when something is another, or at a moment.
    Wait(Option<i64>),
}

/// A question of a run.
pub(crate) struct Ask<'a> {
    pub(crate) world: &'a World,
    pub(crate) running: &'a Running,
    pub(crate) key: Key,
    pub(crate) said: Value,
}

/// A run that is over hears this.
fn gone() -> Reply {
    let message = "This run of the instance has ended";
    Reply::json(410, &json!({"name": "WorkflowAbortedError", "message": message}))
}

impl Ask<'_> {
    /// Answers it.
    pub(crate) async fn answer(&self, what: &str) -> Answered {
        if what == "end" {
            self.ended()?;
        }
        loop {
            let woken = self.instance()?.woken().ok_or_else(gone)?;
            let mut heard = std::pin::pin!(woken.notified());
            heard.as_mut().enable();
            let next = {
                let mut instance = self.instance()?;
                let next = match (what, instance.is_paused()) {
                    ("until", _) => until(&instance, self.said["until"].as_i64()),
                    (_, true) => Next::Wait(None),
                    ("sleep", _) => self.sleep(&mut instance)?,
                    ("event", _) => self.event(&mut instance)?,
                    _ => self.begin(&mut instance)?,
                };
                instance.settle()?;
                next
            };
            match next {
                Next::Told(value) => return Ok(Reply::json(200, &value)),
                Next::Do => return self.attempt().await,
                Next::Wait(at) => {
                    self.waits(1, what)?;
                    self.pass(heard, at).await;
                    self.waits(-1, what)?;
                }
            }
        }
    }

    /// The instance, as long as the run is its run.
    fn instance(&self) -> Result<Instance<'_>, Reply> {
        let instance = Instance::find(self.world, &self.key).map_err(|_| gone())?;
        if instance.is_run(self.said["run"].as_str().unwrap_or_default()) {
            Ok(instance)
        } else {
            Err(gone())
        }
    }

    /// Counts a wait. That of a step that does something is none.
    fn waits(&self, by: isize, what: &str) -> Result<(), Reply> {
        if what == "until" {
            return Ok(());
        }
        let mut instance = self.instance()?;
        if let Some(run) = instance.run() {
            run.waits = run.waits.saturating_add_signed(by);
        }
        // What went on waiting is told by its next status.
        if by > 0 { instance.settle() } else { Ok(()) }
    }

    async fn pass(&self, heard: std::pin::Pin<&mut tokio::sync::futures::Notified<'_>>, at: Option<i64>) {
        let left = at.filter(|_| self.world.clock.is_real()).map(|at| {
            let left = at - self.world.clock.now().as_millisecond();
            Duration::from_millis(u64::try_from(left).unwrap_or(0)).min(LONGEST)
        });
        match left {
            Some(left) => drop(tokio::time::timeout(left, heard).await),
            None => heard.await,
        }
    }

    fn begin(&self, instance: &mut Instance<'_>) -> Result<Next, Reply> {
        let mut step = steps::find(instance, &self.said)?;
        if let Some(outcome) = steps::outcome(&step) {
            return Ok(Next::Told(outcome));
        }
        let attempts = step["attempts"].as_array().map_or(0, Vec::len);
        if attempts == 0
            && let Some(most) = steps::is_full(instance)?
        {
            let message = format!(
                "The limit of {most} steps has been reached. This limit can be changed in your worker configuration."
            );
            return Ok(Next::Told(json!({"error": {"name": "WorkflowFatalError", "message": message}})));
        }
        // An attempt that a process took with it has failed.
        if let Some(last) = attempts.checked_sub(1).filter(|last| step["attempts"][*last]["end"].is_null()) {
            let message = "Attempt failed due to internal workflows error";
            let error = json!({"name": "WorkflowInternalError", "message": message});
            over(&mut step, last, instance.now(), Some(&error));
            if attempts as u64 > self.limit() {
                return Ok(Next::Told(steps::fail(instance, &mut step, &error)?));
            }
            steps::keep(instance, &step)?;
        }
        match step["retry"].as_i64() {
            Some(at) if at > instance.now() => Ok(Next::Wait(Some(at))),
            _ => Ok(Next::Do),
        }
    }

    /// Has a step done, once there is a process that is not about to end.
    async fn attempt(&self) -> Answered {
        let flight = self.running.enter().await.ok_or_else(gone)?;
        let mut instance = self.instance()?;
        let mut step = steps::find(&instance, &self.said)?;
        let now = instance.now();
        if !step["attempts"].is_array() {
            step["attempts"] = json!([]);
        }
        let mut attempt = 0;
        if let Value::Array(all) = &mut step["attempts"] {
            all.push(json!({"start": now, "end": null, "success": null, "error": null}));
            attempt = all.len();
        }
        step["retry"] = Value::Null;
        steps::keep(&instance, &step)?;
        if let Some(run) = instance.run() {
            run.busy.insert(steps::id(&step), flight);
        }
        instance.settle()?;
        let until = now.saturating_add(self.said["timeout"].as_i64().unwrap_or(i64::MAX));
        let told = json!({"attempt": attempt, "until": until, "virtual": !self.world.clock.is_real()});
        Ok(Reply::json(200, &told))
    }

    fn limit(&self) -> u64 {
        self.said["config"]["retries"]["limit"].as_u64().unwrap_or(0)
    }

    /// Keeps what came of an attempt.
    fn ended(&self) -> Result<(), Reply> {
        let mut instance = self.instance()?;
        let mut step = steps::find(&instance, &self.said)?;
        let flight = instance.run().and_then(|run| run.busy.remove(&steps::id(&step)));
        let attempt = self.said["attempt"].as_u64().unwrap_or(1);
        let last = usize::try_from(attempt).unwrap_or(1).saturating_sub(1);
        let error = self.said.get("error").filter(|error| !error.is_null());
        let now = instance.now();
        over(&mut step, last, now, error);
        match error {
            None => drop(steps::succeed(&instance, &mut step, &self.said["value"])?),
            Some(error) if self.said["final"] == true || attempt > self.limit() => {
                steps::fail(&instance, &mut step, error)?;
            }
            Some(_) => {
                step["retry"] = json!(now.saturating_add(self.delay(attempt)));
                steps::keep(&instance, &step)?;
            }
        }
        instance.settle()?;
        drop(instance);
        drop(flight);
        Ok(())
    }

    /// How long it takes to the next attempt, in milliseconds.
    fn delay(&self, attempt: u64) -> i64 {
        let base = self.said["delay"].as_f64().unwrap_or(0.0);
        // More than this is for ever, whichever way it grows.
        let attempt = u32::try_from(attempt.min(64)).unwrap_or(64);
        let grown = match self.said["config"]["retries"]["backoff"].as_str() {
            Some("linear") => base * f64::from(attempt),
            Some("constant") => base,
            _ => base * 2_f64.powi(i32::try_from(attempt).unwrap_or(64) - 1),
        };
        grown as i64
    }

    fn sleep(&self, instance: &mut Instance<'_>) -> Result<Next, Reply> {
        let mut step = steps::find(instance, &self.said)?;
        if let Some(outcome) = steps::outcome(&step) {
            return Ok(Next::Told(outcome));
        }
        let now = instance.now();
        let Some(deadline) = step["deadline"].as_i64() else {
            let number = |name: &str| self.said[name].as_f64().map(|number| number as i64);
            let until =
                number("until").unwrap_or_else(|| now.saturating_add(number("duration").unwrap_or(0)));
            if until < now {
                let message = "You can't sleep until a time in the past, time-traveler";
                let error = json!({"name": "Error", "message": message});
                return Ok(Next::Told(steps::fail(instance, &mut step, &error)?));
            }
            step["deadline"] = json!(until);
            steps::keep(instance, &step)?;
            return self.sleep(instance);
        };
        if deadline > now {
            return Ok(Next::Wait(Some(deadline)));
        }
        Ok(Next::Told(steps::succeed(instance, &mut step, &Value::Null)?))
    }

    fn event(&self, instance: &mut Instance<'_>) -> Result<Next, Reply> {
        let mut step = steps::find(instance, &self.said)?;
        if let Some(outcome) = steps::outcome(&step) {
            return Ok(Next::Told(outcome));
        }
        let timeout = self.said["timeout"].as_i64().unwrap_or(0);
        let deadline = match step["deadline"].as_i64() {
            Some(deadline) => deadline,
            None => {
                let deadline = instance.now().saturating_add(timeout);
                step["deadline"] = json!(deadline);
                steps::keep(instance, &step)?;
                deadline
            }
        };
        if let Some(event) = steps::take(instance, &self.said["type"])? {
            return Ok(Next::Told(steps::succeed(instance, &mut step, &event)?));
        }
        if deadline > instance.now() {
            return Ok(Next::Wait(Some(deadline)));
        }
        let message = format!("Execution timed out after {timeout}ms");
        let error = json!({"name": "WorkflowTimeoutError", "message": message});
        Ok(Next::Told(steps::fail(instance, &mut step, &error)?))
    }
}

fn until(instance: &Instance<'_>, at: Option<i64>) -> Next {
    match at {
        Some(at) if at > instance.now() => Next::Wait(Some(at)),
        _ => Next::Told(json!({})),
    }
}

/// Says how an attempt ended.
fn over(step: &mut Value, at: usize, now: i64, error: Option<&Value>) {
    if let Some(attempt) = step["attempts"].get_mut(at) {
        attempt["end"] = json!(now);
        attempt["success"] = json!(error.is_none());
        attempt["error"] = error.cloned().unwrap_or_default();
    }
}
