//! Columns as their publisher describes them: a filter of numbers is a filter, and figures printed
//! as words are none.

use super::super::{Published, StageError, Staged, stage_read};
use crate::catalogue::Catalogue;
use crate::source::Described;
use crate::source::ees::{Filter, Indicator, Meta};
use datafusion::arrow::array::RecordBatch;

const ROWS: &str = "time_period,time_identifier,geographic_level,country_code,breakdown_topic,breakdown,\
                    sex,birth_year,band,children_number,gld_number,gld_percentage\n\
    202324,Academic year,National,E92000001,Total,Total,Total,2018,Total,1000,680,68\n\
    202324,Academic year,National,E92000001,Total,Total,Total,2019,High,900,680,75.6\n";

fn staged(described: &Described) -> Staged {
    let catalogue = Catalogue::embedded().unwrap();
    let data_set = &catalogue.data_sets["early-years-foundation-stage-profile"];
    let published = Published { file: "file.csv", version: "1", data_set };
    let mut sink = |_: RecordBatch| -> Result<(), StageError> { Ok(()) };
    let text = ROWS.as_bytes();
    stage_read((&published, described), (text, &|| None), &catalogue, 1, &mut sink).unwrap()
}

#[test]
fn a_column_that_its_publisher_names_is_what_that_says() {
    // Without a description the numbers of years seem to be figures, and the band a filter.
    let guessed = staged(&Described::default());
    assert_eq!((guessed.held.join(", ").as_str(), guessed.repeats), ("band, sex", false));

    let filter = Filter { column: "birth_year".to_string(), ..Filter::default() };
    let indicator = Indicator { column: "band".to_string(), ..Indicator::default() };
    let meta = Meta { filters: vec![filter], indicators: vec![indicator], ..Meta::default() };
    let result = staged(&Described::from(&meta));
    assert_eq!((result.held.join(", ").as_str(), result.repeats), ("sex", true));
    assert_eq!(result.unheld, "column 'birth_year' holds '2018', '2019'");
}
