//! One measure, and what it must say of itself before any figure of it is judged.

use super::choices::Choices;
use super::nearest::nearest;
use super::thresholds::Verdicts;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Units that figures are printed in.
const UNITS: [&str; 6] = ["%", "score", "per 100", "count", "weeks", "days"];
/// How often an event can happen to one pupil.
const EVENTS: [&str; 2] = ["once", "repeatedly"];

/// One measure: what is read, in which unit, and which way is good.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Stable id, as used in every table.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Title that fits a chart panel.
    pub short_title: String,
    /// Definition in plain words.
    pub definition: String,
    /// What the figure is a share, rate or average of: the statement of its denominator,
    /// whether or not the number of them is published.
    pub population: String,
    /// Whom it counts if that is not a group of pupils, as in "adults": the title says the rest.
    #[serde(default)]
    pub people: String,
    /// One of [`super::themes::THEMES`].
    pub theme: String,
    /// Place within the theme.
    pub order: i32,
    /// `%`, `score`, `per 100` or `count`.
    pub unit: String,
    /// What the axis of a chart says.
    pub axis_unit: String,
    /// Which floor of `verdicts.toml` holds: percentage, session_rate, score, rate, count.
    pub kind: String,
    /// Most decimals that mean something.
    pub decimals: i32,
    /// 1 high is good, −1 low is good, 0 neither. There is no default.
    pub polarity: i32,
    /// For a rate of events: `once` or `repeatedly`, as they can happen to one pupil.
    #[serde(default)]
    pub events: String,
    /// For events that repeat: the measure that counts the pupils they befell.
    #[serde(default)]
    pub pupils_concerned: String,
    /// The measure of those whose activity is not known, to be read together with this one.
    #[serde(default)]
    pub not_known: String,
    /// Whether the figure of `not_known` includes this measure's.
    #[serde(default)]
    pub not_known_included: bool,
    /// The data set it is read from.
    pub data_set: String,
    /// Further data sets that hold it under the same definition.
    #[serde(default)]
    pub also: Vec<String>,
    /// Column of the value.
    #[serde(default)]
    pub value: String,
    /// Column of the count that the value counts.
    #[serde(default)]
    pub numerator: String,
    /// Column of the pupils it is a share of.
    #[serde(default)]
    pub denominator: String,
    /// Column of the sum of which the value is the average over the denominator.
    #[serde(default)]
    pub total: String,
    /// Column of the published lower 95% limit.
    #[serde(default)]
    pub lower: String,
    /// Column of the published upper 95% limit.
    #[serde(default)]
    pub upper: String,
    /// Column → values that a row must hold to be about this measure.
    #[serde(default, rename = "where")]
    pub wanted: Choices,
    /// The values that it can have: a figure outside them is a mistake and is not used.
    pub range: Option<Range>,
    /// The one span of time that it is about, `Autumn term`; without it, those of the data set.
    #[serde(default)]
    pub term: String,
    /// Whether the value is what counts make, read or not: as arithmetic as they are where a file
    /// says that it solved or added them up. A measure with a numerator is, unless it says no.
    #[serde(default)]
    pub value_of_counts: Option<bool>,
    /// Whether the count follows from the printed percentage and the denominator.
    #[serde(default)]
    pub derive_numerator: bool,
    /// Published counts that lend a number of pupils where this measure's own is not
    /// published; of several the first that is held (statistics, section 14b).
    #[serde(default)]
    pub pupils_from: Vec<PupilsFrom>,
    /// Whether the gap to England can be read across the breaks of its series
    /// (statistics, section 8b).
    #[serde(default)]
    pub gap_survives_breaks: bool,
    /// Cohorts for which the held figures have it.
    #[serde(default)]
    pub cohorts: Vec<String>,
    /// The measure whose figure this is a part of: drawn with it, not judged by itself.
    #[serde(default)]
    pub part_of: String,
    /// The measure that belongs together with this one (sustained and not sustained, with and
    /// without exceptions): the two take one place among headlines.
    #[serde(default)]
    pub reported_with: String,
    /// The measure that leads wherever it has figures, and of which this one has the earlier years.
    #[serde(default)]
    pub history_of: String,
    /// What the period of a figure means.
    #[serde(default)]
    pub period_basis: String,
    /// Whether its periods are years of destinations, which a sentence says: the pupils left the
    /// year before.
    #[serde(default)]
    pub destination_years: bool,
    /// Where the publication is found.
    #[serde(default)]
    pub source_link: String,
    /// What a reader must know.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Comparator → why it cannot exist for this measure.
    #[serde(default)]
    pub unavailable: BTreeMap<String, String>,
    /// Whether only one area has it; never set in a file of the catalogue that ships.
    #[serde(skip)]
    pub local: bool,
    /// What a local measure is compared with, in its unit.
    #[serde(skip)]
    pub target: Option<f64>,
    /// Local measures with one partition have counts that add up to their denominator.
    #[serde(skip)]
    pub partition: String,
}

/// The least and the greatest value that a figure can have, in its unit.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The least; without it there is none.
    pub least: Option<f64>,
    /// The greatest; without it there is none.
    pub most: Option<f64>,
}

impl Range {
    /// # Errors
    /// It has no end, or one that is not a number, or they are in the wrong order.
    pub(super) fn check(self, id: &str) -> Result<(), String> {
        let ends = [self.least, self.most];
        if ends.iter().flatten().any(|end| !end.is_finite()) || ends == [None, None] {
            return Err(format!(
                "range of '{id}' needs a number: write least, most or both, as in \
                 range = {{ least = 0, most = 90 }}"
            ));
        }
        match (self.least, self.most) {
            (Some(least), Some(most)) if least >= most => Err(format!(
                "range of '{id}': least is {least} and most is {most}; write the smaller as least"
            )),
            _ => Ok(()),
        }
    }
}

/// A published count of the same cohort that lends its number of pupils.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PupilsFrom {
    /// Measure whose denominator it is.
    pub measure: String,
    /// Years by which the count may be earlier or later than the figure.
    #[serde(default)]
    pub years: i32,
    /// Years by which the same pupils appear later in that measure: 1 for leavers of key
    /// stage 4, whose destination is that of the year after.
    #[serde(default)]
    pub later: i32,
    /// Share of the count that is used: 1 for the same pupils, less for others like them.
    pub share: f64,
}

impl PupilsFrom {
    fn check(&self, id: &str, measures: &[Measure]) -> Result<(), String> {
        if !measures.iter().any(|other| other.id == self.measure) {
            let near = nearest(&self.measure, measures.iter().map(|other| other.id.as_str()));
            return Err(format!(
                "pupils_from of '{id}' names measure '{}', which does not exist{near}",
                self.measure
            ));
        }
        if !(self.share > 0.0 && self.share <= 1.0) {
            return Err(format!(
                "pupils_from of '{id}': share is {}; write a number above 0, at most 1",
                self.share
            ));
        }
        if !(0..=10).contains(&self.years) {
            return Err(format!("pupils_from of '{id}': years is {}; write 0 to 10", self.years));
        }
        Ok(())
    }
}

impl Measure {
    /// The comparator that a verdict is read against first: its target where it has one.
    #[must_use]
    pub fn main_comparator(&self) -> &'static str {
        if self.target.is_some() { "target" } else { "england-same-cohort" }
    }

    /// Whether its value is what counts make.
    #[must_use]
    pub fn is_of_counts(&self) -> bool {
        self.value_of_counts.unwrap_or(!self.numerator.is_empty())
    }

    /// Whether figures of the measure come from a data set.
    #[must_use]
    pub fn reads(&self, data_set: &str) -> bool {
        !self.cohorts.is_empty()
            && (self.data_set == data_set || self.also.iter().any(|also| also == data_set))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasuresFile {
    #[serde(rename = "measure")]
    pub measures: Vec<Measure>,
}

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
        // A local measure is not published, so it has no address.
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
    m.range.map_or(Ok(()), |range| range.check(&m.id))?;
    for source in &m.pupils_from {
        source.check(&m.id, measures)?;
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
    use super::super::Catalogue;
    use super::*;

    const WHOLE: &str = r#"[[measure]]
id = "x"
title = "X"
short_title = "X"
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
            ("polarity = 1", "polarity = 1\nrange = {}", "range of 'x' needs a number"),
            ("polarity = 1", "polarity = 1\nrange = { most = nan }", "needs a number"),
            (
                "polarity = 1",
                "polarity = 1\nrange = { least = 90, most = 0 }",
                "least is 90 and most is 0; write the smaller as least",
            ),
            ("polarity = 1", "polarity = 1\nrange = { max = 90 }", "unknown field `max`"),
            (
                "polarity = 1",
                "polarity = 1\npupils_from = [{ measure = \"xx\", share = 1.0 }]",
                "nearest known: 'x'",
            ),
            (
                "polarity = 1",
                "polarity = 1\npupils_from = [{ measure = \"x\", share = 1.5 }]",
                "at most 1",
            ),
        ] {
            let message = said(&WHOLE.replace(from, to));
            assert!(message.contains(expected), "{to}: {message}");
        }
        let rate = WHOLE.replace("\"%\"", "\"per 100\"").replace("\"percentage\"", "\"rate\"");
        assert!(said(&rate).contains("write one of once, repeatedly"), "{}", said(&rate));
    }
}
