//! The period in a file's name, for files without a column for it.

use crate::period::{Period, PeriodKind};
use std::collections::BTreeSet;
use std::path::Path;

/// Start of the one period in a name: `ascof_2020-21.csv` is 2020/21, and so are
/// `ascof_202021.csv` and `ascof_2020_2021.csv`.
///
/// # Errors
/// The name gives none, or several.
pub(super) fn period_in_name(file: &str, kind: PeriodKind) -> Result<i32, String> {
    let name = Path::new(file).file_stem().map_or(file.into(), |stem| stem.to_string_lossy());
    let starts: BTreeSet<i32> = match kind {
        PeriodKind::Calendar => numbers(&name).iter().filter_map(|(_, n)| year(n)).collect(),
        PeriodKind::Academic | PeriodKind::Financial => spans(&name, kind),
    };
    let example = Period { start: 2020, kind }.to_string().replace('/', "-");
    let advice = format!("put it into the name, as in figures-{example}.csv");
    match starts.len() {
        1 => Ok(starts.into_iter().next().unwrap_or_default()),
        0 => Err(format!("the file has no column of its year, and its name gives none: {advice}")),
        _ => Err(format!(
            "the file has no column of its year, and its name gives several ({}): leave one",
            starts
                .into_iter()
                .map(|start| Period { start, kind }.to_string())
                .collect::<Vec<_>>()
                .join(", ")
        )),
    }
}

/// Runs of digits, and what is between each and the next.
fn numbers(name: &str) -> Vec<(String, String)> {
    let mut runs: Vec<(String, String)> = Vec::new();
    for letter in name.chars() {
        match (letter.is_ascii_digit(), runs.last_mut()) {
            (true, Some((between, digits))) if between.is_empty() => digits.push(letter),
            (true, _) => runs.push((String::new(), letter.to_string())),
            (false, Some((between, _))) => between.push(letter),
            (false, None) => {}
        }
    }
    runs
}

/// Two years that follow each other, in one run of digits or in two next to each other.
fn spans(name: &str, kind: PeriodKind) -> BTreeSet<i32> {
    let runs = numbers(name);
    let whole = runs.iter().filter(|(_, digits)| digits.len() == 6).map(|(_, d)| d.clone());
    let parted = runs.windows(2).filter_map(|pair| {
        let ((between, first), (_, second)) = (&pair[0], &pair[1]);
        let end = match second.len() {
            2 => second.as_str(),
            4 => &second[2..],
            _ => return None,
        };
        let beside = matches!(between.as_str(), "-" | "_" | " " | "–" | "-to-" | "_to_" | " to ");
        (beside && first.len() == 4).then(|| format!("{first}{end}"))
    });
    let all: Vec<String> = whole.chain(parted).collect();
    all.iter()
        .filter(|text| year(&text[..4]).is_some())
        .filter_map(|text| Period::parse(text, kind).ok())
        .map(|period| period.start)
        .collect()
}

fn year(digits: &str) -> Option<i32> {
    digits.parse().ok().filter(|year| digits.len() == 4 && (1990..2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_one_period_in_any_usual_form() {
        for (name, kind, start) in [
            ("a/ascof_1E_2020-21_extract.csv", PeriodKind::Financial, 2020),
            ("ascof 2020_21.csv.gz", PeriodKind::Financial, 2020),
            ("202021_ascof.csv", PeriodKind::Academic, 2020),
            ("ascof-2020-2021.csv", PeriodKind::Financial, 2020),
            ("x_2019.csv", PeriodKind::Calendar, 2019),
        ] {
            assert_eq!(period_in_name(name, kind), Ok(start), "{name}");
        }
    }

    #[test]
    fn a_name_without_a_period_or_with_two_is_refused_with_what_to_do() {
        for (name, kind, said) in [
            ("ascof.csv", PeriodKind::Financial, "gives none: put it into the name"),
            ("ascof_2020.csv", PeriodKind::Financial, "as in figures-2020-21.csv"),
            ("ascof_202022.csv", PeriodKind::Financial, "gives none"),
            ("ascof_2020-21_2021-22.csv", PeriodKind::Financial, "2020/21, 2021/22"),
            ("x_2019_2020.csv", PeriodKind::Calendar, "2019, 2020"),
        ] {
            let found = period_in_name(name, kind).unwrap_err();
            assert!(found.contains(said), "{name}: {found}");
        }
    }
}
