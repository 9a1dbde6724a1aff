//! Which pictures an area gets, and their words: made of verdicts, never stronger.

use crate::catalogue::{Area, Catalogue, Measure, THEMES};
use crate::charts::{
    Band, Break, GapBlock, GapGroup, GapPlot, GapRow, Mark, Picture, Point, SmallMultiples,
    TrendPanel, Words, draw_gap_plot, draw_small_multiples, gap_plot_csv, small_multiples_csv,
};
use crate::error::Error;
use crate::findings::{AreaFindings, Finding, Year};
use crate::period::{Period, PeriodKind};

/// Most panels on one sheet.
const PANELS: usize = 9;
/// Fewest pupils without a mark for a small cohort, as in the verdicts.
const SMALL_COHORT: f64 = 30.0;

/// A picture with its words and figures.
#[derive(Debug)]
pub struct Drawn {
    /// File name without ending.
    pub name: String,
    /// Words.
    pub words: Words,
    /// Plotted values.
    pub csv: String,
    /// The picture.
    pub picture: Picture,
    /// Findings it shows.
    pub finding_ids: Vec<String>,
}

enum Sheet {
    Trends(SmallMultiples),
    Gaps(GapPlot),
}

/// Draws the set of one area, `jobs` pictures at a time, in a fixed order.
///
/// # Errors
/// The renderer fails.
pub fn pictures(
    area: &Area,
    said: &AreaFindings,
    catalogue: &Catalogue,
    jobs: usize,
) -> Result<Vec<Drawn>, Error> {
    let mut sheets: Vec<(String, Sheet, Vec<String>)> = Vec::new();
    for cohort in
        catalogue.cohorts.iter().filter(|c| !matches!(c.id.as_str(), "no-sen" | "all-pupils"))
    {
        let of_cohort: Vec<&Finding> =
            said.findings.iter().filter(|f| f.cohort == cohort.id).collect();
        if of_cohort.is_empty() {
            continue;
        }
        let ids = of_cohort.iter().map(|f| f.finding_id.clone()).collect();
        let gaps = gap_plot(area, &cohort.title, &of_cohort);
        sheets.push((format!("gap-{}", cohort.id), Sheet::Gaps(gaps), ids));
        for theme in THEMES {
            let of_theme: Vec<&Finding> =
                of_cohort.iter().filter(|f| f.theme == theme).copied().collect();
            for (page, chunk) in of_theme.chunks(PANELS).enumerate() {
                let suffix = if page == 0 { String::new() } else { format!("-{}", page + 1) };
                let ids = chunk.iter().map(|f| f.finding_id.clone()).collect();
                let trends = small_multiples(area, theme, &cohort.title, chunk, said, catalogue);
                sheets.push((
                    format!("trend-{theme}-{}{suffix}", cohort.id),
                    Sheet::Trends(trends),
                    ids,
                ));
            }
        }
    }
    let share = sheets.len().div_ceil(jobs).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = sheets
            .chunks(share)
            .map(|chunk| scope.spawn(|| chunk.iter().map(drawn).collect::<Result<Vec<_>, Error>>()))
            .collect();
        let mut all = Vec::with_capacity(sheets.len());
        for worker in workers {
            all.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(all)
    })
}

fn drawn((name, sheet, finding_ids): &(String, Sheet, Vec<String>)) -> Result<Drawn, Error> {
    let (words, csv, picture) = match sheet {
        Sheet::Trends(chart) => {
            (chart.words.clone(), small_multiples_csv(chart), draw_small_multiples(chart)?)
        }
        Sheet::Gaps(chart) => (chart.words.clone(), gap_plot_csv(chart), draw_gap_plot(chart)?),
    };
    Ok(Drawn { name: name.clone(), words, csv, picture, finding_ids: finding_ids.clone() })
}

/// A title that counts verdicts: it can say no more than they do.
fn counted_title(lead: &str, findings: &[&Finding]) -> String {
    let count = |good: bool| findings.iter().filter(|f| f.favourable() == Some(good)).count();
    let (better, worse) = (count(true), count(false));
    let compared =
        findings.iter().filter(|f| f.polarity != 0 && f.level != "not_available").count();
    match (better, worse) {
        _ if compared == 0 => lead.to_string(),
        (0, 0) => format!("{lead}: none of {compared} better or worse than England"),
        (b, 0) => format!("{lead}: {b} of {compared} better than England, none worse"),
        (0, w) => format!("{lead}: {w} of {compared} worse than England, none better"),
        (b, w) => format!("{lead}: {b} of {compared} better than England, {w} worse"),
    }
}

fn source(findings: &[&Finding]) -> String {
    let mut sets: Vec<&str> = findings.iter().map(|f| f.data_set.as_str()).collect();
    sets.sort_unstable();
    sets.dedup();
    let tested = findings.iter().filter(|f| matches!(f.evidence_grade.as_str(), "A" | "B")).count();
    format!(
        "Source: Department for Education, data sets {}. Open Government Licence v3.0. {tested} of {} comparisons tested.",
        sets.join(", "),
        findings.len()
    )
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|l| l.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn small_multiples(
    area: &Area,
    theme: &str,
    cohort: &str,
    findings: &[&Finding],
    said: &AreaFindings,
    catalogue: &Catalogue,
) -> SmallMultiples {
    let mut notes: Vec<String> = Vec::new();
    let panels: Vec<TrendPanel> = findings
        .iter()
        .filter_map(|f| {
            catalogue.measure(&f.measure_id).map(|m| trend_panel(f, m, said, catalogue, &mut notes))
        })
        .collect();
    let title = counted_title(&format!("{}, {cohort}", capitalised(theme)), findings);
    let first = findings.first();
    let example = first.map(|f| f.sentence.clone()).unwrap_or_default();
    let alt =
        format!("Line charts of {} measures. {title}, in {}. {example}", panels.len(), area.name);
    let mut notes: Vec<String> =
        (1..).zip(notes).map(|(n, note): (usize, String)| format!("[{n}] {note}.")).collect();
    notes.push("Years are those in which a period ends. A hollow last mark is provisional or of fewer than 30 pupils.".to_string());
    SmallMultiples {
        words: Words {
            title,
            subtitle: format!(
                "{} and England, the same group of pupils. Bars through points are 95% intervals, where numbers of pupils or limits are published.",
                area.name
            ),
            notes,
            source: source(findings),
            alt: shortened(&alt),
        },
        area_name: area.name.clone(),
        comparator_name: "England, same group".to_string(),
        panels,
    }
}

/// At most 250 characters, cut at a word.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 250 {
        return text.to_string();
    }
    let cut: String = text.chars().take(247).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}

fn period_end(text: &str) -> Option<i32> {
    Period::parse_any(text).ok().map(|p| p.end())
}

fn trend_panel(
    f: &Finding,
    measure: &Measure,
    said: &AreaFindings,
    catalogue: &Catalogue,
    notes: &mut Vec<String>,
) -> TrendPanel {
    let key = (f.measure_id.clone(), f.cohort.clone());
    let empty = (Vec::new(), Vec::new());
    let (area, england) = said.series.get(&key).unwrap_or(&empty);
    let kind =
        catalogue.data_sets.get(&measure.data_set).map_or(PeriodKind::Academic, |d| d.period_kind);
    let point = |y: &Year| Point {
        year: Period { start: y.start, kind }.end(),
        value: y.value,
        symbol: y.symbol.clone(),
        lower: y.lower,
        upper: y.upper,
        segment: y.segment,
        small_cohort: y.denominator.is_some_and(|n| n < SMALL_COHORT),
        provisional: y.provisional,
    };
    // Years before the first and after the last figure say nothing.
    let trimmed = |years: &[Year]| -> Vec<Point> {
        let first =
            years.iter().position(|y| y.value.is_some() || y.symbol.as_deref() == Some("c"));
        let last =
            years.iter().rposition(|y| y.value.is_some() || y.symbol.as_deref() == Some("c"));
        first.zip(last).map(|(a, b)| years[a..=b].iter().map(point).collect()).unwrap_or_default()
    };
    let (area, comparator) =
        (trimmed(area), if measure.unit == "count" { Vec::new() } else { trimmed(england) });
    let drawn_years = || area.iter().chain(&comparator).map(|p| p.year);
    let (from, to) = (drawn_years().min().unwrap_or(0), drawn_years().max().unwrap_or(0));
    let mut breaks = Vec::new();
    for b in catalogue.breaks.iter().filter(|b| b.measures.contains(&measure.id)) {
        let Some(before) = period_end(&b.before).filter(|y| *y > from && *y <= to) else {
            continue;
        };
        let note = match notes.iter().position(|n| *n == b.title) {
            Some(place) => place + 1,
            None => {
                notes.push(b.title.clone());
                notes.len()
            }
        };
        breaks.push(Break { before, note });
    }
    let bands = catalogue.bands.iter().filter(|b| b.measures.contains(&measure.id));
    let bands = bands.filter_map(|b| {
        let (from, to) = (period_end(&b.from)?, period_end(&b.to)?);
        Some(Band { from, to, label: b.label.clone(), hatched: b.hatched })
    });
    let low = if measure.polarity < 0 { " (low is good)" } else { "" };
    let untested = matches!(f.level_rule, 7 | 8);
    let tested = if untested { " (not tested)" } else { "" };
    let verdict = if f.level == "not_available" {
        capitalised(&f.level_words())
    } else {
        capitalised(&format!(
            "{} England{tested}, {}{low}",
            level_before_england(f),
            f.direction_words()
        ))
    };
    TrendPanel {
        title: measure.short_title.clone(),
        verdict,
        unit: measure.axis_unit.clone(),
        percent: measure.unit == "%",
        decimals: f.decimals,
        bands: bands.collect(),
        area,
        comparator,
        breaks,
        reason: None,
    }
}

fn level_before_england(f: &Finding) -> String {
    match f.level.as_str() {
        "broadly_in_line" => "broadly in line with".to_string(),
        "no_clear_difference" => "no clear difference from".to_string(),
        level => level.replace('_', " "),
    }
}

fn gap_plot(area: &Area, cohort: &str, findings: &[&Finding]) -> GapPlot {
    let unit_of = |f: &Finding| match (f.unit.as_str(), f.measure_id.as_str()) {
        ("%", _) => "Percentage points",
        (_, "ks4-attainment-8") => "Attainment 8 points",
        ("score", _) => "Score points",
        _ => "Per 100 pupils",
    };
    let mut blocks = Vec::new();
    for contextual in [false, true] {
        for unit in ["Percentage points", "Attainment 8 points", "Score points", "Per 100 pupils"] {
            let rows: Vec<&&Finding> = findings
                .iter()
                .filter(|f| {
                    f.unit != "count" && (f.polarity == 0) == contextual && unit_of(f) == unit
                })
                .collect();
            let groups: Vec<GapGroup> = THEMES
                .iter()
                .filter_map(|theme| {
                    let rows: Vec<GapRow> =
                        rows.iter().filter(|f| f.theme == *theme).map(|f| gap_row(f)).collect();
                    let heading = if contextual {
                        format!("{} (neither is better)", capitalised(theme))
                    } else {
                        capitalised(theme)
                    };
                    (!rows.is_empty()).then_some(GapGroup { heading, rows })
                })
                .collect();
            if groups.iter().flat_map(|g| &g.rows).any(|r| r.gap.is_some()) {
                let axis_title = format!("{unit}, gap to England, same group");
                blocks.push(GapBlock { axis_title, contextual, groups });
            }
        }
    }
    let title = counted_title(&format!("{}, all measures", capitalised(cohort)), findings);
    let alt = format!(
        "Dot plot of gaps to England. {title}, in {}, latest year of each measure.",
        area.name
    );
    GapPlot {
        words: Words {
            title,
            subtitle: format!("{}, latest year of each measure. Gaps are turned so that right is always better.", area.name),
            notes: vec!["Absence and other measures of which less is better are turned round. Significant: the interval excludes 0, the gap matters, and it stands after allowing for the number of measures tested (false discovery rate 5%).".to_string()],
            source: source(findings),
            alt: shortened(&alt),
        },
        worse: "worse than England".to_string(),
        better: "better than England".to_string(),
        blocks,
    }
}

fn gap_row(f: &Finding) -> GapRow {
    let sign = if f.polarity < 0 { -1.0 } else { 1.0 };
    let present = f.level != "not_available";
    let turned = |v: Option<f64>| v.filter(|_| present).map(|v| v * sign);
    let (low, high) = (turned(f.difference_lower), turned(f.difference_upper));
    let (lower, upper) = if sign < 0.0 { (high, low) } else { (low, high) };
    let significant = f.level.starts_with("significantly");
    let (mark, words) = match f.favourable() {
        Some(true) if significant => {
            (Mark::SignificantlyBetter, "significantly better".to_string())
        }
        Some(false) if significant => (Mark::SignificantlyWorse, "significantly worse".to_string()),
        Some(good) => {
            let tag = if f.level_rule == 7 { "not tested" } else { "not robust" };
            let word = if good { "better" } else { "worse" };
            (if good { Mark::Better } else { Mark::Worse }, format!("{word} ({tag})"))
        }
        None => (Mark::InLine, f.level_words()),
    };
    GapRow {
        label: format!("{} ({})", f.measure_title, f.period),
        gap: turned(f.difference),
        lower,
        upper,
        materiality: f.m_level.filter(|_| present),
        decimals: f.decimals,
        mark,
        words,
    }
}
