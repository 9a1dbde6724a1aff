//! Which queries can be computed in parts of some measures each, and of which tables a part then
//! reads its measures only. The plan of a query tells: the rows of one measure may come together
//! with those of another nowhere, neither in a group nor in a window, a join or the order of rows.
//!
//! What the plan does not show is taken to be impossible, so that a query is computed as a whole
//! sooner than wrongly.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, DataFusionError, JoinType};
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{
    BinaryExpr, Distinct, Expr, Join, LogicalPlan, Operator, TableScan, Union,
};
use std::collections::BTreeSet;

/// Columns that say of which measure a row is. In every table their names mean the measure of the
/// row itself.
const MEASURE: [&str; 5] = ["measure_id", "measure_no", "figure", "series", "year_no"];
/// Those by which the rows of some measures can be read.
const READ_BY: [&str; 3] = ["measure_id", "figure", "year_no"];
/// Those of tables with a row for each area.
const OF_AREAS: [&str; 3] = ["figure", "area_code", "area_no"];
/// The function that packs the number of a measure, its first argument, into a key.
const PACKS: &str = "figure_of";
/// Functions that give one of the values of a group.
const ONE_OF: [&str; 4] = ["min", "max", "first_value", "last_value"];

type Tables = BTreeSet<String>;
/// Places of columns in a schema.
type Places = BTreeSet<usize>;

/// What the rows of a step of a plan are when the narrowed tables hold one part.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rows {
    /// The same for each part.
    Whole,
    /// Those of its measures; columns that tell the measure.
    OfPart(Places),
}

/// The tables of which a part of a query with this plan, which is not optimised yet, reads its
/// measures only; none if it can only be computed as a whole.
///
/// # Errors
/// The plan cannot be walked.
pub(super) fn narrowed(plan: &LogicalPlan) -> Result<Tables, DataFusionError> {
    let found = narrowed_in(plan)?;
    Ok(if comes_by_measure(plan, &found) { found } else { Tables::new() })
}

fn narrowed_in(plan: &LogicalPlan) -> Result<Tables, DataFusionError> {
    let (mut tables, mut many) = (Tables::new(), Tables::new());
    scans(plan, &mut |scan| {
        let schema = scan.source.schema();
        let has_one = |names: &[&str]| names.iter().any(|n| schema.column_with_name(n).is_some());
        if has_one(&READ_BY) {
            tables.insert(scan.table_name.table().to_string());
            many.extend(has_one(&OF_AREAS).then(|| scan.table_name.table().to_string()));
        }
    })?;
    // A table that one step needs as a whole is read as a whole by all. The figures of areas are
    // too many to be read again for every part.
    loop {
        match rows_of(plan, &tables) {
            Ok(Rows::OfPart(_)) => return Ok(tables),
            Err(whole) if whole.is_disjoint(&many) => {
                tables.retain(|table| !whole.contains(table));
            }
            Ok(Rows::Whole) | Err(_) => return Ok(Tables::new()),
        }
    }
}

/// Calls `found` with every scan of a table in a plan, those of subqueries too.
fn scans(plan: &LogicalPlan, found: &mut dyn FnMut(&TableScan)) -> Result<(), DataFusionError> {
    plan.apply_with_subqueries(|step| {
        if let LogicalPlan::TableScan(scan) = step {
            found(scan);
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(())
}

/// The narrowed tables that a plan reads.
fn read_by(plan: &LogicalPlan, narrowed: &Tables) -> Tables {
    let mut read = Tables::new();
    // The walk ends in no error, as what it calls gives none.
    let _ = scans(plan, &mut |scan| {
        let table = scan.table_name.table();
        if narrowed.contains(table) {
            read.insert(table.to_string());
        }
    });
    read
}

/// What the rows of a plan are.
///
/// # Errors
/// The tables that it needs as a whole.
fn rows_of(plan: &LogicalPlan, narrowed: &Tables) -> Result<Rows, Tables> {
    subqueries_are_whole(plan, narrowed)?;
    match plan {
        LogicalPlan::TableScan(scan) => Ok(scanned(scan, narrowed)),
        LogicalPlan::Join(join) => joined(join, narrowed),
        LogicalPlan::Union(union) => united(union, narrowed),
        LogicalPlan::EmptyRelation(_) | LogicalPlan::Values(_) => Ok(Rows::Whole),
        _ => {
            let [input] = plan.inputs()[..] else { return whole(plan, narrowed) };
            match rows_of(input, narrowed)? {
                Rows::Whole => Ok(Rows::Whole),
                Rows::OfPart(places) => {
                    let places = step_of_part(plan, input.schema(), &places);
                    places.map_or_else(|| whole(plan, narrowed), |kept| Ok(Rows::OfPart(kept)))
                }
            }
        }
    }
}

/// All that `plan` reads is needed as a whole.
fn whole(plan: &LogicalPlan, narrowed: &Tables) -> Result<Rows, Tables> {
    let read = read_by(plan, narrowed);
    if read.is_empty() { Ok(Rows::Whole) } else { Err(read) }
}

/// A subquery in an expression gives the same for each part.
fn subqueries_are_whole(plan: &LogicalPlan, narrowed: &Tables) -> Result<(), Tables> {
    let mut read = Tables::new();
    for expr in plan.expressions() {
        // As above, no error is given.
        let _ = expr.apply(|part| {
            let subquery = match part {
                Expr::ScalarSubquery(subquery) => Some(subquery),
                Expr::Exists(exists) => Some(&exists.subquery),
                Expr::InSubquery(inside) => Some(&inside.subquery),
                _ => None,
            };
            read.extend(subquery.map(|s| read_by(&s.subquery, narrowed)).unwrap_or_default());
            Ok(TreeNodeRecursion::Continue)
        });
    }
    if read.is_empty() { Ok(()) } else { Err(read) }
}

fn scanned(scan: &TableScan, narrowed: &Tables) -> Rows {
    if !narrowed.contains(scan.table_name.table()) {
        return Rows::Whole;
    }
    let fields = scan.projected_schema.fields().iter().enumerate();
    let told = fields.filter(|(_, field)| MEASURE.contains(&field.name().as_str()));
    Rows::OfPart(told.map(|(place, _)| place).collect())
}

/// The columns that tell the measure after a step with one input whose rows are those of a part;
/// none if the step brings measures together.
fn step_of_part(plan: &LogicalPlan, input: &DFSchema, places: &Places) -> Option<Places> {
    let tells = |expr: &Expr| tells_measure(expr, input, places);
    let those_of = |exprs: &[Expr]| -> Places {
        let told = exprs.iter().enumerate().filter(|(_, expr)| tells(expr));
        told.map(|(place, _)| place).collect()
    };
    match plan {
        LogicalPlan::Filter(_)
        | LogicalPlan::SubqueryAlias(_)
        | LogicalPlan::Repartition(_)
        | LogicalPlan::Subquery(_) => Some(places.clone()),
        LogicalPlan::Sort(sort) => sort.fetch.is_none().then(|| places.clone()),
        LogicalPlan::Projection(projection) => Some(those_of(&projection.expr)),
        LogicalPlan::Aggregate(aggregate) => {
            let mut grouped = those_of(&aggregate.group_expr);
            if grouped.is_empty() {
                return None;
            }
            let one_of = |expr: &Expr| match unnamed(expr) {
                Expr::AggregateFunction(call) if ONE_OF.contains(&call.func.name()) => {
                    call.params.args.first().is_some_and(tells)
                }
                _ => false,
            };
            let (keys, values) = (aggregate.group_expr.len(), aggregate.aggr_expr.iter());
            let told = values.enumerate().filter(|(_, expr)| one_of(expr));
            grouped.extend(told.map(|(place, _)| keys + place));
            Some(grouped)
        }
        LogicalPlan::Distinct(Distinct::All(_)) => (!places.is_empty()).then(|| places.clone()),
        LogicalPlan::Window(window) => {
            let within = |expr: &Expr| match unnamed(expr) {
                Expr::WindowFunction(function) => function.params.partition_by.iter().any(tells),
                _ => false,
            };
            window.window_expr.iter().all(within).then(|| places.clone())
        }
        LogicalPlan::Unnest(unnest) => {
            let from = unnest.dependency_indices.iter().enumerate();
            Some(from.filter(|(_, input)| places.contains(input)).map(|(place, _)| place).collect())
        }
        _ => None,
    }
}

fn unnamed(expr: &Expr) -> &Expr {
    match expr {
        Expr::Alias(alias) => unnamed(&alias.expr),
        other => other,
    }
}

/// Whether the value of an expression belongs to one measure only.
fn tells_measure(expr: &Expr, schema: &DFSchema, places: &Places) -> bool {
    match unnamed(expr) {
        Expr::Column(column) => {
            schema.maybe_index_of_column(column).is_some_and(|place| places.contains(&place))
        }
        Expr::ScalarFunction(call) if call.func.name() == PACKS => {
            call.args.first().is_some_and(|number| tells_measure(number, schema, places))
        }
        _ => false,
    }
}

/// A union is of a part if every branch is; its columns tell the measure where all of them do.
fn united(union: &Union, narrowed: &Tables) -> Result<Rows, Tables> {
    let mut told: Option<Places> = None;
    let (mut whole_branch, mut read) = (false, Tables::new());
    for input in &union.inputs {
        match rows_of(input, narrowed)? {
            Rows::Whole => whole_branch = true,
            Rows::OfPart(places) => {
                read.extend(read_by(input, narrowed));
                told = Some(match told {
                    Some(before) => before.intersection(&places).copied().collect(),
                    None => places,
                });
            }
        }
    }
    match told {
        None => Ok(Rows::Whole),
        Some(_) if whole_branch => Err(read),
        Some(places) => Ok(Rows::OfPart(places)),
    }
}

fn joined(join: &Join, narrowed: &Tables) -> Result<Rows, Tables> {
    use JoinType::{
        Full, Inner, Left, LeftAnti, LeftMark, LeftSemi, Right, RightAnti, RightMark, RightSemi,
    };
    let (left, right) = (rows_of(&join.left, narrowed)?, rows_of(&join.right, narrowed)?);
    let of_left = matches!(join.join_type, Inner | Left | LeftSemi | LeftAnti | LeftMark);
    let of_right = matches!(join.join_type, Inner | Right | RightSemi | RightAnti | RightMark);
    match (left, right) {
        (Rows::Whole, Rows::Whole) => Ok(Rows::Whole),
        (Rows::OfPart(places), Rows::Whole) if of_left => Ok(Rows::OfPart(places)),
        (Rows::OfPart(_), Rows::Whole) => Err(read_by(&join.left, narrowed)),
        (Rows::Whole, Rows::OfPart(places)) if of_right => {
            Ok(Rows::OfPart(in_output(join, &Places::new(), &places)))
        }
        (Rows::Whole, Rows::OfPart(_)) => Err(read_by(&join.right, narrowed)),
        (Rows::OfPart(left), Rows::OfPart(right)) => {
            if pairs_measures(join, &left, &right) {
                return Ok(Rows::OfPart(in_output(join, &left, &right)));
            }
            // One side is given to every part as a whole, if it only adds to the rows of the other.
            match join.join_type {
                Full => Err(read_by(&join.left, narrowed)
                    .into_iter()
                    .chain(read_by(&join.right, narrowed))
                    .collect()),
                _ if of_left => Err(read_by(&join.right, narrowed)),
                _ => Err(read_by(&join.left, narrowed)),
            }
        }
    }
}

/// The columns of a join that tell the measure: those of the sides whose rows all come through,
/// for the other side's may be null.
fn in_output(join: &Join, left: &Places, right: &Places) -> Places {
    use JoinType::{Inner, Left, LeftAnti, LeftMark, LeftSemi, Right, RightAnti, RightSemi};
    let after = join.left.schema().fields().len();
    let shifted = right.iter().map(|place| place + after);
    match join.join_type {
        Inner => left.iter().copied().chain(shifted).collect(),
        Left | LeftSemi | LeftAnti | LeftMark => left.clone(),
        Right => shifted.collect(),
        RightSemi | RightAnti => right.clone(),
        _ => Places::new(),
    }
}

/// Whether a join brings rows of the same measure together only.
fn pairs_measures(join: &Join, left: &Places, right: &Places) -> bool {
    let told = |expr: &Expr| {
        tells_measure(expr, join.left.schema(), left)
            || tells_measure(expr, join.right.schema(), right)
    };
    let conditions = join.filter.iter().flat_map(split_conjunction);
    let equal = conditions.filter_map(|condition| match condition {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => Some((&**left, &**right)),
        _ => None,
    });
    let named = join.on.iter().map(|(one, other)| (one, other));
    named
        .chain(equal)
        .any(|(one, other)| told(one) && told(other) && sides_differ(join, one, other))
}

/// Whether two sides of an equation are columns of the two sides of a join.
fn sides_differ(join: &Join, one: &Expr, other: &Expr) -> bool {
    let all_in = |expr: &Expr, schema: &DFSchema| {
        expr.column_refs().into_iter().all(|column: &Column| schema.has_column(column))
    };
    let (left, right) = (join.left.schema(), join.right.schema());
    (all_in(one, left) && all_in(other, right)) || (all_in(one, right) && all_in(other, left))
}

/// Whether the rows come sorted by measure first, so that parts follow one another.
fn comes_by_measure(plan: &LogicalPlan, narrowed: &Tables) -> bool {
    match plan {
        LogicalPlan::Projection(_) | LogicalPlan::SubqueryAlias(_) => {
            plan.inputs().into_iter().all(|input| comes_by_measure(input, narrowed))
        }
        LogicalPlan::Sort(sort) => match (sort.expr.first(), rows_of(&sort.input, narrowed)) {
            (Some(first), Ok(Rows::OfPart(places))) => {
                first.asc && tells_measure(&first.expr, sort.input.schema(), &places)
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests;
