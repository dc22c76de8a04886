//! Putting files back to what they were: of a case, or what one member did.

use clap::Args;
use coffer_client::api::cases::{RollBack, RolledBack};

use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Args)]
pub(crate) struct Since {
    /// Undo what happened after this time, such as 2026-11-24T09:30:00.000Z
    #[arg(long, value_name = "TIME")]
    since: String,
    /// Why, in at least ten characters
    #[arg(long)]
    reason: String,
    /// Say what would be put back, and put nothing back
    #[arg(long)]
    preview: bool,
}

impl Since {
    pub(crate) fn into_body(self) -> RollBack {
        RollBack {
            since: self.since,
            reason: self.reason,
            preview: self.preview,
        }
    }
}

/// Shows what was put back, or would be.
pub(crate) fn show(ctx: &Ctx, done: &RolledBack, preview: bool) -> anyhow::Result<Exit> {
    let files = done.files.len();
    ctx.out.note(&match (files, preview) {
        (0, _) => "Nothing to put back.".to_owned(),
        (1, true) => "1 file would be put back.".to_owned(),
        (_, true) => format!("{files} files would be put back."),
        (1, false) => "1 file was put back; what came after is kept, set aside.".to_owned(),
        (_, false) => format!("{files} files were put back; what came after is kept, set aside."),
    });
    if done.newer > 0 {
        let newer = done.newer;
        ctx.out.note(&format!(
            "{newer} came into being after that time and stay as they are."
        ));
    }
    if done.refused > 0 {
        let refused = done.refused;
        ctx.out.note(&format!(
            "{refused} lie in cases whose files you may not put back."
        ));
    }
    ctx.show(done, |out, done| {
        let head = ["file", "case", "version", "shown now", "name"];
        let rows = done.files.iter().map(|file| {
            let name = if file.renamed { "as before" } else { "" };
            vec![
                file.file.clone(),
                file.case.clone(),
                file.from.to_string(),
                file.to.to_string(),
                name.to_owned(),
            ]
        });
        out.table(&head, &rows.collect::<Vec<_>>())
    })
}
