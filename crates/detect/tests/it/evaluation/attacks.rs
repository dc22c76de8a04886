//! Attacks, each by somebody who knows the product but not the thresholds.

use std::net::IpAddr;

use coffer_domain::event::{EventKind, Value};
use coffer_domain::id::ContactId;

use super::scribe::{At, Desk, HOUR, MINUTE, at};

/// The kinds of attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Attack {
    Guessing,
    Stuffing,
    SlowStuffing,
    SecondFactor,
    StolenSession,
    SmashAndGrab,
    SlowLeaver,
    InsiderBreadth,
    Decoy,
    Ransomware,
    Takeover,
    Probing,
    LinkLeak,
    Abroad,
    ForeignPasskey,
    Phished,
}

impl Attack {
    pub(crate) const ALL: [Attack; 16] = [
        Attack::Guessing,
        Attack::Stuffing,
        Attack::SlowStuffing,
        Attack::SecondFactor,
        Attack::StolenSession,
        Attack::SmashAndGrab,
        Attack::SlowLeaver,
        Attack::InsiderBreadth,
        Attack::Decoy,
        Attack::Ransomware,
        Attack::Takeover,
        Attack::Probing,
        Attack::LinkLeak,
        Attack::Abroad,
        Attack::ForeignPasskey,
        Attack::Phished,
    ];

    /// Of a hundred, how many must be found.
    pub(crate) fn recall_percent(self) -> u64 {
        match self {
            Attack::SlowLeaver => 90,
            _ => 95,
        }
    }

    /// Files (originals or working copies, or files overwritten) that may be lost until it is contained.
    pub(crate) fn files_lost_max(self) -> u64 {
        match self {
            Attack::SmashAndGrab => 5,
            Attack::StolenSession => 1,
            Attack::Decoy => 12,
            Attack::Ransomware => 20,
            Attack::InsiderBreadth => 30,
            Attack::SlowLeaver => 60,
            Attack::Takeover | Attack::ForeignPasskey | Attack::Phished => 1,
            _ => 0,
        }
    }
}

/// Every attack several times, at different times against different people.
pub(crate) fn all(desk: &mut Desk) {
    // Kinds that were added later come last, so that the chance the others draw on stays as it was.
    let (first, later) = Attack::ALL.split_at(FIRST_KINDS);
    rounds(desk, first, 0);
    rounds(desk, later, FIRST_KINDS);
}

/// Kinds there were when thresholds were chosen.
const FIRST_KINDS: usize = 13;

fn rounds(desk: &mut Desk, attacks: &[Attack], from: usize) {
    for round in 0..4 {
        for (number, attack) in (i64::try_from(from).unwrap()..).zip(attacks.iter().copied()) {
            desk.playing = Some((attack, round));
            let day = 8 + i64::try_from(round).unwrap() * 4 + number % 4;
            let victim = usize::try_from(30 + number * 5).unwrap() + round;
            play(desk, attack, day, victim);
        }
    }
    desk.playing = None;
}

fn play(desk: &mut Desk, attack: Attack, day: i64, victim: usize) {
    let elsewhere: IpAddr = [45, 90, u8::try_from(victim).unwrap(), 7].into();
    let lead = victim / 8 * 8;
    match attack {
        Attack::Guessing => guess(desk, day, victim, elsewhere, "password"),
        Attack::SecondFactor => guess(desk, day, victim, elsewhere, "code_after_password"),
        Attack::Stuffing => stuff(desk, day, elsewhere),
        Attack::SlowStuffing => slow_stuff(desk, day),
        Attack::StolenSession => {
            let mine = desk.staff[lead].home;
            let theirs = desk.playing.take();
            let at_home = desk.sign_in(at(day, 9, 40), lead, mine, desk.staff[lead].client);
            // What the thief does begins here; the sign-in was the member's own.
            desk.playing = theirs;
            let thief = At {
                from: elsewhere,
                client: "python/other",
                ..at_home
            };
            grab(desk, at(day, 9, 50), &thief);
        }
        Attack::Abroad => {
            let theirs = desk.playing.take();
            let client = desk.staff[victim].client;
            desk.sign_in(at(day, 9, 40), victim, desk.staff[victim].home, client);
            desk.playing = theirs;
            // With the right password and code, by the same kind of program.
            let thief = desk.sign_in(at(day, 10, 0), victim, elsewhere, client);
            grab(desk, at(day, 10, 1), &thief);
        }
        Attack::SmashAndGrab => {
            let who = desk.sign_in(
                at(day, 19, 0),
                lead,
                desk.staff[lead].home,
                desk.staff[lead].client,
            );
            grab(desk, at(day, 19, 2), &who);
        }
        Attack::SlowLeaver => leave_slowly(desk, day - 7, lead),
        Attack::InsiderBreadth => walk(desk, day, lead, None),
        Attack::Decoy => walk(desk, day, lead, Some(6)),
        Attack::Ransomware => encrypt(desk, day, victim),
        Attack::Takeover => take_over(desk, day, lead, elsewhere),
        Attack::ForeignPasskey => add_passkey(desk, day, lead, elsewhere),
        Attack::Phished => come_to_stay(desk, day, lead, elsewhere),
        Attack::Probing => {
            let who = desk.sign_in(
                at(day, 16, 0),
                victim,
                desk.office,
                desk.staff[victim].client,
            );
            for step in 0..20 {
                desk.denied(at(day, 16, 1) + step * 9_000, &who, "W03-department-wall");
            }
        }
        Attack::LinkLeak => {
            let contact = ContactId(desk.fresh());
            for step in 0..16 {
                let network = 10 + u8::try_from(step).unwrap();
                desk.upload(
                    at(day, 9, 0) + step * HOUR / 2,
                    contact,
                    [198, 19, network, 3].into(),
                );
            }
        }
    }
}

fn guess(desk: &mut Desk, day: i64, victim: usize, from: IpAddr, why: &str) {
    let mut now = at(day, 3, 0);
    for _ in 0..desk.between(20, 60) {
        desk.refused(now, Some(victim), from, why);
        now += desk.between(5, 40) * 1_000;
    }
}

/// Many accounts from one source within minutes; one of them would be right, late.
fn stuff(desk: &mut Desk, day: i64, from: IpAddr) {
    let mut now = at(day, 4, 0);
    for person in 0..60 {
        desk.refused(now, Some(person), from, "password");
        now += desk.between(2, 15) * 1_000;
    }
}

/// The same through many networks.
fn slow_stuff(desk: &mut Desk, day: i64) {
    let mut now = at(day, 2, 0);
    for person in 0..80 {
        let from = [91, 10, u8::try_from(person).unwrap(), 7].into();
        desk.refused(now, Some(person), from, "password");
        now += desk.between(10, 60) * 1_000;
    }
}

/// Everything the account reaches, as fast as it goes.
fn grab(desk: &mut Desk, begins: i64, who: &At) {
    let mut now = begins;
    for case in desk.staff[who.person].cases.clone() {
        for file in 0..desk.cases[case].files.len() {
            desk.download(now, who, case, file);
            now += desk.between(2, 40) * 1_000;
        }
    }
}

/// Two to five cases a day that are nobody's business of theirs, for two weeks.
fn leave_slowly(desk: &mut Desk, first: i64, lead: usize) {
    for day in first..first + 14 {
        let who = desk.sign_in(at(day, 11, 0), lead, desk.office, desk.staff[lead].client);
        let mut now = at(day, 11, 10);
        for _ in 0..desk.between(2, 5) {
            let case = usize::try_from(desk.chance.below(desk.cases.len() as u64)).unwrap();
            desk.let_in(now, &who, case, lead);
            desk.on_file(now + MINUTE, &who, EventKind::WorkingCopyRead, case, 0);
            now += desk.between(20, 60) * MINUTE;
        }
    }
}

/// Through other people's cases in an afternoon; with a decoy in one of them.
fn walk(desk: &mut Desk, day: i64, lead: usize, decoy_after: Option<i64>) {
    let who = desk.sign_in(at(day, 13, 0), lead, desk.office, desk.staff[lead].client);
    let mut now = at(day, 13, 5);
    for step in 0..desk.between(18, 40) {
        let case = usize::try_from(desk.chance.below(desk.cases.len() as u64)).unwrap();
        desk.let_in(now, &who, case, lead);
        desk.on_file(now + 30_000, &who, EventKind::FileViewed, case, 0);
        desk.on_file(now + 60_000, &who, EventKind::WorkingCopyRead, case, 0);
        if decoy_after == Some(step) {
            desk.denied(now + 70_000, &who, "W11-canary");
        }
        now += desk.between(2, 9) * MINUTE;
    }
}

fn encrypt(desk: &mut Desk, day: i64, victim: usize) {
    let who = desk.sign_in(
        at(day, 12, 0),
        victim,
        desk.office,
        desk.staff[victim].client,
    );
    let mut now = at(day, 12, 10);
    for step in 0..120 {
        let cases = desk.staff[victim].cases.clone();
        let case = cases[step % cases.len()];
        let (id, files) = (desk.cases[case].id, &desk.cases[case].files);
        let file = files[step % files.len()].0;
        let event = desk.act(now, &who, EventKind::FileVersionAdded);
        event.case = Some(id);
        event.object = Some(file.to_string());
        for (name, value) in [("format", "unknown"), ("format_before", "text")] {
            event.facts.insert(name.to_owned(), Value::from(value));
        }
        event
            .facts
            .insert("entropy".to_owned(), Value::from(799_u32));
        now += desk.between(1, 9) * 1_000;
    }
}

/// A new enrolment by a talked-over help desk, then whatever can be had.
fn take_over(desk: &mut Desk, day: i64, lead: usize, from: IpAddr) {
    let who = At {
        person: lead,
        session: coffer_domain::id::SessionId(desk.fresh()),
        from,
        client: "firefox/linux",
    };
    let member = desk.staff[lead].id.to_string();
    let enrolled = desk.act(at(day, 17, 0), &who, EventKind::EnrolmentCompleted);
    enrolled.object = Some(member);
    let who = desk.sign_in(at(day, 17, 1), lead, from, "firefox/linux");
    grab(desk, at(day, 17, 5), &who);
}

/// A passkey added by a program on the member's own computer, which the thief then signs in with at home.
fn add_passkey(desk: &mut Desk, day: i64, lead: usize, from: IpAddr) {
    let theirs = desk.playing.take();
    let (home, client) = (desk.staff[lead].home, desk.staff[lead].client);
    let at_home = desk.sign_in(at(day, 9, 40), lead, home, client);
    desk.playing = theirs;
    let added = desk.act(at(day, 9, 45), &at_home, EventKind::PasskeyAdded);
    added.object = Some("pky:thief".to_owned());
    let thief = desk.sign_in(at(day, 22, 0), lead, from, "firefox/linux");
    grab(desk, at(day, 22, 5), &thief);
}

/// Password and code were typed into a false page; whoever has them adds a passkey to come back by.
fn come_to_stay(desk: &mut Desk, day: i64, lead: usize, from: IpAddr) {
    let thief = desk.sign_in(at(day, 20, 0), lead, from, "firefox/linux");
    let added = desk.act(at(day, 20, 3), &thief, EventKind::PasskeyAdded);
    added.object = Some("pky:phished".to_owned());
    grab(desk, at(day, 20, 10), &thief);
}
