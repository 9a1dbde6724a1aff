//! What comes in place of a file.

use super::Ends::{HeldBack, Kept, New, Unchanged};
use super::*;

#[expect(clippy::too_many_lines, reason = "one case after the other")]
pub fn cases() -> Vec<Case> {
    vec![
        case(
            "36: a withdrawn version is refused before its file is asked for",
            |s| {
                next(s);
                s.change(|s| s.data_sets[0].versions[1].status = "Withdrawn".into());
            },
            Kept("version 2.2 was withdrawn"),
        )
        .requests(2),
        case(
            "36a: a withdrawn data set keeps what is held",
            |s| s.change(|s| s.data_sets[0].status = "Withdrawn".into()),
            Kept("not public"),
        ),
        case(
            "39: another version's file is refused",
            |s| {
                next(s);
                s.instead(CSV, [csv_answer(PHONICS, "2.0", gzip(four_years().as_bytes()))]);
            },
            Kept("version 2.0 was sent in place of 2.2"),
        ),
        case(
            "41: a file cut short is fetched from its start, twice more",
            |s| {
                let mut bytes = gzip(four_years().as_bytes());
                bytes.truncate(bytes.len() / 2);
                sends(s, bytes, 3);
            },
            Kept("the packed file ends early"),
        )
        .requests(7),
        case(
            "41a: a file cut short once comes whole the second time",
            |s| {
                let mut bytes = gzip(four_years().as_bytes());
                bytes.truncate(bytes.len() / 2);
                sends(s, bytes, 1);
            },
            New("2.2"),
        )
        .requests(6),
        case("43: a damaged file is fetched once more", |s| sends(s, flipped(), 1), New("2.2")),
        case("43a: and no more than that", |s| sends(s, flipped(), 2), Kept("damaged")).requests(6),
        case(
            "44: two packed parts are one file",
            |s| {
                let text = four_years();
                let (one, two) = text.as_bytes().split_at(500);
                sends(s, [gzip(one), gzip(two)].concat(), 1);
            },
            New("2.2"),
        ),
        case(
            "45: plain bytes that are said to be packed are refused",
            |s| sends(s, four_years().into_bytes(), 1),
            Kept("labelled as gzip, but it is not"),
        ),
        case(
            "46: a file that a proxy has unpacked is taken",
            |s| {
                next(s);
                s.instead(CSV, [ResponseTemplate::new(200).set_body_raw(four_years(), "text/csv")]);
            },
            New("2.2"),
        ),
        case(
            "46a: another packing is refused",
            |s| {
                next(s);
                let answer = ResponseTemplate::new(200).set_body_raw("x", "text/csv");
                s.instead(CSV, [answer.insert_header("content-encoding", "br")]);
            },
            Kept("packed with 'br'"),
        ),
        case(
            "47: a bomb stops at the limit",
            |s| sends(s, gzip(&vec![b'x'; 40_000_000]), 1),
            Kept("unpacks to more than"),
        ),
        case(
            "47a: a file larger than any is not fetched to its end",
            |s| {
                let mut random = fastrand::Rng::with_seed(1);
                let noise: Vec<u8> = (0..1_500_000).map(|_| random.u8(..)).collect();
                sends(s, gzip(&noise), 1);
            },
            Kept("oversize"),
        ),
        case(
            "48: an error message that is packed as a file has no columns",
            |s| sends(s, gzip(b"{\"status\":404}\n"), 1),
            Kept("'sen_provision' is missing"),
        ),
        case(
            "49: a described column that is missing",
            |s| sends(s, gzip(four_years().replace("pt_phonics_y1", "pt_phonics").as_bytes()), 1),
            Kept("'pt_phonics_y1_met_expected_standard' is missing"),
        ),
        case(
            "50: one more column is no fault",
            |s| {
                let more = four_years();
                let more = more.lines().enumerate();
                let more = more.flat_map(|(i, l)| [if i == 0 { "extra," } else { "7," }, l, "\n"]);
                sends(s, gzip(more.collect::<String>().as_bytes()), 1);
            },
            New("2.2"),
        ),
        case(
            "51: a byte-order mark and Windows line ends are no fault",
            |s| {
                sends(
                    s,
                    gzip(format!("\u{feff}{}", four_years().replace('\n', "\r\n")).as_bytes()),
                    1,
                );
            },
            New("2.2"),
        ),
        case(
            "52: a file without rows is not put in use",
            |s| publish(s, "2.2", four_years().lines().next().unwrap()),
            Kept("a header and no rows"),
        ),
        case(
            "53: a row too few",
            |s| {
                let text = four_years();
                let short = text.trim_end().rsplit_once('\n').unwrap().0.to_string() + "\n";
                sends(s, gzip(short.as_bytes()), 1);
            },
            Kept("23 rows of 24"),
        ),
        case(
            "54: a doubled column that nothing asks for is a note",
            |s| sends(s, gzip(four_years().replacen("la_name", "old_la_code", 1).as_bytes()), 1),
            New("2.2"),
        ),
        case(
            "54a: rows of a level that the service does not count are a note",
            |s| {
                let text = four_years();
                let row = text.lines().find(|l| l.contains("Birmingham")).unwrap();
                let school = row.replace("Local authority", "School");
                sends(s, gzip(format!("{text}{}", format!("{school}\n").repeat(5)).as_bytes()), 1);
            },
            New("2.2"),
        ),
        case(
            "54b: more rows of a level that is read are a fault",
            |s| {
                let text = four_years();
                let row = text.lines().last().unwrap().to_string();
                sends(s, gzip(format!("{text}{row}\n").as_bytes()), 1);
            },
            Kept("25 rows of 24"),
        ),
        case(
            "55: a thousands comma in quotes is no number",
            |s| publish(s, "2.2", &four_years().replacen(",1000,", ",\"1,000\",", 1)),
            HeldBack("holds '1,000', which is neither a number nor a known symbol"),
        ),
        case(
            "56: a period whose years do not follow each other",
            |s| publish(s, "2.2", &four_years().replace("202122", "202123")),
            HeldBack("'202123' is not a period"),
        ),
        case(
            "57: a described period that is absent",
            |s| sends(s, gzip(four_years().replace("202122", "201819").as_bytes()), 1),
            Kept("described but absent: 202122"),
        ),
        case(
            "58: a byte that is not UTF-8 is told with its row",
            |s| {
                let mut bytes = four_years().into_bytes();
                let place = bytes.iter().rposition(|b| *b == b'\n').unwrap() - 30;
                bytes[place] = 0xff;
                sends(s, gzip(&bytes), 1);
            },
            Kept("row 25: not UTF-8 text"),
        ),
        case(
            "58a: a row with a field too few",
            |s| sends(s, gzip(format!("{}202122,Academic\n", four_years()).as_bytes()), 1),
            Kept("row 26: 2 fields where the header has 14"),
        ),
        case(
            "63: without a list of changes the descriptions are compared",
            |s| {
                next(s);
                s.instead("/changes", vec![empty(500); 3]);
            },
            New("2.2"),
        ),
        case(
            "80: a service that no longer speaks version 1 is a warning",
            |s| {
                let answer = summary(|_| {}).insert_header("api-supported-versions", "2.0");
                s.instead(SUMMARY, [answer]);
            },
            Unchanged,
        ),
        case(
            "85: 406 is not tried again",
            |s| {
                next(s);
                s.instead(CSV, [empty(406)]);
            },
            Kept("status 406"),
        )
        .requests(5),
        case(
            "85a: a page in place of a file",
            |s| {
                next(s);
                s.instead(CSV, [html(200), html(200)]);
            },
            Kept("content type text/html instead of text/csv"),
        ),
        case(
            "85b: a file that says nothing of itself is taken by its content",
            |s| {
                next(s);
                let answer = ResponseTemplate::new(200)
                    .set_body_raw(gzip(four_years().as_bytes()), "text/csv");
                s.instead(CSV, [answer.insert_header("content-encoding", "gzip")]);
            },
            New("2.2"),
        ),
        case(
            "drift: a label that nobody knows holds the version back, with the edit",
            |s| publish(s, "2.2", &four_years().replace("SEN support", "SEN suport")),
            HeldBack("add it to send-outcomes.toml: [[label]]"),
        ),
        case(
            "drift: a renamed column holds the version back, with the edit",
            |s| {
                let columns =
                    ["t_phonics_y1_eligible_pupils", "t_phonics_y1_met", PHONICS_COLUMNS[2]];
                publish(
                    s,
                    "2.2",
                    &figures(&columns, &[2016, 2017, 2018, 2021], crate::house::LABELS),
                );
            },
            HeldBack("edit the measure in catalogue/measures/attainment.toml"),
        ),
        case(
            "drift: a year that vanishes from the middle holds the version back",
            |s| publish(s, "2.2", &phonics(&[2016, 2018, 2021])),
            HeldBack("period '201718' is gone"),
        ),
        case(
            "66: a window of years may move on",
            |s| publish(s, "3.0", &phonics(&[2017, 2018, 2021])),
            New("3.0"),
        ),
    ]
}
