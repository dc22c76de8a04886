//! Ordinary weeks: sign-ins with typing errors, cases that come and go, reading, a few originals.

use coffer_domain::event::EventKind;
use coffer_domain::id::ContactId;

use super::scribe::{At, Desk, MINUTE, at, is_weekend};

pub(crate) fn weeks(desk: &mut Desk, days: i64) {
    // Everybody has a few cases when it begins.
    for person in 0..desk.staff.len() {
        let who = desk.sign_in(
            at(0, 7, 0),
            person,
            desk.staff[person].home,
            desk.staff[person].client,
        );
        for _ in 0..4 {
            desk.open_case(at(0, 7, 1), &who, &[person]);
        }
    }
    for day in 0..days {
        for person in 0..desk.staff.len() {
            let free = is_weekend(day) && !desk.staff[person].night;
            if !free && !desk.chance_of(700) {
                work(desk, day, person);
            }
        }
        contacts(desk, day);
    }
}

/// One day of one member.
fn work(desk: &mut Desk, day: i64, person: usize) {
    let begins = if desk.staff[person].night { 21 } else { 8 };
    let mut now = at(day, begins, desk.between(0, 55));
    let travels = desk.chance_of(150);
    let from = match (travels, desk.chance_of(6_000)) {
        (true, _) => [192, 0, 2, u8::try_from(desk.between(1, 250)).unwrap()].into(),
        (false, true) => desk.office,
        (false, false) => desk.staff[person].home,
    };
    // Typing errors: most have none.
    let mut errors = 0;
    while errors < 6 && desk.chance_of(if errors == 0 { 800 } else { 2_000 }) {
        let why = if desk.chance_of(3_000) {
            "code_after_password"
        } else {
            "password"
        };
        desk.refused(now, Some(person), from, why);
        now += desk.between(4_000, 20_000);
        errors += 1;
    }
    let mut who = desk.sign_in(now, person, from, desk.staff[person].client);
    take_cases(desk, now, &who, person);
    for _ in 0..desk.between(2, 6) {
        now += desk.between(10, 70) * MINUTE;
        // A train: the network changes, the program stays.
        if desk.chance_of(100) {
            who.from = [192, 0, 2, 77].into();
        }
        let cases = desk.staff[person].cases.clone();
        if let Some(case) = desk.pick(&cases) {
            now = read(desk, now, &who, case);
        }
    }
    if desk.staff[person].lead {
        lead(desk, now, &who, person);
    }
    if desk.chance_of(1_200) {
        desk.denied(now + MINUTE, &who, "W05-closed-case");
    }
    close_old(desk, person);
}

fn take_cases(desk: &mut Desk, now: i64, who: &At, person: usize) {
    for _ in 0..desk.between(0, 3) {
        let other = usize::try_from(desk.chance.below(desk.staff.len() as u64)).unwrap();
        desk.open_case(now + MINUTE, who, &[person, other]);
    }
}

/// Works on one case for a while.
pub(crate) fn read(desk: &mut Desk, begins: i64, who: &At, case: usize) -> i64 {
    let mut now = begins;
    for step in 0..desk.between(3, 18) {
        now += desk.between(5, 200) * 1_000;
        let kind = match desk.chance.below(12) {
            0 => EventKind::FileViewed,
            1 | 2 => EventKind::FileSearched,
            3 => EventKind::FileRevealed,
            _ => EventKind::WorkingCopyRead,
        };
        let file = usize::try_from(step / 5).unwrap();
        desk.on_file(now, who, kind, case, file);
    }
    now
}

/// A lead looks after others' cases and takes an original now and then.
fn lead(desk: &mut Desk, begins: i64, who: &At, person: usize) {
    let mut now = begins;
    for _ in 0..desk.between(0, 2) {
        now += desk.between(5, 40) * MINUTE;
        let case = usize::try_from(desk.chance.below(desk.cases.len() as u64)).unwrap();
        let member = usize::try_from(desk.chance.below(desk.staff.len() as u64)).unwrap();
        desk.let_in(now, who, case, member);
        if desk.chance_of(3_000) {
            desk.let_in(now, who, case, person);
            now = read(desk, now, who, case);
        }
    }
    if desk.chance_of(2_500) {
        let cases = desk.staff[person].cases.clone();
        if let Some(case) = desk.pick(&cases) {
            for file in 0..desk.between(1, 4) {
                now += desk.between(15, 90) * 1_000;
                desk.download(now, who, case, usize::try_from(file).unwrap());
            }
        }
    }
}

fn close_old(desk: &mut Desk, person: usize) {
    let cases = &mut desk.staff[person].cases;
    let surplus = cases.len().saturating_sub(9);
    cases.drain(..surplus);
}

fn contacts(desk: &mut Desk, day: i64) {
    for _ in 0..desk.between(5, 30) {
        let contact = ContactId(desk.fresh());
        let network = u8::try_from(desk.between(1, 200)).unwrap();
        for file in 0..desk.between(1, 20) {
            let time = at(day, 9, 0) + desk.between(0, 9 * 60) * MINUTE + file * 4_000;
            desk.upload(time, contact, [198, 18, network, 3].into());
        }
    }
}
