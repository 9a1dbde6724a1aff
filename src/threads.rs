//! Work shared out among threads.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use tokio::task::JoinError;

/// What `mutex` guards, also where a thread panicked with it in hand: a panic is noticed where
/// that thread is joined, and nothing here is left half done in between.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The result of a task that was not cancelled; a panic in it continues here.
pub fn joined<T>(ended: Result<T, JoinError>) -> T {
    ended.unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic()))
}

/// What `work` makes of each item, in their order: whichever of the threads is free takes the
/// next one. A panic in one of them goes on here.
pub fn share_out<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let work = |item: &T| Ok::<R, Infallible>(work(item));
    let Ok(made) = share_out_until_failure(items, threads, work, &|_| {});
    made
}

/// As [`share_out`] for work that can fail; `done` is called on this thread with the number of
/// items done.
///
/// # Errors
/// Of the failures, the one that came first. Nothing is begun after it.
pub fn share_out_until_failure<T: Sync, R: Send, E: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> Result<R, E> + Sync,
    report: &dyn Fn(usize),
) -> Result<Vec<R>, E> {
    let next = &AtomicUsize::new(0);
    let work = &work;
    let (done, finished) = mpsc::channel();
    let mut made = std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, items.len().max(1)) {
            let done = done.clone();
            scope.spawn(move || {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(place) else { return };
                    let result = work(item);
                    if result.is_err() {
                        // The threads stop at the end of the list, this one with them.
                        next.store(items.len(), Ordering::Relaxed);
                    }
                    // The receiver is gone once another item has failed.
                    if done.send((place, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let mut made = Vec::with_capacity(items.len());
        for (place, result) in finished {
            made.push((place, result?));
            report(made.len());
        }
        Ok(made)
    })?;
    made.sort_by_key(|(place, _)| *place);
    Ok(made.into_iter().map(|(_, result)| result).collect())
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

    #[test]
    fn nothing_is_begun_after_a_failure_and_every_item_before_it_is_reported() {
        let items: Vec<u64> = (0..1000).collect();
        let (begun, report) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |n: &u64| {
            begun.fetch_add(1, Ordering::Relaxed);
            if *n < 10 { Ok(*n) } else { Err(format!("{n} is too many")) }
        };
        let hear = |count| report.store(count, Ordering::Relaxed);
        let failure = share_out_until_failure(&items, 1, work, &hear);
        assert_eq!(failure, Err("10 is too many".to_string()));
        assert_eq!(report.into_inner(), 10);
        assert_eq!(begun.into_inner(), 11);
        let all = share_out_until_failure(&items[..10], 3, |n| Ok::<_, ()>(n + 1), &|_| {});
        assert_eq!(all, Ok((1..=10).collect()));
    }
}
