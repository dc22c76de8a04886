//! From shapes to candidates: which detectors look at which place.

use super::Engine;
use super::context::Surroundings;
use super::keys::KeyState;
use super::likely::Likely;
use super::shapes::{self, Hits, Shape};
use crate::bytes::{ByteSet, at, before, cut, tail};
use crate::detect::{self, Candidate, Colons, NoV6, Reach};
use crate::literals::Found;
use crate::rules::{Detector, Index, Rule, RuleSet};

/// Rules by detector, for detectors that have few.
pub(super) struct ByDetector {
    cards: Vec<u16>,
    ibans: Vec<u16>,
    emails: Vec<u16>,
    phones: Vec<u16>,
    public_addresses: Vec<u16>,
    private_addresses: Vec<u16>,
    hardware: Vec<u16>,
    tokens: Vec<u16>,
    urls: Vec<u16>,
    postal: Vec<u16>,
    pub(super) prose: Vec<u16>,
}

impl ByDetector {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let with = |d| rules.with(d).map(|(i, _)| i).collect();
        Self {
            cards: with(Detector::Card),
            ibans: with(Detector::Iban),
            emails: with(Detector::Email),
            phones: with(Detector::Phone),
            public_addresses: with(Detector::Ip),
            private_addresses: with(Detector::PrivateIp),
            hardware: with(Detector::Mac),
            tokens: with(Detector::Jwt),
            urls: with(Detector::UrlPassword),
            postal: with(Detector::Address),
            prose: with(Detector::Prose),
        }
    }
}

/// How far what was found covers the window already.
#[derive(Default)]
struct Done<'r> {
    keys: KeyState<'r>,
    capitals: usize,
    colons: usize,
    options: usize,
    no_v6: NoV6,
    around: Surroundings,
}

impl<'r> Engine<'r> {
    /// All candidates whose anchor lies in `from..to`; `marks` are those of rules there.
    pub(super) fn candidates(
        &mut self,
        w: &[u8],
        from: usize,
        to: usize,
        marks: &[Found],
        out: &mut Vec<Candidate>,
    ) {
        let mut hits = std::mem::take(&mut self.hits);
        let mut quiet = std::mem::take(&mut self.quiet);
        let mut likely = Likely::new(w, self, &mut quiet);
        shapes::scan(self.level, w, from, to, &mut likely, &mut hits);
        self.quiet = quiet;
        let mut done = Done {
            around: std::mem::take(&mut self.surroundings),
            keys: KeyState::new(self.recent.take()),
            ..Done::default()
        };
        done.around.forget();
        self.beside.take();
        let before = out.len();
        // Shape by shape: what is done next can be foreseen.
        self.numbers(w, &hits, &mut done, out);
        self.contacts(w, &hits, out);
        self.addresses(w, &hits, &mut done, out);
        self.words(w, &hits, &mut done, out);
        self.runs(w, &hits, &mut done.keys, out);
        // Columns are counted in the order of the text.
        if let Some(new) = out.get_mut(before..) {
            new.sort_by_key(|candidate| candidate.start);
        }
        self.work.searched_bytes += to.saturating_sub(from) as u64;
        self.work.places += hits.count() as u64;
        self.work.value_bytes += done.keys.value_bytes();
        self.surroundings = done.around;
        self.packed = done.keys.packed;
        self.recent.set(done.keys.recent);
        self.hits = hits;
        self.announced(w, to, marks, out);
        self.rules.custom.candidates(w, from, to, out);
    }

    fn numbers(&self, w: &[u8], hits: &Hits, done: &mut Done<'r>, out: &mut Vec<Candidate>) {
        for at in hits.of(Shape::Digits) {
            self.digits(w, *at, &mut done.around, out);
        }
        for at in hits.of(Shape::Groups) {
            self.groups(w, *at, &mut done.around, out);
        }
        for at in hits.of(Shape::Upper) {
            self.upper(w, *at, done, out);
        }
    }

    fn contacts(&self, w: &[u8], hits: &Hits, out: &mut Vec<Candidate>) {
        let by = &self.by_detector;
        let tlds = &self.rules.lists.tlds;
        for at in hits.of(Shape::Sign) {
            let rules = by.emails.iter();
            out.extend(rules.filter_map(|r| detect::email(w, *at, *r, tlds)));
        }
        for at in hits.of(Shape::Plus) {
            let rules = by.phones.iter();
            out.extend(rules.filter_map(|r| detect::international(w, *at, *r)));
        }
        for at in hits.of(Shape::Paren) {
            let rules = by.phones.iter();
            out.extend(rules.filter_map(|r| detect::national(w, *at, *r)));
        }
        for at in hits.of(Shape::StateZip) {
            let rules = by.postal.iter();
            out.extend(rules.filter_map(|r| detect::american(w, *at, *r)));
        }
    }

    fn addresses(&self, w: &[u8], hits: &Hits, done: &mut Done<'r>, out: &mut Vec<Candidate>) {
        for at in hits.of(Shape::Quad) {
            if let Some((start, end, reach)) = detect::ipv4(w, at + 1) {
                self.address(start, end, reach, "IPv4 address", out);
            }
        }
        for at in hits.of(Shape::Colons) {
            self.colons(w, *at, done, out);
        }
    }

    fn words(&self, w: &[u8], hits: &Hits, done: &mut Done<'r>, out: &mut Vec<Candidate>) {
        for place in hits.of(Shape::Key).iter().copied() {
            if at(w, place) != b'-' {
                self.key(w, place, &mut done.keys, out);
                continue;
            }
            if at(w, place + 1) == b'-' {
                self.flag(w, place, &mut done.keys, out);
            }
            self.option(w, place, &mut done.options, out);
        }
        for at in hits.of(Shape::Word) {
            self.word(w, *at, out);
        }
    }

    fn runs(&self, w: &[u8], hits: &Hits, keys: &mut KeyState<'r>, out: &mut Vec<Candidate>) {
        for at in hits.of(Shape::Long) {
            self.long(w, *at, keys, out);
        }
        for at in hits.of(Shape::Url) {
            let end = at + 3;
            let urls = self.by_detector.urls.iter();
            out.extend(urls.filter_map(|r| detect::url_password(w, *at, end, *r)));
            // Webhooks: the host may be too short for a run of its own.
            let run = tail(w, end).iter().take(RUN_BYTES_MIN);
            if run.take_while(|b| in_run(**b)).count() < RUN_BYTES_MIN {
                out.extend(detect::vendors(w, end, self.rules));
            }
        }
    }

    fn upper(&self, w: &[u8], at_hit: usize, done: &mut Done<'r>, out: &mut Vec<Candidate>) {
        if cut(w, at_hit.saturating_sub(1)..at_hit + 1) == detect::STRIPE
            || detect::follows_code(w, at_hit + 1)
        {
            let cards = self.by_detector.cards.iter();
            out.extend(cards.filter_map(|r| detect::card(w, at_hit + 1, *r)));
            self.stripe(w, at_hit + 1, out);
        }
        if before(w, at_hit).is_ascii_uppercase() {
            let rules = self.by_detector.ibans.iter();
            out.extend(rules.filter_map(|r| detect::iban(w, at_hit - 1, *r)));
        }
        let around = &mut done.around;
        let supported =
            &mut |number, rule: &Rule, at| around.supports(w, at, number, rule, &self.rules.index);
        detect::capitals(w, at_hit, self.rules, &mut done.capitals, supported, out);
    }

    fn colons(&self, w: &[u8], at_hit: usize, done: &mut Done<'r>, out: &mut Vec<Candidate>) {
        if at_hit < done.colons {
            return;
        }
        match detect::colons(w, at_hit, &mut done.no_v6) {
            Some(Colons::V6(start, end, reach)) => {
                self.address(start, end, reach, "IPv6 address", out);
                done.colons = end;
            }
            Some(Colons::Hardware(start, end)) => {
                let rules = self.by_detector.hardware.iter();
                out.extend(rules.map(|r| detect::address(*r, start, end, "hardware address")));
                done.colons = end;
            }
            None => {}
        }
    }

    fn digits(&self, w: &[u8], start: usize, around: &mut Surroundings, out: &mut Vec<Candidate>) {
        let n = tail(w, start)
            .iter()
            .take(41)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let by = &self.by_detector;
        if (12..=19).contains(&n) {
            out.extend(by.cards.iter().filter_map(|r| detect::card(w, start, *r)));
        }
        if n == 10 {
            let index = &self.rules.index;
            for number in &by.phones {
                let rule = self.rules.rule(*number);
                if rule.is_some_and(|rule| around.supports(w, start, *number, rule, index)) {
                    out.extend(detect::ten_digits(w, start, *number));
                }
            }
        }
        let supported =
            &mut |number, rule: &Rule, at| around.supports(w, at, number, rule, &self.rules.index);
        let forms = |index: &'r Index, front| index.digits(n, front);
        detect::ids(w, (start, n), forms, self.rules, supported, out);
    }

    fn groups(&self, w: &[u8], start: usize, around: &mut Surroundings, out: &mut Vec<Candidate>) {
        let n = tail(w, start)
            .iter()
            .take(7)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let by = &self.by_detector;
        if n == 4 {
            out.extend(by.cards.iter().filter_map(|r| detect::card(w, start, *r)));
        }
        if n == 3 || matches!(at(w, start), b'0' | b'1') {
            out.extend(
                by.phones
                    .iter()
                    .filter_map(|r| detect::national(w, start, *r)),
            );
        }
        let supported =
            &mut |number, rule: &Rule, at| around.supports(w, at, number, rule, &self.rules.index);
        let forms = |index: &'r Index, front| index.groups(n, front);
        detect::ids(w, (start, n), forms, self.rules, supported, out);
    }

    fn address(
        &self,
        start: usize,
        end: usize,
        reach: Reach,
        term: &'static str,
        out: &mut Vec<Candidate>,
    ) {
        let rules = match reach {
            Reach::Public => &self.by_detector.public_addresses,
            Reach::Private | Reach::Example => &self.by_detector.private_addresses,
        };
        let score = if reach == Reach::Example { EXAMPLE } else { 0 };
        out.extend(rules.iter().map(|r| Candidate {
            score,
            ..detect::address(*r, start, end, term)
        }));
    }

    fn long(&self, w: &[u8], start: usize, keys: &mut KeyState<'r>, out: &mut Vec<Candidate>) {
        // `\nghp_…` in a JSON string: the `n` belongs to the escape.
        let escape = before(w, start) == b'\\' && matches!(at(w, start), b'n' | b'r' | b't');
        let start = start + usize::from(escape);
        if self.rules.may_be_vendors(tail(w, start), || true) {
            out.extend(detect::vendors(w, start, self.rules));
        }
        let known = &mut |key: &[u8]| keys.recent.secret(key, self.rules);
        detect::spoken(w, start, (self.rules, known), out);
        let dashes = tail(w, start).iter().take(16).take_while(|b| **b == b'-');
        let start = start + dashes.count();
        if cut(w, start..start + 3) == b"eyJ" {
            let tokens = self.by_detector.tokens.iter();
            out.extend(tokens.filter_map(|r| detect::jwt(w, start, *r)));
        }
    }

    /// What announces a secret and has no shape: `Bearer …`, `IDENTIFIED BY …`, the marks of password hashes.
    fn announced(&self, w: &[u8], to: usize, marks: &[Found], out: &mut Vec<Candidate>) {
        for mark in marks.iter().filter(|mark| mark.start < to) {
            let Ok(number) = u16::try_from(mark.number) else {
                continue;
            };
            let Some(rule) = self.rules.rule(number) else {
                continue;
            };
            out.extend(match rule.detector {
                Detector::Bearer => detect::bearer(w, mark.start, mark.end, number),
                Detector::Basic => detect::basic(w, mark.start, mark.end, number),
                Detector::PasswordHash => detect::password_hash(w, mark.start, number),
                Detector::Prose => {
                    let people = &self.rules.lists.people;
                    detect::titled(w, mark.start, mark.end, number, people)
                }
                _ => detect::command(w, mark.start, mark.end, number),
            });
        }
    }

    /// The program whose option is at `at_option`, from what was not looked at before on the line.
    fn option(&self, w: &[u8], at_option: usize, looked_at: &mut usize, out: &mut Vec<Candidate>) {
        let from = at_option.saturating_sub(COMMAND_BYTES_MAX).max(*looked_at);
        let text = cut(w, from..at_option);
        let from = from + memchr::memrchr(b'\n', text).map_or(0, |n| n + 1);
        for mark in (self.rules.marks).commands(self.level, cut(w, from..at_option)) {
            out.extend(detect::command(
                w,
                from + mark.start,
                from + mark.end,
                mark.rule,
            ));
        }
        *looked_at = at_option;
    }
}

/// Addresses of examples are nobody's.
const EXAMPLE: i32 = -400;
/// A program stands so near its first option.
const COMMAND_BYTES_MAX: usize = 128;
/// A run of [`Shape::Long`] is not shorter.
const RUN_BYTES_MIN: usize = 16;

fn in_run(b: u8) -> bool {
    static SET: ByteSet = ByteSet::alnum_and(b"_.-");
    SET.has(b)
}
