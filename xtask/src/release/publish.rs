//! Sending packages to a registry, one after the other, as fast as it takes them. What it has is written down after each, so
//! that a run that was interrupted goes on where it was.

use super::packages::Package;
use super::versions::{Published, Versions};
use codegen::diag::Diagnostic;
use std::process::Command;
use std::time::Duration;

/// How long a registry is left alone that takes no more for now: crates.io takes a new package every ten minutes after the first
/// five, and a version every minute after the first thirty.
const NEW: Duration = Duration::from_mins(10);
const VERSION: Duration = Duration::from_mins(1);

/// How often it may say so of one package before this run ends.
const PATIENCE: usize = 12;

/// What a registry said of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It has it now.
    Taken,
    /// It had this version already.
    There,
    /// It takes no more for now.
    Later,
    /// It does not take it, and why.
    Refused(String),
}

/// What publishing needs of the world.
pub(super) trait World {
    /// Offers a package.
    fn send(&mut self, package: &Package) -> Result<Answer, Vec<Diagnostic>>;
    /// Waits.
    fn wait(&mut self, time: Duration);
    /// Writes down what the registry has.
    fn note(&mut self, versions: &Versions) -> Result<(), Vec<Diagnostic>>;
}

/// Publishes what is due of packages, which are in an order in which they can be. `commit` is what they are made of.
pub(super) fn publish(
    packages: &[Package],
    versions: &mut Versions,
    commit: &str,
    world: &mut dyn World,
) -> Result<usize, Vec<Diagnostic>> {
    let due: Vec<&Package> = packages.iter().filter(|package| versions.is_due(&package.name)).collect();
    for (at, package) in due.iter().enumerate() {
        let name = &package.name;
        let Some(version) = versions.next.get(name).cloned() else { continue };
        let pause = if versions.published.contains_key(name) { VERSION } else { NEW };
        let answer = offer(package, pause, world)?;
        let told = if answer == Answer::There { "is there already" } else { "published" };
        println!("[{:3}/{}] {name} {version} {told}", at + 1, due.len());
        versions.published.insert(name.clone(), Published { version, commit: commit.to_owned() });
        world.note(versions)?;
    }
    Ok(due.len())
}

/// Offers a package until it is taken.
fn offer(package: &Package, pause: Duration, world: &mut dyn World) -> Result<Answer, Vec<Diagnostic>> {
    for _ in 0..PATIENCE {
        match world.send(package)? {
            Answer::Later => {
                let minutes = pause.as_secs() / 60;
                println!("the registry takes no more for now; {} again in {minutes} min", package.name);
                world.wait(pause);
            }
            Answer::Refused(why) => return Err(failed(&package.name, &why)),
            answer => return Ok(answer),
        }
    }
    Err(failed(&package.name, "the registry takes no more for now"))
}

fn failed(name: &str, why: &str) -> Vec<Diagnostic> {
    let error = Diagnostic::error("release::publish", format!("`{name}` is not published: {why}"));
    vec![error.help("the same command goes on from here")]
}

/// Runs `cargo publish`; what the registry said.
pub(super) fn answer(mut command: Command) -> Result<Answer, Vec<Diagnostic>> {
    let output = command
        .output()
        .map_err(|error| vec![Diagnostic::error("process::run", format!("cannot run cargo: {error}"))])?;
    if output.status.success() {
        return Ok(Answer::Taken);
    }
    Ok(read(&String::from_utf8_lossy(&output.stderr)))
}

/// What cargo's words say.
fn read(text: &str) -> Answer {
    let text = text.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["already exists", "already uploaded"]) {
        Answer::There
    } else if says(&["429", "too many requests", "try again after"]) {
        Answer::Later
    } else {
        Answer::Refused(text.trim().to_owned())
    }
}

/// Cargo and the clock.
pub(super) struct Cargo<'a> {
    /// Makes the command that publishes a package.
    pub(super) command: &'a dyn Fn(&Package) -> Command,
    /// Where what the registry has is written down.
    pub(super) file: &'a std::path::Path,
}

impl World for Cargo<'_> {
    fn send(&mut self, package: &Package) -> Result<Answer, Vec<Diagnostic>> {
        answer((self.command)(package))
    }

    fn wait(&mut self, time: Duration) {
        std::thread::sleep(time);
    }

    fn note(&mut self, versions: &Versions) -> Result<(), Vec<Diagnostic>> {
        versions.write(self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use semver::Version;
    use std::collections::VecDeque;
    use std::path::PathBuf;

    /// A registry that gives the answers it was told to, and says of everything else that it is taken.
    #[derive(Default)]
    struct Told {
        answers: VecDeque<Answer>,
        offered: Vec<String>,
        waited: Vec<u64>,
        noted: usize,
    }

    impl World for Told {
        fn send(&mut self, package: &Package) -> Result<Answer, Vec<Diagnostic>> {
            self.offered.push(package.name.clone());
            Ok(self.answers.pop_front().unwrap_or(Answer::Taken))
        }

        fn wait(&mut self, time: Duration) {
            self.waited.push(time.as_secs());
        }

        fn note(&mut self, _: &Versions) -> Result<(), Vec<Diagnostic>> {
            self.noted += 1;
            Ok(())
        }
    }

    fn packages() -> Vec<Package> {
        let package = |name: &str| Package {
            name: name.to_owned(),
            folder: PathBuf::from(name),
            manifest: toml::Table::new(),
        };
        ["a", "b", "c"].map(package).into()
    }

    fn versions() -> Versions {
        let mut versions = Versions::default();
        for name in ["a", "b", "c"] {
            versions.next.insert(name.to_owned(), Version::new(0, 1, 0));
        }
        versions
    }

    #[test]
    fn a_registry_that_takes_no_more_is_left_alone_and_asked_again() {
        let mut told =
            Told { answers: [Answer::Taken, Answer::Later, Answer::Later].into(), ..Told::default() };
        let mut versions = versions();
        assert_eq!(publish(&packages(), &mut versions, "abc", &mut told).unwrap(), 3);
        assert_eq!(told.offered, ["a", "b", "b", "b", "c"]);
        assert_eq!(told.waited, [600, 600]);
        assert_eq!(
            versions.published["b"],
            Published { version: Version::new(0, 1, 0), commit: "abc".into() }
        );
    }

    #[test]
    fn a_run_that_ended_goes_on_where_it_was() {
        let refused = Answer::Refused("no such category".to_owned());
        let mut told = Told { answers: [Answer::Taken, refused].into(), ..Told::default() };
        let mut versions = versions();
        let errors = publish(&packages(), &mut versions, "abc", &mut told).unwrap_err();
        assert_eq!(errors[0].message, "`b` is not published: no such category");
        assert_eq!(told.noted, 1, "what was taken is written down at once");
        let mut told = Told { answers: [Answer::There].into(), ..Told::default() };
        publish(&packages(), &mut versions, "abc", &mut told).unwrap();
        assert_eq!(told.offered, ["b", "c"]);
        assert!(packages().iter().all(|package| !versions.is_due(&package.name)));
    }

    #[test]
    fn a_registry_that_never_takes_it_ends_the_run() {
        let mut told = Told { answers: vec![Answer::Later; 99].into(), ..Told::default() };
        let errors = publish(&packages(), &mut versions(), "abc", &mut told).unwrap_err();
        assert_eq!(errors[0].message, "`a` is not published: the registry takes no more for now");
        assert_eq!(told.offered.len(), PATIENCE);
    }

    #[test]
    fn words_of_cargo_are_understood() {
        assert_eq!(read("error: crate cfs-http@0.1.0 already exists on registry"), Answer::There);
        assert_eq!(read("status 429 Too Many Requests: Please try again after Mon"), Answer::Later);
        assert!(matches!(read("error: failed to verify"), Answer::Refused(_)));
    }
}
