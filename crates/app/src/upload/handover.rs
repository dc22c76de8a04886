//! From the connection to the sealing thread: a few buffers that go round.
//!
//! A body comes in frames of one TLS record; waking the sealing thread for each would cost more than sealing
//! it. What goes round is allocated once per append, bounds its memory, and is wiped when the append ends.

use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::worker::Message;
use crate::limits::{HANDOVER_BUFFERS, HANDOVER_BYTES};

/// Content on its way.
pub(super) type Buffer = Zeroizing<Vec<u8>>;

/// The sealing thread is gone.
pub(super) struct Gone;

/// The connection's end. Dropping it hands over what was gathered.
pub(super) struct Gatherer {
    queue: mpsc::Sender<Message>,
    emptied: mpsc::Receiver<Buffer>,
    filling: Option<Buffer>,
    made: usize,
    size: usize,
}

/// The sealing thread's end.
pub(super) struct Inbox {
    messages: mpsc::Receiver<Message>,
    emptied: mpsc::Sender<Buffer>,
}

/// Both ends, for a body of `expected` bytes if that is known.
pub(super) fn handover(expected: Option<u64>) -> (Gatherer, Inbox) {
    // Room for every buffer and the last word: sending never waits, waiting is for an emptied buffer.
    let (queue, messages) = mpsc::channel(HANDOVER_BUFFERS + 1);
    let (empty, emptied) = mpsc::channel(HANDOVER_BUFFERS);
    let expected = expected.and_then(|bytes| usize::try_from(bytes).ok());
    let gatherer = Gatherer {
        queue,
        emptied,
        filling: None,
        made: 0,
        size: expected.unwrap_or(HANDOVER_BYTES).clamp(1, HANDOVER_BYTES),
    };
    let inbox = Inbox {
        messages,
        emptied: empty,
    };
    (gatherer, inbox)
}

impl Gatherer {
    /// For asking the sealing thread to stop.
    pub(super) fn queue(&self) -> &mpsc::Sender<Message> {
        &self.queue
    }

    /// Takes bytes; waits while the sealing thread is behind.
    pub(super) async fn push(&mut self, mut bytes: &[u8]) -> Result<(), Gone> {
        while !bytes.is_empty() {
            if self.filling.is_none() {
                self.filling = Some(self.empty().await?);
            }
            let Some(buffer) = &mut self.filling else {
                return Err(Gone);
            };
            let room = self.size.saturating_sub(buffer.len()).min(bytes.len());
            let (now, later) = bytes.split_at(room);
            buffer.extend_from_slice(now);
            bytes = later;
            if buffer.len() >= self.size {
                self.hand_over().await?;
            }
        }
        Ok(())
    }

    /// Hands over what was gathered, and the last word.
    pub(super) async fn finish(mut self, is_whole: bool) -> Result<(), Gone> {
        self.hand_over().await?;
        let last = Message::Finish { is_whole };
        self.queue.send(last).await.map_err(|_| Gone)
    }

    async fn empty(&mut self) -> Result<Buffer, Gone> {
        if let Ok(buffer) = self.emptied.try_recv() {
            return Ok(buffer);
        }
        if self.made < HANDOVER_BUFFERS {
            self.made += 1;
            // Full capacity at once: growing would leave copies of content in freed memory.
            return Ok(Zeroizing::new(Vec::with_capacity(self.size)));
        }
        self.emptied.recv().await.ok_or(Gone)
    }

    async fn hand_over(&mut self) -> Result<(), Gone> {
        let Some(buffer) = self.filling.take() else {
            return Ok(());
        };
        let sent = self.queue.send(Message::Data(buffer)).await;
        sent.map_err(|_| Gone)
    }
}

impl Drop for Gatherer {
    fn drop(&mut self) {
        if let Some(buffer) = self.filling.take() {
            // If the thread is gone, so is whoever wanted the bytes kept.
            let _gone_is_fine = self.queue.try_send(Message::Data(buffer));
        }
    }
}

impl Inbox {
    /// The next message; `None` when the connection's end is gone.
    pub(super) fn next(&mut self) -> Option<Message> {
        self.messages.blocking_recv()
    }

    /// Gives a buffer back.
    pub(super) fn emptied(&self, mut buffer: Buffer) {
        buffer.clear();
        // There is room for all of them; nobody there means that the append is over.
        let _over_is_fine = self.emptied.try_send(buffer);
    }

    /// Takes nothing more.
    pub(super) fn close(&mut self) {
        self.messages.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(message: Option<Message>) -> Buffer {
        match message {
            Some(Message::Data(buffer)) => buffer,
            _ => panic!("expected data"),
        }
    }

    #[test]
    fn frames_are_gathered_and_buffers_go_round() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let (mut gatherer, mut inbox) = handover(None);
        let total = HANDOVER_BYTES * HANDOVER_BUFFERS * 3 + 5;
        let sealing = std::thread::spawn(move || {
            let mut seen = Vec::new();
            loop {
                match inbox.next() {
                    Some(Message::Data(buffer)) => {
                        assert!(buffer.len() <= HANDOVER_BYTES);
                        seen.extend_from_slice(&buffer);
                        inbox.emptied(buffer);
                    }
                    Some(Message::Finish { is_whole }) => return (seen, is_whole),
                    Some(Message::Stop) | None => panic!("the last word is missing"),
                }
            }
        });
        let sent: Vec<u8> = (0..total).map(|n| (n % 251) as u8).collect();
        runtime.block_on(async {
            for frame in sent.chunks(16_000) {
                assert!(gatherer.push(frame).await.is_ok());
            }
            assert!(gatherer.made <= HANDOVER_BUFFERS);
            assert!(gatherer.finish(true).await.is_ok());
        });
        let (seen, is_whole) = sealing.join().unwrap();
        assert!(seen == sent && is_whole);
    }

    #[test]
    fn what_was_gathered_is_handed_over_when_the_connection_breaks() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let (mut gatherer, mut inbox) = handover(Some(100));
        assert!(runtime.block_on(gatherer.push(b"few")).is_ok());
        drop(gatherer);
        assert_eq!(data(inbox.next()).as_slice(), b"few");
        assert!(inbox.next().is_none());
    }

    #[test]
    fn a_stopped_thread_is_noticed() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let (mut gatherer, inbox) = handover(Some(2));
        drop(inbox);
        assert!(runtime.block_on(gatherer.push(b"few")).is_err());
    }
}
