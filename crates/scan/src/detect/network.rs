//! Addresses of machines: IPv4, IPv6, hardware.

use core::net::{Ipv4Addr, Ipv6Addr};

use super::{Candidate, span};
use crate::bytes::{at, before, cut, tail};
use crate::limits::LOOKAHEAD_BYTES;

const V6_BYTES_MAX: usize = 45;
const MAC_BYTES: usize = 17;
const GROUPED_MAC_BYTES: usize = 14;

/// Whose address it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Written in examples (RFC 5737, RFC 3849): nobody's.
    Example,
    /// Routed in the internet: somebody's.
    Public,
    /// Used inside houses (RFC 1918, 3927, 4193, 4291, 6598), or for groups.
    Private,
}

/// An IPv4 address whose first dot is at `dot`.
pub(crate) fn ipv4(w: &[u8], dot: usize) -> Option<(usize, usize, Reach)> {
    let digits_before = |i: usize| {
        (1..=3)
            .take_while(|n| before(w, i + 1 - n).is_ascii_digit())
            .count()
    };
    let start = dot - digits_before(dot).min(dot);
    let previous = before(w, start);
    if previous.is_ascii_alphanumeric() && !super::starts_token(w, start)
        || matches!(previous, b'.' | b'_')
    {
        return None;
    }
    let mut octets = [0u8; 4];
    let mut i = start;
    for (n, octet) in octets.iter_mut().enumerate() {
        if n > 0 {
            (at(w, i) == b'.').then_some(())?;
            i += 1;
        }
        let len = span(tail(w, i), 4, |b| b.is_ascii_digit());
        let text = cut(w, i..i + len);
        if len == 0 || len > 3 || (len > 1 && at(text, 0) == b'0') {
            return None;
        }
        let value = text.iter().fold(0u16, |v, b| v * 10 + u16::from(b - b'0'));
        *octet = u8::try_from(value).ok()?;
        i += len;
    }
    let next = at(w, i);
    let goes_on = next.is_ascii_alphanumeric()
        || next == b'_'
        || matches!(next, b'.' | b'-') && at(w, i + 1).is_ascii_digit() && !has_port(w, start, i);
    // `Chrome/126.0.0.0`: versions and networks end with zeros, machines do not.
    let zeros = octets.get(1..).is_some_and(|rest| rest == [0, 0, 0]);
    if goes_on || zeros {
        return None;
    }
    let reach = reach_v4(Ipv4Addr::from(octets))?;
    Some((start, i, reach))
}

/// `IP 10.20.30.4.37540 > 10.20.30.5.443:`: as tcpdump writes a port.
fn has_port(w: &[u8], start: usize, dot: usize) -> bool {
    let end = dot + 1 + span(tail(w, dot + 1), 6, |b| b.is_ascii_digit());
    let from = cut(w, start.saturating_sub(3)..start) == b"IP " && cut(w, end..end + 3) == b" > ";
    let to = cut(w, start.saturating_sub(2)..start) == b"> " && at(w, end) == b':';
    from || to
}

fn reach_v4(address: Ipv4Addr) -> Option<Reach> {
    let [a, b, ..] = address.octets();
    if address.is_loopback() || a == 0 || a == 255 {
        return None;
    }
    if address.is_documentation() {
        return Some(Reach::Example);
    }
    let shared = a == 100 && (64..128).contains(&b);
    let inside = address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || shared
        || a >= 240;
    Some(if inside {
        Reach::Private
    } else {
        Reach::Public
    })
}

/// An IPv6 or hardware address around the mark at `colon`.
pub(crate) enum Colons {
    V6(usize, usize, Reach),
    Hardware(usize, usize),
}

fn is_v6(b: u8) -> bool {
    b.is_ascii_hexdigit() || b == b':'
}

/// Digits and colons that are no IPv6 address whichever of their colons one comes from end there, so that they are
/// looked at once.
#[derive(Default)]
pub(crate) struct NoV6 {
    end: usize,
}

/// What the colons (or dashes, or dots) from `mark` on are part of.
pub(crate) fn colons(w: &[u8], mark: usize, no_v6: &mut NoV6) -> Option<Colons> {
    if at(w, mark) == b'.' {
        let (start, end) = grouped_hardware(w, mark)?;
        return Some(Colons::Hardware(start, end));
    }
    if let Some((start, end)) = hardware(w, mark) {
        return Some(Colons::Hardware(start, end));
    }
    if at(w, mark) != b':' || mark < no_v6.end {
        return None;
    }
    let found = v6(w, mark);
    if found.is_none() {
        no_v6.end = mark + span(tail(w, mark), LOOKAHEAD_BYTES, is_v6);
    }
    found
}

fn v6(w: &[u8], mark: usize) -> Option<Colons> {
    let back = cut(w, mark.saturating_sub(V6_BYTES_MAX)..mark);
    let start = mark - back.iter().rev().take_while(|b| is_v6(**b)).count();
    let outside = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if outside(before(w, start)) {
        return None;
    }
    let n = span(tail(w, start), V6_BYTES_MAX + 1, |b| is_v6(b) || b == b'.');
    let text = cut(w, start..start + n);
    // A colon or full stop of the sentence; `::` may end an address.
    let trimmed = match text {
        [rest @ .., b'.'] => rest,
        [rest @ .., b':'] if !rest.ends_with(b":") => rest,
        _ => text,
    };
    let end = start + trimmed.len();
    if n > V6_BYTES_MAX || outside(at(w, end)) {
        return None;
    }
    let address: Ipv6Addr = std::str::from_utf8(trimmed).ok()?.parse().ok()?;
    let reach = reach_v6(address, trimmed)?;
    Some(Colons::V6(start, end, reach))
}

fn reach_v6(address: Ipv6Addr, text: &[u8]) -> Option<Reach> {
    let first = address.segments()[0];
    let groups = text.split(|b| *b == b':').filter(|g| !g.is_empty()).count();
    if address.is_loopback() || address.is_unspecified() || address.is_multicast() {
        return None;
    }
    if let Some(v4) = address.to_ipv4_mapped() {
        return reach_v4(v4);
    }
    let local = first & 0xffc0 == 0xfe80 || first & 0xfe00 == 0xfc00;
    let documentation = first == 0x2001 && address.segments()[1] == 0x0db8;
    match first {
        _ if documentation => Some(Reach::Example),
        _ if local => Some(Reach::Private),
        // 2000::/3 is all that is given out; with one group beside it, it may be anything.
        0x2000..=0x3fff if groups >= 2 => Some(Reach::Public),
        _ => None,
    }
}

/// Six pairs of hexadecimal digits with the same mark between them; the first mark is at `mark`.
fn hardware(w: &[u8], mark: usize) -> Option<(usize, usize)> {
    let start = mark.checked_sub(2)?;
    let text = cut(w, start..start + MAC_BYTES);
    let separator = at(w, mark);
    let holds = text.len() == MAC_BYTES
        && text.iter().enumerate().all(|(i, b)| match i % 3 {
            2 => *b == separator,
            _ => b.is_ascii_hexdigit(),
        });
    // Nearly all are turned away here.
    holds.then_some(())?;
    let end = start + MAC_BYTES;
    let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_');
    let goes_on = part(at(w, end)) && at(w, end) != b':'
        || (matches!(at(w, end), b':' | b'-') && at(w, end + 1).is_ascii_hexdigit());
    let joined = part(before(w, start)) && before(w, start) != b':'
        || (matches!(before(w, start), b':' | b'-') && before(w, start - 1).is_ascii_hexdigit());
    if goes_on || joined {
        return None;
    }
    let mut bytes = text.chunks(3).map(|pair| cut(pair, 0..2));
    let first = cut(text, 0..2);
    // 00:00:00:00:00:00 and ff:ff:ff:ff:ff:ff are nobody's.
    (!bytes.all(|pair| pair.eq_ignore_ascii_case(first))).then_some((start, end))
}

/// `0050.56a1.2b3c`, as switches write it: three groups of four hexadecimal digits, of which the first ends before `dot`.
/// Digits or letters alone may be a number or words.
fn grouped_hardware(w: &[u8], dot: usize) -> Option<(usize, usize)> {
    let start = dot.checked_sub(4)?;
    let end = start + GROUPED_MAC_BYTES;
    let text = cut(w, start..end);
    let holds = text.len() == GROUPED_MAC_BYTES
        && text.iter().enumerate().all(|(i, b)| match i % 5 {
            4 => *b == b'.',
            _ => b.is_ascii_hexdigit(),
        });
    // `java.lang.`: nearly all are turned away here.
    holds.then_some(())?;
    let has = |f: fn(&u8) -> bool| text.iter().any(f);
    let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let one_case = !(has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase));
    let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let goes_on = part(at(w, end)) || at(w, end) == b'.' && part(at(w, end + 1));
    let joined = part(before(w, start)) || before(w, start) == b'.';
    let same = text
        .chunks(5)
        .all(|group| cut(group, 0..4) == cut(text, 0..4));
    (mixed && one_case && !goes_on && !joined && !same).then_some((start, end))
}

/// A found address as a candidate.
pub(crate) fn address(rule: u16, start: usize, end: usize, term: &'static str) -> Candidate {
    Candidate::new(rule, start, end, 0).because(term)
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests")]
mod tests {
    use super::*;

    fn v4(text: &str) -> Option<(&str, Reach)> {
        let (start, end, reach) = ipv4(text.as_bytes(), text.find('.')?)?;
        Some((&text[start..end], reach))
    }

    fn v6(text: &str) -> Option<(&str, Reach)> {
        match colons(text.as_bytes(), text.find(':')?, &mut NoV6::default())? {
            Colons::V6(start, end, reach) => Some((&text[start..end], reach)),
            Colons::Hardware(..) => None,
        }
    }

    fn mac(text: &str) -> Option<&str> {
        match colons(
            text.as_bytes(),
            text.find([':', '-', '.'])?,
            &mut NoV6::default(),
        )? {
            Colons::Hardware(start, end) => Some(&text[start..end]),
            Colons::V6(..) => None,
        }
    }

    #[test]
    fn ipv4_addresses() {
        assert_eq!(
            v4("from 81.2.69.142:80"),
            Some(("81.2.69.142", Reach::Public))
        );
        assert_eq!(v4("10.61.233.253"), Some(("10.61.233.253", Reach::Private)));
        assert_eq!(v4("at 203.0.113.9."), Some(("203.0.113.9", Reach::Example)));
        for no in [
            "1.2.3",
            "1.2.3.456",
            "1.2.3.4.5",
            "v1.2.3.4",
            "127.0.0.1",
            "0.0.0.0",
            "255.255.255.0",
            "126.0.0.0",
            "1.02.3.4",
            "1.2.3.4-5",
        ] {
            assert_eq!(v4(no), None, "{no}");
        }
    }

    #[test]
    fn ipv6_addresses() {
        assert_eq!(
            v6("peer 2a01:4f8:1:2::9 up"),
            Some(("2a01:4f8:1:2::9", Reach::Public))
        );
        assert_eq!(
            v6("[2606:4700::a:b]:443"),
            Some(("2606:4700::a:b", Reach::Public))
        );
        assert_eq!(v6("fe80::1:2:3:4"), Some(("fe80::1:2:3:4", Reach::Private)));
        assert_eq!(
            v6("2001:db8:1:2:3:4:5:6,"),
            Some(("2001:db8:1:2:3:4:5:6", Reach::Example))
        );
        for no in [
            "std::dec",
            "10:20:30",
            "::1",
            "a::b",
            "at 12:30: x",
            "Foo::bar::baz",
            "dead::beef",
        ] {
            assert_eq!(v6(no), None, "{no}");
        }
    }

    #[test]
    fn hardware_addresses() {
        assert_eq!(mac("to 6a:71:1e:fa:f5:8d ("), Some("6a:71:1e:fa:f5:8d"));
        assert_eq!(mac("00-1A-2B-3C-4D-5E"), Some("00-1A-2B-3C-4D-5E"));
        assert_eq!(mac("mac 6a:71:1e:fa:f5:8d: up"), Some("6a:71:1e:fa:f5:8d"));
        assert_eq!(mac(" 12  0050.56a1.2b3c  DYNAMIC"), Some("0050.56a1.2b3c"));
        for no in [
            "00:00:00:00:00:00",
            "aa:bb:cc:dd:ee:ff:00",
            "aa:bb:cc:dd:ee",
            "ff:ff:ff:ff:ff:ff",
            "1234.5678.9012",
            "dead.beef.cafe",
            "v0050.56a1.2b3c",
            "0050.56a1.2b3c.1",
            "ab12.ab12.ab12",
        ] {
            assert_eq!(mac(no), None, "{no}");
        }
    }
}
