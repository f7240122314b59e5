//! What a step said last, kept: of a long log only the end may be shown, and why something failed stands in its middle.

use std::collections::VecDeque;

/// So much of it, in bytes.
const KEPT: usize = 4000;

/// Runs something; what it came to, and what it and the programs it ran printed last.
#[cfg(unix)]
pub(super) fn kept<T>(run: impl FnOnce() -> T) -> (T, String) {
    match Tee::start() {
        Ok(tee) => {
            let done = run();
            (done, tee.end())
        }
        Err(_) => (run(), String::new()),
    }
}

#[cfg(not(unix))]
pub(super) fn kept<T>(run: impl FnOnce() -> T) -> (T, String) {
    (run(), String::new())
}

/// Both outputs of this process, going through it.
#[cfg(unix)]
struct Tee {
    out: std::os::fd::OwnedFd,
    err: std::os::fd::OwnedFd,
    over: std::sync::Arc<std::sync::atomic::AtomicBool>,
    reader: std::thread::JoinHandle<VecDeque<u8>>,
}

#[cfg(unix)]
impl Tee {
    fn start() -> nix::Result<Self> {
        use std::sync::Arc;
        use std::sync::atomic::AtomicBool;

        flush();
        let (out, err) = (nix::unistd::dup(std::io::stdout())?, nix::unistd::dup(std::io::stderr())?);
        let through = nix::unistd::dup(&out)?;
        let (read, write) = nix::unistd::pipe()?;
        nix::unistd::dup2_stdout(&write)?;
        nix::unistd::dup2_stderr(&write)?;
        let over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&over);
        let reader = std::thread::spawn(move || copied(read.into(), through.into(), &ended));
        Ok(Self { out, err, over, reader })
    }

    fn end(self) -> String {
        flush();
        _ = nix::unistd::dup2_stdout(&self.out);
        _ = nix::unistd::dup2_stderr(&self.err);
        self.over.store(true, std::sync::atomic::Ordering::Release);
        let kept = self.reader.join().unwrap_or_default();
        String::from_utf8_lossy(&Vec::from(kept)).into_owned()
    }
}

#[cfg(unix)]
fn flush() {
    use std::io::Write;
    _ = std::io::stdout().flush();
    _ = std::io::stderr().flush();
}

/// Copies until nobody writes any more, or until it is over and what is left over of the step is silent: a program that outlives
/// it holds the pipe open.
#[cfg(unix)]
fn copied(
    mut from: std::fs::File,
    mut to: std::fs::File,
    over: &std::sync::atomic::AtomicBool,
) -> VecDeque<u8> {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use std::io::{Read, Write};
    use std::os::fd::AsFd;

    let (mut kept, mut buffer) = (VecDeque::new(), [0; 8192]);
    loop {
        let was_over = over.load(std::sync::atomic::Ordering::Acquire);
        let waiting = poll(&mut [PollFd::new(from.as_fd(), PollFlags::POLLIN)], PollTimeout::from(100_u8));
        match waiting {
            Ok(0) if was_over => return kept,
            Ok(0) | Err(nix::errno::Errno::EINTR) => continue,
            Ok(_) => {}
            Err(_) => return kept,
        }
        let Ok(read @ 1..) = from.read(&mut buffer) else { return kept };
        _ = to.write_all(&buffer[..read]);
        kept.extend(&buffer[..read]);
        let more = kept.len().saturating_sub(KEPT);
        kept.drain(..more);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::copied;
    use std::io::Write;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn the_end_is_kept_and_all_of_it_goes_through() {
        let mut through = tempfile::tempfile().expect("a file");
        let (read, write) = nix::unistd::pipe().expect("a pipe");
        let text: String = (0..2000).map(|line| format!("line {line}\n")).collect();
        let mut write = std::fs::File::from(write);
        write.write_all(text.as_bytes()).expect("room in the pipe");
        // Still open, as by a program that outlives its step.
        let kept = copied(read.into(), through.try_clone().expect("the file"), &AtomicBool::new(true));
        let kept = String::from_utf8(kept.into()).expect("text");
        assert!(kept.ends_with("line 1999\n") && kept.len() == super::KEPT, "{kept}");
        std::io::Seek::rewind(&mut through).expect("the file");
        assert_eq!(std::io::read_to_string(through).expect("text"), text);
    }
}
