//! A process that dies while it writes. The test runs itself a second time as the process to kill.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use coffer_domain::commit::{Change, Commit};
use coffer_store::{SqliteOptions, SqliteStore};
use futures::future::join_all;
use tempfile::TempDir;

use super::open;
use crate::fixture::{Store, customer, entry};

/// In the child: the database to write to.
const DATABASE: &str = "COFFER_TEST_CRASH_DATABASE";
/// What an acknowledged number is printed behind; the test harness prints too.
const MARK: &str = "acknowledged ";
/// Acknowledgements to wait for before the kill.
const ENOUGH: usize = 300;

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    if let Some(path) = std::env::var_os(DATABASE) {
        return write_until_killed(PathBuf::from(path)).await;
    }
    let folder = TempDir::new().unwrap();
    for _ in 0..3 {
        let acknowledged = write_and_kill(&folder);
        assert!(acknowledged.len() >= ENOUGH);
        let store = open(&folder, SqliteOptions::default()).await;
        let waiting = store.unsequenced(u32::MAX).await.unwrap();
        let kept: BTreeSet<i64> = waiting.iter().map(|row| row.outbox).collect();
        let lost: Vec<_> = acknowledged.difference(&kept).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        // Every commit is whole: an entry for each customer.
        assert_eq!(kept.len(), store.customers().await.unwrap().len());
    }
}

/// Starts a child that writes to the folder's database and kills it in the middle.
fn write_and_kill(folder: &TempDir) -> BTreeSet<i64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture"])
        .arg("sqlite::crash::what_was_acknowledged_survives_a_kill")
        .env(DATABASE, folder.path().join("meta.db"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    read_and_kill(&mut child, output)
}

fn read_and_kill(child: &mut Child, output: ChildStdout) -> BTreeSet<i64> {
    let mut acknowledged = BTreeSet::new();
    for line in BufReader::new(output).lines() {
        let line = line.unwrap();
        // The last line may be cut off by the kill; a number that was cut would be another number.
        let Some(number) = line.strip_prefix(MARK).and_then(|it| it.strip_suffix('.')) else {
            continue;
        };
        acknowledged.insert(number.parse().unwrap());
        if acknowledged.len() == ENOUGH {
            // `kill` sends SIGKILL; what is already in the pipe is still read.
            child.kill().unwrap();
        }
    }
    let status = child.wait().unwrap();
    assert!(!status.success());
    acknowledged
}

async fn write_until_killed(path: PathBuf) {
    let store: Store = Arc::new(
        SqliteStore::open(&path, SqliteOptions::default())
            .await
            .unwrap(),
    );
    // Names of an earlier child are taken; ids are numbers of one byte in the fixture, too few here.
    let process = std::process::id();
    join_all((0..8_u64).map(|writer| {
        let store = Arc::clone(&store);
        async move {
            for round in 0_u64.. {
                let name = format!("{process} {writer} {round}");
                let mut fresh = customer(0, &name);
                fresh.id.0[..4].copy_from_slice(&process.to_be_bytes());
                fresh.id.0[4..8].copy_from_slice(&(writer as u32).to_be_bytes());
                fresh.id.0[8..].copy_from_slice(&round.to_be_bytes());
                let commit = Commit::record(entry("{}")).change(Change::CreateCustomer(fresh));
                let committed = store.commit(commit).await.unwrap();
                let mut out = std::io::stdout().lock();
                for number in committed.outbox {
                    writeln!(out, "{MARK}{number}.").unwrap();
                }
                out.flush().unwrap();
            }
        }
    }))
    .await;
}
