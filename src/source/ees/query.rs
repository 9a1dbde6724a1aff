//! Rows asked for by criteria: for a few rows of a large data set. Whole data
//! sets are fetched as files.

use super::error::EesError;
use super::shapes::{Paging, QueryPage, QueryRow};
use serde_json::{Value, json};

/// Most rows of a page.
pub const MAX_ROWS: u32 = 10_000;
/// Most bytes of a request's body; the gateway inspects no more than 128 KiB.
const MAX_BYTES: usize = 100 << 10;

/// Which rows are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criteria {
    /// All of these hold.
    And(Vec<Criteria>),
    /// One of these holds.
    Or(Vec<Criteria>),
    /// This does not hold.
    Not(Box<Criteria>),
    /// The row has one of these filter values, by id. Values of several filters in one
    /// list mean "or", so that each filter needs its own list below [`Criteria::And`].
    Filters(Vec<String>),
    /// The row is of one of these levels, by code.
    Levels(Vec<String>),
    /// The row is in one of these places: level and id. Smaller places inside match too,
    /// so that [`Criteria::Levels`] should be given too.
    Locations(Vec<(String, String)>),
    /// The row is of one of these periods: period and code, `("2024/2025", "AY")`.
    Periods(Vec<(String, String)>),
}

impl Criteria {
    /// In the form of the service.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::And(all) => json!({ "and": all.iter().map(Self::to_json).collect::<Vec<_>>() }),
            Self::Or(any) => json!({ "or": any.iter().map(Self::to_json).collect::<Vec<_>>() }),
            Self::Not(one) => json!({ "not": one.to_json() }),
            Self::Filters(ids) => json!({ "filters": { "in": ids } }),
            Self::Levels(codes) => json!({ "geographicLevels": { "in": codes } }),
            Self::Locations(places) => {
                let places: Vec<Value> =
                    places.iter().map(|(level, id)| json!({ "level": level, "id": id })).collect();
                json!({ "locations": { "in": places } })
            }
            Self::Periods(periods) => {
                let periods: Vec<Value> = periods
                    .iter()
                    .map(|(period, code)| json!({ "period": period, "code": code }))
                    .collect();
                json!({ "timePeriods": { "in": periods } })
            }
        }
    }

    /// The same rows as several requests, each with a body below the gateway's limit:
    /// the longest list is cut in two until all fit.
    #[must_use]
    pub fn batches(&self) -> Vec<Self> {
        if self.to_json().to_string().len() < MAX_BYTES {
            return vec![self.clone()];
        }
        match self.halves() {
            Some((first, second)) => {
                let mut all = first.batches();
                all.extend(second.batches());
                all
            }
            None => vec![self.clone()],
        }
    }

    /// Two criteria that together mean this one and have no row in common.
    fn halves(&self) -> Option<(Self, Self)> {
        fn cut<T: Clone>(list: &[T]) -> Option<(Vec<T>, Vec<T>)> {
            let (first, second) = list.split_at(list.len() / 2);
            (!first.is_empty()).then(|| (first.to_vec(), second.to_vec()))
        }
        match self {
            Self::Filters(ids) => cut(ids).map(|(a, b)| (Self::Filters(a), Self::Filters(b))),
            Self::Levels(codes) => cut(codes).map(|(a, b)| (Self::Levels(a), Self::Levels(b))),
            Self::Locations(places) => {
                cut(places).map(|(a, b)| (Self::Locations(a), Self::Locations(b)))
            }
            Self::Periods(periods) => {
                cut(periods).map(|(a, b)| (Self::Periods(a), Self::Periods(b)))
            }
            Self::And(all) => {
                let place = (0..all.len()).max_by_key(|i| all[*i].to_json().to_string().len())?;
                let (first, second) = all[place].halves()?;
                let with = |part: Self| {
                    let mut parts = all.clone();
                    parts[place] = part;
                    Self::And(parts)
                };
                Some((with(first), with(second)))
            }
            // The halves of "or" and "not" overlap: they are sent whole.
            Self::Or(_) | Self::Not(_) => None,
        }
    }
}

/// The body of one page's request. Page and size belong here and not in the address.
#[must_use]
pub fn body(criteria: &Criteria, indicators: &[String], page: u32, page_size: u32) -> String {
    json!({
        "criteria": criteria.to_json(),
        "indicators": indicators,
        "page": page,
        "pageSize": page_size.clamp(1, MAX_ROWS),
        "debug": false,
    })
    .to_string()
}

/// Pages as they arrive, checked against each other.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The rows so far.
    pub rows: Vec<QueryRow>,
    total: Option<i64>,
}

impl Gathered {
    /// Takes a page in; says whether another is to come.
    ///
    /// # Errors
    /// Ids that have moved, rows that were expected and are none, pages that contradict each other.
    pub fn take(&mut self, url: &str, page: QueryPage) -> Result<bool, EesError> {
        let moved: Vec<_> = page
            .warnings
            .iter()
            .filter(|w| {
                let code = w.code.as_deref().unwrap_or_default();
                code.ends_with("NotFound") || code == "QueryNoResults"
            })
            .cloned()
            .collect();
        if !moved.is_empty() {
            return Err(EesError::Validation { status: 200, url: url.to_string(), errors: moved });
        }
        let Paging { page: number, total_results, total_pages, .. } = page.paging;
        let paging =
            |what: String| EesError::Integrity { url: url.to_string(), check: "paging", what };
        if self.total.is_some_and(|total| total != total_results) {
            return Err(paging(format!(
                "page {number} counts {total_results} rows, the first page {}",
                self.total.unwrap_or_default()
            )));
        }
        if let Some(row) = page.results.iter().find(|row| shows_debug(row)) {
            let what = format!("rows in debug form, such as {:?}", row.filters);
            return Err(EesError::Decode { url: url.to_string(), what });
        }
        if page.results.is_empty() && (self.rows.len() as i64) < total_results {
            return Err(paging(format!("page {number} of {total_pages} is empty")));
        }
        self.total = Some(total_results);
        self.rows.extend(page.results);
        if number < total_pages {
            return Ok(true);
        }
        if self.rows.len() as i64 != total_results {
            let what = format!("{} rows came of {total_results}", self.rows.len());
            return Err(paging(what));
        }
        Ok(false)
    }
}

fn shows_debug(row: &QueryRow) -> bool {
    row.filters
        .keys()
        .chain(row.values.keys())
        .chain(row.locations.keys())
        .any(|k| k.contains(" :: "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_becomes_bodies_below_the_limit_without_a_row_twice() {
        let ids: Vec<String> = (0..30_000).map(|i| format!("id{i:05}")).collect();
        let criteria = Criteria::And(vec![
            Criteria::Levels(vec!["LA".into()]),
            Criteria::Filters(ids.clone()),
        ]);
        let batches = criteria.batches();
        // Ten bytes an id are three times the limit: halves of halves are below it.
        assert_eq!(batches.len(), 4);
        let mut seen = Vec::new();
        for batch in &batches {
            assert!(batch.to_json().to_string().len() < MAX_BYTES);
            let Criteria::And(parts) = batch else { panic!("{batch:?}") };
            let Criteria::Filters(part) = &parts[1] else { panic!("{parts:?}") };
            seen.extend(part.clone());
        }
        assert_eq!(seen, ids);
    }
}
