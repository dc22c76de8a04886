//! FF1 (NIST SP 800-38G): a keyed permutation of the digit strings of one length.

/// The fewest values an FF1 domain may have (SP 800-38G revision 1, section 5.2).
const DOMAIN_MIN: u128 = 1_000_000;
const ROUNDS: u8 = 10;

/// One AES block encryption.
pub(super) type Cipher<'a> = &'a dyn Fn([u8; 16]) -> [u8; 16];

/// Replaces `digits` (each below `radix`) by their image. Strings that are too short to be safe or too long for
/// 128-bit arithmetic are refused.
pub(super) fn encrypt(aes: Cipher<'_>, radix: u32, tweak: &[u8], digits: &[u8]) -> Option<Vec<u8>> {
    let n = digits.len();
    let (left, right) = digits.split_at_checked(n / 2)?;
    let radix_wide = u128::from(radix);
    let (moduli_a, moduli_b) = (
        power(radix_wide, left.len())?,
        power(radix_wide, right.len())?,
    );
    // The product of both halves' sizes is the size of the domain.
    if moduli_a
        .checked_mul(moduli_b)
        .is_some_and(|size| size < DOMAIN_MIN)
    {
        return None;
    }
    let width = usize::try_from((128 - (moduli_b - 1).leading_zeros()).div_ceil(8)).ok()?;
    let taken = 4 * width.div_ceil(4) + 4;
    if taken > 16 {
        return None;
    }
    let start = cbc_mac(
        aes,
        [0; 16],
        &first_block(radix, left.len(), n, tweak.len())?,
    );
    let (mut a, mut b) = (number(radix_wide, left), number(radix_wide, right));
    for round in 0..ROUNDS {
        let modulus = if round % 2 == 0 { moduli_a } else { moduli_b };
        let mut q = tweak.to_vec();
        q.resize(
            (tweak.len() + width + 1).next_multiple_of(16) - width - 1,
            0,
        );
        q.push(round);
        q.extend(b.to_be_bytes().iter().skip(16 - width));
        let r = cbc_mac(aes, start, &q);
        let y = u128::from_be_bytes(r) >> (8 * (16 - taken));
        let c = (a + y % modulus) % modulus;
        a = b;
        b = c;
    }
    let mut out = spelled(radix_wide, a, left.len());
    out.extend(spelled(radix_wide, b, right.len()));
    Some(out)
}

/// P of the standard's algorithm 7, step 5.
fn first_block(radix: u32, u: usize, n: usize, tweak: usize) -> Option<[u8; 16]> {
    let [_, r1, r2, r3] = radix.to_be_bytes();
    let half = u.to_le_bytes()[0];
    let n = u32::try_from(n).ok()?.to_be_bytes();
    let t = u32::try_from(tweak).ok()?.to_be_bytes();
    Some([
        1, 2, 1, r1, r2, r3, ROUNDS, half, n[0], n[1], n[2], n[3], t[0], t[1], t[2], t[3],
    ])
}

fn cbc_mac(aes: Cipher<'_>, start: [u8; 16], blocks: &[u8]) -> [u8; 16] {
    blocks.chunks(16).fold(start, |mut state, block| {
        for (s, b) in state.iter_mut().zip(block) {
            *s ^= b;
        }
        aes(state)
    })
}

fn power(radix: u128, n: usize) -> Option<u128> {
    radix.checked_pow(u32::try_from(n).ok()?)
}

fn number(radix: u128, digits: &[u8]) -> u128 {
    digits.iter().fold(0, |n, d| n * radix + u128::from(*d))
}

fn spelled(radix: u128, mut n: u128, len: usize) -> Vec<u8> {
    let mut out = vec![0; len];
    for d in out.iter_mut().rev() {
        *d = u8::try_from(n % radix).unwrap_or(0);
        n /= radix;
    }
    out
}

#[cfg(test)]
mod tests {
    use aes::cipher::{BlockCipherEncrypt, KeyInit};
    use aes::{Aes128, Aes192, Aes256};

    use super::*;

    const KEY: &str = "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94";

    fn hex(text: &str) -> Vec<u8> {
        (text.as_bytes().chunks(2))
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    fn with_key(bits: usize, block: [u8; 16]) -> [u8; 16] {
        let key = &hex(KEY)[..bits / 8];
        let mut block = block.into();
        match bits {
            128 => Aes128::new_from_slice(key)
                .unwrap()
                .encrypt_block(&mut block),
            192 => Aes192::new_from_slice(key)
                .unwrap()
                .encrypt_block(&mut block),
            _ => Aes256::new_from_slice(key)
                .unwrap()
                .encrypt_block(&mut block),
        }
        block.into()
    }

    /// The nine published samples: key bits, radix, tweak, plain text, cipher text.
    #[test]
    fn published_samples_hold() {
        let (none, ten, eleven) = ("", "39383736353433323130", "3737373770717273373737");
        let (digits, alnum) = ("0123456789", "0123456789abcdefghi");
        for (bits, radix, tweak, plain, cipher) in [
            (128, 10, none, digits, "2433477484"),
            (128, 10, ten, digits, "6124200773"),
            (128, 36, eleven, alnum, "a9tv40mll9kdu509eum"),
            (192, 10, none, digits, "2830668132"),
            (192, 10, ten, digits, "2496655549"),
            (192, 36, eleven, alnum, "xbj3kv35jrawxv32ysr"),
            (256, 10, none, digits, "6657667009"),
            (256, 10, ten, digits, "1001623463"),
            (256, 36, eleven, alnum, "xs8a0azh2avyalyzuwd"),
        ] {
            let plain: Vec<u8> = (plain.chars())
                .map(|c| u8::try_from(c.to_digit(36).unwrap()).unwrap())
                .collect();
            let got = encrypt(&|b| with_key(bits, b), radix, &hex(tweak), &plain).unwrap();
            let got: String = (got.iter())
                .map(|d| char::from_digit(u32::from(*d), 36).unwrap())
                .collect();
            assert_eq!(got, cipher, "{bits} {radix}");
        }
    }

    #[test]
    fn domains_too_small_or_too_large_are_refused() {
        let aes = |b| with_key(256, b);
        assert!(encrypt(&aes, 10, b"", &[1; 5]).is_none());
        assert!(encrypt(&aes, 10, b"", &[1; 6]).is_some());
        assert!(encrypt(&aes, 10, b"", &[1; 56]).is_some());
        assert!(encrypt(&aes, 10, b"", &[1; 58]).is_none());
        assert!(encrypt(&aes, 10, b"", &[]).is_none());
    }
}
