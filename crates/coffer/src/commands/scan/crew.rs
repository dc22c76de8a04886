//! Several files at once, told in the order in which they were named.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;

/// How many results may wait for an earlier one, for each thread.
const AHEAD: usize = 8;

/// Does `work` for every item on as many threads as there are cores, and hands the results to `tell` in the order
/// of the items. `work` is told to stop when `tell` fails.
pub(super) fn in_order<I: Sync, R: Send>(
    items: &[I],
    work: &(impl Fn(&I, &AtomicBool) -> R + Sync),
    tell: &mut dyn FnMut(&I, R) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(items.len());
    let queue = Queue {
        place: Mutex::new(Place { next: 0, told: 0 }),
        moved: Condvar::new(),
        stop: AtomicBool::new(false),
        ahead: threads * AHEAD,
    };
    let (results, arriving) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let results = results.clone();
            scope.spawn(|| {
                let results = results;
                while let Some((place, item)) = queue.take(items) {
                    if results.send((place, work(item, &queue.stop))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(results);
        let mut early = BTreeMap::new();
        let mut rest = items.iter().enumerate().peekable();
        for (place, result) in arriving {
            early.insert(place, result);
            while let Some((next, item)) = rest.peek().copied() {
                let Some(result) = early.remove(&next) else {
                    break;
                };
                if let Err(error) = tell(item, result) {
                    queue.stop();
                    return Err(error);
                }
                rest.next();
                queue.told();
            }
        }
        Ok(())
    })
}

struct Queue {
    place: Mutex<Place>,
    moved: Condvar,
    stop: AtomicBool,
    /// How far work may run ahead of what was told.
    ahead: usize,
}

struct Place {
    next: usize,
    told: usize,
}

impl Queue {
    /// The next item, once the results before it are not too many.
    fn take<'i, I>(&self, items: &'i [I]) -> Option<(usize, &'i I)> {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        let mut place = self
            .moved
            .wait_while(place, |place| {
                place.next >= place.told + self.ahead && !self.stop.load(Ordering::Relaxed)
            })
            .unwrap_or_else(PoisonError::into_inner);
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        let next = place.next;
        let item = items.get(next)?;
        place.next += 1;
        Some((next, item))
    }

    fn told(&self) {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        place.told += 1;
        self.moved.notify_all();
    }

    fn stop(&self) {
        // Under the lock, so that nobody begins to wait just after it.
        let _place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        self.stop.store(true, Ordering::Relaxed);
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_told_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..500).collect();
        let mut told = Vec::new();
        let work = |item: &u64, _: &AtomicBool| {
            // The earlier, the more there is to do.
            (0..(500 - item) * 200).fold(*item, |sum, n| sum.wrapping_mul(31).wrapping_add(n))
        };
        in_order(&items, &work, &mut |item, _| {
            told.push(*item);
            Ok(())
        })
        .unwrap();
        assert_eq!(told, items);
    }

    #[test]
    fn a_failure_to_tell_stops_the_work() {
        let items: Vec<u64> = (0..10_000).collect();
        let done = std::sync::atomic::AtomicUsize::new(0);
        let work = |_: &u64, _: &AtomicBool| done.fetch_add(1, Ordering::Relaxed);
        let mut told = 0;
        let ended = in_order(&items, &work, &mut |_, _| {
            told += 1;
            if told == 3 {
                anyhow::bail!("enough")
            } else {
                Ok(())
            }
        });
        assert!(ended.is_err());
        assert!(done.load(Ordering::Relaxed) < items.len());
    }
}
