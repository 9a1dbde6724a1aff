//! Several releases of one data set: which figure counts, and what was revised.

use super::loaded::Loaded;
use super::quality_row::QualityRow;
use crate::catalogue::{Catalogue, Measure};
use crate::engine::{
    EngineError, Layer, Purpose, Rows, Workers, printed_number, register_table, row, run_layer,
};
use crate::error::Error;
use crate::stage::{Rejection, Severity};
use datafusion::arrow::array::{ArrayRef, BooleanArray, Int32Array, RecordBatch, StringArray};
use datafusion::execution::context::SessionContext;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const CHOICE: (&str, &str) = ("checks/releases.sql", "staged");
const USED: Layer<'static> = Layer {
    file: "checks/used",
    table: "used_figures",
    sql: "select data_set, data_set_version, count(*) as n from staged group by 1, 2",
};
const REVISIONS: (&str, &str) = ("checks/revisions.sql", "revisions");

/// A measure that stops, and the place of a file in which it does.
pub type Stopped<'a> = (&'a str, usize);

/// Numbers the releases, 1 the newest: by the last period that a file holds and that had begun, then by
/// the month of its release where the catalogue knows it, then by its name.
pub fn number(loaded: &mut [Loaded]) {
    let mut order: Vec<usize> = (0..loaded.len()).collect();
    order.sort_by_key(|place| {
        let t = &loaded[*place];
        std::cmp::Reverse((t.last_start(), t.snapshot.released.clone(), t.snapshot.file.clone()))
    });
    for (precedence, place) in (1..).zip(order) {
        loaded[place].precedence = precedence;
    }
}

/// Which files have figures that do not all count: those that share a measure with another file,
/// and those of which a measure stops.
pub fn to_choose(loaded: &[Loaded], stopped: &[Stopped<'_>], catalogue: &Catalogue) -> Vec<bool> {
    let holds = |t: &Loaded, m: &Measure| t.staged.cells > 0 && m.reads(&t.snapshot.data_set);
    let mut sharing = vec![false; loaded.len()];
    for measure in &catalogue.measures {
        let holders = || loaded.iter().enumerate().filter(|(_, t)| holds(t, measure));
        if holders().nth(1).is_some() {
            let places: Vec<usize> = holders().map(|(place, _)| place).collect();
            for place in places {
                sharing[place] = true;
            }
        }
    }
    for (_, place) in stopped {
        sharing[*place] = true;
    }
    sharing
}

/// Each measure that stops, with the place of a file in which it does. A measure that stops in its
/// newest file stops in all; in an earlier one, only there.
pub fn stopped<'a>(
    loaded: &[Loaded],
    rejections: &'a [Rejection],
    catalogue: &Catalogue,
) -> Vec<Stopped<'a>> {
    let mut stopped = Vec::new();
    for rejection in rejections.iter().filter(|rejection| rejection.lost.is_none()) {
        for measure in &rejection.measures {
            let everywhere = newest_holder(measure, loaded, catalogue)
                .is_none_or(|newest| of(newest, rejection));
            let places = 0..loaded.len();
            let there = places.filter(|place| everywhere || of(&loaded[*place], rejection));
            stopped.extend(there.map(|place| (measure.as_str(), place)));
        }
    }
    stopped
}

/// Parts what stops a measure from what only an earlier release lacks: a column that the
/// newest file with the measure has is not a loss, and becomes a note.
pub fn excuse(
    rejections: Vec<Rejection>,
    loaded: &[Loaded],
    catalogue: &Catalogue,
) -> (Vec<Rejection>, Vec<QualityRow>) {
    let (mut kept, mut notes) = (Vec::new(), Vec::new());
    for rejection in rejections {
        let newest = rejection
            .measures
            .iter()
            .any(|m| newest_holder(m, loaded, catalogue).is_none_or(|t| of(t, &rejection)));
        let excused = match &rejection.lost {
            Some(periods) => elsewhere(periods, &rejection, loaded),
            None => rejection.fault.is_of_a_column() && !newest,
        };
        if excused {
            notes.push(QualityRow {
                check: if rejection.lost.is_some() {
                    rejection.fault.as_str()
                } else {
                    "earlier_release"
                }
                .to_string(),
                data_set: rejection.data_set,
                key: rejection.measures.join(", "),
                severity: Severity::Note,
                message: match rejection.lost {
                    Some(_) => format!("another file has these periods: {}", rejection.message),
                    None => format!("an earlier release does not have it: {}", rejection.message),
                },
                rows: 0,
                stops_measures: false,
            });
        } else {
            kept.push(rejection);
        }
    }
    (kept, notes)
}

/// Whether the periods that one file has no figures for are all within those of another.
fn elsewhere(periods: &[i32], rejection: &Rejection, loaded: &[Loaded]) -> bool {
    let others = loaded
        .iter()
        .filter(|t| t.snapshot.data_set == rejection.data_set && !of(t, rejection))
        .filter(|t| t.staged.cells > 0);
    let spans: Vec<(i32, i32)> = others.filter_map(|t| t.staged.periods).collect();
    let held = |period: &i32| spans.iter().any(|(a, b)| (a..=b).contains(&period));
    !periods.is_empty() && periods.iter().all(held)
}

fn of(loaded: &Loaded, rejection: &Rejection) -> bool {
    loaded.snapshot.data_set == rejection.data_set && loaded.snapshot.version == rejection.version
}

fn newest_holder<'a>(
    measure: &str,
    loaded: &'a [Loaded],
    catalogue: &Catalogue,
) -> Option<&'a Loaded> {
    let measure = catalogue.measure(measure)?;
    let held = loaded.iter().filter(|t| measure.reads(&t.snapshot.data_set));
    held.min_by_key(|t| t.precedence)
}

/// Registers `releases`, with those that have to be chosen from, `unfinished_years`, and
/// `stopped_measures` (measure, data set, version).
///
/// # Errors
/// The tables cannot be registered.
pub fn register(
    context: &SessionContext,
    loaded: &[Loaded],
    to_choose: &[bool],
    stopped: &[Stopped<'_>],
) -> Result<(), EngineError> {
    let last = |t: &Loaded| t.staged.periods.map(|(_, last)| last);
    let releases = table(vec![
        ("data_set", text(loaded.iter().map(|t| t.snapshot.data_set.as_str()).collect())),
        ("data_set_version", text(loaded.iter().map(|t| t.snapshot.version.as_str()).collect())),
        ("file", text(loaded.iter().map(|t| t.snapshot.file.as_str()).collect())),
        ("precedence", Arc::new(Int32Array::from_iter_values(loaded.iter().map(|t| t.precedence)))),
        ("begun_start", Arc::new(Int32Array::from_iter_values(loaded.iter().map(|t| t.begun)))),
        ("last_start", Arc::new(loaded.iter().map(last).collect::<Int32Array>())),
        ("begun_by", Arc::new(loaded.iter().map(|t| Some(t.begun_by())).collect::<StringArray>())),
        ("to_choose", Arc::new(BooleanArray::from(to_choose.to_vec()))),
    ])?;
    context.register_batch("unfinished_years", unfinished_years(loaded)?)?;
    let of = |place: usize| &loaded[place].snapshot;
    let stopped = table(vec![
        ("measure_id", text(stopped.iter().map(|(measure, _)| *measure).collect())),
        ("data_set", text(stopped.iter().map(|(_, t)| of(*t).data_set.as_str()).collect())),
        ("data_set_version", text(stopped.iter().map(|(_, t)| of(*t).version.as_str()).collect())),
    ])?;
    context.register_batch("releases", releases)?;
    context.register_batch("stopped_measures", stopped)?;
    Ok(())
}

/// Of each file and span of time that it has a later year of, the latest year that was over when the
/// file was published; nearly no file has any.
fn unfinished_years(loaded: &[Loaded]) -> Result<RecordBatch, EngineError> {
    let last = |t: &Loaded| t.staged.periods.map_or(i32::MIN, |(_, last)| last.min(t.begun));
    let spans = loaded.iter().flat_map(|t| t.over.iter().map(move |over| (t, over)));
    let later: Vec<_> = spans.filter(|(t, (_, over))| last(t) > *over).collect();
    table(vec![
        ("data_set", text(later.iter().map(|(t, _)| t.snapshot.data_set.as_str()).collect())),
        (
            "data_set_version",
            text(later.iter().map(|(t, _)| t.snapshot.version.as_str()).collect()),
        ),
        ("span", text(later.iter().map(|(_, (span, _))| span.as_str()).collect())),
        ("over_start", Arc::new(Int32Array::from_iter_values(later.iter().map(|(_, (_, o))| *o)))),
    ])
}

fn text(values: Vec<&str>) -> ArrayRef {
    Arc::new(StringArray::from(values))
}

fn table(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch, EngineError> {
    RecordBatch::try_from_iter(columns).map_err(|e| EngineError::Table(e.to_string()))
}

/// Writes the figures that count, of the files that have to be chosen from, into `folder`, and
/// registers them together with `whole` files, which count as they are, as `staged`.
///
/// # Errors
/// The query fails or the disk is full.
pub async fn choose(
    context: &SessionContext,
    workers: &Workers,
    folder: &Path,
    whole: &[&PathBuf],
) -> Result<(), Error> {
    workers.make_folder(folder).map_err(Error::file(folder))?;
    run_layer(context, &Layer::of(CHOICE), workers, folder, Purpose::Step, &[]).await?;
    for path in whole {
        // No data set is called like the table that is chosen.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let place = folder.join(format!("whole~{name}"));
        // A second name costs nothing; a folder that spans two disks takes a copy.
        fs::hard_link(path, &place)
            .or_else(|_| fs::copy(path, &place).map(drop))
            .map_err(Error::file(&place))?;
    }
    // The table is the whole folder; with a slash at its end it is known as one.
    context.deregister_table(CHOICE.1).map_err(EngineError::from)?;
    register_table(context, CHOICE.1, &folder.join(""), &[]).await?;
    Ok(())
}

/// What newer releases changed, a note a measure and earlier file; and how many
/// figures of each file count, put into `loaded`.
///
/// # Errors
/// A query fails.
pub async fn compare(
    context: &SessionContext,
    workers: &Workers,
    folder: &Path,
    loaded: &mut [Loaded],
) -> Result<Vec<QualityRow>, Error> {
    let used = Rows::computed(context, &USED, workers, folder).await?.read::<Used>()?;
    for t in loaded.iter_mut() {
        let of_file = |used: &&Used| {
            used.data_set == t.snapshot.data_set && used.version == t.snapshot.version
        };
        t.used = used.iter().find(of_file).map_or(0, |used| used.figures);
    }
    let rows = Rows::computed(context, &Layer::of(REVISIONS), workers, folder).await?;
    Ok(rows.read::<Revision>()?.into_iter().map(Revision::note).collect())
}

row! {
    /// How many figures of a file count.
    struct Used {
        data_set: String,
        version: String = "data_set_version",
        figures: u64 = "n",
    }
}

row! {
    /// What newer releases changed of a measure in an earlier file.
    struct Revision {
        measure_id: String,
        data_set: String,
        file: String,
        compared: i64,
        revised: i64,
        old_value: Option<f64>,
        new_value: Option<f64>,
        largest_key: String | "",
        unit: String,
    }
}

impl Revision {
    fn note(self) -> QualityRow {
        let Self { file, compared, revised, .. } = &self;
        let number = |value: Option<f64>| value.map_or_else(String::new, |n| printed_number(n, 2));
        let message = if *revised == 0 {
            format!("{file}: all {compared} figures that a newer release also has are the same")
        } else {
            format!(
                "{file}: {revised} of {compared} figures that a newer release also has were \
                 revised; most of all {} from {} to {} {}",
                self.largest_key,
                number(self.old_value),
                number(self.new_value),
                self.unit,
            )
        };
        QualityRow {
            check: "revised".to_string(),
            key: format!("{} in {file}", self.measure_id),
            data_set: self.data_set,
            severity: Severity::Note,
            message,
            rows: self.revised,
            stops_measures: false,
        }
    }
}
