//! Completions as a CSV file (RFC 4180): what a learning system exports.

use super::Completion;
use crate::error::AppError;

/// The completions in `text`: its first line names the columns `member`, `lane` and `passed`, in any order and among others.
pub(super) fn completions(text: &str) -> Result<Vec<Completion>, AppError> {
    let mut rows = records(text.trim_start_matches('\u{feff}'))
        .ok_or(NOT_CSV)?
        .into_iter();
    let heading = rows.next().ok_or(NO_HEADING)?;
    let column = |name: &str| {
        let named = |cell: &String| cell.trim().eq_ignore_ascii_case(name);
        heading.iter().position(named).ok_or(NO_HEADING)
    };
    let (member, lane, passed) = (column("member")?, column("lane")?, column("passed")?);
    rows.filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
        .map(|row| {
            let cell = |at: usize| row.get(at).map(|cell| cell.trim().to_owned());
            match (cell(member), cell(lane), cell(passed)) {
                (Some(member), Some(lane), Some(passed)) => Ok(Completion {
                    member,
                    lane,
                    passed,
                }),
                _ => Err(NOT_CSV),
            }
        })
        .collect()
}

const NOT_CSV: AppError = AppError::Value {
    field: "csv",
    problem: "must be a CSV file whose lines have the columns of its heading",
};
const NO_HEADING: AppError = AppError::Value {
    field: "csv",
    problem: "must begin with a heading that names member, lane and passed",
};

/// Lines of cells; `None` if a quote is never closed.
fn records(text: &str) -> Option<Vec<Vec<String>>> {
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\r' if !quoted && letters.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            other => cell.push(other),
        }
    }
    if quoted {
        return None;
    }
    if !cell.is_empty() || !record.is_empty() {
        record.push(cell);
        records.push(record);
    }
    Some(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(String, String, String)>> {
        let completions = completions(text).ok()?;
        let tuples = completions
            .into_iter()
            .map(|one| (one.member, one.lane, one.passed));
        Some(tuples.collect())
    }

    fn row(member: &str, lane: &str, passed: &str) -> (String, String, String) {
        (member.to_owned(), lane.to_owned(), passed.to_owned())
    }

    #[test]
    fn columns_are_found_by_name_and_quotes_are_taken_off() {
        let text = "\u{feff}Passed,\"Course, name\",Member,lane\r\n2026-11-02,\"PCI \"\"basics\"\"\",\"ada@x.example\",pci\r\n\r\n2026-11-03,x,max@x.example,phi";
        assert_eq!(
            read(text),
            Some(vec![
                row("ada@x.example", "pci", "2026-11-02"),
                row("max@x.example", "phi", "2026-11-03")
            ])
        );
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        for bad in [
            "",
            "member,lane\nada,pci",
            "member,lane,passed\nada,pci",
            "member,lane,passed\n\"ada,pci,2026-11-02",
        ] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
        assert_eq!(read("member,lane,passed\n"), Some(Vec::new()));
    }
}
