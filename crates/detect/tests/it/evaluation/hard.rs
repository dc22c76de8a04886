//! Work that looks like an attack and is none: what makes false alarms.

use coffer_domain::event::EventKind;

use super::benign::read;
use super::scribe::{Desk, HOTEL, HOUR, MINUTE, VPN, at};

pub(crate) fn all(desk: &mut Desk) {
    for week in 0..4 {
        handover(desk, week * 7 + 1);
        audit(desk, week * 7 + 2);
        incident(desk, week * 7 + 3);
    }
    night(desk);
    office_move(desk, 15);
}

/// Somebody leaves the team: a lead gives their cases to another, who looks into each.
fn handover(desk: &mut Desk, day: i64) {
    let lead = desk.sign_in(at(day, 9, 5), 0, desk.office, desk.staff[0].client);
    let heir = 3;
    let who = desk.sign_in(at(day, 9, 30), heir, desk.office, desk.staff[heir].client);
    let mut now = at(day, 10, 0);
    for _ in 0..desk.between(12, 25) {
        let case = usize::try_from(desk.chance.below(desk.cases.len() as u64)).unwrap();
        desk.let_in(now, &lead, case, heir);
        now += 20_000;
    }
    let given: Vec<usize> = (0..desk.between(12, 20))
        .map(|_| usize::try_from(desk.chance.below(desk.cases.len() as u64)).unwrap())
        .collect();
    for case in &given {
        desk.let_in(now, &lead, *case, heir);
    }
    now += HOUR;
    for case in given {
        desk.on_file(now, &who, EventKind::FileViewed, case, 0);
        desk.on_file(now + 60_000, &who, EventKind::WorkingCopyRead, case, 0);
        now += desk.between(3, 14) * MINUTE;
    }
}

/// A lead samples other people's cases for quality, letting themselves in.
fn audit(desk: &mut Desk, day: i64) {
    let person = 8;
    let who = desk.sign_in(
        at(day, 13, 0),
        person,
        desk.office,
        desk.staff[person].client,
    );
    let mut now = at(day, 13, 10);
    for _ in 0..desk.between(4, 9) {
        let case = usize::try_from(desk.chance.below(desk.cases.len() as u64)).unwrap();
        desk.let_in(now, &who, case, person);
        now += desk.between(15, 35) * MINUTE;
        desk.on_file(now, &who, EventKind::FileViewed, case, 0);
    }
}

/// An outage at a customer: six people in two cases, reading fast and for long, and a lead taking what they need.
fn incident(desk: &mut Desk, day: i64) {
    let lead = desk.sign_in(at(day, 14, 0), 16, desk.office, desk.staff[16].client);
    let people = [17, 18, 19, 20, 21, 22];
    let first = desk.open_case(at(day, 14, 1), &lead, &people);
    let second = desk.open_case(at(day, 14, 2), &lead, &people);
    for person in people {
        let who = desk.sign_in(
            at(day, 14, 5),
            person,
            desk.staff[person].home,
            desk.staff[person].client,
        );
        let mut now = at(day, 14, 6);
        for round in 0..desk.between(6, 10) {
            now = read(desk, now, &who, if round % 2 == 0 { first } else { second });
        }
    }
    let mut now = at(day, 14, 20);
    for file in 0..desk.between(3, 7) {
        desk.download(now, &lead, first, usize::try_from(file).unwrap());
        now += desk.between(1, 4) * MINUTE;
    }
}

/// The night shift sorts what came in: many cases, few steps in each.
fn night(desk: &mut Desk) {
    let shift: Vec<usize> = (0..desk.staff.len())
        .filter(|person| desk.staff[*person].night)
        .collect();
    for day in [2, 9, 16, 23] {
        for person in &shift {
            let who = desk.sign_in(
                at(day, 22, 0),
                *person,
                desk.staff[*person].home,
                desk.staff[*person].client,
            );
            let mut now = at(day, 22, 10);
            for _ in 0..desk.between(12, 22) {
                let case = desk.open_case(now, &who, &[*person]);
                desk.on_file(now + MINUTE, &who, EventKind::FileViewed, case, 0);
                now += desk.between(4, 16) * MINUTE;
            }
        }
    }
}

/// Everybody signs in from a new network one morning, with new computers.
fn office_move(desk: &mut Desk, day: i64) {
    desk.office = [203, 0, 114, 10].into();
    for person in 0..desk.staff.len() {
        let minute = desk.between(0, 59);
        if desk.chance_of(800) {
            desk.refused(at(day, 8, minute), Some(person), desk.office, "password");
        }
        desk.sign_in(
            at(day, 8, minute) + 30_000,
            person,
            desk.office,
            "edge/windows",
        );
    }
}

/// Saturdays through the VPN that ends on another continent and back within minutes, and there in person after a flight.
pub(crate) fn journeys(desk: &mut Desk) {
    for (day, person) in [5, 12, 19, 26].into_iter().cycle().zip(100..110) {
        let (home, client) = (desk.staff[person].home, desk.staff[person].client);
        let from = [home, VPN.into(), home, HOTEL.into()];
        let times = [
            at(day, 7, 0),
            at(day, 7, 10),
            at(day, 7, 20),
            at(day, 15, 20),
        ];
        for (time, from) in times.into_iter().zip(from) {
            desk.sign_in(time, person, from, client);
        }
    }
}

/// A week in which everybody adds a passkey, where they work that day.
pub(crate) fn passkeys(desk: &mut Desk) {
    for person in 0..desk.staff.len() {
        let day = 7 + i64::try_from(person).unwrap() % 5;
        let (from, client) = (desk.staff[person].home, desk.staff[person].client);
        let who = desk.sign_in(at(day, 8, 56), person, from, client);
        let added = desk.act(at(day, 8, 58), &who, EventKind::PasskeyAdded);
        added.object = Some(format!("pky:{person}"));
    }
}
