//! What a picture must keep to, measured on what was drawn.

use super::*;

fn panel(values: &[Option<f64>]) -> TrendPanel {
    let point = |(year, value): (i32, &Option<f64>)| Point {
        year,
        value: *value,
        symbol: value.is_none().then(|| "c".to_string()),
        lower: value.map(|v| v - 2.0),
        upper: value.map(|v| v + 2.0),
        ..Point::default()
    };
    TrendPanel {
        title: "Key stage 2 reading, writing and maths expected standard".into(),
        verdict: "significantly below England, no sustained change".into(),
        unit: "% of pupils".into(),
        decimals: 1,
        area: (2017..).zip(values).map(point).collect(),
        comparator: (2017..).zip(values).map(point).collect(),
        bands: vec![Band { from: 2018, to: 2018, label: "not comparable".into(), hatched: false }],
        breaks: vec![Break { before: 2018, note: 1 }],
        ..TrendPanel::default()
    }
}

fn drawn(panels: Vec<TrendPanel>) -> Picture {
    let words = Words {
        title: "No measure is better or worse than England".into(),
        source: "Source: a test".into(),
        ..Words::default()
    };
    draw_small_multiples(&SmallMultiples {
        words,
        area_name: "Bournemouth, Christchurch and Poole".into(),
        comparator_name: "England, same pupil group".into(),
        panels,
    })
    .unwrap()
}

fn check(picture: &Picture) {
    for (place, a) in picture.texts.iter().enumerate() {
        assert!(a.size_pt >= 8.0, "{a:?}");
        let inside = a.x >= 8.0
            && a.x + a.width <= f64::from(picture.width) - 8.0
            && a.y + a.height <= f64::from(picture.height) - 8.0;
        assert!(inside, "{a:?} leaves the sheet");
        for b in &picture.texts[place + 1..] {
            let apart = a.x + a.width <= b.x
                || b.x + b.width <= a.x
                || a.y + a.height <= b.y
                || b.y + b.height <= a.y;
            assert!(apart, "{a:?} meets {b:?}");
        }
    }
}

#[test]
fn every_state_keeps_text_inside_apart_and_legible() {
    let states = [
        vec![Some(20.0), Some(22.0), Some(25.0)],
        vec![None, None, None],
        vec![None, Some(5.0), None],
        vec![Some(3.0); 3],
        vec![Some(-1.2), Some(-0.4), Some(0.6)],
        vec![Some(0.0), Some(50.0), Some(100.0)],
    ];
    let picture = drawn(states.iter().map(|s| panel(s)).collect());
    check(&picture);
    let values: usize = states.iter().flatten().flatten().count();
    assert_eq!(picture.marks, 2 * values, "one mark a value, none for a symbol");
}

#[test]
fn the_same_picture_has_the_same_bytes() {
    let one = || drawn(vec![panel(&[Some(1.0), None, Some(2.0)])]).png;
    assert_eq!(one(), one());
    assert_eq!(&one()[1..4], b"PNG");
}

#[test]
fn a_gap_plot_draws_every_gap_and_names_what_has_none() {
    let row = |gap: Option<f64>, mark: Mark| GapRow {
        label: "Sustained education, employment or training after key stage 4, SEN support".into(),
        gap,
        lower: gap.map(|g| g - 30.0),
        upper: gap.map(|g| g + 1.0),
        materiality: Some(2.0),
        decimals: 1,
        mark,
        words: "significantly worse".into(),
    };
    let rows = vec![
        row(Some(-5.0), Mark::SignificantlyWorse),
        row(None, Mark::InLine),
        row(Some(4.0), Mark::Better),
    ];
    let groups = vec![GapGroup { heading: "Attainment".into(), rows }];
    let chart = GapPlot {
        words: Words { title: "One of three".into(), source: "Source".into(), ..Words::default() },
        worse: "worse than England".into(),
        better: "better than England".into(),
        blocks: vec![GapBlock {
            axis_title: "Percentage points".into(),
            contextual: false,
            groups,
        }],
    };
    let picture = draw_gap_plot(&chart).unwrap();
    assert_eq!(picture.marks, 2);
    check(&picture);
    assert!(gap_plot_csv(&chart).contains("significantly worse"));
}

#[test]
fn a_label_that_starts_a_formula_is_inert() {
    assert_eq!(inert("=1+1"), "'=1+1");
    assert_eq!(inert("Attainment 8"), "Attainment 8");
}
