//! The newest counts of every share that has them are hidden, numbers of pupils are borrowed,
//! and the words are checked against the exact test.

use super::files::{embedded, shares, write};
use super::{computed, percent, rows, shipped};
use crate::read::Read;
use send_outcomes::catalogue::Catalogue;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Measure, cohort, area and period.
type Figure = (String, String, String, String);

/// Least share of the words above and below that the counts confirm, per cent.
const CONFIRMED: f64 = 98.0;
/// Least share of the differences that the counts show which are found without them, per cent.
const FOUND: f64 = 60.0;

const SIDES: &str = "select measure_id, cohort, area_code, period, level, evidence_grade, \
     pupils_used from comparisons \
     where comparator = 'england-same-cohort' and level <> 'not_available'";

/// Above, below or neither, with grade and number of pupils, of each figure.
async fn sides(out: &Path) -> BTreeMap<Figure, (i32, String, f64)> {
    let rows = rows(out, "comparisons", SIDES).await;
    (0..rows.len())
        .map(|row| {
            let text = |name: &str| rows.text(row, name);
            let level = text("level");
            let side = i32::from(level.ends_with("above")) - i32::from(level.ends_with("below"));
            let figure = (text("measure_id"), text("cohort"), text("area_code"), text("period"));
            let pupils = rows.number(row, "pupils_used").unwrap_or_default();
            (figure, (side, text("evidence_grade"), pupils))
        })
        .collect()
}

/// Writes the embedded figures without the newest counts; measure, cohort and starting year of
/// what was hidden.
fn without_newest_counts(
    catalogue: &Catalogue,
    folder: &Path,
) -> BTreeSet<(String, String, String)> {
    let mut files = embedded(catalogue);
    let mut hidden = BTreeSet::new();
    let mut cells = Vec::new();
    for (measure, id, places) in shares(catalogue, &files) {
        let (file, data_set) = (&files[&id], &catalogue.data_sets[&id]);
        let mut newest: BTreeMap<String, String> = BTreeMap::new();
        let keys: Vec<_> =
            (0..file.rows.len()).map(|row| file.key(row, catalogue, data_set)).collect();
        for (row, key) in keys.iter().enumerate() {
            if let Some(key) =
                key.as_ref().filter(|_| file.number(row, places.denominator).is_some())
            {
                let last = newest.entry(key.cohort.clone()).or_default();
                *last = last.clone().max(key.period.clone());
            }
        }
        let decimals = file.decimals(places.value);
        for (row, key) in keys.iter().enumerate() {
            if let Some(key) = key.as_ref().filter(|k| newest.get(&k.cohort) == Some(&k.period)) {
                hidden.insert((
                    measure.id.clone(),
                    key.cohort.clone(),
                    key.period[..4].to_string(),
                ));
                cells.push((id.clone(), row, decimals, measure.id.clone()));
            }
        }
    }
    let found = shares(catalogue, &files);
    for (id, row, decimals, measure) in cells {
        let places = found.iter().find(|(m, data_set, _)| m.id == measure && *data_set == id);
        if let (Some((_, _, places)), Some(file)) = (places, files.get_mut(&id)) {
            file.hide(row, places, decimals);
        }
    }
    write(&files, folder);
    hidden
}

#[tokio::test]
#[ignore = "runs the program on everything that ships: make check-evidence"]
async fn words_without_counts_are_borne_out_by_the_counts() {
    let catalogue = Catalogue::embedded().unwrap();
    let place = tempfile::tempdir().unwrap();
    let source = place.path().join("hidden-source");
    let hidden = without_newest_counts(&catalogue, &source);
    let every = ["all".to_string()];
    computed(&format!("dir:{}", source.display()), &every, &place.path().join("hidden"));
    let counted = sides(&shipped()).await;
    let told = sides(&place.path().join("hidden")).await;

    let (mut words, mut confirmed, mut differences, mut found, mut rows) = (0, 0, 0, 0, 0);
    let mut by: BTreeMap<(String, String), [usize; 4]> = BTreeMap::new();
    for (figure, (exact, grade, pupils)) in &counted {
        let (measure, cohort, _, period) = figure;
        let year = period[..4].to_string();
        let asked = hidden.contains(&(measure.clone(), cohort.clone(), year));
        let Some((word, _, _)) =
            told.get(figure).filter(|t| asked && matches!(grade.as_str(), "A" | "B") && t.1 == "I")
        else {
            continue;
        };
        rows += 1;
        let size = match *pupils {
            n if n < 100.0 => "under 100 pupils",
            n if n < 500.0 => "100 to 499",
            _ => "500 and more",
        };
        let line = by.entry((cohort.clone(), size.to_string())).or_default();
        words += usize::from(*word != 0);
        line[0] += usize::from(*word != 0);
        confirmed += usize::from(*word != 0 && word == exact);
        line[1] += usize::from(*word != 0 && word == exact);
        differences += usize::from(*exact != 0);
        line[2] += usize::from(*exact != 0);
        found += usize::from(*exact != 0 && word == exact);
        line[3] += usize::from(*exact != 0 && word == exact);
    }
    println!("{rows} figures whose counts were hidden");
    println!(
        "| cohort | pupils | words | confirmed | true differences | found |\n|---|---|---|---|---|---|"
    );
    for ((cohort, size), [w, c, d, f]) in &by {
        println!(
            "| {cohort} | {size} | {w} | {:.1}% | {d} | {:.1}% |",
            percent(*c, *w),
            percent(*f, *d)
        );
    }
    println!(
        "| all | | {words} | {:.1}% | {differences} | {:.1}% |",
        percent(confirmed, words),
        percent(found, differences)
    );
    assert!(rows > 1000, "only {rows} figures were put to the test");
    assert!(percent(confirmed, words) >= CONFIRMED, "{confirmed} of {words} words are confirmed");
    assert!(percent(found, differences) >= FOUND, "{found} of {differences} are found");
}
