//! The figures, the catalogue and each against the other, without a run.

use super::checks::{self, Asked};
use super::computed::COMPUTING;
use super::outcome::Step;
use super::plan::Plan;
use super::quality_row::QualityRow;
use super::{gather, own_queries};
use crate::catalogue::Catalogue;
use crate::engine::{self, Purpose, Rows, Workers, register_catalogue};
use crate::error::Error;
use crate::scratch::Scratch;
use crate::source::Source;
use crate::stage::Severity;
use crate::store::Damage;

/// What `check` found.
#[derive(Debug)]
pub struct Checked {
    /// As in the table of quality.
    pub rows: Vec<QualityRow>,
    /// No figure at all could be read.
    pub nothing_read: bool,
}

impl Checked {
    fn nothing_read(message: String) -> Self {
        let row = QualityRow {
            check: "rejected".to_string(),
            data_set: String::new(),
            key: String::new(),
            severity: Severity::Error,
            message,
            rows: 0,
            stops_measures: false,
        };
        Self { rows: vec![row], nothing_read: true }
    }
}

/// Checks the figures of `plan`'s source, the catalogue and each against the other; writes
/// nothing.
///
/// # Errors
/// The source cannot be read at all; the rows list what is wrong within it.
pub async fn check(
    plan: &Plan,
    catalogue: &Catalogue,
    progress: &dyn Fn(Step<'_>),
) -> Result<Checked, Error> {
    own_queries::plan(catalogue).await?;
    let damaged = damaged(plan)?;
    if !damaged.is_empty() {
        return Ok(Checked { rows: damaged, nothing_read: true });
    }
    let begin = |what: &str| progress(Step::Begin(what));
    let detail = |what: &str| progress(Step::Detail(what));
    let scratch = Scratch::new()?;
    let context = engine::session(scratch.path())?;
    register_catalogue(&context, catalogue, &plan.as_of)?;
    let workers = Workers::local(plan.jobs);
    let gathered =
        gather::gather(plan, catalogue, &context, &workers, scratch.path(), &begin).await;
    let mut gathered = match gathered {
        Ok(gathered) => gathered,
        Err(Error::Rejected(message)) => return Ok(Checked::nothing_read(message)),
        Err(other) => return Err(other),
    };
    // No area is compared: the checks are about the figures of all.
    engine::register_compared_areas(&context, std::iter::empty())?;
    let place_of = |_: &str| (scratch.path().to_path_buf(), Purpose::Step);
    let wanted = Some(checks::INPUTS.as_slice());
    begin(COMPUTING);
    let rows = engine::run_layers(&context, wanted, &workers, &place_of, &[], &detail).await?;
    // As for a run: if every measure stops, none of the data was used.
    let counted = Rows::of(&context, "select count(value) as figures from cells").await?;
    let nothing_read = counted.only::<i64>("figures")? == 0;
    if nothing_read
        && let Some(own) = own_queries::to_blame(&context, &rows, plan.as_of.start).await?
    {
        return Err(Error::Usage(own));
    }
    begin("checking the figures");
    let found = checks::checks(&context, catalogue, &workers, scratch.path(), Asked::All).await?;
    gathered.quality.extend(found);
    Ok(Checked { rows: gathered.quality, nothing_read })
}

/// Versions of the store that are not as they were fetched.
fn damaged(plan: &Plan) -> Result<Vec<QualityRow>, Error> {
    let (Source::Ees, Some(store)) = (&plan.source, &plan.store) else { return Ok(Vec::new()) };
    let row = |Damage { data_set, message }: Damage| QualityRow {
        check: "broken_checksum".to_string(),
        data_set,
        key: String::new(),
        severity: Severity::Error,
        message,
        rows: 0,
        stops_measures: false,
    };
    Ok(store.damage()?.into_iter().map(row).collect())
}
