//! Reading one member of a file: which may be shown, and a reader that stands where one wants.

use std::io::{self, Read, Seek, SeekFrom};

use coffer_domain::ports::BlobReader;
use coffer_envelope::{ReadAt, SealedReader};
use coffer_scan::working::Plan;
use coffer_scan::{
    Confidence, Kind, Limits, MemberReport, OpenError, ScanReport, Splices, State, WorkingReader,
};

use super::inside::Inside;
use crate::error::AppError;

/// A stored object behind the reading trait of the envelope.
pub(crate) struct Blob(pub(crate) Box<dyn BlobReader>);

impl ReadAt for Blob {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        self.0.read_exact_at(buffer, offset)
    }
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.length())
    }
}

/// A working copy, masked as it is read.
pub(super) type Masked = WorkingReader<Box<dyn Read + Send>>;

/// Whether a member has a working copy: only what the scanner has read in the clear may be shown, and only
/// where every finding is known.
pub(super) fn may_show(member: &MemberReport) -> Result<(), &'static str> {
    match member.kind {
        Kind::Empty | Kind::Text | Kind::Binary => {}
        kind if kind.is_container() => return Err("is an archive; look at its members"),
        Kind::Directory | Kind::Link | Kind::Special => return Err("has no content"),
        Kind::Ciphertext => return Err("is encrypted"),
        _ => {
            return Err(
                "is of a kind whose content cannot be checked yet, so its working copy is withheld",
            );
        }
    }
    if member.state == State::Infected {
        return Err("is infected");
    }
    // Of a member that broke off, what was read was checked; its working copy ends there.
    if member.has_working_copy() {
        Ok(())
    } else {
        Err("holds parts that could not be checked, so its working copy is withheld")
    }
}

/// A member that may be shown, with what is masked in it.
pub(super) fn shown(
    report: &ScanReport,
    member: u32,
) -> Result<(&MemberReport, Splices), AppError> {
    let found = report.member(member).ok_or(AppError::NotFound("member"))?;
    may_show(found).map_err(AppError::NotShowable)?;
    Ok((found, Splices::new(report, member, Confidence::Possible)))
}

impl Inside {
    /// The original bytes of a member from `from` on.
    pub(super) fn original_from(
        &self,
        member: u32,
        from: u64,
    ) -> Result<Box<dyn Read + Send>, AppError> {
        let mut file = self.sealed_reader()?;
        let path = self.report.path(member);
        if path.is_root() {
            file.seek(SeekFrom::Start(from))?;
            return Ok(Box::new(file));
        }
        let mut reader = coffer_scan::open_member(Box::new(file), &path, &Limits::default())
            .map_err(open_error)?;
        let skipped = io::copy(&mut reader.by_ref().take(from), &mut io::sink())?;
        if skipped < from {
            return Err(AppError::Integrity);
        }
        Ok(reader)
    }

    /// The working copy of a member, as planned.
    pub(super) fn working(
        &self,
        member: u32,
        splices: Splices,
        plan: &Plan,
    ) -> Result<Masked, AppError> {
        let original = self.original_from(member, plan.from)?;
        Ok(WorkingReader::with_plan(original, splices, plan))
    }

    pub(super) fn sealed_reader(&self) -> Result<SealedReader<Blob>, AppError> {
        let object = coffer_domain::id::ObjectId(self.binding.object);
        Ok(SealedReader::open(
            &self.dek,
            &self.binding,
            Blob(self.blobs.open(object)?),
        )?)
    }
}

fn open_error(error: OpenError) -> AppError {
    match error {
        OpenError::NotFound => AppError::NotFound("member"),
        OpenError::Unreadable => AppError::NotShowable("cannot be opened"),
        OpenError::Read(error) => error.into(),
    }
}
