//! What looks like a value and is none: no line may have a finding. Values that documentation uses may be possible, never more.

mod code;
mod logs;

use coffer_scan::Confidence;

use crate::samples::scan_bytes;

/// Lines with findings of at least `least`, each scanned alone and all together.
pub(crate) fn alarms(lines: &[&str], least: Confidence) -> Vec<String> {
    let mut out = Vec::new();
    for line in lines {
        let text = format!("start of log\n{line}\nend of log\n");
        let report = scan_bytes(text.as_bytes());
        for f in report.findings.iter().filter(|f| f.confidence >= least) {
            let (start, end) = (
                usize::try_from(f.start).unwrap(),
                usize::try_from(f.end).unwrap(),
            );
            out.push(format!(
                "{} {} {:?} in {line:?}",
                f.confidence.word(),
                report.type_name(f),
                &text[start..end]
            ));
        }
    }
    out
}

/// Fails with every alarm that is not among the known ones, and with known ones that are none any more.
pub(crate) fn check(lines: &[&str], least: Confidence, not_yet: &[&str]) {
    let alarms = alarms(lines, least);
    let known = |a: &&String| not_yet.iter().any(|n| a.contains(n));
    let new: Vec<_> = alarms.iter().filter(|a| !known(a)).collect();
    let stale: Vec<_> = (not_yet.iter())
        .filter(|n| !alarms.iter().any(|a| a.contains(**n)))
        .collect();
    println!(
        "{} lines, {} known alarms",
        lines.len(),
        alarms.len() - new.len()
    );
    assert!(new.is_empty(), "{new:#?}");
    assert!(stale.is_empty(), "no alarm any more: {stale:#?}");
}
