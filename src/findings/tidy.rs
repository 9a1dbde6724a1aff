//! Findings and series as tidy rows, labelled, for spreadsheets and other programs: the sheet
//! Data of the workbook and the files of `output/csv/`.

use super::keys::OfArea;
use crate::engine::{Column, Decimals, EngineError, Rows, row};
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;

const FINDINGS: &str = "tidy/findings.sql";
const SERIES: &str = "tidy/series.sql";
const NEIGHBOURS: &str = "tidy/neighbours.sql";

/// A column of a tidy table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TidyColumn {
    /// Name, as in the query and in the first line of a file.
    pub name: &'static str,
    /// Whether it holds numbers.
    pub number: bool,
    /// What it holds.
    pub what: &'static str,
}

pub(super) const fn text(name: &'static str, what: &'static str) -> TidyColumn {
    TidyColumn { name, number: false, what }
}

pub(super) const fn number(name: &'static str, what: &'static str) -> TidyColumn {
    TidyColumn { name, number: true, what }
}

/// Columns of `findings.csv` and of the sheet Data.
pub const FINDING_COLUMNS: [TidyColumn; 31] = [
    text("area_code", "nine-character ONS code of the area"),
    text("area", "name of the area"),
    text("region", "its region"),
    text(
        "theme",
        "identification, attainment, absence, exclusions, destinations, adulthood or local",
    ),
    text("measure_id", "id of the measure"),
    text("measure", "title of the measure"),
    text("group_id", "id of the group of pupils"),
    text("group_name", "the group of pupils"),
    text("period", "latest period of the measure"),
    text("comparator_id", "id of the comparator: what the figure is compared with"),
    text("comparator", "the same in words"),
    number(
        "area_figure",
        "the area's figure in the unit of the row; empty if there is a symbol \
                           instead",
    ),
    text(
        "area_symbol",
        "what was published in place of a number: c suppressed, x not available, z not applicable, low rounds to zero, u unreliable, er a printed figure that cannot be right and is not used",
    ),
    number("comparator_figure", "the comparator's figure in the unit of the row"),
    number("numerator", "pupils or events counted in the area; empty where not published"),
    number("denominator", "pupils in the area; empty where not published"),
    number("difference", "area_figure less comparator_figure"),
    number(
        "difference_lower",
        "lower 95% limit of the difference; empty where no interval is possible",
    ),
    number("difference_upper", "upper 95% limit of the difference"),
    text(
        "level",
        "significantly_above, above, broadly_in_line, no_clear_difference, below, significantly_below or not_available",
    ),
    text(
        "better_or_worse",
        "better or worse for the pupils than a like-for-like comparator; empty where it is neither",
    ),
    text("direction", "how the area's own figure moved over its latest comparable years"),
    text("judgement", "level and direction together"),
    text(
        "evidence_grade",
        "A counts or limits published, B a range of counts, I a borrowed number of pupils, C the figure alone, N no comparison",
    ),
    number(
        "rank",
        "rank among authorities, 1 is best; from the highest figure where neither is better",
    ),
    number("rank_last", "last rank of its tie"),
    number("ranked", "authorities with a figure"),
    text("unit", "%, per 100, score or count"),
    text("polarity", "whether higher or lower is better, or neither"),
    text(
        "newer_published",
        "a newer period that is known to be published, where the figure is more than two years behind it",
    ),
    text("finding_id", "id of the finding: send-outcomes explain shows how it was reached"),
];

/// Columns of `series.csv`.
pub const SERIES_COLUMNS: [TidyColumn; 24] = [
    text("area_code", "nine-character ONS code of the area"),
    text("area", "name of the area"),
    text("region", "its region"),
    text("theme", "as in findings.csv"),
    text("measure_id", "id of the measure"),
    text("measure", "title of the measure"),
    text("group_id", "id of the group of pupils"),
    text("group_name", "the group of pupils"),
    text("period", "2018/19 for academic and financial years, 2019 for calendar years"),
    number("period_start", "year in which the period starts"),
    number(
        "area_figure",
        "the area's figure in the unit of the row; empty if there is a symbol \
                           instead",
    ),
    text("area_symbol", "as in findings.csv"),
    number("england_figure", "England's figure for the same group and period"),
    number("numerator", "pupils or events counted in the area; empty where not published"),
    number("denominator", "pupils in the area; empty where not published"),
    text("counts_from", "published, reconstructed or sum_of_authorities; empty without counts"),
    number("area_lower", "lower 95% limit of the area's figure"),
    number("area_upper", "upper 95% limit of the area's figure"),
    number(
        "series_part",
        "compare years only within one part: the next begins where the measure changed",
    ),
    text("release_status", "final, provisional or local_unpublished"),
    text(
        "evidence_grade",
        "A counts or limits published, B a range of counts, C the figure alone, N no figure",
    ),
    text("unit", "%, per 100, score or count"),
    text("polarity", "whether higher or lower is better, or neither"),
    text("data_set", "id of the data set"),
];

/// One cell of a tidy table.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A number in the unit of its row, to twelve significant digits.
    Number(f64),
}

/// The figures of one measure and cohort next to those of an area's statistical neighbours.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NeighbourFigures {
    /// Measure.
    pub measure: String,
    /// Cohort for labels.
    pub cohort: String,
    /// Latest period.
    pub period: String,
    /// Unit.
    pub unit: String,
    /// Decimals to print.
    pub decimals: usize,
    /// The area's figure (unit).
    pub own: Option<f64>,
    /// Symbol in its place.
    pub symbol: Option<String>,
    /// England's (unit).
    pub england: Option<f64>,
    /// The neighbours' median (unit).
    pub median: Option<f64>,
    /// Each neighbour, the nearest first.
    pub neighbours: Vec<Neighbour>,
}

/// One statistical neighbour.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Neighbour {
    /// Name.
    pub name: String,
    /// Figure (unit).
    pub figure: Option<f64>,
    /// Symbol in its place.
    pub symbol: Option<String>,
}

row! {
    /// A neighbour next to the area, England and the median of all neighbours.
    struct BesideNeighbour {
        measure: String,
        cohort: String = "group_name",
        period: String,
        unit: String,
        decimals: usize as Decimals | 0_usize,
        own: Option<f64> = "area_figure",
        symbol: Option<String> = "area_symbol",
        england: Option<f64> = "england_figure",
        median: Option<f64> = "neighbours_median",
        neighbour: String,
        neighbour_figure: Option<f64>,
        neighbour_symbol: Option<String>,
    }
}

/// What is known of one area as tidy rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tidy {
    /// Rows under [`FINDING_COLUMNS`].
    pub findings: Vec<Vec<Datum>>,
    /// Rows under [`SERIES_COLUMNS`].
    pub series: Vec<Vec<Datum>>,
    /// A row a measure and cohort.
    pub neighbours: Vec<NeighbourFigures>,
}

/// A number without the dust of binary arithmetic: twelve significant digits, which is more
/// than any publisher prints.
#[must_use]
pub fn meaningful(value: f64) -> f64 {
    let rounded = format!("{value:.11e}").parse().unwrap_or(value);
    // A negative zero would be printed with its sign.
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// Reads the tidy rows of the chosen areas, by area code.
///
/// # Errors
/// A query of `queries/tidy/` fails.
pub async fn tidy(context: &SessionContext) -> Result<BTreeMap<String, Tidy>, EngineError> {
    let [findings, series, beside] = Rows::of_each(context, [FINDINGS, SERIES, NEIGHBOURS]).await?;
    let mut found: BTreeMap<String, Tidy> = BTreeMap::new();
    for (of, row) in findings.read::<OfArea>()?.into_iter().zip(cells(&findings, &FINDING_COLUMNS)?)
    {
        found.entry(of.area_code).or_default().findings.push(row);
    }
    for (of, row) in series.read::<OfArea>()?.into_iter().zip(cells(&series, &SERIES_COLUMNS)?) {
        found.entry(of.area_code).or_default().series.push(row);
    }
    for (of, row) in beside.read::<(OfArea, BesideNeighbour)>()? {
        add_neighbour(&mut found.entry(of.area_code).or_default().neighbours, row);
    }
    Ok(found)
}

/// A column that is read as it is declared.
enum TidyCells<'a> {
    Numbers(Column<'a, Option<f64>>),
    Texts(Column<'a, Option<String>>),
}

/// Every row, a cell for each of `columns`.
fn cells(rows: &Rows, columns: &[TidyColumn]) -> Result<Vec<Vec<Datum>>, EngineError> {
    let found = columns.iter().map(|column| {
        Ok(if column.number {
            TidyCells::Numbers(rows.column(column.name)?)
        } else {
            TidyCells::Texts(rows.column(column.name)?)
        })
    });
    let found = found.collect::<Result<Vec<_>, EngineError>>()?;
    let cell = |cells: &TidyCells<'_>, row: usize| {
        let datum = match cells {
            TidyCells::Numbers(numbers) => numbers.at(row)?.map(|n| Datum::Number(meaningful(n))),
            TidyCells::Texts(texts) => texts.at(row)?.filter(|t| !t.is_empty()).map(Datum::Text),
        };
        Ok(datum.unwrap_or(Datum::Empty))
    };
    (0..rows.len()).map(|row| found.iter().map(|cells| cell(cells, row)).collect()).collect()
}

/// Adds the neighbour of a row to the others of its measure and cohort, which come together.
fn add_neighbour(known: &mut Vec<NeighbourFigures>, row: BesideNeighbour) {
    let neighbour = Neighbour {
        name: row.neighbour,
        figure: row.neighbour_figure.map(meaningful),
        symbol: row.neighbour_symbol,
    };
    match known.last_mut().filter(|last| last.measure == row.measure && last.cohort == row.cohort) {
        Some(last) => last.neighbours.push(neighbour),
        None => known.push(NeighbourFigures {
            measure: row.measure,
            cohort: row.cohort,
            period: row.period,
            unit: row.unit,
            decimals: row.decimals,
            own: row.own.map(meaningful),
            symbol: row.symbol,
            england: row.england.map(meaningful),
            median: row.median.map(meaningful),
            neighbours: vec![neighbour],
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::query;

    #[test]
    fn numbers_lose_the_dust_of_binary_arithmetic_and_nothing_that_was_published() {
        assert_eq!(meaningful(0.1 + 0.2).to_string(), "0.3");
        assert_eq!(meaningful(36.19 - 30.73).to_string(), "5.46");
        assert_eq!(meaningful(-0.0).to_string(), "0");
        assert_eq!(meaningful(8_604_203.0).to_string(), "8604203");
        assert_eq!(meaningful(30.732_845_1).to_string(), "30.7328451");
    }

    #[test]
    fn each_column_is_one_of_its_query() {
        for (file, columns) in [(FINDINGS, &FINDING_COLUMNS[..]), (SERIES, &SERIES_COLUMNS[..])] {
            let of_query: Vec<&str> = query(file)
                .lines()
                .skip_while(|line| !line.starts_with("select"))
                .skip(1)
                .take_while(|line| !line.starts_with("from"))
                .filter(|line| !line.trim_end().ends_with("then"))
                .filter_map(|line| {
                    let line = line.trim().trim_end_matches(',');
                    let name = line.rsplit_once(" as ").map(|(_, name)| name);
                    let plain = (!line.contains(' ')).then(|| line.rsplit('.').next()).flatten();
                    name.or(plain)
                })
                .filter(|name| *name != "case")
                .collect();
            let named: Vec<&str> = columns.iter().map(|c| c.name).collect();
            assert_eq!(of_query, named);
        }
    }
}
