//! Asking witnesses (C2SP tlog-witness).

use std::collections::BTreeMap;

use coffer_domain::commit::Commit;
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::ports::{TreeHead, WitnessAnswer, Witnessed};
use coffer_domain::time::Span;
use coffer_tlog::{
    AddCheckpoint, Hash, consistency_proof, tiles_for_consistency, with_cosignature,
};

use super::{Cosigned, Put, WitnessSettings};
use crate::app::App;
use crate::error::AppError;
use crate::health::{Health, HealthState};

/// Why there is no cosignature.
enum Why {
    /// It could not be asked, or did not answer as it should; it is asked again.
    Again(String),
    /// By what it cosigned before, this ledger did not only grow.
    Refused(&'static str),
}

/// Its size for the log is in the body (C2SP tlog-witness).
const CONFLICT: u16 = 409;
/// The proof does not hold.
const UNPROCESSABLE: u16 = 422;

impl App {
    /// Asks every witness that has not cosigned this head; the checkpoint with the lines there are now. Kept if there
    /// are new ones.
    pub(super) async fn have_cosigned(
        &self,
        head: &TreeHead,
        put: &mut Put,
        told: &mut BTreeMap<String, Result<(), String>>,
    ) -> Result<String, AppError> {
        let kept = self.store.witnessed().await?;
        let mut checkpoint = match kept {
            Some(kept) if kept.size == head.size => kept.checkpoint,
            _ => head.checkpoint.clone(),
        };
        let mut new = false;
        for witness in &self.anchoring.settings.witnesses {
            let name = witness.verifier.name().to_owned();
            let line = with_own_line(&checkpoint, witness);
            let newest = Cosigned {
                size: head.size,
                at: self.clock.now(),
            };
            let known = put.cosigned.get(&name).map_or(0, |it| it.size);
            if line && known == head.size {
                put.cosigned.insert(name.clone(), newest);
                told.insert(name, Ok(()));
                continue;
            }
            match self.ask_witness(witness, head, known).await? {
                Ok(lines) => {
                    put.cosigned.insert(name.clone(), newest);
                    put.refused.remove(&name);
                    if !line
                        && let Some(cosigned) =
                            with_cosignature(&checkpoint, &lines, &witness.verifier)
                    {
                        checkpoint = cosigned;
                        new = true;
                    }
                    told.insert(name, Ok(()));
                }
                Err(Why::Again(why)) => {
                    tracing::warn!(
                        witness = name,
                        why,
                        "a witness did not cosign; it is asked again"
                    );
                    told.insert(name, Err(why));
                }
                Err(Why::Refused(why)) => {
                    tracing::error!(witness = name, why, "a witness saw another ledger");
                    if put.refused.insert(name.clone(), why) != Some(why) {
                        self.witness_refused(&name, why, head.size).await?;
                    }
                    told.insert(name, Err(format!("it saw another ledger: {why}")));
                }
            }
        }
        if new {
            let witnessed = Witnessed {
                size: head.size,
                checkpoint: checkpoint.clone(),
                at: self.clock.now(),
            };
            self.store.keep_witnessed(witnessed).await?;
        }
        Ok(checkpoint)
    }

    /// Asks once, and once more if the witness says from where on it has to be proved.
    async fn ask_witness(
        &self,
        witness: &WitnessSettings,
        head: &TreeHead,
        known: u64,
    ) -> Result<Result<String, Why>, AppError> {
        let mut old = known.min(head.size);
        for _ in 0..2 {
            let request = AddCheckpoint {
                old,
                proof: self.grown(old, head.size).await?,
                checkpoint: head.checkpoint.clone(),
            };
            let answer = match witness.port.add_checkpoint(request.to_body()).await {
                Ok(answer) => answer,
                Err(error) => return Ok(Err(Why::Again(crate::error_chain(&error)))),
            };
            match judge(&answer, head, old, witness) {
                Judged::Cosigned => return Ok(Ok(answer.body)),
                Judged::From(size) => old = size,
                Judged::Not(why) => return Ok(Err(why)),
            }
        }
        let moving = "others ask it about this log at the same time".to_owned();
        Ok(Err(Why::Again(moving)))
    }

    /// Proof that the first `old` entries are the beginning of the first `new`.
    pub(crate) async fn grown(&self, old: u64, new: u64) -> Result<Vec<Hash>, AppError> {
        let ids: Vec<(u8, u64)> = tiles_for_consistency(old, new)
            .iter()
            .map(|id| (id.level, id.index))
            .collect();
        let map = self.tile_map(&ids).await?;
        consistency_proof(&map, old, new)
            .map_err(|_| AppError::Bug("the ledger's stored tiles do not fit its size"))
    }

    async fn witness_refused(
        &self,
        name: &str,
        why: &'static str,
        size: u64,
    ) -> Result<(), AppError> {
        let event = Event::new(EventKind::WitnessRefused)
            .object(name)
            .with("why", why)
            .with("size", size);
        let entry = self.entry(&self.system_ctx(), event)?;
        self.commit(Commit::record(entry)).await.map(drop)
    }
}

/// What an answer means.
enum Judged {
    Cosigned,
    /// It wants the proof from this size on.
    From(u64),
    Not(Why),
}

fn judge(answer: &WitnessAnswer, head: &TreeHead, old: u64, witness: &WitnessSettings) -> Judged {
    match answer.status {
        200 => match with_cosignature(&head.checkpoint, &answer.body, &witness.verifier) {
            Some(_) => Judged::Cosigned,
            None => Judged::Not(Why::Again("its answer has no line of its key".to_owned())),
        },
        CONFLICT => match answer.body.trim_end().parse::<u64>() {
            Ok(size) if size > head.size => Judged::Not(Why::Refused("it saw a larger one")),
            // It was told the size it has: the roots differ.
            Ok(size) if size == old => Judged::Not(Why::Refused("it saw another of this size")),
            Ok(size) => Judged::From(size),
            Err(_) if old == head.size => Judged::Not(Why::Refused("it saw another of this size")),
            Err(_) => Judged::Not(Why::Again("its answer names no size".to_owned())),
        },
        UNPROCESSABLE => Judged::Not(Why::Refused("it saw another beginning")),
        status => Judged::Not(Why::Again(format!("it answered with status {status}"))),
    }
}

/// Whether a checkpoint has this witness's line.
fn with_own_line(checkpoint: &str, witness: &WitnessSettings) -> bool {
    let Some((text, lines)) = checkpoint.rsplit_once("\n\n") else {
        return false;
    };
    with_cosignature(&format!("{text}\n\n"), lines, &witness.verifier).is_some()
}

/// A witness that has cosigned nothing for so long is a fault.
const WITNESS_LATE: Span = Span::minutes(15);

impl App {
    /// How the witnesses are.
    pub(crate) async fn witness_health(&self, ctx: &RequestCtx) -> Result<Vec<Health>, AppError> {
        if self.anchoring.settings.witnesses.is_empty() {
            return Ok(Vec::new());
        }
        let kept = self.store.witnessed().await?;
        let size = self.store.head().await?.map_or(0, |head| head.size);
        let put = self.anchoring.put.lock().await;
        let health = self.anchoring.settings.witnesses.iter().map(|witness| {
            let name = witness.verifier.name();
            // Each by its own line: a witness that works does not speak for one that is silent. After a start the
            // kept head tells whose line it has.
            let cosigned = put.cosigned.get(name).copied().or_else(|| {
                let kept = kept.as_ref()?;
                with_own_line(&kept.checkpoint, witness).then_some(Cosigned {
                    size: kept.size,
                    at: kept.at,
                })
            });
            let late = cosigned
                .is_none_or(|it| it.size < size && ctx.now.apart(it.at) > WITNESS_LATE);
            if let Some(why) = put.refused.get(name) {
                return Health {
                    check: "witness",
                    state: HealthState::Fault,
                    found: format!("{name} refuses: {why}"),
                    mend: "find out whether the ledger was rewritten or restored; see the manual, `When a witness refuses`"
                        .to_owned(),
                };
            }
            if late {
                return Health {
                    check: "witness",
                    state: HealthState::Fault,
                    found: format!("{name} has not cosigned for 15 minutes"),
                    mend: "see whether it runs and can be reached; the log says why it did not answer".to_owned(),
                };
            }
            Health {
                check: "witness",
                state: HealthState::Ok,
                found: format!("{name} cosigned {} entries", cosigned.map_or(0, |it| it.size)),
                mend: String::new(),
            }
        });
        Ok(health.collect())
    }
}
