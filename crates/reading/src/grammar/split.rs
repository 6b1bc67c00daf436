//! Work on many sentences at once, where none of it depends on another: two threads, and the results in order.
//!
//! Invariant: the result is that of one thread. Not here: what depends on what stood before.

/// From this length of a page on, in bytes, a second thread is worth its start.
///
/// A choice: some fifty times an article, which takes one thread a few milliseconds.
const LONG: usize = 1 << 20;

/// What `each` makes of every item, in order.
pub(super) fn map<'t, T: Sync, R: Send>(
    items: &'t [T],
    length: usize,
    each: impl Fn(&'t T) -> R + Sync,
) -> Vec<R> {
    if length < LONG {
        return items.iter().map(each).collect();
    }
    let (front, back) = items.split_at(items.len() / 2);
    std::thread::scope(|scope| {
        let front = scope.spawn(|| front.iter().map(&each).collect::<Vec<R>>());
        let back: Vec<R> = back.iter().map(&each).collect();
        // A panic of the other thread is one of this.
        let mut all = front.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        all.extend(back);
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_threads_give_what_one_gives() {
        let items: Vec<usize> = (0..10_001).collect();
        let one = map(&items, 0, |n| n * 3);
        assert_eq!(map(&items, LONG, |n| n * 3), one);
        assert_eq!(map(&items[..1], LONG, |n| n * 3), [0]);
        assert!(map(&items[..0], LONG, |n| n * 3).is_empty());
    }
}
