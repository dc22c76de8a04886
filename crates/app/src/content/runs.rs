//! The few buffers a download goes through, again and again.
//!
//! A fresh buffer per run would be mapped, zeroed and wiped each time, which costs more than opening it. What
//! goes round bounds the download's memory, and is wiped when the download ends.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};

use coffer_envelope::limits::RECORD_BYTES;
use zeroize::Zeroizing;

use crate::error::AppError;
use crate::limits::{ANSWER_IDLE, DOWNLOAD_RUN_RECORDS, DOWNLOAD_RUNS};

type Buffer = Zeroizing<Vec<u8>>;

/// The buffers that are not under way.
pub(super) struct Runs {
    returned: Receiver<Buffer>,
    home: Sender<Buffer>,
    made: usize,
}

impl Default for Runs {
    fn default() -> Self {
        let (home, returned) = channel();
        Self {
            returned,
            home,
            made: 0,
        }
    }
}

impl Runs {
    /// A buffer for the next run; waits while all are under way, as long as an answer may stand still.
    pub(super) fn next(&mut self) -> Result<Run, AppError> {
        let buffer = match self.returned.try_recv() {
            Ok(buffer) => buffer,
            Err(_) if self.made < DOWNLOAD_RUNS => {
                self.made += 1;
                // Full capacity at once: growing would leave copies of content in freed memory.
                Zeroizing::new(Vec::with_capacity(DOWNLOAD_RUN_RECORDS * RECORD_BYTES))
            }
            Err(_) => match self.returned.recv_timeout(ANSWER_IDLE) {
                Ok(buffer) => buffer,
                Err(RecvTimeoutError::Timeout) => return Err(AppError::NotTaken),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(AppError::Bug("no run can return"));
                }
            },
        };
        Ok(Run {
            buffer,
            home: self.home.clone(),
        })
    }
}

/// A buffer under way; dropped, it goes home, or is wiped if there is no home any more.
pub(super) struct Run {
    buffer: Buffer,
    home: Sender<Buffer>,
}

impl Run {
    pub(super) fn resize(&mut self, length: usize) -> &mut [u8] {
        self.buffer.resize(length, 0);
        &mut self.buffer
    }
}

impl AsRef<[u8]> for Run {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // What cannot go home is dropped here, which wipes it.
        let _wiped = self.home.send(std::mem::take(&mut self.buffer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn buffers_go_round() {
        let mut runs = Runs::default();
        let mut under_way: Vec<Bytes> = (0..DOWNLOAD_RUNS)
            .map(|n| {
                let mut run = runs.next().unwrap();
                run.resize(9).fill(u8::try_from(n).unwrap());
                Bytes::from_owner(run)
            })
            .collect();
        assert_eq!(runs.made, DOWNLOAD_RUNS);
        let slice = under_way[1].slice(3..5);
        let address = slice.as_ptr().wrapping_sub(3);
        under_way.remove(1);
        assert!(runs.returned.try_recv().is_err(), "a slice is still there");
        let waiting = std::thread::spawn(move || runs.next().unwrap().buffer.as_ptr() as usize);
        drop(slice);
        assert_eq!(waiting.join().unwrap(), address as usize);
    }

    #[test]
    fn a_run_may_outlive_the_download() {
        let mut runs = Runs::default();
        let mut run = runs.next().unwrap();
        run.resize(3).copy_from_slice(b"abc");
        drop(runs);
        assert_eq!(run.as_ref(), b"abc");
    }
}
