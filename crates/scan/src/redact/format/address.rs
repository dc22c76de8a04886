//! Network addresses: IP addresses keep shared prefixes, MAC addresses become locally administered ones.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::super::keys::Keys;

/// Reserved for ever and routed nowhere: 240.0.0.0/4.
const V4_BITS: u32 = 4;
const V4_PREFIX: u32 = 0xf000_0000;
/// In the bits below an IPv4 address, so that its bits are not taken for those of an IPv6 address.
const V4_TAG: u128 = 4;
/// For documentation: 2001:db8::/32.
const V6_BITS: u32 = 32;
const V6_PREFIX: u128 = 0x2001_0db8 << 96;
/// Locally administered, unicast; marks what was replaced.
const MAC_PREFIX: u16 = 0x060d;

/// Public addresses move into a reserved range; private, local and documentation addresses stay.
pub(super) fn ip(keys: &Keys, value: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(value).ok()?;
    let address: IpAddr = text.parse().ok()?;
    Some(match address {
        IpAddr::V4(v4) if stays_v4(v4) => value.to_vec(),
        IpAddr::V4(v4) => move_v4(keys, v4).to_string().into_bytes(),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) if stays_v4(v4) => value.to_vec(),
            Some(v4) => format!("::ffff:{}", move_v4(keys, v4)).into_bytes(),
            None if stays_v6(v6) => value.to_vec(),
            None => move_v6(keys, v6).to_string().into_bytes(),
        },
    })
}

/// Two addresses that share at least the first 4 bits share exactly as many afterwards.
fn move_v4(keys: &Keys, address: Ipv4Addr) -> Ipv4Addr {
    let wide = u128::from(address.to_bits()) << 96;
    let moved = wide ^ mask(keys, V4_TAG, wide, V4_BITS..32);
    let low = u32::try_from(moved >> 96).unwrap_or(0) & !V4_PREFIX;
    Ipv4Addr::from_bits(V4_PREFIX | low)
}

/// Two addresses that share at least the first 32 bits share exactly as many afterwards.
fn move_v6(keys: &Keys, address: Ipv6Addr) -> Ipv6Addr {
    let wide = address.to_bits();
    let moved = wide ^ mask(keys, 0, wide, V6_BITS..128);
    Ipv6Addr::from_bits(V6_PREFIX | (moved & (u128::MAX >> V6_BITS)))
}

/// Crypto-PAn: bit `i` of the mask depends on the key and on the `i` bits of the address before it. The bits end with
/// a one, so that no two strings of bits make the same block.
fn mask(keys: &Keys, tag: u128, address: u128, bits: std::ops::Range<u32>) -> u128 {
    bits.map(|i| 1 << (127 - i))
        .filter(|bit: &u128| {
            let prefix = address & !(bit | (bit - 1));
            keys.bit((prefix | bit | tag).to_be_bytes())
        })
        .fold(0, |mask, bit| mask | bit)
}

fn stays_v4(a: Ipv4Addr) -> bool {
    let [first, second, ..] = a.octets();
    first == 0
        || first >= 224
        || a.is_private()
        || a.is_loopback()
        || a.is_link_local()
        || a.is_documentation()
        || (first == 100 && second & 0xc0 == 64)
        || (first == 198 && second & 0xfe == 18)
}

fn stays_v6(a: Ipv6Addr) -> bool {
    let [first, second, ..] = a.segments();
    a.is_unspecified()
        || a.is_loopback()
        || a.is_multicast()
        || a.is_unique_local()
        || a.is_unicast_link_local()
        || (first == 0x2001 && second == 0xdb8)
}

/// The manufacturer's half goes with the rest: 32 keyed bits remain, so two addresses of a case may meet (even odds at
/// about 77,000 of them).
pub(super) fn mac(keys: &Keys, value: &[u8]) -> Option<Vec<u8>> {
    let is_separator = |b: &u8| matches!(b, b':' | b'-' | b'.');
    let nibbles: Vec<u8> = (value.iter().filter(|b| !is_separator(b)))
        .map(u8::to_ascii_lowercase)
        .collect();
    if nibbles.len() != 12 || !nibbles.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    if nibbles.starts_with(format!("{MAC_PREFIX:04x}").as_bytes()) {
        return Some(value.to_vec());
    }
    let rest = keys.number("mac", &nibbles, 1 << 32);
    let made = format!("{MAC_PREFIX:04x}{rest:08x}");
    let upper = value.iter().any(u8::is_ascii_uppercase);
    let mut next = made
        .bytes()
        .map(|b| if upper { b.to_ascii_uppercase() } else { b });
    let spelled = value.iter().map(|b| {
        if is_separator(b) {
            Some(*b)
        } else {
            next.next()
        }
    });
    spelled.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pseudonym::CaseKey;
    use proptest::prelude::*;

    fn keys(n: u8) -> Keys {
        Keys::new(&CaseKey::new([n; 32]))
    }

    fn moved(text: &str) -> String {
        String::from_utf8(ip(&keys(1), text.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn local_and_documentation_addresses_stay() {
        for stays in [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "0.0.0.0",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "2001:db8::1",
            "::ffff:10.0.0.1",
        ] {
            assert_eq!(moved(stays), stays);
        }
    }

    #[test]
    fn public_addresses_move_and_stay_moved() {
        for public in [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "2a00:1450:4001:82b::200e",
            "::ffff:8.8.4.4",
        ] {
            let made = moved(public);
            assert_ne!(made, public);
            assert!(
                made.starts_with("2001:db8:") || made.contains("24") || made.contains("25"),
                "{made}"
            );
            assert_eq!(moved(&made), made);
            assert_ne!(ip(&keys(2), public.as_bytes()).unwrap(), made.as_bytes());
        }
        assert!(ip(&keys(1), b"8.8.8").is_none());
    }

    proptest! {
        #[test]
        fn shared_prefixes_stay_shared(a in 0u32.., flip in 4u32..32, low in any::<u32>()) {
            let keys = keys(1);
            let b = (a ^ 1 << (31 - flip)) & !(u32::MAX >> flip >> 1) | (low & (u32::MAX >> flip >> 1));
            let (x, y) = (move_v4(&keys, Ipv4Addr::from_bits(a)), move_v4(&keys, Ipv4Addr::from_bits(b)));
            prop_assert_eq!((x.to_bits() ^ y.to_bits()).leading_zeros(), flip);
            prop_assert_eq!(x.octets()[0] & 0xf0, 0xf0);
        }

        #[test]
        fn shared_prefixes_stay_shared_in_v6(a in any::<u128>(), flip in 32u32..128, low in any::<u128>()) {
            let keys = keys(1);
            let below = u128::MAX.checked_shr(flip + 1).unwrap_or(0);
            let b = (a ^ 1 << (127 - flip)) & !below | (low & below);
            let (x, y) = (move_v6(&keys, Ipv6Addr::from_bits(a)), move_v6(&keys, Ipv6Addr::from_bits(b)));
            prop_assert_eq!((x.to_bits() ^ y.to_bits()).leading_zeros(), flip);
            prop_assert!(stays_v6(x));
        }
    }

    #[test]
    fn mac_addresses_become_local_in_the_same_spelling() {
        let made = |text: &str| String::from_utf8(mac(&keys(1), text.as_bytes()).unwrap()).unwrap();
        let one = made("3c:22:fb:01:02:03");
        assert!(one.starts_with("06:0d:"), "{one}");
        assert_eq!(
            made("3C-22-FB-01-02-03"),
            one.to_uppercase().replace(':', "-")
        );
        assert_eq!(
            made("3c22.fb01.0203").replace('.', ""),
            one.replace(':', "")
        );
        assert_eq!(made(&one), one);
        assert!(mac(&keys(1), b"3c:22:fb").is_none());
    }
}
