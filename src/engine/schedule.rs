//! Layers side by side: each starts as soon as the tables that its header names
//! as inputs are there. How many run at a time can never change a byte of what
//! they write.

use super::cut::parts;
use super::error::EngineError;
use super::layer::{Layer, inputs_of, layers};
use super::parquet_file::Purpose;
use super::parts::Part;
use super::runner::run_parts;
use super::workers::Workers;
use crate::threads::joined;
use datafusion::execution::context::SessionContext;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tokio::task::JoinSet;

/// Runs the layers that make `wanted` tables and those that they depend on, or every layer, but none
/// whose table is there already: as many at a time as there are workers for, and reports the rows of each table. `place_of` gives the
/// folder in which a table is written, and what for.
///
/// # Errors
/// The first layer that fails; those already begun are stopped.
pub async fn run_layers(
    context: &SessionContext,
    wanted: Option<&[&str]>,
    workers: &Workers,
    place_of: &dyn Fn(&str) -> (PathBuf, Purpose),
    metadata: &[(String, String)],
    progress: &dyn Fn(&str),
) -> Result<BTreeMap<&'static str, u64>, EngineError> {
    let parts = parts(context, workers).await?;
    let mut there = BTreeSet::new();
    for layer in layers() {
        if context.table_exist(layer.table)? {
            there.insert(layer.table);
        }
    }
    let waiting = match wanted {
        Some(wanted) => needed(wanted, &there),
        None => layers().into_iter().filter(|layer| !there.contains(layer.table)).collect(),
    };
    run_in_parts(context, waiting, &parts, workers, place_of, metadata, progress).await
}

/// The layers that make `wanted` tables, and those that they depend on, in running order; of what is
/// `there` none, nor what it alone depends on.
fn needed(wanted: &[&str], there: &BTreeSet<&str>) -> Vec<Layer<'static>> {
    let mut needed: BTreeSet<&str> = wanted.iter().copied().collect();
    let mut layers = layers();
    layers.retain(|layer| !there.contains(layer.table));
    // A layer is in the list before those that read it.
    for layer in layers.iter().rev() {
        if needed.contains(layer.table) {
            needed.extend(inputs_of(layer));
        }
    }
    layers.retain(|layer| needed.contains(layer.table));
    layers
}

async fn run_in_parts(
    context: &SessionContext,
    mut waiting: Vec<Layer<'static>>,
    parts: &[Part],
    workers: &Workers,
    place_of: &dyn Fn(&str) -> (PathBuf, Purpose),
    metadata: &[(String, String)],
    progress: &dyn Fn(&str),
) -> Result<BTreeMap<&'static str, u64>, EngineError> {
    let names: BTreeSet<&str> = waiting.iter().map(|layer| layer.table).collect();
    let mut rows = BTreeMap::new();
    let mut running = JoinSet::new();
    while !waiting.is_empty() || !running.is_empty() {
        while running.len() < workers.side_by_side() {
            let ready = waiting.iter().position(|layer| {
                inputs_of(layer).iter().all(|name| !names.contains(name) || rows.contains_key(name))
            });
            let Some(ready) = ready else { break };
            let layer = waiting.remove(ready);
            progress(&format!("computing {}", layer.table.replace('_', " ")));
            let (context, metadata, parts) = (context.clone(), metadata.to_vec(), parts.to_vec());
            let (folder, purpose) = place_of(layer.table);
            let workers = workers.clone();
            running.spawn(async move {
                let rows =
                    run_parts(&context, &layer, &parts, &workers, &folder, purpose, &metadata);
                let rows = rows.await?;
                Ok::<_, EngineError>((layer.table, rows))
            });
        }
        match running.join_next().await {
            Some(ended) => {
                let (table, count) = joined(ended)?;
                rows.insert(table, count);
            }
            None => {
                let stuck: Vec<&str> = waiting.iter().map(|layer| layer.file).collect();
                return Err(EngineError::Table(format!(
                    "the inputs that these queries name wait for one another: {}",
                    stuck.join(", ")
                )));
            }
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::engine::by_measure::narrowed;
    use crate::engine::layer::is_view;
    use crate::engine::{
        AsOf, ParquetFile, frame_of, register_catalogue, register_compared_areas, session,
        written_orders,
    };
    use crate::findings::register_claims;
    use crate::source::{Source, snapshots};
    use crate::stage::{StageError, schema, stage};
    use datafusion::arrow::array::RecordBatch;
    use datafusion::arrow::compute::SortOptions;
    use datafusion::arrow::row::{RowConverter, SortField};
    use datafusion::datasource::listing::ListingTable;
    use datafusion::prelude::ParquetReadOptions;
    use std::path::Path;

    /// What brings measures together, or is small.
    const AS_A_WHOLE: [&str; 18] = [
        "events",
        "not_known",
        "pupils",
        "materiality",
        "currency",
        "size_classes",
        "noise",
        "peers",
        "tests",
        "held_cohorts",
        "statement_figures",
        "statements",
        "statement_results",
        "themes",
        "profiles",
        "headlines",
        "coverage",
        "openings",
    ];
    const DATA_SETS: [&str; 2] = ["key-stage-4-destinations", "participation-age-16-17"];

    async fn tables_in(folder: &Path, wanted: usize) -> BTreeMap<String, Vec<u8>> {
        let catalogue = Catalogue::embedded().unwrap();
        let staged = folder.join("staged.parquet");
        let mut file = ParquetFile::create(&staged, schema(), Purpose::Step, &[]).unwrap();
        let offer = |first: &[u8]| crate::stage::offers(first, &catalogue);
        for snapshot in snapshots(&Source::Embedded, &catalogue, &offer).unwrap().snapshots {
            if DATA_SETS.contains(&snapshot.data_set.as_str()) {
                let mut sink = |batch: RecordBatch| {
                    file.push(batch).map_err(|e| StageError::Write(e.to_string()))
                };
                stage(&snapshot, &catalogue, 1, &mut sink).unwrap();
            }
        }
        assert!(file.close().unwrap() > 1_000);
        let context = session(folder).unwrap();
        register_catalogue(&context, &catalogue, &AsOf::latest()).unwrap();
        let codes = catalogue.areas.iter().map(|area| area.code.as_str());
        register_compared_areas(&context, codes.filter(|code| code.ends_with('1'))).unwrap();
        register_claims(&context, &[]).unwrap();
        let options = ParquetReadOptions::default();
        let path = staged.to_string_lossy();
        Box::pin(context.register_parquet("staged", path, options)).await.unwrap();
        let none = "select measure_id, cohort, area_code, period, data_set_version, \
                    source_row as first_row from staged where false";
        let none = context.sql(none).await.unwrap().into_view();
        context.register_table("repeated_keys", none).unwrap();
        let none = "select '' as data_set, '' as data_set_version, cast(0 as int) as begun_start, \
                    cast(0 as int) as last_start where false";
        let none = context.sql(none).await.unwrap().into_view();
        context.register_table("releases", none).unwrap();
        let none = "select '' as data_set, '' as data_set_version, '' as span, \
                    cast(0 as int) as over_start where false";
        let none = context.sql(none).await.unwrap().into_view();
        context.register_table("unfinished_years", none).unwrap();
        let parts = Part::cut_into(&context, wanted).await;
        assert_eq!(parts.len(), wanted);
        let place_of = |_: &str| (folder.to_path_buf(), Purpose::Published);
        let workers = Workers::local(2);
        run_in_parts(&context, layers(), &parts, &workers, &place_of, &[], &|_| ()).await.unwrap();
        let written: Vec<Layer<'_>> = layers().into_iter().filter(|l| !is_view(l)).collect();
        let mut whole = Vec::new();
        for layer in &written {
            every_order_holds(&context, layer.table, folder).await;
            let plan = frame_of(&context, layer.sql).await.unwrap().into_unoptimized_plan();
            if narrowed(&plan).unwrap().is_empty() {
                whole.push(layer.table);
            }
        }
        assert_eq!(whole, AS_A_WHOLE);
        let read = |layer: &Layer<'_>| {
            let path = folder.join(format!("{}.parquet", layer.table));
            (layer.table.to_string(), std::fs::read(path).unwrap())
        };
        written.iter().map(read).collect()
    }

    /// What the planner is given about the order of a table, checked against its rows.
    async fn every_order_holds(context: &SessionContext, table: &str, folder: &Path) {
        let provider = context.table_provider(table).await.unwrap();
        let orders = written_orders(provider.downcast_ref::<ListingTable>().unwrap());
        let path = folder.join(format!("{table}.parquet"));
        let read = context.read_parquet(path.to_str().unwrap(), ParquetReadOptions::default());
        let batches = read.await.unwrap().collect().await.unwrap();
        for order in orders {
            let Some(first) = batches.first() else { continue };
            let (mut fields, mut columns) = (Vec::new(), Vec::new());
            for by in &order {
                let (place, field) = first.schema_ref().column_with_name(&by.column).unwrap();
                let options = SortOptions::new(by.descending, by.nulls_first);
                fields.push(SortField::new_with_options(field.data_type().clone(), options));
                columns.push(place);
            }
            let converter = RowConverter::new(fields).unwrap();
            let mut before = Vec::new();
            for batch in &batches {
                let keys = batch.project(&columns).unwrap();
                for row in &converter.convert_columns(keys.columns()).unwrap() {
                    assert!(before.as_slice() <= row.as_ref(), "{table} by {order:?}");
                    before = row.as_ref().to_vec();
                }
            }
        }
    }

    #[test]
    fn a_wanted_table_takes_what_it_rests_on_and_no_more() {
        let tables = |wanted: &[&str]| -> Vec<&str> {
            needed(wanted, &BTreeSet::new()).into_iter().map(|layer| layer.table).collect()
        };
        let facts = "beyond_parts beyond_wholes sound usable measure_years counted_figures missed cells \
                     events facts";
        assert_eq!(tables(&["facts"]).join(" "), facts);
        assert_eq!(tables(&["quality"]), Vec::<&str>::new());
        let comparisons = tables(&["comparisons"]);
        assert!(comparisons.contains(&"differences"), "{comparisons:?}");
        assert!(!comparisons.contains(&"trends"), "{comparisons:?}");
        for layer in layers() {
            let needed = tables(&[layer.table]);
            let made = |name: &&str| layers().iter().any(|other| other.table == *name);
            for input in inputs_of(&layer).iter().filter(|name| made(name)) {
                assert!(needed.contains(input), "{} rests on {input}: {needed:?}", layer.table);
            }
        }
    }

    #[tokio::test]
    async fn a_table_that_is_there_is_not_computed_again() {
        let place = tempfile::tempdir().unwrap();
        let context = session(place.path()).unwrap();
        register_catalogue(&context, &Catalogue::embedded().unwrap(), &AsOf::latest()).unwrap();
        register_compared_areas(&context, std::iter::empty()).unwrap();
        // Without the columns from which `sound` would be computed.
        for table in [
            "staged as select 'x' as measure_id where false",
            "sound as select 'lent' as period, cast(2020 as int) as period_start",
        ] {
            context.sql(&format!("create table {table}")).await.unwrap();
        }
        let place_of = |_: &str| (place.path().to_path_buf(), Purpose::Step);
        let workers = Workers::local(1);
        let wanted: Option<&[&str]> = Some(&["usable"]);
        let rows = run_layers(&context, wanted, &workers, &place_of, &[], &|_| ()).await;
        assert_eq!(rows.unwrap().into_keys().collect::<Vec<_>>(), ["usable"]);
        let usable = context.sql("select period from usable").await.unwrap();
        assert_eq!(usable.count().await.unwrap(), 1);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn parts_write_the_bytes_of_the_whole() {
        let (one, four) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let whole = tables_in(one.path(), 1).await;
        let parted = tables_in(four.path(), 4).await;
        assert!(whole.keys().eq(parted.keys()), "{:?}", parted.keys());
        for (table, bytes) in &whole {
            assert!(bytes == &parted[table], "{table}");
        }
    }
}
