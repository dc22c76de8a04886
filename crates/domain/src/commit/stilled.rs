//! Which changes wait while the server is read-only.

use super::Change;

impl Change {
    /// Whether it brings in or erases content, or gives somebody rights, so that it is not made while the server is read-only,
    /// whoever decided it and when. What the wall `W19-read-only` refuses need not be here as well: this is for what runs beside
    /// the policies, and for what was permitted a moment before.
    ///
    /// Not among them: what takes access away, what is needed to sign in, and putting files back.
    #[must_use]
    pub const fn is_stilled(&self) -> bool {
        matches!(
            self,
            Change::CreateMember(_)
                | Change::SetMemberRoles { .. }
                | Change::MoveMember { .. }
                | Change::SetClearance { .. }
                | Change::PutTraining { .. }
                | Change::AddPasskey(_)
                | Change::AddCaseMember { .. }
                | Change::ReopenCase(_)
                | Change::SetCaseLockbox { .. }
                | Change::SetCustomerLockbox { .. }
                | Change::AnswerAccess { grant: Some(_), .. }
                | Change::SetMemberProfile { .. }
                | Change::PutGroup { .. }
                | Change::CreateServiceAccount(_)
                | Change::CreateServiceToken(_)
                | Change::CreateApiToken(_)
                | Change::CreateGrant(_)
                | Change::ActivatePolicyVersion { .. }
                | Change::CreateRequest(_)
                | Change::CreateDelivery(_)
                | Change::AddMessage(_)
                | Change::EraseMessage { .. }
                | Change::CreateUpload { .. }
                | Change::CompleteUpload { .. }
                | Change::RemoveUpload(_)
                | Change::CreateFile(_)
                | Change::AddVersion(_)
                | Change::EraseFile { .. }
                | Change::EraseCase { .. }
        )
    }
}
