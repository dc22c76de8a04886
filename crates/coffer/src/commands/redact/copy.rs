//! One input and its copy: scanned, then written again.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use coffer_client::scan::redact::{
    Action, Fate, Job, Outcome, Policy, RevealEntry, Scratch, Spool, rewrite,
};
use coffer_client::scan::{CaseKey, Finding, Limits, Reason, RuleSet, ScanReport, scan};
use indicatif::ProgressBar;
use tempfile::{NamedTempFile, SpooledTempFile};

use super::Target;
use crate::commands::reveal_map::Map;
use crate::commands::scan::Input;
use crate::failure::Failure;
use crate::watched::Watched;

/// Files are read and written in blocks of this size.
const BLOCK_BYTES: usize = 1 << 20;
/// What is put aside stays in memory up to this size; beyond it, in a file without a name.
const SPOOL_BYTES: usize = 8 << 20;

/// What every copy is made with.
pub(super) struct Means<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) policy: &'a Policy,
    pub(super) key: &'a CaseKey,
    /// Where values are gathered.
    pub(super) map: Option<&'a RefCell<Map>>,
}

/// An input that was copied.
pub(super) struct Copied {
    /// As people are shown it.
    pub(super) shown: String,
    /// As programs are told it.
    pub(super) text: String,
    /// Where the copy is; nothing if it went to standard output.
    pub(super) output: Option<PathBuf>,
    pub(super) report: ScanReport,
    pub(super) outcome: Outcome,
}

impl Copied {
    /// The findings that were replaced.
    pub(super) fn replaced<'a>(&'a self, policy: &'a Policy) -> impl Iterator<Item = &'a Finding> {
        self.report.findings.iter().filter(move |finding| {
            let rule = self
                .report
                .types
                .get(usize::from(finding.ty))
                .map(|ty| policy.rule(ty));
            let acted = rule.is_some_and(|rule| {
                rule.action != Action::Keep && finding.confidence >= rule.confidence
            });
            let member = usize::try_from(finding.member).unwrap_or(usize::MAX);
            let fate = self.outcome.members.get(member).map(|member| member.fate);
            acted && !finding.inner && fate == Some(Fate::Written)
        })
    }

    /// Members that are not in the copy, or not as a whole, and why.
    pub(super) fn left_out(&self) -> impl Iterator<Item = (String, Reason)> {
        (0u32..)
            .zip(&self.outcome.members)
            .filter_map(|(at, member)| {
                let reason = match member.fate {
                    Fate::Dropped(reason) => Some(reason),
                    Fate::Written => member.cut,
                    Fate::Within => None,
                };
                let inner = self.report.path(at).display();
                let place = match inner.as_str() {
                    "" => self.shown.clone(),
                    inner => format!("{}!/{inner}", self.shown),
                };
                Some((place, reason?))
            })
    }
}

/// Copies one input to its place in `target`.
pub(super) fn one(
    input: &Input,
    target: &Target,
    means: &Means<'_>,
    bar: &ProgressBar,
) -> anyhow::Result<Copied> {
    let cannot = || format!("cannot redact `{}`", input.shown());
    match input {
        Input::File(file) => {
            let watched = Watched::open(&file.path).with_context(cannot)?;
            let name = file.name.rsplit('/').next().unwrap_or_default();
            let content = (&watched.file, Some(&watched));
            let copied = copied(input, name, content, target, means, bar);
            copied.with_context(cannot)
        }
        Input::Pipe(_) | Input::Stdin => {
            // It is read twice, so it has to be kept meanwhile.
            let mut kept = SpooledTempFile::new(SPOOL_BYTES);
            let read = match input.path() {
                Some(path) => io::copy(&mut File::open(path).with_context(cannot)?, &mut kept),
                None => io::copy(&mut io::stdin().lock(), &mut kept),
            };
            read.with_context(cannot)?;
            kept.rewind().with_context(cannot)?;
            copied(input, "", (&mut kept, None), target, means, bar).with_context(cannot)
        }
    }
}

fn copied<C: Read + Seek>(
    input: &Input,
    name: &str,
    (mut content, watched): (C, Option<&Watched>),
    target: &Target,
    means: &Means<'_>,
    bar: &ProgressBar,
) -> anyhow::Result<Copied> {
    let limits = Limits::default();
    let goes_on = &mut |_| ControlFlow::Continue(());
    let mut reader = BufReader::with_capacity(BLOCK_BYTES, &mut content);
    let report = scan(
        &mut reader,
        name.as_bytes(),
        means.rules,
        means.key,
        &limits,
        goes_on,
    )?;
    content.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::with_capacity(BLOCK_BYTES, &mut content);
    let job = Job {
        name: name.as_bytes(),
        report: &report,
        policy: means.policy,
        rules: means.rules,
        key: means.key,
        limits: &limits,
    };
    let given = target.path_of(input, if name.is_empty() { "stdin" } else { name })?;
    let mut gather = means
        .map
        .map(|map| |entry: &RevealEntry| map.borrow_mut().add(entry));
    let reveal = gather
        .as_mut()
        .map(|gather| gather as &mut dyn FnMut(&RevealEntry));
    let unchanged = || match watched {
        Some(watched) if !watched.is_same() => Err(Failure::local(input.changed())),
        _ => Ok(()),
    };
    let (outcome, output) = match given {
        None => {
            // Nothing is handed on before all of it is known to be right.
            let mut whole = SpooledTempFile::new(SPOOL_BYTES);
            let outcome = rewrite(&mut reader, &mut whole, &job, &mut Aside, reveal)?;
            unchanged()?;
            whole.rewind()?;
            let mut stdout = io::stdout().lock();
            io::copy(&mut whole, &mut stdout)?;
            stdout.flush()?;
            (outcome, None)
        }
        Some(given) => {
            let folder = parent_of(&given);
            fs::create_dir_all(folder)?;
            let file = NamedTempFile::new_in(folder)?;
            let mut writer = BufWriter::with_capacity(BLOCK_BYTES, file);
            let outcome = rewrite(&mut reader, &mut writer, &job, &mut Aside, reveal)?;
            unchanged()?;
            let file = writer
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            let redacted = String::from_utf8_lossy(&outcome.name).into_owned();
            let path = match redacted.as_str() {
                "" => given,
                redacted => target.path_of(input, redacted)?.unwrap_or(given),
            };
            placed(file, &path, watched)?;
            (outcome, Some(path))
        }
    };
    bar.inc(watched.map_or(0, |watched| watched.before.len()));
    Ok(Copied {
        shown: input.shown(),
        text: input.text(),
        output,
        report,
        outcome,
    })
}

fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Gives the finished copy its name, and the time and permissions of the original.
fn placed(file: NamedTempFile, path: &Path, watched: Option<&Watched>) -> anyhow::Result<()> {
    if let Some(watched) = watched {
        if let Ok(modified) = watched.before.modified() {
            file.as_file().set_modified(modified)?;
        }
        file.as_file()
            .set_permissions(watched.before.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| {
        let taken = error.error.kind() == io::ErrorKind::AlreadyExists;
        let shown = path.display();
        if taken {
            anyhow::Error::from(Failure::local(format!("`{shown}` is there already")))
        } else {
            anyhow::Error::from(error.error).context(format!("cannot write `{shown}`"))
        }
    })?;
    Ok(())
}

/// Places for members whose length is not known yet.
struct Aside;

impl Scratch for Aside {
    fn new_spool(&mut self) -> io::Result<Box<dyn Spool>> {
        Ok(Box::new(SpooledTempFile::new(SPOOL_BYTES)))
    }
}
