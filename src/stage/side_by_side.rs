//! Pieces of a file read on several threads, and their results used in the order of
//! the file. Any idle thread fetches the next piece, so that one thread unpacks a
//! compressed file while the others read what is unpacked.

use super::pieces::Pieces;
use crate::threads::lock;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Condvar, Mutex, PoisonError};

/// Pieces per thread that may wait until earlier ones have been used.
const AHEAD: usize = 2;

/// Reads pieces of `size` bytes with `read` on `threads` threads and gives what comes of each
/// to `take`, in their order, until that returns `false`; returns why the file ended early.
///
/// # Errors
/// What `take` fails with.
pub(super) fn in_order<R, T, E>(
    pieces: &mut Pieces<R>,
    (threads, size): (usize, usize),
    read: &(dyn Fn(&[u8]) -> T + Sync),
    take: &mut dyn FnMut(T) -> Result<bool, E>,
) -> Result<Option<io::Error>, E>
where
    R: Read + Send,
    T: Send,
{
    if threads < 2 {
        return one_by_one(pieces, size, read, take);
    }
    let line = Line {
        source: Mutex::new(Source { pieces, fetched: 0, ended: false }),
        state: Mutex::new(State { read: BTreeMap::new(), taken: 0, last: None, stopped: false }),
        changed: Condvar::new(),
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| line.work(size, threads * AHEAD, read))).collect();
        let taken = line.take_all(take);
        line.stop();
        for worker in workers {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
        taken
    })
}

fn one_by_one<R: Read, T, E>(
    pieces: &mut Pieces<R>,
    size: usize,
    read: &dyn Fn(&[u8]) -> T,
    take: &mut dyn FnMut(T) -> Result<bool, E>,
) -> Result<Option<io::Error>, E> {
    let mut buffer = Vec::new();
    loop {
        match pieces.next(buffer, size) {
            Ok(Some(piece)) => {
                if !take(read(&piece))? {
                    return Ok(None);
                }
                buffer = piece;
            }
            Ok(None) => return Ok(None),
            Err(error) => return Ok(Some(error)),
        }
    }
}

/// Where pieces come from, one at a time.
struct Source<'p, R> {
    pieces: &'p mut Pieces<R>,
    fetched: usize,
    ended: bool,
}

/// What has been read and what has been used.
struct State<T> {
    read: BTreeMap<usize, T>,
    taken: usize,
    /// How many pieces there are, once that is known, and why there are no more.
    last: Option<(usize, Option<io::Error>)>,
    stopped: bool,
}

struct Line<'p, R, T> {
    source: Mutex<Source<'p, R>>,
    state: Mutex<State<T>>,
    changed: Condvar,
}

/// Ends the waiting of the others when a thread unwinds.
struct Alarm<'l, 'p, R, T>(&'l Line<'p, R, T>);

impl<R, T> Drop for Alarm<'_, '_, R, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

impl<R: Read + Send, T: Send> Line<'_, R, T> {
    fn work(&self, size: usize, ahead: usize, read: &(dyn Fn(&[u8]) -> T + Sync)) {
        let _alarm = Alarm(self);
        let mut buffer = Vec::new();
        while let Some((place, piece)) = self.fetch(std::mem::take(&mut buffer), size, ahead) {
            let yielded = read(&piece);
            lock(&self.state).read.insert(place, yielded);
            self.changed.notify_all();
            buffer = piece;
        }
    }

    /// The next piece and its place; `None` when there are no more or they are not wanted.
    fn fetch(&self, buffer: Vec<u8>, size: usize, ahead: usize) -> Option<(usize, Vec<u8>)> {
        let mut source = lock(&self.source);
        if source.ended {
            return None;
        }
        let place = source.fetched;
        let mut state = lock(&self.state);
        while !state.stopped && place >= state.taken + ahead {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped {
            return None;
        }
        drop(state);
        let failure = match source.pieces.next(buffer, size) {
            Ok(Some(piece)) => {
                source.fetched += 1;
                return Some((place, piece));
            }
            Ok(None) => None,
            Err(error) => Some(error),
        };
        source.ended = true;
        lock(&self.state).last = Some((place, failure));
        self.changed.notify_all();
        None
    }
}

impl<R, T> Line<'_, R, T> {
    fn take_all<E>(
        &self,
        take: &mut dyn FnMut(T) -> Result<bool, E>,
    ) -> Result<Option<io::Error>, E> {
        let _alarm = Alarm(self);
        let mut state = lock(&self.state);
        loop {
            let place = state.taken;
            if let Some(next) = state.read.remove(&place) {
                state.taken += 1;
                self.changed.notify_all();
                drop(state);
                if !take(next)? {
                    return Ok(None);
                }
                state = lock(&self.state);
            } else if state.last.as_ref().is_some_and(|(pieces, _)| *pieces == place) {
                return Ok(state.last.take().and_then(|(_, failure)| failure));
            } else if state.stopped {
                return Ok(None);
            } else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn stop(&self) {
        lock(&self.state).stopped = true;
        self.changed.notify_all();
    }
}
