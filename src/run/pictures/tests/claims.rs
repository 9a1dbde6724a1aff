//! No picture claims more than the verdicts that it shows.

use super::*;
use crate::catalogue::GapDirection;

/// Words that claim something, and what a verdict must be for them to stand.
fn allowed(word: &str, f: &Finding) -> bool {
    match word {
        "significant" => f.level.is_significant(),
        "significantly above" => f.level == Level::SignificantlyAbove,
        "significantly below" => f.level == Level::SignificantlyBelow,
        "better" => f.favourable() == Some(true),
        "worse" => f.favourable() == Some(false),
        "gaining on" => f.gap_direction == Some(GapDirection::Gaining),
        "losing ground" => f.gap_direction == Some(GapDirection::Losing),
        "in step" => f.gap_direction == Some(GapDirection::InStep),
        other => f.direction_wording == other.replace('_', " "),
    }
}

#[test]
fn no_title_and_no_alternative_text_says_more_than_the_verdicts() {
    FIGURES.each(|input, sheet| {
        let words = sheet.chart.words();
        let findings: Vec<&Finding> = input
            .results
            .findings
            .iter()
            .filter(|f| sheet.finding_ids.contains(&f.finding_id))
            .collect();
        assert_eq!(findings.len(), sheet.finding_ids.len(), "{}", sheet.name);
        for (kind, text) in [("title", &words.title), ("alt", &words.alt)] {
            // "neither better nor worse" claims nothing.
            let text = text.replace("neither better nor worse", "");
            for word in [
                "significant",
                "significantly above",
                "significantly below",
                "better",
                "worse",
                "gaining on",
                "losing ground",
                "in step",
                "improving",
                "declining",
                "volatile",
                "rising",
                "falling",
            ] {
                let claimed = text.contains(word);
                let stands = findings.iter().any(|f| allowed(word, f));
                assert!(
                    !claimed || stands,
                    "{} of {}, {}: “{word}” in “{text}”",
                    kind,
                    sheet.name,
                    input.area.name
                );
            }
        }
        let long = words.alt.chars().count();
        assert!((40..=250).contains(&long), "{}: alt of {long}: {}", sheet.name, words.alt);
        assert!(!words.title.is_empty() && !words.subtitle.contains(", ,"), "{}", words.subtitle);
        assert!(
            words.source.full.contains("Run 0123abcd") && words.source.full.contains("Licence"),
            "{}",
            words.source.full
        );
    });
}
