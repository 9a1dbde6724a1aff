//! Work shared out among threads.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What `work` makes of each item, in their order: whichever of the threads is free takes the
/// next one. A panic in one of them goes on here.
pub fn share_out<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(place) else { return done };
            done.push((place, work(item)));
        }
    };
    let threads = threads.min(items.len());
    let mut done = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(take)).collect();
        let joined = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined.flat_map(|d| d.unwrap_or_else(|p| std::panic::resume_unwind(p))).collect::<Vec<_>>()
    });
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items_whatever_the_threads() {
        let items: Vec<u64> = (0..100).collect();
        let doubled: Vec<u64> = items.iter().map(|n| 2 * n).collect();
        for threads in [1, 2, 7, 200] {
            assert_eq!(share_out(&items, threads, |n| 2 * n), doubled);
        }
        assert!(share_out(&[] as &[u64], 4, |n| *n).is_empty());
    }
}
