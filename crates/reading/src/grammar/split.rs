//! Work on many sentences at once, where none of it depends on another: two threads, and the results in order.
//!
//! Invariant: the result is that of one thread. Not here: what depends on what stood before.

use std::sync::atomic::{AtomicUsize, Ordering};

/// From this length of a page on, in bytes, a second thread is worth its start.
///
/// A choice: some fifty times an article, which takes one thread a few milliseconds.
const LONG: usize = 1 << 20;

/// Into how many parts the items are cut: each thread takes the next one, so that neither waits long for the other.
const PARTS: usize = 16;

/// What `each` makes of every item, in order.
pub(crate) fn map<'t, T: Sync, R: Send>(
    items: &'t [T],
    length: usize,
    each: impl Fn(&'t T) -> R + Sync,
) -> Vec<R> {
    if length < LONG {
        return items.iter().map(each).collect();
    }
    let parts: Vec<&[T]> = items.chunks(items.len().div_ceil(PARTS).max(1)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            let Some(items) = parts.get(part) else { return done };
            done.push((part, items.iter().map(&each).collect::<Vec<R>>()));
        }
    };
    let (mut all, other) = join(length, work, work);
    all.extend(other);
    all.sort_by_key(|(part, _)| *part);
    all.into_iter().flat_map(|(_, made)| made).collect()
}

/// What both make, side by side when the page is long.
pub(crate) fn join<A: Send, B>(
    length: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    if length < LONG {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        // A panic of the other thread is one of this.
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_threads_give_what_one_gives() {
        for length in [0, 1, 2, 15, 16, 17, 10_001] {
            let items: Vec<usize> = (0..length).collect();
            let one = map(&items, 0, |n| n * 3);
            assert_eq!(map(&items, LONG, |n| n * 3), one);
        }
        assert_eq!(join(LONG, || 1, || 2), join(0, || 1, || 2));
    }
}
