//! Stacks for work that recurses as deep as its input goes.

use std::cell::Cell;

/// How big such a stack is. It costs nothing until it is used.
pub const BIG: usize = 512 << 20;

thread_local! {
    static IS_BIG: Cell<bool> = const { Cell::new(false) };
}

/// Says that this thread was started with a stack of [`BIG`] bytes.
pub fn set_big() {
    IS_BIG.set(true);
}

/// Runs work on a big stack: on this thread's if it is, or else on a thread's of its own, if there is one to be had.
pub fn big<T: Send>(work: impl Fn() -> T + Sync) -> T {
    if IS_BIG.get() {
        return work();
    }
    let run = || {
        set_big();
        work()
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(BIG).spawn_scoped(scope, run);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(made)) => made,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => work(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{BIG, big};

    fn deep(level: usize) -> usize {
        let here = std::hint::black_box([level; 64]);
        if level == 0 { 0 } else { deep(level - 1) + here[0] / here[63] }
    }

    #[test]
    fn work_has_room_and_does_not_ask_for_it_twice() {
        let level = BIG / 2048;
        assert_eq!(big(|| deep(level)), level);
        let (outer, inner) = big(|| (std::thread::current().id(), big(|| std::thread::current().id())));
        assert_eq!(outer, inner);
        assert_ne!(outer, std::thread::current().id());
    }

    #[test]
    #[should_panic(expected = "as it is")]
    fn a_panic_comes_through() {
        big(|| panic!("as it is"));
    }
}
