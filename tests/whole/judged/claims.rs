//! What a claim over several measures comes to, by the query that says so.

use super::tables::{run, session, table, text, truth, whole};
use crate::read::Read;
use send_outcomes::engine::Rows;

/// The result of one clause from what each of its measures answers.
async fn result(quantifier: &str, answers: &[&str]) -> (String, String) {
    let context = session();
    let n = answers.len();
    let titles: Vec<String> = (0..n).map(|i| format!("Measure {i}")).collect();
    table(
        &context,
        "statement_figures",
        vec![
            ("statement_id", text(vec![Some("S1"); n])),
            ("clause", whole(vec![1; n])),
            ("clause_text", text(vec![Some("a claim"); n])),
            ("claim_order", whole(0..n as i32)),
            ("quantifier", text(vec![Some(quantifier); n])),
            ("note", text(vec![Some(""); n])),
            ("claim_improving_picture", truth(vec![false; n])),
            ("answer", text(answers.iter().map(Some))),
            ("assessed", truth(vec![true; n])),
            ("direction", text::<&str>(vec![None; n])),
            ("finding_id", text::<&str>(vec![None; n])),
        ],
    );
    table(
        &context,
        "answer_words",
        vec![
            ("statement_id", text(vec![Some("S1"); n])),
            ("clause", whole(vec![1; n])),
            ("claim_order", whole(0..n as i32)),
            ("measure_title", text(titles.iter().map(Some))),
            ("answer_text", text(answers.iter().map(Some))),
        ],
    );
    run(&context, &["statements"]).await;
    let rows = Rows::of(&context, "select result, reason from statements").await.unwrap();
    assert_eq!(rows.len(), 1);
    (rows.text(0, "result"), rows.text(0, "reason"))
}

#[tokio::test]
async fn a_claim_over_several_measures_needs_its_share_of_them() {
    for (quantifier, answers, wanted) in [
        ("all", &["yes"][..], "supported"),
        ("all", &["yes", "yes", "yes"], "supported"),
        ("all", &["yes", "yes", "no"], "partly_supported"),
        ("all", &["half", "no"], "partly_supported"),
        // A minority makes nothing partly true.
        ("all", &["yes", "no", "no"], "not_supported"),
        ("most", &["yes", "no", "no", "no"], "not_supported"),
        ("most", &["yes", "yes", "no"], "supported"),
        ("most", &["yes", "yes", "no", "no"], "partly_supported"),
        // What cannot be distinguished from chance neither supports nor contradicts a claim.
        ("most", &["yes", "unclear", "unclear"], "partly_supported"),
        ("all", &["unclear", "unclear"], "cannot_be_assessed"),
        ("all", &["no", "unclear"], "not_supported"),
        // Some is two.
        ("any", &["yes", "yes", "no", "no", "no"], "supported"),
        ("any", &["yes", "no", "no"], "partly_supported"),
        ("any", &["no", "no"], "not_supported"),
        ("any", &["no", "unknown"], "cannot_be_assessed"),
    ] {
        assert_eq!(result(quantifier, answers).await.0, wanted, "{quantifier} {answers:?}");
    }
}

#[tokio::test]
async fn a_claim_of_which_a_third_is_not_held_is_not_assessed_in_full() {
    for quantifier in ["all", "most"] {
        let (found, reason) = result(quantifier, &["yes", "yes", "unknown"]).await;
        assert_eq!(found, "cannot_be_assessed");
        assert!(reason.contains("1 of 3 cannot be judged"), "{reason}");
    }
    let (found, reason) = result("most", &["yes", "yes", "yes", "unknown"]).await;
    assert_eq!(found, "supported");
    assert!(!reason.contains("in full"), "{reason}");
}
