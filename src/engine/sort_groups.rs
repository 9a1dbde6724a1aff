//! The last column of an order, where the others are in order already.
//!
//! A query that puts each figure next to its comparators leaves the figures in their order and
//! mostly the comparators too, but the planner knows only the former and sorts every row again,
//! with all that is in it. Here rows are looked at as they pass: a batch that is in order goes
//! on as it is, another one is sorted, and only the last figure of a batch waits for the next.

use datafusion::arrow::array::{RecordBatch, make_comparator};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{LexOrdering, PhysicalExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::sorts::sort::{SortExec, sort_batch};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties,
};
use futures::{StreamExt, stream};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// Puts [`SortGroups`] in place of a sort of which only the last column is missing.
#[derive(Debug)]
pub(super) struct GroupsOnly;

impl PhysicalOptimizerRule for GroupsOnly {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|node| match node.downcast_ref::<SortExec>() {
            Some(sort) if only_the_last_is_missing(sort)? => {
                let groups = SortGroups::new(sort.expr().clone(), Arc::clone(sort.input()))?;
                Ok(Transformed::yes(Arc::new(groups) as Arc<dyn ExecutionPlan>))
            }
            _ => Ok(Transformed::no(node)),
        })
        .data()
    }

    fn name(&self) -> &'static str {
        "sort_groups"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

fn only_the_last_is_missing(sort: &SortExec) -> Result<bool> {
    let (input, keys) = (sort.input(), sort.expr());
    let first = keys.iter().take(keys.len() - 1).cloned();
    match LexOrdering::new(first) {
        Some(first) if sort.fetch().is_none() => Ok(input.output_partitioning().partition_count()
            == 1
            && input.equivalence_properties().ordering_satisfy(first)?),
        _ => Ok(false),
    }
}

/// Sorts rows that are in order of all `keys` but the last.
#[derive(Debug)]
struct SortGroups {
    keys: LexOrdering,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl SortGroups {
    fn new(keys: LexOrdering, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        let mut equivalences = input.equivalence_properties().clone();
        equivalences.reorder(keys.clone())?;
        let properties = PlanProperties::new(
            equivalences,
            input.output_partitioning().clone(),
            input.pipeline_behavior(),
            input.boundedness(),
        );
        Ok(Self { keys, input, properties: Arc::new(properties) })
    }
}

impl DisplayAs for SortGroups {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SortGroups: expr=[{}]", self.keys)
    }
}

impl ExecutionPlan for SortGroups {
    fn name(&self) -> &'static str {
        "SortGroups"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        let mut next = TreeNodeRecursion::Continue;
        for key in &self.keys {
            next = f(&key.expr)?;
            if next == TreeNodeRecursion::Stop {
                break;
            }
        }
        Ok(next)
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let [input] = children.as_slice() else {
            return internal_err!("SortGroups has one input");
        };
        Ok(Arc::new(Self::new(self.keys.clone(), Arc::clone(input))?))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let input = self.input.execute(partition, context)?;
        let schema = input.schema();
        let groups = Groups { keys: self.keys.clone(), schema: Arc::clone(&schema), held: vec![] };
        let ready = stream::unfold(Some((input, groups)), |state| async {
            let (mut input, mut groups) = state?;
            match input.next().await {
                Some(Ok(batch)) => match groups.push(batch) {
                    Ok(ready) => Some((stream::iter(ok(ready)), Some((input, groups)))),
                    Err(error) => Some((stream::iter(vec![Err(error)]), None)),
                },
                Some(Err(error)) => Some((stream::iter(vec![Err(error)]), None)),
                None => Some((stream::iter(ok(groups.held)), None)),
            }
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, ready.flatten())))
    }
}

fn ok(batches: Vec<RecordBatch>) -> Vec<Result<RecordBatch>> {
    batches.into_iter().map(Ok).collect()
}

/// Rows on their way: those of the last group wait until another one begins.
struct Groups {
    keys: LexOrdering,
    schema: SchemaRef,
    /// Rows of one group, in order.
    held: Vec<RecordBatch>,
}

/// How the rows of a batch follow one another.
struct Sequence {
    in_order: bool,
    /// Where the last group begins.
    last_group: usize,
}

impl Groups {
    /// Takes rows and gives those of groups that are complete, in order.
    fn push(&mut self, batch: RecordBatch) -> Result<Vec<RecordBatch>> {
        if batch.num_rows() == 0 {
            return Ok(vec![]);
        }
        let mut sequence = self.sequence(&batch)?;
        let mut ready = Vec::new();
        let mut batch = batch;
        if let Some(before) = self.held.last() {
            let (begins, in_order) = self.seam(before, &batch)?;
            if begins || (in_order && sequence.in_order && sequence.last_group > 0) {
                ready.append(&mut self.held);
            } else if in_order && sequence.in_order {
                self.held.push(batch);
                return Ok(ready);
            } else {
                let together = self.held.drain(..).chain([batch]).collect::<Vec<_>>();
                batch = concat_batches(&self.schema, &together)?;
                sequence = self.sequence(&batch)?;
            }
        }
        if !sequence.in_order {
            batch = sort_batch(&batch, &self.keys, None)?;
        }
        if sequence.last_group > 0 {
            ready.push(batch.slice(0, sequence.last_group));
        }
        self.held.push(batch.slice(sequence.last_group, batch.num_rows() - sequence.last_group));
        Ok(ready)
    }

    fn sequence(&self, batch: &RecordBatch) -> Result<Sequence> {
        let follows = self.comparator(batch, batch)?;
        let mut sequence = Sequence { in_order: true, last_group: 0 };
        for row in 1..batch.num_rows() {
            match follows(row - 1, row) {
                (true, _) => sequence.last_group = row,
                (false, order) => sequence.in_order &= order != Ordering::Greater,
            }
        }
        Ok(sequence)
    }

    /// Whether a group begins with `after`, and whether its first row is in order behind `before`.
    fn seam(&self, before: &RecordBatch, after: &RecordBatch) -> Result<(bool, bool)> {
        let (begins, order) = self.comparator(before, after)?(before.num_rows() - 1, 0);
        Ok((begins, order != Ordering::Greater))
    }

    /// Of a row and the one after it: whether a group begins between them, and else their order.
    fn comparator(
        &self,
        before: &RecordBatch,
        after: &RecordBatch,
    ) -> Result<impl Fn(usize, usize) -> (bool, Ordering)> {
        let mut columns = Vec::with_capacity(self.keys.len());
        for key in &self.keys {
            let one = key.evaluate_to_sort_column(before)?.values;
            let other = key.evaluate_to_sort_column(after)?.values;
            columns.push(make_comparator(&one, &other, key.options)?);
        }
        let last = columns.pop();
        Ok(move |row: usize, next: usize| {
            // The last column mostly shows a new group too, but not on its own.
            let begins = columns.iter().any(|of| of(row, next) != Ordering::Equal);
            (begins, last.as_ref().map_or(Ordering::Equal, |of| of(row, next)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine;
    use datafusion::arrow::array::{ArrayRef, Int64Array, StringArray};
    use datafusion::physical_plan::displayable;
    use datafusion::prelude::{ParquetReadOptions, col};

    /// A table in batches of `rows`, sorted by `figure` and not by `comparator`.
    async fn planned(figures: &[(i64, &str)], rows: usize) -> (String, Vec<(i64, String)>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        let figure: ArrayRef = Arc::new(figures.iter().map(|f| f.0).collect::<Int64Array>());
        let comparator: ArrayRef =
            Arc::new(figures.iter().map(|f| Some(f.1)).collect::<StringArray>());
        let batch =
            RecordBatch::try_from_iter([("figure", figure), ("comparator", comparator)]).unwrap();
        engine::write_batches(&path, batch, &[]).unwrap();
        let context = engine::session(folder.path()).unwrap();
        let mut state = context.state();
        let options = state.config_mut().options_mut();
        options.set("datafusion.execution.batch_size", &rows.to_string()).unwrap();
        let context = datafusion::prelude::SessionContext::new_with_state(state);
        let order = vec![vec![col("figure").sort(true, false)]];
        let options = ParquetReadOptions::default().file_sort_order(order);
        context.register_parquet("t", path.to_str().unwrap(), options).await.unwrap();
        let frame = context.sql("select * from t order by figure, comparator").await.unwrap();
        let plan = frame.clone().create_physical_plan().await.unwrap();
        let mut found = Vec::new();
        for batch in frame.collect().await.unwrap() {
            let figure = batch.column(0).as_any().downcast_ref::<Int64Array>().unwrap();
            let comparator = batch.column(1).as_any().downcast_ref::<StringArray>().unwrap();
            found.extend(
                figure.values().iter().zip(comparator).map(|(f, c)| (*f, c.unwrap().into())),
            );
        }
        (displayable(plan.as_ref()).indent(false).to_string(), found)
    }

    #[tokio::test]
    async fn rows_come_out_in_order_however_groups_lie_across_batches() {
        let orders: [&[&str]; 4] =
            [&["a", "b", "c"], &["c", "a", "b"], &["a"], &["b", "a", "d", "c", "e", "f", "g"]];
        for rows in [1, 2, 3, 5, 100] {
            for shift in 0..orders.len() {
                let mut figures = Vec::new();
                for figure in 0..9 {
                    let order = orders[(figure + shift) % orders.len()];
                    figures.extend(order.iter().map(|comparator| (figure as i64, *comparator)));
                }
                let (plan, found) = planned(&figures, rows).await;
                assert!(plan.contains("SortGroups") && !plan.contains("SortExec"), "{plan}");
                let mut sorted: Vec<(i64, String)> =
                    figures.iter().map(|(f, c)| (*f, (*c).to_string())).collect();
                sorted.sort();
                assert_eq!(found, sorted, "batches of {rows}");
            }
        }
    }
}
