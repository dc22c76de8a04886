//! A text like the logs of services, in which there is nothing to find: what rules are measured on.

use std::fmt::Write as _;

/// Lines of several programs. `{}` and the letter in it say what is put there.
const LINES: &[&str] = &[
    "{t} INFO  [{w}-{d}] c.a.{w}.Service - request {u} took {d} ms status={s} bytes={n}",
    "{t} DEBUG [pool-{d}-thread-{d}] o.s.jdbc.Pool - connections active={d} idle={d} waiting=0",
    "{t} WARN  {w}: retry {d} of 5 for job {n}, next attempt in {d} s (trace={h})",
    "{t} ERROR {w} failed: exit status {d}; build {h} at revision {g}",
    "{\"ts\":{e},\"level\":\"info\",\"span\":\"{x}\",\"trace\":\"{h}\",\"msg\":\"{w} {w} done\",\"rows\":{n}}",
    "{\"time\":\"{t}\",\"order\":{n},\"sku\":\"{k}\",\"qty\":{d},\"state\":\"{w}\",\"id\":\"{u}\"}",
    "level=info ts={t} caller={w}.go:{d} component={w} msg=\"compacted block\" ulid={k} duration={d}.{n}ms",
    "GET /api/v{d}/{w}/{u}?page={d}&size={d} HTTP/1.1 {s} {n} \"-\" \"{w}/{d}.{d}.{d}\"",
    "{w}[{d}]: segment {x} offset={n} lag={d} partition={d} committed",
    "block blk_{n} replicated to {d} nodes, size {n}, checksum {x}",
    "kernel: [{d}.{n}] {w}0: link up, {d} Mbps, full duplex, irq {d}",
    "commit {g} {w}: {w} the {w} before the {w} (#{d})",
    "image {w}:{d}.{d}.{d}@sha256:{h}{h} pulled in {d}.{d} s",
    "    at com.example.{w}.Worker.run(Worker.java:{d})",
    "{e}\t{d}\t{w}\t{n}\t{x}\t0\tOK",
    "thread 0x{x} waits on monitor <0x{x}> since {t}",
];

const WORDS: &[&str] = &[
    "queue", "worker", "index", "cache", "shard", "billing", "search", "mirror", "replica",
    "gateway", "report", "upload", "stream", "render", "import", "export", "metrics", "planner",
    "cleanup", "archive",
];

/// A seeded stream of numbers (SplitMix64): the text is the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from.get(at).copied().unwrap_or_default()
    }
}

/// At least `bytes` of it, in whole lines.
pub(super) fn clean(seed: u64, bytes: usize) -> String {
    let mut numbers = Numbers(seed);
    let mut text = String::with_capacity(bytes + 512);
    let mut millis = 0;
    while text.len() < bytes {
        millis += numbers.below(900);
        let line = numbers.pick(LINES);
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            match after.split_once('}') {
                Some((what, after)) if what.len() == 1 => {
                    put(&mut text, what, millis, &mut numbers);
                    rest = after;
                }
                _ => {
                    text.push('{');
                    rest = after;
                }
            }
        }
        text.push_str(rest);
        text.push('\n');
    }
    text
}

fn put(text: &mut String, what: &str, millis: u64, numbers: &mut Numbers) {
    // Writing to a `String` cannot fail.
    let _ = match what {
        "t" => {
            let (hours, minutes) = (millis / 3_600_000 % 24, millis / 60_000 % 60);
            let (seconds, rest) = (millis / 1_000 % 60, millis % 1_000);
            write!(
                text,
                "2031-05-17T{hours:02}:{minutes:02}:{seconds:02}.{rest:03}Z"
            )
        }
        "e" => write!(text, "{}", 1_936_000_000_000 + millis),
        "w" => write!(text, "{}", numbers.pick(WORDS)),
        "d" => write!(text, "{}", numbers.below(300)),
        "s" => write!(
            text,
            "{}",
            numbers.pick(&["200", "204", "304", "404", "503"])
        ),
        "n" => {
            let most = 10_u64.pow(u32::try_from(3 + numbers.below(16)).unwrap_or(3));
            write!(text, "{}", numbers.below(most))
        }
        "x" => write!(text, "{:016x}", numbers.next()),
        "h" => write!(text, "{:016x}{:016x}", numbers.next(), numbers.next()),
        "g" => write!(
            text,
            "{:016x}{:016x}{:08x}",
            numbers.next(),
            numbers.next(),
            numbers.below(1 << 32)
        ),
        "k" => write!(
            text,
            "{}{:05}",
            numbers.pick(&["AX", "QB", "ZT"]),
            numbers.below(100_000)
        ),
        "u" => {
            let (a, b) = (numbers.next(), numbers.next());
            write!(
                text,
                "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
                a >> 32,
                a >> 16 & 0xffff,
                a & 0xfff,
                b >> 52,
                b & 0xffff_ffff_ffff
            )
        }
        _ => Ok(()),
    };
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn the_same_seed_gives_the_same_text() {
        let text = clean(7, 20_000);
        assert_eq!(text, clean(7, 20_000));
        assert_ne!(text, clean(8, 20_000));
        assert!(text.len() >= 20_000 && text.ends_with('\n'));
        for marker in ["{t}", "{w}", "{d}", "{u}", "{n}", "{x}", "{h}"] {
            assert!(!text.contains(marker), "{marker}");
        }
    }
}
