//! Rows of a query as structs. [`row!`] declares a struct with the columns that it is read from;
//! which of them a result has, and of which kind, is looked at once a result, not once a row.

use super::cell::{Cell, Kind, Value};
use super::error::EngineError;
use super::rows::Rows;
use crate::catalogue::nearest;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, ListArray, StringArray,
};
use datafusion::arrow::datatypes::DataType;
use std::marker::PhantomData;

/// A row of a result, read by [`Rows::read`].
pub trait Row: Sized {
    /// Finds the columns of a row, and gives what reads one by its place.
    ///
    /// # Errors
    /// A column is not there, or of another kind.
    fn reader(rows: &Rows) -> Result<impl Fn(usize) -> Result<Self, EngineError>, EngineError>;
}

impl Rows {
    /// Every row as a struct.
    ///
    /// # Errors
    /// A column is not there or of another kind, or a value is none that its field can have: names
    /// the file of the query, the column and the row.
    pub fn read<T: Row>(&self) -> Result<Vec<T>, EngineError> {
        let read = T::reader(self)?;
        (0..self.len()).map(read).collect()
    }

    /// What the first row has in `column`: of statements that give one row.
    ///
    /// # Errors
    /// As [`Rows::read`].
    pub fn only<T: Cell>(&self, column: &str) -> Result<T, EngineError> {
        self.column(column)?.at(0)
    }

    /// A column, to be read as `T`.
    ///
    /// # Errors
    /// It is not there, or of another kind.
    pub fn column<'a, T: Cell>(&'a self, name: &'a str) -> Result<Column<'a, T>, EngineError> {
        Column::of(self, name)
    }
}

/// Two structs read from one row: a key that several queries have, and what stands beside it.
impl<A: Row, B: Row> Row for (A, B) {
    fn reader(rows: &Rows) -> Result<impl Fn(usize) -> Result<Self, EngineError>, EngineError> {
        let (one, other) = (A::reader(rows)?, B::reader(rows)?);
        Ok(move |row| Ok((one(row)?, other(row)?)))
    }
}

/// Declares a struct and how it is read from a row. A field is read from the column of its name, or
/// of that behind `=`; `as` names what it is read as before it becomes its type, and what is behind
/// `|` stands in the place of null. Null in any other field that is no `Option` is an error.
macro_rules! row {
    (@read $type:ty) => { $type };
    (@read $type:ty, $read:ty) => { $read };
    (@column $field:ident) => { stringify!($field) };
    (@column $field:ident, $column:literal) => { $column };
    (@value $field:ident, $row:ident, $type:ty) => { <$type>::from($field.at($row)?) };
    (@value $field:ident, $row:ident, $type:ty, $null:expr) => {
        match $field.maybe($row)? {
            Some(known) => <$type>::from(known),
            None => <$type>::from($null),
        }
    };
    (
        $(#[$about:meta])*
        $shown:vis struct $name:ident {
            $($(#[$what:meta])* $seen:vis $field:ident: $type:ty $(as $read:ty)?
                $(= $column:literal)? $(| $null:expr)?),* $(,)?
        }
    ) => {
        $(#[$about])*
        $shown struct $name { $($(#[$what])* $seen $field: $type),* }

        impl $crate::engine::Row for $name {
            fn reader(
                rows: &$crate::engine::Rows,
            ) -> Result<
                impl Fn(usize) -> Result<Self, $crate::engine::EngineError>,
                $crate::engine::EngineError,
            > {
                $(let $field = rows.column::<$crate::engine::row!(@read $type $(, $read)?)>(
                    $crate::engine::row!(@column $field $(, $column)?),
                )?;)*
                Ok(move |row: usize| {
                    Ok(Self {
                        $($field: $crate::engine::row!(@value $field, row, $type $(, $null)?)),*
                    })
                })
            }
        }
    };
}
pub(crate) use row;

/// A column of a result, to be read as `T`.
pub struct Column<'a, T> {
    rows: &'a Rows,
    name: &'a str,
    cells: Cells<'a>,
    read: PhantomData<T>,
}

impl<'a, T: Cell> Column<'a, T> {
    fn of(rows: &'a Rows, name: &'a str) -> Result<Self, EngineError> {
        let Some(array) = rows.array(name) else {
            let near = nearest(name, rows.names());
            return Err(rows.fault(format!("its rows have no column '{name}'{near}")));
        };
        let (cells, must) = (Cells::of(array), T::KIND);
        match cells.kind() {
            Ok(Some(kind)) if kind != must => {
                Err(rows.fault(format!("column '{name}' has {kind}, and must have {must}")))
            }
            Err(kind) => {
                Err(rows.fault(format!("column '{name}' is of type {kind}, and must have {must}")))
            }
            Ok(_) => Ok(Self { rows, name, cells, read: PhantomData }),
        }
    }

    /// What a row has in it.
    ///
    /// # Errors
    /// It is none that `T` can be, or null: names the column and the row.
    pub fn at(&self, row: usize) -> Result<T, EngineError> {
        match self.cells.value(row) {
            Some(value) => T::of(&value).map_err(|why| self.fault(row, &why)),
            None => T::null().ok_or_else(|| self.fault(row, "null, where there must be a value")),
        }
    }

    /// The same, or nothing where it is null.
    ///
    /// # Errors
    /// It is none that `T` can be: names the column and the row.
    pub fn maybe(&self, row: usize) -> Result<Option<T>, EngineError> {
        let value = self.cells.value(row).filter(|value| !T::is_nothing(value));
        value.map(|value| T::of(&value).map_err(|why| self.fault(row, &why))).transpose()
    }

    fn fault(&self, row: usize, why: &str) -> EngineError {
        self.rows.fault(format!("column '{}', row {}: {why}", self.name, row + 1))
    }
}

/// The array of a column, by its kind.
enum Cells<'a> {
    Texts(&'a StringArray),
    Numbers(&'a Float64Array),
    Truths(&'a BooleanArray),
    Lists(&'a ListArray),
    /// Null in every row, of whatever kind it is asked for.
    Nothing,
    /// What no field is read from.
    Other(&'a DataType),
}

impl<'a> Cells<'a> {
    fn of(array: &'a ArrayRef) -> Self {
        match array.data_type() {
            DataType::Utf8 => Self::Texts(array.as_string()),
            DataType::Float64 => Self::Numbers(array.as_primitive()),
            DataType::Boolean => Self::Truths(array.as_boolean()),
            DataType::List(_) => Self::Lists(array.as_list()),
            DataType::Null => Self::Nothing,
            other => Self::Other(other),
        }
    }

    fn kind(&self) -> Result<Option<Kind>, &'a DataType> {
        match self {
            Self::Texts(_) => Ok(Some(Kind::Text)),
            Self::Numbers(_) => Ok(Some(Kind::Number)),
            Self::Truths(_) => Ok(Some(Kind::Truth)),
            Self::Lists(_) => Ok(Some(Kind::List)),
            Self::Nothing => Ok(None),
            Self::Other(kind) => Err(kind),
        }
    }

    fn value(&self, row: usize) -> Option<Value<'a>> {
        let there = |array: &dyn Array| row < array.len() && array.is_valid(row);
        match self {
            Self::Texts(texts) => there(texts).then(|| Value::Text(texts.value(row))),
            Self::Numbers(numbers) => there(numbers).then(|| Value::Number(numbers.value(row))),
            Self::Truths(truths) => there(truths).then(|| Value::Truth(truths.value(row))),
            Self::Lists(lists) => there(lists).then(|| {
                let texts = lists.value(row);
                Value::List(texts.as_string::<i32>().iter().flatten().map(str::to_string).collect())
            }),
            Self::Nothing | Self::Other(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Decimals, Rows, session};
    use crate::words::words;

    words! {
        enum Side {
            Above = "above",
            Below = "below",
        }
    }

    row! {
        #[derive(Debug, PartialEq)]
        struct Told {
            area: String = "area_code",
            value: Option<f64>,
            side: Side,
            other: Option<Side>,
            place: i32 | 7,
            note: String | "",
            decimals: usize as Decimals,
            small: bool,
            flags: Vec<String>,
        }
    }

    /// One row of which each test spoils a column.
    const COLUMNS: [(&str, &str); 9] = [
        ("area_code", "'E08000025'"),
        ("value", "cast(null as double)"),
        ("side", "'below'"),
        ("other", "''"),
        ("place", "null"),
        ("note", "cast(null as varchar)"),
        ("decimals", "-1"),
        ("small", "true"),
        ("flags", "make_array('provisional')"),
    ];

    async fn read(changed: &str, to: Option<&str>) -> Result<Vec<Told>, String> {
        let context = session(&std::env::temp_dir()).unwrap();
        let columns = COLUMNS.iter().filter_map(|(name, value)| {
            let value = if *name == changed { to? } else { value };
            Some(format!("{value} as {name}"))
        });
        let sql = format!("select {}", columns.collect::<Vec<_>>().join(", "));
        let rows = Rows::of_query(&context, "present/findings.sql", &sql).await.unwrap();
        rows.read().map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn a_row_is_read_into_a_struct() {
        let told = Told {
            area: "E08000025".to_string(),
            value: None,
            side: Side::Below,
            other: None,
            place: 7,
            note: String::new(),
            decimals: 0,
            small: true,
            flags: vec!["provisional".to_string()],
        };
        assert_eq!(read("", None).await, Ok(vec![told]));
    }

    #[tokio::test]
    async fn what_does_not_fit_is_told_with_its_file_and_column() {
        for (column, to, why) in [
            ("value", None, "its rows have no column 'value'"),
            ("note", None, "its rows have no column 'note'"),
            ("value", Some("'much'"), "column 'value' has text, and must have numbers"),
            ("flags", Some("true"), "column 'flags' has true and false, and must have lists"),
            (
                "side",
                Some("'higher'"),
                "column 'side', row 1: 'higher' is none of 'above', 'below'",
            ),
            ("other", Some("'lower'"), "column 'other', row 1: 'lower' is none of"),
            ("side", Some("''"), "column 'side', row 1: '' is none of"),
            ("side", Some("null"), "column 'side', row 1: null"),
            ("area_code", Some("null"), "column 'area_code', row 1: null"),
            ("place", Some("1.5"), "column 'place', row 1: 1.5 is not a whole number"),
            ("decimals", Some("null"), "column 'decimals', row 1: null"),
        ] {
            let told = read(column, to).await.unwrap_err();
            assert!(told.starts_with("queries/present/findings.sql: "), "{told}");
            assert!(told.contains(why), "{column}: {told}");
        }
    }

    #[tokio::test]
    async fn a_column_must_be_there_even_without_a_row() {
        let context = session(&std::env::temp_dir()).unwrap();
        let rows = Rows::of(&context, "select 1 as one where false").await.unwrap();
        assert!(rows.is_empty());
        assert!(rows.column::<f64>("one").is_ok());
        assert!(rows.column::<f64>("two").is_err() && rows.column::<String>("one").is_err());
    }
}
