//! What a measure must say of itself before any figure of it is judged.

use super::files::{Measure, Verdicts};
use super::nearest;

/// Units that figures are printed in.
const UNITS: [&str; 6] = ["%", "score", "per 100", "count", "weeks", "days"];
/// How often an event can befall one pupil.
const EVENTS: [&str; 2] = ["once", "repeatedly"];

/// Refuses a measure without polarity, unit, statement of its denominator or
/// source, or one that names a measure that does not exist.
///
/// # Errors
/// What is missing or unknown, the nearest known word and what to write.
pub(super) fn check(m: &Measure, measures: &[Measure], verdicts: &Verdicts) -> Result<(), String> {
    if !(-1..=1).contains(&m.polarity) {
        return Err(format!("polarity of '{}' must be 1, 0 or -1, not {}", m.id, m.polarity));
    }
    known(&m.unit, &UNITS).map_err(|why| format!("unit of '{}' {why}", m.id))?;
    let kinds: Vec<&str> = verdicts.materiality.floor.keys().map(String::as_str).collect();
    known(&m.kind, &kinds).map_err(|why| format!("kind of '{}' {why}", m.id))?;
    for (field, text, advice) in [
        ("population", &m.population, "say what the figure is a share, rate or average of"),
        ("definition", &m.definition, "define it in plain words"),
        ("source_link", &m.source_link, "give the address of the publication"),
    ] {
        // Nobody publishes a local measure, so it has no address.
        if text.trim().is_empty() && !(m.local && field == "source_link") {
            return Err(format!("measure '{}' has no {field}: {advice}", m.id));
        }
    }
    if m.kind == "rate" && !m.local {
        known(&m.events, &EVENTS).map_err(|why| format!("events of '{}' {why}", m.id))?;
    }
    if m.derive_numerator && m.denominator.is_empty() {
        return Err(format!(
            "measure '{}' derives a count from a percentage but names no column of pupils: \
             set denominator, or drop derive_numerator",
            m.id
        ));
    }
    if m.lower.is_empty() != m.upper.is_empty() {
        return Err(format!("measure '{}' has one limit without the other", m.id));
    }
    for (field, id) in [("pupils_concerned", &m.pupils_concerned), ("not_known", &m.not_known)] {
        if !id.is_empty() && !measures.iter().any(|other| &other.id == id) {
            let near = nearest(id, measures.iter().map(|other| other.id.as_str()));
            return Err(format!(
                "{field} of '{}' names measure '{id}', which does not exist{near}",
                m.id
            ));
        }
    }
    Ok(())
}

fn known(word: &str, words: &[&str]) -> Result<(), String> {
    if words.contains(&word) {
        return Ok(());
    }
    let near = nearest(word, words.iter().copied());
    Err(format!("is '{word}'{near}; write one of {}", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::{Catalogue, files::MeasuresFile};
    use super::*;

    const WHOLE: &str = r#"[[measure]]
id = "x"
title = "X"
short_title = "X"
phrase = "x"
definition = "All x."
population = "pupils"
theme = "absence"
order = 1
unit = "%"
axis_unit = "% of pupils"
kind = "percentage"
decimals = 1
polarity = 1
data_set = "pupil-absence"
source_link = "https://example.org/x"
"#;

    fn said(text: &str) -> String {
        let verdicts = Catalogue::embedded().unwrap().verdicts;
        match toml::from_str::<MeasuresFile>(text) {
            Err(error) => error.to_string(),
            Ok(file) => {
                check(&file.measures[0], &file.measures, &verdicts).err().unwrap_or_default()
            }
        }
    }

    #[test]
    fn a_measure_must_say_its_polarity_unit_denominator_and_source() {
        assert_eq!(said(WHOLE), "");
        for (line, expected) in [
            ("polarity = 1\n", "missing field `polarity`"),
            ("unit = \"%\"\n", "missing field `unit`"),
            ("population = \"pupils\"\n", "missing field `population`"),
            ("source_link = \"https://example.org/x\"\n", "no source_link"),
        ] {
            assert!(WHOLE.contains(line), "{line}");
            let message = said(&WHOLE.replace(line, ""));
            assert!(message.contains(expected), "without {line}: {message}");
        }
    }

    #[test]
    fn an_unknown_word_in_a_measure_is_refused_with_the_nearest() {
        for (from, to, expected) in [
            ("polarity = 1", "polarity = 2", "must be 1, 0 or -1"),
            ("unit = \"%\"", "unit = \"scores\"", "nearest known: 'score'"),
            ("kind = \"percentage\"", "kind = \"percentages\"", "nearest known: 'percentage'"),
            ("population = \"pupils\"", "population = \" \"", "has no population"),
            ("polarity = 1", "polarity = 1\nlower = \"l\"", "one limit"),
            ("polarity = 1", "polarity = 1\nnot_known = \"y\"", "does not exist"),
            ("polarity = 1", "polarity = 1\nderive_numerator = true", "no column of pupils"),
        ] {
            let message = said(&WHOLE.replace(from, to));
            assert!(message.contains(expected), "{to}: {message}");
        }
        let rate = WHOLE.replace("\"%\"", "\"per 100\"").replace("\"percentage\"", "\"rate\"");
        assert!(said(&rate).contains("write one of once, repeatedly"), "{}", said(&rate));
    }
}
