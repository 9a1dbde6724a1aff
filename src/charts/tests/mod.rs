//! What a picture must keep to, measured on what was drawn: every kind of chart in
//! every state, with the longest names.

use super::*;
use crate::inert::inert;

mod cohorts;
mod measures;
mod redrawn;
mod trends;

const LONG: &str = "Bournemouth, Christchurch and Poole";

fn words() -> Words {
    Words {
        title: "Attainment, pupils on SEN support: 3 of 9 better than England, 2 worse".into(),
        subtitle: format!("{LONG} and England, the same group of pupils, 2015/16 to 2023/24."),
        notes: vec!["[1] no assessments in 2019/20 and 2020/21.".into()],
        source: PictureSource {
            full: "Source: a test of the longest list of releases, with version and run".into(),
            release: "Source: Department for Education: Suspensions and permanent exclusions in England: by term and characteristic, 2024/25".into(),
            licence: "Open Government Licence v3.0.".into(),
            made_up: false,
        },
        alt: "Line charts.".into(),
    }
}

/// Every claim that holds for any picture; `problems` names what does not hold.
fn problems(picture: &Layout) -> Vec<String> {
    super::checks::problems(picture)
}

fn check(picture: &Layout) {
    let found = problems(picture);
    assert!(found.is_empty(), "{found:#?}");
}

fn point(year: i32, value: Option<f64>) -> Point {
    Point {
        year,
        value,
        symbol: value.is_none().then(|| "c".to_string()),
        lower: value.map(|v| v - 2.0),
        upper: value.map(|v| v + 2.0),
        ..Point::default()
    }
}

fn panel(values: &[Option<f64>]) -> TrendPanel {
    let points: Vec<Point> = (2017..).zip(values).map(|(y, v)| point(y, *v)).collect();
    TrendPanel {
        title: "KS4 sustained, all settings: SEN support".into(),
        level: "Broadly in line with England (not tested)".into(),
        direction: "No sustained change".into(),
        unit: "% of 16 and 17 year olds (low is good)".into(),
        percent: values.iter().flatten().all(|v| (0.0..=100.0).contains(v)),
        decimals: 1,
        area: points.clone(),
        comparator: points,
        bands: vec![Band { from: 2018, to: 2018, label: "not comparable".into(), hatched: false }],
        breaks: vec![Break { before: 2018, note: 1 }],
        ..TrendPanel::default()
    }
}

fn multiples(panels: Vec<TrendPanel>) -> Layout {
    draw_small_multiples(&SmallMultiples {
        words: words(),
        area_name: LONG.into(),
        comparator_name: "England, same group".into(),
        panels,
    })
    .unwrap()
}

/// All suppressed, one point, all equal, negative, 0 and 100%, and a plain series.
fn states() -> Vec<Vec<Option<f64>>> {
    vec![
        vec![Some(20.0), Some(22.0), Some(25.0)],
        vec![None, None, None],
        vec![None, Some(5.0), None],
        vec![Some(3.0); 3],
        vec![Some(-1.2), Some(-0.4), Some(0.6)],
        vec![Some(0.0), Some(50.0), Some(100.0)],
        vec![Some(0.0); 4],
        vec![Some(100.0); 2],
    ]
}

#[test]
fn a_label_that_starts_a_formula_is_inert_and_a_number_stays() {
    assert_eq!(inert("=1+1"), "'=1+1");
    assert_eq!(inert("-5.5"), "-5.5");
    assert_eq!(inert("++"), "++");
    assert_eq!(inert("Attainment 8"), "Attainment 8");
}
