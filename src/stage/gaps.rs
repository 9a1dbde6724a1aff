//! What a file has rows of but no figure for: periods, levels, measures and cohorts that
//! are gone because a label changed. Whether there is a gap is known from the cells; only then
//! is the file read again, to say which label let its rows go.

use super::census::{Census, Labelled};
use super::choice::Test;
use super::covered::{Covered, Part, Seen, Spot, WHOLE};
use super::losses::{Note, Severity};
use super::plan::{FilePlan, LEVELS, Meaning, WayPlan};
use super::rejection::{Fault, Lost};
use crate::catalogue::{AreaLevel, nearest};
use crate::period::Period;
use crate::shown::visible;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// Texts of a column that a message shows.
const MAX_SHOWN: usize = 5;

/// Something that a file has rows of and no cell.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Gap {
    /// A period, and a bit for each of its levels.
    Place(i32, u8),
    Measure(u16),
    Way(usize),
    /// A part of a measure, or of cohorts, of which another part is there.
    Part(Of, Part),
}

/// Whose part is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Measure(u16),
    Cohorts(Vec<u16>),
}

/// What is missing of a file: what is gone with a label that changed, and what was never there.
#[derive(Debug, Default)]
pub(super) struct Missing {
    pub lost: Vec<MissingPart>,
    pub notes: Vec<Note>,
}

/// A part of a file that is gone.
#[derive(Debug)]
pub(super) struct MissingPart {
    /// Measures concerned; none named: all.
    pub measures: Vec<u16>,
    pub lost: Lost,
    pub message: String,
}

/// What a gap is about.
struct Subject {
    /// In words.
    what: String,
    /// Its periods, where all of them is missing.
    periods: Vec<i32>,
    /// Its measures; none named: all.
    measures: Vec<u16>,
}

/// Everything that is known of a file after it was read once.
pub(super) struct Once<'p> {
    pub plan: &'p FilePlan<'p>,
    pub seen: &'p Seen,
    /// Which ways to a cohort any row met, by place.
    pub met: u64,
    pub covered: &'p Covered,
    /// Periods whose absence is reported already.
    pub reported: BTreeSet<i32>,
}

impl Once<'_> {
    /// Names what is missing; `again` opens the file a second time.
    pub fn missing(&self, again: &dyn Fn() -> Option<Box<dyn Read + Send>>) -> Missing {
        let gaps = self.gaps();
        let mut missing = Missing::default();
        if gaps.is_empty() {
            return missing;
        }
        let Some(reader) = again() else { return missing };
        let census = Census::of(reader, self.plan);
        for gap in gaps {
            self.explain(&gap, &census, &mut missing);
        }
        missing
    }

    fn gaps(&self) -> Vec<Gap> {
        let Self { plan, covered, .. } = self;
        let mut gaps = Vec::new();
        let mut levels: BTreeMap<i32, u8> = BTreeMap::new();
        for place in self.seen.places(plan).into_keys() {
            if !covered.places.contains(&place) && !self.reported.contains(&place.0) {
                *levels.entry(place.0).or_default() |= 1 << place.1;
            }
        }
        gaps.extend(levels.into_iter().map(|(period, levels)| Gap::Place(period, levels)));
        let held = self.held();
        let planned = plan.ways.iter().flat_map(|way| &way.measures);
        let tested = planned.filter(|measure| !measure.tests.is_empty()).map(|m| m.measure);
        for measure in tested.collect::<BTreeSet<u16>>() {
            match covered.measures.get(&measure) {
                None => gaps.push(Gap::Measure(measure)),
                Some(own) => gaps.extend(
                    Part::missing(&held, own)
                        .into_iter()
                        .map(|part| Gap::Part(Of::Measure(measure), part)),
                ),
            }
        }
        gaps.extend(self.parts_of_cohorts(&held));
        let met = |place: usize| place >= 64 || self.met & (1 << place) != 0;
        let labels_met = plan.ways.iter().enumerate().any(|(n, way)| way.label.is_some() && met(n));
        for (place, way) in plan.ways.iter().enumerate() {
            let elsewhere = match way.label {
                Some(_) => labels_met,
                None => covered.cohorts.contains_key(&way.fixed),
            };
            if !met(place) && !elsewhere && !way.tests.is_empty() && !way.measures.is_empty() {
                gaps.push(Gap::Way(place));
            }
        }
        gaps
    }

    /// Periods and levels that the file has rows of and any cell.
    fn held(&self) -> BTreeSet<Spot> {
        let places = self.seen.places(self.plan).into_keys();
        places.filter(|place| self.covered.places.contains(place)).collect()
    }

    /// Cohorts that are missing in a part of the file alike, where a row is known to be theirs by
    /// more than its label.
    fn parts_of_cohorts(&self, held: &BTreeSet<Spot>) -> Vec<Gap> {
        let mut alike: BTreeMap<Part, Vec<u16>> = BTreeMap::new();
        for (cohort, own) in &self.covered.cohorts {
            if self.ways_to(*cohort).any(|way| !way.tests.is_empty()) {
                for part in Part::missing(held, own) {
                    alike.entry(part).or_default().push(*cohort);
                }
            }
        }
        alike.into_iter().map(|(part, cohorts)| Gap::Part(Of::Cohorts(cohorts), part)).collect()
    }

    /// Ways to a cohort.
    fn ways_to(&self, cohort: u16) -> impl Iterator<Item = &WayPlan> {
        let leads = move |way: &&WayPlan| match way.label {
            None => way.fixed == cohort,
            Some(_) => way.meanings.values().any(|meaning| *meaning == Meaning::Cohort(cohort)),
        };
        self.plan.ways.iter().filter(leads)
    }

    /// What rows must hold to fill a gap: one group for each way in which they can.
    fn tests(&self, gap: &Gap) -> Vec<Vec<&Test>> {
        let plan = self.plan;
        let whole: Vec<&Test> = match gap {
            Gap::Place(..) => {
                let measures = plan.ways.iter().flat_map(|way| &way.measures);
                let of_ways = plan.ways.iter().flat_map(|way| &way.tests);
                let of_measures = measures.flat_map(|measure| &measure.tests);
                plan.wanted.iter().chain(of_ways).chain(of_measures).collect()
            }
            Gap::Measure(id) | Gap::Part(Of::Measure(id), _) => {
                let measures = plan.ways.iter().flat_map(|way| &way.measures);
                measures.filter(|m| m.measure == *id).flat_map(|m| &m.tests).collect()
            }
            Gap::Part(Of::Cohorts(cohorts), _) => {
                let ways = cohorts.iter().flat_map(|cohort| self.ways_to(*cohort));
                return ways.map(|way| way.tests.iter().collect()).collect();
            }
            Gap::Way(place) => plan.ways[*place].tests.iter().collect(),
        };
        vec![whole]
    }

    fn explain(&self, gap: &Gap, census: &Census, missing: &mut Missing) {
        let mut said: Vec<String> = Vec::new();
        for tests in self.tests(gap) {
            for change in self.changes(gap, &tests, census) {
                if !said.contains(&change) {
                    said.push(change);
                }
            }
        }
        let Subject { what, periods, measures } = self.subject(gap);
        // What a file never had of a level or of a group of pupils is reported where it matters.
        let of_part = match gap {
            Gap::Part(Of::Measure(_), part) => part.levels != WHOLE,
            Gap::Part(Of::Cohorts(_), _) => true,
            _ => false,
        };
        if said.is_empty() && of_part {
            return;
        }
        if said.is_empty() {
            // A file without any authority is one that was expected to have some.
            let authorities = LEVELS.iter().position(|l| *l == AreaLevel::LocalAuthority);
            let bit = authorities.map_or(0, |place| 1_u8 << place);
            let severe = matches!(gap, Gap::Place(_, levels) if levels & bit != 0);
            missing.notes.push(Note {
                check: "not_in_file".to_string(),
                key: what.clone(),
                severity: if severe { Severity::Warning } else { Severity::Note },
                message: format!("no row is about {what}"),
                rows: 0,
            });
            return;
        }
        let message = format!(
            "nothing is read for {what}: {}. If it means the same, add it to layout '{}' of \
             catalogue/data-sets/{}.toml",
            said.join(", and "),
            self.plan.layout.id,
            self.plan.data_set.id,
        );
        let lost = Lost { fault: Fault::SilentLabel, periods };
        missing.lost.push(MissingPart { measures, lost, message });
    }

    /// The columns of which a text changed, so that none that is asked for is held in a gap.
    fn changes(&self, gap: &Gap, tests: &[&Test], census: &Census) -> Vec<String> {
        let mut columns: BTreeMap<usize, Vec<&Test>> = BTreeMap::new();
        for test in tests {
            columns.entry(test.column).or_default().push(test);
        }
        let inside = |place: Spot| match gap {
            Gap::Place(period, levels) => place.0 == *period && levels & (1 << place.1) != 0,
            Gap::Part(_, part) => part.holds(place),
            Gap::Measure(_) | Gap::Way(_) => true,
        };
        let good = |place: Spot| self.is_good(gap, place);
        let mut said = Vec::new();
        for (column, tests) in columns {
            let asked = |text: &str| tests.iter().any(|test| test.met(text.as_bytes()));
            let texts = census.texts(column);
            let held = |text: &str| texts.get(text).is_some_and(|p| p.keys().any(|p| inside(*p)));
            if texts.keys().any(|text| asked(text) && held(text)) {
                continue;
            }
            // What is used by something else, or is left out elsewhere too, is not a change.
            let whole = |text: &String| match gap {
                // Rows of another group of pupils are not rows of all of them.
                Gap::Way(place) if self.plan.ways[*place].label.is_none() => {
                    census.wholes.contains(&(column, text.clone()))
                }
                Gap::Part(Of::Cohorts(cohorts), _) => self.is_of(cohorts, (column, text), census),
                _ => true,
            };
            let changed = texts.iter().filter(|(text, places)| {
                held(text)
                    && !self.known(column, text)
                    && !places.keys().any(|p| good(*p))
                    && whole(text)
            });
            let changed: Vec<(&String, u64)> = changed
                .map(|(text, places)| {
                    let rows = places.iter().filter(|(place, _)| inside(**place));
                    (text, rows.map(|(_, rows)| rows).sum())
                })
                .collect();
            if !changed.is_empty() {
                said.push(self.worded(column, &tests, &changed));
            }
        }
        said
    }

    /// Whether what is missing in a gap is there at a place.
    fn is_good(&self, gap: &Gap, place: Spot) -> bool {
        let Covered { places, measures, cohorts } = self.covered;
        let has = |own: Option<&BTreeSet<Spot>>| own.is_some_and(|own| own.contains(&place));
        match gap {
            Gap::Place(..) => places.contains(&place),
            Gap::Part(Of::Measure(id), _) => has(measures.get(id)),
            Gap::Part(Of::Cohorts(ids), _) => ids.iter().any(|id| has(cohorts.get(id))),
            Gap::Measure(_) | Gap::Way(_) => false,
        }
    }

    /// Whether rows with a text in a column are about one of the cohorts by what else they hold.
    fn is_of(&self, cohorts: &[u16], (column, text): (usize, &String), census: &Census) -> bool {
        cohorts.iter().any(|cohort| {
            let whole = self.ways_to(*cohort).any(|way| way.label.is_none());
            census.labelled.contains(&Labelled { column, text: text.clone(), cohort: *cohort })
                || (whole && census.wholes.contains(&(column, text.clone())))
        })
    }

    /// Whether anything in the layout asks for a text in a column.
    fn known(&self, column: usize, text: &str) -> bool {
        let plan = self.plan;
        let of_ways = plan.ways.iter().flat_map(|way| {
            way.tests.iter().chain(way.measures.iter().flat_map(|measure| &measure.tests))
        });
        let mut tests = plan.wanted.iter().chain(&plan.drop).chain(of_ways);
        tests.any(|test| test.column == column && test.met(text.as_bytes()))
    }

    fn worded(&self, column: usize, tests: &[&Test], changed: &[(&String, u64)]) -> String {
        let mut asked: Vec<&str> = Vec::new();
        for value in tests.iter().flat_map(|test| &test.values) {
            if !asked.contains(&value.text.as_str()) {
                asked.push(&value.text);
            }
        }
        let mut shown: Vec<String> = changed
            .iter()
            .take(MAX_SHOWN)
            .map(|(text, rows)| {
                let near = nearest(text, asked.iter().copied());
                format!("'{}' in {rows} rows{near}", visible(text))
            })
            .collect();
        if changed.len() > MAX_SHOWN {
            shown.push(format!("{} more", changed.len() - MAX_SHOWN));
        }
        let asked: Vec<String> =
            asked.iter().take(MAX_SHOWN).map(|text| format!("'{text}'")).collect();
        format!(
            "column '{}' holds {}, and is asked for {}",
            self.plan.header.name(column),
            self.plan.repeated(shown.join(", ")),
            asked.join(", ")
        )
    }

    fn subject(&self, gap: &Gap) -> Subject {
        let plan = self.plan;
        let measure = |id: u16| {
            let found = plan.catalogue.measures.get(usize::from(id));
            found.map_or_else(String::new, |m| format!("measure '{}'", m.id))
        };
        match gap {
            Gap::Place(start, levels) => {
                let whole = !self.covered.periods().contains(start);
                let part =
                    Part { periods: vec![*start], levels: if whole { WHOLE } else { *levels } };
                // A level that is missing is not held by another file that has the period.
                let periods = if part.of_levels().is_empty() { vec![*start] } else { Vec::new() };
                Subject { what: self.words(&part), periods, measures: Vec::new() }
            }
            Gap::Measure(id) => {
                Subject { what: measure(*id), periods: Vec::new(), measures: vec![*id] }
            }
            Gap::Part(of, part) => {
                let periods = if part.levels == WHOLE { part.periods.clone() } else { Vec::new() };
                let (what, measures) = match of {
                    Of::Measure(id) => (measure(*id), vec![*id]),
                    Of::Cohorts(cohorts) => {
                        let ways = cohorts.iter().flat_map(|cohort| self.ways_to(*cohort));
                        let measures = ways.flat_map(|way| &way.measures).map(|m| m.measure);
                        let measures: BTreeSet<u16> = measures.collect();
                        (self.cohorts(cohorts), measures.into_iter().collect())
                    }
                };
                let what = format!("{what} in {}", self.words(part));
                Subject { what, periods, measures }
            }
            Gap::Way(place) => {
                let way = &plan.ways[*place];
                let what = match way.label.map(|column| plan.header.name(column)) {
                    Some(column) => format!("the cohorts in column '{column}'"),
                    None => self.cohorts(&[way.fixed]),
                };
                let measures = way.measures.iter().map(|m| m.measure).collect();
                Subject { what, periods: Vec::new(), measures }
            }
        }
    }

    /// `2021/22, 2022/23 (regional)`.
    fn words(&self, part: &Part) -> String {
        let kind = self.plan.data_set.period_kind;
        let periods = part.periods.iter().map(|start| Period { start: *start, kind }.to_string());
        let periods = periods.collect::<Vec<_>>().join(", ");
        match &part.of_levels()[..] {
            [] => periods,
            named => format!("{periods} ({})", named.join(", ")),
        }
    }

    /// `cohort 'no-sen' (No SEN), cohort …`.
    fn cohorts(&self, places: &[u16]) -> String {
        let found = places.iter().filter_map(|place| {
            let cohort = self.plan.catalogue.cohorts.get(usize::from(*place))?;
            Some(format!("cohort '{}' ({})", cohort.id, cohort.title))
        });
        let found: Vec<String> = found.collect();
        if found.is_empty() { "a cohort".to_string() } else { found.join(", ") }
    }
}
