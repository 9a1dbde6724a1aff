//! What a file has rows of, and what its cells are about, by period and level.

use super::labels::period_in;
use super::plan::{FilePlan, LEVELS};
use super::row::level_place;
use super::staged_cell::Key;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Place of a level that no column gives, after those of [`LEVELS`].
pub(super) const NO_LEVEL: usize = LEVELS.len();

/// A period, as its starting year, and the place of a level.
pub(super) type Spot = (i32, usize);

/// Rows of the levels that are compared, by level and period as printed.
#[derive(Debug, Default)]
pub(super) struct Seen {
    rows: [HashMap<Vec<u8>, u64>; NO_LEVEL + 1],
    /// The row before, and how many like it are not in `rows` yet.
    period: Vec<u8>,
    level: usize,
    alike: u64,
}

impl Seen {
    pub fn add(&mut self, period: &[u8], level: usize) {
        if self.level == level && self.period == period {
            self.alike += 1;
            return;
        }
        self.settle();
        self.period.clear();
        self.period.extend_from_slice(period);
        (self.level, self.alike) = (level, 1);
    }

    fn settle(&mut self) {
        if self.alike == 0 {
            return;
        }
        match self.rows[self.level].get_mut(&self.period) {
            Some(rows) => *rows += self.alike,
            None => {
                self.rows[self.level].insert(self.period.clone(), self.alike);
            }
        }
        self.alike = 0;
    }

    pub fn join(&mut self, mut piece: Self) {
        piece.settle();
        for (own, added) in self.rows.iter_mut().zip(piece.rows) {
            for (period, rows) in added {
                *own.entry(period).or_default() += rows;
            }
        }
    }

    /// Period and level → rows.
    pub fn places(&self, plan: &FilePlan<'_>) -> BTreeMap<Spot, u64> {
        let mut places = BTreeMap::new();
        for (level, rows) in self.rows.iter().enumerate() {
            for (period, rows) in rows {
                if let Some(start) = period_in(period, plan) {
                    *places.entry((start, level)).or_default() += rows;
                }
            }
        }
        places
    }
}

/// What the cells of a file are about.
#[derive(Debug, Default)]
pub(super) struct Covered {
    pub places: BTreeSet<Spot>,
    pub measures: BTreeMap<u16, BTreeSet<Spot>>,
    pub cohorts: BTreeMap<u16, BTreeSet<Spot>>,
}

impl Covered {
    pub fn add(&mut self, key: Key, plan: &FilePlan<'_>) {
        let Key { measure, cohort, area, period } = key;
        for spot in [(period, level_place(plan, area)), (period, NO_LEVEL)] {
            self.places.insert(spot);
            self.measures.entry(measure).or_default().insert(spot);
            self.cohorts.entry(cohort).or_default().insert(spot);
        }
    }

    pub fn periods(&self) -> BTreeSet<i32> {
        self.places.iter().map(|(period, _)| *period).collect()
    }
}

/// Every level.
pub(super) const WHOLE: u8 = u8::MAX;

/// Periods, and a bit for each level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub periods: Vec<i32>,
    pub levels: u8,
}

impl Part {
    /// Names of the levels; none for all of them, or if no column gives them.
    pub fn of_levels(&self) -> Vec<&'static str> {
        let named = LEVELS.iter().enumerate().filter(|(n, _)| self.levels & (1 << n) != 0);
        let whole = self.levels == WHOLE;
        named.filter(|_| !whole).map(|(_, level)| level.as_str()).collect()
    }

    /// Whether a place is of it.
    pub fn holds(&self, (period, level): Spot) -> bool {
        self.levels & (1 << level) != 0 && self.periods.contains(&period)
    }

    /// What of `held` is not in `own`: a part for each period that is gone whole, and one for
    /// each set of levels that is gone of others.
    pub fn missing(held: &BTreeSet<Spot>, own: &BTreeSet<Spot>) -> Vec<Self> {
        let mut levels: BTreeMap<i32, (u8, u8)> = BTreeMap::new();
        for (period, level) in held {
            let (all, gone) = levels.entry(*period).or_default();
            *all |= 1 << level;
            *gone |= u8::from(!own.contains(&(*period, *level))) << level;
        }
        let mut parts = Vec::new();
        let mut of_levels: BTreeMap<u8, Vec<i32>> = BTreeMap::new();
        for (period, (all, gone)) in levels {
            if gone == all {
                parts.push(Self { periods: vec![period], levels: WHOLE });
            } else if gone != 0 {
                of_levels.entry(gone).or_default().push(period);
            }
        }
        parts.extend(of_levels.into_iter().map(|(levels, periods)| Self { periods, levels }));
        parts
    }
}
