//! A query planned once for all of its parts.
//!
//! To plan a query of some forty steps takes as long as to read a hundred thousand rows, and the
//! plans of its parts differ in nothing but the rows that they read. So the inputs that are parted
//! are planned as one leaf that holds a scan for each part, and the plan of a part is the plan of
//! all with that scan in the place of the leaf.

use super::parts::Part;
use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, Result, Statistics, TableReference, internal_err};
use datafusion::datasource::provider_as_source;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{
    Expr, LogicalPlan, LogicalPlanBuilder, TableProviderFilterPushDown, TableType,
};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use std::fmt;
use std::sync::Arc;

/// A table of which each part of a query reads its measures only.
#[derive(Debug)]
pub(super) struct PartedTable {
    name: TableReference,
    table: Arc<dyn TableProvider>,
    parts: Arc<[Part]>,
}

impl PartedTable {
    pub fn new(name: &str, table: Arc<dyn TableProvider>, parts: Arc<[Part]>) -> Self {
        Self { name: TableReference::bare(name), table, parts }
    }

    /// The rows that pass `filters`, of a part or of all of them.
    fn scan_of(
        &self,
        part: Option<&Part>,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
    ) -> Result<LogicalPlan> {
        let source = provider_as_source(Arc::clone(&self.table));
        let mut plan = LogicalPlanBuilder::scan(self.name.clone(), source, None)?;
        if let Some(part) = part {
            plan = plan.filter(part.rows_of(&self.table.schema()))?;
        }
        for filter in filters {
            plan = plan.filter(named_alone(filter)?)?;
        }
        if let Some(projection) = projection {
            let schema = self.table.schema();
            let column = |place: &usize| Expr::from(Column::from_name(schema.field(*place).name()));
            plan = plan.project(projection.iter().map(column).collect::<Vec<_>>())?;
        }
        plan.build()
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
            Ok(match asks {
                true => TableProviderFilterPushDown::Unsupported,
                false => TableProviderFilterPushDown::Exact,
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
        let whole = self.scan_of(None, projection, filters)?;
        let whole = state.create_physical_plan(&whole).await?;
        let mut parts = Vec::with_capacity(self.parts.len());
        for part in self.parts.iter() {
            let scan = self.scan_of(Some(part), projection, filters)?;
            parts.push(state.create_physical_plan(&scan).await?);
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

impl PartScans {
    /// The scan of all parts.
    pub fn whole(&self) -> &Arc<dyn ExecutionPlan> {
        &self.whole
    }
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
            Some(scan) => Ok(Transformed::yes(Arc::clone(scan))),
            None => internal_err!("there is no part {number}"),
        },
        None => node.reset_state().map(Transformed::yes),
    };
    Arc::clone(plan).transform_up(in_part).data()
}
