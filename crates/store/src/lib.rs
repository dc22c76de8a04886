//! The store on SQLite: [`SqliteStore`] keeps all metadata, [`SqliteKeyStore`] keeps the wrapped keys
//! in a database file of its own.
//!
//! # Shape
//!
//! Writes go through one task that owns the only writing connection. It takes whatever commits are
//! waiting (at most [`limits::BATCH_ACTS_MAX`]), applies each inside a savepoint of its own, and makes
//! all of them durable with one disk write; while that runs, the next batch gathers. Reads use a small
//! pool of read-only connections and never wait for the writer.
//!
//! SQL is written so that PostgreSQL can run it too: `$1` parameters, `ON CONFLICT`, `RETURNING`,
//! times as 64-bit milliseconds, ids as 16 bytes, an explicit order everywhere. What differs (column
//! types, numbering) is in `migrations/`.
//!
//! # Conflicts
//!
//! [`StoreError::Conflict`](coffer_domain::ports::StoreError::Conflict) carries one of these words;
//! they are stable, and constants in [`conflict`].
//!
//! | word | which change | what did not hold |
//! |---|---|---|
//! | `organisation.exists` | `CreateOrganisation` | there was none |
//! | `department.name_taken` | `CreateDepartment` | the name is new |
//! | `member.email_taken` | `CreateMember`, `SetMemberProfile` | the address is new |
//! | `member.left` | `CompleteEnrolment`, `SetMemberState`, `MoveMember`, `SetMemberProfile`, `SetMemberRoles` | the member has not left |
//! | `person.changed` | `PutPerson`, `RemovePerson` | the directory's word has the revision the caller thinks |
//! | `person.key_taken` | `PutPerson` | the key is this person's or new |
//! | `group.changed` | `PutGroup`, `RemoveGroup` | the directory's word has the revision the caller thinks |
//! | `group.name_taken` | `PutGroup` | the name is this group's or new |
//! | `identity.taken` | `LinkIdentity` | the provider calls nobody so yet |
//! | `logout.replayed` | `EndFederatedSessions` | the message was not acted on before |
//! | `service.ended` | `EndServiceAccount`, `CreateServiceToken` | the account is there and has not ended |
//! | `enrolment.gone` | `StartEnrolment`, `CompleteEnrolment` | the link is there, and the member's |
//! | `totp.replayed` | `UseTotpStep` | no equal or later step was used |
//! | `credentials.gone` | `UseTotpStep` | the member has credentials |
//! | `customer.name_taken` | `CreateCustomer` | the name is new |
//! | `contact.email_taken` | `CreateContact` | the address is new at that customer |
//! | `case.reference_taken` | `CreateCase` | the reference is new |
//! | `case.gone` | all that name a case | the case exists |
//! | `case.closed` | `CloseCase`, `AddCaseMember`, `CreateRequest`, `ReserveOnRequest`, `CreateUpload`, `CompleteUpload`, `CreateFile`, `AddVersion` | the case is open |
//! | `request.gone` | `WithdrawRequest`, `ReserveOnRequest`, `ReleaseOnRequest` | the request exists |
//! | `request.withdrawn` | `WithdrawRequest`, `ReserveOnRequest`, `AdvanceUpload`, `CompleteUpload` | the request was not taken back |
//! | `request.files_exhausted` | `ReserveOnRequest` | so many more files fit |
//! | `request.bytes_exhausted` | `ReserveOnRequest` | so many more bytes fit |
//! | `code.gone` | `AcceptCode` | a code is there, neither used nor guessed at too often |
//! | `upload.gone` | `AdvanceUpload`, `CompleteUpload`, `RemoveUpload` | the upload is open |
//! | `upload.offset` | `AdvanceUpload`, `CompleteUpload` | it stands where the caller thinks |
//! | `upload.version` | `CompleteUpload` | the version is of the upload's file and object |
//! | `object.exists` | `CreateUpload`, versions; `put_object_key` | the object is new |
//! | `file.gone` | `AddVersion`, `RenameFile`, `EraseFile` | the file exists |
//! | `file.changed` | `EraseFile` | the objects are all that the file has |
//! | `case.held` | `EraseFile`, `EraseMessage`, `EraseCase` | neither the case nor its customer is held for the law, nor the file, nor any file of the case that is erased |
//! | `case.kept` | `EraseFile`, `EraseMessage`, `EraseCase`, `SetCaseLanes` | no retention rule's minimum stands against it |
//! | `case.not_due` | `EraseCase` | the rule it is by has listed the case as due long enough |
//! | `rule.gone` | `EndRetentionRule` | the rule is there and was not ended |
//! | `case.changed` | `EraseCase` | the objects are all that the case has |
//! | `case.erased` | `EraseCase`, `ReopenCase` | the case was not erased |
//! | `erasure.done` | `FinishErasure` | keys of the file or case are still to be destroyed |
//! | `version.number` | `CreateFile`, `CompleteUpload`, `AddVersion`, `ShowVersion` | the number follows the newest; the one that is shown is the one that was |
//! | `version.gone` | `SetScan`, `ScanAgain`, `ShowVersion` | the version exists |
//! | `scan.queued` | `ScanAgain` | no scan of the version waits or runs |
//! | `doer.changed` | all commits with an entry that names its doer | a member may act, in that department and with those roles; a service account has not ended |
//! | `ledger.size` | `sequence` | the tree has the size the step starts from, and grows by its entries |
//! | `ledger.placed` | `sequence` | the entries exist and have no place yet |
//! | `alert.exists` | `RaiseAlert` | no alert of that watch is at that place of the ledger |
//! | `alert.closed` | `AcknowledgeAlert`, `CloseAlert` | the alert exists and is not closed |
//! | `containment.over` | `EndContainment` | the containment is active |
//! | `containment.holds` | `Contain` | the alert does not hold the same already |
//! | `budget.spent` | `HandOut` | the member and the case have room for one more this hour, or it was counted |
//! | `handout.too_soon` | `HandOut` | the member is not slowed, or got no other version in the last minute |
//! | `raise.over` | `EndBudgetRaise` | the budget is raised |
//! | `decoy.exists` | `PlantCredential` | no decoy and no member has the address |
//! | `decoy.gone` | `WithdrawCredential` | the decoy is set out |
//! | `sink.moved` | `SetSink`, `keep_sink` | the sink stands where the caller thinks |
//! | `key.exists` | `put_case_key`, `put_server_key` | the key is new |

pub mod conflict;
pub mod limits;

mod apply;
mod database;
mod keys;
mod migrate;
mod read;
mod row;
mod select;
mod snapshot;
mod sqlite;
mod writer;

pub use keys::SqliteKeyStore;
pub use migrate::MigrateError;
pub use snapshot::{MetaFacts, meta_facts, snapshot, snapshot_metadata};
pub use sqlite::{SqliteOptions, SqliteStore};
