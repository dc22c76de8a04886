//! What is in a file: its members and findings; never a value.

use coffer_domain::authz::act;
use coffer_domain::commit::Commit;
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::FileId;
use coffer_domain::time::Timestamp;
use coffer_scan::ScanReport;

use super::inside::Inside;
use crate::app::App;
use crate::error::AppError;
use crate::limits::FINDINGS_PAGE;

/// One member of a file; the first is the file itself.
pub struct MemberView {
    /// Its number.
    pub member: u32,
    /// Path from the file inwards, escaped for showing.
    pub path: Vec<String>,
    /// What it is.
    pub kind: &'static str,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its lines.
    pub lines: u64,
    /// How far its check got.
    pub state: &'static str,
    /// How many findings it has.
    pub findings: u64,
}

/// One finding.
pub struct FindingView {
    /// Its number within the file.
    pub number: u64,
    /// The member it is in.
    pub member: u32,
    /// Its type.
    pub kind: String,
    /// The rule that found it.
    pub rule: String,
    /// How sure it is.
    pub confidence: &'static str,
    /// First byte in the member.
    pub start: u64,
    /// The byte after the last.
    pub end: u64,
    /// Line, from 1.
    pub line: u64,
    /// Byte column, from 1.
    pub column: u64,
    /// What the working copy shows instead.
    pub pseudonym: String,
    /// Why it was found.
    pub why: Vec<String>,
    /// What its type falls under.
    pub labels: Vec<String>,
    /// When the secret ends by itself, where it says so.
    pub expires: Option<Timestamp>,
}

/// Which findings to list.
#[derive(Default)]
pub struct FindingFilter {
    /// Only in this member.
    pub member: Option<u32>,
    /// Only of this type.
    pub kind: Option<String>,
    /// Only from this number on.
    pub from: u64,
}

/// A page of findings.
pub struct FindingsPage {
    /// The findings, in file order.
    pub findings: Vec<FindingView>,
    /// The number to go on from.
    pub next: Option<u64>,
}

impl App {
    async fn look_inside(
        &self,
        ctx: &RequestCtx,
        id: FileId,
        what: &'static str,
    ) -> Result<Inside, AppError> {
        let (inside, _proof) = self.inside::<act::FileView>(ctx, id).await?;
        let event = Event::new(EventKind::FileViewed)
            .case(inside.case.id)
            .object(id)
            .with("what", what);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(inside)
    }

    /// The members of a file.
    ///
    /// # Errors
    /// Unknown, refused, not checked yet, or store or key provider do not work.
    pub async fn tree(&self, ctx: &RequestCtx, id: FileId) -> Result<Vec<MemberView>, AppError> {
        let inside = self.look_inside(ctx, id, "tree").await?;
        let report = &inside.report;
        let views = (0_u32..)
            .zip(&report.members)
            .map(|(member, found)| MemberView {
                member,
                path: report
                    .path(member)
                    .steps()
                    .iter()
                    .map(|step| coffer_scan::display_name(&step.name))
                    .collect(),
                kind: found.kind.text(),
                bytes: found.size,
                lines: found.lines,
                state: found.state.word(),
                findings: report.findings_of(member).len() as u64,
            });
        Ok(views.collect())
    }

    /// The findings of a file, a page at a time.
    ///
    /// # Errors
    /// Unknown, refused, not checked yet, or store or key provider do not work.
    pub async fn findings(
        &self,
        ctx: &RequestCtx,
        id: FileId,
        filter: &FindingFilter,
    ) -> Result<FindingsPage, AppError> {
        let inside = self.look_inside(ctx, id, "findings").await?;
        let report = &inside.report;
        let mut fitting = (0_u64..)
            .zip(&report.findings)
            .filter(|(number, finding)| {
                *number >= filter.from
                    && filter.member.is_none_or(|member| finding.member == member)
                    && filter
                        .kind
                        .as_deref()
                        .is_none_or(|kind| report.type_name(finding) == kind)
            })
            .map(|(number, finding)| view(report, number, finding));
        let findings: Vec<FindingView> = fitting.by_ref().take(FINDINGS_PAGE).collect();
        let next = fitting.next().map(|finding| finding.number);
        Ok(FindingsPage { findings, next })
    }
}

fn view(report: &ScanReport, number: u64, finding: &coffer_scan::Finding) -> FindingView {
    FindingView {
        number,
        member: finding.member,
        kind: report.type_name(finding).to_owned(),
        rule: report.rule_id(finding).to_owned(),
        confidence: finding.confidence.word(),
        start: finding.start,
        end: finding.end,
        line: finding.line,
        column: finding.column,
        pseudonym: report.pseudonym(finding),
        why: report.why(finding).map(str::to_owned).collect(),
        labels: labels(report, finding.ty),
        expires: finding.expires.map(at_second),
    }
}

fn labels(report: &ScanReport, ty: u16) -> Vec<String> {
    let found = report.types.get(usize::from(ty));
    let labels = found.map(|ty| ty.labels).unwrap_or_default();
    labels.iter().map(|label| label.word().to_owned()).collect()
}

fn at_second(seconds: i64) -> Timestamp {
    Timestamp(seconds.saturating_mul(1_000))
}
