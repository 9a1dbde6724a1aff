//! Source → figures → every table that a plan wants.

use super::checks::{self, Asked};
use super::earlier::{self, Claims};
use super::gather::{self, Gathered};
use super::outcome::{Outcome, Step, rejection_text};
use super::plan::Plan;
use super::tables::{JUDGED, PUBLISHED};
use super::{own_queries, tables, workers};
use crate::catalogue::Catalogue;
use crate::engine::{
    self, AsOf, EngineError, Purpose, Rows, Workers, register_catalogue, row, write_batches,
};
use crate::error::Error;
use crate::findings::{ClaimError, ClaimRow, claim_rows, judged, number_claims, register_claims};
use crate::stage::Severity;
use datafusion::arrow::array::RecordBatch;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;
use std::path::Path;

/// What the step is called in which queries are computed.
pub(super) const COMPUTING: &str = "computing the tables";

/// The tables of a run, and what was read for them.
pub(super) struct Computed {
    /// The session that reads them.
    pub(super) context: SessionContext,
    /// What was read.
    pub(super) gathered: Gathered,
    /// Their rows, and the statements that were judged.
    pub(super) outcome: Outcome,
}

/// Computes the tables of `plan` into `table_folder`, and what they need on the way below `scratch`.
///
/// # Errors
/// The source cannot be read, or holds not one figure; a query or the disk fails.
pub(super) async fn tables(
    plan: &Plan,
    catalogue: &Catalogue,
    (scratch, table_folder): (&Path, &Path),
    progress: &dyn Fn(Step<'_>),
) -> Result<Computed, Error> {
    let begin = &|what: &str| progress(Step::Begin(what));
    let workers = workers::of(plan, catalogue, scratch).await?;
    let steps = workers.folder(scratch).to_path_buf();
    let context = engine::session(scratch)?;
    workers.mount(&context);
    register_catalogue(&context, catalogue, &plan.as_of)?;
    let claims = claims_of(plan, catalogue)?;
    let gathered = gather::gather(plan, catalogue, &context, &workers, &steps, begin).await?;
    refuse_losses(plan, &gathered)?;
    let claims = Claims::of(claims, plan, gathered.newest_year())?;
    let areas = compared(plan, catalogue, &claims.now);
    engine::register_compared_areas(&context, areas.iter().copied())?;
    register_claims(&context, &claims.now)?;
    let outcome = Outcome { out: plan.out.clone(), ..Outcome::default() };
    let desk = Desk { plan, catalogue, workers: &workers, steps: &steps, table_folder };
    let mut computed = Computed { context, gathered, outcome };
    let mut rows = desk.run_queries(&mut computed, progress).await?;
    computed.outcome.remarks = remarks(plan, &computed, &rows).await?;
    if JUDGED.iter().any(|(table, _)| rows.contains_key(table)) {
        rows.extend(desk.judge_earlier(&computed.context, &claims, begin).await?);
        computed.outcome.judged = judged(&computed.context).await?;
    }
    let published = PUBLISHED.into_iter().filter_map(|table| Some((table, *rows.get(table)?)));
    computed.outcome.rows.extend(published.map(|(table, rows)| (table.to_string(), rows)));
    let sources = tables::sources(&computed.gathered.loaded, catalogue)?;
    desk.write(&mut computed.outcome, tables::SOURCES, sources)?;
    Ok(computed)
}

/// With `--strict`, nothing may be lost of what was found.
fn refuse_losses(plan: &Plan, gathered: &Gathered) -> Result<(), Error> {
    if plan.strict && !gathered.rejections.is_empty() {
        return Err(Error::Rejected(rejection_text(&gathered.rejections)));
    }
    if plan.strict && !gathered.unused.is_empty() {
        return Err(Error::Rejected(gathered.unused.join("\n")));
    }
    Ok(())
}

/// Where tables are computed and written.
struct Desk<'a> {
    plan: &'a Plan,
    catalogue: &'a Catalogue,
    workers: &'a Workers,
    steps: &'a Path,
    table_folder: &'a Path,
}

impl Desk<'_> {
    /// Runs the queries, brings here what a cluster wrote, and checks the figures; gives the rows
    /// of each table that a query made.
    async fn run_queries(
        &self,
        computed: &mut Computed,
        progress: &dyn Fn(Step<'_>),
    ) -> Result<BTreeMap<&'static str, u64>, Error> {
        let Computed { context, gathered, outcome } = computed;
        let context = &*context;
        // A cluster writes the published tables where it can; they are fetched from there.
        let written = match self.workers.cluster {
            Some(_) => self.steps.join("tables"),
            None => self.table_folder.to_path_buf(),
        };
        self.workers.make_folder(&written).map_err(Error::file(&written))?;
        let place_of = |table: &str| {
            if PUBLISHED.contains(&table) {
                (written.clone(), Purpose::Published)
            } else {
                (self.steps.to_path_buf(), Purpose::Step)
            }
        };
        let wanted = self.plan.only.layers();
        let asked = wanted.as_deref().map(with_inputs_of_checks);
        let metadata = metadata(self.plan);
        let begin = |what: &str| progress(Step::Begin(what));
        let detail = |what: &str| progress(Step::Detail(what));
        begin(COMPUTING);
        let (asked, workers) = (asked.as_deref(), self.workers);
        let rows =
            engine::run_layers(context, asked, workers, &place_of, &metadata, &detail).await?;
        if rows.contains_key("facts") && !self.plan.may_be_empty {
            let stopped = gathered.rejections.iter().map(|r| r.message.as_str());
            let unused = gathered.unused.iter().map(String::as_str);
            let why: Vec<&str> = stopped.chain(unused).collect();
            some_figure(context, self.plan, &rows, &why).await?;
        }
        let noted = wanted.is_none_or(|wanted| wanted.contains(&tables::QUALITY));
        if noted {
            begin("checking the figures");
        }
        // What cannot be right is named whatever is written.
        if noted || rows.contains_key("usable") {
            let asked = if noted { Asked::All } else { Asked::OfEveryRun };
            let checks = checks::checks(context, self.catalogue, workers, self.steps, asked);
            gathered.quality.extend(checks.await?);
        }
        if noted {
            self.write(outcome, tables::QUALITY, tables::quality(&gathered.quality)?)?;
        }
        self.bring(context, &written, &rows).await?;
        Ok(rows)
    }

    /// Brings here what a cluster wrote: what is drawn and written is read many times over, here alone.
    async fn bring(
        &self,
        context: &SessionContext,
        written: &Path,
        rows: &BTreeMap<&'static str, u64>,
    ) -> Result<(), Error> {
        let Some(cluster) = &self.workers.cluster else { return Ok(()) };
        for table in PUBLISHED.into_iter().filter(|table| rows.contains_key(table)) {
            let name = format!("{table}.parquet");
            let here = self.table_folder.join(&name);
            cluster.fetch(&written.join(&name), &here).await?;
            engine::move_table(context, table, &here).await?;
        }
        Ok(())
    }

    /// Judges the statements that are about earlier years only; gives the rows of the tables that
    /// they are added to.
    async fn judge_earlier(
        &self,
        context: &SessionContext,
        claims: &Claims,
        begin: &dyn Fn(&str),
    ) -> Result<BTreeMap<&'static str, u64>, Error> {
        if claims.earlier.is_empty() {
            return Ok(BTreeMap::new());
        }
        let folders = (self.steps, self.table_folder);
        let (read, metadata) = ((context, self.catalogue), metadata(self.plan));
        earlier::judge(read, &claims.earlier, self.workers, folders, &metadata, begin).await
    }

    /// Writes a table that no query makes.
    fn write(&self, outcome: &mut Outcome, table: &str, batch: RecordBatch) -> Result<(), Error> {
        let path = self.table_folder.join(format!("{table}.parquet"));
        let rows = write_batches(&path, batch, &metadata(self.plan))?;
        outcome.rows.push((table.to_string(), rows));
        Ok(())
    }
}

/// `wanted` tables, and what the checks read where the table of quality is among them.
fn with_inputs_of_checks<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let checked = wanted.contains(&tables::QUALITY);
    wanted.iter().copied().chain(checks::INPUTS.into_iter().filter(|_| checked)).collect()
}

/// The claims of every statement.
fn claims_of(plan: &Plan, catalogue: &Catalogue) -> Result<Vec<ClaimRow>, Error> {
    let mut claims = Vec::new();
    let mut files = BTreeMap::new();
    for (file, statements) in &plan.statements {
        claims.extend(claim_rows(file, statements, catalogue)?);
        for statement in &statements.statements {
            if let Some(other) = files.insert(&statement.id, file) {
                return Err(Error::Claim(ClaimError {
                    file: file.clone(),
                    statement: statement.id.clone(),
                    message: format!("the id is used in {other} too: give each statement its own"),
                }));
            }
        }
    }
    number_claims(&mut claims);
    Ok(claims)
}

/// Refuses facts without one figure: they would empty the outputs. What stopped, and what was in
/// the files and not used, is `why`.
async fn some_figure(
    context: &SessionContext,
    plan: &Plan,
    rows: &BTreeMap<&'static str, u64>,
    why: &[&str],
) -> Result<(), Error> {
    let counted = Rows::of(context, "select count(value) as figures from facts").await?;
    if counted.only::<i64>("figures")? > 0 {
        return Ok(());
    }
    if let Some(own) = own_queries::to_blame(context, rows, plan.as_of.start).await? {
        return Err(Error::Usage(format!("{own}; no output was changed")));
    }
    let until = match &plan.as_of {
        all if *all == AsOf::latest() => String::new(),
        one => format!(" up to {}", one.text),
    };
    let said = format!("nothing that was read has a figure{until}; no output was changed");
    Err(Error::Rejected([&[said.as_str()], why].concat().join("\n")))
}

row! {
    /// An area with a figure.
    struct Known {
        area_code: String,
    }
}

/// What a reader of these outputs must know first: cells that were not used, figures that cannot be
/// right, and areas that were asked for and have not one figure.
async fn remarks(
    plan: &Plan,
    computed: &Computed,
    rows: &BTreeMap<&'static str, u64>,
) -> Result<Vec<String>, EngineError> {
    let Gathered { quality, unused, .. } = &computed.gathered;
    let wrong = quality.iter().filter(|row| row.severity == Severity::Error && !row.stops_measures);
    let mut remarks: Vec<String> =
        wrong.map(|row| format!("{}, {}: {}", row.data_set, row.key, row.message)).collect();
    remarks.extend(unused.iter().cloned());
    let empty = own_queries::without_rows(&computed.context, rows).await?;
    remarks.extend(
        empty.iter().map(|file| format!("{file} gives no row: what is made of it is empty")),
    );
    if rows.contains_key("facts") && !plan.every_area {
        let known = "select distinct area_code from facts where value is not null";
        let known = Rows::of(&computed.context, known).await?.read::<Known>()?;
        let without = plan.areas.iter().filter(|a| known.iter().all(|k| k.area_code != a.code));
        remarks
            .extend(without.map(|a| format!("nothing that was read has a figure of {}", a.name)));
    }
    Ok(remarks)
}

/// Codes of the areas that are compared: those asked for, and the areas that
/// `claims` are about; with every authority asked for, the regions too.
fn compared<'a>(plan: &'a Plan, catalogue: &'a Catalogue, claims: &'a [ClaimRow]) -> Vec<&'a str> {
    if plan.every_area {
        let asked = |code: &str| plan.areas.iter().any(|a| a.code == code);
        let ended = |code: &str| catalogue.areas.ended(code, plan.as_of.day).is_some();
        let codes = catalogue.areas.iter().map(|a| a.code.as_str());
        return codes.filter(|code| asked(code) || !ended(code)).collect();
    }
    let mut codes: Vec<&str> = plan.areas.iter().map(|a| a.code.as_str()).collect();
    codes.extend(claims.iter().map(ClaimRow::area_code));
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn metadata(plan: &Plan) -> Vec<(String, String)> {
    vec![
        ("program".to_string(), format!("send-outcomes {}", env!("CARGO_PKG_VERSION"))),
        ("as_of".to_string(), plan.as_of.text.clone()),
        ("published_only".to_string(), plan.as_of.published_only.to_string()),
        ("licence".to_string(), "Open Government Licence v3.0".to_string()),
    ]
}
