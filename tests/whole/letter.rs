//! The acceptance test of the whole program: Birmingham as of 2018/19, from the
//! embedded figures, and the claims of the letter of 2021.

use crate::read::Read;
use datafusion::arrow::datatypes::DataType;
use send_outcomes::catalogue::{Catalogue, published_tables};
use send_outcomes::engine::{AsOf, Rows, register_table, session};
use send_outcomes::findings::JudgedClause;
use send_outcomes::period::Period;
use send_outcomes::run::{Engine, GapOrder, Outputs, PUBLISHED, Plan, run};
use send_outcomes::source::Source;
use send_outcomes::words::Word;

/// Statement, clause, result, and what its reason says.
type Judged = (&'static str, i32, &'static str, &'static str);

#[rustfmt::skip]
const LETTER: [Judged; 38] = [
    ("W11a", 1, "not_supported", "1 improving and 1 declining of 10 measures|23% against 29%|57.62% against 61.27%|30.73% against 36.19%"),
    ("W11b", 1, "cannot_be_assessed", "−3.98 against −3.62 for England in 2018/19, no clear difference (not tested)"),
    ("W11c", 1, "cannot_be_assessed", "5.3% against 4.0% for England in 2018/19, no clear difference (indicative)"),
    ("W11d", 1, "cannot_be_assessed", "key-stage-1-attainment"),
    ("W11d", 2, "cannot_be_assessed", "−3.88 against −3.96 for England in 2018/19, no clear difference (not tested)"),
    ("W11d", 3, "cannot_be_assessed", "key-stage-1-attainment|no sustained change from 2016/17 to 2018/19"),
    ("W11e", 1, "not_supported", "0 of the 4 measures that can be judged|10.8 against 13.7|−1.26 against −1.17|5.3% against 4.0%|0.85 against 1.07"),
    ("W11e", 2, "partly_supported", "2 of the 6 measures|12.5% against 19.5%|6% against 9%"),
    ("W11f", 1, "supported", "23% against 29% for England in 2018/19, below"),
    ("W11f", 2, "supported", "no sustained change from 2015/16 to 2018/19 (+3 percentage points)"),
    ("W11g", 1, "cannot_be_assessed", "−1.10 against −1.01|key-stage-1-attainment"),
    ("W11g", 2, "cannot_be_assessed", "no sustained change from 2016/17 to 2018/19 (+1.00)|key-stage-1-attainment"),
    ("W11h", 1, "partly_supported", "30.73% against 36.19%|no sustained change|unfavourable holds, declining does not"),
    ("W11h", 2, "supported", "57.62% against 61.27%|declining (not tested) from 2015/16 to 2018/19 (−15.98"),
    ("W11i", 1, "cannot_be_assessed", "2 of the 6 measures|12.5% against 19.5%|key-stage-1-attainment"),
    ("W11i", 2, "cannot_be_assessed", "10.8 against 13.7|key-stage-4-all-pupil-characteristics"),
    ("W11i", 3, "cannot_be_assessed", "0 of the 3 measures|28.95% against 30.23%|14.37% against 15.03%|12.96% against 13.14%"),
    ("W12a", 1, "supported", "6.12% against 6.28% for England in 2018/19"),
    ("W12a", 2, "not_supported", "6.54% against 4.73% for all pupils in England in 2018/19"),
    ("W12a", 3, "supported", "18.3% against 17.9% for England in 2018/19, broadly in line"),
    ("W12a", 4, "not_supported", "18.3% against 10.9% for all pupils in England"),
    ("W12b", 1, "supported", "9.98% against 8.64% for England in 2018/19, above"),
    ("W12b", 2, "supported", "10.10% against 4.73% for all pupils in England"),
    ("W12b", 3, "supported", "28.8% against 24.6% for England in 2018/19, significantly above"),
    ("W12b", 4, "partly_supported", "28.8% against 10.9% for all pupils in England"),
    ("W12b", 5, "supported", "no sustained change from 2016/17 to 2018/19 (+0.86 percentage points)"),
    ("W12b", 6, "cannot_be_assessed", "too few comparable years for a direction"),
    ("W12c", 1, "not_supported", "12.04 per 100 against 15.93 per 100|from 2014/15 to 2016/17 (−0.64)|5.99% against 6.44%|(−0.38 percentage points)"),
    ("W12c", 2, "not_supported", "11.19 per 100 against 14.76 per 100|(−0.19)|5.78% against 6.18%|(−0.44 percentage points)"),
    ("W12d", 1, "not_supported", "0.22 per 100 against 0.16 per 100 for England in 2016/17|no sustained change from 2014/15 to 2016/17 (−0.14)"),
    ("W12d", 2, "cannot_be_assessed", "no clear difference (too few pupils to say)"),
    ("W12e", 1, "supported", "0.47 per 100 against 0.35 per 100 for England in 2016/17, significantly above"),
    ("W13a", 1, "not_supported", "86.2% against 89.3% for England in 2018/19, significantly below"),
    ("W13a", 2, "not_supported", "85.3% against 87.7%"),
    ("W13b", 1, "cannot_be_assessed", "longer-term-destinations"),
    ("W13c", 1, "cannot_be_assessed", "participation-age-16-17"),
    ("W13c", 2, "cannot_be_assessed", "2.4% against 1.5%|too few comparable years"),
    ("W13d", 1, "cannot_be_assessed", "92.4% against 90.2% for England in 2018/19, no clear difference"),
];
/// The claims behind, of which the last is about a year after 2018/19.
#[rustfmt::skip]
const REST: [Judged; 3] = [
    ("W13d", 2, "cannot_be_assessed", "91.8% against 89.0% for England in 2018/19, no clear difference (indicative)"),
    ("W13e", 1, "cannot_be_assessed", "longer-term-destinations"),
    ("W13f", 1, "cannot_be_assessed", "the claim is about 2020/21|run with --as-of 2020/21"),
];

/// What the twenty claims come to.
#[rustfmt::skip]
const RESULTS: [(&str, &[&str]); 4] = [
    ("supported", &["W11f", "W12e"]),
    ("partly_supported", &["W11e", "W11h", "W12a", "W12b"]),
    ("not_supported", &["W11a", "W12c", "W12d", "W13a"]),
    ("cannot_be_assessed", &["W11b", "W11c", "W11d", "W11g", "W11i", "W13b", "W13c", "W13d", "W13e", "W13f"]),
];

/// All tables of Birmingham as of 2018/19.
fn plan_of_the_letter(place: &std::path::Path) -> Plan {
    let catalogue = Catalogue::embedded().unwrap();
    Plan {
        areas: vec![catalogue.areas.find("Birmingham").unwrap().clone()],
        every_area: false,
        as_of: AsOf::period(Period::parse_any("2018/19").unwrap()),
        source: Source::Embedded,
        store: None,
        out: place.join("output"),
        statements: Catalogue::shipped_statements().unwrap(),
        only: Outputs::tables(),
        jobs: 1,
        svg: false,
        gap_order: GapOrder::Theme,
        strict: true,
        engine: Engine::Local,
        accept_incomplete: false,
        may_be_empty: false,
        data_sets: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::too_many_lines, reason = "a letter, claim by claim, with its figures")]
async fn birmingham_as_of_2018_19_says_what_the_figures_bear_out() {
    let catalogue = Catalogue::embedded().unwrap();
    let place = tempfile::tempdir().unwrap();
    let plan = plan_of_the_letter(place.path());
    let outcome = run(&plan, &catalogue, &|_| {}).await.unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let context = session(scratch.path()).unwrap();
    for table in ["findings", "comparisons", "facts"] {
        let path = plan.out.join(format!("tables/{table}.parquet"));
        register_table(&context, table, &path, &[]).await.unwrap();
    }
    for (measure, cohort, comparator, level) in [
        ("absence-overall-two-terms", "ehc-plan", "england-same-cohort", "above"),
        ("absence-overall-two-terms", "sen-support", "england-same-cohort", "broadly_in_line"),
        ("absence-overall-two-terms", "sen-support", "england-all-pupils", "not_available"),
        ("eyfs-good-development", "sen-support", "england-same-cohort", "below"),
        ("level-2-english-maths-by-19", "sen-support", "england-same-cohort", "below"),
        ("ks4-sustained-all-settings", "ehc-plan", "england-same-cohort", "no_clear_difference"),
        ("ks4-sustained", "ehc-plan", "england-same-cohort", "no_clear_difference"),
    ] {
        let sql = format!(
            "select level, sentence from findings where area_code = 'E08000025' \
             and measure_id = '{measure}' and cohort = '{cohort}' and comparator = '{comparator}'"
        );
        let rows = Rows::of(&context, &sql).await.unwrap();
        assert_eq!(rows.len(), 1, "{measure} {cohort}");
        assert_eq!(rows.text(0, "level"), level, "{measure} {cohort}");
        if measure == "ks4-sustained-all-settings" {
            assert!(rows.text(0, "sentence").contains("indicative"));
        }
    }
    // 92.4% of 488 pupils against 90.2% of 19,914: one count fits each, and the limits are Newcombe's.
    let limits = Rows::of(
        &context,
        "select difference, difference_lower, difference_upper, evidence_grade from comparisons \
         where measure_id = 'ks4-sustained' and cohort = 'ehc-plan' and area_code = 'E08000025' \
         and comparator = 'england-same-cohort' and period = '2018/19'",
    )
    .await
    .unwrap();
    for (column, expected) in
        [("difference", 2.22), ("difference_lower", -0.49), ("difference_upper", 4.29)]
    {
        let found = limits.number(0, column).unwrap();
        assert!((found - expected).abs() < 0.02, "{column} {found}");
    }
    // The counts of the letter's own years, as the files print them.
    for (measure, cohort, area, period, some, of, from) in [
        (
            "permanent-exclusion-rate",
            "sen-support",
            "E08000025",
            "2016/17",
            127.0,
            26_846.0,
            "published",
        ),
        (
            "permanent-exclusion-rate",
            "sen-support",
            "E92000001",
            "2016/17",
            3235.0,
            918_270.0,
            "published",
        ),
        ("permanent-exclusion-rate", "ehc-plan", "E08000025", "2014/15", 22.0, 6153.0, "published"),
        ("permanent-exclusion-rate", "ehc-plan", "E08000025", "2015/16", 15.0, 6231.0, "published"),
        ("permanent-exclusion-rate", "ehc-plan", "E08000025", "2016/17", 14.0, 6411.0, "published"),
        (
            "absence-persistent",
            "sen-support",
            "E08000025",
            "2018/19",
            4650.0,
            25_408.0,
            "reconstructed",
        ),
        (
            "absence-persistent",
            "sen-support",
            "E92000001",
            "2018/19",
            156_890.0,
            878_135.0,
            "sum_of_authorities",
        ),
        ("absence-persistent", "ehc-plan", "E08000025", "2018/19", 1584.0, 5507.0, "reconstructed"),
        (
            "absence-persistent",
            "ehc-plan",
            "E92000001",
            "2018/19",
            54_081.0,
            219_900.0,
            "sum_of_authorities",
        ),
    ] {
        let sql = format!(
            "select numerator, denominator, counts_from from facts where measure_id = '{measure}' \
             and cohort = '{cohort}' and area_code = '{area}' and period = '{period}'"
        );
        let fact = Rows::of(&context, &sql).await.unwrap();
        let counts = (fact.number(0, "numerator"), fact.number(0, "denominator"));
        assert_eq!(counts, (Some(some), Some(of)), "{measure} {cohort} {area} {period}");
        assert_eq!(fact.text(0, "counts_from"), from, "{measure} {cohort} {area} {period}");
    }
    let keys = Rows::of(
        &context,
        "select count(*) as n from (select 1 from facts \
         group by measure_id, cohort, area_code, period having count(*) > 1)",
    )
    .await
    .unwrap();
    assert_eq!(keys.integer(0, "n"), 0, "no key appears twice");
    let bad = Rows::of(
        &context,
        "select count(*) as n from facts where (value is null) = (symbol is null)",
    )
    .await
    .unwrap();
    assert_eq!(bad.integer(0, "n"), 0, "a value or a symbol, never both or neither");
    let ids: std::collections::BTreeSet<&str> =
        outcome.judged.clauses.iter().map(|c| c.statement_id.as_str()).collect();
    assert_eq!(ids.len(), 20, "all twenty claims are judged");
    // Claim by claim, clause by clause, with the figures that the published files print.
    let mut said = outcome.judged.clauses.iter();
    for (id, clause, result, figures) in LETTER.into_iter().chain(REST) {
        let told = said.next().unwrap();
        let place = format!("{id}.{clause}: {}", told.reason);
        assert_eq!((told.statement_id.as_str(), told.clause), (id, clause), "{place}");
        assert_eq!(told.result.as_str(), result, "{place}");
        for figure in figures.split('|') {
            assert!(told.reason.contains(figure), "{figure} is not in {place}");
        }
    }
    assert!(said.next().is_none());
    let mut results = outcome.judged.statements.len();
    for (result, ids) in RESULTS {
        for id in ids {
            let whole = outcome.judged.statements.iter().find(|s| s.statement_id == *id).unwrap();
            assert_eq!(whole.result.as_str(), result, "{id}: {}", whole.reason);
            results -= 1;
        }
    }
    assert_eq!(results, 0);
    for id in ["W12c", "W12d", "W12e"] {
        let whole = outcome.judged.statements.iter().find(|s| s.statement_id == id).unwrap();
        assert!(whole.reason.contains("there the figures by SEN stop"), "{id}: {}", whole.reason);
    }
    every_table_has_the_columns_of_its_description(&plan.out).await;
}

/// The data sets of the statements that the next test judges.
const CHOSEN: [&str; 5] = [
    "absence-by-pupil-characteristics",
    "adult-social-care-outcomes-framework",
    "pupil-absence",
    "pupil-absence-autumn-and-spring-terms",
    "suspensions-and-permanent-exclusions-by-characteristic",
];

/// In a run of all years each statement is judged by the years up to its own last one, and comes out
/// as when it is judged alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_all_years_judges_each_statement_as_of_its_own_last_one() {
    let catalogue = Catalogue::embedded().unwrap();
    let place = tempfile::tempdir().unwrap();
    let mut letter = Catalogue::shipped_statements().unwrap();
    let chosen = ["W12a", "W12e", "W13f"];
    letter[0].1.statements.retain(|s| chosen.contains(&s.id.as_str()));
    let mut now = letter[0].1.statements[0].clone();
    (now.id, now.from, now.to) = ("A1".into(), "2023/24".into(), "2025/26".into());
    letter[0].1.statements.push(now);
    let plan = Plan {
        as_of: AsOf::latest(),
        statements: letter,
        only: Outputs::judged(),
        data_sets: CHOSEN.map(String::from).to_vec(),
        ..plan_of_the_letter(place.path())
    };
    let outcome = run(&plan, &catalogue, &|_| {}).await.unwrap();
    let judged = &outcome.judged;
    let whole = judged.statements.iter();
    let whole: Vec<_> = whole.map(|s| [&*s.statement_id, &*s.as_of, s.result.as_str()]).collect();
    assert_eq!(
        whole,
        [
            ["W12a", "2018/19", "partly_supported"],
            ["W12e", "2016/17", "supported"],
            ["W13f", "2020/21", "supported"],
            ["A1", "latest", "not_supported"],
        ]
    );
    // Of the letter's own years the reasons are those of a run as of them.
    for (id, clause, result, figures) in LETTER.into_iter().chain(REST).filter(|c| c.0 == "W12a") {
        let same = |c: &&JudgedClause| c.statement_id == id && c.clause == clause;
        let told = judged.clauses.iter().find(same).unwrap();
        assert_eq!(told.result.as_str(), result, "{}", told.reason);
        assert!(figures.split('|').all(|f| told.reason.contains(f)), "{}", told.reason);
    }
    let w13f = judged.clauses.iter().find(|c| c.statement_id == "W13f").unwrap();
    assert!(w13f.reason.contains("1.3% against 5.1%"), "{}", w13f.reason);
    let rows = |table: &str| outcome.rows.iter().find(|(name, _)| name == table).unwrap().1;
    assert_eq!(rows("statement_results"), 4);
    assert_eq!(rows("statements"), judged.clauses.len() as u64);
}

/// `catalogue/tables.toml` is what others read the tables by.
async fn every_table_has_the_columns_of_its_description(out: &std::path::Path) {
    let described = published_tables().unwrap();
    let names: Vec<&str> = described.iter().map(|t| t.name.as_str()).collect();
    for table in PUBLISHED {
        assert!(names.contains(&table), "{table} is written and not described");
    }
    let scratch = tempfile::tempdir().unwrap();
    let context = session(scratch.path()).unwrap();
    for table in described {
        let path = out.join(format!("tables/{}.parquet", table.name));
        register_table(&context, &table.name, &path, &[]).await.unwrap();
        let frame = context.table(&table.name).await.unwrap();
        let found: Vec<(&str, &str)> = frame
            .schema()
            .fields()
            .iter()
            .map(|f| {
                let kind = match f.data_type() {
                    DataType::Utf8 | DataType::LargeUtf8 => "text",
                    DataType::Float64 => "number",
                    DataType::Int32 | DataType::Int64 => "whole number",
                    DataType::Boolean => "truth",
                    DataType::List(_) => "list of texts",
                    other => panic!("{}.{}: {other}", table.name, f.name()),
                };
                (f.name().as_str(), kind)
            })
            .collect();
        let described: Vec<(&str, &str)> =
            table.columns.iter().map(|c| (c.name.as_str(), c.kind.as_str())).collect();
        assert_eq!(found, described, "{}", table.name);
    }
}
