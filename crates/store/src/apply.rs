//! Applying commits: one function per change, one file per area. Everything here runs inside a
//! savepoint of the writing connection; an error leaves nothing behind.

pub(crate) mod access;
pub(crate) mod alerts;
pub(crate) mod budgets;
pub(crate) mod cases;
pub(crate) mod checklists;
pub(crate) mod decoys;
pub(crate) mod deliveries;
pub(crate) mod directory;
pub(crate) mod erasure;
pub(crate) mod expired;
pub(crate) mod federated;
pub(crate) mod files;
pub(crate) mod grants;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod messages;
pub(crate) mod passkeys;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod requests;
pub(crate) mod retention;
pub(crate) mod services;
pub(crate) mod sessions;
pub(crate) mod sinks;
pub(crate) mod standing;
pub(crate) mod views;

use coffer_domain::commit::{Change, Commit, Committed};
use coffer_domain::ports::StoreError;
use sqlx::SqliteConnection;

/// Entries first: versions refer to the number of the first one.
pub(crate) async fn commit(
    connection: &mut SqliteConnection,
    commit: &Commit,
) -> Result<Committed, StoreError> {
    let mut outbox = Vec::with_capacity(commit.entries().len());
    for entry in commit.entries() {
        ledger::check_doer(connection, entry.doer.as_ref()).await?;
        outbox.push(ledger::record(connection, entry).await?);
    }
    let receipt = outbox.first().copied();
    for one in commit.changes() {
        change(connection, one, receipt).await?;
    }
    for (id, kind) in commit.jobs() {
        jobs::queue(connection, *id, *kind).await?;
    }
    Ok(Committed { outbox })
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm per change; splitting would hide a missing one"
)]
async fn change(
    connection: &mut SqliteConnection,
    change: &Change,
    receipt: Option<i64>,
) -> Result<(), StoreError> {
    let c = connection;
    match change {
        Change::CreateOrganisation(it) => people::create_organisation(c, it).await,
        Change::CreateDepartment(it) => people::create_department(c, it).await,
        Change::CreateMember(it) => people::create_member(c, it).await,
        Change::CreateCustomer(it) => people::create_customer(c, it).await,
        Change::CreateContact(it) => people::create_contact(c, it).await,
        Change::CreateEnrolment(it) => access::create_enrolment(c, it).await,
        Change::StartEnrolment {
            hash,
            password_hash,
            totp_wrapped,
        } => access::start_enrolment(c, hash, password_hash, totp_wrapped).await,
        Change::CompleteEnrolment { hash, enrolled } => {
            access::complete_enrolment(c, hash, enrolled).await
        }
        Change::UseTotpStep { member, step } => access::use_totp_step(c, *member, *step).await,
        Change::CountWrongGuess(it) => access::count_guess(c, it).await,
        Change::SetPassword {
            member,
            password_hash,
        } => access::set_password(c, *member, password_hash).await,
        Change::AddPasskey(it) => passkeys::add(c, it).await,
        Change::RenamePasskey { passkey, name } => passkeys::rename(c, *passkey, name).await,
        Change::UsePasskey {
            passkey,
            stored,
            at,
        } => passkeys::used(c, *passkey, stored.as_deref(), *at).await,
        Change::RemovePasskey(id) => passkeys::remove(c, *id).await,
        Change::SaveView(it) => views::save(c, it).await,
        Change::RemoveView(id) => views::remove(c, *id).await,
        Change::PutRecoveryCodes { member, hashes } => {
            access::put_recovery_codes(c, *member, hashes).await
        }
        Change::UseRecoveryCode { member, hash } => {
            access::use_recovery_code(c, *member, hash).await
        }
        Change::UseTicket { hash, expires, now } => {
            access::use_ticket(c, hash, *expires, *now).await
        }
        Change::PutFreeze(it) => access::put_freeze(c, it).await,
        Change::UseFreeze(hash) => access::use_freeze(c, hash).await,
        Change::CreateSession(it) => sessions::create(c, it).await,
        Change::StepUpSession(it) => sessions::step_up(c, it).await,
        Change::EndSession(id) => sessions::end(c, *id).await,
        Change::EndSessionsOf { member, keep } => sessions::end_all(c, *member, *keep).await,
        Change::CreateApiToken(it) => sessions::create_api_token(c, it).await,
        Change::EndApiToken(id) => sessions::end_api_token(c, *id).await,
        Change::EndApiTokensOf {
            member,
            phishing_resistant,
        } => sessions::end_api_tokens_of(c, *member, *phishing_resistant).await,
        Change::SetMemberState { member, to } => sessions::set_member_state(c, *member, *to).await,
        Change::MoveMember { member, to } => sessions::move_member(c, *member, *to).await,
        Change::SetMemberProfile {
            member,
            email,
            name,
        } => directory::set_member_profile(c, *member, email, name).await,
        Change::SetMemberRoles { member, roles } => {
            directory::set_member_roles(c, *member, roles).await
        }
        Change::EndCaseWork(member) => directory::end_case_work(c, *member).await,
        Change::PutPerson { person, from } => directory::put_person(c, person, *from).await,
        Change::RemovePerson(member) => directory::remove_person(c, *member).await,
        Change::PutGroup { group, from } => directory::put_group(c, group, *from).await,
        Change::RemoveGroup { group, from } => directory::remove_group(c, *group, *from).await,
        Change::LinkIdentity(it) => federated::link(c, it).await,
        Change::NoteFederatedSession { session, federated } => {
            federated::note_session(c, *session, federated).await
        }
        Change::EndFederatedSessions(it) => federated::end_sessions(c, it).await,
        Change::CreateServiceAccount(it) => services::create(c, it).await,
        Change::EndServiceAccount { account, at } => services::end(c, *account, *at).await,
        Change::CreateServiceToken(it) => services::create_token(c, it).await,
        Change::CreateCase(it) => cases::create(c, it).await,
        Change::AddCaseMember { case, member } => cases::add_member(c, *case, *member).await,
        Change::RemoveCaseMember { case, member } => cases::remove_member(c, *case, *member).await,
        Change::CloseCase { case, at } => cases::close(c, *case, *at).await,
        Change::ReopenCase(case) => cases::reopen(c, *case).await,
        Change::SetCaseLanes { case, lanes, at } => cases::set_lanes(c, *case, lanes, *at).await,
        Change::SetLegalHold { on, held } => erasure::set_hold(c, *on, *held).await,
        Change::PutRetentionRule(it) => retention::put_rule(c, it).await,
        Change::EndRetentionRule { rule, at } => retention::end_rule(c, *rule, *at).await,
        Change::ListDue { at, due } => retention::list_due(c, *at, due).await,
        Change::SetCaseLockbox { case, on } => cases::set_lockbox(c, *case, *on).await,
        Change::SetCustomerLockbox { customer, on } => people::set_lockbox(c, *customer, *on).await,
        Change::SetClearance { member, clearance } => {
            standing::set_clearance(c, *member, *clearance).await
        }
        Change::WeighRisk(member) => standing::weigh_risk(c, *member).await,
        Change::PutCourse(it) => standing::put_course(c, it).await,
        Change::EndCourse(lane) => standing::end_course(c, *lane).await,
        Change::PutTraining { member, training } => {
            standing::put_training(c, *member, *training).await
        }
        Change::NoteMaker { member, maker } => grants::note_maker(c, *member, *maker).await,
        Change::CreateAccessRequest(it) => grants::create_request(c, it).await,
        Change::AnswerAccess {
            request,
            seen,
            approval,
            grant,
        } => {
            let answer = grants::Answer {
                request: *request,
                seen: *seen,
                approval: approval.as_ref(),
                grant: grant.as_ref(),
            };
            grants::answer_request(c, answer).await
        }
        Change::EndAccessRequest {
            request,
            state,
            refusal,
        } => grants::end_request(c, *request, *state, refusal.as_ref()).await,
        Change::CreateGrant(it) => grants::create_grant(c, it).await,
        Change::EndGrant { grant, ended } => grants::end_grant(c, *grant, *ended).await,
        Change::EndGrantsOf { member, at } => grants::end_of_holder(c, *member, *at).await,
        Change::EndAllAccess { at } => sessions::end_all_access(c, *at).await,
        Change::ReviewGrant { grant, review } => grants::review_grant(c, *grant, review).await,
        Change::CreatePolicyVersion(it) => policies::create(c, it).await,
        Change::DecidePolicyVersion {
            version,
            state,
            by,
            at,
            effective,
        } => policies::decide(c, *version, *state, *by, *at, *effective).await,
        Change::ActivatePolicyVersion { version, at } => policies::activate(c, *version, *at).await,
        Change::CreateRequest(it) => requests::create(c, it).await,
        Change::WithdrawRequest { request, at } => requests::withdraw(c, *request, *at).await,
        Change::ReserveOnRequest {
            request,
            files,
            bytes,
        } => requests::reserve(c, *request, *files, *bytes).await,
        Change::ReleaseOnRequest {
            request,
            files,
            bytes,
        } => requests::release(c, *request, *files, *bytes).await,
        Change::AskFor { request, items } => checklists::ask(c, *request, items).await,
        Change::AnswerItem {
            request,
            item,
            file,
        } => checklists::answer(c, *request, *item, *file).await,
        Change::SaveTemplate(it) => checklists::save_template(c, it).await,
        Change::RemoveTemplate(id) => checklists::remove_template(c, *id).await,
        Change::AddMessage(it) => messages::add(c, it).await,
        Change::EraseMessage { message, at } => messages::erase(c, *message, *at).await,
        Change::MarkMessagesRead {
            member,
            case,
            number,
        } => messages::mark_read(c, *member, *case, *number).await,
        Change::CreateDelivery(it) => deliveries::create(c, it).await,
        Change::TakeDelivery(it) => deliveries::take(c, it).await,
        Change::PutEmailCode(it) => requests::put_code(c, it).await,
        Change::CountCodeFailure(request) => requests::count_code_failure(c, *request).await,
        Change::ForgiveCodes(request) => requests::forgive_codes(c, *request).await,
        Change::AcceptCode { request, pass } => requests::accept_code(c, *request, pass).await,
        Change::PutPass(pass) => requests::put_pass(c, pass).await,
        Change::EndPassesOf { contact, keep } => requests::end_passes(c, *contact, *keep).await,
        Change::CreateUpload { file, upload } => files::create_upload(c, file, upload).await,
        Change::AdvanceUpload {
            upload,
            from,
            to,
            seal_state,
            length,
            expires,
        } => {
            let advance = files::Advance {
                upload: *upload,
                from: *from,
                to: *to,
                seal_state,
                length: *length,
                expires: *expires,
            };
            files::advance_upload(c, advance).await
        }
        Change::CompleteUpload {
            upload,
            from,
            version,
        } => files::complete_upload(c, *upload, *from, version, receipt).await,
        Change::RemoveUpload(id) => files::remove_upload(c, *id).await,
        Change::CreateFile(it) => files::create_file(c, it, receipt).await,
        Change::AddVersion(it) => files::add_version(c, it, receipt).await,
        Change::ShowVersion {
            file,
            from,
            number,
            at,
        } => files::show_version(c, *file, (*from, *number), *at).await,
        Change::RenameFile { file, name } => files::rename(c, *file, name).await,
        Change::ClassifyFile { file, class } => files::classify(c, *file, *class).await,
        Change::WeighCaseHold(case) => erasure::weigh_case_hold(c, *case).await,
        Change::WeighQuarantine(file) => files::weigh_quarantine(c, *file).await,
        Change::SetScan { object, outcome } => files::set_scan(c, *object, outcome).await,
        Change::ScanAgain(object) => files::scan_again(c, *object).await,
        Change::EraseFile { file, at, objects } => {
            erasure::erase_file(c, *file, *at, objects).await
        }
        Change::EraseCase {
            case,
            at,
            by,
            key,
            objects,
        } => {
            erasure::require_erasable(c, *case, *at, *by, objects).await?;
            erasure::erase_case(c, *case, *at, *key, objects).await
        }
        Change::FinishErasure { of, at } => erasure::finish(c, *of, *at, receipt).await,
        Change::RaiseAlert(it) => alerts::raise(c, it).await,
        Change::AcknowledgeAlert { alert, assignee } => {
            alerts::acknowledge(c, *alert, *assignee).await
        }
        Change::CloseAlert { alert, verdict, at } => alerts::close(c, *alert, *verdict, *at).await,
        Change::NoteAlert(it) => alerts::note(c, it).await,
        Change::GiveNotice(it) => alerts::give_notice(c, it).await,
        Change::TellOverdue { alert, clock } => alerts::tell_overdue(c, *alert, clock).await,
        Change::WithdrawNotice { alert, clock } => alerts::withdraw_notice(c, *alert, clock).await,
        Change::Contain(it) => alerts::contain(c, it).await,
        Change::EndContainment(it) => alerts::end_containment(c, it).await,
        Change::HandOut(it) => budgets::hand_out(c, it).await,
        Change::RaiseBudget(it) => budgets::raise(c, it).await,
        Change::EndBudgetRaise(of) => budgets::end_raise(c, *of).await,
        Change::PlantCredential(it) => decoys::plant(c, it).await,
        Change::WithdrawCredential(id) => decoys::withdraw(c, *id).await,
        Change::SetSink { from, state } => sinks::keep(c, *from, state).await,
        Change::FinishJob(id) => jobs::finish(c, *id).await,
    }
}
