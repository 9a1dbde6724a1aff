//! The acceptance test of the whole program: Birmingham as of 2018/19, from the
//! embedded figures, and the claims of the letter of 2021.

use datafusion::arrow::datatypes::DataType;
use send_outcomes::catalogue::{Catalogue, published_tables};
use send_outcomes::engine::{AsOf, Rows, register_table, session};
use send_outcomes::period::Period;
use send_outcomes::run::{Engine, GapOrder, Outputs, PUBLISHED, Plan, run};
use send_outcomes::source::Source;

#[tokio::test(flavor = "multi_thread")]
async fn birmingham_as_of_2018_19_says_what_the_figures_bear_out() {
    let catalogue = Catalogue::embedded().unwrap();
    let place = tempfile::tempdir().unwrap();
    let plan = Plan {
        areas: vec![catalogue.areas.find("Birmingham").unwrap().clone()],
        every_area: false,
        as_of: AsOf::period(Period::parse_any("2018/19").unwrap()),
        source: Source::Embedded,
        store: None,
        out: place.path().join("output"),
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
    };
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
        ("ks4-sustained-all-settings", "ehc-plan", "england-same-cohort", "above"),
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
            assert!(rows.text(0, "sentence").contains("not tested"));
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
    let keys = Rows::of(
        &context,
        "select count(*) as n from (select 1 from facts \
         group by measure_id, cohort, area_code, period having count(*) > 1)",
    )
    .await
    .unwrap();
    assert_eq!(keys.integer(0, "n"), 0, "no key stands twice");
    let bad = Rows::of(
        &context,
        "select count(*) as n from facts where (value is null) = (symbol is null)",
    )
    .await
    .unwrap();
    assert_eq!(bad.integer(0, "n"), 0, "a value or a symbol, never both or neither");
    let ids: std::collections::BTreeSet<&str> =
        outcome.statements.iter().map(|c| c.statement_id.as_str()).collect();
    assert_eq!(ids.len(), 20, "all twenty claims are judged");
    for id in ["W11b", "W11e"] {
        let clauses = outcome.statements.iter().filter(|c| c.statement_id == id);
        assert!(clauses.clone().all(|c| c.result != "supported"), "{id} is not borne out");
    }
    let persistent =
        outcome.statements.iter().find(|c| c.text.starts_with("persistent absence in"));
    let persistent = persistent.unwrap();
    assert_eq!(persistent.result, "cannot_be_assessed");
    assert!(
        persistent.reason.contains("absence-by-pupil-characteristics"),
        "{}",
        persistent.reason
    );
    every_table_has_the_columns_of_its_description(&plan.out).await;
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
