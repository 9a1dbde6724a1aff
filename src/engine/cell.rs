//! What one field of a row can be read as.

use crate::words::Word;
use std::fmt;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Numbers, whole or not.
    Number,
    /// True or false.
    Truth,
    /// A list of texts in each row.
    List,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Number => "numbers",
            Self::Truth => "true and false",
            Self::List => "lists of text",
        })
    }
}

/// What one row has in a column, where it is not null.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// Text.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A list of texts.
    List(Vec<String>),
}

/// What a field can be read as.
pub trait Cell: Sized {
    /// The kind of its column.
    const KIND: Kind;

    /// Reads it from a value of that kind.
    ///
    /// # Errors
    /// The value is none that it can have: says which it is and what it must be.
    fn of(value: &Value<'_>) -> Result<Self, String>;

    /// What null is; without it, null is an error.
    #[must_use]
    fn null() -> Option<Self> {
        None
    }

    /// Whether a value stands for nothing where there may be nothing.
    #[must_use]
    fn is_nothing(_: &Value<'_>) -> bool {
        false
    }
}

/// A value of another kind than its column was found to have.
fn strange(value: &Value<'_>) -> String {
    format!("{value:?} is of another kind than its column")
}

impl Cell for String {
    const KIND: Kind = Kind::Text;

    fn of(value: &Value<'_>) -> Result<Self, String> {
        match value {
            Value::Text(text) => Ok((*text).to_string()),
            other => Err(strange(other)),
        }
    }
}

impl Cell for f64 {
    const KIND: Kind = Kind::Number;

    fn of(value: &Value<'_>) -> Result<Self, String> {
        match value {
            Value::Number(number) => Ok(*number),
            other => Err(strange(other)),
        }
    }
}

impl Cell for bool {
    const KIND: Kind = Kind::Truth;

    fn of(value: &Value<'_>) -> Result<Self, String> {
        match value {
            Value::Truth(truth) => Ok(*truth),
            other => Err(strange(other)),
        }
    }
}

impl Cell for Vec<String> {
    const KIND: Kind = Kind::List;

    fn of(value: &Value<'_>) -> Result<Self, String> {
        match value {
            Value::List(texts) => Ok(texts.clone()),
            other => Err(strange(other)),
        }
    }
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl Cell for $type {
            const KIND: Kind = Kind::Number;

            fn of(value: &Value<'_>) -> Result<Self, String> {
                let number = f64::of(value)?;
                let whole = number as i64;
                let known = Self::try_from(whole).ok().filter(|_| whole as f64 == number);
                known.ok_or_else(|| format!("{number} is not a whole number that it can be"))
            }
        }
    )*};
}
whole_numbers!(i32, i64, u64, usize);

/// A number of decimals to print: none where the last printed digit stands before the point.
#[derive(Debug, Clone, Copy)]
pub struct Decimals(usize);

impl Cell for Decimals {
    const KIND: Kind = Kind::Number;

    fn of(value: &Value<'_>) -> Result<Self, String> {
        i32::of(value).map(|decimals| Self(usize::try_from(decimals).unwrap_or(0)))
    }
}

impl From<Decimals> for usize {
    fn from(Decimals(decimals): Decimals) -> Self {
        decimals
    }
}

impl<T: Word> Cell for T {
    const KIND: Kind = Kind::Text;

    fn of(value: &Value<'_>) -> Result<Self, String> {
        match value {
            Value::Text(text) => <T as Word>::of(text),
            other => Err(strange(other)),
        }
    }

    fn is_nothing(value: &Value<'_>) -> bool {
        matches!(value, Value::Text(""))
    }
}

impl<T: Cell> Cell for Option<T> {
    const KIND: Kind = T::KIND;

    fn of(value: &Value<'_>) -> Result<Self, String> {
        if T::is_nothing(value) { Ok(None) } else { T::of(value).map(Some) }
    }

    fn null() -> Option<Self> {
        Some(None)
    }
}
