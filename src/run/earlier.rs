//! Statements are judged as of the last period that they are about: those about earlier
//! years than a run uses are judged separately, on the same figures up to their own last period.

use super::plan::Plan;
use super::tables::JUDGED;
use crate::catalogue::Catalogue;
use crate::engine::{
    AsOf, EngineError, Purpose, Workers, inputs_of, layers, move_table, register_catalogue,
    register_compared_areas, register_judged_measures, run_layers, second_session, whole_table,
    write_batches,
};
use crate::error::Error;
use crate::findings::{ClaimRow, register_claims};
use crate::period::Period;
use datafusion::execution::context::SessionContext;
use futures::future::try_join_all;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The tables that differ as of an earlier period, as does what rests on them.
const OTHER: [&str; 4] = ["as_of", "compared_areas", "judged_measures", "claims"];

/// The claims of a run.
pub(super) struct Claims {
    /// Judged as of the run itself.
    pub(super) now: Vec<ClaimRow>,
    /// Judged as of an earlier period each, in the order of the periods.
    pub(super) earlier: Vec<(AsOf, Vec<ClaimRow>)>,
}

impl Claims {
    /// `newest` is the latest starting year of the figures that were read. With `--as-of` every
    /// statement is judged as of that period.
    pub(super) fn of(claims: Vec<ClaimRow>, plan: &Plan, newest: i32) -> Result<Self, Error> {
        let mut parted = Self { now: Vec::new(), earlier: Vec::new() };
        let mut earlier: BTreeMap<(i32, String), (AsOf, Vec<ClaimRow>)> = BTreeMap::new();
        for claim in claims {
            let until = AsOf::period(Period::parse_any(claim.last_period())?);
            if plan.as_of.text != AsOf::latest().text || until.start >= newest {
                parted.now.push(claim);
                continue;
            }
            let until = AsOf { published_only: plan.as_of.published_only, ..until };
            let key = (until.start, until.text.clone());
            earlier.entry(key).or_insert_with(|| (until, Vec::new())).1.push(claim);
        }
        parted.earlier.extend(earlier.into_values());
        Ok(parted)
    }
}

/// Judges `claims` as of each earlier period, and adds what comes out to the tables of judged
/// statements in `table_folder`. Everything on the way is written below `steps`.
///
/// # Errors
/// A query or the disk fails.
pub(super) async fn judge(
    (context, catalogue): (&SessionContext, &Catalogue),
    claims: &[(AsOf, Vec<ClaimRow>)],
    workers: &Workers,
    (steps, table_folder): (&Path, &Path),
    metadata: &[(String, String)],
    progress: &dyn Fn(&str),
) -> Result<BTreeMap<&'static str, u64>, Error> {
    let periods: Vec<&str> = claims.iter().map(|(as_of, _)| as_of.text.as_str()).collect();
    progress(&format!("judging statements as of {}", periods.join(", ")));
    // They share the threads.
    let jobs = (workers.jobs / claims.len().max(1)).max(1);
    let workers = Workers { jobs, ..workers.clone() };
    let judge = Judge { context, catalogue, workers: &workers };
    let judged = claims.iter().enumerate().map(async |(place, (as_of, claims))| {
        let folder = steps.join(format!("as-of-{place}"));
        judge.judged(as_of, claims, &folder).await.map(|beside| (place, beside))
    });
    // Each leaves threads idle while it plans.
    for (place, beside) in try_join_all(judged).await? {
        for (table, _) in JUDGED {
            lend(&beside, table, context, &added(table, place)).await?;
        }
    }
    let mut rows = BTreeMap::new();
    for (table, sorted_by) in JUDGED {
        let mut parts = vec![format!("select * from {table}")];
        parts.extend((0..claims.len()).map(|n| format!("select * from {}", added(table, n))));
        let sql = format!("{} order by {sorted_by}", parts.join(" union all "));
        let path = table_folder.join(format!("{table}.parquet"));
        rows.insert(table, write_batches(&path, whole_table(context, &sql).await?, metadata)?);
        move_table(context, table, &path).await?;
    }
    Ok(rows)
}

/// What statements are judged with.
struct Judge<'a> {
    context: &'a SessionContext,
    catalogue: &'a Catalogue,
    workers: &'a Workers,
}

impl Judge<'_> {
    /// A session with the tables of statements as of an earlier period, which are in `folder`.
    async fn judged(
        &self,
        as_of: &AsOf,
        claims: &[ClaimRow],
        folder: &Path,
    ) -> Result<SessionContext, Error> {
        let beside = second_session(self.context);
        self.workers.mount(&beside);
        register_catalogue(&beside, self.catalogue, as_of)?;
        let areas: BTreeSet<&str> = claims.iter().map(ClaimRow::area_code).collect();
        register_compared_areas(&beside, areas.into_iter())?;
        register_claims(&beside, claims)?;
        let spoken_of = spoken_of(self.catalogue, claims);
        register_judged_measures(&beside, self.catalogue, |m| spoken_of.contains(m.id.as_str()))?;
        share_figures(self.context, &beside).await?;
        self.workers.make_folder(folder).map_err(Error::file(folder))?;
        let place_of = |_: &str| (folder.to_path_buf(), Purpose::Step);
        let wanted = JUDGED.map(|(table, _)| table);
        run_layers(&beside, Some(&wanted), self.workers, &place_of, &[], &|_| ()).await?;
        Ok(beside)
    }
}

/// The measures that `claims` speak of, each with that of those whose activity is not known, by which it
/// is judged too.
fn spoken_of<'a>(catalogue: &'a Catalogue, claims: &[ClaimRow]) -> BTreeSet<&'a str> {
    let measures = claims.iter().filter_map(|claim| catalogue.measure(claim.measure_id()));
    measures.flat_map(|measure| [measure.id.as_str(), measure.not_known.as_str()]).collect()
}

/// The name in the run's own session of a table that was made as of the earlier period at `place`.
fn added(table: &str, place: usize) -> String {
    format!("{table}_as_of_{place}")
}

/// Lets `beside` read what was read and computed, unless it is of the catalogue or another as of
/// another period.
async fn share_figures(context: &SessionContext, beside: &SessionContext) -> Result<(), Error> {
    let mut other: BTreeSet<&str> = OTHER.into();
    // A layer is in the list before those that read it.
    for layer in layers() {
        if inputs_of(&layer).iter().any(|input| other.contains(input)) {
            other.insert(layer.table);
        }
    }
    let schemas = context.catalog_names().into_iter().filter_map(|name| context.catalog(&name));
    let schemas = schemas.flat_map(|catalog| {
        let names = catalog.schema_names();
        names.into_iter().filter_map(move |name| catalog.schema(&name)).collect::<Vec<_>>()
    });
    let names: Vec<String> = schemas.flat_map(|schema| schema.table_names()).collect();
    for name in names {
        let there = beside.table_exist(name.as_str()).map_err(EngineError::from)?;
        if !there && !other.contains(name.as_str()) {
            lend(context, &name, beside, &name).await?;
        }
    }
    Ok(())
}

/// Has a table of one session be read by another under a name.
async fn lend(
    from: &SessionContext,
    table: &str,
    to: &SessionContext,
    name: &str,
) -> Result<(), EngineError> {
    let provider = from.table_provider(table).await?;
    to.register_table(name, provider)?;
    Ok(())
}
