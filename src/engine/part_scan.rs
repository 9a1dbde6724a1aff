//! A query planned once for all of its parts.
//!
//! To plan a query of some forty steps takes as long as to read a hundred thousand rows, and the
//! plans of its parts differ in nothing but the rows that they read. So the inputs that are parted
//! are planned as one leaf that holds a scan for each part, and the plan of a part is the plan of
//! all with that scan in place of the leaf.

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, Result, Statistics, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::filter_pushdown::FilterPushdown;
use datafusion::physical_plan::execution_plan::reset_plan_states;
use datafusion::physical_plan::filter::FilterExecBuilder;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// A table of which each part of a query reads its measures only.
#[derive(Debug)]
pub(super) struct PartedTable {
    table: Arc<dyn TableProvider>,
    /// What the rows of each part meet.
    parts: Vec<Expr>,
}

impl PartedTable {
    /// With the condition that the rows of each part meet.
    pub fn new(table: Arc<dyn TableProvider>, parts: Vec<Expr>) -> Self {
        Self { table, parts }
    }

    /// Reads the rows that pass `filters`, of a part or of all of them. The planner would come to
    /// the same, and take ten times as long.
    async fn scan_of(
        &self,
        state: &dyn Session,
        part: Option<&Expr>,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = self.table.schema();
        let mut all = filters.iter().map(named_alone).collect::<Result<Vec<_>>>()?;
        all.extend(part.cloned());
        let Some(condition) = conjunction(all.iter().cloned()) else {
            return self.table.scan(state, projection, &[], None).await;
        };
        let shown = projection.map_or_else(|| (0..schema.fields().len()).collect(), Clone::clone);
        let mut read: BTreeSet<usize> = shown.iter().copied().collect();
        for column in condition.column_refs() {
            read.insert(schema.index_of(&column.name)?);
        }
        let read: Vec<usize> = read.into_iter().collect();
        let scan = self.table.scan(state, Some(&read), &all, None).await?;
        let columns = DFSchema::try_from(scan.schema().as_ref().clone())?;
        let condition = state.create_physical_expr(condition, &columns)?;
        let shown = shown.iter().filter_map(|place| read.binary_search(place).ok()).collect();
        let rows = FilterExecBuilder::new(condition, scan).apply_projection(Some(shown))?;
        // Row groups and pages are skipped by what their headers say.
        FilterPushdown::new().optimize(Arc::new(rows.build()?), state.config_options())
    }
}

/// A condition whose columns do not say of which table they are.
fn named_alone(filter: &Expr) -> Result<Expr> {
    let filter = filter.clone().transform(|expr| match expr {
        Expr::Column(column) => Ok(Transformed::yes(Expr::Column(Column::from_name(column.name)))),
        other => Ok(Transformed::no(other)),
    });
    filter.data()
}

#[async_trait]
impl TableProvider for PartedTable {
    fn schema(&self) -> SchemaRef {
        self.table.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        let pushed = |filter: &&Expr| {
            let asks = filter.exists(|expr| {
                Ok(matches!(expr, Expr::ScalarSubquery(_) | Expr::InSubquery(_) | Expr::Exists(_)))
            })?;
            Ok(if asks {
                TableProviderFilterPushDown::Unsupported
            } else {
                TableProviderFilterPushDown::Exact
            })
        };
        filters.iter().map(pushed).collect()
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let whole = self.scan_of(state, None, projection, filters).await?;
        let mut parts = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            parts.push(self.scan_of(state, Some(part), projection, filters).await?);
        }
        Ok(Arc::new(PartScans { whole, parts }))
    }

    fn statistics(&self) -> Option<Statistics> {
        self.table.statistics()
    }
}

/// A scan for each part, in the order of the parts.
#[derive(Debug)]
pub(super) struct PartScans {
    /// The scan of all parts, of which the planner has the order and number of rows: those of a
    /// part of one measure might be in orders in which the others are not.
    whole: Arc<dyn ExecutionPlan>,
    parts: Vec<Arc<dyn ExecutionPlan>>,
}

impl DisplayAs for PartScans {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartScans: parts={}", self.parts.len())
    }
}

impl ExecutionPlan for PartScans {
    fn name(&self) -> &'static str {
        "PartScans"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.whole.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn statistics_from_inputs(
        &self,
        _: &[Arc<Statistics>],
        args: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        StatisticsContext::new().compute(self.whole.as_ref(), args)
    }

    fn execute(&self, _: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        internal_err!("the plan of all parts is computed for one part at a time")
    }
}

/// The plan of a part, with nothing left in it of what it computed for another.
///
/// # Errors
/// A node refuses its new input.
pub(super) fn of_part(
    plan: &Arc<dyn ExecutionPlan>,
    number: usize,
) -> Result<Arc<dyn ExecutionPlan>> {
    let in_part = |node: Arc<dyn ExecutionPlan>| match node.downcast_ref::<PartScans>() {
        Some(scans) => match scans.parts.get(number) {
            // A scan remembers which files were read.
            Some(scan) => reset_plan_states(Arc::clone(scan)).map(Transformed::yes),
            None => internal_err!("there is no part {number}"),
        },
        None => node.reset_state().map(Transformed::yes),
    };
    Arc::clone(plan).transform_up(in_part).data()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{session, write_batches};
    use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::execution::context::SessionContext;
    use datafusion::physical_plan::{collect, displayable};
    use datafusion::prelude::{ParquetReadOptions, col, lit};

    const SQL: &str = "select b.value, a.value as double, (select max(value) from all_rows) as top \
                       from t as a left join t as b on a.figure = b.figure and b.value > 1 \
                       where a.value < 7 order by a.figure";

    /// Twelve figures, in parts of four and of eight.
    async fn parted(context: &SessionContext, folder: &std::path::Path) -> Vec<Expr> {
        let figures = 0..12_i64;
        let values = (0..12).map(f64::from);
        let columns: [(&str, ArrayRef); 2] = [
            ("figure", Arc::new(figures.collect::<Int64Array>())),
            ("value", Arc::new(values.collect::<Float64Array>())),
        ];
        let path = folder.join("rows.parquet");
        write_batches(&path, RecordBatch::try_from_iter(columns).unwrap(), &[]).unwrap();
        let path = path.to_string_lossy();
        context.register_parquet("all_rows", path, ParquetReadOptions::default()).await.unwrap();
        let parts = vec![col("figure").lt(lit(4_i64)), col("figure").gt_eq(lit(4_i64))];
        let table = context.table_provider("all_rows").await.unwrap();
        let table = PartedTable::new(table, parts.clone());
        context.register_table("t", Arc::new(table)).unwrap();
        parts
    }

    #[tokio::test]
    async fn a_plan_serves_one_part_after_another() {
        let folder = tempfile::tempdir().unwrap();
        let context = session(folder.path()).unwrap();
        let parts = parted(&context, folder.path()).await;
        let plan = context.sql(SQL).await.unwrap().create_physical_plan().await.unwrap();
        let shown =
            |plan: &Arc<dyn ExecutionPlan>| displayable(plan.as_ref()).indent(false).to_string();
        assert!(shown(&plan).contains("PartScans: parts=2"), "{}", shown(&plan));
        for number in [1, 0, 1] {
            let plan = of_part(&plan, number).unwrap();
            let words = shown(&plan);
            assert!(words.contains("pruning_predicate") && !words.contains("PartScans"), "{words}");
            let found = collect(plan, context.task_ctx()).await.unwrap();
            let own = context.table("all_rows").await.unwrap();
            let own = own.filter(parts[number].clone());
            context.deregister_table("part").unwrap();
            context.register_table("part", own.unwrap().into_view()).unwrap();
            let sql = SQL.replace("from t ", "from part ").replace("join t ", "join part ");
            let expected = context.sql(&sql).await.unwrap().collect().await.unwrap();
            let print = |rows: &[RecordBatch]| pretty_format_batches(rows).unwrap().to_string();
            assert_eq!(print(&found), print(&expected), "part {number}");
            assert_eq!(found.iter().map(RecordBatch::num_rows).sum::<usize>(), [4, 3][number]);
        }
        assert!(of_part(&plan, 2).is_err(), "there are two parts");
        assert!(collect(plan, context.task_ctx()).await.is_err(), "all parts at once");
    }
}
