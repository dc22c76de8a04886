//! Forms by how their values begin: of the dozens that begin with nine digits few may stand before a dot.

use super::index::FormRef;
use crate::detect::Front;

/// Lists of forms.
pub(super) struct ByFront {
    /// By how many letters and digits they begin with.
    by_count: Vec<Vec<FormRef>>,
    /// Those of each list that may have a front whose run is of that length, and where they are: one range a front.
    fitting: Vec<FormRef>,
    ranges: Vec<(u32, u32)>,
}

impl ByFront {
    /// For counts up to `most`.
    pub(super) fn new(most: usize) -> Self {
        Self {
            by_count: vec![Vec::new(); most + 1],
            fitting: Vec::new(),
            ranges: Vec::new(),
        }
    }

    /// Adds a form to the lists of these counts.
    pub(super) fn add(&mut self, counts: impl IntoIterator<Item = usize>, form: FormRef) {
        for count in counts {
            if let Some(list) = self.by_count.get_mut(count)
                && !list.contains(&form)
            {
                list.push(form);
            }
        }
    }

    /// Prepares look-ups: all forms are there.
    pub(super) fn complete(&mut self) {
        let end = |fitting: &Vec<FormRef>| u32::try_from(fitting.len()).unwrap_or(u32::MAX);
        for (run, list) in self.by_count.iter().enumerate() {
            for front in Front::all(run) {
                let start = end(&self.fitting);
                let fitting = list.iter().filter(|form| form.head.fits(front));
                self.fitting.extend(fitting);
                self.ranges.push((start, end(&self.fitting)));
            }
        }
    }

    /// Forms that begin with so many letters and digits, without those that have not this front.
    #[inline]
    pub(super) fn of(&self, count: usize, front: Front) -> &[FormRef] {
        if front.run != count {
            // The digits at the front of something longer.
            return self.by_count.get(count).map_or(&[], Vec::as_slice);
        }
        let number = front.number().map(|n| count * Front::OF_A_RUN + n);
        let range = number.and_then(|n| self.ranges.get(n));
        range
            .and_then(|(start, end)| self.fitting.get(*start as usize..*end as usize))
            .unwrap_or(&[])
    }
}
