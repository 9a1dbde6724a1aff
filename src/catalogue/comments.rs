//! What an area wrote about its figures.

/// Name of the file, next to that of the workspace.
pub const COMMENTARY_FILE: &str = "commentary.toml";

/// What an area wrote; nothing where it has no such file.
#[derive(Debug, Clone, Default)]
pub struct Commentary {
    /// Comments in the order of the file.
    pub comments: Vec<Comment>,
    /// Targets in the order of the file.
    pub targets: Vec<Target>,
    /// Checksum of the file, hexadecimal; empty without one.
    pub sha256: String,
}

/// A comment on a measure or on a theme.
#[derive(Debug, Clone, Default)]
pub struct Comment {
    /// Codes of the areas that it is about.
    pub areas: Vec<String>,
    /// Measure; empty for a comment on a theme.
    pub measure: String,
    /// Group of pupils; empty for all groups of the measure.
    pub cohort: String,
    /// Theme; empty for a comment on a measure.
    pub theme: String,
    /// The comment.
    pub comment: String,
    /// What is done about it.
    pub action: String,
    /// Who does it.
    pub owner: String,
    /// Until when, in words.
    pub due: String,
    /// The same as `2027-03-31`.
    pub due_day: String,
}

impl Comment {
    /// Whether it is about a measure and group of pupils of an area.
    #[must_use]
    pub fn is_about(&self, area: &str, measure: &str, cohort: &str) -> bool {
        self.measure == measure
            && (self.cohort.is_empty() || self.cohort == cohort)
            && self.areas.iter().any(|code| code == area)
    }
}

/// A target that an area set itself for a published measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Codes of the areas that it holds for.
    pub areas: Vec<String>,
    /// Measure.
    pub measure: String,
    /// Group of pupils.
    pub cohort: String,
    /// The figure to reach, in the unit of the measure.
    pub value: f64,
    /// The period by which it is to be reached.
    pub by: String,
}

impl Commentary {
    /// The target of a measure and group of pupils of an area.
    #[must_use]
    pub fn target(&self, area: &str, measure: &str, cohort: &str) -> Option<&Target> {
        self.targets.iter().find(|t| {
            t.measure == measure && t.cohort == cohort && t.areas.iter().any(|code| code == area)
        })
    }

    /// The comments on a measure and group of pupils of an area.
    pub fn on<'a>(
        &'a self,
        area: &'a str,
        measure: &'a str,
        cohort: &'a str,
    ) -> impl Iterator<Item = &'a Comment> {
        self.comments.iter().filter(move |c| c.is_about(area, measure, cohort))
    }

    /// The comments on themes of an area.
    pub fn on_themes<'a>(&'a self, area: &'a str) -> impl Iterator<Item = &'a Comment> {
        let of_area = move |c: &&Comment| c.areas.iter().any(|code| code == area);
        self.comments.iter().filter(|c| !c.theme.is_empty()).filter(of_area)
    }
}
