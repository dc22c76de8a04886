//! Hundreds of random steps under one seed, with faults and power cuts between them. A failure names its seed;
//! `COFFER_SIM_SEED` runs that one, `COFFER_SIM_STEPS` sets how long.

use bytes::Bytes;
use coffer_app::AppError;
use coffer_app::upload::{Checksum, ChecksumKind};
use coffer_domain::id::{FileId, RequestId, UploadId};
use coffer_domain::limits::{JOB_LEASE, REQUEST_LIFE_DEFAULT, UPLOAD_IDLE_MAX};
use coffer_domain::time::Span;
use coffer_testkit::{Fault, SeededEntropy};
use futures::stream;

use crate::world::{World, body};

const SEEDS: u64 = 3;
const STEPS: u64 = 150;
/// Bytes of a file at most: several records, and every edge of one.
const FILE_BYTES: u64 = 300_000;

struct Link {
    case: String,
    token: String,
    request: RequestId,
}

struct Sending {
    link: usize,
    id: UploadId,
    file: FileId,
    length: Option<u64>,
    total: u64,
}

/// What the senders and members of this run know.
#[derive(Default)]
struct Run {
    links: Vec<Link>,
    uploads: Vec<Sending>,
    log: Vec<String>,
}

fn pick<'a, T>(chance: &SeededEntropy, among: &'a [T]) -> Option<&'a T> {
    among.get(usize::try_from(chance.below(among.len() as u64)).unwrap())
}

/// One of the last few: older ones are mostly over.
fn pick_recent<'a, T>(chance: &SeededEntropy, among: &'a [T]) -> Option<&'a T> {
    pick(chance, &among[among.len().saturating_sub(4)..])
}

/// Faults and refusals are part of the game; what must not happen is found by the invariants.
fn expected(error: &AppError) -> bool {
    !matches!(error, AppError::Bug(_) | AppError::Integrity)
}

impl Run {
    async fn step(&mut self, world: &mut World, chance: &SeededEntropy) -> Result<(), AppError> {
        match chance.below(24) {
            0..2 => self.new_link(world, chance).await,
            2..6 => self.begin(world, chance).await,
            6..14 => self.send(world, chance).await,
            14 => self.wrong_checksum(world, chance).await,
            15 => self.terminate(world, chance).await,
            16 if chance.once_in(2) => self.withdraw_or_close(world, chance).await,
            16..20 => {
                self.log.push("job".to_owned());
                world.app.run_one_job().await.map(drop)
            }
            20 => self.add_version(world, chance).await,
            21 => {
                self.log.push("sequence".to_owned());
                world.app.sequence_all().await
            }
            22 => {
                self.log.push("time".to_owned());
                // Mostly on, sometimes back.
                let step = if chance.once_in(3) {
                    Span::minutes(-5)
                } else {
                    JOB_LEASE
                };
                world.clock.advance(step);
                Ok(())
            }
            _ => self.sweep(world, chance).await,
        }
    }

    async fn new_link(&mut self, world: &World, chance: &SeededEntropy) -> Result<(), AppError> {
        self.log.push("case and link".to_owned());
        let case = world
            .try_case(&format!("S-{}", chance.next()))
            .await?
            .to_string();
        let (bytes, files) = (chance.below(FILE_BYTES * 8) + 1, 1 + chance.below(9));
        let contact = format!("c{}@contoso.example", chance.below(3));
        let made = world.try_link(&case, |new| {
            new.bytes_max = Some(bytes);
            new.files_max = Some(u32::try_from(files).unwrap());
            new.contact = contact;
        });
        let (token, request) = made.await?;
        self.links.push(Link {
            case,
            token,
            request,
        });
        Ok(())
    }

    async fn begin(&mut self, world: &World, chance: &SeededEntropy) -> Result<(), AppError> {
        let Some(link) = pick_recent(chance, &self.links) else {
            return Ok(());
        };
        let total = match chance.below(8) {
            0 => 0,
            1 => 65_536,
            2 => 65_537,
            _ => chance.below(FILE_BYTES),
        };
        let length = (!chance.once_in(3)).then_some(total);
        self.log.push(format!("begin {length:?} of {total}"));
        let upload = world.begin(&link.token, chance.next(), length).await?;
        let link = self.links.iter().position(|it| it.token == link.token);
        self.uploads.push(Sending {
            link: link.unwrap(),
            id: upload.id,
            file: upload.file,
            length,
            total,
        });
        Ok(())
    }

    async fn send(&mut self, world: &World, chance: &SeededEntropy) -> Result<(), AppError> {
        let Some(sending) = pick_recent(chance, &self.uploads) else {
            return Ok(());
        };
        let token = &self.links[sending.link].token;
        let link = world.open(token).await?;
        let upload = world.app.upload(&link, sending.id).await?;
        let left = sending.total.saturating_sub(upload.offset);
        let count = match chance.below(3) {
            0 => left,
            1 => left.min(1 + chance.below(300)),
            _ => chance.below(left + 1),
        };
        let to = upload.offset + count;
        let whole = sending.length.is_none() && to == sending.total;
        self.log
            .push(format!("send {}..{to} whole {whole}", upload.offset));
        if !whole && chance.once_in(4) {
            // The connection breaks: nothing is acknowledged, and what arrived may be kept.
            let ctx = world.ctx(link.principal());
            let offset = upload.offset;
            let append = world
                .app
                .append(&ctx, &link, sending.id, offset, None, None);
            let mut append = append.await?;
            let seed = world.acknowledged.lock().unwrap().seed_of(sending.id);
            append.push(Bytes::from(body(seed, offset..to))).await?;
            drop(append);
            // The next request of this upload waits for the one that broke off.
            let next = world
                .app
                .append(&ctx, &link, sending.id, u64::MAX, None, None);
            return next.await.map(drop);
        }
        world
            .send(token, sending.id, upload.offset..to, whole)
            .await
            .map(drop)
    }

    async fn wrong_checksum(
        &mut self,
        world: &World,
        chance: &SeededEntropy,
    ) -> Result<(), AppError> {
        let Some(sending) = pick(chance, &self.uploads) else {
            return Ok(());
        };
        self.log.push("wrong checksum".to_owned());
        let link = world.open(&self.links[sending.link].token).await?;
        let upload = world.app.upload(&link, sending.id).await?;
        let ctx = world.ctx(link.principal());
        let checksum = Some(Checksum::new(ChecksumKind::Sha256, vec![0; 32]));
        let append = world
            .app
            .append(&ctx, &link, sending.id, upload.offset, None, checksum);
        let mut append = append.await?;
        if upload.offset < sending.total {
            append.push(Bytes::from_static(b"x")).await?;
        }
        let outcome = append.finish(false).await;
        assert!(outcome.is_err(), "a chunk with a wrong checksum was taken");
        outcome.map(drop)
    }

    async fn terminate(&mut self, world: &World, chance: &SeededEntropy) -> Result<(), AppError> {
        let Some(sending) = pick(chance, &self.uploads) else {
            return Ok(());
        };
        self.log.push("terminate".to_owned());
        world
            .terminate(&self.links[sending.link].token, sending.id)
            .await
    }

    async fn withdraw_or_close(
        &mut self,
        world: &World,
        chance: &SeededEntropy,
    ) -> Result<(), AppError> {
        let Some(link) = pick(chance, &self.links) else {
            return Ok(());
        };
        if chance.once_in(2) {
            self.log.push("withdraw".to_owned());
            world
                .app
                .withdraw_request(&world.lena(), link.request)
                .await
                .map(drop)
        } else {
            self.log.push("close".to_owned());
            world
                .app
                .close_case(&world.lena(), &link.case)
                .await
                .map(drop)
        }
    }

    async fn add_version(&mut self, world: &World, chance: &SeededEntropy) -> Result<(), AppError> {
        let Some(sending) = pick(chance, &self.uploads) else {
            return Ok(());
        };
        self.log.push("add a version".to_owned());
        let bytes = Bytes::from(body(chance.next(), 0..chance.below(FILE_BYTES)));
        let pieces = stream::iter([Ok(bytes)]);
        let added = world
            .app
            .add_version(&world.lena(), sending.file, pieces)
            .await?;
        world.acknowledged.lock().unwrap().added(&added);
        Ok(())
    }

    async fn sweep(&mut self, world: &World, chance: &SeededEntropy) -> Result<(), AppError> {
        self.log.push("sweep".to_owned());
        if chance.once_in(3) {
            for sending in &self.uploads {
                world.acknowledged.lock().unwrap().given_up(sending.id);
            }
            world.clock.advance(UPLOAD_IDLE_MAX);
            assert!(UPLOAD_IDLE_MAX < REQUEST_LIFE_DEFAULT);
        }
        world.app.sweep_uploads().await.map(drop)
    }
}

async fn simulate(seed: u64, steps: u64) {
    let mut world = World::new(seed).await;
    let chance = SeededEntropy::new(seed.rotate_left(32) ^ 0x5eed);
    let mut run = Run::default();
    for step in 0..steps {
        if chance.once_in(6) {
            let fault =
                [Fault::NotApplied, Fault::AppliedButFailed][usize::from(chance.once_in(2))];
            world.faults.arm(chance.below(25), fault);
        }
        let outcome = run.step(&mut world, &chance).await;
        if let Some(call) = world.faults.fired() {
            run.log.push(format!("  fault at {call}"));
        }
        world.faults.disarm();
        if let Err(error) = outcome {
            let fine = expected(&error);
            run.log.push(format!("  {error:?}"));
            assert!(fine, "seed {seed}, step {step}: {:#?}", tail(&run.log));
        }
        if chance.once_in(20) {
            run.log.push("crash".to_owned());
            world.crash().await;
            world.clock.advance(Span::seconds(1));
            world
                .check(&format!("seed {seed}, step {step}: {:#?}", tail(&run.log)))
                .await;
        }
    }
    world.crash().await;
    world
        .check(&format!("seed {seed}, at the end: {:#?}", tail(&run.log)))
        .await;
}

fn tail(log: &[String]) -> &[String] {
    &log[log.len().saturating_sub(30)..]
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn random_steps_with_faults_and_power_cuts_lose_nothing() {
    let steps = number("COFFER_SIM_STEPS").unwrap_or(STEPS);
    match number("COFFER_SIM_SEED") {
        Some(seed) => simulate(seed, steps).await,
        None => {
            for seed in 0..SEEDS {
                simulate(seed, steps).await;
            }
        }
    }
}
