//! The vocabulary of claims: which words there are, what a writer probably meant by
//! another, and which word says something of which measure.

use crate::catalogue::{Catalogue, Measure, StatementClause, nearest};

const LEVELS: [&str; 7] = [
    "above",
    "below",
    "broadly_in_line",
    "significantly_above",
    "significantly_below",
    "favourable",
    "unfavourable",
];
const DIRECTIONS: [&str; 7] = [
    "improving",
    "declining",
    "no_sustained_change",
    "not_improving",
    "volatile",
    "rising",
    "falling",
];
const GAPS: [&str; 2] = ["closing", "widening"];
const QUANTIFIERS: [&str; 3] = ["all", "most", "any"];

/// What people write, and the word for it here.
const LEVELS_MEANT: [(&str, &str); 16] = [
    ("weak", "unfavourable"),
    ("poor", "unfavourable"),
    ("worse", "unfavourable"),
    ("strong", "favourable"),
    ("good", "favourable"),
    ("better", "favourable"),
    ("positive", "favourable"),
    ("in line", "broadly_in_line"),
    ("in_line", "broadly_in_line"),
    ("average", "broadly_in_line"),
    ("similar", "broadly_in_line"),
    ("same", "broadly_in_line"),
    ("high", "above"),
    ("higher", "above"),
    ("low", "below"),
    ("lower", "below"),
];
const DIRECTIONS_MEANT: [(&str, &str); 14] = [
    ("better", "improving"),
    ("getting better", "improving"),
    ("worse", "declining"),
    ("getting worse", "declining"),
    ("deteriorating", "declining"),
    ("increasing", "rising"),
    ("up", "rising"),
    ("reducing", "falling"),
    ("reduced", "falling"),
    ("decreasing", "falling"),
    ("down", "falling"),
    ("stable", "no_sustained_change"),
    ("unchanged", "no_sustained_change"),
    ("no improvement", "not_improving"),
];
const GAPS_MEANT: [(&str, &str); 4] = [
    ("narrowing", "closing"),
    ("shrinking", "closing"),
    ("growing", "widening"),
    ("opening", "widening"),
];

/// A word that has to be one of some.
pub(super) struct Word<'a> {
    pub kind: &'a str,
    pub said: &'a str,
    pub known: &'a [&'a str],
    pub meant: &'a [(&'a str, &'a str)],
}

impl Word<'_> {
    /// # Errors
    /// The word is none of them; names what was probably meant.
    pub fn check(&self) -> Result<(), String> {
        if self.known.contains(&self.said) {
            return Ok(());
        }
        let plain = self.said.trim().to_lowercase();
        let meant = self.meant.iter().find(|(wrong, _)| *wrong == plain);
        let near = match meant {
            Some((_, word)) => format!(" (for that write '{word}')"),
            None => nearest(self.said, self.known.iter().copied()),
        };
        // A long list does not help: it has its own command.
        let all = if self.known.len() <= 8 {
            format!("; use one of {}", self.known.join(", "))
        } else {
            String::new()
        };
        Err(format!("{} '{}' is unknown{near}{all}", self.kind, self.said))
    }
}

/// Whether the words of a clause exist and say something of its measures.
///
/// # Errors
/// What cannot be expressed, and what can.
pub(super) fn check_words(clause: &StatementClause, catalogue: &Catalogue) -> Result<(), String> {
    let ids: Vec<&str> = catalogue.measures.iter().map(|m| m.id.as_str()).collect();
    let mut measures = Vec::new();
    for id in &clause.measures {
        Word { kind: "measure", said: id, known: &ids, meant: &[] }.check()?;
        measures.extend(catalogue.measure(id));
    }
    let word = |kind, said: &Option<String>, known, meant| match said {
        Some(said) => Word { kind, said, known, meant }.check(),
        None => Ok(()),
    };
    word("level", &clause.level, &LEVELS, &LEVELS_MEANT)?;
    word("direction", &clause.direction, &DIRECTIONS, &DIRECTIONS_MEANT)?;
    word("gap", &clause.gap, &GAPS, &GAPS_MEANT)?;
    Word { kind: "quantifier", said: &clause.quantifier, known: &QUANTIFIERS, meant: &[] }
        .check()?;
    let claims = [
        clause.level.is_some(),
        clause.direction.is_some(),
        clause.gap.is_some(),
        clause.rise_in_not_known,
        clause.not_sustained,
        clause.improving_picture,
    ];
    if measures.is_empty() || !claims.contains(&true) {
        return Err("it needs measures and a claim: level, direction, gap, not_sustained, \
                    rise_in_not_known or improving_picture"
            .to_string());
    }
    measures.iter().try_for_each(|m| says_something(clause, m, catalogue))?;
    if clause.improving_picture {
        let fewest = usize::try_from(catalogue.verdicts.picture.minimum_measures).unwrap_or(0);
        if claims.iter().filter(|claimed| **claimed).count() > 1 {
            return Err("an improving picture is a separate claim: put the rest in another clause"
                .to_string());
        }
        if measures.len() < fewest {
            return Err(format!(
                "a picture needs at least {fewest} measures, not {}: name more, or claim \
                 direction = \"improving\" of these",
                measures.len()
            ));
        }
    }
    Ok(())
}

/// A word about good and bad says nothing of a measure with no good direction.
fn says_something(
    clause: &StatementClause,
    m: &Measure,
    catalogue: &Catalogue,
) -> Result<(), String> {
    if m.polarity == 0 {
        let instead = |word: &str| match word {
            "favourable" | "unfavourable" => Some("level = \"above\" or \"below\""),
            "improving" | "declining" | "not_improving" => {
                Some("direction = \"rising\" or \"falling\"")
            }
            _ => None,
        };
        for word in [&clause.level, &clause.direction].into_iter().flatten() {
            if let Some(instead) = instead(word) {
                return Err(format!(
                    "'{word}' cannot be claimed of '{}', which has no good direction: write \
                     {instead}",
                    m.id
                ));
            }
        }
        for (claimed, key) in [
            (clause.gap.is_some(), "gap"),
            (clause.not_sustained, "not_sustained"),
            (clause.improving_picture, "improving_picture"),
        ] {
            if claimed {
                return Err(format!(
                    "{key} cannot be claimed of '{}', which has no good direction",
                    m.id
                ));
            }
        }
    }
    let partners: Vec<&str> = catalogue
        .measures
        .iter()
        .map(|m| m.not_known.as_str())
        .filter(|id| !id.is_empty())
        .collect();
    if clause.rise_in_not_known && !partners.contains(&m.id.as_str()) {
        return Err(format!(
            "rise_in_not_known is a claim about those whose activity is not known, which '{}' does \
             not count: name one of {}",
            m.id,
            partners.join(", ")
        ));
    }
    Ok(())
}
