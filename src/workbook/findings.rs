//! Every comparison of the latest year, one row each.

use super::{AreaBook, Cell, Notes, Sheet, column, number, numeric, shorthand};
use crate::catalogue::Level;
use crate::findings::{Comparison, Finding, level_words};
use crate::words::Word;

/// The sheet of findings: all of them, or those of the measures that a workspace picked, in its order.
pub(super) fn sheet(book: &AreaBook<'_>, notes: &mut Notes) -> Sheet {
    let place = |c: &Comparison| book.catalogue.shown_place(&c.measure_id);
    let picked = !book.catalogue.show.is_empty();
    let mut shown: Vec<&Comparison> =
        book.results.comparisons.iter().filter(|c| !picked || place(c).is_some()).collect();
    shown.sort_by_key(|c| place(c));
    let mut sheet = Sheet {
        name: "Findings".to_string(),
        title: format!(
            "Findings: {}, latest year of each measure against every comparator",
            book.area.name
        ),
        intro: vec![
            "This sheet has one table. Gap is the area less the comparator, in the unit of the \
             row; whether higher or lower is better depends on the measure: see Judgement."
                .to_string(),
            "An empty number was not published or could not be worked out; the shorthand next to \
             the figure says why (sheet Symbols). Limits and p exist only where numbers of pupils \
             or limits are published."
                .to_string(),
        ],
        columns: columns(),
        frozen: 3,
        rows: shown.into_iter().map(|c| row(book, c, notes)).collect(),
    };
    if picked {
        sheet.intro.push("The measures are those picked in send-outcomes.toml (show), in its order; the sheet Other findings has the rest.".to_string());
    }
    sheet
}

/// The findings of the measures that a workspace did not pick, or none where it picked none.
pub(super) fn others(book: &AreaBook<'_>, notes: &mut Notes) -> Option<Sheet> {
    let left = |c: &&Comparison| book.catalogue.shown_place(&c.measure_id).is_none();
    let rows: Vec<&Comparison> = book.results.comparisons.iter().filter(left).collect();
    (!book.catalogue.show.is_empty() && !rows.is_empty()).then(|| Sheet {
        name: "Other findings".to_string(),
        title: format!(
            "Other findings: {}, measures that are not on the sheet Findings",
            book.area.name
        ),
        intro: vec![
            "This sheet has one table, with the columns of the sheet Findings.".to_string(),
        ],
        columns: columns(),
        frozen: 3,
        rows: rows.into_iter().map(|c| row(book, c, notes)).collect(),
    })
}

fn columns() -> Vec<super::Column> {
    vec![
        column("Theme", 14.0),
        column("Measure", 36.0),
        column("Group", 14.0),
        column("Figures held, to", 10.0),
        column("Old: newest published", 12.0),
        column("Compared with", 24.0),
        numeric("Area figure"),
        column("Area shorthand", 10.0),
        numeric("Comparator figure"),
        numeric("Gap"),
        numeric("Gap lower 95% limit"),
        numeric("Gap upper 95% limit"),
        column("Unit", 12.0),
        column("Level", 26.0),
        column("Direction", 20.0),
        column("Judgement", 26.0),
        column("Evidence grade", 10.0),
        numeric("p value"),
        numeric("q value"),
        column("Place among authorities", 22.0),
        column("In words", 70.0),
        column("Notes", 20.0),
        column("Finding", 40.0),
    ]
}

fn row(book: &AreaBook<'_>, c: &Comparison, notes: &mut Notes) -> Vec<Cell> {
    let known = book.catalogue.comparators.iter().find(|known| known.id == c.comparator);
    let measure = book.catalogue.measure(&c.measure_id);
    let finding = book.results.findings.iter().find(|f| f.finding_id == c.finding_id);
    let of_pair =
        |f: &&crate::findings::Finding| f.measure_id == c.measure_id && f.cohort == c.cohort;
    let newest = book.results.findings.iter().find(of_pair).map(|f| f.newest_published.as_str());
    let caveats = finding.map(|f| f.caveats.as_slice()).unwrap_or_default();
    let references: Vec<String> = caveats.iter().map(|text| notes.reference(text)).collect();
    let present = c.level != Level::NotAvailable;
    let of_gap =
        |value: Option<f64>, more: usize| number(value.filter(|_| present), c.gap_decimals + more);
    vec![
        Cell::text(crate::markup::capitalised(&c.theme)),
        Cell::text(&c.measure_title),
        Cell::text(&c.cohort_short),
        Cell::text(&c.period),
        Cell::text(newest.unwrap_or_default()),
        Cell::text(known.map_or(c.comparator.as_str(), |k| k.title.as_str())),
        number(c.value, c.decimals),
        shorthand(c.symbol.as_deref()),
        number(c.comparator_value, c.comparator_decimals),
        of_gap(c.difference, 0),
        of_gap(c.difference_lower, 1),
        of_gap(c.difference_upper, 1),
        Cell::text(measure.map_or(c.unit.as_str(), |m| m.axis_unit.as_str())),
        Cell::text(level_words(c.level, &c.basis_mark, &c.flags)),
        Cell::text(&c.direction_wording),
        Cell::text(&c.judgement),
        Cell::text(c.evidence_grade.as_str()),
        number(c.p_value.filter(|_| present), 3),
        number(c.q_value.filter(|_| present), 3),
        Cell::text(finding.map(Finding::place).unwrap_or_default()),
        Cell::text(&c.sentence),
        Cell::text(references.join(" ")),
        Cell::text(&c.finding_id),
    ]
}
