//! Whether the name next to a code is that of the same authority: a file whose codes and names
//! slipped against each other would put one authority's figures under another.

use super::areas::AreaPlan;
use super::layout::Header;
use super::losses::{Note, Severity};
use crate::catalogue::{AreaLevel, Areas, name_key};
use crate::shown::visible;
use std::collections::{BTreeMap, HashMap};

/// The names that a file may print next to its codes.
pub(super) struct NamePlan {
    column: Option<usize>,
    /// Name in its normal form → places of the authorities that bear it.
    bearers: HashMap<String, Vec<u32>>,
}

impl NamePlan {
    pub fn new(header: &Header, column: &str, plan: &AreaPlan<'_>, known: &Areas) -> Self {
        let mut bearers: HashMap<String, Vec<u32>> = HashMap::new();
        for (place, area) in (0..).zip(&plan.areas) {
            if area.level == AreaLevel::LocalAuthority {
                for name in known.printed_names(area) {
                    bearers.entry(name).or_default().push(place);
                }
            }
        }
        Self { column: header.place(column), bearers }
    }

    /// The column of names.
    pub fn column(&self) -> Option<usize> {
        self.column
    }

    /// Whether a name is that of an authority.
    pub fn is_of(&self, area: u32, name: &[u8]) -> bool {
        let key = name_key(&String::from_utf8_lossy(name));
        self.bearers.get(&key).is_some_and(|places| places.contains(&area))
    }

    /// Whether a name is known as that of other authorities than the one of its code. A name
    /// that belongs to no authority says nothing.
    fn is_of_another(&self, area: u32, name: &[u8]) -> bool {
        let key = name_key(&String::from_utf8_lossy(name));
        self.bearers.get(&key).is_some_and(|places| !places.contains(&area))
    }
}

/// A row whose codes are of two areas, and which of them it is used under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Contradiction {
    /// The area of its code.
    pub of_code: u32,
    /// The area of its three digits, or of the name of a region.
    pub other: u32,
    /// The one that is used.
    pub used: u32,
    /// The code, the three digits (or the name of a region) and the name next to them, as printed.
    pub printed: [String; 3],
}

impl Contradiction {
    /// What the row says, each part with the area that it is of.
    pub fn said(&self, plan: &AreaPlan<'_>) -> String {
        let area = |place: u32| &plan.areas[place as usize].name;
        let [code, other, name] = &self.printed;
        let (of_code, of_other) = (area(self.of_code), area(self.other));
        let level = |place: u32| plan.areas[place as usize].level;
        if level(self.of_code) == AreaLevel::LocalAuthority
            && level(self.other) == AreaLevel::Regional
        {
            return format!(
                "the row is of {of_code}, and the region next to it is '{other}', {of_other}, in which \
                 {of_code} is not"
            );
        }
        if level(self.other) == AreaLevel::Regional {
            return format!("the code {code} is {of_code}'s, and the name is '{other}'");
        }
        let named = if name.is_empty() { "no name".into() } else { format!("the name '{name}'") };
        format!(
            "the code {code} is {of_code}'s, the three-digit code {other} is {of_other}'s, with \
             {named}"
        )
    }
}

/// What was seen of names: most rows repeat those before.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Area → the name last seen next to it, and whether it is that of another.
    last: HashMap<u32, (Vec<u8>, bool)>,
    /// Area and name of another → rows and the first line.
    found: BTreeMap<(u32, String), (u64, u64)>,
    /// Area and unknown code next to its three digits → rows and the first line.
    unknown: BTreeMap<(u32, String), (u64, u64)>,
    /// Codes of two areas → rows and the first line.
    contradicting: BTreeMap<Contradiction, (u64, u64)>,
}

impl Names {
    /// Looks at the name of one row.
    pub fn see(&mut self, plan: &NamePlan, area: u32, name: &[u8], line: u64) {
        let known = self.last.get(&area).filter(|(last, _)| last == name).map(|(_, other)| *other);
        let other = known.unwrap_or_else(|| {
            let other = plan.is_of_another(area, name);
            self.last.insert(area, (name.to_vec(), other));
            other
        });
        if other {
            let name = visible(String::from_utf8_lossy(name).trim());
            let (rows, _) = self.found.entry((area, name)).or_insert((0, line));
            *rows += 1;
        }
    }

    /// Notes a row that is used under its three-digit code, next to nine unknown characters.
    pub fn see_unknown(&mut self, area: u32, code: &[u8], line: u64) {
        let code = visible(String::from_utf8_lossy(code).trim());
        let (rows, _) = self.unknown.entry((area, code)).or_insert((0, line));
        *rows += 1;
    }

    /// Notes a row whose codes are of two areas, and which is used.
    pub fn see_contradiction(&mut self, contradiction: Contradiction, line: u64) {
        let (rows, _) = self.contradicting.entry(contradiction).or_insert((0, line));
        *rows += 1;
    }

    /// Adds those of a piece whose first line is the one behind `before`.
    pub fn join(&mut self, piece: Self, before: u64) {
        for (key, (rows, line)) in piece.found {
            let (all, _) = self.found.entry(key).or_insert((0, before + line + 1));
            *all += rows;
        }
        for (key, (rows, line)) in piece.unknown {
            let (all, _) = self.unknown.entry(key).or_insert((0, before + line + 1));
            *all += rows;
        }
        for (key, (rows, line)) in piece.contradicting {
            let (all, _) = self.contradicting.entry(key).or_insert((0, before + line + 1));
            *all += rows;
        }
    }

    /// A warning for each code with the name of another, and for each that is unknown.
    pub fn notes(&self, plan: &AreaPlan<'_>) -> Vec<Note> {
        let renamed = |((area, name), (rows, line)): (&(u32, String), &(u64, u64))| {
            let area = plan.areas[*area as usize];
            Note {
                check: "names_disagree".to_string(),
                key: area.code.clone(),
                severity: Severity::Warning,
                message: format!(
                    "line {line}: the code is {}'s ({}), and the name next to it is '{name}', in \
                     {rows} {}; figures are used under the code: see which of the two is right",
                    area.name,
                    area.code,
                    if *rows == 1 { "row" } else { "rows" },
                ),
                rows: *rows,
            }
        };
        let unknown = |((area, code), (rows, line)): (&(u32, String), &(u64, u64))| {
            let area = plan.areas[*area as usize];
            let (name, known) = (&area.name, &area.code);
            Note {
                check: "unknown_area".to_string(),
                key: code.clone(),
                severity: Severity::Warning,
                message: format!(
                    "line {line}: the area code '{code}' is unknown, and the three-digit code next \
                     to it is {name}'s ({known}), under which {rows} {} used; if it is a new code \
                     of {name}, add it to send-outcomes.toml: [[recoded]] code = \"{code}\", is = \
                     \"{known}\", each on a line of its own",
                    if *rows == 1 { "row is" } else { "rows are" },
                ),
                rows: *rows,
            }
        };
        let contradicting = |(row, (rows, line)): (&Contradiction, &(u64, u64))| {
            let used = plan.areas[row.used as usize];
            Note {
                check: "codes_disagree".to_string(),
                key: used.code.clone(),
                severity: Severity::Warning,
                message: format!(
                    "line {line}: {}; {rows} {} used as {}: see which of them is right",
                    row.said(plan),
                    if *rows == 1 { "row is" } else { "rows are" },
                    used.name,
                ),
                rows: *rows,
            }
        };
        let notes = self.found.iter().map(renamed).chain(self.unknown.iter().map(unknown));
        notes.chain(self.contradicting.iter().map(contradicting)).collect()
    }
}
