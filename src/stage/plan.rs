//! A layout and a header, resolved once for a file: places of columns, what they
//! must hold as bytes, and the meaning of labels and codes. Rows are then read
//! without looking up a name.

use super::areas::AreaPlan;
use super::cell::Printed;
use super::layout::{Header, layout_of};
use super::record::Records;
use crate::catalogue::{
    AreaLevel, Catalogue, Choices, CohortWay, DataSet, Layout, Measure, MeasureColumns, PeriodForm,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most values of a column that a message shows.
const MOST_SHOWN: usize = 12;

/// A column and what it must hold.
#[derive(Debug)]
pub(super) struct Test {
    pub column: usize,
    pub values: Vec<Vec<u8>>,
}

impl Test {
    pub fn met(&self, field: &[u8]) -> bool {
        self.values.iter().any(|value| value == field)
    }
}

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Place in [`Catalogue::cohorts`].
    Cohort(u16),
    /// Dropped on purpose.
    Ignored,
}

/// One way in which a row is about a cohort.
pub(super) struct WayPlan {
    pub tests: Vec<Test>,
    /// Column of the label; without one, `fixed` holds.
    pub label: Option<usize>,
    pub fixed: u16,
    pub meanings: HashMap<Vec<u8>, Meaning>,
    pub strip: Vec<String>,
    pub after: String,
    pub measures: Vec<MeasurePlan>,
}

/// A column of numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub place: usize,
    pub printed: Printed,
}

/// Where one measure's figures stand.
pub(super) struct MeasurePlan {
    /// Place in [`Catalogue::measures`].
    pub measure: u16,
    /// Cohorts that it is read for.
    pub cohorts: Vec<u16>,
    pub tests: Vec<Test>,
    pub value: Option<Column>,
    pub numerator: Option<Column>,
    pub denominator: Option<Column>,
    pub total: Option<Column>,
    pub lower: Option<Column>,
    pub upper: Option<Column>,
}

/// Which numbers a row holds.
pub(super) struct KindsPlan {
    pub column: usize,
    pub value: Vec<Vec<u8>>,
    pub numerator: Vec<Vec<u8>>,
    pub denominator: Vec<Vec<u8>>,
}

/// Everything that is read from one file.
pub(super) struct FilePlan<'a> {
    pub catalogue: &'a Catalogue,
    pub data_set: &'a DataSet,
    pub layout: &'a Layout,
    pub header: Header,
    pub wanted: Vec<Test>,
    pub drop: Vec<Test>,
    pub areas: AreaPlan<'a>,
    pub period: usize,
    pub form: PeriodForm,
    pub shift: i32,
    pub ways: Vec<WayPlan>,
    pub status: Option<usize>,
    pub kinds: Option<KindsPlan>,
    pub largest: Option<usize>,
    /// By place in [`LEVELS`].
    pub rounded_to: [i32; 3],
    /// Measures with a missing column, and what to say of it.
    pub missing: Vec<(u16, String)>,
}

/// Levels in the order of their places.
pub(super) const LEVELS: [AreaLevel; 3] =
    [AreaLevel::National, AreaLevel::Regional, AreaLevel::LocalAuthority];

impl<'a> FilePlan<'a> {
    /// Picks the layout and resolves it.
    ///
    /// # Errors
    /// Why the header fits no layout.
    pub fn new(
        header: Header,
        data_set: &'a DataSet,
        catalogue: &'a Catalogue,
    ) -> Result<Self, String> {
        let layout = layout_of(&header, data_set)?;
        let totals: Vec<Vec<u8>> = catalogue
            .labels
            .iter()
            .filter(|l| l.cohort == "all-pupils")
            .map(|l| l.label.as_bytes().to_vec())
            .collect();
        let mut wanted = tests(&header, &layout.wanted);
        wanted.extend(tests(&header, &layout.where_present));
        wanted.extend(total_tests(&header, &layout.totals, &totals));
        // In the order of the columns: a row that fails early is not walked to its end.
        wanted.sort_by_key(|test| test.column);
        let (form, shift) = layout.period.form();
        let bytes = |labels: &[String]| labels.iter().map(|l| l.as_bytes().to_vec()).collect();
        let kinds = layout.kinds.as_ref().and_then(|kinds| {
            Some(KindsPlan {
                column: header.place(&kinds.column)?,
                value: bytes(&kinds.value),
                numerator: bytes(&kinds.numerator),
                denominator: bytes(&kinds.denominator),
            })
        });
        let mut plan = Self {
            catalogue,
            data_set,
            layout,
            wanted,
            drop: tests(&header, &layout.drop),
            areas: AreaPlan::new(&header, &layout.geography, &catalogue.areas),
            period: header.place(layout.period.column()).unwrap_or_default(),
            form,
            shift,
            ways: Vec::new(),
            status: header.place(&layout.status),
            kinds,
            largest: header.place(&layout.largest),
            rounded_to: LEVELS.map(|l| layout.rounded_to.get(&l).copied().unwrap_or(1)),
            missing: Vec::new(),
            header,
        };
        let mut ways = layout.cohort.ways();
        if ways.is_empty() {
            ways.push(CohortWay { is: data_set.fixed_cohort.clone(), ..CohortWay::default() });
        }
        for way in &ways {
            let way = plan.way(way, &totals);
            plan.ways.push(way);
        }
        plan.missing.sort();
        plan.missing.dedup_by_key(|(measure, _)| *measure);
        Ok(plan)
    }

    fn way(&mut self, way: &CohortWay, totals: &[Vec<u8>]) -> WayPlan {
        let mut conditions = tests(&self.header, &way.wanted);
        conditions.extend(total_tests(&self.header, &way.totals, totals));
        let mut meanings = HashMap::new();
        let known = self.catalogue.labels.iter().map(|l| (&l.label, &l.cohort));
        for (label, cohort) in known.chain(&way.labels) {
            meanings.insert(label.as_bytes().to_vec(), Meaning::Cohort(self.cohort(cohort)));
        }
        for label in self.data_set.ignored_labels.iter().chain(&way.ignored) {
            meanings.insert(label.as_bytes().to_vec(), Meaning::Ignored);
        }
        let mut measures = Vec::new();
        for (place, measure) in (0..).zip(&self.catalogue.measures) {
            if !measure.reads(&self.data_set.id) {
                continue;
            }
            let Some(columns) = self.layout.columns_of(measure, way) else { continue };
            match self.measure(place, measure, &columns) {
                Ok(plan) => measures.push(plan),
                Err(message) => self.missing.push((place, message)),
            }
        }
        WayPlan {
            tests: conditions,
            label: self.header.place(&way.column),
            fixed: self.cohort(&way.is),
            meanings,
            strip: way.strip.clone(),
            after: way.after.clone(),
            measures,
        }
    }

    fn cohort(&self, id: &str) -> u16 {
        let place = self.catalogue.cohorts.iter().position(|c| c.id == id);
        place.and_then(|p| u16::try_from(p).ok()).unwrap_or(u16::MAX)
    }

    fn measure(
        &self,
        place: u16,
        measure: &Measure,
        columns: &MeasureColumns,
    ) -> Result<MeasurePlan, String> {
        let MeasureColumns { value, numerator, denominator, total, lower, upper, wanted } = columns;
        let column = |name: &str| {
            self.header.place(name).filter(|_| !name.is_empty()).map(|place| Column {
                place,
                printed: Printed {
                    shift: self.layout.units.get(name).map_or(0, |unit| unit.shift()),
                    thousands: self.layout.thousands,
                },
            })
        };
        let lacking = |name: &str| {
            let allowed = name.is_empty() || self.layout.may_lack.iter().any(|l| l == name);
            (!allowed && column(name).is_none()).then(|| self.lacks(measure, name))
        };
        let names = [value, numerator, denominator, total, lower, upper];
        // A sum serves only where the average itself is not printed.
        let spared = |name: &str| name == total && column(value).is_some();
        let filters = wanted.keys().map(String::as_str);
        let all = names.iter().map(|n| n.as_str()).chain(filters);
        if let Some(message) = all.filter(|name| !spared(name)).find_map(lacking) {
            return Err(message);
        }
        let figures = column(value).is_some()
            || (column(denominator).is_some()
                && (column(numerator).is_some() || column(total).is_some()));
        if !figures {
            return Err(self.lacks(measure, value));
        }
        Ok(MeasurePlan {
            measure: place,
            cohorts: measure.cohorts.iter().map(|c| self.cohort(c)).collect(),
            tests: tests(&self.header, wanted),
            value: column(value),
            numerator: column(numerator),
            denominator: column(denominator),
            total: column(total),
            lower: column(lower),
            upper: column(upper),
        })
    }

    /// Whether any measure is read from the file.
    pub fn reads_measures(&self) -> bool {
        self.ways.iter().any(|way| !way.measures.is_empty())
    }

    /// Why no row of the file was about any cohort: what its tested columns hold, beside
    /// what the layout asks of them.
    pub fn nothing_fits(&self, piece: &[u8]) -> String {
        let of_ways = self.ways.iter().flat_map(|way| {
            way.tests.iter().chain(way.measures.iter().flat_map(|measure| &measure.tests))
        });
        let mut asked: BTreeMap<usize, BTreeSet<&[u8]>> = BTreeMap::new();
        for test in self.wanted.iter().chain(of_ways) {
            asked.entry(test.column).or_default().extend(test.values.iter().map(Vec::as_slice));
        }
        let mut held: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        let mut records = Records::new(piece);
        while let Some(record) = records.next() {
            for column in asked.keys() {
                let texts = held.entry(*column).or_default();
                if texts.len() < MOST_SHOWN {
                    texts.insert(String::from_utf8_lossy(record.field(*column)).into_owned());
                }
            }
        }
        let list = |texts: Vec<String>| {
            let texts: Vec<String> =
                texts.iter().take(MOST_SHOWN).map(|text| format!("'{text}'")).collect();
            texts.join(", ")
        };
        let columns: Vec<String> = asked
            .iter()
            .map(|(column, wanted)| {
                let wanted = wanted.iter().map(|w| String::from_utf8_lossy(w).into_owned());
                let held = held.remove(column).unwrap_or_default();
                format!(
                    "column '{}' is asked for {} and holds {}",
                    self.header.names.get(*column).map_or("", String::as_str),
                    list(wanted.collect()),
                    list(held.into_iter().collect())
                )
            })
            .collect();
        format!(
            "no row is about any cohort by layout '{}' of catalogue/data-sets/{}.toml{}{}; correct \
             the layout there",
            self.layout.id,
            self.data_set.id,
            if columns.is_empty() { "" } else { ": " },
            columns.join("; ")
        )
    }

    fn lacks(&self, measure: &Measure, column: &str) -> String {
        format!(
            "column '{column}' of measure '{}' is missing{}; if it was renamed, edit the measure in \
             catalogue/measures/{}.toml or the layout '{}' in catalogue/data-sets/{}.toml",
            measure.id,
            self.header.near(column),
            measure.theme,
            self.layout.id,
            self.data_set.id
        )
    }
}

fn tests(header: &Header, choices: &Choices) -> Vec<Test> {
    let of = |(column, values): (&String, &Vec<String>)| {
        let values = values.iter().map(|v| v.trim().as_bytes().to_vec()).collect();
        Some(Test { column: header.place(column)?, values })
    };
    choices.iter().filter_map(of).collect()
}

fn total_tests(header: &Header, columns: &[String], totals: &[Vec<u8>]) -> Vec<Test> {
    let places = columns.iter().filter_map(|column| header.place(column));
    places.map(|column| Test { column, values: totals.to_vec() }).collect()
}
