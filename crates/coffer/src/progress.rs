//! A progress bar on standard error, when a person looks at it.

use std::io::IsTerminal as _;

use coffer_client::text::shown;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::context::Ctx;

const TEMPLATE: &str =
    "{prefix}  {bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left  {msg}";
const UNKNOWN_TEMPLATE: &str = "{prefix}  {bytes}  {bytes_per_sec}  {msg}";

/// A bar for `total` bytes; hidden without a terminal, with `--quiet` and with `--json`.
pub(crate) fn bar(ctx: &Ctx, name: &str, total: Option<u64>) -> ProgressBar {
    let hidden = ctx.quiet || ctx.json || !std::io::stderr().is_terminal();
    let target = if hidden {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(total, target);
    let template = if total.is_some() {
        TEMPLATE
    } else {
        UNKNOWN_TEMPLATE
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(shown(name));
    bar
}
