//! Whether the entries of the catalogue fit each other: nothing appears twice, and whatever
//! is named exists.

use super::error::{CatalogueError, inconsistent};
use super::ids::check_id;
use super::layout::Layout;
use super::{Catalogue, CohortWay, DataSet, Measure, THEMES, measure, nearest, normal_form};
use std::collections::{BTreeMap, BTreeSet};

impl Catalogue {
    /// # Errors
    /// Names the file, the entry that contradicts another, and the nearest that exists.
    pub(super) fn check(&self) -> Result<(), CatalogueError> {
        self.check_ids()?;
        let mut seen = BTreeSet::new();
        for measure in &self.measures {
            if !seen.insert(&measure.id) {
                let file = format!("measures/{}.toml", measure.theme);
                return Err(inconsistent(&file, format!("measure '{}' appears twice", measure.id)));
            }
            self.check_measure(measure)?;
        }
        self.check_charts()?;
        self.check_forms()?;
        self.check_months()?;
        for label in &self.labels {
            self.known_cohort(&label.cohort, "cohorts.toml")?;
        }
        for data_set in self.data_sets.values() {
            for layout in &data_set.layouts {
                self.check_layout(data_set, layout)?;
            }
        }
        self.check_breaks()
    }

    fn check_ids(&self) -> Result<(), CatalogueError> {
        let held = |file: &str, what: &str, id: &String| {
            check_id(what, id).map_err(|message| inconsistent(file, message))
        };
        for measure in &self.measures {
            held(&format!("measures/{}.toml", measure.theme), "measure", &measure.id)?;
        }
        for data_set in self.data_sets.values() {
            held("data-sets", "data set", &data_set.id)?;
        }
        self.cohorts.iter().try_for_each(|c| held("cohorts.toml", "cohort", &c.id))?;
        self.comparators.iter().try_for_each(|c| held("comparators.toml", "comparator", &c.id))
    }

    /// Two texts that are read as one, in one column of the catalogue, would leave it to their
    /// order what they mean.
    fn check_forms(&self) -> Result<(), CatalogueError> {
        let spans = self.spans.iter().flat_map(|s| std::iter::once(&s.span).chain(&s.also));
        one_form("cohorts.toml", "label", self.labels.iter().map(|l| &l.label))?;
        one_form("cohorts.toml", "ignored", self.ignored_labels.iter())?;
        one_form("symbols.toml", "symbol", self.symbols.iter().map(|s| &s.symbol))?;
        one_form("spans.toml", "span", spans)?;
        one_form("totals.toml", "word", self.totals.words.iter())
    }

    fn check_months(&self) -> Result<(), CatalogueError> {
        let of_sets =
            self.data_sets.values().map(|d| (format!("data-sets/{}.toml", d.id), d.known_from));
        let of_spans = self.spans.iter().map(|s| ("spans.toml".to_string(), s.known_from));
        for (file, month) in of_sets.chain(of_spans) {
            if let Some(month) = month.filter(|month| !(1..=12).contains(month)) {
                let message = format!("known_from is {month}: write a month, 1 to 12");
                return Err(inconsistent(&file, message));
            }
        }
        Ok(())
    }

    fn check_measure(&self, m: &Measure) -> Result<(), CatalogueError> {
        let file = format!("measures/{}.toml", m.theme);
        if !THEMES.contains(&m.theme.as_str()) {
            let known = THEMES.join(", ");
            return Err(inconsistent(&file, format!("theme '{}' is not one of {known}", m.theme)));
        }
        measure::check(m, &self.measures, &self.verdicts)
            .map_err(|message| inconsistent(&file, message))?;
        let also = m.also.iter().map(|also| (also, "also reads"));
        for (data_set, reads) in std::iter::once((&m.data_set, "reads")).chain(also) {
            if !self.data_sets.contains_key(data_set) {
                let known = nearest(data_set, self.data_sets.keys().map(String::as_str));
                let message = format!(
                    "measure '{}' {reads} data set '{data_set}', which is not in data-sets/{known}",
                    m.id
                );
                return Err(inconsistent(&file, message));
            }
        }
        for cohort in &m.cohorts {
            self.known_cohort(cohort, &file)?;
        }
        let others = [&m.part_of, &m.reported_with, &m.history_of];
        for other in others.into_iter().filter(|id| !id.is_empty()) {
            self.known_measure(other, &file)?;
        }
        for comparator in m.unavailable.keys() {
            if !self.comparators.iter().any(|c| &c.id == comparator) {
                let message = format!(
                    "measure '{}' names comparator '{comparator}', which does not exist",
                    m.id
                );
                return Err(inconsistent(&file, message));
            }
        }
        Ok(())
    }

    fn check_breaks(&self) -> Result<(), CatalogueError> {
        let breaks = self.breaks.iter().map(|b| (&b.measures, "break"));
        let bands = self.bands.iter().map(|b| (&b.measures, "band"));
        let unavailable = self.unavailable.iter().map(|u| (&u.measures, "unavailable"));
        for (measures, kind) in breaks.chain(bands).chain(unavailable) {
            if let Some(id) = measures.iter().find(|id| self.measure(id).is_none()) {
                let known = self.nearest_measure(id);
                let message = format!("a {kind} names measure '{id}', which does not exist{known}");
                return Err(inconsistent("breaks.toml", message));
            }
        }
        Ok(())
    }

    fn check_charts(&self) -> Result<(), CatalogueError> {
        let charts = &self.charts;
        let chosen =
            [&charts.ladder, &charts.slope, &charts.gap_over_time, &charts.disproportionality];
        for choice in chosen {
            choice.measures.iter().try_for_each(|m| self.known_measure(m, "charts.toml"))?;
            choice.cohorts.iter().try_for_each(|c| self.known_cohort(c, "charts.toml"))?;
        }
        for composition in &charts.compositions {
            let parts = composition.parts.iter().flat_map(|p| p.measures.iter().chain(&p.less));
            let mut measures = parts.chain(&composition.judged);
            measures.try_for_each(|m| self.known_measure(m, "charts.toml"))?;
            composition.cohorts.iter().try_for_each(|c| self.known_cohort(c, "charts.toml"))?;
        }
        Ok(())
    }

    fn check_layout(&self, data_set: &DataSet, layout: &Layout) -> Result<(), CatalogueError> {
        let file = format!("data-sets/{}.toml", data_set.id);
        let wrong =
            |what: String| Err(inconsistent(&file, format!("layout '{}': {what}", layout.id)));
        let ways = layout.cohort.ways();
        if ways.is_empty() && data_set.fixed_cohort.is_empty() {
            return wrong("no cohort is named, and the data set has no fixed_cohort".to_string());
        }
        let mut measures: Vec<&String> = layout.measures.keys().chain(&layout.without).collect();
        for way in &ways {
            if way.column.is_empty() == way.is.is_empty() {
                return wrong(
                    "a way to the cohort needs a column or 'is', and not both".to_string(),
                );
            }
            if let Err(message) = labels_of(way) {
                return wrong(message);
            }
            for cohort in way.labels.values().chain(Some(&way.is).filter(|is| !is.is_empty())) {
                self.known_cohort(cohort, &file)?;
            }
            measures.extend(way.measures.keys());
        }
        for id in measures {
            match self.measure(id) {
                None => {
                    let known = self.nearest_measure(id);
                    return wrong(format!("measure '{id}' does not exist{known}"));
                }
                Some(measure) if !measure.reads(&data_set.id) => {
                    return wrong(format!(
                        "measure '{id}' does not read this data set; name it under data_set or \
                         also in catalogue/measures/{}.toml",
                        measure.theme
                    ));
                }
                Some(_) => {}
            }
        }
        for cohort in [&data_set.fixed_cohort, &layout.denominator_from] {
            if !cohort.is_empty() {
                self.known_cohort(cohort, &file)?;
            }
        }
        Ok(())
    }

    fn known_measure(&self, id: &str, file: &str) -> Result<(), CatalogueError> {
        if self.measure(id).is_some() {
            return Ok(());
        }
        let known = self.nearest_measure(id);
        Err(inconsistent(file, format!("measure '{id}' does not exist{known}")))
    }

    fn nearest_measure(&self, id: &str) -> String {
        nearest(id, self.measures.iter().map(|m| m.id.as_str()))
    }

    fn known_cohort(&self, cohort: &str, file: &str) -> Result<(), CatalogueError> {
        if self.cohorts.iter().any(|c| c.id == cohort) {
            return Ok(());
        }
        let known = nearest(cohort, self.cohorts.iter().map(|c| c.id.as_str()));
        Err(inconsistent(file, format!("cohort '{cohort}' does not exist{known}")))
    }
}

/// # Errors
/// The first two texts that have one form.
fn one_form<'t>(
    file: &str,
    what: &str,
    texts: impl Iterator<Item = &'t String>,
) -> Result<(), CatalogueError> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for text in texts {
        if let Some(other) = seen.insert(normal_form(text), text) {
            let message = format!(
                "{what} '{other}' and {what} '{text}' are one text: letters, spaces and & are \
                 compared in one form; keep one of them"
            );
            return Err(inconsistent(file, message));
        }
    }
    Ok(())
}

/// # Errors
/// A label of a way that is mapped twice, or mapped and ignored.
fn labels_of(way: &CohortWay) -> Result<(), String> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for label in way.labels.keys().chain(&way.ignored) {
        if let Some(other) = seen.insert(normal_form(label), label) {
            return Err(format!("labels '{other}' and '{label}' are one text; keep one of them"));
        }
    }
    Ok(())
}
