//! Queries, page by page.

use crate::house::{House, PHONICS};
use crate::service::{json_answer, problem};
use send_outcomes::source::ees::{Criteria, EesError, QueryRow};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

fn rows(page: u32, pages: u32, total: u32, rows: &[Value], warnings: &Value) -> ResponseTemplate {
    json_answer(
        200,
        &json!({ "paging": { "page": page, "pageSize": 2, "totalResults": total, "totalPages": pages },
                 "warnings": warnings, "results": rows }),
    )
}

fn row(value: &Value) -> Value {
    json!({ "timePeriod": { "code": "AY", "period": "2024/2025" }, "geographicLevel": "LA",
            "locations": { "LA": "vNVmD" }, "filters": { "gIy09": "uKR2K" }, "values": { "7SJdk": value } })
}

async fn ask(answers: Vec<ResponseTemplate>) -> (Result<Vec<QueryRow>, EesError>, Vec<String>) {
    let house = House::new().await;
    house.service.instead("/query", answers);
    let criteria = Criteria::And(vec![
        Criteria::Levels(vec!["LA".into()]),
        Criteria::Filters(vec!["uKR2K".into()]),
    ]);
    let version = "2.1".parse().unwrap();
    let result =
        house.client().query(PHONICS, version, &criteria, &["7SJdk".to_string()], 20_000).await;
    (result, house.service.log())
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_joined_and_figures_stay_text() {
    // 74, 75, 77: a missing filter, a number and a null in place of text.
    let mut bare = row(&json!(4.5));
    bare["filters"] = json!({});
    let one = rows(1, 2, 3, &[row(&json!("4.38")), bare], &json!([]));
    let two = rows(2, 2, 3, &[row(&Value::Null)], &json!([]));
    let (found, log) = ask(vec![one, two]).await;
    let found = found.unwrap();
    let values: Vec<Option<&str>> = found.iter().map(|r| r.values["7SJdk"].as_deref()).collect();
    assert_eq!(values, [Some("4.38"), Some("4.5"), None]);
    assert!(found[1].filters.is_empty());
    assert_eq!(log.len(), 2);
    assert!(log.iter().all(|l| l.ends_with("/query?dataSetVersion=2.1")), "{log:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_cannot_be_trusted_is_an_error() {
    let warning =
        |code: &str| json!([{ "code": code, "message": "m", "detail": { "items": ["zz"] } }]);
    let full = |total| rows(1, 2, total, &[row(&json!("1")), row(&json!("2"))], &json!([]));
    let mut debug = row(&json!("1"));
    debug["filters"] = json!({ "gIy09 :: sex": "uKR2K :: Female" });
    let no_errors = json!({ "title": "Other words", "status": 400 });
    for (what, answers, expected, requests) in [
        (
            "68: nothing is found",
            vec![rows(1, 1, 0, &[], &warning("QueryNoResults"))],
            "QueryNoResults",
            1,
        ),
        (
            "69: ids have moved",
            vec![rows(1, 1, 1, &[row(&json!("1"))], &warning("FiltersNotFound"))],
            "FiltersNotFound",
            1,
        ),
        (
            "70: an indicator is unknown",
            vec![problem(400, "IndicatorsNotFound", "indicators")],
            "IndicatorsNotFound at indicators",
            1,
        ),
        ("71: an error without its list", vec![json_answer(400, &no_errors)], "status 400", 1),
        (
            "72: the total changes, twice",
            vec![
                full(3),
                rows(2, 2, 4, &[row(&json!("3"))], &json!([])),
                full(3),
                rows(2, 2, 4, &[row(&json!("3"))], &json!([])),
            ],
            "paging",
            4,
        ),
        (
            "73: an empty page in the middle, twice",
            vec![full(5), rows(2, 3, 5, &[], &json!([])), full(5), rows(2, 3, 5, &[], &json!([]))],
            "paging",
            4,
        ),
        ("76: rows in debug form", vec![rows(1, 1, 1, &[debug], &json!([]))], "debug form", 1),
        ("31: too slow, three times", vec![ResponseTemplate::new(504); 3], "status 504", 3),
        ("415: no JSON was sent", vec![ResponseTemplate::new(415)], "status 415", 1),
    ] {
        let (result, log) = ask(answers).await;
        let error = result.unwrap_err().to_string();
        assert!(error.contains(expected), "{what}: {error}");
        assert_eq!(log.len(), requests, "{what}: {log:?}");
    }
}
