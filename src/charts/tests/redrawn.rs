//! What readers of a board paper once found hard to read, each in its own picture.

use super::*;
use crate::charts::axis::Scale;
use crate::charts::timeline::Timeline;

fn gap(label: &str, gap: f64, limits: Option<(f64, f64)>) -> GapRow {
    GapRow {
        label: label.into(),
        gap: Some(gap),
        lower: limits.map(|l| l.0),
        upper: limits.map(|l| l.1),
        materiality: Some(0.5),
        unit: "percentage points".into(),
        decimals: 1,
        mark: Mark::Better,
        words: "better (not tested)".into(),
        symbol: String::new(),
    }
}

fn gaps(rows: Vec<GapRow>) -> Layout {
    let block = GapBlock {
        axis_title: "Percentage points, gap to England, same group".into(),
        multiples: false,
        groups: vec![GapGroup { heading: "Attainment".into(), rows }],
    };
    let chart = GapPlot {
        words: words(),
        left: "worse than England".into(),
        right: "better than England".into(),
        blocks: vec![block],
    };
    draw_gap_plot(&chart).unwrap()
}

#[test]
fn one_outlier_does_not_set_the_scale_of_all_gaps() {
    let mut rows: Vec<GapRow> = (1..=9).map(|n| gap("a", f64::from(n) / 2.0, None)).collect();
    rows.push(gap("far", -60.0, None));
    let picture = gaps(rows);
    check(&picture);
    let of = |series: &'static str| picture.record.marks.iter().filter(move |m| m.series == series);
    let far = of("far").next().unwrap();
    assert_eq!((far.shape, far.value), (Shape::Beyond, Some(-60.0)));
    // The others use more than a third of the half of the axis that they are in.
    let (least, most) =
        of("a").fold((f64::MAX, f64::MIN), |(l, h), m| (l.min(m.at.0), h.max(m.at.0)));
    assert!(most - least > 90.0, "{least} to {most}");
    let says = |text: &str| picture.record.texts.iter().any(|t| t.text == text);
    assert!(says("\u{2212}60.0") && says("beyond the axis"));
    let picture = gaps(vec![gap("a", 1.0, None), gap("b", 1.9, None)]);
    assert!(picture.record.marks.iter().all(|m| m.shape != Shape::Beyond));
}

#[test]
fn both_ends_of_an_interval_stay_within_the_axis() {
    for limits in [(-90.0, 90.0), (40.0, 90.0), (-90.0, -40.0)] {
        let picture = gaps(vec![gap("a", 2.0, None), gap("b", 1.0, Some(limits))]);
        check(&picture);
        for fill in &picture.record.fills {
            let (left, right) = (fill.x, fill.x + fill.width);
            assert!(left >= 60.0 && right <= 1800.0 - 60.0 && fill.width >= 0.0, "{fill:?}");
        }
    }
}

#[test]
fn one_year_far_from_the_rest_does_not_press_a_trend_flat() {
    let mut years = vec![Some(20.0), Some(21.0), Some(22.0), Some(95.0), Some(23.0), Some(24.0)];
    let spiked = |years: &[Option<f64>]| {
        let mut spiked = panel(years);
        spiked.comparator =
            panel(&[Some(22.0), Some(22.5), Some(23.0), Some(23.5), Some(22.0), Some(21.0)]).area;
        spiked.bands.clear();
        spiked.breaks.clear();
        spiked
    };
    assert!(spiked(&years).is_cut());
    let picture = multiples(vec![spiked(&years)]);
    check(&picture);
    let own = || picture.record.marks.iter().filter(|m| m.series == LONG);
    let far = own().find(|m| m.shape == Shape::Beyond).unwrap();
    assert_eq!((far.value, picture.record.figures()), (Some(95.0), 12));
    // The others use a good part of the height, below the mark at the upper edge.
    let others = || own().filter(|m| m.shape == Shape::Disc).map(|m| m.at.1);
    let (least, most) = others().fold((f64::MAX, f64::MIN), |(l, h), y| (l.min(y), h.max(y)));
    assert!(most - least > 60.0 && far.at.1 < least, "{least} to {most}, {}", far.at.1);
    let says = |picture: &Layout, text: &str| picture.record.texts.iter().any(|t| t.text == text);
    assert!(says(&picture, "95.0%") && says(&picture, "beyond the axis"));
    // The newest figure is always on the axis, however far it is: the verdict speaks of it.
    years.rotate_left(4);
    assert!(!spiked(&years).is_cut(), "{years:?}");
    // Figures that are few, or that moved to another level for good, are no outliers.
    assert!(!panel(&[Some(20.0), Some(95.0), Some(21.0)]).is_cut());
    let moved = [Some(20.0), Some(21.0), Some(60.0), Some(61.0), Some(60.0), Some(62.0)];
    assert!(!panel(&moved).is_cut());
}

#[test]
fn a_line_to_a_figure_beyond_the_axis_ends_at_its_edge() {
    let plot = Timeline {
        x: 0.0,
        y: 0.0,
        width: 280.0,
        height: 126.0,
        years: (2020, 2022),
        values: (20.0, 30.0),
        floor: 26.0,
    };
    // From 25 to 45, the axis ends at 30: a quarter of the way.
    let [from, to] = plot.within((0.0, 25.0), (100.0, 45.0)).unwrap();
    assert_eq!((from, to), ((0.0, 50.0), (25.0, 0.0)));
    assert_eq!(plot.within((0.0, 31.0), (100.0, 45.0)), None);
    assert_eq!(plot.within((0.0, 10.0), (100.0, 10.0)), None);
    let through = plot.within((0.0, 15.0), (100.0, 35.0)).unwrap();
    assert_eq!(through, [(25.0, 100.0), (75.0, 0.0)]);
}

#[test]
fn a_source_takes_one_line_and_its_full_list_is_in_the_text_of_the_file() {
    let mut words = words();
    // A full stop within the name of a release does not end it.
    words.source.release = format!("Source: {LONG}: No. 1: {}", "a long release, ".repeat(20));
    words.source.full = "Source: every release, version 1, version 2. Run 0123.".into();
    let chart = CohortLadder { words, area_name: LONG.into(), ..CohortLadder::default() };
    let picture = draw_cohort_ladder(&chart).unwrap();
    check(&picture);
    let lines: Vec<String> = picture.record.texts.iter().map(|t| t.text.clone()).collect();
    let source: Vec<&String> = lines.iter().filter(|t| t.contains("release")).collect();
    assert_eq!(source.len(), 1, "{source:?}");
    assert!(source[0].ends_with("\u{2026} Open Government Licence v3.0."), "{source:?}");
    let png = picture.render().unwrap().png;
    let reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let chunks = &reader.info().utf8_text;
    let full = chunks.iter().find(|c| c.keyword == "Source").unwrap().get_text().unwrap();
    assert!(full.contains("version 1, version 2. Run 0123."), "{full}");
}

#[test]
fn the_strip_over_made_up_figures_keeps_clear_of_the_title() {
    let mut words = words();
    words.source.made_up = true;
    let title = words.title.clone();
    let picture = draw_cohort_ladder(&CohortLadder { words, ..CohortLadder::default() }).unwrap();
    check(&picture);
    let strip = picture.record.fills.first().unwrap();
    let first = picture.record.texts.iter().find(|t| title.starts_with(&t.text)).unwrap();
    assert!(first.y >= strip.y + strip.height + 16.0, "{first:?}");
}

#[test]
fn panels_fill_every_row_of_a_sheet() {
    for (count, rows) in [(1, vec![1]), (4, vec![2, 2]), (7, vec![3, 2, 2]), (11, vec![3, 3, 3, 2])]
    {
        let panels = (0..count).map(|_| panel(&[Some(1.0), Some(2.0)])).collect();
        let picture = multiples(panels);
        check(&picture);
        let mut tops: Vec<(i64, usize)> = Vec::new();
        for title in picture.record.texts.iter().filter(|t| t.text.starts_with("KS4 sustained")) {
            let top = title.y.round() as i64;
            match tops.iter_mut().find(|(y, _)| *y == top) {
                Some((_, n)) => *n += 1,
                None => tops.push((top, 1)),
            }
        }
        assert_eq!(tops.iter().map(|(_, n)| *n).collect::<Vec<_>>(), rows);
    }
}

#[test]
fn years_that_are_not_comparable_are_one_strip_with_one_label() {
    let mut years = panel(&[Some(5.0), None, Some(7.0), Some(6.0), Some(8.0), Some(7.0)]);
    for points in [&mut years.area, &mut years.comparator] {
        points.remove(1);
    }
    years.bands = vec![
        Band { from: 2018, to: 2018, label: "no data (COVID-19)".into(), hatched: true },
        Band { from: 2019, to: 2020, label: "not comparable".into(), hatched: false },
    ];
    let at = |before: i32, note: usize| Break { before, note };
    years.breaks = vec![at(2018, 1), at(2021, 2), at(2022, 3)];
    let picture = multiples(vec![years]);
    check(&picture);
    let texts = || picture.record.texts.iter();
    let label = texts().find(|t| t.text.contains("not comparable")).unwrap();
    assert_eq!(label.text, "no data (COVID-19), not comparable [1, 2]");
    // It is below the years, so that it hides no figure; the break within no band has its own.
    let years_at = texts().find(|t| t.text == "\u{2019}17").unwrap();
    assert!(label.y > years_at.y + years_at.height);
    assert!(texts().any(|t| t.text == "[3]"));
    let marks = || picture.record.marks.iter().filter(|m| m.value.is_some());
    assert!(marks().all(|m| m.at.1 < label.y - 60.0));
}

#[test]
fn the_area_and_its_comparator_never_hide_each_other() {
    let picture = multiples(vec![panel(&[Some(3.0), Some(3.0), Some(3.0)])]);
    let of = |own: bool| -> Vec<(f64, f64)> {
        let marks = picture.record.marks.iter().filter(|m| (m.series == LONG) == own);
        marks.map(|m| m.at).collect()
    };
    for (own, other) in of(true).iter().zip(of(false)) {
        assert!((own.0 - other.0).abs() >= 14.0, "{own:?} {other:?}");
    }
    let rung = |value: f64| Rung {
        label: "EHC plan".into(),
        value: Some(value),
        comparator: Some(20.0),
        gap: Some(value - 20.0),
        ..Rung::default()
    };
    let chart = CohortLadder {
        words: words(),
        area_name: LONG.into(),
        percent: true,
        decimals: 0,
        rungs: vec![rung(20.0), rung(21.0)],
        ..CohortLadder::default()
    };
    let picture = draw_cohort_ladder(&chart).unwrap();
    check(&picture);
    for pair in picture.record.marks.chunks(2) {
        let (a, b) = (pair[0].at, pair[1].at);
        assert!((a.0 - b.0).hypot(a.1 - b.1) >= 22.0, "{a:?} {b:?}");
    }
    let says = |text: &str| picture.record.texts.iter().any(|t| t.text == text);
    assert!(says("percentage point") && says("percentage points"), "one point is no points");
}

#[test]
fn symbols_have_room_of_their_own_below_the_figures() {
    let mut low = panel(&[Some(0.0), None, Some(0.0), None]);
    low.comparator = panel(&[Some(0.0), Some(0.0), Some(0.0), Some(0.0)]).area;
    let picture = multiples(vec![low]);
    check(&picture);
    let rings = || picture.record.marks.iter().filter(|m| m.shape == Shape::Ring);
    let marks = || picture.record.marks.iter().filter(|m| m.value.is_some());
    assert_eq!(rings().count(), 2);
    assert!(rings().all(|r| marks().all(|m| (r.at.1 - m.at.1).abs() >= 30.0)));
}

#[test]
fn a_line_along_the_first_tick_is_not_hidden_by_the_foot_of_the_plot() {
    let mut target = panel(&[Some(4.0), Some(5.0)]);
    for (point, value) in target.comparator.iter_mut().zip([0.0, 0.0]) {
        point.value = Some(value);
    }
    let picture = multiples(vec![target]);
    let mark = picture.record.marks.iter().find(|m| m.value == Some(0.0)).unwrap();
    let year = picture.record.texts.iter().find(|t| t.text == "\u{2019}17").unwrap();
    // The years are 12 pixels below the foot.
    assert!(mark.at.1 <= year.y - 12.0 - 14.0, "{mark:?} {year:?}");
}

#[test]
fn an_axis_fits_its_series_and_a_wide_interval_does_not_flatten_it() {
    let scale = Scale::fitted(&[33.0, 36.0, 35.0], &[(32.0, 34.0), (34.0, 37.0)], true, 1);
    assert!(scale.ends().0 >= 30.0 && scale.ends().1 <= 40.0, "{:?}", scale.ends());
    let wide =
        Scale::fitted(&[33.0, 36.0, 34.0], &[(32.0, 34.0), (0.0, 90.0), (33.0, 35.0)], true, 1);
    assert!(wide.ends().1 - wide.ends().0 <= 10.0, "{:?}", wide.ends());
    let flat = Scale::fitted(&[26.4, 27.3], &[(20.0, 33.0), (21.0, 34.0)], true, 1);
    assert!(flat.ends().0 <= 20.0 && flat.ends().1 >= 34.0, "{:?}", flat.ends());
    let low = Scale::fitted(&[2.0, 9.0], &[], true, 1);
    assert_eq!(low.ends().0, 0.0, "an axis that would start near 0 starts there");
}

#[test]
fn no_label_of_a_bar_ends_beyond_its_hundred_and_no_leader_crosses_another() {
    let parts = vec![Some(91.7), Some(0.2), Some(0.8), Some(5.7), Some(1.6)];
    let bar = StackedBar { label: "A".into(), own: true, parts, symbol: String::new() };
    let chart = StackedBars {
        words: words(),
        parts: ["education", "apprenticeship", "employment", "not sustained", "not known"]
            .map(String::from)
            .into(),
        groups: vec![BarGroup { heading: "EHC plan".into(), bars: vec![bar] }],
    };
    let picture = draw_stacked_bars(&chart).unwrap();
    check(&picture);
    let end = picture.record.bars.iter().map(|b| b.end).fold(0.0, f64::max);
    let labels: Vec<&TextBox> = ["0.2", "0.8", "5.7", "1.6"]
        .iter()
        .filter_map(|text| picture.record.texts.iter().find(|t| t.text == *text))
        .collect();
    assert_eq!(labels.len(), 4);
    assert!(labels.windows(2).all(|pair| pair[0].x + pair[0].width < pair[1].x));
    assert!(labels.iter().all(|l| l.x + l.width <= end + 1.0), "{labels:?} beyond {end}");
}

#[test]
fn one_point_is_no_line() {
    let one = GapOverTime {
        words: words(),
        unit: "percentage points".into(),
        decimals: 1,
        polarity: 1,
        gaps: vec![point(2022, Some(-2.0))],
        ..GapOverTime::default()
    };
    let picture = draw_gap_over_time(&one).unwrap();
    check(&picture);
    assert!(picture.record.joints.is_empty() && picture.record.figures() == 1);
    let mark = picture.record.marks[0].at.0;
    let year = picture.record.texts.iter().find(|t| t.text == "\u{2019}22").unwrap();
    assert!((mark - year.x - year.width / 2.0).abs() < 1.0);
}
