//! How a file is laid out: which columns say where, when and who, which rows are
//! wanted, and where a measure's figures stand. All of it is read from
//! `catalogue/data-sets/*.toml`; a layout of these kinds needs no Rust.

use super::AreaLevel;
use super::choices::{Choices, MeasureOverride};
use super::cohort_columns::{CohortColumns, CohortWay};
use super::measure::Measure;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One way in which a data set has been laid out. A header is of this layout
/// when it has every column that the layout needs and none that it must lack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Name of the layout, for messages.
    pub id: String,
    /// How the area of a row is identified.
    pub geography: Geography,
    /// Column of the period.
    pub period: PeriodColumn,
    /// Columns of the span of time, where the file has them.
    #[serde(default = "span_columns")]
    pub span: Vec<String>,
    /// Spans that count in files of this layout, in place of the data set's own.
    #[serde(default)]
    pub spans: Vec<String>,
    /// Where the cohort of a row is given; the data set's fixed cohort unless given.
    #[serde(default)]
    pub cohort: CohortColumns,
    /// Further columns by which the layout is known.
    #[serde(default)]
    pub has: Vec<String>,
    /// Columns that a file of this layout does not have.
    #[serde(default)]
    pub lacks: Vec<String>,
    /// What a row must hold to be read.
    #[serde(default, rename = "where")]
    pub wanted: Choices,
    /// What a row must hold in columns that only some files have.
    #[serde(default)]
    pub where_present: Choices,
    /// Filters that must stand at their total, where the file has them.
    #[serde(default)]
    pub totals: Vec<String>,
    /// What drops a row.
    #[serde(default)]
    pub drop: Choices,
    /// Columns of text that are not filters: what they contain follows from other columns.
    #[serde(default)]
    pub no_filters: Vec<String>,
    /// Column that says whether a row is provisional, revised or final.
    #[serde(default)]
    pub status: String,
    /// Rows that hold one kind of number each.
    #[serde(default)]
    pub kinds: Option<Kinds>,
    /// Of rows with the same key, by design of the publisher, the one with the largest number here.
    #[serde(default)]
    pub largest: String,
    /// Whether rows with the same key are parts of one group, to be summed: statements
    /// besides plans. Shares then follow from the counts.
    #[serde(default)]
    pub summed: bool,
    /// Cohort whose rows hold, as their numerator, the denominator of all others of the same
    /// area and period: the row of all pupils next to those of each provision.
    #[serde(default)]
    pub denominator_from: String,
    /// Rows and columns of the publisher's newest file, where they are known: made-up files are made
    /// as large.
    #[serde(default)]
    pub published: PublishedSize,
    /// Level → the multiple to which its counts are rounded; 1 unless given.
    #[serde(default)]
    pub rounded_to: BTreeMap<AreaLevel, i32>,
    /// Whether a comma parts the thousands of its numbers.
    #[serde(default)]
    pub thousands: bool,
    /// Whether a per-cent sign follows its shares: `50%` is 50, whatever the unit of the column.
    #[serde(default)]
    pub percent: bool,
    /// Column → decimals to which the publisher rounds it, where fewer are printed.
    #[serde(default)]
    pub decimals: BTreeMap<String, i32>,
    /// Column → unit, where it is not per cent, per 100, points or heads.
    #[serde(default)]
    pub units: BTreeMap<String, ColumnUnit>,
    /// Measure → its columns in this layout, where they differ from its own.
    #[serde(default)]
    pub measures: BTreeMap<String, MeasureOverride>,
    /// Measures that files of this layout do not hold.
    #[serde(default)]
    pub without: Vec<String>,
    /// Columns of counts and limits that files of this layout may lack.
    #[serde(default)]
    pub may_lack: Vec<String>,
}

/// How large a published file is; 0 where that is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PublishedSize {
    /// Rows below the header.
    pub rows: u64,
    /// Columns.
    pub columns: usize,
}

fn span_columns() -> Vec<String> {
    ["time_identifier", "absence_terms", "time_frame"].map(str::to_string).to_vec()
}

/// Column of the period, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum PeriodColumn {
    /// A column that holds `201819`, `2018/19` or `2018`.
    Plain(String),
    /// A column that holds something else.
    Written {
        /// Name of the column.
        column: String,
        /// How the period is written there.
        #[serde(default)]
        form: PeriodForm,
        /// Years to add: 1 where a leaving cohort's year stands for the year after it.
        #[serde(default)]
        shift: i32,
    },
    /// No column: the name of the file gives it.
    Named {
        /// Always true.
        file_name: bool,
    },
}

impl PeriodColumn {
    /// Name of the column.
    #[must_use]
    pub fn column(&self) -> &str {
        match self {
            Self::Plain(column) | Self::Written { column, .. } => column,
            Self::Named { .. } => "",
        }
    }

    /// How it is written, and the years to add.
    #[must_use]
    pub fn form(&self) -> (PeriodForm, i32) {
        match self {
            Self::Plain(_) | Self::Named { .. } => (PeriodForm::Span, 0),
            Self::Written { form, shift, .. } => (*form, *shift),
        }
    }
}

/// How a period is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodForm {
    /// As the data set's kind of period is: `201819`, or `2018` for a calendar year.
    #[default]
    Span,
    /// Four digits, the year in which the period ends.
    EndYear,
    /// Four digits, the year in which the period starts.
    StartYear,
    /// A school year that stands for the January in it: `201819` is January 2019.
    January,
}

/// How the area of a row is identified.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Geography {
    /// A usual way.
    Usual(UsualGeography),
    /// Columns of other names.
    Columns(Box<GeographyColumns>),
}

/// The usual ways of identifying an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsualGeography {
    /// `geographic_level` and the code column of that level.
    Ees,
    /// One column `area` with the nine-character code.
    Area,
}

/// Names of the columns that identify an area; empty if the file has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GeographyColumns {
    /// Column of the geographic level.
    pub level: String,
    /// Printed level → the level it means, besides National, Regional and Local authority.
    pub levels: BTreeMap<String, AreaLevel>,
    /// Column of the code, whatever the level.
    pub any: String,
    /// Column of the country's code.
    pub country: String,
    /// Column of the region's code.
    pub region: String,
    /// Column of the region's name; it overrides the code, which some files print for
    /// London as well as Inner London.
    pub region_name: String,
    /// Column of the authority's nine-character code.
    pub authority: String,
    /// Column of the authority's three-digit code, which it keeps when its nine characters change.
    pub old_code: String,
    /// Column of the authority's name, which is checked against its code.
    pub authority_name: String,
    /// What the authority's column contains in a region's row.
    pub whole: Vec<String>,
    /// Label in the region's column that means England.
    pub england: Vec<String>,
    /// Character up to which a region's name is cut: `e.West Midlands`.
    pub after: String,
}

impl Geography {
    /// The columns it reads.
    #[must_use]
    pub fn columns(&self) -> GeographyColumns {
        match self {
            Self::Columns(columns) => (**columns).clone(),
            Self::Usual(UsualGeography::Area) => {
                GeographyColumns { any: "area".to_string(), ..GeographyColumns::default() }
            }
            Self::Usual(UsualGeography::Ees) => GeographyColumns {
                level: "geographic_level".to_string(),
                country: "country_code".to_string(),
                region: "region_code".to_string(),
                region_name: "region_name".to_string(),
                authority: "new_la_code".to_string(),
                old_code: "old_la_code".to_string(),
                authority_name: "la_name".to_string(),
                ..GeographyColumns::default()
            },
        }
    }

    /// The columns that a file of this form must have. A national file may lack the rest.
    #[must_use]
    pub fn needed(&self) -> Vec<String> {
        let columns = self.columns();
        let needed = match self {
            Self::Usual(_) => vec![columns.level, columns.any, columns.country],
            Self::Columns(_) => vec![
                columns.level,
                columns.any,
                columns.country,
                columns.region,
                columns.region_name,
                columns.authority,
            ],
        };
        needed.into_iter().filter(|name| !name.is_empty()).collect()
    }
}

/// Rows that hold one kind of number each, all of them in the measure's value column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinds {
    /// Column that gives the kind.
    pub column: String,
    /// Labels of rows that hold the value, and the denominator in its own column.
    pub value: Vec<String>,
    /// Labels of rows that hold the numerator in the value's column.
    #[serde(default)]
    pub numerator: Vec<String>,
    /// Labels of rows that hold the denominator in the value's column.
    #[serde(default)]
    pub denominator: Vec<String>,
}

/// Unit of a published column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnUnit {
    /// 0 to 1; shown times 100.
    Fraction,
    /// Of a thousand; shown per 100.
    PerThousand,
    /// Of ten thousand; shown per 100.
    PerTenThousand,
}

impl ColumnUnit {
    /// Decimal places by which the point moves to the right.
    #[must_use]
    pub fn shift(self) -> i32 {
        match self {
            Self::Fraction => 2,
            Self::PerThousand => -1,
            Self::PerTenThousand => -2,
        }
    }
}

/// The columns of one measure in one layout, for one way to the cohort; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeasureColumns {
    /// Column of the value.
    pub value: String,
    /// Column of the count that the value counts.
    pub numerator: String,
    /// Column of the pupils it is a share of.
    pub denominator: String,
    /// Column of the sum of which the value is the average.
    pub total: String,
    /// Column of the published lower 95% limit.
    pub lower: String,
    /// Column of the published upper 95% limit.
    pub upper: String,
    /// What a row must hold to be about the measure.
    pub wanted: Choices,
}

impl Layout {
    /// Where a measure is: as the way says, else as the layout says, else as the
    /// measure itself says. `None` where files of the layout do not hold it.
    #[must_use]
    pub fn columns_of(&self, measure: &Measure, way: &CohortWay) -> Option<MeasureColumns> {
        let left_out = !way.measures.is_empty() && !way.measures.contains_key(&measure.id);
        if left_out || self.without.contains(&measure.id) {
            return None;
        }
        let of_way = way.measures.get(&measure.id);
        let of_layout = self.measures.get(&measure.id);
        let name = |own: &String, part: fn(&MeasureOverride) -> &Option<String>| {
            let said = of_way.and_then(|o| part(o).clone());
            said.or_else(|| of_layout.and_then(|o| part(o).clone())).unwrap_or_else(|| own.clone())
        };
        let wanted = of_way.and_then(|o| o.wanted.clone());
        let wanted = wanted.or_else(|| of_layout.and_then(|o| o.wanted.clone()));
        Some(MeasureColumns {
            value: name(&measure.value, |o| &o.value),
            numerator: name(&measure.numerator, |o| &o.numerator),
            denominator: name(&measure.denominator, |o| &o.denominator),
            total: name(&measure.total, |o| &o.total),
            lower: name(&measure.lower, |o| &o.lower),
            upper: name(&measure.upper, |o| &o.upper),
            wanted: wanted.unwrap_or_else(|| measure.wanted.clone()),
        })
    }
}

/// The columns that a name of a column of figures refers to: `a + b` is the sum of two.
pub fn addends(name: &str) -> impl Iterator<Item = &str> {
    name.split(" + ").map(str::trim).filter(|part| !part.is_empty())
}
