//! What a new version changes, reported before it is used: what breaks a measure, with
//! the edit that would repair it, and what merely changes.

use crate::catalogue::Catalogue;
use crate::source::FileShape;
use crate::source::Snapshot;
use crate::source::ees::{Changes, Meta};
use crate::stage::{Severity, StageError, stage};
use crate::store::{Change, ChangeOf};
use std::collections::BTreeSet;

/// What a new version changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    /// What breaks, and the edit that would repair it.
    pub breaking: Vec<String>,
    /// What changes without breaking anything.
    pub events: Vec<Event>,
}

/// Something that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is, and in words.
    pub change: Change,
    /// Which labels it is about, where they have others in their place.
    labels: Option<Labels>,
}

/// Labels that have others in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Labels {
    /// The publisher says that a label has a new name.
    Renamed { before: String, after: String },
    /// Some are gone and some are new, which may be the same under new names.
    Replaced { before: Vec<String>, after: Vec<String> },
}

impl Event {
    fn new(of: ChangeOf, words: String) -> Self {
        Self { change: Change { of, words }, labels: None }
    }

    /// The publisher gives a label a new name; `how` adds to it.
    fn label_renamed(before: &str, after: &str, how: &str, column: &str) -> Self {
        let words = format!("label renamed '{before}' to '{after}'{how} in column '{column}'");
        let labels = Labels::Renamed { before: before.to_string(), after: after.to_string() };
        Self { labels: Some(labels), ..Self::new(ChangeOf::Label, words) }
    }

    fn column_renamed(before: &str, after: &str) -> Self {
        Self::new(ChangeOf::Column, format!("column renamed '{before}' to '{after}'"))
    }

    /// The labels of a column that came and went; nothing where none did.
    fn of_labels(column: &str, held: &BTreeSet<String>, labels: &BTreeSet<String>) -> Option<Self> {
        let gained: BTreeSet<&String> = labels.difference(held).collect();
        let lost: BTreeSet<&String> = held.difference(labels).collect();
        let (words, replaced) = match (gained.is_empty(), lost.is_empty()) {
            (true, true) => return None,
            (false, false) => (format!("label {} became {}", list(&lost), list(&gained)), true),
            (false, true) => (format!("label added {}", list(&gained)), false),
            (true, false) => (format!("label gone {}", list(&lost)), false),
        };
        let owned = |set: BTreeSet<&String>| set.into_iter().cloned().collect();
        let labels =
            replaced.then(|| Labels::Replaced { before: owned(lost), after: owned(gained) });
        let words = format!("{words} in column '{column}'");
        Some(Self { labels, ..Self::new(ChangeOf::Label, words) })
    }
}

/// `'a', 'b'`.
fn list(set: &BTreeSet<&String>) -> String {
    set.iter().map(|s| format!("'{s}'")).collect::<Vec<_>>().join(", ")
}

impl Drift {
    /// Reads the whole candidate as a run would, and keeps nothing of it but what is wrong.
    ///
    /// # Errors
    /// The file went away.
    pub fn of(candidate: &Snapshot, catalogue: &Catalogue) -> Result<Self, StageError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let staged = stage(candidate, catalogue, threads, &mut |_| Ok(()))?;
        let mut drift = Self::default();
        for rejection in &staged.rejections {
            if rejection.measures.is_empty() {
                let words = format!("no measure reads it yet: {}", rejection.message);
                drift.events.push(Event::new(ChangeOf::Other, words));
            } else {
                let measures = rejection.measures.join(", ");
                drift.breaking.push(format!("{measures}: {}", rejection.message));
            }
        }
        drift.events.extend(
            staged
                .notes
                .into_iter()
                .filter(|note| note.severity != Severity::Note)
                .map(|n| Event::new(ChangeOf::Other, n.message)),
        );
        Ok(drift)
    }

    /// Adds what differs between two files of one data set.
    pub fn compare(&mut self, data_set: &str, old: &FileShape, new: &FileShape) {
        let gained: BTreeSet<&String> = new.periods.difference(&old.periods).collect();
        let lost: BTreeSet<&String> = old.periods.difference(&new.periods).collect();
        if !gained.is_empty() {
            let words = format!("new period {}", list(&gained));
            self.events.push(Event::new(ChangeOf::Other, words));
        }
        // The oldest years go first where a publisher keeps a window of years; anything
        // else that goes is not a window.
        let oldest: BTreeSet<&String> = old.periods.iter().take(lost.len()).collect();
        if !lost.is_empty() && lost == oldest && !gained.is_empty() {
            let words = format!(
                "period dropped {}: the publisher keeps a window of years; the version that has it stays in the store",
                list(&lost)
            );
            self.events.push(Event::new(ChangeOf::Other, words));
        } else if !lost.is_empty() {
            self.breaking.push(format!(
                "{data_set}: period {} is gone; if the publisher withdrew it on purpose, say why under \
                 [[unavailable]] in catalogue/breaks.toml and fetch with --accept-incomplete",
                list(&lost)
            ));
        }
        let named = |column: &&String| !column.is_empty();
        let header =
            |shape: &FileShape| shape.header.iter().filter(named).cloned().collect::<BTreeSet<_>>();
        let (before, after) = (header(old), header(new));
        let gone: BTreeSet<&String> = before.difference(&after).collect();
        let added: BTreeSet<&String> = after.difference(&before).collect();
        if !gone.is_empty() {
            let words = format!("column gone {}", list(&gone));
            self.events.push(Event::new(ChangeOf::Column, words));
        }
        if !added.is_empty() {
            let words = format!("column added {}", list(&added));
            self.events.push(Event::new(ChangeOf::Column, words));
        }
        for (column, labels) in &new.labels {
            let none = BTreeSet::new();
            let held = old.labels.get(column).unwrap_or(&none);
            if old.header.contains(column) {
                self.events.extend(Event::of_labels(column, held, labels));
            }
        }
        if new.rows.saturating_mul(2) < old.rows {
            let words = format!("rows fell from {} to {}", old.rows, new.rows);
            self.events.push(Event::new(ChangeOf::Other, words));
        }
    }

    /// Adds what the publisher itself says of one version's changes: renamings, which
    /// labels alone cannot distinguish from additions.
    pub fn publisher_says(&mut self, changes: &Changes) {
        for set in [&changes.major_changes, &changes.minor_changes] {
            for group in &set.filter_options {
                for change in &group.options {
                    let (before, after) = (&change.previous_state, &change.current_state);
                    if let (Some(before), Some(after)) = (before, after)
                        && before.label != after.label
                    {
                        let how = if before.id == after.id { "" } else { " under a new id" };
                        self.events.push(Event::label_renamed(
                            &before.label,
                            &after.label,
                            how,
                            &group.filter.column,
                        ));
                    }
                    if let (Some(before), None) = (before, after) {
                        let words = format!(
                            "label deleted '{}' in column '{}'",
                            before.label, group.filter.column
                        );
                        self.events.push(Event::new(ChangeOf::Label, words));
                    }
                }
            }
            let columns = set
                .indicators
                .iter()
                .map(|c| {
                    (
                        c.previous_state.as_ref().map(|i| &i.column),
                        c.current_state.as_ref().map(|i| &i.column),
                    )
                })
                .chain(set.filters.iter().map(|c| {
                    (
                        c.previous_state.as_ref().map(|f| &f.column),
                        c.current_state.as_ref().map(|f| &f.column),
                    )
                }));
            for pair in columns {
                if let (Some(before), Some(after)) = pair
                    && before != after
                {
                    self.events.push(Event::column_renamed(before, after));
                }
            }
        }
    }

    /// As [`Drift::publisher_says`], read from two descriptions where the publisher's list of
    /// changes cannot be had.
    pub fn descriptions_say(&mut self, old: &Meta, new: &Meta) {
        for filter in &new.filters {
            let Some(before) = old.filters.iter().find(|f| f.id == filter.id) else { continue };
            if before.column != filter.column {
                self.events.push(Event::column_renamed(&before.column, &filter.column));
            }
            for option in &filter.options {
                let held = before.options.iter().find(|o| o.id == option.id);
                if let Some(held) = held.filter(|h| h.label != option.label) {
                    self.events.push(Event::label_renamed(
                        &held.label,
                        &option.label,
                        "",
                        &filter.column,
                    ));
                }
            }
        }
    }

    /// Reports each change once: a renaming that the publisher describes replaces the
    /// difference in labels that it makes.
    pub fn settle(&mut self) {
        let renamed: Vec<(String, String)> = self
            .events
            .iter()
            .filter_map(|event| match &event.labels {
                Some(Labels::Renamed { before, after }) => Some((before.clone(), after.clone())),
                _ => None,
            })
            .collect();
        let reported = |event: &Event| {
            let Some(Labels::Replaced { before, after }) = &event.labels else { return false };
            let [before] = &before[..] else { return false };
            renamed.iter().any(|(b, a)| b == before && after.first() == Some(a))
        };
        self.events.retain(|event| !reported(event));
        let mut seen = BTreeSet::new();
        self.events.retain(|event| seen.insert(event.change.words.clone()));
    }

    /// What changes, for the record of the version.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        self.events.iter().map(|event| event.change.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(periods: &[&str], labels: &[&str]) -> FileShape {
        let set = |all: &[&str]| all.iter().map(|s| (*s).to_string()).collect::<BTreeSet<_>>();
        FileShape {
            header: vec!["time_period".into(), "sen".into()],
            rows: 10,
            periods: set(periods),
            labels: [("sen".to_string(), set(labels))].into(),
            ..FileShape::default()
        }
    }

    #[test]
    fn a_window_of_years_may_move_and_a_year_in_the_middle_may_not_go() {
        let old = shape(&["201617", "201718", "201819"], &["EHC plan"]);
        let mut moved = Drift::default();
        moved.compare("x", &old, &shape(&["201718", "201819", "201920"], &["EHC plan"]));
        assert!(moved.breaking.is_empty());
        let words = |place: usize| moved.events[place].change.words.as_str();
        assert_eq!(words(0), "new period '201920'");
        assert!(words(1).starts_with("period dropped '201617'"));
        let mut holed = Drift::default();
        holed.compare("x", &old, &shape(&["201617", "201819", "201920"], &["EHC plan"]));
        assert!(holed.breaking[0].contains("period '201718' is gone"), "{holed:?}");
        let mut shorter = Drift::default();
        shorter.compare("x", &old, &shape(&["201718", "201819"], &["EHC plan"]));
        assert!(
            shorter.breaking[0].contains("period '201617' is gone"),
            "nothing came in its place"
        );
    }

    #[test]
    fn a_renaming_is_reported_once_and_as_such() {
        let mut drift = Drift::default();
        drift.compare("x", &shape(&["1"], &["Girls"]), &shape(&["1"], &["Female"]));
        let changes: Changes = serde_json::from_str(
            r#"{"minorChanges":{"filterOptions":[{"filter":{"id":"f","column":"sen","label":"SEN"},
            "options":[{"previousState":{"id":"a","label":"Girls"},"currentState":{"id":"a","label":"Female"}}]}]}}"#,
        )
        .unwrap();
        drift.publisher_says(&changes);
        drift.settle();
        let words = "label renamed 'Girls' to 'Female' in column 'sen'".to_string();
        assert_eq!(drift.changes(), [Change { of: ChangeOf::Label, words }]);
    }
}
