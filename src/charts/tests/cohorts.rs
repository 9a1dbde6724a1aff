//! Groups of pupils next to each other: C3, C8, C9, C10.

use super::*;

#[test]
fn a_ladder_draws_what_there_is_and_names_what_there_is_not() {
    let rung = |label: &str, value: Option<f64>, comparator: Option<f64>| Rung {
        label: label.into(),
        value,
        symbol: if value.is_some() { String::new() } else { "c".into() },
        comparator,
        gap: value.zip(comparator).map(|(a, b)| a - b),
        words: "the figure was not published (symbol c)".into(),
        hollow: true,
        limits: value.map(|v| (v - 4.0, v + 4.0)),
    };
    for rungs in [
        vec![
            rung("No SEN", Some(50.0), Some(50.0)),
            rung("SEN support", None, Some(30.0)),
            rung("EHC plan", Some(0.0), Some(100.0)),
        ],
        vec![rung("No SEN", None, None), rung("SEN support", None, None)],
        vec![rung("SEN support", Some(-4.4), Some(-4.36))],
    ] {
        let values = rungs.iter().flat_map(|r| [r.value, r.comparator]).flatten().count();
        let chart = CohortLadder {
            words: words(),
            area_name: LONG.into(),
            unit: "% of pupils".into(),
            percent: false,
            decimals: 2,
            rungs,
        };
        let picture = draw_cohort_ladder(&chart).unwrap();
        check(&picture);
        assert_eq!(picture.record.figures(), values);
    }
}

#[test]
fn a_slope_joins_only_figures_and_says_why_it_is_empty() {
    let line = |group: &str, area: [Option<f64>; 2], england: [Option<f64>; 2]| SlopeLine {
        group: group.into(),
        area,
        england,
        symbols: Default::default(),
    };
    let chart = Slope {
        words: words(),
        area_name: "Kingston upon Hull, City of".into(),
        unit: "% of pupils".into(),
        percent: true,
        decimals: 1,
        periods: ["2021/22".into(), "2023/24".into()],
        years: [2022, 2024],
        lines: vec![
            line("No SEN", [Some(69.0), Some(73.0)], [Some(69.0), Some(72.0)]),
            line("SEN support", [None, Some(23.0)], [Some(21.0), Some(26.0)]),
            line("EHC plan", [Some(22.0), Some(24.0)], [Some(21.0), Some(26.0)]),
        ],
        reason: None,
    };
    let picture = draw_slope(&chart).unwrap();
    check(&picture);
    assert_eq!((picture.record.figures(), picture.record.joints.len()), (11, 5));
    let reason = Some("No two comparable years.".to_string());
    let empty = draw_slope(&Slope { reason, ..chart }).unwrap();
    check(&empty);
    assert_eq!(empty.record.figures(), 0);
}

#[test]
fn gaps_over_time_show_zero_and_what_does_not_matter() {
    for values in states() {
        let gaps: Vec<Point> = (2017..).zip(&values).map(|(y, v)| point(y, *v)).collect();
        let chart = GapOverTime {
            calendar: false,
            words: words(),
            unit: "percentage points, area less England".into(),
            decimals: 1,
            polarity: -1,
            gaps,
            materiality: Some(1.0),
            bands: vec![Band {
                from: 2019,
                to: 2019,
                label: "not comparable".into(),
                hatched: false,
            }],
            breaks: vec![Break { before: 2019, note: 1 }],
        };
        let picture = draw_gap_over_time(&chart).unwrap();
        check(&picture);
        assert_eq!(picture.record.figures(), values.iter().flatten().count());
    }
}

#[test]
fn ratios_stand_on_a_scale_of_doublings() {
    let ratio = |r: f64| Some(Ratio { ratio: r, limits: Some((r * 0.8, r * 1.25)) });
    let row = |area: Option<Ratio>, england: Option<Ratio>| RatioRow {
        label: "Permanent exclusions, SEN support (2022/23)".into(),
        area,
        symbol: "c".into(),
        england,
    };
    let chart = Disproportionality {
        words: words(),
        area_name: LONG.into(),
        rows: vec![row(ratio(4.1), ratio(2.5)), row(None, ratio(1.0)), row(ratio(0.2), None)],
        reason: None,
    };
    let picture = draw_disproportionality(&chart).unwrap();
    check(&picture);
    assert_eq!(picture.record.figures(), 4);
    let twice = |a: f64, b: f64| {
        let x = |v: f64| {
            picture.record.marks.iter().find(|m| m.value == Some(v)).map_or(0.0, |m| m.at.0)
        };
        (x(a) - x(b)) / (a / b).log2()
    };
    assert!((twice(4.1, 1.0) - twice(2.5, 1.0)).abs() < 1e-6);
    let empty = Disproportionality { rows: Vec::new(), ..chart };
    check(&draw_disproportionality(&empty).unwrap());
}
