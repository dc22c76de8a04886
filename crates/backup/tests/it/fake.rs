//! A bucket as strict as a real one is where it counts: versions, markers, COMPLIANCE locks. It fails where a test says.

use std::io;
use std::sync::Mutex;

use coffer_domain::ports::{
    BlobReader, Bucket, BucketError, BucketState, BucketVersion, Put, PutWhere,
};
use coffer_domain::time::{Span, Timestamp};

use crate::play::START;

#[derive(Clone)]
struct Version {
    version: BucketVersion,
    content: Vec<u8>,
    locked_until: Option<Timestamp>,
    is_marker: bool,
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failing {
    NotApplied,
    /// It was done, and the answer is lost.
    Applied,
}

struct Inside {
    /// Oldest first.
    versions: Vec<Version>,
    now: Timestamp,
    state: BucketState,
    tells_checksums: bool,
    calls: u32,
    fails: Option<(u32, Failing)>,
    next_id: u32,
}

pub(crate) struct FakeBucket(Mutex<Inside>);

fn denied(what: &'static str) -> BucketError {
    let said = "403 AccessDenied".to_owned();
    BucketError::Denied { what, said }
}

fn busy() -> BucketError {
    let said = "503 SlowDown".to_owned();
    BucketError::Busy {
        what: "do it",
        tries: 6,
        said,
    }
}

impl FakeBucket {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Inside {
            versions: Vec::new(),
            now: START,
            state: BucketState {
                versioned: true,
                lockable: true,
            },
            tells_checksums: true,
            calls: 0,
            fails: None,
            next_id: 0,
        }))
    }

    pub(crate) fn with_state(versioned: bool, lockable: bool) -> Self {
        let bucket = Self::new();
        bucket.0.lock().unwrap().state = BucketState {
            versioned,
            lockable,
        };
        bucket
    }

    pub(crate) fn tell_no_checksums(&self) {
        self.0.lock().unwrap().tells_checksums = false;
    }

    pub(crate) fn pass(&self, span: Span) {
        let mut inside = self.0.lock().unwrap();
        inside.now = inside.now.plus(span);
    }

    /// The `number`-th call from now fails.
    pub(crate) fn fail(&self, number: u32, how: Failing) {
        let mut inside = self.0.lock().unwrap();
        inside.calls = 0;
        inside.fails = Some((number, how));
    }

    /// Whether the call that was to fail was made.
    pub(crate) fn has_failed(&self) -> bool {
        self.0.lock().unwrap().fails.is_none()
    }

    pub(crate) fn all(&self) -> Vec<BucketVersion> {
        let inside = self.0.lock().unwrap();
        let all = inside.versions.iter().filter(|it| !it.is_marker);
        all.map(|it| it.version.clone()).collect()
    }

    pub(crate) fn lock_of(&self, key: &str) -> Option<Timestamp> {
        let inside = self.0.lock().unwrap();
        let oldest = inside.versions.iter().find(|it| it.version.key == key);
        oldest.unwrap().locked_until
    }

    /// What whoever has the credential can do beside the port: a marker, as `DELETE` without a version makes it.
    pub(crate) fn mark_deleted(&self, key: &str) {
        self.0.lock().unwrap().add(key, &[], None, true);
    }

    pub(crate) fn overwrite(&self, key: &str, content: &[u8]) {
        self.0.lock().unwrap().add(key, content, None, false);
    }

    pub(crate) fn delete_version(&self, version: &BucketVersion) -> Result<(), BucketError> {
        let mut inside = self.0.lock().unwrap();
        let now = inside.now;
        let place = inside.place(version)?;
        let until = inside.versions.get(place).unwrap().locked_until;
        if until.is_some_and(|until| until > now) {
            return Err(denied("delete a version"));
        }
        inside.versions.remove(place);
        Ok(())
    }

    /// Runs a call, or has it fail.
    fn call<R>(
        &self,
        work: impl FnOnce(&mut Inside) -> Result<R, BucketError>,
    ) -> Result<R, BucketError> {
        let mut inside = self.0.lock().unwrap();
        inside.calls += 1;
        let calls = inside.calls;
        let failing = inside.fails.take_if(|(number, _)| *number == calls);
        match failing {
            Some((_, Failing::NotApplied)) => Err(busy()),
            Some((_, Failing::Applied)) => {
                drop(work(&mut inside));
                Err(busy())
            }
            None => work(&mut inside),
        }
    }
}

impl Inside {
    fn place(&self, version: &BucketVersion) -> Result<usize, BucketError> {
        let mut versions = self.versions.iter();
        let found = versions.position(|it| it.version.id == version.id);
        found.ok_or(BucketError::Gone {
            what: "find a version",
            said: "404".to_owned(),
        })
    }

    fn add(&mut self, key: &str, content: &[u8], until: Option<Timestamp>, is_marker: bool) {
        self.next_id += 1;
        self.versions.push(Version {
            version: BucketVersion {
                key: key.to_owned(),
                id: format!("v{}", self.next_id),
                bytes: content.len() as u64,
                stored: self.now,
            },
            content: content.to_owned(),
            locked_until: until,
            is_marker,
        });
    }

    fn is_free(&self, key: &str) -> bool {
        let mut newest_first = self.versions.iter().rev();
        let newest = newest_first.find(|it| it.version.key == key);
        newest.is_none_or(|newest| newest.is_marker)
    }
}

fn all_of(content: &dyn BlobReader) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(content.length()).unwrap()];
    content.read_exact_at(&mut bytes, 0).unwrap();
    bytes
}

impl Bucket for FakeBucket {
    fn state(&self) -> Result<BucketState, BucketError> {
        self.call(|inside| Ok(inside.state))
    }

    fn versions(
        &self,
        prefix: &str,
        each: &mut dyn FnMut(BucketVersion),
    ) -> Result<(), BucketError> {
        let mut found = self.call(|inside| {
            let found = inside.versions.iter().rev();
            let found = found.filter(|it| !it.is_marker && it.version.key.starts_with(prefix));
            Ok(found.map(|it| it.version.clone()).collect::<Vec<_>>())
        })?;
        // Keys in order; of each the newest first, as they are already.
        found.sort_by(|a, b| a.key.cmp(&b.key));
        found.into_iter().for_each(each);
        Ok(())
    }

    fn put(
        &self,
        key: &str,
        content: &dyn BlobReader,
        locked_until: Option<Timestamp>,
        place: PutWhere,
    ) -> Result<Put, BucketError> {
        let content = all_of(content);
        self.call(|inside| {
            if locked_until.is_some_and(|until| !inside.state.lockable || until <= inside.now) {
                return Err(denied("put a locked file"));
            }
            if place == PutWhere::Free && !inside.is_free(key) {
                return Ok(Put::Occupied);
            }
            inside.add(key, &content, locked_until, false);
            Ok(Put::Stored)
        })
    }

    fn read(&self, version: &BucketVersion, out: &mut dyn io::Write) -> Result<(), BucketError> {
        let content = self.call(|inside| {
            let place = inside.place(version)?;
            Ok(inside.versions.get(place).unwrap().content.clone())
        })?;
        out.write_all(&content).map_err(BucketError::Local)
    }

    fn same(
        &self,
        version: &BucketVersion,
        content: &dyn BlobReader,
    ) -> Result<Option<bool>, BucketError> {
        self.call(|inside| {
            let place = inside.place(version)?;
            let same = inside.versions.get(place).unwrap().content == all_of(content);
            Ok(inside.tells_checksums.then_some(same))
        })
    }

    fn locked_until(&self, version: &BucketVersion) -> Result<Option<Timestamp>, BucketError> {
        self.call(|inside| {
            let place = inside.place(version)?;
            Ok(inside.versions.get(place).unwrap().locked_until)
        })
    }

    fn lock(&self, version: &BucketVersion, until: Timestamp) -> Result<(), BucketError> {
        self.call(|inside| {
            let (now, place) = (inside.now, inside.place(version)?);
            let it = inside.versions.get_mut(place).unwrap();
            let holds = it.locked_until.filter(|holds| *holds > now);
            if until <= now || holds.is_some_and(|holds| until < holds) {
                return Err(denied("make a lock shorter"));
            }
            it.locked_until = Some(until);
            Ok(())
        })
    }
}
