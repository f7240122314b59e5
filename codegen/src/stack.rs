//! Stacks for work that recurses as deep as its input goes.

use std::cell::Cell;

/// How big such a stack is. It costs nothing until it is used.
pub const BIG: usize = 512 << 20;

thread_local! {
    static IS_BIG: Cell<bool> = const { Cell::new(false) };
}

/// Says that this thread was started with a stack of [`BIG`] bytes.
pub fn is_big() {
    IS_BIG.set(true);
}

/// Runs work on a big stack: on this thread's if it is, or else on a thread's of its own, if there is one to be had.
pub fn big<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if IS_BIG.get() {
        return work();
    }
    let mut work = Some(work);
    let mut run = || {
        is_big();
        work.take().map(|work| work())
    };
    let made = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(BIG).spawn_scoped(scope, &mut run).ok()?;
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    match (made, work) {
        (Some(made), _) => made,
        (None, Some(work)) => work(),
        (None, None) => unreachable!("work that was begun gives something or panics"),
    }
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
