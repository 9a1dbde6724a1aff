//! Every authority is given England's true figure, with its real number of pupils: whatever is
//! called above, below, improving or declining is called so by chance alone.

use super::files::{File, Places, embedded, shares, write};
use super::{computed, percent, rows, shipped};
use crate::read::Read;
use send_outcomes::catalogue::Catalogue;
use std::collections::BTreeMap;
use std::path::Path;

/// Most words that chance may be given, per cent of the figures that have a level or a direction.
const BY_CHANCE: f64 = 6.0;

/// Measure, cohort and area → pupils behind its figures.
type Pupils = BTreeMap<(String, String, String), f64>;

async fn pupils(out: &Path) -> Pupils {
    let sql = "select measure_id, cohort, area_code, max(pupils_used) as pupils from comparisons \
               where pupils_used is not null group by measure_id, cohort, area_code";
    let rows = rows(out, "comparisons", sql).await;
    let key =
        |row| (rows.text(row, "measure_id"), rows.text(row, "cohort"), rows.text(row, "area_code"));
    (0..rows.len()).filter_map(|row| Some((key(row), rows.number(row, "pupils")?))).collect()
}

/// Every third authority: noise and thresholds are computed from all of them, whichever are asked
/// for.
fn third(sizes: &Pupils) -> Vec<String> {
    let is_authority =
        |area: &&String| ["E06", "E08", "E09", "E10"].iter().any(|c| area.starts_with(c));
    let areas: std::collections::BTreeSet<&String> = sizes.keys().map(|(.., area)| area).collect();
    areas.into_iter().filter(is_authority).step_by(3).cloned().collect()
}

/// How many of `n` pupils reach what a share `p` of all reaches.
fn drawn(n: u64, p: f64, random: &mut fastrand::Rng) -> f64 {
    (0..n).filter(|_| random.f64() < p).count() as f64
}

/// The embedded figures with every authority at England's latest one in every year; `counts`
/// leaves the printed counts in their places, with the count that was drawn. The measures that
/// stay as they are, for want of a figure of England.
fn at_england(
    catalogue: &Catalogue,
    sizes: &Pupils,
    counts: bool,
    folder: &Path,
) -> std::collections::BTreeSet<String> {
    let mut as_they_are = std::collections::BTreeSet::new();
    let mut files = embedded(catalogue);
    let mut random = fastrand::Rng::with_seed(20);
    for (measure, id, places) in shares(catalogue, &files) {
        let data_set = &catalogue.data_sets[&id];
        let Some(file) = files.get_mut(&id) else { continue };
        let decimals = file.decimals(places.value);
        let keys: Vec<_> =
            (0..file.rows.len()).map(|row| file.key(row, catalogue, data_set)).collect();
        let mut england: BTreeMap<String, (String, f64)> = BTreeMap::new();
        for (row, key) in keys.iter().enumerate() {
            if let Some(key) = key.as_ref().filter(|k| k.area == "E92000001")
                && let Some(value) = file.number(row, Some(places.value))
                && england.get(&key.cohort).is_none_or(|(period, _)| *period < key.period)
            {
                england.insert(key.cohort.clone(), (key.period.clone(), value));
            }
        }
        for (row, key) in keys.iter().enumerate() {
            let Some(key) = key else { continue };
            let Some((_, share)) = england.get(&key.cohort) else {
                as_they_are.insert(format!("'{}'", measure.id));
                continue;
            };
            let held = sizes.get(&(measure.id.clone(), key.cohort.clone(), key.area.clone()));
            replace(file, row, &places, (*share, held.copied()), (counts, decimals), &mut random);
        }
    }
    write(&files, folder);
    as_they_are
}

/// One row at a share of its pupils, by chance: those that the row counts, or those held.
fn replace(
    file: &mut File,
    row: usize,
    places: &Places,
    (share, held): (f64, Option<f64>),
    (counts, decimals): (bool, usize),
    random: &mut fastrand::Rng,
) {
    let printed = file.number(row, places.denominator);
    let figure = file.number(row, Some(places.value)).is_some() || printed.is_some();
    let pupils = printed.or(held).filter(|n| *n >= 1.0);
    let level_of_authority = file.place("area").is_some_and(|area| {
        ["E06", "E07", "E08", "E09", "E10"].iter().any(|c| file.rows[row][area].starts_with(c))
    });
    file.hide_unless(counts, row, places, decimals);
    if !figure {
        return;
    }
    let value = match pupils.filter(|_| level_of_authority) {
        Some(n) => {
            let count = drawn(n.round() as u64, share / 100.0, random);
            if counts && let Some(place) = places.numerator.filter(|_| printed.is_some()) {
                file.rows[row][place] = format!("{count:.0}");
            }
            100.0 * count / n.round()
        }
        // An authority of unknown size cannot be drawn.
        None if level_of_authority => {
            file.rows[row][places.value] = "x".to_string();
            return;
        }
        None => share,
    };
    file.rows[row][places.value] = format!("{value:.decimals$}");
    if !level_of_authority && let Some(place) = places.numerator {
        let whole = printed.filter(|_| counts).map(|n| (n * share / 100.0).round());
        file.rows[row][place] = whole.map_or("x".to_string(), |x| format!("{x:.0}"));
    }
}

/// Grade → figures with a level or direction, and those with a word.
async fn words(out: &Path, table: &str, sql: &str) -> BTreeMap<String, (usize, usize)> {
    let rows = rows(out, table, sql).await;
    let count = |row, name| rows.number(row, name).unwrap_or_default() as usize;
    (0..rows.len())
        .map(|row| (rows.text(row, "evidence_grade"), (count(row, "n"), count(row, "words"))))
        .collect()
}

/// What counts as a word: a level, a direction.
const LEVEL: &str = "level like '%above' or level like '%below'";
const DIRECTION: &str = "direction in ('improving', 'declining', 'rising', 'falling')";

/// Figures of authorities by grade, and those with a word, of the measures that were drawn.
fn counted(table: &str, word: &str, present: &str, measures: &str) -> String {
    format!(
        "select evidence_grade, cast(count(*) as double) as n, \
         cast(count(*) filter (where {word}) as double) as words from {table} \
         where area_code not like 'E12%' and area_code not like 'E92%' and {present} \
         and measure_id in ({measures}) group by evidence_grade"
    )
}

#[tokio::test]
#[ignore = "runs the program on everything that ships: make check-evidence"]
async fn chance_alone_gets_few_words() {
    let catalogue = Catalogue::embedded().unwrap();
    let place = tempfile::tempdir().unwrap();
    let sizes = pupils(&shipped()).await;
    let drawn: std::collections::BTreeSet<String> =
        sizes.keys().map(|(measure, ..)| format!("'{measure}'")).collect();
    let shares: std::collections::BTreeSet<String> = shares(&catalogue, &embedded(&catalogue))
        .iter()
        .map(|(measure, ..)| format!("'{}'", measure.id))
        .collect();
    let compared = "comparator = 'england-same-cohort' and level <> 'not_available'";
    let mut said = Vec::new();
    for (counts, grade) in [(true, "I"), (false, "C")] {
        let source = place.path().join(format!("source-{grade}"));
        let as_they_are = at_england(&catalogue, &sizes, counts, &source);
        let asked = drawn.intersection(&shares).filter(|id| !as_they_are.contains(*id));
        let measures = asked.cloned().collect::<Vec<_>>().join(", ");
        let levels = counted("comparisons", LEVEL, compared, &measures);
        let directions = counted("trends", DIRECTION, "direction <> 'too_few_years'", &measures);
        let out = place.path().join(format!("out-{grade}"));
        computed(&format!("dir:{}", source.display()), &third(&sizes), &out);
        for (what, table, sql) in
            [("above or below", "comparisons", &levels), ("a direction", "trends", &directions)]
        {
            let found = words(&out, table, sql).await;
            println!("grade {grade}, {what}: {found:?}");
            let (n, told) = found.get(grade).copied().unwrap_or_default();
            println!("| {grade} | {what} | {n} | {:.1}% |", percent(told, n));
            said.push((grade, what, n, percent(told, n)));
        }
    }
    for (grade, what, n, share) in said {
        assert!(n > 50, "only {n} figures of grade {grade} for {what}");
        assert!(share <= BY_CHANCE, "grade {grade}: {share:.1}% of chance is called {what}");
    }
}
