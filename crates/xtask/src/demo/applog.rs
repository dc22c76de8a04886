//! A log as a payment service writes it, with values in it that should never have been written.

use super::plant;
use super::random::Random;

/// Whoever plays the demo twice gets the same log.
const SEED: u64 = 48_213;
/// How many lines there are.
pub(crate) const LINES: u64 = 40_000;
/// What somebody who works the case looks for.
pub(crate) const FAILING: &str = "connection refused by ledger-db-3.internal:5432";

/// One value in the log that a scan must find.
pub(crate) struct Planted {
    /// The finding's type.
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    /// Line, from 1.
    pub(crate) line: u64,
}

/// The log, and what is in it.
pub(crate) struct AppLog {
    pub(crate) text: String,
    /// In the order of lines.
    pub(crate) planted: Vec<Planted>,
    /// Where [`FAILING`] stands, from 1.
    pub(crate) failing_line: u64,
}

/// How a kind of value gets into the log, and how often.
struct Leak {
    kind: &'static str,
    times: usize,
    make: fn(&mut Random, usize) -> String,
    write: fn(&str, &mut Random) -> String,
}

const LEAKS: &[Leak] = &[
    Leak {
        kind: "payment_card",
        times: 12,
        make: plant::card,
        write: |card, random| {
            let cents = random.between(199, 98_000);
            format!("DEBUG [gateway] charging card {card} amount={cents} currency=EUR")
        },
    },
    Leak {
        kind: "email",
        times: 10,
        make: |random, _| plant::email(random),
        write: |address, _| format!("INFO  [auth] user={address} signed in, second factor ok"),
    },
    Leak {
        kind: "password",
        times: 8,
        make: |random, _| plant::password(random),
        write: |word, random| {
            let pool = random.pick(&["orders", "billing", "ledger"]);
            format!("DEBUG [config] effective: {pool}.datasource.password={word}")
        },
    },
    Leak {
        kind: "jwt",
        times: 6,
        make: |random, _| plant::jwt(random),
        write: |token, _| format!("TRACE [http] > Authorization: Bearer {token}"),
    },
    Leak {
        kind: "aws_access_key_id",
        times: 3,
        make: |random, _| plant::access_key_id(random),
        write: |key, _| format!("WARN  [archive] upload denied for AWS_ACCESS_KEY_ID={key}"),
    },
    Leak {
        kind: "vendor_key",
        times: 3,
        make: |random, _| plant::forge_token(random),
        write: |token, _| format!("ERROR [deploy] clone failed with token {token}"),
    },
    Leak {
        kind: "iban",
        times: 2,
        make: |random, _| plant::iban(random),
        write: |account, _| format!("INFO  [payout] SEPA transfer to IBAN {account} queued"),
    },
];

/// Writes the log.
pub(crate) fn generate() -> AppLog {
    let mut random = Random::new(SEED);
    let mut leaks = leaks(&mut random);
    leaks.shuffle(&mut random);
    let every = LINES / (leaks.0.len() as u64 + 1);
    let failing_line = LINES * 7 / 10 + 1;
    let (mut text, mut planted) = (String::new(), Vec::new());
    let mut leaks = leaks.0.into_iter();
    for line in 1..=LINES {
        text.push_str(&time(line));
        if line == failing_line {
            text.push_str(&format!("FATAL [settle] batch 4711 aborted: {FAILING}"));
        } else if line % every == 0
            && let Some((kind, value, sentence)) = leaks.next()
        {
            text.push_str(&sentence);
            planted.push(Planted { kind, value, line });
        } else {
            text.push_str(&ordinary(&mut random));
        }
        text.push('\n');
    }
    AppLog {
        text,
        planted,
        failing_line,
    }
}

/// The second, small file: a service's environment. The text and the values in it.
pub(crate) fn environment() -> (String, Vec<String>) {
    let mut random = Random::new(SEED + 1);
    let (password, key) = (
        plant::password(&mut random),
        plant::access_key_id(&mut random),
    );
    let text = format!(
        "SERVICE=payment\nPOOL_SIZE=24\nDB_PASSWORD={password}\nAWS_ACCESS_KEY_ID={key}\nREGION=eu-central-1\n"
    );
    (text, vec![password, key])
}

/// Kind, value, and the rest of the line after the time.
struct Leaks(Vec<(&'static str, String, String)>);

fn leaks(random: &mut Random) -> Leaks {
    let mut all = Vec::new();
    for leak in LEAKS {
        for nth in 0..leak.times {
            let value = (leak.make)(random, nth);
            let sentence = (leak.write)(&value, random);
            all.push((leak.kind, value, sentence));
        }
    }
    Leaks(all)
}

impl Leaks {
    /// Fisher and Yates.
    fn shuffle(&mut self, random: &mut Random) {
        for last in (1..self.0.len()).rev() {
            let other = usize::try_from(random.between(0, last as u64)).unwrap_or(0);
            self.0.swap(last, other);
        }
    }
}

/// A line every 173 ms, from a morning in November.
fn time(line: u64) -> String {
    let millis = line * 173;
    let (seconds, millis) = (millis / 1_000, millis % 1_000);
    let (hour, minute, second) = (8 + seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("2026-11-23T{hour:02}:{minute:02}:{second:02}.{millis:03}Z ")
}

fn ordinary(random: &mut Random) -> String {
    let order = random.between(100_000, 999_999);
    let took = random.between(2, 900);
    match random.between(0, 6) {
        0 => format!("INFO  [http] GET /orders/{order} 200 in {took} ms"),
        1 => format!("INFO  [http] POST /orders 201 in {took} ms, order {order}"),
        2 => format!("DEBUG [cache] miss for order {order}, loaded in {took} ms"),
        3 => format!("INFO  [queue] settled order {order}, {took} waiting"),
        4 => format!("DEBUG [pool] {} of 24 connections busy", took % 25),
        5 => format!("WARN  [retry] gateway slow for order {order}: {took} ms, try 2 of 5"),
        _ => format!(
            "INFO  [worker-{}] batch of {} orders done in {took} ms",
            order % 8,
            order % 100
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_planted_stands_where_it_says() {
        let log = generate();
        let lines: Vec<&str> = log.text.lines().collect();
        assert_eq!(lines.len() as u64, LINES);
        let wanted: usize = LEAKS.iter().map(|leak| leak.times).sum();
        assert_eq!(log.planted.len(), wanted);
        for planted in &log.planted {
            let line = lines[usize::try_from(planted.line).unwrap() - 1];
            assert!(line.contains(&planted.value), "{line}");
            assert_eq!(log.text.matches(&planted.value).count(), 1);
        }
        let failing = lines[usize::try_from(log.failing_line).unwrap() - 1];
        assert!(failing.contains(FAILING));
    }

    #[test]
    fn the_log_is_the_same_every_time() {
        assert_eq!(generate().text, generate().text);
    }
}
