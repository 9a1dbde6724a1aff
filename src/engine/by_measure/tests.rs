//! Queries on small tables, and what of them is computed by measure.

use super::*;
use crate::engine::{frame_of, session};

/// The tables that a query on `a` and `b` narrows.
async fn narrowed_by(sql: &str) -> Vec<String> {
    let context = session(&std::env::temp_dir()).unwrap();
    for table in ["a", "b"] {
        let made = format!(
            "create table {table} as select 'm' as measure_id, cast(1 as int) as measure_no, 'm' as other, \
             'c' as cohort, 2.0 as value, [1, 2] as many"
        );
        context.sql(&made).await.unwrap();
    }
    context.sql("create table of_areas as select *, 'E' as area_code from a").await.unwrap();
    context.sql("create table facts as select 'c' as cohort, 1.0 as size").await.unwrap();
    let plan = frame_of(&context, sql).await.unwrap().into_unoptimized_plan();
    narrowed(&plan).unwrap().into_iter().collect()
}

#[tokio::test]
async fn what_stays_within_a_measure_is_computed_by_measure() {
    for (sql, tables) in [
        ("select measure_id, value from a where value > 1 order by measure_id", "a"),
        ("select measure_id as id, sum(value) from a group by id order by id", "a"),
        (
            "select *, sum(value) over (partition by measure_id, cohort) from a \
          order by measure_id, cohort",
            "a",
        ),
        ("select distinct measure_id, cohort from a order by measure_id", "a"),
        (
            "select a.* from a inner join b on a.measure_id = b.measure_id \
          order by a.measure_no",
            "a b",
        ),
        (
            "select a.* from a left join b on a.cohort = b.cohort and a.measure_no = b.measure_no \
          order by a.measure_id",
            "a b",
        ),
        ("select a.* from a cross join facts order by measure_id", "a"),
        (
            "select facts.size, a.* from facts inner join a on a.cohort = facts.cohort \
          order by measure_id",
            "a",
        ),
        (
            "with u as (select measure_id, value from a union all select measure_id, value from b) \
          select measure_id, max(value) from u group by measure_id order by measure_id",
            "a b",
        ),
        ("select measure_id, unnest(many) as one from a order by measure_id, one", "a"),
        (
            "select figure_of(measure_no, measure_no, measure_no, measure_no) as figure, value from a order by figure",
            "a",
        ),
        // What is only looked up is given to every part as a whole.
        ("select a.* from a left join b on a.other = b.measure_id order by a.measure_id", "a"),
        ("select a.* from a where value > (select max(value) from b) order by measure_id", "a"),
        ("select * from a where cohort in (select cohort from b) order by measure_id", "a"),
    ] {
        assert_eq!(narrowed_by(sql).await.join(" "), tables, "{sql}");
    }
}

#[tokio::test]
async fn what_brings_measures_together_is_computed_as_a_whole() {
    for sql in [
        "select cohort, sum(value) from a group by cohort order by cohort",
        "select other as measure_id, sum(value) from a group by other order by other",
        "select measure_id, sum(value) over (partition by cohort) from a order by measure_id",
        "select measure_id, row_number() over (order by value) from a order by measure_id",
        "select measure_id, value from a order by measure_id limit 3",
        "select distinct cohort from a order by cohort",
        // Parts that follow one another are not in these orders.
        "select measure_id, value from a order by value",
        "select measure_id, value from a order by measure_id desc",
        "select measure_id, value from a",
        // Each part would have these rows again.
        "select facts.cohort, a.measure_id from facts left join a on facts.cohort = a.cohort \
         order by measure_id",
        "select 'm' as measure_id from facts union all select measure_id from a \
         order by measure_id",
        "select a.value, b.value from a full join b on a.cohort = b.cohort",
        "select measure_id, value from a where value = \
         (select max(value) from a as c where c.cohort = a.cohort) order by measure_id",
    ] {
        assert_eq!(narrowed_by(sql).await, Vec::<String>::new(), "{sql}");
    }
}
