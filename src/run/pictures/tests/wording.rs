//! Titles, alternative texts and sources of real figures, and how high pictures are.

use super::*;

/// Most pixels that a page of a paper shows legibly.
const HIGHEST: u32 = 2400;

#[test]
fn no_two_pictures_of_an_area_share_a_title_or_an_alternative_text() {
    for area in &FIGURES.areas {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for sheet in sheets(&FIGURES.input(area)) {
            for text in [sheet.chart.words().title.clone(), sheet.chart.words().alt.clone()] {
                if let Some(other) = seen.insert(text.clone(), sheet.name.clone()) {
                    panic!("{}: {} and {other} say “{text}”", area.name, sheet.name);
                }
            }
        }
    }
}

#[test]
fn an_alternative_text_has_figures_wherever_the_picture_has_one() {
    FIGURES.each(|input, sheet| {
        let alt = &sheet.chart.words().alt;
        let shown =
            input.results.findings.iter().filter(|f| sheet.finding_ids.contains(&f.finding_id));
        // Years, pages and counts of authorities are not figures of the area.
        let figures = alt.split_whitespace().filter(|word| {
            let word = word.trim_end_matches([',', ';', '.', ')']);
            word.ends_with('%')
                || (word.contains('.') && word.chars().any(|c| c.is_ascii_digit()))
                || (word.parse::<u32>().is_ok_and(|n| n < 1000) && !alt.contains("no figure"))
        });
        if shown.filter(|f| f.unit == "%").any(|f| f.value.is_some()) {
            assert!(figures.count() > 0, "{}, {}: {alt}", input.area.name, sheet.name);
        }
        for hole in ["; ;", ": ;", ", ,", " .", "  ", "in ;", "..", "()"] {
            assert!(!alt.contains(hole), "{}, {}: “{hole}” in {alt}", input.area.name, sheet.name);
        }
    });
}

#[test]
fn pictures_fit_on_a_page_and_have_one_line_of_source() {
    FIGURES.each(|input, sheet| {
        let layout = sheet.chart.lay_out().unwrap();
        let at = format!("{}, {}", input.area.name, sheet.name);
        assert!(layout.height <= HIGHEST, "{at}: {} pixels high", layout.height);
        let source = |t: &&crate::charts::TextBox| t.text.starts_with("Source:");
        assert_eq!(layout.record.texts.iter().filter(source).count(), 1, "{at}");
        let last = layout.record.texts.last().map(|t| t.y);
        let found = layout.record.texts.iter().find(source).unwrap();
        assert!(found.text.contains("Licence"), "{at}: {}", found.text);
        let below = layout.record.texts.iter().filter(|t| t.y > found.y + 1.0).count();
        assert_eq!(below, 0, "{at}: more than one line of source, {last:?}");
        let full = &sheet.chart.words().source.full;
        assert!(full.contains("version") || full.contains("no figures"), "{at}: {full}");
    });
}

#[test]
fn a_title_names_a_finding_and_counts_none() {
    FIGURES.each(|input, sheet| {
        let title = &sheet.chart.words().title;
        let at = format!("{}, {}: {title}", input.area.name, sheet.name);
        assert!(!title.contains(" on none") && !title.contains("too close to tell"), "{at}");
        if let Chart::Standing(_) = sheet.chart {
            let f = input.results.findings.iter().find(|f| f.finding_id == sheet.finding_ids[0]);
            assert!(title.starts_with(&f.unwrap().measure_title), "{at}");
        }
    });
}

#[test]
fn a_gap_of_a_year_that_is_not_comparable_is_never_called_significant() {
    let mut marked = 0;
    FIGURES.each(|_, sheet| {
        let Chart::GapOverTime(chart) = &sheet.chart else { return };
        let last = chart.gaps.iter().rev().find(|p| p.value.is_some());
        let Some(last) = last else { return };
        let apart = |b: &&crate::charts::Band| (b.from..=b.to).contains(&last.year) && !b.hatched;
        if chart.bands.iter().any(|b| apart(&b)) {
            let title = &chart.words.title;
            assert!(!title.contains("significant") && title.contains("not comparable"), "{title}");
            marked += 1;
        }
    });
    assert!(marked > 0);
}

#[test]
fn a_slope_says_where_a_group_is_and_never_draws_england_alone() {
    FIGURES.each(|input, sheet| {
        let Chart::Slope(chart) = &sheet.chart else { return };
        for line in &chart.lines {
            assert!(line.area.iter().any(Option::is_some), "{}: {}", input.area.name, line.group);
        }
        let title = &chart.words.title;
        if title.contains("in step") {
            assert!(title.contains("below") || title.contains("above"), "{title}");
        }
        assert!(!title.contains("1 percentage points") || title.contains(".1 "), "{title}");
    });
}

#[test]
fn a_scorecard_calls_adults_adults_and_pupils_with_sen_all_sen() {
    let mut named = BTreeSet::new();
    FIGURES.each(|input, sheet| {
        let Chart::Scorecard(chart) = &sheet.chart else { return };
        for row in chart.groups.iter().flat_map(|g| &g.rows) {
            for cell in row.cells.iter().flatten() {
                let id = &cell.finding_id;
                let f = input.results.findings.iter().find(|f| f.finding_id == *id).unwrap();
                let adults = f.measure_id.starts_with("adults-");
                let pupils = f.cohort == "all-sen" && !adults;
                assert_eq!(row.label.ends_with(", adults"), adults, "{}", row.label);
                assert_eq!(row.label.ends_with(", all SEN"), pupils, "{}", row.label);
                named.extend([adults, pupils]);
            }
        }
    });
    assert_eq!(named.len(), 2);
}

#[test]
fn a_scorecard_shows_verdicts_only_and_the_first_rank_comes_first() {
    FIGURES.each(|input, sheet| {
        if let Chart::Scorecard(chart) = &sheet.chart {
            for row in chart.groups.iter().flat_map(|g| &g.rows) {
                let sided = row.cells.iter().flatten().any(|c| {
                    let f = input.results.findings.iter().find(|f| f.finding_id == c.finding_id);
                    f.unwrap().favourable().is_some()
                });
                assert!(sided, "{}: {}", input.area.name, row.label);
            }
        }
        if let (Chart::Standing(chart), [first, .., last]) = (&sheet.chart, standing_ends(sheet)) {
            let better = |a: f64, b: f64| (a - b) * f64::from(chart.polarity) >= 0.0;
            assert!(better(first, last), "{}, {}", input.area.name, sheet.name);
        }
    });
}

/// Figures of the first and the last authority of a rank strip; nothing twice for other pictures.
fn standing_ends(sheet: &Sheet) -> [f64; 2] {
    match &sheet.chart {
        Chart::Standing(chart) => {
            let of = |place: Option<&crate::charts::Place>| place.map_or(0.0, |p| p.value);
            [of(chart.places.first()), of(chart.places.last())]
        }
        _ => [0.0, 0.0],
    }
}

#[test]
fn figures_have_no_more_digits_than_they_were_printed_with() {
    let birmingham = &FIGURES.areas[0];
    let all = sheets(&FIGURES.input(birmingham));
    let slope = all.iter().find(|s| s.name == "slope-ks2-rwm-expected").unwrap();
    let layout = slope.chart.lay_out().unwrap();
    let falsely = layout.record.texts.iter().find(|t| t.text.contains(".0%"));
    assert!(falsely.is_none(), "printed as whole percentages: {falsely:?}");
}
