//! "Did you mean …": the nearest known name for one that is unknown.

/// ` (nearest known: 'x')` for the most similar of `known`, or nothing when none is similar.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let wanted = name.trim().to_lowercase();
    known
        .map(|k| (strsim::jaro_winkler(&wanted, &k.to_lowercase()), k))
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .filter(|(similarity, _)| *similarity > 0.7)
        .map(|(_, k)| format!(" (nearest known: '{k}')"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelt_label_finds_its_neighbour_and_nonsense_finds_none() {
        let known = ["EHC plan or statement", "SEN support", "Total"];
        assert!(nearest("SEN suport", known.into_iter()).contains("'SEN support'"));
        assert_eq!(nearest("qqq", known.into_iter()), "");
    }
}
