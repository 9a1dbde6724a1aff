//! What a new version changes, reported before it is used: what breaks a measure, with
//! the edit that would repair it, and what merely changes.

use crate::catalogue::Catalogue;
use crate::source::FileShape;
use crate::source::Snapshot;
use crate::source::ees::{Changes, Meta};
use crate::stage::{Severity, StageError, stage};
use std::collections::BTreeSet;

/// What a new version changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    /// What breaks, and the edit that would repair it.
    pub breaking: Vec<String>,
    /// What changes without breaking anything.
    pub events: Vec<String>,
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
                drift.events.push(format!("no measure reads it yet: {}", rejection.message));
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
                .map(|n| n.message),
        );
        Ok(drift)
    }

    /// Adds what differs between two files of one data set.
    pub fn compare(&mut self, data_set: &str, old: &FileShape, new: &FileShape) {
        let list = |set: &BTreeSet<&String>| {
            set.iter().map(|s| format!("'{s}'")).collect::<Vec<_>>().join(", ")
        };
        let gained: BTreeSet<&String> = new.periods.difference(&old.periods).collect();
        let lost: BTreeSet<&String> = old.periods.difference(&new.periods).collect();
        if !gained.is_empty() {
            self.events.push(format!("new period {}", list(&gained)));
        }
        // The oldest years go first where a publisher keeps a window of years; anything
        // else that goes is not a window.
        let oldest: BTreeSet<&String> = old.periods.iter().take(lost.len()).collect();
        if !lost.is_empty() && lost == oldest && !gained.is_empty() {
            self.events.push(format!(
                "period dropped {}: the publisher keeps a window of years; the version that has it stays in the store",
                list(&lost)
            ));
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
            self.events.push(format!("column gone {}", list(&gone)));
        }
        if !added.is_empty() {
            self.events.push(format!("column added {}", list(&added)));
        }
        for (column, labels) in &new.labels {
            let none = BTreeSet::new();
            let held = old.labels.get(column).unwrap_or(&none);
            let gained: BTreeSet<&String> = labels.difference(held).collect();
            let lost: BTreeSet<&String> = held.difference(labels).collect();
            if !old.header.contains(column) || (gained.is_empty() && lost.is_empty()) {
                continue;
            }
            let text = match (gained.is_empty(), lost.is_empty()) {
                (false, false) => format!("label {} became {}", list(&lost), list(&gained)),
                (false, true) => format!("label added {}", list(&gained)),
                _ => format!("label gone {}", list(&lost)),
            };
            self.events.push(format!("{text} in column '{column}'"));
        }
        if new.rows.saturating_mul(2) < old.rows {
            self.events.push(format!("rows fell from {} to {}", old.rows, new.rows));
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
                        let same_id = if before.id == after.id { "" } else { " under a new id" };
                        self.events.push(format!(
                            "label renamed '{}' to '{}'{same_id} in column '{}'",
                            before.label, after.label, group.filter.column
                        ));
                    }
                    if let (Some(before), None) = (before, after) {
                        self.events.push(format!(
                            "label deleted '{}' in column '{}'",
                            before.label, group.filter.column
                        ));
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
                    self.events.push(format!("column renamed '{before}' to '{after}'"));
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
                self.events
                    .push(format!("column renamed '{}' to '{}'", before.column, filter.column));
            }
            for option in &filter.options {
                let held = before.options.iter().find(|o| o.id == option.id);
                if let Some(held) = held.filter(|h| h.label != option.label) {
                    self.events.push(format!(
                        "label renamed '{}' to '{}' in column '{}'",
                        held.label, option.label, filter.column
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
            .filter_map(|e| {
                let (before, rest) = e.strip_prefix("label renamed '")?.split_once("' to '")?;
                Some((before.to_string(), rest.split_once('\'')?.0.to_string()))
            })
            .collect();
        let reported = |event: &String| {
            let Some(rest) = event.strip_prefix("label '") else { return false };
            let Some((before, after)) = rest.split_once("' became '") else { return false };
            renamed.iter().any(|(b, a)| b == before && after.split('\'').next() == Some(a))
        };
        self.events.retain(|event| !reported(event));
        let mut seen = BTreeSet::new();
        self.events.retain(|event| seen.insert(event.clone()));
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
        assert_eq!(moved.events[0], "new period '201920'");
        assert!(moved.events[1].starts_with("period dropped '201617'"));
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
        assert_eq!(drift.events, ["label renamed 'Girls' to 'Female' in column 'sen'"]);
    }
}
