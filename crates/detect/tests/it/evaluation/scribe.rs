//! The desk and its ledger: who there is, what they write into it, and who did what for which attack.

use std::net::{IpAddr, Ipv4Addr};

use coffer_detect::{Observed, Position};
use coffer_domain::event::{Actor, EventKind, Value};
use coffer_domain::id::{CaseId, ContactId, FileId, MemberId, SessionId};
use coffer_domain::time::{Span, Timestamp};
use coffer_testkit::SeededEntropy;

use super::attacks::Attack;
use crate::example::MONDAY;

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

const NEW_YORK: &str = "40.7,-74.0 New York";
/// The end of the organisation's VPN, in New York. It is in `[watch] egress`.
pub(crate) const VPN: Ipv4Addr = Ipv4Addr::new(198, 18, 0, 1);
/// The network of a hotel in New York.
pub(crate) const HOTEL: Ipv4Addr = Ipv4Addr::new(198, 18, 7, 1);

/// One of the staff.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) id: MemberId,
    pub(crate) lead: bool,
    pub(crate) night: bool,
    pub(crate) home: IpAddr,
    pub(crate) client: &'static str,
    /// Cases they work now.
    pub(crate) cases: Vec<usize>,
}

/// A case: its id and the bytes of its files.
pub(crate) struct Case {
    pub(crate) id: CaseId,
    pub(crate) files: Vec<(FileId, u64)>,
}

/// Somebody at a place with a program, signed in or not.
#[derive(Clone)]
pub(crate) struct At {
    pub(crate) person: usize,
    pub(crate) session: SessionId,
    pub(crate) from: IpAddr,
    pub(crate) client: &'static str,
}

/// One entry to be, and the attack it belongs to.
pub(crate) struct Line {
    pub(crate) event: Observed,
    pub(crate) attack: Option<(Attack, usize)>,
}

/// Everything.
pub(crate) struct Desk {
    pub(crate) chance: SeededEntropy,
    pub(crate) staff: Vec<Person>,
    pub(crate) cases: Vec<Case>,
    pub(crate) office: IpAddr,
    pub(crate) lines: Vec<Line>,
    /// What the lines written now belong to.
    pub(crate) playing: Option<(Attack, usize)>,
    names: u64,
}

/// Milliseconds from the first Monday 08:00 to a time of a day.
pub(crate) fn at(day: i64, hour: i64, minute: i64) -> i64 {
    day * DAY + (hour - 8) * HOUR + minute * MINUTE
}

pub(crate) fn is_weekend(day: i64) -> bool {
    day % 7 >= 5
}

impl Desk {
    pub(crate) fn new(seed: u64, staff: usize) -> Self {
        let chance = SeededEntropy::new(seed);
        let clients = [
            "firefox/linux",
            "chrome/windows",
            "edge/windows",
            "safari/macos",
        ];
        let people = (0..staff).map(|n| {
            let number = u8::try_from(n % 250).unwrap();
            Person {
                id: MemberId(name(seed, n as u64)),
                lead: n % 8 == 0,
                night: n % 15 == 7,
                home: [100, 64 + u8::try_from(n / 250).unwrap(), number, 5].into(),
                client: clients[usize::try_from(chance.below(4)).unwrap()],
                cases: Vec::new(),
            }
        });
        let people: Vec<Person> = people.collect();
        Self {
            staff: people,
            cases: Vec::new(),
            office: [203, 0, 113, 10].into(),
            lines: Vec::new(),
            playing: None,
            names: 1_000_000,
            chance,
        }
    }

    pub(crate) fn fresh(&mut self) -> [u8; 16] {
        self.names += 1;
        name(self.chance.next(), self.names)
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(&self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.chance.below((high - low + 1).unsigned_abs())).unwrap()
    }

    /// True so many times in ten thousand.
    pub(crate) fn chance_of(&self, in_ten_thousand: u64) -> bool {
        self.chance.below(10_000) < in_ten_thousand
    }

    pub(crate) fn pick<T: Clone>(&self, from: &[T]) -> Option<T> {
        let at = self.chance.below(from.len() as u64);
        from.get(usize::try_from(at).unwrap()).cloned()
    }

    fn write(&mut self, time: i64, kind: EventKind, actor: Actor) -> &mut Observed {
        self.lines.push(Line {
            event: Observed {
                index: 0,
                at: MONDAY.plus(Span(time)),
                kind,
                actor,
                request: String::new(),
                session: None,
                client: None,
                case: None,
                object: None,
                facts: Default::default(),
                address: None,
                position: None,
            },
            attack: self.playing,
        });
        &mut self.lines.last_mut().unwrap().event
    }

    /// An act of a signed-in member.
    pub(crate) fn act(&mut self, time: i64, who: &At, kind: EventKind) -> &mut Observed {
        let actor = Actor::Member(self.staff[who.person].id);
        let event = self.write(time, kind, actor);
        event.session = Some(who.session.to_string());
        event.client = Some(who.client.to_owned());
        event.address = Some(who.from);
        event
    }

    /// An act on a case's file.
    pub(crate) fn on_file(
        &mut self,
        time: i64,
        who: &At,
        kind: EventKind,
        case: usize,
        file: usize,
    ) {
        let (id, files) = (self.cases[case].id, &self.cases[case].files);
        let (file, bytes) = files[file % files.len()];
        let event = self.act(time, who, kind);
        event.case = Some(id);
        event.object = Some(file.to_string());
        if kind == EventKind::DownloadClosed {
            event.facts.insert("bytes".to_owned(), Value::from(bytes));
        }
    }

    /// A download: opened, and closed a little later.
    pub(crate) fn download(&mut self, time: i64, who: &At, case: usize, file: usize) {
        self.on_file(time, who, EventKind::DownloadOpened, case, file);
        self.on_file(time + 900, who, EventKind::DownloadClosed, case, file);
    }

    /// A refused sign-in.
    pub(crate) fn refused(&mut self, time: i64, person: Option<usize>, from: IpAddr, why: &str) {
        let object = person.map(|person| self.staff[person].id.to_string());
        let event = self.write(time, EventKind::SessionRefused, Actor::Anonymous);
        event.object = object;
        event.address = Some(from);
        event.facts.insert("why".to_owned(), Value::from(why));
    }

    /// A sign-in.
    pub(crate) fn sign_in(
        &mut self,
        time: i64,
        person: usize,
        from: IpAddr,
        client: &'static str,
    ) -> At {
        let session = SessionId(self.fresh());
        let who = At {
            person,
            session,
            from,
            client,
        };
        let event = self.act(time, &who, EventKind::SessionStarted);
        event.session = None;
        event.object = Some(session.to_string());
        event.position = position_of(from);
        who
    }

    /// A case opened by somebody for members.
    pub(crate) fn open_case(&mut self, time: i64, by: &At, members: &[usize]) -> usize {
        let id = CaseId(self.fresh());
        let count = self.between(1, 6);
        let files = (0..count)
            .map(|_| (FileId(self.fresh()), 0))
            .collect::<Vec<_>>();
        let files = files
            .into_iter()
            .map(|(file, _)| (file, 1_000_000 * self.chance.below(200)))
            .collect();
        self.cases.push(Case { id, files });
        let case = self.cases.len() - 1;
        let names = members
            .iter()
            .map(|member| self.staff[*member].id.to_string())
            .collect();
        let event = self.act(time, by, EventKind::CaseCreated);
        event.case = Some(id);
        event.facts.insert("members".to_owned(), Value::List(names));
        for member in members.iter().chain([&by.person]) {
            self.staff[*member].cases.push(case);
        }
        case
    }

    /// A member let into a case.
    pub(crate) fn let_in(&mut self, time: i64, by: &At, case: usize, member: usize) {
        let name = self.staff[member].id.to_string();
        let id = self.cases[case].id;
        let event = self.act(time, by, EventKind::CaseMemberAdded);
        event.case = Some(id);
        event.object = Some(id.to_string());
        event.facts.insert("member".to_owned(), Value::from(name));
    }

    /// A refusal by a wall.
    pub(crate) fn denied(&mut self, time: i64, who: &At, rule: &str) {
        let (case, file) = (CaseId(self.fresh()), FileId(self.fresh()));
        let event = self.act(time, who, EventKind::AccessDenied);
        event.case = Some(case);
        event.object = Some(file.to_string());
        event
            .facts
            .insert("rules".to_owned(), Value::List(vec![rule.to_owned()]));
    }

    /// A contact begins an upload.
    pub(crate) fn upload(&mut self, time: i64, contact: ContactId, from: IpAddr) {
        let event = self.write(time, EventKind::UploadCreated, Actor::Contact(contact));
        event.address = Some(from);
    }

    /// All lines in the order of the ledger.
    pub(crate) fn in_order(mut self) -> Vec<Line> {
        self.lines.sort_by_key(|line| line.event.at);
        for (index, line) in (0..).zip(&mut self.lines) {
            line.event.index = index;
            line.event.request = format!("trc_{index}");
        }
        self.lines
    }
}

fn name(seed: u64, number: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// Where the table of places says a network is. Trains are in none, and the VPN is named as one to pass over.
fn position_of(from: IpAddr) -> Option<Position> {
    let IpAddr::V4(v4) = from else {
        return None;
    };
    let text = match v4.octets() {
        [45, 90, ..] => NEW_YORK,
        [192, 0, 2, _] => return None,
        [198, 18, ..] if v4 == VPN => return None,
        [198, 18, ..] => NEW_YORK,
        _ => "52.5,13.4 Berlin",
    };
    text.parse().ok()
}

/// The day a time lies in.
pub(crate) fn day_of(time: Timestamp) -> i64 {
    (time.0 - MONDAY.0 + 8 * HOUR).div_euclid(DAY)
}
