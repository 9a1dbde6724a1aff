//! Which side of a join is held in memory.
//!
//! The planner holds the left side unless statistics say that the right one is
//! smaller, and has none for what comes out of a join or a filter: of a chain of left
//! joins it would hold the long table again at every link. Here each join holds the
//! side that is smaller by the rows of its longest table and its columns, and the large
//! one streams by in its order.

use super::eager_case::EagerCases;
use super::part_scan::PartScans;
use super::sort_groups::GroupsOnly;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{JoinType, Result};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::AggregateExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::joins::{
    CrossJoinExec, HashJoinExec, NestedLoopJoinExec, PartitionMode,
};
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::physical_plan::union::UnionExec;
use std::sync::Arc;

/// Rows that one thread may hold for all; longer tables are parted among the threads.
const MAX_HELD_ROWS: f64 = 2e6;
/// Rows of a table that has no statistics.
const UNKNOWN: f64 = 1e6;
/// The share that a filter is assumed to let pass, so that of one table the filtered copy is held.
const FILTERED: f64 = 0.75;
/// What a join by less than a whole key makes of a row: it is one with a further condition.
const FANNED_OUT: f64 = 4.0;
/// Rows of a group.
const GROUPED: f64 = 0.25;

/// The planner's rules, with [`BuildSide`] behind its own choice of sides, [`GroupsOnly`] once it
/// has decided where rows must be sorted, and [`EagerCases`].
pub(super) fn rules() -> Vec<Arc<dyn PhysicalOptimizerRule + Send + Sync>> {
    let mut rules = PhysicalOptimizer::new().rules;
    let own = rules.iter().position(|rule| rule.name() == "join_selection");
    let place = own.map_or(0, |place| place + 1);
    rules.insert(place, Arc::new(BuildSide));
    rules.push(Arc::new(GroupsOnly));
    rules.push(Arc::new(EagerCases));
    rules
}

#[derive(Debug)]
struct BuildSide;

impl PhysicalOptimizerRule for BuildSide {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let in_node = |node: Arc<dyn ExecutionPlan>| {
            let swapped = if let Some(join) = node.downcast_ref::<HashJoinExec>() {
                swapped(join)?
            } else if let Some(join) = node.downcast_ref::<CrossJoinExec>() {
                // What it gives comes in a batch for each row that it holds.
                let turned = rows(join.left()) > rows(join.right());
                turned.then(|| join.swap_inputs()).transpose()?
            } else {
                None
            };
            Ok(swapped.map_or_else(|| Transformed::no(node), Transformed::yes))
        };
        plan.transform_up(in_node).data()
    }

    fn name(&self) -> &'static str {
        "build_side"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The join with its sides changed, if the left one is the larger.
fn swapped(join: &HashJoinExec) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let may = matches!(
        join.join_type(),
        JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full
    );
    let (left, right) = (values(join.left()), values(join.right()));
    if !may || left <= right {
        return Ok(None);
    }
    let short = rows(join.right()) < MAX_HELD_ROWS;
    let mode = if short { PartitionMode::CollectLeft } else { *join.partition_mode() };
    join.swap_inputs(mode).map(Some)
}

/// About how many values a plan gives: of two tables as long, the narrow one is held.
fn values(plan: &Arc<dyn ExecutionPlan>) -> f64 {
    rows(plan) * plan.schema().fields().len() as f64
}

/// About how many rows a plan gives. Tables are joined by whole keys here, so a join gives
/// no more rows than its longer side has, and one that keeps a side gives the rows of that.
fn rows(plan: &Arc<dyn ExecutionPlan>) -> f64 {
    let children = plan.children();
    let inputs = children.iter().map(|child| rows(child));
    let node = plan.as_ref();
    if let Some(scans) = node.downcast_ref::<PartScans>() {
        rows(scans.whole())
    } else if node.is::<NestedLoopJoinExec>() || node.is::<CrossJoinExec>() {
        inputs.product()
    } else if node.is::<UnionExec>() {
        inputs.sum()
    } else if node.is::<FilterExec>() {
        FILTERED * inputs.sum::<f64>()
    } else if let Some(aggregate) = node.downcast_ref::<AggregateExec>() {
        if aggregate.group_expr().is_empty() { 1.0 } else { GROUPED * inputs.sum::<f64>() }
    } else if let Some(join) = node.downcast_ref::<HashJoinExec>() {
        let matched = match join.join_type() {
            JoinType::Left => rows(join.left()),
            JoinType::Right => rows(join.right()),
            _ => inputs.fold(0.0, f64::max),
        };
        if join.filter().is_some() { FANNED_OUT * matched } else { matched }
    } else if children.is_empty() {
        let known = StatisticsContext::new().compute(node, &StatisticsArgs::new());
        let known = known.ok().and_then(|known| known.num_rows.get_value().copied());
        known.map_or(UNKNOWN, |rows| rows as f64)
    } else {
        inputs.fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::session;
    use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch};
    use datafusion::physical_plan::collect;

    #[tokio::test]
    async fn a_cross_join_holds_the_side_with_fewer_rows_whichever_is_named_first() {
        let folder = tempfile::tempdir().unwrap();
        let context = session(folder.path()).unwrap();
        for (table, length) in [("long", 5_000_i64), ("short", 3)] {
            let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..length));
            let rows = RecordBatch::try_from_iter([(&format!("{table}_n"), numbers)]).unwrap();
            context.register_batch(table, rows).unwrap();
        }
        let read =
            async |sql| context.sql(sql).await.unwrap().create_physical_plan().await.unwrap();
        let (long, short) = (read("select * from long").await, read("select * from short").await);
        for (left, right) in [(&long, &short), (&short, &long)] {
            let join: Arc<dyn ExecutionPlan> =
                Arc::new(CrossJoinExec::new(Arc::clone(left), Arc::clone(right)));
            let plan = BuildSide.optimize(Arc::clone(&join), &ConfigOptions::new()).unwrap();
            assert_eq!(plan.schema(), join.schema(), "columns stand as they were named");
            let rows = collect(plan, context.task_ctx()).await.unwrap();
            assert_eq!(rows.iter().map(RecordBatch::num_rows).sum::<usize>(), 15_000);
            assert_eq!(rows.len(), 3, "a batch for each row that is held");
        }
    }
}
