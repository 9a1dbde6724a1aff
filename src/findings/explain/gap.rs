//! The gap and its limits, worked out again from the cells by the method that the table names,
//! and compared with the table.

use super::Step;
use super::facts::{Counts, ENGLAND, Fact, Verdict, counted, probability, whole};
use super::verdict::{ComparatorArea, Explained, Method};
use crate::catalogue::Grade;
use crate::engine::printed_number;
use crate::statistics::{
    Difference, EventRange, StatisticsError, difference_from_fixed, difference_of_means,
    difference_of_ranges, difference_of_rate_ranges, dispersion, median,
    part_whole_difference_of_ranges, wilson_union,
};

/// The gap and its limits, worked out again and compared with the table.
pub(super) fn gap(v: &Verdict) -> Step {
    let step = match v.row.method {
        Some(Method::Newcombe | Method::NewcombePartWhole | Method::NewcombePooled) => shares(v),
        Some(Method::FixedBenchmark) => benchmark(v),
        Some(Method::PublishedLimits) => means(v),
        Some(Method::Rates | Method::RatesPartWhole | Method::RatesPooled) => rates(v),
        None | Some(Method::PublishedFiguresOnly) if v.row.evidence_grade == Grade::I => {
            borrowed(v)
        }
        None | Some(Method::PublishedFiguresOnly) => None,
    };
    step.unwrap_or_else(|| plain(v))
}

/// A gap with the limits that a borrowed number of pupils allows, worked out again for a share.
fn borrowed(v: &Verdict) -> Option<Step> {
    let (value, other) = (v.row.value?, v.row.comparator_value?);
    let (pupils, rounding) = (v.row.pupils_used?, v.row.rounding?);
    let limits = v.row.difference_lower.zip(v.row.difference_upper)?;
    Some(Step {
        name: "gap with indicative limits".to_string(),
        rule: "statistics 14b, grade I".to_string(),
        formula: "d = figure − comparator; limits of the figure for a borrowed number of pupils, \
                  each printed figure half a unit wider; no test"
            .to_string(),
        numbers: format!(
            "d = {} − {}; {} pupils used ({}); r = {}",
            v.figure(value),
            v.figure(other),
            whole(pupils),
            v.row.pupils_from,
            v.size(rounding)
        ),
        result: format!(
            "d = {} ({} to {})",
            v.gap(v.row.difference.unwrap_or_default()),
            v.gap(limits.0),
            v.gap(limits.1)
        ),
    })
}

/// A printed difference, where nothing can be tested.
fn plain(v: &Verdict) -> Step {
    let show = |value: Option<f64>| value.map(|n| v.figure(n)).unwrap_or_default();
    let difference = v.row.difference.unwrap_or_default();
    let neighbours = neighbours(v);
    let middle = if !neighbours.is_empty() && v.row.comparator_area == ComparatorArea::Authorities {
        middle_authority(v, &neighbours)
    } else if neighbours.is_empty() {
        String::new()
    } else {
        let values: Vec<String> =
            neighbours.iter().filter_map(|f| f.value).map(|x| v.figure(x)).collect();
        let middle = median(&neighbours.iter().filter_map(|f| f.value).collect::<Vec<_>>());
        let middle = middle.map(|m| v.figure(m)).unwrap_or_default();
        format!("median of {} neighbours ({}) = {middle}; ", values.len(), values.join(", "))
    };
    Step {
        name: "gap".to_string(),
        rule: if middle.is_empty() { "statistics 0, grade C" } else { "statistics 13" }.to_string(),
        formula: "d = figure − comparator; no limits and no test without numbers of pupils or \
                  published limits; r = the half-units of both figures"
            .to_string(),
        numbers: format!(
            "{middle}d = {} − {}; r = {}",
            show(v.row.value),
            show(v.row.comparator_value),
            v.size(v.row.rounding.unwrap_or_default())
        ),
        result: format!("d = {}", v.gap(difference)),
    }
}

/// `the middle of 151 authorities (Stockport 4.21) = 4.21; `.
fn middle_authority(v: &Verdict, middle: &[&Fact]) -> String {
    // The area itself is among them only if the others alone are not the middle.
    let of = |with_own: bool| -> Vec<f64> {
        let area = &v.row.area_code;
        middle.iter().filter(|f| with_own || f.area_code != *area).filter_map(|f| f.value).collect()
    };
    let printed_value = v.row.comparator_value.unwrap_or_default();
    let alone = median(&of(false)).is_ok_and(|m| (m - printed_value).abs() < 1e-9);
    let values = of(!alone);
    let figures: Vec<String> = values.iter().map(|x| v.figure(*x)).collect();
    format!(
        "the middle of {} authorities with a figure ({}) = {}; ",
        v.row.authorities_n,
        figures.join(", "),
        median(&values).map(|m| v.figure(m)).unwrap_or_default()
    )
}

/// The neighbours, or the authorities in the middle of all, whose figures the comparator is made of.
fn neighbours<'a>(v: &Verdict<'a>) -> Vec<&'a Fact> {
    let middle = match v.row.comparator_area {
        ComparatorArea::Neighbours => false,
        // An area is not its own neighbour, but it may be the middle authority.
        ComparatorArea::Authorities => true,
        _ => return Vec::new(),
    };
    let Explained { measure_id, other_cohort, area_code, period, .. } = v.row;
    v.evidence(|f| {
        f.measure_id == *measure_id
            && f.cohort == *other_cohort
            && f.period == *period
            && (f.area_code != *area_code || middle)
            && f.area_code != ENGLAND
    })
}

fn shares(v: &Verdict) -> Option<Step> {
    let Counts { low, high, n } = v.own()?.counts()?;
    let Counts { low: other_low, high: other_high, n: other_n } = match v.row.method {
        Some(Method::NewcombePooled) => {
            neighbours(v).iter().try_fold(Counts::default(), |sum, f| Some(sum + f.counts()?))?
        }
        _ => v.other()?.counts()?,
    };
    let (middle, other_middle) = ((low + high) / 2.0, (other_low + other_high) / 2.0);
    let part_whole = v.row.method == Some(Method::NewcombePartWhole);
    let method = if part_whole { part_whole_difference_of_ranges } else { difference_of_ranges };
    let anew = method(low, high, n, other_low, other_high, other_n, middle, other_middle);
    let wilson = |low: f64, high: f64, n: f64| {
        wilson_union(low, high, n, n)
            .map(|i| format!("{} to {}", v.figure(100.0 * i.lower), v.figure(100.0 * i.upper)))
            .unwrap_or_default()
    };
    let side = |name: &str, low: f64, high: f64, n: f64| {
        format!(
            "{name} = {} = {} (limits {})",
            counted(low, high, n),
            v.figure(50.0 * (low + high) / n),
            wilson(low, high, n)
        )
    };
    let here = side("p₁", low, high, n);
    let (formula, numbers) = if part_whole {
        let w = n / other_n;
        (
            "the area is taken out of the whole: rest = whole − area, w = n₁ ÷ n of the whole; \
             limits of p₁ − p of the rest by Newcombe's hybrid of Wilson intervals, × (1 − w)",
            format!(
                "{here}; whole = {}; {}; w = {}",
                counted(other_low, other_high, other_n),
                side("rest", other_low - high, other_high - low, other_n - n),
                printed_number(w, 4)
            ),
        )
    } else {
        (
            "L = d − √((p₁ − l₁)² + (u₂ − p₂)²), U = d + √((u₁ − p₁)² + (p₂ − l₂)²): Newcombe's \
             hybrid of Wilson intervals",
            format!("{here}; {}", side("p₂", other_low, other_high, other_n)),
        )
    };
    Some(Step {
        name: "gap with its limits".to_string(),
        rule: "statistics 1, 2, 14".to_string(),
        formula: formula.to_string(),
        numbers,
        result: tested(v, anew, 100.0),
    })
}

/// Against a target, which is exact.
fn benchmark(v: &Verdict) -> Option<Step> {
    let Counts { low, high, n } = v.own()?.counts()?;
    let target = v.row.comparator_value?;
    let anew = difference_from_fixed(low, high, n, target / 100.0);
    Some(Step {
        name: "gap with its limits".to_string(),
        rule: "statistics 1, 6".to_string(),
        formula: "the figure's own Wilson interval, less the target".to_string(),
        numbers: format!("{} less {}", counted(low, high, n), v.figure(target)),
        result: tested(v, anew, 100.0),
    })
}

fn means(v: &Verdict) -> Option<Step> {
    let (own, other) = (v.own()?, v.other()?);
    let (value, lower, upper) = (own.value?, own.lower?, own.upper?);
    let other_value = other.value?;
    let (other_lower, other_upper) =
        (other.lower.unwrap_or(other_value), other.upper.unwrap_or(other_value));
    // The share that was removed follows from how far the limits were scaled.
    let plain =
        difference_of_means(value, lower, upper, other_value, other_lower, other_upper, 0.0);
    let stored = v.row.difference_upper? - v.row.difference?;
    let w = plain.as_ref().map_or(0.0, |p| 1.0 - stored / (p.upper - p.difference));
    let w = if w.abs() < 1e-9 { 0.0 } else { w };
    let anew = difference_of_means(value, lower, upper, other_value, other_lower, other_upper, w);
    let figures =
        |m: f64, l: f64, u: f64| format!("{} ({} to {})", v.figure(m), v.figure(l), v.figure(u));
    Some(Step {
        name: "gap with its limits".to_string(),
        rule: "statistics 5".to_string(),
        formula:
            "se = (upper − lower) ÷ 2z on each side; limits = d ± z √(se₁² + se₂²), × (1 − w) \
                  where the area is part of the whole"
                .to_string(),
        numbers: format!(
            "{} against {}; w = {}",
            figures(value, lower, upper),
            figures(other_value, other_lower, other_upper),
            printed_number(w, 4)
        ),
        result: tested(v, anew, 1.0),
    })
}

/// Events with their feasible range, pupils and how far events repeat.
struct EventCounts {
    events: f64,
    low: f64,
    high: f64,
    pupils: f64,
    concerned: Option<f64>,
}

fn events(v: &Verdict, fact: &Fact) -> Option<EventCounts> {
    let concerned = &v.row.pupils_concerned;
    let concerned = (!concerned.is_empty())
        .then(|| v.fact(concerned, &fact.cohort, &fact.area_code, &fact.period)?.numerator)
        .flatten();
    let Counts { low, high, n: pupils } = fact.counts()?;
    Some(EventCounts { events: fact.numerator?, low, high, pupils, concerned })
}

impl EventCounts {
    fn range(&self, dispersion: f64) -> EventRange {
        let Self { events, low, high, pupils: n, .. } = *self;
        EventRange { events, low, high, dispersion, n }
    }

    /// The rest of a whole of which `part` is a part.
    fn without(&self, part: &Self) -> Self {
        Self {
            events: self.events - part.events,
            low: (self.low - part.high).max(0.0),
            high: self.high - part.low,
            pupils: self.pupils - part.pupils,
            concerned: self.concerned.zip(part.concerned).map(|(all, part)| all - part),
        }
    }
}

/// The events of all neighbours, which happen to a pupil once.
fn pooled(v: &Verdict) -> Option<EventCounts> {
    let nothing = EventCounts { events: 0.0, low: 0.0, high: 0.0, pupils: 0.0, concerned: None };
    neighbours(v).iter().try_fold(nothing, |sum, f| {
        let of = events(v, f)?;
        let (low, high) = (sum.low + of.low, sum.high + of.high);
        let (events, pupils) = ((low + high) / 2.0, sum.pupils + of.pupils);
        Some(EventCounts { events, low, high, pupils, concerned: None })
    })
}

fn spread(events: f64, concerned: Option<f64>) -> Option<f64> {
    match concerned {
        Some(_) if events == 0.0 => Some(1.0),
        Some(concerned) => dispersion(events, concerned).ok(),
        None => Some(1.0),
    }
}

fn rates(v: &Verdict) -> Option<Step> {
    let own = events(v, v.own()?)?;
    let whole_of = match v.row.method {
        Some(Method::RatesPooled) => pooled(v)?,
        _ => events(v, v.other()?)?,
    };
    let part_whole = v.row.method == Some(Method::RatesPartWhole);
    let (rest, w) = if part_whole {
        let w = own.pupils / whole_of.pupils;
        (whole_of.without(&own), w)
    } else {
        (whole_of, 0.0)
    };
    let (f1, f2) = (spread(own.events, own.concerned)?, spread(rest.events, rest.concerned)?);
    let anew = difference_of_rate_ranges(own.range(f1), rest.range(f2.max(1.0)));
    let scaled = anew.map(|d| Difference {
        difference: d.difference * (1.0 - w),
        lower: d.lower * (1.0 - w),
        upper: d.upper * (1.0 - w),
        p_value: d.p_value,
    });
    let side = |name: &str, of: &EventCounts, f: f64| {
        let o = of.events;
        let repeat = of.concerned.map_or(String::new(), |s| {
            format!(
                ", {} pupils concerned, φ = 2 × {} ÷ {} − 1 = {}",
                whole(s),
                whole(o),
                whole(s),
                printed_number(f, 4)
            )
        });
        let range = if of.low == of.high {
            whole(o)
        } else {
            format!("{} (rounded: {} to {})", whole(o), whole(of.low), whole(of.high))
        };
        format!("{name}: {range} events among {} pupils{repeat}", whole(of.pupils))
    };
    Some(Step {
        name: "gap with its limits".to_string(),
        rule: "statistics 3, 14".to_string(),
        formula: "rate = events ÷ pupils; limits of each rate exact below ten events and Byar's \
                  from there, on events ÷ φ where they repeat; limits of the gap from those of both \
                  rates, × (1 − w)"
            .to_string(),
        numbers: format!(
            "{}; {}; w = {}",
            side("area", &own, f1),
            side(if part_whole { "rest" } else { "comparator" }, &rest, f2),
            printed_number(w, 4)
        ),
        result: tested(v, scaled, 100.0),
    })
}

/// The ratio of both rates, where the table has one.
pub(super) fn ratio(v: &Verdict) -> Option<Step> {
    let (ratio, lower, upper) = (v.row.ratio?, v.row.ratio_lower?, v.row.ratio_upper?);
    Some(Step {
        name: "ratio of the rates".to_string(),
        rule: "statistics 4".to_string(),
        formula: "exact limits given the total number of events, converted from the rest to the \
                  whole"
            .to_string(),
        numbers: String::new(),
        result: format!(
            "{} ({} to {})",
            printed_number(ratio, 2),
            printed_number(lower, 2),
            printed_number(upper, 2)
        ),
    })
}

/// The gap as the table holds it, and whether the cells give the same.
fn tested(v: &Verdict, anew: Result<Difference, StatisticsError>, scale: f64) -> String {
    let (lower, upper) =
        (v.row.difference_lower.unwrap_or_default(), v.row.difference_upper.unwrap_or_default());
    let q = v.row.q_value.map_or(String::new(), |q| {
        format!(", q = {} among {} tests", probability(q), v.row.family_size)
    });
    let same = anew.is_ok_and(|d| {
        (d.lower * scale - lower).abs() < 1e-6 && (d.upper * scale - upper).abs() < 1e-6
    });
    let check = if same {
        "the cells below give the same"
    } else {
        "the cells below do NOT give the same: the figures have changed since the run"
    };
    format!(
        "d = {} ({} to {}), p = {}{q}; {check}",
        v.gap(v.row.difference.unwrap_or_default()),
        v.gap(lower),
        v.gap(upper),
        probability(v.row.p_value.unwrap_or(1.0))
    )
}
