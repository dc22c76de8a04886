//! Places for connections. There are so many and no more: a connection on which nothing moves for long loses its place, and
//! when all are taken, the one on which nothing moved for longest makes room. Whoever opens connections and says nothing, or
//! takes no answer, keeps nobody out. Before the handshake is done, time counts for more: where clients show certificates, who
//! has none does not push out who has.

use std::collections::HashMap;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;

use crate::limits::HANDSHAKE_WEIGHT;

/// All places of a listener.
pub(crate) struct Connections {
    most: usize,
    idle: Duration,
    begun: Instant,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    next: u64,
    by_number: HashMap<u64, Arc<Moved>>,
}

impl Connections {
    /// So many, each of which ends when nothing moved for that long.
    pub(crate) fn new(most: usize, idle: Duration) -> Arc<Self> {
        Arc::new(Self {
            most: most.max(1),
            idle,
            begun: Instant::now(),
            taken: Mutex::default(),
        })
    }

    /// Takes a place, if need be that of the connection on which nothing moved for longest.
    pub(crate) fn take(self: &Arc<Self>) -> Place {
        let moved = Arc::new(Moved::since(self.begun));
        let mut taken = self.taken();
        while taken.by_number.len() >= self.most {
            let now = moved.now();
            let still = taken.by_number.iter();
            let still = still.max_by_key(|(_, it)| it.counted_stillness(now));
            let Some(number) = still.map(|(number, _)| *number) else {
                break;
            };
            if let Some(lost) = taken.by_number.remove(&number) {
                lost.evicted.notify_one();
            }
        }
        let number = taken.next;
        taken.next = number.wrapping_add(1);
        taken.by_number.insert(number, Arc::clone(&moved));
        drop(taken);
        Place {
            all: Arc::clone(self),
            number,
            moved,
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When something last moved on a connection.
struct Moved {
    /// When the listener began.
    begun: Instant,
    /// Microseconds after that.
    last: AtomicU64,
    shook_hands: AtomicBool,
    evicted: Notify,
}

impl Moved {
    fn since(begun: Instant) -> Self {
        let moved = Self {
            begun,
            last: AtomicU64::new(0),
            shook_hands: AtomicBool::new(false),
            evicted: Notify::new(),
        };
        moved.touch();
        moved
    }

    /// Microseconds since the listener began.
    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn touch(&self) {
        self.last.store(self.now(), Ordering::Relaxed);
    }

    /// For how many microseconds nothing had moved.
    fn stillness(&self, now: u64) -> u64 {
        now.saturating_sub(self.last.load(Ordering::Relaxed))
    }

    /// The same, as it counts when one has to make room.
    fn counted_stillness(&self, now: u64) -> u64 {
        let weight = if self.shook_hands.load(Ordering::Relaxed) {
            1
        } else {
            HANDSHAKE_WEIGHT
        };
        self.stillness(now).saturating_mul(weight)
    }
}

/// The place of one connection, until it is dropped.
pub(crate) struct Place {
    all: Arc<Connections>,
    number: u64,
    moved: Arc<Moved>,
}

impl Place {
    /// Looks at what moves on a stream.
    pub(crate) fn watch<S>(&self, stream: S) -> Watched<S> {
        Watched {
            stream,
            moved: Arc::clone(&self.moved),
        }
    }

    /// Notes that the handshake is done.
    pub(crate) fn shook_hands(&self) {
        self.moved.shook_hands.store(true, Ordering::Relaxed);
    }

    /// Resolves when the connection has to end.
    pub(crate) async fn lost(&self) {
        loop {
            let still = Duration::from_micros(self.moved.stillness(self.moved.now()));
            let left = self.all.idle.saturating_sub(still);
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = self.moved.evicted.notified() => return,
                () = tokio::time::sleep(left) => {}
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.all.taken().by_number.remove(&self.number);
    }
}

/// A stream on which it is seen when something moves.
pub(crate) struct Watched<S> {
    stream: S,
    moved: Arc<Moved>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.moved.touch();
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        if matches!(polled, Poll::Ready(Ok(written)) if written > 0) {
            self.moved.touch();
        }
        polled
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        if matches!(polled, Poll::Ready(Ok(written)) if written > 0) {
            self.moved.touch();
        }
        polled
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;
    use crate::limits::CONNECTION_IDLE;

    fn is_lost(place: &Place) -> bool {
        std::pin::pin!(place.lost()).now_or_never().is_some()
    }

    #[tokio::test]
    async fn whoever_lets_nothing_move_makes_room_for_others() {
        let all = Connections::new(2, CONNECTION_IDLE);
        let (busy, silent) = (all.take(), all.take());
        let (mut here, there) = tokio::io::duplex(64);
        let mut there = busy.watch(there);
        here.write_all(b"a").await.unwrap();
        let _ = there.read_u8().await.unwrap();
        assert!(!is_lost(&silent), "there is room");
        let third = all.take();
        assert!(is_lost(&silent));
        assert!(!is_lost(&busy) && !is_lost(&third));
        drop(silent);
        assert_eq!(all.taken().by_number.len(), 2, "a place is given up once");
        // An answer that was taken is a movement as well.
        there.write_u8(1).await.unwrap();
        let fourth = all.take();
        assert!(is_lost(&third));
        assert!(!is_lost(&busy) && !is_lost(&fourth));
    }

    #[tokio::test]
    async fn who_shook_no_hands_makes_room_first() {
        let all = Connections::new(2, CONNECTION_IDLE);
        let (sink, stranger) = (all.take(), all.take());
        sink.shook_hands();
        let counted = |place: &Place| place.moved.counted_stillness(place.moved.now());
        while counted(&stranger) <= counted(&sink) {
            std::hint::spin_loop();
        }
        let another = all.take();
        assert!(is_lost(&stranger));
        assert!(!is_lost(&sink) && !is_lost(&another));
    }

    #[tokio::test]
    async fn what_nobody_takes_does_not_move_and_what_does_not_move_ends() {
        let all = Connections::new(9, Duration::from_millis(20));
        let place = all.take();
        let (_here, there) = tokio::io::duplex(64);
        let mut there = place.watch(there);
        tokio::select! {
            () = place.lost() => {}
            written = there.write_all(&[0; 100]) => panic!("{written:?} was taken"),
        }
    }
}
