//! How the demo talks: numbered steps of plain sentences, and how each ended.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use super::figures::wrap;
use crate::say::say;

/// How wide the text is.
const WIDTH: usize = 108;

/// What was told so far.
pub(crate) struct Story {
    colour: bool,
    start: Instant,
    /// One for each step begun: whether all of it held.
    steps: Vec<bool>,
}

impl Story {
    pub(crate) fn new() -> Self {
        let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self {
            colour,
            start: Instant::now(),
            steps: Vec::new(),
        }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Steps that held, of those begun.
    pub(crate) fn held(&self) -> usize {
        self.steps.iter().filter(|held| **held).count()
    }

    /// Begins a step.
    pub(crate) fn step(&mut self, of: usize, title: &str) {
        self.steps.push(true);
        let number = self.steps.len();
        say("");
        say(&self.paint("1", &format!("{number} of {of}  {title}")));
    }

    /// Something that was done or seen.
    pub(crate) fn tell(&self, sentence: &str) {
        self.line("", "", sentence);
    }

    /// Lines shown as they are.
    pub(crate) fn quote(&self, text: &str) {
        for line in text.lines() {
            say(&self.paint("2", format!("         | {line}").trim_end()));
        }
    }

    /// Something that must hold.
    pub(crate) fn expect(&mut self, held: bool, sentence: &str, expected: &str, seen: &str) {
        if held {
            self.line("32", "ok", sentence);
            return;
        }
        self.fail(sentence);
        self.line("", "", &format!("expected: {expected}"));
        self.line("", "", &format!("seen:     {seen}"));
    }

    /// The step did not hold.
    pub(crate) fn fail(&mut self, sentence: &str) {
        if let Some(held) = self.steps.last_mut() {
            *held = false;
        }
        self.line("31;1", "FAILED", sentence);
    }

    /// A heading outside the steps.
    pub(crate) fn heading(&self, text: &str) {
        say("");
        say(&self.paint("1", text));
    }

    fn line(&self, colour: &str, mark: &str, sentence: &str) {
        let mark = self.paint(colour, &format!("{mark:<6}"));
        for (nth, part) in wrap(sentence, WIDTH - 9).iter().enumerate() {
            if nth == 0 {
                say(format!("  {mark} {part}").trim_end());
            } else {
                say(&format!("         {part}"));
            }
        }
    }

    fn paint(&self, colour: &str, text: &str) -> String {
        if self.colour && !colour.is_empty() {
            format!("\u{1b}[{colour}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
