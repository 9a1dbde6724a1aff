//! One kernel on a small, fixed workload, for counting instructions (`make bench-check`):
//!
//! ```text
//! kernels nothing|stage|methods|queries|planning|drawing
//! ```
//!
//! `nothing` only reads the catalogue and makes the workload, so that the others can be counted
//! without that: `stage` reads published CSV, `methods` calls the statistics from SQL over a
//! column of counts, `queries` runs the layers from staged figures to ranks, `planning` plans every
//! layer on tables without rows, `drawing` draws pictures of bars and of lines.
//! One thread and no clock, so that two counts of one build are the same to a few in ten thousand.

use datafusion::arrow::array::{ArrayRef, Float64Array, RecordBatch};
use datafusion::arrow::compute::concat_batches;
use datafusion::execution::context::SessionContext;
use send_outcomes::catalogue::{Area, AreaLevel, Catalogue, DataSet};
use send_outcomes::charts::{
    BarGroup, Chart, PictureSource, Slope, SlopeLine, StackedBar, StackedBars, Words,
};
use send_outcomes::engine::{self, AsOf, Layer, Purpose, register_catalogue};
use send_outcomes::findings::register_claims;
use send_outcomes::stage::{self, Published, StageError};
use std::error::Error;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;

const DATA_SET: &str = "key-stage-4-destinations";
/// The first of its two years that are staged.
const FIRST_YEAR: i32 = 2019;
/// Rows of schools for each row that is read, as in files of full size.
const SCHOOLS: usize = 10;
/// Rows of counts that the methods are called on.
const COUNTS: u32 = 2_000;
/// The last layer that `queries` runs.
const LAST_LAYER: &str = "rankings";
const LABELS: [&str; 4] = ["EHC plan or statement", "SEN support", "Identified SEN", "No SEN"];

fn main() -> Result<(), Box<dyn Error>> {
    let kernel = std::env::args().nth(1).unwrap_or_default();
    let catalogue = Catalogue::embedded()?;
    let data_set = catalogue.data_sets.get(DATA_SET).ok_or("the data set has another id now")?;
    let published = published_file(&catalogue);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match kernel.as_str() {
        "nothing" => black_box(published).clear(),
        "stage" => drop(black_box(staged(&published, data_set, &catalogue)?)),
        "methods" => runtime.block_on(methods())?,
        "queries" => {
            let cells = staged(&published, data_set, &catalogue)?;
            runtime.block_on(queries(cells, &catalogue))?;
        }
        "planning" => runtime.block_on(planning(&catalogue))?,
        "drawing" => drawing()?,
        other => {
            let known = "nothing, stage, methods, queries, planning, drawing";
            return Err(format!("'{other}' is none of {known}").into());
        }
    }
    Ok(())
}

/// A file in the publisher's layout: England, its regions and every fourth authority.
fn published_file(catalogue: &Catalogue) -> String {
    let mut text = String::from(
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,\
         region_name,old_la_code,new_la_code,la_name,sen_provision,cohort,overall,all_notsust,\
         all_unknown,all_work,appren,he,fe,sfc,ssf,other_edu\n",
    );
    let (authorities, above): (Vec<&Area>, Vec<&Area>) =
        catalogue.areas.iter().partition(|a| a.level == AreaLevel::LocalAuthority);
    let areas: Vec<&&Area> = above.iter().chain(authorities.iter().step_by(4)).collect();
    for year in [FIRST_YEAR, FIRST_YEAR + 1] {
        for (place, area) in areas.iter().enumerate() {
            let code = &area.code;
            let told = match area.level {
                AreaLevel::National => ("National", "", "", ""),
                AreaLevel::Regional => ("Regional", code.as_str(), area.name.as_str(), ""),
                AreaLevel::LocalAuthority => ("Local authority", "", "", code.as_str()),
            };
            for (cohort, label) in LABELS.iter().enumerate() {
                let pupils = 40 + (place * 7 + cohort * 131) % 900;
                let share = 80.0 + (place * 3 + cohort * 11) as f64 % 19.0 / 1.7;
                for row in 0..=SCHOOLS {
                    let level = if row == 0 { told.0 } else { "School" };
                    // A String takes every text.
                    let _ = writeln!(
                        text,
                        "{year}{:02},Academic year,{level},E92000001,England,{},{},,{},\"{}\",{label},\
                         {pupils},{share:.1},{:.1},c,20.1,3.3,z,40.2,10,20.4,1.2",
                        (year + 1) % 100,
                        told.1,
                        told.2,
                        told.3,
                        area.name,
                        99.0 - share,
                    );
                }
            }
        }
    }
    text
}

fn staged(
    published: &str,
    data_set: &DataSet,
    catalogue: &Catalogue,
) -> Result<RecordBatch, Box<dyn Error>> {
    let of = Published { file: "kernel.csv", version: "kernel", data_set };
    let mut batches = Vec::new();
    let mut keep = |batch| -> Result<(), StageError> {
        batches.push(batch);
        Ok(())
    };
    let staged = stage::stage_bytes(&of, published.as_bytes(), catalogue, 1, &mut keep)?;
    if staged.cells == 0 {
        return Err(format!("nothing was staged: {:?}", staged.rejections).into());
    }
    Ok(concat_batches(&stage::schema(), &batches)?)
}

async fn methods() -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let context = engine::session(scratch.path())?;
    let column = |value: fn(u32) -> f64| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values((0..COUNTS).map(value)))
    };
    let counts = RecordBatch::try_from_iter([
        ("x", column(|n| f64::from(n % 97))),
        ("n", column(|n| f64::from(100 + n % 400))),
    ])?;
    context.register_batch("counts", counts)?;
    let sql = "select wilson_interval(x, x + 1, n), \
               difference_of_proportions(x, x + 1, x, n, 60.0, 61.0, 60.0, 200.0), \
               part_whole_difference(x, x, x, n, 900.0, 900.0, 900.0, 5000.0), \
               feasible_numerators(100 * x / n, 1.0, n) from counts";
    let rows: usize = engine::whole_table(&context, sql).await?.num_rows();
    if rows == COUNTS as usize { Ok(()) } else { Err(format!("{rows} rows").into()) }
}

/// Registers the catalogue, staged figures and what is known of their files: nothing that is not used.
async fn register(
    context: &SessionContext,
    cells: RecordBatch,
    catalogue: &Catalogue,
) -> Result<(), Box<dyn Error>> {
    register_catalogue(context, catalogue, &AsOf::latest())?;
    engine::register_compared_areas(context, catalogue.areas.iter().map(|a| a.code.as_str()))?;
    context.register_batch("staged", cells)?;
    for table in [
        "repeated_keys as select *, source_row as first_row",
        "releases as select data_set, data_set_version, period_start as begun_start, \
         period_start as last_start",
        "unfinished_years as select data_set, data_set_version, span, period_start as over_start",
    ] {
        context.sql(&format!("create table {table} from staged where false")).await?;
    }
    Ok(())
}

async fn planning(catalogue: &Catalogue) -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let context = engine::session(scratch.path())?;
    register(&context, RecordBatch::new_empty(stage::schema()), catalogue).await?;
    register_claims(&context, &[])?;
    Ok(engine::plan_edited(&context).await?)
}

fn drawing() -> Result<(), Box<dyn Error>> {
    let words = Words {
        title: "Sustained destinations below England, not known above it".to_string(),
        subtitle: "Each group of pupils, destination years 2019/20 to 2022/23".to_string(),
        notes: vec!["Parts are as published; they are rounded and may not add up.".to_string()],
        source: PictureSource::default(),
        alt: String::new(),
    };
    let share = |place: usize| 60.0 + (place * 7 % 23) as f64;
    let parts = |place: usize| {
        let education = share(place);
        vec![Some(education), Some(3.2), Some(9.1), Some(80.0 - education), Some(7.7)]
    };
    let bar = |place: usize| StackedBar {
        label: format!("Birmingham {}/{}", 2019 + place, 20 + place),
        own: place > 0,
        parts: parts(place),
        symbol: String::new(),
    };
    let group = |heading: &&str| BarGroup {
        heading: (*heading).to_string(),
        bars: (0..4).map(bar).collect(),
    };
    let bars = StackedBars {
        words: words.clone(),
        parts: ["education", "apprenticeship", "employment", "not sustained", "not known"]
            .map(str::to_string)
            .into(),
        groups: LABELS.iter().map(group).collect(),
    };
    let line = |(place, label): (usize, &&str)| SlopeLine {
        group: (*label).to_string(),
        area: [Some(share(place)), Some(share(place + 5))],
        england: [Some(share(place + 1)), Some(share(place + 2))],
        symbols: <[String; 2]>::default(),
    };
    let slope = Slope {
        words,
        area_name: "Birmingham".to_string(),
        unit: "% of pupils".to_string(),
        percent: true,
        decimals: 1,
        periods: ["2019/20", "2022/23"].map(str::to_string),
        years: [2020, 2023],
        lines: LABELS.iter().enumerate().map(line).collect(),
        reason: None,
    };
    // The second of each finds its letters drawn, as in a run.
    let charts = [Chart::StackedBars(bars), Chart::Slope(slope)];
    for chart in charts.iter().chain(&charts) {
        black_box(chart.draw()?.png);
    }
    Ok(())
}

async fn queries(cells: RecordBatch, catalogue: &Catalogue) -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let context = engine::session(scratch.path())?;
    register(&context, cells, catalogue).await?;
    let workers = engine::Workers::local(1);
    let mut waiting = engine::layers();
    let mut done: Vec<&str> = Vec::new();
    let names: Vec<&str> = waiting.iter().map(|layer| layer.table).collect();
    // The order of a run with one job: the first layer whose inputs are there.
    let ready = |layer: &Layer, done: &[&str]| {
        engine::inputs_of(layer).iter().all(|name| !names.contains(name) || done.contains(name))
    };
    while let Some(place) = waiting.iter().position(|layer| ready(layer, &done)) {
        let layer = waiting.remove(place);
        engine::run_layer(&context, &layer, &workers, scratch.path(), Purpose::Step, &[]).await?;
        done.push(layer.table);
        if layer.table == LAST_LAYER {
            return Ok(());
        }
    }
    Err(format!("no layer makes {LAST_LAYER}").into())
}
