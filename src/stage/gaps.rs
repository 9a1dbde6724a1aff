//! What a file has rows of and yields no figure for: periods, levels, measures and cohorts that
//! are gone because a label changed. Whether there is a gap is known from the cells; only then
//! is the file read again, to say which label let its rows go.

use super::choice::{Test, Wanted, any};
use super::losses::Note;
use super::output::Key;
use super::pieces::{PIECE, Pieces};
use super::plan::{FilePlan, LEVELS};
use super::record::Records;
use super::rejection::{Fault, Lost};
use super::row::period_in;
use crate::catalogue::{AreaLevel, nearest, normal_form, visible};
use crate::period::Period;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

/// Texts of a column that are counted, and that a message shows.
const MOST_TEXTS: usize = 500;
const MOST_SHOWN: usize = 5;
/// Place of a level that no column tells, behind those of [`LEVELS`].
pub(super) const NO_LEVEL: usize = LEVELS.len();

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
    fn places(&self, plan: &FilePlan<'_>) -> BTreeMap<(i32, usize), u64> {
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
    places: BTreeSet<(i32, usize)>,
    measures: BTreeMap<u16, BTreeSet<i32>>,
    cohorts: BTreeMap<u16, BTreeSet<i32>>,
}

impl Covered {
    pub fn add(&mut self, (measure, cohort, area, period): Key, plan: &FilePlan<'_>) {
        self.places.insert((period, super::row::level_place(plan, area)));
        self.places.insert((period, NO_LEVEL));
        self.measures.entry(measure).or_default().insert(period);
        self.cohorts.entry(cohort).or_default().insert(period);
    }

    fn periods(&self) -> BTreeSet<i32> {
        self.places.iter().map(|(period, _)| *period).collect()
    }
}

/// Something that a file has rows of and no cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// A period, and a bit for each of its levels.
    Place(i32, u8),
    Measure(u16),
    Way(usize),
    MeasureIn(u16, i32),
}

/// What is missing of a file: what is gone with a label that changed, and what was never there.
#[derive(Debug, Default)]
pub(super) struct Missing {
    /// Measures concerned (none named: all), what is lost, and the message.
    pub lost: Vec<(Vec<u16>, Lost, String)>,
    pub notes: Vec<Note>,
}

/// Everything that is known of a file after it was read once.
pub(super) struct Once<'p> {
    pub plan: &'p FilePlan<'p>,
    pub seen: &'p Seen,
    /// Which ways to a cohort any row met, by place.
    pub met: u64,
    pub covered: &'p Covered,
    /// Periods whose absence is told already.
    pub told: BTreeSet<i32>,
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
            self.explain(gap, &census, &mut missing);
        }
        missing
    }

    fn gaps(&self) -> Vec<Gap> {
        let Self { plan, covered, .. } = self;
        let mut gaps = Vec::new();
        let mut levels: BTreeMap<i32, u8> = BTreeMap::new();
        for place in self.seen.places(plan).into_keys() {
            if !covered.places.contains(&place) && !self.told.contains(&place.0) {
                *levels.entry(place.0).or_default() |= 1 << place.1;
            }
        }
        gaps.extend(levels.into_iter().map(|(period, levels)| Gap::Place(period, levels)));
        let planned = plan.ways.iter().flat_map(|way| &way.measures);
        let tested = planned.filter(|measure| !measure.tests.is_empty()).map(|m| m.measure);
        for measure in tested.collect::<BTreeSet<u16>>() {
            match covered.measures.get(&measure) {
                None => gaps.push(Gap::Measure(measure)),
                Some(periods) => gaps.extend(
                    covered.periods().difference(periods).map(|p| Gap::MeasureIn(measure, *p)),
                ),
            }
        }
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

    fn tests(&self, gap: Gap) -> Vec<&Test> {
        let plan = self.plan;
        match gap {
            Gap::Place(..) => {
                let measures = plan.ways.iter().flat_map(|way| &way.measures);
                let of_ways = plan.ways.iter().flat_map(|way| &way.tests);
                let of_measures = measures.flat_map(|measure| &measure.tests);
                plan.wanted.iter().chain(of_ways).chain(of_measures).collect()
            }
            Gap::Measure(id) | Gap::MeasureIn(id, _) => {
                let measures = plan.ways.iter().flat_map(|way| &way.measures);
                measures.filter(|m| m.measure == id).flat_map(|m| &m.tests).collect()
            }
            Gap::Way(place) => plan.ways[place].tests.iter().collect(),
        }
    }

    fn explain(&self, gap: Gap, census: &Census, missing: &mut Missing) {
        let mut columns: BTreeMap<usize, Vec<&Test>> = BTreeMap::new();
        for test in self.tests(gap) {
            columns.entry(test.column).or_default().push(test);
        }
        let inside = |place: (i32, usize)| match gap {
            Gap::Place(period, levels) => place.0 == period && levels & (1 << place.1) != 0,
            Gap::MeasureIn(_, period) => place.0 == period,
            Gap::Measure(_) | Gap::Way(_) => true,
        };
        let good = |place: (i32, usize)| match gap {
            Gap::Place(..) => self.covered.places.contains(&place),
            Gap::MeasureIn(id, _) => {
                self.covered.measures.get(&id).is_some_and(|periods| periods.contains(&place.0))
            }
            Gap::Measure(_) | Gap::Way(_) => false,
        };
        let mut said = Vec::new();
        for (column, tests) in columns {
            let asked = |text: &str| tests.iter().any(|test| test.met(text.as_bytes()));
            let texts = census.texts(column);
            let held = |text: &str| texts.get(text).is_some_and(|p| p.keys().any(|p| inside(*p)));
            if texts.keys().any(|text| asked(text) && held(text)) {
                continue;
            }
            // What is asked for by something else, or is let go elsewhere too, is no change.
            let whole = |text: &String| match gap {
                // Rows of another group of pupils are no rows of all of them.
                Gap::Way(place) if self.plan.ways[place].label.is_none() => {
                    census.wholes.contains(&(column, text.clone()))
                }
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
        let (what, periods, measures) = self.subject(gap);
        if said.is_empty() {
            // A file that yields no authority at all is one that somebody counted on.
            let authorities = LEVELS.iter().position(|l| *l == AreaLevel::LocalAuthority);
            let bit = authorities.map_or(0, |place| 1_u8 << place);
            let severe = matches!(gap, Gap::Place(_, levels) if levels & bit != 0);
            missing.notes.push(Note {
                check: "not_in_file".to_string(),
                key: what.clone(),
                severity: if severe { "warning" } else { "note" }.to_string(),
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
        missing.lost.push((measures, lost, message));
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
            .take(MOST_SHOWN)
            .map(|(text, rows)| {
                let near = nearest(text, asked.iter().copied());
                format!("'{}' in {rows} rows{near}", visible(text))
            })
            .collect();
        if changed.len() > MOST_SHOWN {
            shown.push(format!("{} more", changed.len() - MOST_SHOWN));
        }
        let asked: Vec<String> =
            asked.iter().take(MOST_SHOWN).map(|text| format!("'{text}'")).collect();
        format!(
            "column '{}' holds {}, and is asked for {}",
            self.plan.header.name(column),
            shown.join(", "),
            asked.join(", ")
        )
    }

    /// What is missing in words, its periods, and its measures.
    fn subject(&self, gap: Gap) -> (String, Vec<i32>, Vec<u16>) {
        let plan = self.plan;
        let period = |start: i32| Period { start, kind: plan.data_set.period_kind }.to_string();
        let measure = |id: u16| {
            let found = plan.catalogue.measures.get(usize::from(id));
            found.map_or_else(String::new, |m| format!("measure '{}'", m.id))
        };
        match gap {
            Gap::Place(start, levels) => {
                let named = LEVELS.iter().enumerate().filter(|(n, _)| levels & (1 << n) != 0);
                let named: Vec<&str> = named.map(|(_, level)| level.as_str()).collect();
                let whole = named.is_empty() || !self.covered.periods().contains(&start);
                let at = if whole { String::new() } else { format!(" ({})", named.join(", ")) };
                // A level that is missing is not held by another file that has the period.
                let periods = if whole { vec![start] } else { Vec::new() };
                (format!("{}{at}", period(start)), periods, Vec::new())
            }
            Gap::Measure(id) => (measure(id), Vec::new(), vec![id]),
            Gap::MeasureIn(id, start) => {
                (format!("{} in {}", measure(id), period(start)), vec![start], vec![id])
            }
            Gap::Way(place) => {
                let way = &plan.ways[place];
                let cohort = plan.catalogue.cohorts.get(usize::from(way.fixed));
                let label = way.label.map(|column| plan.header.name(column));
                let what = match (label, cohort) {
                    (Some(column), _) => format!("the cohorts in column '{column}'"),
                    (None, Some(cohort)) => format!("cohort '{}' ({})", cohort.id, cohort.title),
                    (None, None) => "a cohort".to_string(),
                };
                (what, Vec::new(), way.measures.iter().map(|m| m.measure).collect())
            }
        }
    }
}

/// Text → period and level → rows.
type Texts = BTreeMap<String, BTreeMap<(i32, usize), u64>>;

/// The texts of the tested columns, by period and level.
struct Census {
    columns: BTreeMap<usize, Texts>,
    /// Columns and texts beside which a label stands at a total, or is that text again.
    wholes: BTreeSet<(usize, String)>,
    none: Texts,
}

impl Census {
    fn of(reader: Box<dyn Read + Send>, plan: &FilePlan<'_>) -> Self {
        let mut columns: BTreeMap<usize, Texts> =
            plan.filters().into_iter().map(|column| (column, Texts::new())).collect();
        let labels: Vec<usize> = plan.ways.iter().filter_map(|way| way.label).collect();
        let totals = Wanted::all(&plan.catalogue.totals.words);
        let mut wholes = BTreeSet::new();
        let mut pieces = Pieces::new(reader);
        let mut buffer = Vec::new();
        // A file that went away meanwhile is told by whoever reads it next.
        while let Ok(Some(piece)) = pieces.next(buffer, PIECE) {
            let mut records = Records::new(&piece);
            while let Some(record) = records.next() {
                if record.len() != plan.header.names.len() {
                    continue;
                }
                let Some(level) = plan.areas.compared(&record) else { continue };
                let Some(start) = period_in(record.field(plan.period), plan) else { continue };
                let label = |column: &usize| record.field(*column);
                let total = labels.is_empty() || labels.iter().any(|c| any(&totals, label(c)));
                for (column, texts) in &mut columns {
                    let field = record.field(*column);
                    let text = String::from_utf8_lossy(field);
                    let whole = total || labels.iter().any(|c| c != column && label(c) == field);
                    if whole && wholes.len() < MOST_TEXTS {
                        wholes.insert((*column, text.clone().into_owned()));
                    }
                    if let Some(places) = texts.get_mut(text.as_ref()) {
                        *places.entry((start, level)).or_default() += 1;
                    } else if texts.len() < MOST_TEXTS {
                        texts.insert(text.into_owned(), BTreeMap::from([((start, level), 1)]));
                    }
                }
            }
            buffer = piece;
        }
        // Blank is no label that could have changed.
        for texts in columns.values_mut() {
            texts.retain(|text, _| !normal_form(text).is_empty());
        }
        Self { columns, wholes, none: Texts::new() }
    }

    fn texts(&self, column: usize) -> &Texts {
        self.columns.get(&column).unwrap_or(&self.none)
    }
}
