//! Where the figures of a measure are in a file, or that there are none.

use super::cell::Printed;
use super::plan::{Column, FilePlan};
use super::rejection::{Fault, Refused};
use crate::catalogue::{Measure, addends};

impl FilePlan<'_> {
    /// Where the figures of a name stand, which may be the sum of two columns.
    pub fn column(&self, name: &str) -> Option<Column> {
        let mut places = addends(name).map(|part| self.header.place(part));
        let place = places.next()??;
        let plus = match places.next() {
            None => None,
            Some(second) => Some(second?),
        };
        let layout = self.layout;
        let printed = Printed {
            shift: layout.units.get(name).map_or(0, |unit| unit.shift()),
            thousands: layout.thousands,
            percent: layout.percent,
            decimals: layout.decimals.get(name).copied().unwrap_or_default(),
        };
        Some(Column { place, plus, printed })
    }

    /// Why a measure cannot be read without a column, and what to edit.
    pub fn lacks(&self, measure: &Measure, column: &str) -> Refused {
        let near = self.header.near(column);
        let described = self.data_set.described_in();
        let edit = match &self.data_set.local_toml {
            Some(_) => format!("the measure in {described}"),
            None => format!(
                "the measure in catalogue/measures/{}.toml or the layout '{}' in {described}",
                measure.theme, self.layout.id
            ),
        };
        let message = format!(
            "column '{column}' of measure '{}' is missing{near}; if it was renamed, edit {edit}",
            measure.id
        );
        Refused::new(Fault::MissingColumn, message)
    }
}
