//! Which changes may take access away from somebody.

use super::Change;

impl Change {
    /// Whether it may take access away from somebody, so that what they read right now must be decided anew. A new change
    /// has to say so here.
    #[must_use]
    #[expect(
        clippy::too_many_lines,
        reason = "every change is named, so that a new one has to say so"
    )]
    pub const fn may_end_access(&self) -> bool {
        match self {
            Change::RemoveCaseMember { .. }
            | Change::SetMemberState { .. }
            | Change::MoveMember { .. }
            | Change::SetMemberRoles { .. }
            | Change::EndSession(_)
            | Change::EndSessionsOf { .. }
            | Change::EndFederatedSessions(_)
            | Change::EndApiToken(_)
            | Change::EndApiTokensOf { .. }
            | Change::EndCaseWork(_)
            | Change::CloseCase { .. }
            | Change::SetCaseLanes { .. }
            | Change::SetCaseLockbox { .. }
            | Change::SetCustomerLockbox { .. }
            | Change::SetClearance { .. }
            | Change::WeighRisk(_)
            | Change::PutCourse(_)
            | Change::PutTraining { .. }
            | Change::AnswerAccess { .. }
            | Change::CreateGrant(_)
            | Change::EndGrant { .. }
            | Change::EndGrantsOf { .. }
            | Change::EndAllAccess { .. }
            | Change::EndPassesOf { .. }
            | Change::ActivatePolicyVersion { .. }
            | Change::ClassifyFile { .. }
            | Change::WeighQuarantine(_)
            | Change::Contain(_)
            | Change::SetScan { .. }
            | Change::ScanAgain(_)
            | Change::WithdrawRequest { .. }
            | Change::EraseFile { .. }
            | Change::EraseCase { .. } => true,
            Change::CreateOrganisation(_)
            | Change::CreateDepartment(_)
            | Change::CreateMember(_)
            | Change::CreateEnrolment(_)
            | Change::StartEnrolment { .. }
            | Change::CompleteEnrolment { .. }
            | Change::UseTotpStep { .. }
            | Change::CountWrongGuess(_)
            | Change::SetPassword { .. }
            | Change::AddPasskey(_)
            | Change::RenamePasskey { .. }
            | Change::UsePasskey { .. }
            | Change::RemovePasskey(_)
            | Change::SaveView(_)
            | Change::RemoveView(_)
            | Change::PutRecoveryCodes { .. }
            | Change::UseRecoveryCode { .. }
            | Change::UseTicket { .. }
            | Change::PutFreeze(_)
            | Change::UseFreeze(_)
            | Change::CreateSession(_)
            | Change::StepUpSession(_)
            | Change::CreateApiToken(_)
            | Change::CreateCustomer(_)
            | Change::CreateContact(_)
            | Change::CreateCase(_)
            | Change::AddCaseMember { .. }
            | Change::ReopenCase(_)
            | Change::SetLegalHold { .. }
            | Change::WeighCaseHold(_)
            | Change::PutRetentionRule(_)
            | Change::EndRetentionRule { .. }
            | Change::ListDue { .. }
            | Change::EndCourse(_)
            | Change::NoteMaker { .. }
            | Change::CreateAccessRequest(_)
            | Change::EndAccessRequest { .. }
            | Change::ReviewGrant { .. }
            | Change::CreatePolicyVersion(_)
            | Change::DecidePolicyVersion { .. }
            | Change::CreateRequest(_)
            | Change::AskFor { .. }
            | Change::AnswerItem { .. }
            | Change::SaveTemplate(_)
            | Change::RemoveTemplate(_)
            | Change::AddMessage(_)
            | Change::EraseMessage { .. }
            | Change::MarkMessagesRead { .. }
            | Change::CreateDelivery(_)
            | Change::TakeDelivery(_)
            | Change::ReserveOnRequest { .. }
            | Change::ReleaseOnRequest { .. }
            | Change::PutEmailCode(_)
            | Change::CountCodeFailure(_)
            | Change::ForgiveCodes(_)
            | Change::AcceptCode { .. }
            | Change::PutPass(_)
            | Change::CreateUpload { .. }
            | Change::AdvanceUpload { .. }
            | Change::CompleteUpload { .. }
            | Change::RemoveUpload(_)
            | Change::CreateFile(_)
            | Change::AddVersion(_)
            | Change::ShowVersion { .. }
            | Change::RenameFile { .. }
            | Change::FinishErasure { .. }
            | Change::RaiseAlert(_)
            | Change::AcknowledgeAlert { .. }
            | Change::CloseAlert { .. }
            | Change::NoteAlert(_)
            | Change::GiveNotice(_)
            | Change::WithdrawNotice { .. }
            | Change::TellOverdue { .. }
            | Change::EndContainment(_)
            | Change::HandOut(_)
            | Change::RaiseBudget(_)
            | Change::EndBudgetRaise(_)
            | Change::PlantCredential(_)
            | Change::WithdrawCredential(_)
            | Change::SetMemberProfile { .. }
            | Change::PutPerson { .. }
            | Change::RemovePerson(_)
            | Change::PutGroup { .. }
            | Change::RemoveGroup { .. }
            | Change::LinkIdentity(_)
            | Change::NoteFederatedSession { .. }
            | Change::CreateServiceAccount(_)
            | Change::EndServiceAccount { .. }
            | Change::CreateServiceToken(_)
            | Change::SetSink { .. }
            | Change::FinishJob(_) => false,
        }
    }
}
