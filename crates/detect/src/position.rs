//! Where on earth, coarsely, and how far from there to somewhere else.

use std::f64::consts::{FRAC_PI_2, PI};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Mean radius of the earth (IUGG), in kilometres.
const EARTH_RADIUS_KM: f64 = 6_371.008_8;
/// Half the way around the earth, rounded down: nothing is further away.
const FARTHEST_KM: u16 = 20_015;
/// Tenths of a degree to a pole, and to the other side.
const LATITUDE_MAX: f64 = 90.0;
const LONGITUDE_MAX: f64 = 180.0;

/// A point on earth in tenths of a degree: about eleven kilometres, which is finer than tables of networks are right, and
/// coarser than a street.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    latitude: i16,
    longitude: i16,
}

/// Not a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a latitude from -90 to 90 and a longitude from -180 to 180")]
pub struct PositionError;

impl Position {
    /// The position of degrees as text, north and east positive.
    ///
    /// # Errors
    /// One of them is not a number, or beyond what there is.
    pub fn of_degrees(latitude: &str, longitude: &str) -> Result<Self, PositionError> {
        Ok(Self {
            latitude: tenths(latitude, LATITUDE_MAX).ok_or(PositionError)?,
            longitude: tenths(longitude, LONGITUDE_MAX).ok_or(PositionError)?,
        })
    }

    /// Whole kilometres to another along the earth's surface (haversine). Only operations that every machine rounds alike, so
    /// that every replay says the same.
    #[must_use]
    pub fn kilometres_to(self, other: Self) -> u16 {
        let (a, b) = (radians(self.latitude), radians(other.latitude));
        let east = radians(self.longitude) - radians(other.longitude);
        let haversine = square(sine((a - b) / 2.0))
            + sine(FRAC_PI_2 - a) * sine(FRAC_PI_2 - b) * square(sine(east / 2.0));
        // The longest way whose haversine is not larger: found by halving, as there is no exact arc sine to call.
        let (mut low, mut high) = (0, FARTHEST_KM);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            let angle = f64::from(middle) / (2.0 * EARTH_RADIUS_KM);
            if square(sine(angle)) <= haversine {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let degrees = |tenths: i16| f64::from(tenths) / 10.0;
        write!(
            f,
            "{:.1},{:.1}",
            degrees(self.latitude),
            degrees(self.longitude)
        )
    }
}

impl FromStr for Position {
    type Err = PositionError;

    /// Reads what [`Position`] shows; a name may follow after a space.
    fn from_str(text: &str) -> Result<Self, PositionError> {
        let numbers = text.split(' ').next().unwrap_or_default();
        let (latitude, longitude) = numbers.split_once(',').ok_or(PositionError)?;
        Self::of_degrees(latitude, longitude)
    }
}

fn tenths(text: &str, most: f64) -> Option<i16> {
    let degrees: f64 = text.trim().parse().ok()?;
    // Not a number is not within either.
    (degrees.abs() <= most).then(|| (degrees * 10.0).round() as i16)
}

fn radians(tenths: i16) -> f64 {
    f64::from(tenths) / 1_800.0 * PI
}

fn square(x: f64) -> f64 {
    x * x
}

/// The sine of an angle from -π to π, to better than a metre on earth. The standard library's is each machine's own.
fn sine(angle: f64) -> f64 {
    let folded = if angle > FRAC_PI_2 {
        PI - angle
    } else if angle < -FRAC_PI_2 {
        -PI - angle
    } else {
        angle
    };
    let square = folded * folded;
    let mut sum = 1.0;
    for k in [8, 7, 6, 5, 4, 3, 2, 1_u8] {
        let factor = f64::from(2 * k) * f64::from(2 * k + 1);
        sum = 1.0 - square / factor * sum;
    }
    folded * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Position {
        text.parse().unwrap()
    }

    #[test]
    fn known_ways_are_as_long_as_they_are() {
        // By Python's `math`, with the same radius.
        for (from, to, kilometres) in [
            ("52.5,13.4", "48.9,2.4", 870..=870),           // Berlin, Paris
            ("51.5,-0.1", "40.7,-74.0", 5_572..=5_572),     // London, New York
            ("-33.9,151.2", "35.7,139.7", 7_830..=7_830),   // Sydney, Tokyo
            ("64.1,-21.9", "-54.8,-68.3", 13_805..=13_805), // Reykjavik, Ushuaia
            ("0,0", "0,0.1", 11..=11),
            ("0,179.9", "0,-179.9", 22..=22), // across the date line
            ("90,0", "90,120", 0..=0),        // one pole, whatever the longitude
            ("90,0", "-90,0", 20_014..=20_015),
            ("0,0", "0,180", 20_014..=20_015),
            ("48.1,11.6", "48.1,11.6", 0..=0),
        ] {
            let (there, back) = (
                at(from).kilometres_to(at(to)),
                at(to).kilometres_to(at(from)),
            );
            assert_eq!(there, back, "{from} {to}");
            assert!(kilometres.contains(&there), "{from} {to}: {there}");
        }
    }

    #[test]
    fn our_sine_is_the_sine() {
        for step in -1_000..=1_000 {
            let angle = f64::from(step) / 1_000.0 * PI;
            assert!((sine(angle) - angle.sin()).abs() < 1e-9, "{angle}");
        }
    }

    #[test]
    fn positions_are_read_back_as_shown_and_nonsense_is_refused() {
        for text in ["48.1,11.6", "-33.9,151.2", "-0.1,-180.0", "0.0,0.0"] {
            assert_eq!(at(text).to_string(), text);
        }
        assert_eq!(at("48.137,11.575 Munich"), at("48.1,11.6"));
        for bad in [
            "", "1", "1;2", "91,0", "0,181", "NaN,0", "inf,0", "x,y", ",",
        ] {
            assert_eq!(bad.parse::<Position>(), Err(PositionError), "{bad}");
        }
    }
}
