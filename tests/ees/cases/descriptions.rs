//! What the service says of a data set and its versions.

use super::Ends::{Kept, New, NotPublished, Unchanged};
use super::*;

#[expect(clippy::too_many_lines, reason = "one case after the other")]
pub fn cases() -> Vec<Case> {
    vec![
        case("1: an unchanged version costs one request", |_| {}, Unchanged).requests(1),
        case("2: a new version is fetched by its exact number", next, New("2.2")).requests(5),
        case("3: a patch is newer", |s| publish(s, "2.1.1", &four_years()), New("2.1.1")),
        case("4: 2.10 is newer than 2.1", |s| publish(s, "2.10", &four_years()), New("2.10")),
        case(
            "5: a version that went backwards is refused",
            |s| s.instead(SUMMARY, [summary(|b| b["latestVersion"]["version"] = json!("2.0"))]),
            Kept("older than version 2.1 in the store"),
        )
        .requests(1),
        case(
            "7: other rows under the same number are fetched again and the same bytes change nothing",
            |s| s.instead(SUMMARY, [summary(|b| b["latestVersion"]["totalResults"] = json!(19))]),
            New("2.1"),
        ),
        case(
            "8: another file id alone is no new version",
            |s| {
                s.instead(
                    SUMMARY,
                    [summary(|b| b["latestVersion"]["file"] = json!({ "id": "f2" }))],
                );
            },
            Unchanged,
        )
        .requests(1),
        case(
            "9: no version yet",
            |s| s.instead(SUMMARY, [summary(|b| b["latestVersion"] = Value::Null)]),
            NotPublished,
        ),
        case(
            "11: an unknown status keeps what is held",
            |s| s.instead(SUMMARY, [summary(|b| b["status"] = json!("Archived"))]),
            Unchanged,
        ),
        case(
            "12: 404 is not tried again",
            |s| s.instead(SUMMARY, [problem(404, "NotFound", "")]),
            Kept("does not exist at the publisher (404)"),
        )
        .requests(1),
        case(
            "13: 403 of the service is not tried again",
            |s| s.instead(SUMMARY, [problem(403, "Forbidden", "")]),
            Kept("not public"),
        )
        .requests(1),
        case(
            "14: 403 of a gateway is tried once more, and its page is not repeated",
            |s| s.instead(SUMMARY, [html(403), html(403)]),
            Kept("by a gateway before the service"),
        )
        .requests(2),
        case(
            "15: a captive page is no answer",
            |s| s.instead(SUMMARY, [html(200), html(200)]),
            Kept("content type text/html instead of JSON"),
        )
        .requests(2),
        case(
            "16: JSON that breaks off tells the byte",
            |s| {
                s.instead(
                    SUMMARY,
                    vec![
                        ResponseTemplate::new(200).set_body_raw("{\"id\":", "application/json");
                        2
                    ],
                );
            },
            Kept("(byte 6 of 6)"),
        )
        .requests(2),
        case(
            "17: an empty answer is none",
            |s| {
                s.instead(
                    SUMMARY,
                    vec![ResponseTemplate::new(200).set_body_raw("", "application/json"); 2],
                );
            },
            Kept("cannot be read"),
        ),
        case(
            "18, 19: unknown keys and seven digits of a second are read over",
            |s| {
                s.instead(
                    SUMMARY,
                    [summary(|b| b["latestVersion"]["colour"] = json!({ "x": [1] }))],
                );
            },
            Unchanged,
        ),
        case(
            "20: a version that is no number",
            |s| s.instead(SUMMARY, [summary(|b| b["latestVersion"]["version"] = json!("two"))]),
            Kept("'two' is not a version number"),
        ),
    ]
}
