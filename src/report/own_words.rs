//! What an area wrote in its own words, next to the rows that it is about.

use crate::catalogue::{Area, Catalogue, Comment, Target, theme_title};
use crate::engine::printed_figure;
use crate::findings::AreaFindings;
use serde::Serialize;

/// A comment of an area; every text is the area's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OwnWords {
    /// What it is about: a measure and group, or a theme.
    pub about: String,
    /// The comment.
    pub comment: String,
    /// What is done about it.
    pub action: String,
    /// Who does it.
    pub owner: String,
    /// Until when.
    pub due: String,
}

impl OwnWords {
    /// A comment, about what `about` names.
    #[must_use]
    pub fn of(comment: &Comment, about: &str) -> Self {
        Self {
            about: about.to_string(),
            comment: comment.comment.clone(),
            action: comment.action.clone(),
            owner: comment.owner.clone(),
            due: comment.due.clone(),
        }
    }
}

/// `60% by 2026/27`.
#[must_use]
pub fn target_in_words(target: &Target, catalogue: &Catalogue) -> String {
    let measure = catalogue.measure(&target.measure);
    let (unit, decimals) = measure.map_or(("", 1), |m| (m.unit.as_str(), m.decimals));
    let decimals = usize::try_from(decimals).unwrap_or(0);
    format!("{} by {}", printed_figure(target.value, unit, decimals), target.by)
}

/// What an area wrote about measures and themes of which its page has no row.
pub(super) fn without_row(
    area: &Area,
    results: &AreaFindings,
    catalogue: &Catalogue,
) -> Vec<OwnWords> {
    let of_area = catalogue.commentary.comments.iter().filter(|c| c.areas.contains(&area.code));
    let has_row = |c: &Comment| {
        results.findings.iter().any(|f| {
            c.is_about(&area.code, &f.measure_id, &f.cohort)
                || (!c.theme.is_empty() && f.theme == c.theme)
        })
    };
    let about = |c: &Comment| match catalogue.measure(&c.measure) {
        None => theme_title(&c.theme).to_string(),
        Some(measure) => {
            let cohort = catalogue.cohorts.iter().find(|known| known.id == c.cohort);
            let cohort = cohort.map(|known| format!(", {}", known.short_title));
            format!("{}{}", measure.title, cohort.unwrap_or_default())
        }
    };
    of_area.filter(|c| !has_row(c)).map(|c| OwnWords::of(c, &about(c))).collect()
}
