//! Files stay small enough to be read in one go.

use std::path::Path;

use crate::tidy::Findings;

/// More lines than this break the build.
const LINES_MAX: usize = 800;
/// More lines than this are worth a look.
const LINES_AIM: usize = 400;

pub(crate) fn check(path: &Path, text: &str, findings: &mut Findings) {
    // Nobody reads generated files from top to bottom; their generator marks them.
    if text.lines().take(3).any(|line| line.contains("@generated")) {
        return;
    }
    let lines = text.lines().count();
    let said = format!("{} has {lines} lines", path.display());
    if lines > LINES_MAX {
        findings.problems.push(format!(
            "{said}; {LINES_MAX} is the limit, split it by idea"
        ));
    } else if lines > LINES_AIM {
        findings.notes.push(said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_noted_then_refused() {
        let found = |lines: usize| {
            let mut findings = Findings::default();
            check(Path::new("a.rs"), &"x\n".repeat(lines), &mut findings);
            (findings.notes.len(), findings.problems.len())
        };
        assert_eq!(found(LINES_AIM), (0, 0));
        assert_eq!(found(LINES_AIM + 1), (1, 0));
        assert_eq!(found(LINES_MAX), (1, 0));
        assert_eq!(found(LINES_MAX + 1), (0, 1));
    }
}
