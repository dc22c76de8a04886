//! Where networks are: a table the operator supplies, looked up when somebody signs in.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::str::FromStr;

use crate::limits::{PLACE_LABEL_BYTES_MAX, PLACE_NETWORKS_MAX};
use crate::position::Position;

/// Bits of an address. IPv4 is kept as IPv6 has it, in `::ffff:0:0/96`.
const BITS: u8 = 128;
/// Bits before an IPv4 address there.
const BITS_BEFORE_V4: u8 = 96;

/// A network: `203.0.113.0/24`, `2001:db8::/32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network {
    bits: u8,
    base: u128,
}

/// Not a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// Not an address, a slash, and a length.
    #[error("is not a network such as 203.0.113.0/24 or 2001:db8::/32")]
    Shape,
    /// More is set than the length says.
    #[error("names an address within the network instead of the network")]
    Host,
}

fn bits_of(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn masked(address: u128, bits: u8) -> u128 {
    let rest = u32::from(BITS.saturating_sub(bits));
    // A shift by all bits leaves nothing of them.
    let mask = u128::MAX.checked_shl(rest).unwrap_or(0);
    address & mask
}

impl Network {
    /// Whether an address is in it.
    #[must_use]
    pub fn contains(self, address: IpAddr) -> bool {
        masked(bits_of(address), self.bits) == self.base
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, bits) = text.split_once('/').ok_or(NetworkError::Shape)?;
        let address: IpAddr = address.parse().map_err(|_| NetworkError::Shape)?;
        let bits: u8 = bits.parse().map_err(|_| NetworkError::Shape)?;
        let bits = match address {
            IpAddr::V4(_) if bits <= BITS - BITS_BEFORE_V4 => bits + BITS_BEFORE_V4,
            // IPv4 is written as IPv4, so that there is one way to write a network.
            IpAddr::V6(v6) if bits <= BITS && v6.to_ipv4_mapped().is_none() => bits,
            IpAddr::V4(_) | IpAddr::V6(_) => return Err(NetworkError::Shape),
        };
        let base = bits_of(address);
        if masked(base, bits) != base {
            return Err(NetworkError::Host);
        }
        Ok(Self { bits, base })
    }
}

/// Why a table is refused; all of it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlacesError {
    /// A line cannot be read.
    #[error("line {line}: {problem}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// Why.
        problem: String,
    },
    /// It has more networks than fit.
    #[error("has more than {PLACE_NETWORKS_MAX} networks")]
    TooMany,
    /// It has none.
    #[error("has no network")]
    Empty,
}

/// What is known of one network.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    position: Position,
    /// Which of the labels; none for those without.
    label: Option<u32>,
}

/// Networks and where they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// By network, shortest first.
    networks: Vec<(Network, Place)>,
    /// Lengths there are, for trying the longest first.
    lengths: BTreeSet<u8>,
    labels: Vec<String>,
    /// Networks behind which people are anywhere: the ends of VPNs.
    egress: Vec<Network>,
}

impl Places {
    /// Reads a table: `network,latitude,longitude[,label]` on each line. Lines that begin with `#`, empty ones, and a first
    /// line that begins with `network,` are passed over.
    ///
    /// # Errors
    /// A line is wrong, or there are too many or none. Nothing of it is used then: a table of which some is missing finds
    /// journeys that nobody made.
    pub fn parse(text: &str) -> Result<Self, PlacesError> {
        let mut places = Self::default();
        let mut labels = BTreeMap::new();
        let mut lines = BTreeMap::new();
        // Spreadsheets begin with a mark of the byte order.
        let text = text.trim_start_matches('\u{feff}');
        for (at, line) in text.lines().enumerate() {
            let (line, number) = (line.trim(), at + 1);
            let header = at == 0 && line.starts_with("network,");
            if line.is_empty() || line.starts_with('#') || header {
                continue;
            }
            let refused = |problem: String| PlacesError::Line {
                line: number,
                problem,
            };
            let (network, position, label) = row(line).map_err(refused)?;
            if let Some(first) = lines.insert(network, number) {
                return Err(refused(format!("the network is on line {first} already")));
            }
            if places.networks.len() >= PLACE_NETWORKS_MAX {
                return Err(PlacesError::TooMany);
            }
            let label = label.map(|label| {
                *labels.entry(label.to_owned()).or_insert_with(|| {
                    let next = u32::try_from(places.labels.len()).unwrap_or(u32::MAX);
                    places.labels.push(label.to_owned());
                    next
                })
            });
            places.networks.push((network, Place { position, label }));
            places.lengths.insert(network.bits);
        }
        if places.networks.is_empty() {
            return Err(PlacesError::Empty);
        }
        places
            .networks
            .sort_unstable_by_key(|(network, _)| *network);
        Ok(places)
    }

    /// The same, but an address of one of these networks is nowhere.
    #[must_use]
    pub fn without(self, egress: Vec<Network>) -> Self {
        Self { egress, ..self }
    }

    /// How many networks there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.networks.len()
    }

    /// Where an address is, as the ledger has it: a [`Position`], and the label after a space. The smallest network with the
    /// address counts.
    #[must_use]
    pub fn of(&self, address: IpAddr) -> Option<String> {
        if self.egress.iter().any(|network| network.contains(address)) {
            return None;
        }
        let address = bits_of(address);
        let place = self.lengths.iter().rev().find_map(|bits| {
            let wanted = Network {
                bits: *bits,
                base: masked(address, *bits),
            };
            let found = self
                .networks
                .binary_search_by_key(&wanted, |(network, _)| *network);
            self.networks.get(found.ok()?).map(|(_, place)| place)
        })?;
        let label = place.label.and_then(|label| usize::try_from(label).ok());
        let label = label.and_then(|label| self.labels.get(label));
        Some(match label {
            Some(label) => format!("{} {label}", place.position),
            None => place.position.to_string(),
        })
    }
}

fn row(line: &str) -> Result<(Network, Position, Option<&str>), String> {
    let mut columns = line.splitn(4, ',').map(str::trim);
    let (Some(network), Some(latitude), Some(longitude)) =
        (columns.next(), columns.next(), columns.next())
    else {
        return Err("is not network,latitude,longitude[,label]".to_owned());
    };
    let position = Position::of_degrees(latitude, longitude)
        .map_err(|error| format!("`{},{}` {error}", shown(latitude), shown(longitude)))?;
    let network = network
        .parse()
        .map_err(|error: NetworkError| format!("`{}` {error}", shown(network)))?;
    let label = columns.next().filter(|label| !label.is_empty());
    if label.is_some_and(|it| it.len() > PLACE_LABEL_BYTES_MAX || it.chars().any(char::is_control))
    {
        return Err(format!(
            "the label is longer than {PLACE_LABEL_BYTES_MAX} bytes or not plain text"
        ));
    }
    Ok((network, position, label))
}

/// What a message quotes of a table that may be anything.
fn shown(text: &str) -> String {
    let beginning = text.chars().take(PLACE_LABEL_BYTES_MAX);
    beginning.flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "network,latitude,longitude,label\n\
        # Ours.\n\
        198.51.0.0/16,52.52,13.40,Berlin\n\
        \n\
        198.51.100.0/24,48.137,11.575,\"Munich, centre\"\n\
        0.0.0.0/0,-33.87,151.21\n\
        2001:db8::/32,51.5,-0.12,London\n\
        2001:db8:1::/48,40.7,-74,New York\n";

    fn of(table: &Places, address: &str) -> Option<String> {
        table.of(address.parse().unwrap())
    }

    #[test]
    fn the_smallest_network_with_an_address_says_where_it_is() {
        let table = Places::parse(TABLE).unwrap();
        assert_eq!(table.count(), 5);
        for (address, there) in [
            ("198.51.100.7", Some("48.1,11.6 \"Munich, centre\"")),
            ("::ffff:198.51.100.7", Some("48.1,11.6 \"Munich, centre\"")),
            ("198.51.99.255", Some("52.5,13.4 Berlin")),
            ("203.0.113.9", Some("-33.9,151.2")),
            ("2001:db8:1::5", Some("40.7,-74.0 New York")),
            ("2001:db8:2::5", Some("51.5,-0.1 London")),
            // The whole of IPv4 is not the whole of IPv6.
            ("2001:db9::1", None),
        ] {
            assert_eq!(of(&table, address).as_deref(), there, "{address}");
        }
        let vpn = "198.51.100.128/25".parse().unwrap();
        let table = table.without(vec![vpn]);
        assert_eq!(
            of(&table, "198.51.100.200"),
            None,
            "who comes through a VPN"
        );
        assert!(of(&table, "198.51.100.7").is_some());
        // As a spreadsheet saves it.
        let saved = format!("\u{feff}{}", TABLE.replace('\n', "\r\n"));
        assert_eq!(Places::parse(&saved), Places::parse(TABLE));
        let all = Places::parse("::/0,1,2").unwrap();
        assert!(of(&all, "ffff::1").is_some());
    }

    #[test]
    fn a_wrong_line_is_named_and_nothing_of_the_table_is_used() {
        for (line, says) in [
            ("198.51.100.0/24", "network,latitude,longitude"),
            ("198.51.100.0/24,48.1", "network,latitude,longitude"),
            ("198.51.100.0,48.1,11.6", "is not a network"),
            ("198.51.100.0/33,48.1,11.6", "is not a network"),
            ("2001:db8::/129,48.1,11.6", "is not a network"),
            ("::ffff:198.51.100.0/120,48.1,11.6", "is not a network"),
            ("198.51.100.7/24,48.1,11.6", "within the network"),
            ("198.51.100.0/24,148.1,11.6", "latitude"),
            ("198.51.100.0/24,48.1,here", "latitude"),
            ("203.0.113.0/24,1,1", "on line 1 already"),
            ("198.51.100.0/24,1,1,a\u{7}b", "label"),
        ] {
            let text = format!("203.0.113.0/24,1,1\n{line}\n192.0.2.0/24,1,1");
            let error = Places::parse(&text).unwrap_err().to_string();
            assert!(error.starts_with("line 2: "), "{line}: {error}");
            assert!(error.contains(says), "{line}: {error}");
        }
        let long = format!("203.0.113.0/24,1,1,{}", "x".repeat(65));
        assert!(Places::parse(&long).is_err());
        // What is quoted does not fill or steer a terminal.
        let garbage = format!("\u{1b}[2J{},1,1", "x".repeat(10_000));
        let error = Places::parse(&garbage).unwrap_err().to_string();
        assert!(
            error.len() < 200 && !error.contains('\u{1b}'),
            "{}",
            error.len()
        );
        assert_eq!(Places::parse("# nothing\n"), Err(PlacesError::Empty));
    }

    #[test]
    fn a_table_is_not_read_without_end() {
        let rows = (0..=PLACE_NETWORKS_MAX as u64)
            .map(|n| format!("2001:db8:{:x}:{:x}::/64,1,1\n", n >> 16, n & 0xffff));
        let text: String = rows.collect();
        assert_eq!(Places::parse(&text), Err(PlacesError::TooMany));
    }

    #[test]
    fn a_network_has_its_addresses_and_no_others() {
        let network: Network = "192.0.2.128/25".parse().unwrap();
        assert!(network.contains("192.0.2.255".parse().unwrap()));
        assert!(network.contains("::ffff:192.0.2.128".parse().unwrap()));
        assert!(!network.contains("192.0.2.127".parse().unwrap()));
        let everything: Network = "::/0".parse().unwrap();
        assert!(everything.contains("2001:db8::1".parse().unwrap()));
    }
}
