//! How the values of a form begin: most places are turned away by it before the form is tried.

use super::{DIGIT, LOWER, Part, UPPER, class_of};

/// What a value begins with, as far as forms tell apart cheaply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// Bit `n`: a run of `n` letters and digits may be all of it.
    whole: u64,
    /// Bit `n`: a run of `n` letters and digits may come first, then a mark.
    parted: u64,
    /// Marks that may follow the first run.
    marks: u8,
    /// Classes that the first and the second byte may be of.
    first: u8,
    second: u8,
}

/// How a token begins, as far as heads tell tokens apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Front {
    /// Letters and digits in a row.
    pub(crate) run: usize,
    pub(crate) first: u8,
    pub(crate) second: u8,
    /// What follows the run.
    pub(crate) next: u8,
}

/// How the value of a key begins: its letters may be in any case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyedFront {
    /// The bit of its run.
    run: u64,
    /// Classes that its first byte counts as.
    classes: u8,
    /// What follows the run.
    mark: u8,
}

impl KeyedFront {
    #[inline]
    pub(crate) fn new(run: usize, first: u8, next: u8) -> Self {
        let class = class_of(first);
        Self {
            run: 1 << run.min(63),
            classes: if class & (UPPER | LOWER) != 0 {
                UPPER | LOWER
            } else {
                class
            },
            mark: mark(next),
        }
    }
}

/// Bytes of which each stands for all of its class, and marks of which each stands for itself, the last one for all others.
const CLASS_OF: [u8; 3] = [b'0', b'A', b'a'];
const MARK_OF: [u8; 5] = [b'-', b' ', b'.', b'/', b','];

impl Front {
    /// How many there are with the same run.
    pub(crate) const OF_A_RUN: usize = CLASS_OF.len() * CLASS_OF.len() * MARK_OF.len();

    /// Its number among those with the same run; nothing for one that no form has.
    #[inline]
    pub(crate) fn number(self) -> Option<usize> {
        let class = |b| match class_of(b) {
            DIGIT => Some(0),
            UPPER => Some(1),
            LOWER => Some(2),
            _ => None,
        };
        // Behind a run of one stands a mark: it is of no class.
        let second = if self.run < 2 { 0 } else { class(self.second)? };
        let classes = class(self.first)? * CLASS_OF.len() + second;
        Some(classes * MARK_OF.len() + mark(self.next).trailing_zeros() as usize)
    }

    /// All those with the same run, in order of their numbers.
    pub(crate) fn all(run: usize) -> impl Iterator<Item = Self> {
        let classes = CLASS_OF
            .into_iter()
            .flat_map(|first| CLASS_OF.map(|second| (first, second)));
        classes.flat_map(move |(first, second)| {
            MARK_OF.map(|next| Self {
                run,
                first,
                second,
                next,
            })
        })
    }
}

impl Head {
    const NONE: Self = Self {
        whole: 0,
        parted: 0,
        marks: 0,
        first: 0,
        second: 0,
    };

    /// What either of them allows.
    const fn or(self, other: Self) -> Self {
        Self {
            whole: self.whole | other.whole,
            parted: self.parted | other.parted,
            marks: self.marks | other.marks,
            first: self.first | other.first,
            second: self.second | other.second,
        }
    }

    /// Of a form.
    pub(super) fn of(parts: &[Part]) -> Self {
        let mut head = Self::NONE;
        // Bit `n`: `n` letters and digits came so far.
        let mut so_far = 1u64;
        for part in parts {
            let (least, most, classes) = match part {
                Part::Digits(a, b) => (*a, *b, DIGIT),
                Part::Uppers(a, b) => (*a, *b, UPPER),
                Part::Letters(a, b) => (*a, *b, UPPER | LOWER),
                Part::Alnums(a, b) => (*a, *b, DIGIT | UPPER),
                Part::Exactly(b) if b.is_ascii_alphanumeric() => (1, 1, class_of(*b)),
                Part::AnyMark => {
                    head.parted |= so_far;
                    head.marks |= ANY_MARK;
                    continue;
                }
                Part::Exactly(b) => {
                    head.parted |= so_far;
                    head.marks |= mark(*b);
                    return head;
                }
            };
            if so_far & 1 != 0 {
                head.first |= classes;
            }
            if so_far & 2 != 0 || (so_far & 1 != 0 && most > 1) {
                head.second |= classes;
            }
            so_far = (least..=most).fold(0, |all, n| all | so_far << n);
        }
        head.whole = so_far;
        head
    }

    /// Whether a value may begin so.
    #[inline]
    pub(crate) fn fits(self, front: Front) -> bool {
        let bit = 1u64 << front.run.min(63);
        (self.whole & bit != 0 || self.parted & bit != 0 && self.marks & mark(front.next) != 0)
            && self.first & class_of(front.first) != 0
            && (front.run < 2 || self.second & class_of(front.second) != 0)
    }

    /// The same for the value of a key, whose letters may be in any case.
    #[inline]
    pub(crate) fn fits_keyed(self, front: KeyedFront) -> bool {
        // The length of the run turns nearly all away.
        if (self.whole | self.parted) & (front.run | 1) == 0 {
            return false;
        }
        let run = self.whole & front.run != 0
            || self.parted & front.run != 0 && self.marks & front.mark != 0;
        run && self.first & front.classes != 0 || self.begins_with_mark()
    }

    /// Whether a value may begin with a mark.
    fn begins_with_mark(self) -> bool {
        self.parted & 1 != 0
    }

    /// Lengths of the run.
    pub(crate) fn runs(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |n| (self.whole | self.parted) >> n & 1 == 1)
    }
}

/// How values of several forms begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Heads {
    /// What any of them allows: most values are turned away by it.
    any: Head,
    each: Vec<Head>,
}

impl Heads {
    pub(crate) const NONE: Self = Self {
        any: Head::NONE,
        each: Vec::new(),
    };

    pub(crate) fn add(&mut self, head: Head) {
        if !self.each.contains(&head) {
            self.any = self.any.or(head);
            self.each.push(head);
        }
    }

    /// Whether the value of a key may begin so in any of the forms.
    #[inline]
    pub(crate) fn fit_keyed(&self, front: KeyedFront) -> bool {
        self.any.fits_keyed(front) && self.each.iter().any(|head| head.fits_keyed(front))
    }

    /// Whether a value may begin with a mark.
    pub(crate) fn begin_with_mark(&self) -> bool {
        self.any.begins_with_mark()
    }
}

/// Marks within a form, one bit each; all others share one.
#[inline]
fn mark(b: u8) -> u8 {
    match b {
        b'-' => 1,
        b' ' => 2,
        b'.' => 4,
        b'/' => 8,
        _ => 16,
    }
}

/// What `~` stands for.
const ANY_MARK: u8 = 15;

#[cfg(test)]
mod tests {
    use super::super::Form;
    use super::{Front, KeyedFront};

    #[test]
    fn fronts_are_numbered_in_order() {
        for run in [1, 2, 9] {
            let numbers: Vec<_> = Front::all(run).map(|f| f.number()).collect();
            assert_eq!(numbers.len(), Front::OF_A_RUN);
            for (i, number) in numbers.into_iter().enumerate() {
                // The second byte of a run of one is none.
                assert!(number == Some(i) || run == 1, "{run} {i}");
            }
        }
        let other = Front {
            run: 3,
            first: b'_',
            second: b'1',
            next: b' ',
        };
        assert_eq!(other.number(), None);
    }

    #[test]
    fn a_value_is_told_by_its_first_run_and_the_mark_behind_it() {
        let fits = |form: &str, text: &[u8]| {
            let run = text
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric())
                .count();
            let next = text.get(run).copied().unwrap_or(0);
            let (first, second) = (text[0], text.get(1).copied().unwrap_or(0));
            let head = Form::parse(form).unwrap().head();
            let keyed = head.fits_keyed(KeyedFront::new(run, first, next));
            let front = Front {
                run,
                first,
                second,
                next,
            };
            (head.fits(front), keyed)
        };
        let (both, none) = ((true, true), (false, false));
        assert_eq!(fits("D3-D2-D4", b"536-90-4399"), both);
        assert_eq!(fits("D3-D2-D4", b"536 90 4399"), none);
        assert_eq!(fits("D3-D2-D4", b"ssn: 5"), none);
        assert_eq!(fits("D3~D3~D3", b"536904399;"), both);
        assert_eq!(fits("D3~D3~D3", b"536.904.399"), both);
        assert_eq!(fits("D3~D3~D3", b"5369"), none);
        assert_eq!(fits("U2D6U1", b"AB123456C"), both);
        assert_eq!(fits("U2D6U1", b"ab123456c"), (false, true));
        assert_eq!(fits("'MRN'D6", b"mrn123456"), (false, true));
        assert_eq!(fits("+D9", b"+123456789"), (false, true));
    }
}
