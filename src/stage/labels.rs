//! What the texts of a row mean: its cohort and its period.

use super::areas::after;
use super::plan::{FilePlan, Meaning, WayPlan};
use super::record::Record;
use crate::catalogue::{PeriodForm, normal_form};
use crate::period::{Period, PeriodKind};

/// What the label of a row means; `None` for one that is unknown.
pub(super) fn cohort_of(
    record: &Record<'_>,
    way: &WayPlan,
    plan: &FilePlan<'_>,
) -> Option<Meaning> {
    let Some(column) = way.label else { return Some(Meaning::Cohort(way.fixed)) };
    let bytes = record.field(column);
    way.meanings.get(bytes).copied().or_else(|| {
        let text = String::from_utf8_lossy(bytes);
        let text = normal_form(after(&text, &way.after));
        let known = |label: &str| way.meanings.get(label.as_bytes()).copied();
        let stripped = || way.strip.iter().find_map(|start| text.strip_prefix(start.as_str()));
        let found = known(&text).or_else(|| known(stripped()?.trim_start()));
        found.or_else(|| plan.ignored(&text).then_some(Meaning::Ignored))
    })
}

/// The year in which a printed period starts; `None` for a text that is not a period.
pub(super) fn period_in(bytes: &[u8], plan: &FilePlan<'_>) -> Option<i32> {
    if let Some(start) = plan.named {
        return Some(start);
    }
    let text = String::from_utf8_lossy(bytes);
    let kind = plan.data_set.period_kind;
    let start_of = |kind: PeriodKind| Period::parse(&text, kind).ok().map(|period| period.start);
    let start = match plan.form {
        PeriodForm::Span => start_of(kind)?,
        PeriodForm::StartYear => start_of(PeriodKind::Calendar)?,
        PeriodForm::EndYear => {
            let year = start_of(PeriodKind::Calendar)?;
            if kind == PeriodKind::Calendar { year } else { year - 1 }
        }
        PeriodForm::January => {
            let january = start_of(PeriodKind::Academic).map(|start| start + 1);
            january.or_else(|| start_of(PeriodKind::Calendar))?
        }
    };
    Some(start + plan.shift)
}
