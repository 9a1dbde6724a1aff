//! Redirects, refusals and answers that do not come.

use super::Ends::{Kept, Unchanged};
use super::*;

#[expect(clippy::too_many_lines, reason = "one case after the other")]
pub fn cases() -> Vec<Case> {
    vec![
        case(
            "22: one redirect within the host is followed",
            |s| {
                s.instead(
                    SUMMARY,
                    [redirect("/statistics/v1/data-sets/b3bd9901-cc50-f670-a18a-9bdb566d37d2")],
                );
            },
            Unchanged,
        )
        .requests(2),
        case(
            "23: a redirect in a circle ends after three hops and is not tried again",
            |s| {
                s.instead(
                    SUMMARY,
                    vec![
                        redirect("/statistics/v1/data-sets/b3bd9901-cc50-f670-a18a-9bdb566d37d2");
                        9
                    ],
                );
            },
            Kept("more than 3 redirects"),
        )
        .requests(4),
        case(
            "24: a redirect to another host is refused and nothing is sent there",
            |s| s.instead(SUMMARY, [redirect("http://example.invalid/x")]),
            Kept("another host"),
        )
        .requests(1),
        case(
            "25: Retry-After in seconds is honoured",
            |s| s.instead(SUMMARY, [empty(429).insert_header("retry-after", "2")]),
            Unchanged,
        )
        .requests(2)
        .waits(2.0, 2.0),
        case(
            "26: Retry-After as a date is honoured",
            |s| {
                s.instead(
                    SUMMARY,
                    [empty(429).insert_header("retry-after", "Fri, 15 Jan 2027 08:00:30 GMT")],
                );
            },
            Unchanged,
        )
        .requests(2)
        .waits(29.0, 31.0),
        case(
            "27: five tries against 429, with growing waits, then it is left alone",
            |s| s.instead(SUMMARY, vec![empty(429); 6]),
            Kept("fewer requests (429)"),
        )
        .requests(5)
        .waits(15.0, 31.0),
        case(
            "28: a day is not waited",
            |s| s.instead(SUMMARY, [empty(429).insert_header("retry-after", "86400")]),
            Kept("next after 86400 s"),
        )
        .requests(1)
        .waits(0.0, 0.0),
        case("29: 503 is tried again", |s| s.instead(SUMMARY, [empty(503)]), Unchanged)
            .requests(2)
            .waits(1.0, 2.0),
        case(
            "29a: Retry-After of a 503 is honoured",
            |s| s.instead(SUMMARY, [empty(503).insert_header("retry-after", "7")]),
            Unchanged,
        )
        .waits(7.0, 7.0),
        case(
            "30: 500 is tried three times",
            |s| s.instead(SUMMARY, vec![empty(500); 4]),
            Kept("status 500"),
        )
        .requests(3),
        case(
            "30a: 504 is tried three times",
            |s| s.instead(SUMMARY, vec![empty(504); 4]),
            Kept("status 504"),
        )
        .requests(3),
        case(
            "30b: an answer that does not come in time is tried again",
            |s| s.instead(SUMMARY, [summary(|_| {}).set_delay(Duration::from_millis(1500))]),
            Unchanged,
        )
        .requests(2),
        case(
            "30c: 410 is no answer of this service",
            |s| s.instead(SUMMARY, [empty(410)]),
            Kept("status 410"),
        )
        .requests(1),
        case(
            "30d: JSON beyond the limit is not read to its end",
            |s| {
                let body = format!("{{\"id\":\"{}\"}}", "x".repeat(400_000));
                s.instead(
                    SUMMARY,
                    [ResponseTemplate::new(200).set_body_raw(body, "application/json")],
                );
            },
            Kept("more than 200000 bytes of JSON"),
        )
        .requests(1),
    ]
}
