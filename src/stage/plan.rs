//! A layout and a header, resolved once for a file: places of columns, what they
//! must hold as bytes, and the meaning of labels and codes. Rows are then read
//! without looking up a name.

use super::areas::AreaPlan;
use super::cell::Printed;
use super::choice::{Test, Wanted, tests, total_tests};
use super::identity::NamePlan;
use super::layout::{Header, layout_of};
use super::named_period::period_in_name;
use super::others::OtherPlan;
use super::rejection::{Fault, Refused};
use super::span::{SpanId, SpanPlan};
use crate::catalogue::{
    AreaLevel, Catalogue, CohortWay, DataSet, GeographyColumns, Layout, Measure, MeasureColumns,
    PeriodColumn, PeriodForm, addends, normal_form,
};
use crate::source::Described;
use std::collections::{BTreeSet, HashMap};

/// Column by which a file says where the counts of a row come from.
const COUNTS_FROM: &str = "counts_from";

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
    /// By label, as printed and in its normal form.
    pub meanings: HashMap<Vec<u8>, Meaning>,
    pub strip: Vec<String>,
    pub after: String,
    pub measures: Vec<MeasurePlan>,
}

/// A column of numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub place: usize,
    /// Another column that is added to it.
    pub plus: Option<usize>,
    pub printed: Printed,
}

/// Where one measure's figures stand.
pub(super) struct MeasurePlan {
    /// Place in [`Catalogue::measures`].
    pub measure: u16,
    /// Cohorts that it is read for.
    pub cohorts: Vec<u16>,
    pub tests: Vec<Test>,
    /// The one span that it is about.
    pub term: Option<SpanId>,
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
    pub value: Vec<Wanted>,
    pub numerator: Vec<Wanted>,
    pub denominator: Vec<Wanted>,
}

impl KindsPlan {
    fn of(header: &Header, layout: &Layout) -> Option<Self> {
        let kinds = layout.kinds.as_ref()?;
        Some(Self {
            column: header.place(&kinds.column)?,
            value: Wanted::all(&kinds.value),
            numerator: Wanted::all(&kinds.numerator),
            denominator: Wanted::all(&kinds.denominator),
        })
    }
}

/// What stands for a total in a column that parts pupils.
fn totals_of(catalogue: &Catalogue) -> Vec<Wanted> {
    let known = catalogue.labels.iter().filter(|l| l.cohort == "all-pupils");
    Wanted::totals(known.map(|l| &l.label).chain(&catalogue.totals.words))
}

/// What a row must hold to be read, in the order of the columns: one that fails early is not walked
/// to its end.
fn wanted_of(header: &Header, layout: &Layout, totals: &[Wanted]) -> Vec<Test> {
    let mut wanted = tests(header, &layout.wanted);
    wanted.extend(tests(header, &layout.where_present));
    wanted.extend(total_tests(header, &layout.totals, totals));
    wanted.sort_by_key(|test| test.column);
    wanted
}

/// Place of the symbol of what is not available.
fn absent_symbol(catalogue: &Catalogue) -> Option<u8> {
    let place = catalogue.symbols.iter().position(|s| s.kept_as == "x")?;
    u8::try_from(place).ok()
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
    pub names: NamePlan,
    /// Columns that say which area and which period a row is about.
    pub identity: Vec<usize>,
    pub period: usize,
    /// Start of the period of every row, if the name of the file gives it.
    pub named: Option<i32>,
    pub form: PeriodForm,
    pub shift: i32,
    pub spans: SpanPlan<'a>,
    pub ways: Vec<WayPlan>,
    /// Filters that the catalogue does not mention.
    pub others: OtherPlan,
    /// The symbol of what is not available, for cells that cannot be read.
    pub absent: Option<u8>,
    /// Column that says where the counts of a row come from.
    pub counts_from: Option<usize>,
    pub status: Option<usize>,
    pub kinds: Option<KindsPlan>,
    pub largest: Option<usize>,
    /// By place in [`LEVELS`].
    pub rounded_to: [i32; 3],
    /// Measures with a missing column, and what to say of it.
    pub missing: Vec<(u16, Refused)>,
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
    ) -> Result<Self, Refused> {
        let layout = layout_of(&header, data_set, catalogue)?;
        let totals = totals_of(catalogue);
        let (form, shift) = layout.period.form();
        let areas = AreaPlan::new(&header, &layout.geography, &catalogue.areas);
        let name = &layout.geography.columns().authority_name;
        let names = NamePlan::new(&header, name, &areas, &catalogue.areas);
        let period = header.place(layout.period.column()).unwrap_or_default();
        let identity = areas.columns().chain(names.column()).chain([period]).collect();
        let mut plan = Self {
            catalogue,
            data_set,
            layout,
            wanted: wanted_of(&header, layout, &totals),
            drop: tests(&header, &layout.drop),
            areas,
            names,
            identity,
            period,
            named: None,
            form,
            shift,
            spans: SpanPlan::new(&header, data_set, layout, catalogue),
            ways: Vec::new(),
            others: OtherPlan::default(),
            absent: absent_symbol(catalogue),
            counts_from: header.place(COUNTS_FROM),
            status: header.place(&layout.status),
            kinds: KindsPlan::of(&header, layout),
            largest: header.place(&layout.largest),
            rounded_to: LEVELS.map(|l| layout.rounded_to.get(&l).copied().unwrap_or(1)),
            missing: Vec::new(),
            header,
        };
        plan.add_ways(&totals);
        Ok(plan)
    }

    /// The ways in which a row is about a cohort, and the measures that none of them can read.
    fn add_ways(&mut self, totals: &[Wanted]) {
        let mut ways = self.layout.cohort.ways();
        if ways.is_empty() {
            ways.push(CohortWay { is: self.data_set.fixed_cohort.clone(), ..CohortWay::default() });
        }
        self.ways = ways.iter().map(|way| self.way(way, totals)).collect();
        self.missing.sort();
        self.missing.dedup_by_key(|(measure, _)| *measure);
    }

    /// As it is, watching the filters that nothing mentions among the first rows.
    pub fn watching(mut self, rows: &[u8], described: &Described) -> Self {
        self.others = OtherPlan::of(&self, rows, described);
        self
    }

    /// As it is, with the period in the name of the file if no column gives it.
    ///
    /// # Errors
    /// The name has none, or several.
    pub fn named(mut self, file: &str) -> Result<Self, Refused> {
        if matches!(self.layout.period, PeriodColumn::Named { .. }) {
            let named = period_in_name(file, self.data_set.period_kind);
            self.named = Some(named.map_err(|reason| Refused::new(Fault::UnknownPeriod, reason))?);
        }
        Ok(self)
    }

    /// Whether the cells of the file may not be repeated: messages go into tables and pages, and a
    /// text such as `3*` in a local file tells a small count.
    pub fn is_private(&self) -> bool {
        self.data_set.local_file.is_some()
    }

    /// Texts of the file for a message, as far as they may be repeated.
    pub fn repeated(&self, listed: String) -> String {
        if self.is_private() { "a text".to_string() } else { listed }
    }

    /// Place of the cohort whose rows hold the denominators of the others.
    pub fn denominator_from(&self) -> Option<u16> {
        let id = &self.layout.denominator_from;
        (!id.is_empty()).then(|| self.cohort(id))
    }

    fn way(&mut self, way: &CohortWay, totals: &[Wanted]) -> WayPlan {
        let mut conditions = tests(&self.header, &way.wanted);
        conditions.extend(total_tests(&self.header, &way.totals, totals));
        let mut meanings = HashMap::new();
        let known = self.catalogue.labels.iter().map(|l| (&l.label, &l.cohort));
        for (label, cohort) in known.chain(&way.labels) {
            let meaning = Meaning::Cohort(self.cohort(cohort));
            meanings.insert(label.as_bytes().to_vec(), meaning);
            meanings.insert(normal_form(label).into_bytes(), meaning);
        }
        for label in self.data_set.ignored_labels.iter().chain(&way.ignored) {
            meanings.insert(label.as_bytes().to_vec(), Meaning::Ignored);
            meanings.insert(normal_form(label).into_bytes(), Meaning::Ignored);
        }
        let mut measures = Vec::new();
        let (catalogue, layout) = (self.catalogue, self.layout);
        for (place, measure) in (0..).zip(&catalogue.measures) {
            if !measure.reads(&self.data_set.id) {
                continue;
            }
            let Some(columns) = layout.columns_of(measure, way) else { continue };
            let term = self.spans.term_of(measure);
            match self.measure((place, term), measure, &columns) {
                Ok(plan) => measures.push(plan),
                Err(refused) => self.missing.push((place, refused)),
            }
        }
        WayPlan {
            tests: conditions,
            label: self.header.place(&way.column),
            fixed: self.cohort(&way.is),
            meanings,
            strip: way.strip.iter().map(|start| normal_form(start)).collect(),
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
        (place, term): (u16, Option<SpanId>),
        measure: &Measure,
        columns: &MeasureColumns,
    ) -> Result<MeasurePlan, Refused> {
        let MeasureColumns { value, numerator, denominator, total, lower, upper, wanted } = columns;
        let column = |name: &str| self.column(name);
        let lacking = |name: &str| {
            let allowed = self.layout.may_lack.iter().any(|l| l == name);
            (!allowed && column(name).is_none()).then(|| self.lacks(measure, name))
        };
        let names = [value, numerator, denominator, total, lower, upper];
        // A sum serves only where the average itself is not printed.
        let spared = |name: &str| name == total && column(value).is_some();
        let filters = wanted.keys().map(String::as_str);
        let all = names.iter().map(|n| n.as_str()).chain(filters);
        let mut asked = all.clone().filter(|name| !spared(name)).flat_map(addends);
        if let Some(message) = asked.find_map(lacking) {
            return Err(message);
        }
        if let Some(doubled) = all.flat_map(addends).find_map(|name| self.header.doubled(name)) {
            return Err(Refused::new(Fault::DoubledColumn, doubled));
        }
        let figures = column(value).is_some()
            || (column(denominator).is_some()
                && (column(numerator).is_some() || column(total).is_some()));
        if !figures {
            return Err(self.lacks(measure, value));
        }
        Ok(MeasurePlan {
            measure: place,
            cohorts: measure
                .cohorts
                .iter()
                .map(|c| self.cohort(c))
                .chain(self.denominator_from())
                .collect(),
            tests: tests(&self.header, wanted),
            term,
            value: column(value),
            numerator: column(numerator),
            denominator: column(denominator),
            total: column(total),
            lower: column(lower),
            upper: column(upper),
        })
    }

    /// Whether a label in its normal form is one that no data set has a cohort for.
    pub fn ignored(&self, label: &str) -> bool {
        self.catalogue.ignored_labels.iter().any(|pattern| {
            let pattern = normal_form(pattern);
            match pattern.strip_suffix('*') {
                Some(start) => label.starts_with(start),
                None => label == pattern,
            }
        })
    }

    /// Whether rows of a span count for any measure.
    pub fn span_counts(&self, span: SpanId) -> bool {
        self.ways.iter().flat_map(|way| &way.measures).any(|m| self.spans.counts(m.term, span))
    }

    /// Whether any measure is read from the file.
    pub fn reads_measures(&self) -> bool {
        self.ways.iter().any(|way| !way.measures.is_empty())
    }

    /// Places of the columns that the catalogue mentions.
    pub fn mentioned(&self) -> BTreeSet<usize> {
        let mut places = self.filters();
        let GeographyColumns {
            level, any, country, region, region_name, authority, old_code, ..
        } = self.layout.geography.columns();
        let names = [level, any, country, region, region_name, authority, old_code];
        places.extend(names.iter().filter_map(|name| self.header.place(name)));
        places.extend(&self.spans.columns);
        places.insert(self.period);
        places.extend([self.status, self.largest, self.counts_from].into_iter().flatten());
        for measure in self.ways.iter().flat_map(|way| &way.measures) {
            let MeasurePlan { value, numerator, denominator, total, lower, upper, .. } = measure;
            let columns = [value, numerator, denominator, total, lower, upper];
            let columns = columns.into_iter().copied().flatten();
            places.extend(columns.flat_map(|column| [Some(column.place), column.plus]).flatten());
        }
        places
    }

    /// Places of the columns that distinguish rows.
    pub fn filters(&self) -> BTreeSet<usize> {
        let of_ways = self.ways.iter().flat_map(|way| {
            way.tests.iter().chain(way.measures.iter().flat_map(|measure| &measure.tests))
        });
        let tests = self.wanted.iter().chain(&self.drop).chain(of_ways);
        let mut places: BTreeSet<usize> = tests.map(|test| test.column).collect();
        places.extend(self.ways.iter().filter_map(|way| way.label));
        places.extend(self.kinds.iter().map(|kinds| kinds.column));
        places
    }

    /// Columns that the layout holds at their total, by name.
    pub fn held_by_layout(&self) -> BTreeSet<String> {
        let ways = self.layout.cohort.ways();
        let totals = self.layout.totals.iter().chain(ways.iter().flat_map(|way| &way.totals));
        totals
            .filter_map(|name| Some(self.header.name(self.header.place(name)?).to_string()))
            .collect()
    }
}
