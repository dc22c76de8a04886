//! Telling how far a file is: a bar for people, one JSON object a line for programs.

use std::io::IsTerminal as _;

use coffer_client::text::shown;
use coffer_client::{LocalFile, Progress, State};
use indicatif::ProgressBar;
use serde_json::json;

use crate::context::Ctx;
use crate::output::Out;
use crate::progress;
use crate::units::size;

/// One file's progress.
pub(crate) struct View {
    name: String,
    out: Out,
    json: bool,
    bar: ProgressBar,
    /// Whether waits are told as lines, there being no bar to show them.
    lines: bool,
}

impl View {
    pub(crate) fn new(ctx: &Ctx, file: &LocalFile) -> Self {
        Self {
            name: file.name.clone(),
            out: ctx.out,
            json: ctx.json,
            bar: progress::bar(ctx, &file.name, Some(file.bytes)),
            lines: !std::io::stderr().is_terminal(),
        }
    }

    pub(crate) fn tell(&self, progress: &Progress) {
        if self.json {
            // A reader that has gone is noticed when the result is written.
            let _ = self.out.json(&self.event(progress));
            return;
        }
        self.bar.set_position(progress.sent);
        match &progress.state {
            State::Checking => self.bar.set_message("checking what was sent before"),
            State::Sending | State::Done => self.bar.set_message(""),
            State::Waiting { seconds, reason } => {
                let message = format!("trying again in {seconds} s: {}", shown(reason));
                self.line(&message);
                self.bar.set_message(message);
            }
            State::Resumed { offset } => {
                self.line(&format!("going on at {}", size(*offset)));
                self.bar.set_position(*offset);
                self.bar.reset_eta();
            }
        }
    }

    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn line(&self, text: &str) {
        if self.lines {
            self.out.note(&format!("{}: {text}", shown(&self.name)));
        }
    }

    fn event(&self, progress: &Progress) -> serde_json::Value {
        let mut event = json!({
            "event": "progress",
            "name": self.name,
            "bytes_sent_durably": progress.durable,
            "bytes_sent": progress.sent,
            "total": progress.total,
        });
        let (state, more) = match &progress.state {
            State::Checking => ("checking", None),
            State::Sending => ("sending", None),
            State::Waiting { seconds, reason } => (
                "waiting",
                Some(json!({ "seconds": seconds, "reason": reason })),
            ),
            State::Resumed { offset } => ("resumed", Some(json!({ "offset": offset }))),
            State::Done => ("done", None),
        };
        if let Some(members) = event.as_object_mut() {
            members.insert("state".to_owned(), state.into());
            if let Some(serde_json::Value::Object(more)) = more {
                members.extend(more);
            }
        }
        event
    }
}
