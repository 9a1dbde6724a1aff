//! One number for a figure: its measure, cohort, area and period, packed so that it sorts as
//! they do. Queries join and sort by it in place of four texts.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int32Array, Int64Builder};
use datafusion::arrow::datatypes::{DataType, Int32Type};
use datafusion::common::{Result, exec_datafusion_err, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use std::sync::Arc;

/// How many of each there is room for, the outermost first.
const ROOM: [(&str, i64); 4] =
    [("measures", 1 << 15), ("cohorts", 1 << 8), ("areas", 1 << 16), ("periods", 1 << 12)];

/// `figure_of(measure_no, cohort_no, area_no, period_no)`, whole numbers from 0; a null gives null.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FigureOf {
    signature: Signature,
}

impl ScalarUDFImpl for FigureOf {
    fn name(&self) -> &'static str {
        "figure_of"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays: Vec<ArrayRef> =
            args.args.into_iter().map(|a| a.into_array(args.number_rows)).collect::<Result<_>>()?;
        let numbers: Vec<&Int32Array> = arrays
            .iter()
            .map(|array| array.as_primitive_opt::<Int32Type>())
            .collect::<Option<_>>()
            .ok_or_else(|| exec_datafusion_err!("figure_of takes four whole numbers"))?;
        let mut figures = Int64Builder::with_capacity(args.number_rows);
        for row in 0..args.number_rows {
            if numbers.iter().any(|column| column.is_null(row)) {
                figures.append_null();
                continue;
            }
            let mut figure = 0;
            for (column, (what, room)) in numbers.iter().zip(ROOM) {
                let number = i64::from(column.value(row));
                if !(0..room).contains(&number) {
                    return exec_err!(
                        "figure_of: {number} is beyond the {room} {what} there can be"
                    );
                }
                figure = figure * room + number;
            }
            figures.append_value(figure);
        }
        Ok(ColumnarValue::Array(Arc::new(figures.finish())))
    }
}

/// The least number that a figure of the measure can have.
pub(super) fn first_figure(measure_no: i32) -> i64 {
    let inner: i64 = ROOM[1..].iter().map(|(_, room)| room).product();
    i64::from(measure_no) * inner
}

/// `figure_of` for SQL.
pub(super) fn function() -> ScalarUDF {
    let signature = Signature::exact(vec![DataType::Int32; ROOM.len()], Volatility::Immutable);
    ScalarUDF::from(FigureOf { signature })
}

#[cfg(test)]
mod tests {
    use super::first_figure;
    use crate::engine::{Rows, session};

    #[tokio::test]
    async fn a_figure_sorts_as_its_parts_do_and_has_its_own_number() {
        let folder = tempfile::tempdir().unwrap();
        let context = session(folder.path()).unwrap();
        let sql = "with n as (select unnest([0, 1, 255]) as v), \
             f as (select a.v as m, b.v as c, d.v as p, e.v as q, \
                 figure_of(a.v::int, b.v::int, d.v::int, e.v::int) as figure \
                 from n as a cross join n as b cross join n as d cross join n as e) \
             select count(*)::int as rows, count(distinct figure)::int as figures, \
                 count(*) filter (where here <> there)::int as astray \
             from (select figure, row_number() over (order by figure) as here, \
                 row_number() over (order by m, c, p, q) as there from f)";
        let rows = Rows::of(&context, sql).await.unwrap();
        let count = |name| rows.only::<i32>(name).unwrap();
        assert_eq!((count("rows"), count("figures"), count("astray")), (81, 81, 0));
        let sql = "select cast(figure_of(7::int, 0::int, 0::int, 0::int) as double) as least";
        let least = Rows::of(&context, sql).await.unwrap().only::<f64>("least").unwrap();
        assert_eq!(least, first_figure(7) as f64);
        let none = "select figure_of(1::int, null::int, 3::int, 4::int) is null as none";
        assert!(Rows::of(&context, none).await.unwrap().only::<bool>("none").unwrap());
        let beyond = "select figure_of(1::int, 256::int, 3::int, 4::int) as figure";
        let error = Rows::of(&context, beyond).await.unwrap_err().to_string();
        assert!(error.contains("256 is beyond the 256 cohorts"), "{error}");
    }
}
