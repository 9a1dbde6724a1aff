//! Themes of measures.

/// The theme of every measure that only one area has.
pub const LOCAL_THEME: &str = "local";

/// Themes in the order in which they are reported.
pub const THEMES: [&str; 7] = [
    "identification",
    "attainment",
    "absence",
    "exclusions",
    "destinations",
    "adulthood",
    LOCAL_THEME,
];

/// The heading of a theme.
#[must_use]
pub fn theme_title(theme: &str) -> &str {
    match theme {
        LOCAL_THEME => "Local, unpublished measures",
        "identification" => "Identification and duties",
        "attainment" => "Attainment",
        "absence" => "Absence and attendance",
        "exclusions" => "Exclusions",
        "destinations" => "Destinations",
        "adulthood" => "Adulthood",
        other => other,
    }
}
