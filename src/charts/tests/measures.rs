//! Many measures or many authorities on a sheet: C2, C4 to C7.

use super::*;

fn gap_row(gap: Option<f64>, mark: Mark) -> GapRow {
    GapRow {
        label: "Sustained destination after key stage 4, including special schools (2022/23)"
            .into(),
        gap,
        lower: gap.map(|g| g - 30.0),
        upper: gap.map(|g| g + 1.0),
        materiality: Some(2.0),
        unit: "percentage points".into(),
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
        multiples: false,
        groups: vec![GapGroup { heading: "Attainment".into(), rows }],
    };
    let chart = GapPlot {
        words: words(),
        left: "worse than England".into(),
        right: "better than England".into(),
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
fn rows_in_other_units_share_an_axis_of_gaps_that_matter() {
    let row = |label: &str, gap: f64, materiality: f64, unit: &str| GapRow {
        label: label.into(),
        lower: None,
        upper: None,
        materiality: Some(materiality),
        unit: unit.into(),
        decimals: 2,
        ..gap_row(Some(gap), Mark::Better)
    };
    let rows = vec![
        row("a", 3.0, 1.5, "average points"),
        row("b", 0.1, 0.05, "progress score"),
        row("c", -6.0, 3.0, "per 100 pupils"),
    ];
    let block = GapBlock {
        axis_title: "Gap to England, in multiples of the smallest gap that matters".into(),
        multiples: true,
        groups: vec![GapGroup { heading: "Attainment".into(), rows }],
    };
    let chart = GapPlot { words: words(), blocks: vec![block], ..GapPlot::default() };
    let picture = draw_gap_plot(&chart).unwrap();
    check(&picture);
    let at = |name: &str| {
        let mark = picture.record.marks.iter().find(|m| m.series == name).unwrap();
        (mark.at.0, mark.value)
    };
    assert_eq!((at("a").1, at("b").1, at("c").1), (Some(3.0), Some(0.1), Some(-6.0)));
    let middle = 950.0;
    assert!((at("a").0 - at("b").0).abs() < 0.01, "both twice what matters");
    assert!((at("a").0 - middle + at("c").0 - middle).abs() < 0.01, "as far to the other side");
    let says = |text: &str| picture.record.texts.iter().any(|t| t.text == text);
    assert!(says("+3.00") && says("+0.10") && says("\u{2212}6.00"), "each gap in its own unit");
    assert!(gap_plot_csv(&chart).contains("progress score,Attainment,b,0.1"));
}

#[test]
fn the_neighbours_that_matter_are_named_at_their_dots_and_hide_none() {
    for (polarity, funnel) in [(1, false), (-1, false), (1, true), (-1, true)] {
        // Neighbours are 3, 18, 33, …, 138; those next to 50 are 48 and 63.
        let picture = draw_standing(&standing(150, Some(50), polarity, funnel)).unwrap();
        check(&picture);
        let named = |n: usize| {
            let start = format!("Authority {n} ");
            picture.record.texts.iter().filter(|t| t.text.starts_with(&start)).collect::<Vec<_>>()
        };
        let plots = 1 + usize::from(funnel);
        let all: usize = (0..150).map(|n| named(n).len()).sum();
        let chosen: usize = [3, 48, 63, 138].into_iter().map(|n| named(n).len()).sum();
        assert!(chosen >= 3 && chosen <= 4 * plots && all == chosen, "{chosen} of {all}");
        for text in [3, 48, 63, 138].into_iter().flat_map(named) {
            let hidden = picture.record.marks.iter().filter(|m| {
                (text.x..=text.x + text.width).contains(&m.at.0)
                    && (text.y..=text.y + text.height).contains(&m.at.1)
            });
            assert_eq!(hidden.count(), 0, "{}", text.text);
        }
    }
    // Without a neighbour nobody is named, and one that is both first and last is named once.
    let mut alone = standing(3, Some(0), 1, false);
    let named = |chart: &Standing| {
        let texts = draw_standing(chart).unwrap().record.texts;
        texts.iter().filter(|t| t.text.starts_with("Authority")).count()
    };
    let heading = named(&alone);
    alone.places[2].role = Role::Neighbour;
    assert_eq!(named(&alone), heading + 1);
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
fn slides_keep_to_every_rule_in_every_state() {
    let among = |own: f64, polarity: i32| Among {
        spread: [0.0, 20.0, 60.0, 100.0],
        own,
        comparator: Some(45.0),
        neighbours: Some(46.0),
        polarity,
    };
    let years = [Some(1.0), None, Some(99.0), Some(50.0)];
    let states = [
        (ScoreStanding::MuchBetter, Some(among(100.0, 1)), panel(&years)),
        (ScoreStanding::Worse, Some(among(0.0, -1)), panel(&years)),
        (ScoreStanding::MuchWorse, None, panel(&[])),
        (ScoreStanding::Better, Some(among(45.0, 0)), panel(&[Some(3.0)])),
    ];
    for (standing, among, panel) in states {
        let slide = Slide {
            words: Words {
                title: format!(
                    "Sustained destination after 16 to 18 study, all schools, pupils on SEN support \
                     in {LONG}: 90.4%, significantly below the middle authority, 92.1%"
                ),
                subtitle: "Young people in education, employment or training for two terms.".into(),
                ..words()
            },
            number: format!("{LONG}, 10 of 10"),
            area_name: LONG.into(),
            comparator_name: "Middle authority, same group".into(),
            panel,
            value: "\u{2212}100.0%".into(),
            value_note: format!("{LONG} in 2024/25; \u{2212}99.9% in 2023/24"),
            others: vec![
                ("The middle authority".into(), "45.9%".into()),
                ("Yorkshire and The Humber".into(), "41.0%".into()),
                ("Statistical neighbours, median".into(), "74.7%".into()),
            ],
            verdict: "Significantly below the middle authority (not tested), every year since 2015/16; declining (not tested)".into(),
            standing,
            among,
            rank: "Rank 139\u{2013}140 of 153".into(),
            own_words: format!("{LONG}, in its own words: {}", "a panel meets weekly; ".repeat(20)),
        };
        let picture = draw_slide(&slide).unwrap();
        check(&picture);
        assert_eq!((picture.width, picture.height), (1920, 1080));
    }
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
