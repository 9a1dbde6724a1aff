//! What a picture must keep to, measured on what was drawn: every kind of chart in
//! every state, with the longest names.

use super::*;

const LONG: &str = "Bournemouth, Christchurch and Poole";

fn words() -> Words {
    Words {
        title: "Attainment, pupils on SEN support: 3 of 9 better than England, 2 worse".into(),
        subtitle: format!("{LONG} and England, the same group of pupils, 2015/16 to 2023/24."),
        notes: vec!["[1] no assessments in 2019/20 and 2020/21.".into()],
        source: "Source: a test of the longest footer that any picture will have to carry, with version and run".into(),
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

fn gap_row(gap: Option<f64>, mark: Mark) -> GapRow {
    GapRow {
        label: "Sustained destination after key stage 4, including special schools (2022/23)"
            .into(),
        gap,
        lower: gap.map(|g| g - 30.0),
        upper: gap.map(|g| g + 1.0),
        materiality: Some(2.0),
        decimals: 1,
        mark,
        words: gap
            .map_or("the figure was not published (symbol c)", |_| "significantly worse")
            .into(),
        symbol: "c".into(),
    }
}

#[test]
fn gaps_are_all_drawn_and_what_has_none_is_named() {
    let rows = vec![
        gap_row(Some(-5.0), Mark::SignificantlyWorse),
        gap_row(None, Mark::InLine),
        gap_row(Some(4.0), Mark::Better),
        gap_row(Some(0.0), Mark::InLine),
    ];
    let block = |rows: Vec<GapRow>| GapBlock {
        axis_title: "Percentage points, gap to England, same group".into(),
        contextual: false,
        groups: vec![GapGroup { heading: "Attainment".into(), rows }],
    };
    let chart = GapPlot {
        words: words(),
        worse: "worse than England".into(),
        better: "better than England".into(),
        blocks: vec![block(rows), block(vec![gap_row(None, Mark::InLine)])],
    };
    let picture = draw_gap_plot(&chart).unwrap();
    assert_eq!(picture.record.figures(), 3);
    check(&picture);
    assert!(gap_plot_csv(&chart).contains("significantly worse"));
}

fn standing(count: usize, own: Option<usize>, polarity: i32, funnel: bool) -> Standing {
    let value = |n: usize| {
        let share = n as f64 / count.max(2) as f64;
        if polarity < 0 { 40.0 - 35.0 * share } else { 60.0 + 35.0 * share }
    };
    let places: Vec<Place> = (0..count)
        .map(|n| Place {
            name: format!("Authority {n}"),
            code: format!("E{n:08}"),
            value: value(n),
            pupils: Some(40.0 + (n * 37 % 900) as f64),
            role: match n {
                _ if own == Some(n) => Role::Area,
                _ if n % 15 == 3 => Role::Neighbour,
                _ => Role::Other,
            },
        })
        .collect();
    let limits = (0..40).map(|n| {
        let pupils = 40.0 * 1.09_f64.powi(n);
        let half = 300.0 / pupils.sqrt();
        let around = |z: f64| ((80.0 - z * half).max(0.0), (80.0 + z * half).min(100.0));
        FunnelLimits { pupils, inner: around(0.6), outer: around(1.0) }
    });
    Standing {
        words: words(),
        area_name: LONG.into(),
        unit: "% of pupils".into(),
        percent: true,
        decimals: 1,
        polarity,
        places,
        england: Some(if polarity < 0 { 20.0 } else { 80.0 }),
        rank: own.map(|n| format!("{}th–{}th of {count}", n + 20, n + 21)).unwrap_or_default(),
        quarters: count >= 100,
        funnel: funnel.then(|| Funnel { baseline: 80.0, limits: limits.collect() }),
        reason: Some("No authority has a figure.".into()),
    }
}

#[test]
fn standings_keep_to_every_rule_wherever_the_area_stands() {
    for polarity in [1, -1, 0] {
        for own in [None, Some(0), Some(30), Some(75), Some(110), Some(149)] {
            for funnel in [false, true] {
                let chart = standing(150, own, polarity, funnel);
                let picture = draw_standing(&chart).unwrap();
                check(&picture);
                assert_eq!(picture.record.figures(), if funnel { 300 } else { 150 });
            }
        }
    }
    check(&draw_standing(&standing(0, None, 1, false)).unwrap());
    check(&draw_standing(&standing(1, Some(0), 1, false)).unwrap());
    let picture = draw_standing(&standing(150, Some(3), 1, true)).unwrap();
    assert_eq!((picture.width, picture.height), (1800, 1240));
}

#[test]
fn bars_start_at_zero_and_their_lengths_are_the_figures() {
    let bar = |parts: Vec<Option<f64>>, symbol: &str| StackedBar {
        label: format!("{LONG} 2020/21"),
        own: true,
        parts,
        symbol: symbol.into(),
    };
    let bars = vec![
        bar(vec![Some(89.1), Some(0.2), Some(0.4), Some(8.7), Some(1.6)], ""),
        bar(vec![None; 5], "c"),
        bar(vec![Some(80.0), None, None, Some(12.0), Some(3.0)], "c"),
        bar(vec![Some(100.0), Some(0.0), Some(0.0), Some(0.0), Some(0.0)], ""),
        bar(vec![Some(0.0), Some(1.0), Some(1.0), Some(1.0), Some(97.0)], ""),
        bar(vec![Some(20.0); 5], ""),
    ];
    let chart = StackedBars {
        words: words(),
        parts: ["education", "apprenticeship", "employment", "not sustained", "not known"]
            .map(String::from)
            .into(),
        groups: vec![
            BarGroup { heading: "Pupils with an EHC plan".into(), bars: bars.clone() },
            BarGroup { heading: "Pupils on SEN support".into(), bars },
        ],
    };
    let picture = draw_stacked_bars(&chart).unwrap();
    check(&picture);
    assert_eq!(picture.record.bars.len(), 2 * (5 + 3 + 5 + 5 + 5));
    for bar in &picture.record.bars {
        let scale = picture.record.bars.iter().find(|b| b.value == 100.0).unwrap();
        let wanted = (scale.end - scale.start) * bar.value / 100.0;
        assert!((bar.end - bar.start - wanted).abs() < 1.0, "{bar:?} should be {wanted} long");
        assert!(bar.start >= bar.zero - 1e-9, "{bar:?} starts before zero");
    }
    let first = picture.record.bars.iter().filter(|b| b.label.ends_with("education"));
    assert!(first.clone().count() > 0 && first.clone().all(|b| b.start == b.zero));
}

fn score_cell(standing: ScoreStanding, value: Option<f64>) -> ScoreCell {
    ScoreCell {
        value,
        symbol: "c".into(),
        comparator: Some(-14.38),
        decimals: 2,
        standing,
        level: match standing {
            ScoreStanding::None => "the figure was not published (symbol c)".into(),
            ScoreStanding::MuchBetter => "significantly better".into(),
            ScoreStanding::Unclear => "no clear difference".into(),
            _ => "in line, not tested".into(),
        },
        direction: if value.is_some() { "no sustained change".into() } else { String::new() },
        arrow: Arrow::Level,
        finding_id: String::new(),
    }
}

#[test]
fn a_scorecard_keeps_its_words_in_their_cells() {
    let kinds = [
        ScoreStanding::MuchBetter,
        ScoreStanding::Better,
        ScoreStanding::InLine,
        ScoreStanding::Unclear,
        ScoreStanding::Worse,
        ScoreStanding::MuchWorse,
        ScoreStanding::Contextual,
        ScoreStanding::None,
    ];
    let rows: Vec<ScoreRow> = kinds
        .iter()
        .map(|kind| ScoreRow {
            label: "KS4 sustained, all settings, all SEN".into(),
            unit: "% of 16 and 17 year olds, low is good, 2022/23 and 2023/24".into(),
            cells: [
                Some(score_cell(*kind, (*kind != ScoreStanding::None).then_some(-13.75))),
                (*kind != ScoreStanding::Better).then(|| score_cell(ScoreStanding::None, None)),
            ],
        })
        .collect();
    let chart = Scorecard {
        words: words(),
        area_heading: "area".into(),
        blocks: ["SEN support".into(), "EHC plan".into()],
        groups: vec![ScoreGroup { heading: "Attainment".into(), rows }],
    };
    check(&draw_scorecard(&chart).unwrap());
    assert_eq!(scorecard_csv(&chart).lines().count(), 1 + 8 + 7);
    let empty = Scorecard { groups: Vec::new(), ..chart };
    check(&draw_scorecard(&empty).unwrap());
}

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

/// Random figures, symbols, gaps, breaks and names: whatever is published, a picture
/// keeps to every rule.
#[test]
fn random_series_keep_to_every_rule() {
    let mut random = fastrand::Rng::with_seed(20_260_401);
    let names = ["York", "Kingston upon Hull, City of", LONG, "Westmorland and Furness"];
    for round in 0..300 {
        let panels = (0..1 + random.usize(0..12))
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
    let (blue, orange) = (luminance(palette::DARK_BLUE), luminance(palette::ORANGE));
    assert!(orange - blue > 0.2, "and their greys differ too: {blue} {orange}");
}

#[test]
fn a_label_that_starts_a_formula_is_inert_and_a_number_stays() {
    assert_eq!(csv_text::inert("=1+1"), "'=1+1");
    assert_eq!(csv_text::inert("-5.5"), "-5.5");
    assert_eq!(csv_text::inert("++"), "++");
    assert_eq!(csv_text::inert("Attainment 8"), "Attainment 8");
}
