//! Filters that nothing in the catalogue mentions: each counts only where it is at its
//! total. A column is such a filter once rows that agree in all other filters are found both at
//! a total and at something else; a column that only names what another one breaks down, or
//! says which release a row is of, never is.

use super::cell::{Printed, read_cell};
use super::choice::Wanted;
use super::plan::FilePlan;
use super::record::{Record, Records};
use crate::catalogue::normal_form;
use crate::shown::visible;
use crate::source::Described;
use std::collections::{BTreeSet, HashMap};

/// Distinct texts beyond which a column is one of names and no filter.
const MAX_TEXTS: usize = 200;
/// Columns that can be distinguished as at their total or not.
const MAX_COLUMNS: usize = 128;
/// Most texts of a column that a message shows.
const MAX_SHOWN: usize = 6;

/// Which columns are watched, and how a total is recognised there.
#[derive(Default)]
pub(super) struct OtherPlan {
    /// Columns of text that the catalogue does not mention.
    pub columns: Vec<usize>,
    /// Columns that it mentions: in the pattern of a row they only are at a total or not.
    context: Vec<usize>,
    totals: Vec<Wanted>,
    silent: Vec<Wanted>,
}

impl OtherPlan {
    /// The filters that the publisher names; of columns that it says nothing of, those of text in
    /// the first rows of a file.
    pub fn of(plan: &FilePlan<'_>, rows: &[u8], described: &Described) -> Self {
        let mentioned = plan.mentioned();
        let catalogue = plan.catalogue;
        let none = |name: &str| {
            let listed = catalogue.totals.no_filters.iter().chain(&plan.layout.no_filters);
            listed.into_iter().any(|pattern| fits(pattern, name))
        };
        let mut columns: Vec<usize> = (0..plan.header.names.len())
            .filter(|place| !mentioned.contains(place))
            .filter(|place| {
                let name = &plan.header.names[*place];
                !name.is_empty() && !none(name)
            })
            .collect();
        let mut kinds = vec![(false, false); columns.len()];
        let mut records = Records::new(rows);
        while let Some(record) = records.next() {
            if record.len() != plan.header.names.len() {
                continue;
            }
            for (column, (numbers, texts)) in columns.iter().zip(&mut kinds) {
                let printed = Printed { thousands: true, ..Printed::default() };
                match read_cell(record.field(*column), printed, catalogue) {
                    Ok(cell) => *numbers |= cell.number.is_some(),
                    Err(_) => *texts = true,
                }
            }
        }
        let mut kinds = kinds.into_iter();
        columns.retain(|column| {
            let of_text = kinds.next().is_some_and(|(numbers, texts)| texts || !numbers);
            described.is_filter(plan.header.name(*column)).unwrap_or(of_text)
        });
        columns.truncate(MAX_COLUMNS);
        let mut context: Vec<usize> = plan.filters().into_iter().collect();
        context.truncate(MAX_COLUMNS);
        let silent = catalogue.symbols.iter().filter(|s| matches!(s.kept_as.as_str(), "x" | "z"));
        let silent = silent.map(|s| Wanted::new(&s.symbol)).collect();
        Self { columns, context, totals: Wanted::totals(&catalogue.totals.words), silent }
    }

    fn stand(&self, field: &[u8]) -> Stand {
        if self.totals.iter().any(|total| total.is(field)) {
            Stand::Total
        } else if self.silent.iter().any(|symbol| symbol.is(field)) {
            Stand::Silent
        } else {
            Stand::Part
        }
    }
}

/// Whether a column's name fits a pattern with `*` at an end.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (normal_form(pattern), normal_form(name));
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => name.ends_with(end),
        (None, Some(start)) => name.starts_with(start),
        (None, None) => pattern == name,
    }
}

/// What a filter says in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Total,
    /// Blank or not applicable: the row is not broken down by it.
    Silent,
    Part,
}

/// The texts of one column.
#[derive(Debug, Default)]
struct Texts {
    by_bytes: HashMap<Vec<u8>, u16>,
    by_form: HashMap<String, u16>,
    shown: Vec<(String, Stand)>,
}

impl Texts {
    fn id(&mut self, field: &[u8], plan: &OtherPlan) -> u16 {
        if let Some(id) = self.by_bytes.get(field) {
            return *id;
        }
        let text = String::from_utf8_lossy(field).into_owned();
        let id = self.add(&text, plan.stand(field));
        if self.by_bytes.len() <= MAX_TEXTS {
            self.by_bytes.insert(field.to_vec(), id);
        }
        id
    }

    fn add(&mut self, text: &str, stand: Stand) -> u16 {
        let form = normal_form(text);
        if let Some(id) = self.by_form.get(&form) {
            return *id;
        }
        // One more than are believed is kept, to know that there are more.
        let next = self.shown.len().min(MAX_TEXTS);
        let id = u16::try_from(next).unwrap_or(u16::MAX);
        if self.shown.len() <= MAX_TEXTS {
            self.by_form.insert(form, id);
            self.shown.push((text.to_string(), stand));
        }
        id
    }

    fn is_names(&self) -> bool {
        self.shown.len() > MAX_TEXTS
    }
}

/// The texts of the watched columns in one row, then those of the mentioned filters.
type Mix = Vec<u16>;

/// Every mix of texts in a piece, or in a file.
#[derive(Debug, Default)]
pub(super) struct Mixes {
    /// Watched columns; what follows them in a mix is mentioned.
    watched: usize,
    texts: Vec<Texts>,
    listed: Vec<Mix>,
    places: HashMap<Mix, u32>,
    /// The row before: its bytes in each column, and its mix.
    before: Vec<Vec<u8>>,
    last: Option<u32>,
    current: Mix,
}

impl Mixes {
    /// Place of the mix of a row.
    pub fn of(&mut self, record: &Record<'_>, plan: &OtherPlan) -> u32 {
        if plan.columns.is_empty() {
            return 0;
        }
        if self.before.is_empty() {
            let columns = plan.columns.len() + plan.context.len();
            self.watched = plan.columns.len();
            self.texts.resize_with(columns, Texts::default);
            self.before.resize(columns, b"\0".to_vec());
            self.current = vec![0; columns];
        }
        let mut changed = self.last.is_none();
        for (place, column) in plan.columns.iter().chain(&plan.context).enumerate() {
            let field = record.field(*column);
            if self.before[place] != field {
                self.before[place].clear();
                self.before[place].extend_from_slice(field);
                self.current[place] = self.texts[place].id(field, plan);
                changed = true;
            }
        }
        match self.last {
            Some(last) if !changed => last,
            _ => {
                let place = self.place(self.current.clone());
                self.last = Some(place);
                place
            }
        }
    }

    fn place(&mut self, mix: Mix) -> u32 {
        if let Some(place) = self.places.get(&mix) {
            return *place;
        }
        let place = u32::try_from(self.listed.len()).unwrap_or(u32::MAX);
        self.places.insert(mix.clone(), place);
        self.listed.push(mix);
        place
    }

    /// Adds the mixes of a piece; where each of them is now.
    pub fn join(&mut self, piece: &Self) -> Vec<u32> {
        self.watched = self.watched.max(piece.watched);
        if self.texts.len() < piece.texts.len() {
            self.texts.resize_with(piece.texts.len(), Texts::default);
        }
        let mut ids: Vec<Vec<u16>> = Vec::new();
        for (texts, added) in self.texts.iter_mut().zip(&piece.texts) {
            ids.push(added.shown.iter().map(|(text, stand)| texts.add(text, *stand)).collect());
        }
        let moved: Vec<Mix> = piece
            .listed
            .iter()
            .map(|mix| {
                let ids = mix.iter().zip(&ids);
                ids.map(|(id, ids)| ids.get(usize::from(*id)).copied().unwrap_or(u16::MAX))
                    .collect()
            })
            .collect();
        moved.into_iter().map(|mix| self.place(mix)).collect()
    }

    /// Which watched columns are filters: rows that agree in all other filters were found at
    /// a total of it and at something else.
    pub fn filters(&self) -> Vec<bool> {
        (0..self.watched).map(|column| self.is_filter(column)).collect()
    }

    fn is_filter(&self, column: usize) -> bool {
        let texts = &self.texts[column];
        let has = |stand| texts.shown.iter().any(|(_, s)| *s == stand);
        if texts.is_names() || !has(Stand::Total) || !has(Stand::Part) {
            return false;
        }
        let mut seen: HashMap<(u128, &[u16]), (bool, bool)> = HashMap::new();
        self.listed.iter().any(|mix| {
            let (watched, context) = mix.split_at(self.watched);
            let parts = watched
                .iter()
                .enumerate()
                .filter(|(other, id)| *other != column && self.stand(*other, **id) == Stand::Part);
            let pattern = parts.fold(0_u128, |bits, (other, _)| bits | 1 << other);
            let stands = seen.entry((pattern, context)).or_default();
            match self.stand(column, watched[column]) {
                Stand::Total => stands.0 = true,
                Stand::Part => stands.1 = true,
                Stand::Silent => {}
            }
            *stands == (true, true)
        })
    }

    fn stand(&self, column: usize, id: u16) -> Stand {
        let texts = self.texts.get(column).filter(|texts| !texts.is_names());
        let found = texts.and_then(|texts| texts.shown.get(usize::from(id)));
        found.map_or(Stand::Silent, |(_, stand)| *stand)
    }

    /// Whether a mix is at the total of every filter.
    pub fn at_totals(&self, mix: u32, filters: &[bool]) -> bool {
        let Some(ids) = self.listed.get(mix as usize) else { return true };
        let mut held = filters.iter().zip(ids).enumerate().filter(|(_, (held, _))| **held);
        held.all(|(column, (_, id))| self.stand(column, *id) != Stand::Part)
    }

    /// Watched columns in which two mixes differ.
    pub fn differing(&self, one: u32, other: u32) -> BTreeSet<usize> {
        let (Some(one), Some(other)) =
            (self.listed.get(one as usize), self.listed.get(other as usize))
        else {
            return BTreeSet::new();
        };
        (0..self.watched).filter(|column| one[*column] != other[*column]).collect()
    }

    /// What a watched column holds, for messages; nothing of a column of names.
    pub fn shown(&self, column: usize) -> String {
        let Some(texts) = self.texts.get(column).filter(|texts| !texts.is_names()) else {
            return "many texts".to_string();
        };
        let mut shown: Vec<String> =
            texts.shown.iter().map(|(text, _)| format!("'{}'", visible(text))).collect();
        let more = shown.len().saturating_sub(MAX_SHOWN);
        shown.truncate(MAX_SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{more}", shown.join(", "))
    }
}
