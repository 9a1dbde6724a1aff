//! What differs between two runs, or between two stores: new periods, revised and
//! vanished figures, verdicts that moved. The comparison is SQL in `queries/diff/`;
//! here its inputs are found and its rows are put into words.

mod kind;
mod page;
mod sides;
mod statements;
mod words;

pub use kind::ChangeKind;
pub use page::page;
pub use sides::{Side, SideError};
pub use statements::StatementChange;
pub use words::{summary, text};

use crate::catalogue::Catalogue;
use crate::checksum::sha256_of;
use crate::engine::{self, EngineError, Rows, query, row, write_batches};
use crate::error::Error;
use crate::outputs::{MadeBy, file_names};
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::execution::context::SessionContext;
use serde::Serialize;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

const FIGURES: &str = "diff/figures.sql";
const VERDICTS: &str = "diff/verdicts.sql";
const DIFFERENCES: &str = "diff/differences.sql";
const SUMMARY: &str = "diff/summary.sql";

/// Single figures and verdicts that are held for words and pages; the table has them all.
const MAX_SHOWN: usize = 400;

/// Everything that differs.
#[derive(Debug, Default)]
pub struct Diff {
    /// What the old side is called.
    pub old: String,
    /// What the new side is called.
    pub new: String,
    /// Data sets whose version, columns or labels differ, or that could not be refreshed.
    pub data_sets: Vec<DataSetChange>,
    /// How much differs, by kind, measure and period.
    pub counts: Vec<Count>,
    /// Single revised and vanished figures, the largest revisions first.
    pub figures: Vec<Change>,
    /// Verdicts that moved.
    pub verdicts: Vec<Change>,
    /// Written statements whose result differs, each with its clauses that do.
    pub statements: Vec<StatementChange>,
    /// What else is to be read: a new year, for one.
    pub notes: Vec<Note>,
    /// Figures on the old side.
    pub old_figures: i32,
    table: Option<RecordBatch>,
}

/// A heading and what is to be read under it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The heading.
    pub title: String,
    /// One thing a line.
    pub items: Vec<String>,
}

/// One data set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DataSetChange {
    /// Its id.
    pub data_set: String,
    /// Version on the old side.
    pub old: Option<String>,
    /// Version on the new side.
    pub new: Option<String>,
    /// What changed in it, or why it could not be refreshed.
    pub events: Vec<String>,
}

/// How many figures or verdicts differ in one way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Count {
    /// In which way.
    pub kind: ChangeKind,
    /// Id of the measure.
    pub measure_id: String,
    /// Its title.
    pub measure: String,
    /// Period.
    pub period: String,
    /// Rows.
    pub rows: i32,
    /// Areas among them.
    pub areas: i32,
    /// Least difference, in the measure's unit.
    pub least: Option<f64>,
    /// Greatest difference, in the measure's unit.
    pub most: Option<f64>,
}

/// One figure or verdict, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// As [`Count::kind`].
    pub kind: ChangeKind,
    /// Title of the measure.
    pub measure: String,
    /// Cohort.
    pub cohort: String,
    /// Area.
    pub area: String,
    /// Period.
    pub period: String,
    /// Comparator of a verdict.
    pub comparator: String,
    /// Which columns or words differ.
    pub changed: String,
    /// Before; empty where there was nothing.
    pub old: String,
    /// After; empty where there is nothing.
    pub new: String,
}

impl Diff {
    /// Compares two sides.
    ///
    /// # Errors
    /// A side cannot be read, or a query of `queries/diff/` does not run.
    pub async fn of(
        old: &Side,
        new: &Side,
        catalogue: &Catalogue,
        scratch: &Path,
    ) -> Result<Self, Error> {
        let context = engine::session(scratch)?;
        old.register(&context, "old", catalogue, scratch).await?;
        new.register(&context, "new", catalogue, scratch).await?;
        let names = |of: fn(&crate::catalogue::Area) -> &str| -> ArrayRef {
            Arc::new(catalogue.areas.iter().map(|a| Some(of(a))).collect::<StringArray>())
        };
        let areas = RecordBatch::try_from_iter([
            ("area_code", names(|a| &a.code)),
            ("area_name", names(|a| &a.name)),
        ])
        .map_err(|e| EngineError::Table(e.to_string()))?;
        context.register_batch("diff_areas", areas).map_err(EngineError::from)?;
        for (view, file) in [("changed_figures", FIGURES), ("changed_verdicts", VERDICTS)] {
            let frame = Box::pin(engine::frame_of(&context, query(file)));
            let frame = frame.await.map_err(|e| failed(file, e))?;
            context.register_table(view, frame.into_view()).map_err(EngineError::from)?;
        }
        sides::register_statements(&context, old, new).await?;
        let table = engine::whole_table(&context, query(DIFFERENCES)).await;
        let table = table.map_err(|e| e.in_query(DIFFERENCES))?;
        context.register_batch("differences", table.clone()).map_err(EngineError::from)?;
        let mut diff = Self {
            old: old.name().to_string(),
            new: new.name().to_string(),
            data_sets: sides::data_sets(old, new)?,
            counts: counts(&context, catalogue).await?,
            figures: changes(&context, catalogue, "kind in ('revised', 'vanished')").await?,
            verdicts: changes(&context, catalogue, "kind like 'verdict%'").await?,
            statements: statements::changes(&context).await?,
            notes: Vec::new(),
            old_figures: Rows::of(&context, "select count(*) as figures from old_facts")
                .await?
                .only("figures")?,
            table: None,
        };
        diff.table = Some(table);
        Ok(diff)
    }

    /// The diff of outputs that have none before them.
    #[must_use]
    pub fn first(notes: Vec<Note>) -> Self {
        Self {
            notes,
            old: "nothing: there were no outputs before".to_string(),
            new: "this refresh".to_string(),
            ..Self::default()
        }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.data_sets.is_empty() && self.statements.is_empty()
    }

    /// How many rows of a kind there are.
    #[must_use]
    pub fn count(&self, kind: ChangeKind) -> i32 {
        let statements = self.statements.iter().filter(|s| s.kind == kind).count();
        let rows: i32 = self.counts.iter().filter(|c| c.kind == kind).map(|c| c.rows).sum();
        rows + i32::try_from(statements).unwrap_or(i32::MAX)
    }

    /// Adds what a fetch reported about a data set.
    pub fn tell(&mut self, data_set: &str, version: Option<&str>, events: &[String]) {
        let found = self.data_sets.iter_mut().find(|d| d.data_set == data_set);
        match found {
            Some(change) => {
                let unknown = events.iter().filter(|e| !change.events.contains(e)).cloned();
                let unknown: Vec<String> = unknown.collect();
                change.events.extend(unknown);
            }
            None => self.data_sets.push(DataSetChange {
                data_set: data_set.to_string(),
                old: version.map(str::to_string),
                new: version.map(str::to_string),
                events: events.to_vec(),
            }),
        }
        self.data_sets.sort_by(|a, b| a.data_set.cmp(&b.data_set));
    }

    /// Writes `diff.parquet`, `index.html` and `diff.txt` into `folder`.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(&self, folder: &Path, headline: &str) -> Result<(), Error> {
        std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        if let Some(table) = &self.table {
            let metadata = [
                ("program".to_string(), format!("send-outcomes {}", env!("CARGO_PKG_VERSION"))),
                ("licence".to_string(), "Open Government Licence v3.0".to_string()),
            ];
            write_batches(&folder.join("diff.parquet"), table.clone(), &metadata)?;
        }
        for (name, content) in [("index.html", page(self, headline)?), ("diff.txt", text(self))] {
            let path = folder.join(name);
            std::fs::write(&path, content).map_err(Error::file(&path))?;
        }
        Ok(())
    }
}

/// Writes the manifest of a folder that holds a diff, so that the next one may replace it.
///
/// # Errors
/// The folder cannot be read or written.
pub fn write_manifest(folder: &Path) -> Result<(), Error> {
    let mut outputs = Vec::new();
    for name in file_names(folder).map_err(Error::file(folder))? {
        let path = folder.join(&name);
        let mut file = std::fs::File::open(&path).map_err(Error::file(&path))?;
        let (sha256, bytes) = sha256_of(&mut file).map_err(Error::file(&path))?;
        outputs.push(json!({ "file": name, "bytes": bytes, "sha256": sha256 }));
    }
    let manifest = json!({
        "program": "send-outcomes",
        "program_version": env!("CARGO_PKG_VERSION"),
        "made_by": MadeBy::Diff.as_str(),
        "outputs": outputs,
    });
    let path = folder.join("manifest.json");
    std::fs::write(&path, format!("{manifest:#}\n")).map_err(Error::file(&path))
}

fn failed(file: &str, error: datafusion::error::DataFusionError) -> EngineError {
    EngineError::Query { file: file.to_string(), source: Box::new(error) }
}

row! {
    /// How much differs in one way, by the ids of tables.
    struct CountRow {
        kind: ChangeKind,
        measure_id: String,
        period: String,
        rows: i32,
        areas: i32,
        least: Option<f64>,
        most: Option<f64>,
    }
}

row! {
    /// What differs, by the ids of tables.
    struct ChangeRow {
        kind: ChangeKind,
        measure_id: String,
        cohort: String,
        area_name: String,
        period: String,
        comparator: String,
        changed: String | "",
        old_text: String | "",
        new_text: String | "",
    }
}

async fn counts(context: &SessionContext, catalogue: &Catalogue) -> Result<Vec<Count>, Error> {
    let rows = Rows::of_file(context, SUMMARY).await?.read::<CountRow>()?;
    let count = |row: CountRow| Count {
        kind: row.kind,
        measure: title(catalogue, &row.measure_id),
        measure_id: row.measure_id,
        period: row.period,
        rows: row.rows,
        areas: row.areas,
        least: row.least,
        most: row.most,
    };
    Ok(rows.into_iter().map(count).collect())
}

async fn changes(
    context: &SessionContext,
    catalogue: &Catalogue,
    which: &str,
) -> Result<Vec<Change>, Error> {
    let sql = format!(
        "select * from differences where {which} \
         order by kind, abs(difference) desc nulls last, measure_id, cohort, area_code, period, \
         comparator limit {MAX_SHOWN}"
    );
    let rows = Rows::of_query(context, DIFFERENCES, &sql).await?.read::<ChangeRow>()?;
    let cohort = |id: String| {
        catalogue.cohorts.iter().find(|c| c.id == id).map_or(id, |c| c.short_title.clone())
    };
    let comparator = |id: String| {
        catalogue.comparators.iter().find(|c| c.id == id).map_or(id, |c| c.short_title.clone())
    };
    let change = |row: ChangeRow| Change {
        kind: row.kind,
        measure: title(catalogue, &row.measure_id),
        cohort: cohort(row.cohort),
        area: row.area_name,
        period: row.period,
        comparator: comparator(row.comparator),
        changed: row.changed,
        old: row.old_text,
        new: row.new_text,
    };
    Ok(rows.into_iter().map(change).collect())
}

fn title(catalogue: &Catalogue, measure_id: &str) -> String {
    catalogue.measure(measure_id).map_or_else(|| measure_id.to_string(), |m| m.title.clone())
}
