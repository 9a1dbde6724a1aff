//! C1: series in every state, in words of the chart and at random.

use super::*;

#[test]
fn trends_keep_to_every_rule_in_every_state() {
    let states = states();
    let picture = multiples(states.iter().map(|s| panel(s)).collect());
    check(&picture);
    let values: usize = states.iter().flatten().flatten().count();
    assert_eq!(picture.record.figures(), 2 * values, "one mark a value, none for a symbol");
    assert_eq!((picture.width, picture.height), (2000, 1900));
    for panels in 1..=12 {
        check(&multiples((0..panels).map(|n| panel(&states[n % states.len()])).collect()));
    }
}

#[test]
fn a_line_never_crosses_a_gap_a_break_or_a_suppressed_year() {
    let mut broken = panel(&[Some(1.0), Some(2.0), None, Some(4.0), Some(5.0), Some(6.0)]);
    for points in [&mut broken.area, &mut broken.comparator] {
        points[5].segment = 1;
        points.remove(1);
    }
    let picture = multiples(vec![broken]);
    let area: Vec<(i32, i32)> =
        picture.record.joints.iter().filter(|j| j.series == LONG).map(|j| (j.from, j.to)).collect();
    assert_eq!(area, [(2020, 2021)], "2018 is missing, 2019 suppressed, 2022 after a break");
}

#[test]
fn a_line_that_ends_early_has_a_ring_and_its_year_beside_its_last_figure() {
    for (symbol, letter) in
        [("c", "c"), ("x", "x"), ("low", "~"), ("u", "u"), ("z", "z"), ("er", "!")]
    {
        let mut ends = panel(&[Some(41.0), Some(45.0), None]);
        ends.comparator = panel(&[Some(40.0), Some(44.0), Some(48.0)]).area;
        ends.area[2].symbol = Some(symbol.to_string());
        let picture = multiples(vec![ends.clone()]);
        check(&picture);
        let rings: Vec<f64> = rings_of(&picture);
        let last = picture.record.marks.iter().find(|m| m.value == Some(48.0)).unwrap();
        // The comparator's mark is a little to the right of its year, the area's to the left.
        let near = rings.iter().all(|x| (x - last.at.0).abs() <= 8.0);
        assert!(rings.len() == 1 && near, "{symbol}: a ring in the latest year");
        let says = |text: &str| picture.record.texts.iter().any(|t| t.text == text);
        assert!(says(letter) && says("45.0% in 2017/18") && says("48.0%"), "{symbol}");
        ends.calendar = true;
        let picture = multiples(vec![ends]);
        assert!(picture.record.texts.iter().any(|t| t.text == "45.0% in 2018"));
    }
    // Where both series have the same symbol one ring is around the other; two symbols are one
    // above the other.
    let both = panel(&[Some(41.0), Some(45.0), None]);
    let mut differ = both.clone();
    differ.comparator[2].symbol = Some("x".to_string());
    let at = |panel: TrendPanel| -> Vec<(f64, f64)> {
        let picture = multiples(vec![panel]);
        check(&picture);
        let rings = picture.record.marks.iter().filter(|m| m.shape == Shape::Ring);
        rings.map(|m| m.at).collect()
    };
    let (same, two) = (at(both), at(differ));
    assert!(same.len() == 2 && same[0] == same[1], "{same:?}");
    assert!(two.len() == 2 && two[0].0 == two[1].0 && (two[0].1 - two[1].1).abs() >= 36.0);
}

fn rings_of(picture: &Layout) -> Vec<f64> {
    let rings = picture.record.marks.iter().filter(|m| m.shape == Shape::Ring);
    rings.map(|m| m.at.0).collect()
}

#[test]
fn a_provisional_year_is_hollow_dotted_and_named() {
    let mut last = panel(&[Some(10.0), Some(12.0), Some(14.0)]);
    last.bands.clear();
    for points in [&mut last.area, &mut last.comparator] {
        points[2].provisional = true;
    }
    let picture = multiples(vec![last]);
    check(&picture);
    let mark = picture.record.marks.iter().find(|m| m.value == Some(14.0)).unwrap();
    assert!(mark.hollow);
    let joint = picture.record.joints.iter().find(|j| j.series == LONG && j.to == 2019).unwrap();
    assert!(joint.dashed);
    assert!(picture.record.texts.iter().any(|t| t.text == "(provisional)"));
}

#[test]
fn small_cohorts_are_hollow_and_tiny_ones_are_words() {
    let mut small = panel(&[Some(10.0), Some(12.0), Some(14.0)]);
    small.area[0].tiny_cohort = true;
    small.area[1].small_cohort = true;
    let picture = multiples(vec![small]);
    check(&picture);
    let own = |v: f64| {
        picture.record.marks.iter().find(|m| m.series == LONG && m.value == Some(v)).cloned()
    };
    assert_eq!(own(10.0), None);
    assert!(own(12.0).unwrap().hollow);
    assert!(picture.record.texts.iter().any(|t| t.text == "n<11"));
}

#[test]
fn the_same_picture_has_the_same_bytes_and_says_what_it_is() {
    let one = || multiples(vec![panel(&[Some(1.0), None, Some(2.0)])]).render().unwrap().png;
    assert_eq!(one(), one());
    let decoder = png::Decoder::new(std::io::Cursor::new(one()));
    let reader = decoder.read_info().unwrap();
    let chunks: Vec<String> = reader.info().utf8_text.iter().map(|c| c.keyword.clone()).collect();
    assert_eq!(chunks, ["Title", "Description", "Source"]);
}

/// Random figures, symbols, gaps, breaks and names: whatever is published, a picture
/// keeps to every rule.
#[test]
fn random_series_keep_to_every_rule() {
    let mut random = fastrand::Rng::with_seed(20_260_401);
    let names = ["York", "Kingston upon Hull, City of", LONG, "Westmorland and Furness"];
    for round in 0..300 {
        let panels = (0..=random.usize(0..12))
            .map(|_| random_panel(&mut random))
            .collect::<Vec<TrendPanel>>();
        let marks = panels
            .iter()
            .filter(|p| p.reason.is_none())
            .flat_map(|p| p.area.iter().chain(&p.comparator))
            .filter(|p| p.value.is_some() && !p.tiny_cohort)
            .count();
        let layout = draw_small_multiples(&SmallMultiples {
            words: words(),
            area_name: names[random.usize(0..names.len())].into(),
            comparator_name: "England, same group".into(),
            panels: panels.clone(),
        })
        .unwrap();
        let found = problems(&layout);
        assert!(found.is_empty(), "round {round}: {found:#?}");
        assert_eq!(layout.record.figures(), marks, "round {round}");
        for joint in &layout.record.joints {
            let panel = &panels[joint.panel];
            let own = joint.series != "England, same group";
            let points = if own { &panel.area } else { &panel.comparator };
            let at = |year: i32| points.iter().find(|p| p.year == year).unwrap();
            let (a, b) = (at(joint.from), at(joint.to));
            assert!(a.value.is_some() && b.value.is_some() && a.segment == b.segment);
            assert_eq!(joint.to - joint.from, 1);
        }
    }
}

fn random_panel(random: &mut fastrand::Rng) -> TrendPanel {
    let percent = random.bool();
    let level = if percent { random.f64() * 100.0 } else { random.f64() * 8.0 - 4.0 };
    let spread = [0.0, 0.3, 5.0, 60.0][random.usize(0..4)];
    let (first, last) = (2010 + random.i32(0..8), 2018 + random.i32(0..8));
    let break_at = first + random.i32(0..=last - first);
    let series = |random: &mut fastrand::Rng| -> Vec<Point> {
        (first..=last)
            .filter_map(|year| {
                if random.u8(0..10) == 0 {
                    return None;
                }
                let value = level + (random.f64() - 0.5) * spread;
                let value = if percent { value.clamp(0.0, 100.0) } else { value };
                let shown = random.u8(0..6) > 0;
                let symbol = ["c", "x", "u", "low", "z"][random.usize(0..5)];
                let wide = random.bool().then(|| random.f64() * 30.0);
                Some(Point {
                    year,
                    value: shown.then_some(value),
                    symbol: (!shown).then(|| symbol.to_string()),
                    lower: wide.filter(|_| shown).map(|w| value - w),
                    upper: wide.filter(|_| shown).map(|w| value + w),
                    segment: i32::from(year >= break_at),
                    small_cohort: random.bool(),
                    tiny_cohort: random.u8(0..20) == 0,
                    provisional: year == last && random.bool(),
                })
            })
            .collect()
    };
    TrendPanel {
        title: "Level 2 with English and maths: SEN support".into(),
        level: "No clear difference from England (not tested)".into(),
        direction: "No sustained change (not tested)".into(),
        unit: "% of 16 and 17 year olds (low is good)".into(),
        percent,
        decimals: random.usize(0..3),
        area: series(random),
        comparator: series(random),
        bands: vec![
            Band { from: 2019, to: 2019, label: "no data (COVID-19)".into(), hatched: true },
            Band { from: 2020, to: 2021, label: "not comparable".into(), hatched: false },
        ],
        breaks: vec![Break { before: break_at, note: 1 }, Break { before: 2020, note: 2 }],
        reason: (random.u8(0..15) == 0).then(|| "No figures are held.".to_string()),
        ..TrendPanel::default()
    }
}

#[test]
fn the_area_and_england_differ_without_colour() {
    let picture = multiples(vec![panel(&[Some(1.0), Some(9.0), Some(2.0)])]);
    let of = |series: &str| {
        let mark = picture.record.marks.iter().find(|m| m.series == series).unwrap();
        let joint = picture.record.joints.iter().find(|j| j.series == series).unwrap();
        (mark.shape, joint.dashed)
    };
    let (area, england) = (of(LONG), of("England, same group"));
    assert!(area.0 != england.0 && area.1 != england.1);
}
