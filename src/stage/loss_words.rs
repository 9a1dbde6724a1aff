//! What is said of rows and cells that are not used: what was seen, and what to edit.

use super::advice::Look;
use super::plan::FilePlan;
use super::rejection::Fault;
use super::tally::{Loss, Tally};
use crate::catalogue::nearest;

/// What is said of one reason.
pub(super) struct Wording {
    /// The check.
    pub fault: Fault,
    /// What was seen.
    pub what: String,
    /// What to edit; empty where there is nothing.
    pub todo: String,
}

impl Wording {
    fn new(fault: Fault, what: String, todo: impl Into<String>) -> Self {
        Self { fault, what, todo: todo.into() }
    }
}

pub(super) fn worded(loss: Loss, tally: &Tally, plan: &FilePlan<'_>) -> Wording {
    match loss {
        Loss::Label { .. } => unknown_label(tally, plan),
        Loss::NotCompared => not_compared(tally),
        Loss::Code => unknown_code(tally, plan),
        Loss::Contradiction => contradiction(tally),
        Loss::Region => unknown_region(tally, plan),
        Loss::NoCode => no_code(plan),
        Loss::Period => unknown_period(tally, plan),
        Loss::Control { column } => control(column, tally, plan),
        Loss::Cell { column } => unknown_symbol(column, tally, plan),
        // Reported by text and period together.
        Loss::Span { .. } => Wording::new(Fault::OtherSpan, String::new(), ""),
    }
}

/// One text, or several.
fn plural(tally: &Tally) -> (&'static str, &'static str) {
    if tally.texts.len() == 1 { ("", "is") } else { ("s", "are") }
}

fn unknown_label(tally: &Tally, plan: &FilePlan<'_>) -> Wording {
    let (s, is) = plural(tally);
    let near = |text: &str| nearest(text, plan.catalogue.labels.iter().map(|l| l.label.as_str()));
    Wording::new(
        Fault::UnknownLabel,
        format!("the SEN label{s} {} {is} unknown", tally.listed(&near)),
        format!(
            "if it is one of the cohorts, add it to send-outcomes.toml: [[label]] label = \
             \"{}\", cohort = \"…\" ('send-outcomes cohorts' lists them), each on a \
             line of its own; a group that is not wanted goes under ignored in the \
             layout '{}' of {}",
            tally.first(),
            plan.layout.id,
            plan.data_set.described_in()
        ),
    )
}

fn not_compared(tally: &Tally) -> Wording {
    let (s, is) = plural(tally);
    let listed = tally.listed(&none);
    let what = format!("the area code{s} {listed} {is} not of an area that is compared");
    Wording::new(Fault::AreaNotCompared, what, "")
}

fn unknown_code(tally: &Tally, plan: &FilePlan<'_>) -> Wording {
    let (s, is) = plural(tally);
    let near = |text: &str| nearest(text, plan.catalogue.areas.codes());
    Wording::new(
        Fault::UnknownArea,
        format!("the area code{s} {} {is} unknown", tally.listed(&near)),
        format!(
            "if it is a new code of an area, add it to send-outcomes.toml: [[recoded]] \
             code = \"{}\", is = \"…\" (the code in 'send-outcomes areas'), each on a line \
             of its own; an area that is new goes under [[area]] in catalogue/areas.toml",
            tally.first()
        ),
    )
}

fn contradiction(tally: &Tally) -> Wording {
    let what = format!("the row is of several areas: {}", tally.sentences());
    let todo = "see which of them is right, and correct the file or fetch it again";
    Wording::new(Fault::AreaContradiction, what, todo)
}

fn unknown_region(tally: &Tally, plan: &FilePlan<'_>) -> Wording {
    let (s, is) = plural(tally);
    let near = |text: &str| nearest(text, plan.areas.region_names());
    let what = format!("the region{s} {} {is} unknown: no area code", tally.listed(&near));
    Wording::new(Fault::UnknownArea, what, "add it under [[alias]] in catalogue/areas.toml")
}

fn no_code(plan: &FilePlan<'_>) -> Wording {
    let what = "the row is of a local authority, and the file has no column of its area code";
    let described_in = plan.data_set.described_in();
    let todo = format!("name the column in layout '{}' of {described_in}", plan.layout.id);
    Wording::new(Fault::UnknownArea, what.to_string(), todo)
}

fn unknown_period(tally: &Tally, plan: &FilePlan<'_>) -> Wording {
    let listed = tally.listed(&none);
    let what = format!("data set '{}': {listed} is not a period", plan.data_set.id);
    let form = "write an academic or financial year as 2018/19, a calendar year as 2018";
    Wording::new(Fault::UnknownPeriod, what, form)
}

fn control(column: usize, tally: &Tally, plan: &FilePlan<'_>) -> Wording {
    let name = plan.header.name(column);
    let listed = plan.repeated(tally.listed(&none));
    let what =
        format!("column '{name}' holds {listed}, with a control character, which no text has");
    Wording::new(Fault::DamagedText, what, "look whether the file is damaged, or fetch it again")
}

fn unknown_symbol(column: usize, tally: &Tally, plan: &FilePlan<'_>) -> Wording {
    let (_, is) = plural(tally);
    let symbols = || plan.catalogue.symbols.iter().map(|s| s.symbol.as_str());
    let near = |text: &str| nearest(text, symbols());
    let listed = plan.repeated(tally.listed(&near));
    let first = if plan.is_private() { "…".to_string() } else { tally.first() };
    let mut looks = tally.texts.iter().map(|seen| Look::of(&seen.text));
    let todo = looks.find_map(|look| look.advice(plan)).unwrap_or_else(|| {
        format!(
            "if the publisher prints it in place of a figure, add it to \
             send-outcomes.toml: [[symbol]] symbol = \"{first}\", kept_as = \"…\" (a symbol of \
             catalogue/symbols.toml, such as x), each on a line of its own"
        )
    });
    let name = plan.header.name(column);
    let what =
        format!("column '{name}' holds {listed}, which {is} neither a number nor a known symbol");
    Wording::new(Fault::UnknownSymbol, what, todo)
}

fn none(_: &str) -> String {
    String::new()
}
