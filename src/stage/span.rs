//! Which span of time a row is about: a term is not a year, however its columns are called.

use super::layout::Header;
use super::record::Record;
use crate::catalogue::{Catalogue, DataSet, Layout, Measure, PeriodForm, Span, normal_form};
use crate::period::PeriodKind;

/// Place of a span in [`SpanPlan::names`].
pub(super) type SpanId = u8;

/// Spans beyond the catalogue's that one file can add by its own texts.
const UNKNOWN: SpanId = SpanId::MAX;

/// The spans that count, and where a file prints them.
pub(super) struct SpanPlan<'a> {
    pub columns: Vec<usize>,
    /// Spans of the catalogue, then those that only the data set or a measure names.
    names: Vec<Span>,
    /// Spans that are the data set's own.
    own: Vec<SpanId>,
    catalogue: &'a Catalogue,
}

/// What a row says of its span.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct SpanOf {
    pub id: SpanId,
    /// The column and its text, where that is not one of the data set's own.
    pub foreign: Option<(usize, String)>,
}

impl<'a> SpanPlan<'a> {
    pub fn new(
        header: &Header,
        data_set: &DataSet,
        layout: &Layout,
        catalogue: &'a Catalogue,
    ) -> Self {
        let columns = layout.span.iter().filter_map(|name| header.place(name)).collect();
        let names = catalogue.spans.clone();
        let mut plan = Self { columns, names, own: Vec::new(), catalogue };
        let said = if layout.spans.is_empty() { &data_set.spans } else { &layout.spans };
        if said.is_empty() {
            plan.own = plan.whole_years(data_set.period_kind, layout.period.form().0);
        } else {
            plan.own = said.iter().map(|span| plan.named(span)).collect();
        }
        plan
    }

    /// Spans that are a whole year of a kind. Where a layout turns one kind of year into
    /// another, a file may call it either.
    fn whole_years(&self, kind: PeriodKind, form: PeriodForm) -> Vec<SpanId> {
        let turned = form != PeriodForm::Span;
        let whole = |span: &Span| span.whole.contains(&kind) || (turned && !span.whole.is_empty());
        let ids = (0..UNKNOWN).zip(&self.names).filter(|(_, span)| whole(span));
        // The kind's own first: it is what a file without a column is about.
        let (mut first, other): (Vec<SpanId>, Vec<SpanId>) = ids
            .map(|(id, _)| id)
            .partition(|id| self.names[usize::from(*id)].whole.contains(&kind));
        first.extend(other);
        first
    }

    /// The span that a text of the catalogue means, made known if it is new.
    pub fn named(&mut self, text: &str) -> SpanId {
        let form = normal_form(text);
        if let Some(id) = self.id_of(&form) {
            return id;
        }
        self.names.push(Span {
            span: text.trim().to_string(),
            also: vec![],
            known_from: None,
            whole: vec![],
        });
        u8::try_from(self.names.len() - 1).unwrap_or(UNKNOWN)
    }

    /// The span that one measure is about; `None` for those of the data set.
    pub fn term_of(&mut self, measure: &Measure) -> Option<SpanId> {
        (!measure.term.is_empty()).then(|| self.named(&measure.term))
    }

    fn id_of(&self, form: &str) -> Option<SpanId> {
        let place = self.names.iter().position(|span| span.is(form))?;
        u8::try_from(place).ok().filter(|id| *id != UNKNOWN)
    }

    /// What the columns of a row say: the first span that is not the data set's own, else
    /// the first; without any, the data set's own.
    pub fn of(&self, record: &Record<'_>) -> SpanOf {
        let mut found = None;
        for column in &self.columns {
            let text = String::from_utf8_lossy(record.field(*column)).into_owned();
            let form = normal_form(&text);
            let silent = |symbol: &crate::catalogue::Symbol| normal_form(&symbol.symbol) == form;
            if form.is_empty() || self.catalogue.symbols.iter().any(silent) {
                continue;
            }
            let id = self.id_of(&form).unwrap_or(UNKNOWN);
            if !self.own.contains(&id) {
                return SpanOf { id, foreign: Some((*column, text)) };
            }
            found.get_or_insert(id);
        }
        let own = self.own.first().copied().unwrap_or_default();
        SpanOf { id: found.unwrap_or(own), foreign: None }
    }

    /// Whether figures of a span count for a measure that is about `term`, or about none.
    pub fn counts(&self, term: Option<SpanId>, span: SpanId) -> bool {
        term.map_or_else(|| self.own.contains(&span), |term| term == span)
    }

    /// Name of a span.
    pub fn name(&self, id: SpanId) -> &str {
        self.names.get(usize::from(id)).map_or("", |span| span.span.as_str())
    }

    /// The data set's own spans, for messages.
    pub fn own(&self) -> String {
        let names: Vec<String> =
            self.own.iter().map(|id| format!("'{}'", self.name(*id))).collect();
        names.join(", ")
    }
}
