//! What a fetch came to, data set by data set, and the exit code that says so.

use crate::error::{DONE, INCOMPLETE, NOTHING_NEW, UNREACHABLE};
use crate::store::Cause;

/// What became of one data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// The version in use is the publisher's newest.
    Unchanged,
    /// A version was put in use.
    New {
        /// The one before it, where there was one.
        from: Option<String>,
    },
    /// A newer version was fetched and is not in use, because it breaks measures.
    HeldBack {
        /// The newer version.
        version: String,
        /// What breaks, and the edit that would repair it.
        reasons: Vec<String>,
        /// Whether that was known before.
        known: bool,
    },
    /// Something went wrong; the version in use stays in use and is marked stale.
    Kept {
        /// What went wrong, in words.
        reason: String,
        /// The same, to be compared with what went wrong before.
        cause: Cause,
        /// Whether the publisher is out of reach, rather than the data set at fault.
        unreachable: bool,
        /// Whether that was known before.
        known: bool,
    },
    /// The publisher announces it and has published no version yet.
    NotPublished,
    /// This source does not have it: what was searched.
    NotFound(String),
    /// The lock file does not name it.
    NotLocked,
}

/// One data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchOutcome {
    /// Its id.
    pub data_set: String,
    /// The version in use, where there is one.
    pub version: Option<String>,
    /// What became of it.
    pub reaction: Reaction,
    /// What changed.
    pub events: Vec<String>,
}

impl FetchOutcome {
    /// What became of it, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let version = self.version.as_deref().unwrap_or("none");
        let kept = match &self.version {
            Some(version) => format!("version {version} is kept and marked stale"),
            None => "no version is held".to_string(),
        };
        match &self.reaction {
            Reaction::Unchanged => format!("unchanged, version {version}"),
            Reaction::New { from: Some(from) } => {
                format!("new version {version} in place of {from}")
            }
            Reaction::New { from: None } => format!("new, version {version}"),
            Reaction::HeldBack { version: newer, reasons, .. } => {
                format!("version {newer} is held back, {kept}:\n    {}", reasons.join("\n    "))
            }
            Reaction::Kept { reason, .. } => format!("{reason}; {kept}"),
            Reaction::NotPublished => "announced, and no version is published yet".to_string(),
            Reaction::NotFound(why) => format!("not available from this source: {why}"),
            Reaction::NotLocked => "not in the lock file".to_string(),
        }
    }

    /// In one line, and a line for each event.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{}: {}", self.data_set, self.words())];
        lines.extend(self.events.iter().map(|event| format!("    {event}")));
        lines
    }

    /// Whether this needs to be looked at.
    #[must_use]
    pub fn is_problem(&self) -> bool {
        matches!(self.reaction, Reaction::HeldBack { .. } | Reaction::Kept { .. })
    }

    /// Whether the source does not have it and never had.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self.reaction, Reaction::NotFound(_)) && self.version.is_none()
    }

    fn is_known_problem(&self) -> bool {
        matches!(
            self.reaction,
            Reaction::HeldBack { known: true, .. }
                | Reaction::Kept { known: true, unreachable: false, .. }
        )
    }
}

/// A fetch of some data sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FetchReport {
    /// In order of id.
    pub outcomes: Vec<FetchOutcome>,
    /// What was odd and no fault.
    pub warnings: Vec<String>,
}

impl FetchReport {
    /// Data sets of which a version was put in use.
    pub fn renewed(&self) -> impl Iterator<Item = &FetchOutcome> {
        self.outcomes.iter().filter(|o| matches!(o.reaction, Reaction::New { .. }))
    }

    /// Data sets that need to be looked at.
    pub fn problems(&self) -> impl Iterator<Item = &FetchOutcome> {
        self.outcomes.iter().filter(|o| o.is_problem())
    }

    /// The reasons for which several data sets could not be asked for, each with its data sets:
    /// where a publisher is out of reach, one line says so for all of them.
    #[must_use]
    pub fn shared_reasons(&self) -> Vec<(String, Vec<&FetchOutcome>)> {
        let mut shared: Vec<(String, Vec<&FetchOutcome>)> = Vec::new();
        for outcome in &self.outcomes {
            let Reaction::Kept { reason, unreachable: true, .. } = &outcome.reaction else {
                continue;
            };
            match shared.iter_mut().find(|(known, _)| known == reason) {
                Some((_, outcomes)) => outcomes.push(outcome),
                None => shared.push((reason.clone(), vec![outcome])),
            }
        }
        let all: usize = shared.iter().map(|(_, outcomes)| outcomes.len()).sum();
        if all > 1 && all == self.outcomes.len() {
            let reasons: Vec<String> = shared.iter().map(|(reason, _)| reason.clone()).collect();
            return vec![(reasons.join("; "), self.outcomes.iter().collect())];
        }
        shared.retain(|(_, outcomes)| outcomes.len() > 1);
        shared
    }

    /// Whether nothing is new and nothing is wrong that was not known before.
    #[must_use]
    pub fn nothing_new(&self) -> bool {
        self.renewed().next().is_none() && self.problems().all(FetchOutcome::is_known_problem)
    }

    /// The exit code: 5 where the publisher is out of reach and nothing came, 3 where
    /// nothing is new and that was asked for, 6 where some data sets could not be
    /// brought up to date, else 0.
    #[must_use]
    pub fn exit_code(&self, if_changed: bool) -> u8 {
        let new = self.renewed().next().is_some();
        let away =
            |o: &FetchOutcome| matches!(o.reaction, Reaction::Kept { unreachable: true, .. });
        let none_found =
            !self.outcomes.is_empty() && self.outcomes.iter().all(FetchOutcome::is_absent);
        if none_found || (!new && self.outcomes.iter().any(away)) {
            UNREACHABLE
        } else if if_changed && self.nothing_new() {
            NOTHING_NEW
        } else if self.problems().next().is_some() {
            INCOMPLETE
        } else {
            DONE
        }
    }

    /// One line fit for a mail or a chat message.
    #[must_use]
    pub fn summary(&self) -> String {
        let names = |all: Vec<&FetchOutcome>| {
            let names: Vec<&str> = all.iter().map(|o| o.data_set.as_str()).collect();
            if names.len() == self.outcomes.len() && names.len() > 1 {
                "all that were asked for".to_string()
            } else {
                names.join(", ")
            }
        };
        let new: Vec<_> = self.renewed().collect();
        let problems: Vec<_> = self.problems().collect();
        let count =
            |n: usize, what: &str| format!("{n} data set{} {what}", if n == 1 { "" } else { "s" });
        let mut parts = Vec::new();
        if new.is_empty() {
            parts.push("nothing new".to_string());
        } else {
            parts.push(format!("{} ({})", count(new.len(), "new"), names(new)));
        }
        if !problems.is_empty() {
            let what = "not brought up to date";
            parts.push(format!("{} ({})", count(problems.len(), what), names(problems)));
        }
        parts.join("; ")
    }
}
