//! Made-up values with right check digits, and what it takes to know them.

use std::ops::Range;

use crate::samples::Dice;

/// What must stand with a value for it to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// The value says what it is.
    Nothing,
    /// Its words in the same sentence, or its key.
    Words,
    /// A key that owns it.
    Key,
}

/// What may be done with the characters of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Digits only.
    Digits,
    /// No white space and nothing that a shell, a query or a table would cut.
    Token,
    /// Words with spaces: needs quotes wherever a space ends a value.
    Spaced,
    /// Several lines.
    Lines,
}

pub(crate) struct Value {
    pub(crate) text: String,
    /// The part that must be masked; findings may reach over all of `text`.
    pub(crate) secret: Range<usize>,
}

pub(crate) struct ValueKind {
    pub(crate) name: &'static str,
    /// Words of its key, the usual ones first.
    pub(crate) keys: &'static [&'static str],
    pub(crate) need: Need,
    pub(crate) shape: Shape,
    make: fn(&mut Dice) -> String,
}

impl ValueKind {
    pub(crate) fn value(&self, dice: &mut Dice) -> Value {
        let text = (self.make)(dice);
        let secret = match (text.find("://"), text.find('@')) {
            (Some(scheme), Some(at)) => {
                let user = scheme + 3;
                user + text[user..at].find(':').unwrap() + 1..at
            }
            _ => 0..text.len(),
        };
        Value { text, secret }
    }
}

macro_rules! kinds {
    ($($name:literal $need:ident $shape:ident $keys:expr => $make:expr;)*) => {
        &[$(ValueKind { name: $name, keys: &$keys, need: Need::$need, shape: Shape::$shape, make: $make }),*]
    };
}

pub(crate) const KINDS: &[ValueKind] = kinds! {
    "card" Words Digits ["card number", "pan", "cc number", "credit card"] => card;
    "card grouped" Nothing Spaced ["card number", "credit card number"] => |d| grouped(&card(d), " ");
    "card dashed" Nothing Token ["card number"] => |d| grouped(&card(d), "-");
    "amex" Words Digits ["card number"] => |d| with_luhn(&format!("37{}", digits(d, 12)));
    "iban" Nothing Token ["iban", "account iban"] => iban;
    "iban grouped" Nothing Spaced ["iban"] => |d| grouped(&iban(d), " ");
    "aba" Words Digits ["routing number", "aba"] => aba;
    "email" Nothing Token ["email", "e mail", "mail", "user email"] => email;
    "phone e164" Nothing Token ["phone", "mobile", "tel"] => |d| format!("+1{}{}", area(d), exchange(d) + &digits(d, 4));
    "phone national" Nothing Spaced ["phone", "home phone"] => |d| format!("({}) {}-{}", area(d), exchange(d), digits(d, 4));
    "phone dashed" Words Token ["phone", "phone number", "contact phone"] => |d| format!("{}-{}-{}", area(d), exchange(d), digits(d, 4));
    "phone uk" Nothing Spaced ["phone", "mobile"] => |d| format!("+44 20 7{} {}", digits(d, 3), digits(d, 4));
    "ssn" Nothing Token ["ssn", "social security number"] => |d| { let s = ssn(d); format!("{}-{}-{}", &s[..3], &s[3..5], &s[5..]) };
    "ssn bare" Key Digits ["ssn", "social security number"] => ssn;
    "nhs" Words Digits ["nhs number", "nhs no"] => nhs;
    "nhs grouped" Words Spaced ["nhs number"] => |d| { let n = nhs(d); format!("{} {} {}", &n[..3], &n[3..6], &n[6..]) };
    "npi" Words Digits ["npi", "provider npi"] => |d| { let b = format!("1{}", digits(d, 8)); with_luhn(&format!("80840{b}"))[5..].to_owned() };
    "dea" Words Token ["dea", "dea number"] => dea;
    "mbi" Words Token ["mbi", "medicare id"] => mbi;
    "nino" Words Token ["nino", "national insurance number"] => |d| format!("{}{}{}{}", of(d, "ABCEHJLMPRSWXY", 1), of(d, "ABCEHJLMPRSWXY", 1), digits(d, 6), of(d, "ABCD", 1));
    "cpf" Nothing Token ["cpf"] => cpf;
    "pesel" Words Digits ["pesel"] => pesel;
    "aadhaar" Words Digits ["aadhaar", "aadhaar number"] => aadhaar;
    "dob" Words Token ["dob", "date of birth", "birth date"] => |d| format!("{}-{:02}-{:02}", 1935 + d.below(70), 1 + d.below(12), 1 + d.below(28));
    "mrn" Words Token ["mrn", "medical record number"] => |d| format!("MRN{}", digits(d, 7));
    "mrn digits" Words Digits ["mrn", "patient mrn"] => |d| format!("7{}", digits(d, 7));
    "member id" Words Token ["member id", "subscriber id"] => |d| of(d, "BCDFGHJKLM", 3) + &digits(d, 9);
    "student id" Words Token ["student id", "student number"] => |d| format!("S{}", digits(d, 7));
    "passport" Words Token ["passport number", "passport no"] => |d| of(d, "ABCDEFGHXYZ", 1) + &digits(d, 8);
    "person name" Key Spaced ["patient name", "full name", "customer name"] => name;
    "ipv4" Nothing Token ["client ip", "remote addr", "ip"] => |d| format!("{}.{}.{}.{}", 20 + d.below(80), d.below(256), d.below(256), 1 + d.below(254));
    "mac" Nothing Token ["mac", "mac address"] => |d| (0..6).map(|_| of(d, "0123456789abcdef", 1) + &of(d, "0123456789abcdef", 1)).collect::<Vec<_>>().join(":");
    "github token" Nothing Token ["github token", "token"] => github;
    "aws key id" Nothing Token ["aws access key id"] => |d| format!("AKIA{}", of(d, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));
    "aws secret" Key Token ["aws secret access key"] => |d| of(d, &format!("{B62}/+"), 40);
    "slack token" Nothing Token ["slack bot token", "slack token"] => |d| format!("xoxb-{}-{}-{}", digits(d, 12), digits(d, 13), of(d, B62, 24));
    "jwt" Nothing Token ["access token", "id token"] => jwt;
    "private key" Nothing Lines ["private key", "tls key"] => pem;
    "password" Key Token ["password", "db password", "passwd", "pwd"] => |d| format!("{}{}-{}", of(d, "BDFGKLMNP", 1), of(d, B62, 9), digits(d, 2));
    "api secret" Key Token ["client secret", "api key", "secret key"] => |d| of(d, "0123456789abcdef", 40);
    "url password" Nothing Token ["database url", "redis url"] => |d| format!("postgres://app:{}@db.internal:5432/app", of(d, B62, 14));
};

const B62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

fn of(dice: &mut Dice, alphabet: &str, n: usize) -> String {
    let all: Vec<char> = alphabet.chars().collect();
    (0..n).map(|_| all[dice.below(all.len())]).collect()
}

fn digits(dice: &mut Dice, n: usize) -> String {
    of(dice, "0123456789", n)
}

fn weigh(s: &str, weights: &[u32]) -> u32 {
    s.bytes()
        .zip(weights)
        .map(|(c, w)| u32::from(c - b'0') * w)
        .sum()
}

fn with_luhn(s: &str) -> String {
    let sum: u32 = s
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, c)| {
            let d = u32::from(c - b'0') * if i % 2 == 0 { 2 } else { 1 };
            d / 10 + d % 10
        })
        .sum();
    format!("{s}{}", (10 - sum % 10) % 10)
}

fn card(d: &mut Dice) -> String {
    let start = ["4539", "4716", "5425", "2223", "6011"][d.below(5)];
    with_luhn(&format!("{start}{}", digits(d, 11)))
}

fn grouped(s: &str, by: &str) -> String {
    let groups: Vec<&str> = (0..s.len())
        .step_by(4)
        .map(|i| &s[i..(i + 4).min(s.len())])
        .collect();
    groups.join(by)
}

fn iban(d: &mut Dice) -> String {
    let (country, value, length) =
        [("DE", "1314", 18), ("FR", "1527", 23), ("PL", "2521", 24)][d.below(3)];
    let account = digits(d, length);
    let rest = format!("{account}{value}00")
        .bytes()
        .fold(0u32, |r, c| (r * 10 + u32::from(c - b'0')) % 97);
    format!("{country}{:02}{account}", 98 - rest)
}

fn aba(d: &mut Dice) -> String {
    let b = format!("0{}{}", 1 + d.below(9), digits(d, 6));
    let sum = weigh(&b, &[3, 7, 1, 3, 7, 1, 3, 7]);
    format!("{b}{}", (10 - sum % 10) % 10)
}

const FIRST: &[&str] = &[
    "Amelia", "Bruno", "Carla", "Dmitri", "Elena", "Farid", "Greta", "Hugo",
];
const LAST: &[&str] = &[
    "Thornbury",
    "Okafor",
    "Lindqvist",
    "Marchetti",
    "Vasquez",
    "Nakamura",
    "Delacroix",
    "Petrov",
];

fn name(d: &mut Dice) -> String {
    format!("{} {}", FIRST[d.below(8)], LAST[d.below(8)])
}

fn email(d: &mut Dice) -> String {
    let name = name(d).to_lowercase().replace(' ', ".");
    let host = [
        "acme-corp.io",
        "northwind.de",
        "mail.stateuni.edu",
        "outlook.com",
    ][d.below(4)];
    format!("{name}{}@{host}", d.below(90))
}

fn area(d: &mut Dice) -> String {
    ["212", "312", "415", "617", "206", "303"][d.below(6)].to_owned()
}

fn exchange(d: &mut Dice) -> String {
    format!("{}{}{}", 2 + d.below(8), 2 + d.below(8), 2 + d.below(8))
}

fn ssn(d: &mut Dice) -> String {
    format!(
        "{:03}{:02}{:04}",
        101 + d.below(500),
        11 + d.below(88),
        1000 + d.below(8999)
    )
}

fn nhs(d: &mut Dice) -> String {
    loop {
        let b = format!("4{}", digits(d, 8));
        let check = (11 - weigh(&b, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
        if check < 10 {
            return format!("{b}{check}");
        }
    }
}

fn dea(d: &mut Dice) -> String {
    let b = digits(d, 6);
    let check = weigh(&b, &[1, 2, 1, 2, 1, 2]) % 10;
    format!("{}{}{b}{check}", of(d, "ABFGM", 1), of(d, "BCDEFGHJKL", 1))
}

fn mbi(d: &mut Dice) -> String {
    let letter = "ACDEFGHJKMNPQRTUVWXY";
    let mut out = of(d, "123456789", 1);
    for class in ["A", "A", "9", "A", "A", "9", "A", "A", "9", "9"] {
        out += &of(d, if class == "A" { letter } else { "0123456789" }, 1);
    }
    out
}

fn cpf(d: &mut Dice) -> String {
    let mut b = digits(d, 9);
    for n in [10u32, 11] {
        let weights: Vec<u32> = (2..=n).rev().collect();
        b += &(weigh(&b, &weights) * 10 % 11 % 10).to_string();
    }
    format!("{}.{}.{}-{}", &b[..3], &b[3..6], &b[6..9], &b[9..])
}

fn pesel(d: &mut Dice) -> String {
    let b = format!(
        "{:02}{:02}{:02}{}",
        40 + d.below(59),
        1 + d.below(12),
        1 + d.below(28),
        digits(d, 4)
    );
    format!(
        "{b}{}",
        (10 - weigh(&b, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10
    )
}

/// Verhoeff's check digit, from the dihedral group of order 10.
fn aadhaar(d: &mut Dice) -> String {
    let times = |a: usize, b: usize| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    };
    let turn = [1usize, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let b = format!("{}{}", 2 + d.below(8), digits(d, 10));
    let sum = b.bytes().rev().enumerate().fold(0, |sum, (i, c)| {
        let start = usize::from(c - b'0');
        times(sum, (0..=i % 8).fold(start, |at, _| turn[at]))
    });
    let check = (0..10).find(|c| times(sum, *c) == 0).unwrap();
    format!("{b}{check}")
}

fn github(d: &mut Dice) -> String {
    let body = of(d, B62, 30);
    let mut crc = !0u32;
    for byte in body.bytes() {
        crc = (0..8).fold(crc ^ u32::from(byte), |c, _| {
            (c >> 1) ^ (0xEDB8_8320 & (c & 1).wrapping_neg())
        });
    }
    let (mut left, mut check) = (!crc, String::new());
    for _ in 0..6 {
        let at = (left % 62) as usize;
        check.insert_str(0, &B62[at..=at]);
        left /= 62;
    }
    format!("ghp_{body}{check}")
}

fn jwt(d: &mut Dice) -> String {
    let head = base64(br#"{"alg":"HS256","typ":"JWT"}"#);
    let body = base64(format!(r#"{{"sub":"{}","exp":1990000000}}"#, digits(d, 10)).as_bytes());
    let plain = |s: String| s.trim_end_matches('=').to_owned();
    format!(
        "{}.{}.{}",
        plain(head),
        plain(body),
        of(d, &format!("{B62}-_"), 43)
    )
}

fn pem(d: &mut Dice) -> String {
    let mut body = String::from("MIICXAIBAAKBgQ");
    while body.len() < 390 {
        body += &of(d, &format!("{B62}+/"), 1);
    }
    let lines: Vec<&str> = (0..body.len())
        .step_by(64)
        .map(|i| &body[i..(i + 64).min(body.len())])
        .collect();
    format!(
        "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
        lines.join("\n")
    )
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0usize, |bits, i| {
            bits << 8 | usize::from(*chunk.get(i).unwrap_or(&0))
        });
        for i in 0..4 {
            out.push(if i <= chunk.len() {
                char::from(alphabet[bits >> (18 - 6 * i) & 63])
            } else {
                '='
            });
        }
    }
    out
}

#[test]
fn the_generators_agree_with_known_check_digits() {
    assert_eq!(with_luhn("7992739871"), "79927398713");
    assert_eq!(base64(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
    assert_eq!(
        weigh("943476591", &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11,
        11 - 9
    );
    let mut dice = Dice(3);
    for kind in KINDS {
        let value = kind.value(&mut dice);
        assert!(value.secret.len() > 5, "{}", kind.name);
        assert!(!kind.keys.is_empty(), "{}", kind.name);
    }
}
