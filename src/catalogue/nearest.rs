//! "Did you mean …": the known names nearest to one that is unknown.

use crate::shown::visible;

/// Most names that a message lists.
const LISTED: usize = 4;

/// ` (nearest known: 'x')` for the known names that hold the words of `name`, or the most similar
/// one where none does; nothing when none is similar.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    words_of(&nearest_names(name, known))
}

/// The known names nearest to `name`, the best first: those of the same words in any order, those
/// that begin with it, those that hold its words, those whose words begin with its words. Where
/// none does, the one that is spelt most alike.
pub(super) fn nearest_names<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    let wanted = words(name);
    let mut holding: Vec<(u8, &str)> =
        known.iter().filter_map(|k| Some((hold(&wanted, &words(k))?, *k))).collect();
    holding.sort_unstable();
    if !holding.is_empty() {
        return holding.into_iter().map(|(_, k)| k).collect();
    }
    let similar = known.iter().map(|k| (similarity(name, &wanted, k), *k));
    let best = similar.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
    best.filter(|(similarity, _)| *similarity > 0.7).map(|(_, k)| k).into_iter().collect()
}

/// ` (nearest known: 'x', 'y')`, or nothing for no name.
pub(super) fn words_of(names: &[&str]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let listed: Vec<String> =
        names.iter().take(LISTED).map(|k| format!("'{}'", visible(k))).collect();
    let more = match names.len().saturating_sub(LISTED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!(" (nearest known: {}{more})", listed.join(", "))
}

/// Lower-case words of letters and digits.
fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_string).collect()
}

/// How well a known name holds the wanted words: 0 is best, `None` not at all.
fn hold(wanted: &[String], known: &[String]) -> Option<u8> {
    let letters: usize = wanted.iter().map(|word| word.chars().count()).sum();
    if wanted.is_empty() {
        return None;
    }
    let holds_all = wanted.iter().all(|word| known.contains(word));
    if holds_all && wanted.len() == known.len() {
        return Some(0);
    }
    // One letter begins too many names.
    if letters < 2 {
        return None;
    }
    if known.starts_with(wanted) {
        return Some(1);
    }
    if holds_all {
        return Some(2);
    }
    let begins = |word: &String| known.iter().any(|other| other.starts_with(word.as_str()));
    (letters > 2 && wanted.iter().all(begins)).then_some(3)
}

/// How alike two names are spelt: as they are, or with as many words of the known one as are wanted.
fn similarity(name: &str, wanted: &[String], known: &str) -> f64 {
    let whole = strsim::jaro_winkler(&name.trim().to_lowercase(), &known.to_lowercase());
    let held = words(known);
    if wanted.is_empty() || held.len() <= wanted.len() {
        return whole;
    }
    let beginning = strsim::jaro_winkler(&wanted.join(" "), &held[..wanted.len()].join(" "));
    // A name that is alike as a whole comes before one that only begins alike.
    whole.max(0.99 * beginning)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelt_label_finds_its_neighbour_and_nonsense_finds_none() {
        let known = ["EHC plan or statement", "SEN support", "Total"];
        assert!(nearest("SEN suport", known.into_iter()).contains("'SEN support'"));
        assert_eq!(nearest("qqq", known.into_iter()), "");
        assert_eq!(nearest("", known.into_iter()), "");
    }

    #[test]
    fn whole_words_and_beginnings_come_before_what_is_only_spelt_alike() {
        let known = [
            "Cheshire East",
            "Cheshire West and Chester",
            "City of London",
            "Bristol, City of",
            "Stockport",
            "Stockton-on-Tees",
            "Kingston upon Hull, City of",
            "Kingston upon Thames",
        ];
        for (wanted, found) in [
            ("Stockton", " (nearest known: 'Stockton-on-Tees')"),
            ("Stocktn", " (nearest known: 'Stockton-on-Tees')"),
            ("Cheshire West", " (nearest known: 'Cheshire West and Chester')"),
            ("City of Bristol", " (nearest known: 'Bristol, City of')"),
            ("kingston", " (nearest known: 'Kingston upon Hull, City of', 'Kingston upon Thames')"),
            ("Thames", " (nearest known: 'Kingston upon Thames')"),
            ("chesh", " (nearest known: 'Cheshire East', 'Cheshire West and Chester')"),
        ] {
            assert_eq!(nearest(wanted, known.into_iter()), found, "{wanted}");
        }
    }

    #[test]
    fn ids_are_found_by_their_parts_and_a_long_list_is_cut() {
        let known = ["ks2-reading", "ks2-writing", "ks2-maths", "ks2-rwm", "ks2-scaled", "eyfs"];
        let found = nearest("ks2", known.into_iter());
        assert!(found.contains("'ks2-maths'") && found.ends_with(" and 1 more)"), "{found}");
        assert_eq!(nearest("reading", known.into_iter()), " (nearest known: 'ks2-reading')");
        assert_eq!(
            nearest("SEN support", ["sen-support"].into_iter()),
            " (nearest known: 'sen-support')"
        );
    }
}
