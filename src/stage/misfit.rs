//! What is wrong with a row that ends the reading of its file.

use super::plan::FilePlan;
use super::record::Record;
use crate::shown::visible;

/// That a row has bytes that are no text, and where.
pub(super) fn odd(record: &Record<'_>, plan: &FilePlan<'_>) -> String {
    let is_odd = |column: &usize| record.field(*column).iter().copied().any(is_control);
    let column = (0..record.len().min(plan.header.names.len())).find(is_odd);
    let place = column.map_or("the row holds".to_string(), |column| {
        let text = String::from_utf8_lossy(record.field(column));
        format!("column '{}' holds '{}', with", plan.header.name(column), visible(&text))
    });
    format!("{place} a control character, which no text has; the file is damaged: fetch it again")
}

/// Whether a byte is a sign for machines, other than those that part fields and lines.
pub(super) fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r' | b'\n')
}

/// What is wrong with a row that has more or fewer fields than the header.
#[cold]
pub(super) fn of_other_width(record: &Record<'_>, plan: &FilePlan<'_>) -> String {
    let text = String::from_utf8_lossy(record.field(0));
    if record.len() == 1 && text.trim().contains(char::is_whitespace) {
        return "the row is a single text, such as a note or a source below the table: \
                delete the rows that are not part of the table"
            .to_string();
    }
    format!(
        "the row has {} fields where the header has {}; the file is cut short or damaged: \
         fetch it again",
        record.len(),
        plan.header.names.len()
    )
}
