//! What an area wrote in `commentary.toml` as tidy rows, to be joined with its figures: the file
//! `output/csv/commentary.csv`.

use super::tidy::{Datum, TidyColumn, meaningful, number, text};
use crate::catalogue::{Area, Catalogue};

/// Columns of `commentary.csv`.
pub const COMMENTARY_COLUMNS: [TidyColumn; 15] = [
    text("area_code", "nine-character ONS code of the area"),
    text("area", "name of the area"),
    text("kind", "comment or target"),
    text("theme", "as in findings.csv"),
    text("measure_id", "id of the measure; empty for a comment on a theme"),
    text("measure", "title of the measure"),
    text("group_id", "id of the group of pupils; empty for all groups of the measure"),
    text("group_name", "the group of pupils"),
    text("comment", "the area's own words; no figure was checked against them"),
    text("action", "what is done about it"),
    text("owner", "who does it"),
    text("due", "until when: year, month and day"),
    number("target_figure", "the figure to reach, in the unit of the row"),
    text("unit", "%, per 100, score or count"),
    text("target_by", "the period by which it is to be reached"),
];

/// Comments of an area and then its targets, in the order of its file, under [`COMMENTARY_COLUMNS`].
#[must_use]
pub fn commentary_rows(catalogue: &Catalogue, area: &Area) -> Vec<Vec<Datum>> {
    let written = &catalogue.commentary;
    let of_area = |codes: &[String]| codes.contains(&area.code);
    let words = |text: &str| match text {
        "" => Datum::Empty,
        text => Datum::Text(text.to_string()),
    };
    let row = |kind: &str, theme: &str, measure: &str, cohort: &str, rest: [Datum; 7]| {
        let known = catalogue.measure(measure);
        let group = catalogue.cohorts.iter().find(|c| c.id == cohort);
        let subject = [
            words(&area.code),
            words(&area.name),
            words(kind),
            words(known.map_or(theme, |m| m.theme.as_str())),
            words(measure),
            words(known.map_or("", |m| m.title.as_str())),
            words(cohort),
            words(group.map_or("", |c| c.title.as_str())),
        ];
        subject.into_iter().chain(rest).collect::<Vec<Datum>>()
    };
    let comments = written.comments.iter().filter(|c| of_area(&c.areas)).map(|c| {
        let results = [&c.comment, &c.action, &c.owner, &c.due_day].map(|text| words(text));
        let [comment, action, owner, due] = results;
        let rest = [comment, action, owner, due, Datum::Empty, Datum::Empty, Datum::Empty];
        row("comment", &c.theme, &c.measure, &c.cohort, rest)
    });
    let targets = written.targets.iter().filter(|t| of_area(&t.areas)).map(|t| {
        let unit = catalogue.measure(&t.measure).map_or("", |m| m.unit.as_str());
        let figure = Datum::Number(meaningful(t.value));
        let [comment, action, owner, due] =
            [Datum::Empty, Datum::Empty, Datum::Empty, Datum::Empty];
        let rest = [comment, action, owner, due, figure, words(unit), words(&t.by)];
        row("target", "", &t.measure, &t.cohort, rest)
    });
    comments.chain(targets).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_targets_are_rows_that_join_with_the_figures_they_are_about() {
        let mut catalogue = Catalogue::embedded().unwrap();
        let leeds = catalogue.areas.find("Leeds").unwrap().clone();
        let text = "[[comment]]\ntheme = 'absence'\naction = 'Call home'\ndue = 2027-03-31\n\
                    [[comment]]\nmeasure = 'ehc-20-weeks'\narea = 'Barnet'\ncomment = 'Not ours.'\n\
                    [[target]]\nmeasure = 'ks2-rwm-expected'\ncohort = 'sen-support'\n\
                    value = 30.0\nby = '2026/27'\n";
        let own = [leeds.code.clone()];
        catalogue.add_commentary("commentary.toml", text, &own).unwrap();
        let rows = commentary_rows(&catalogue, &leeds);
        let shown = |row: &[Datum]| {
            let cell = |name: &str| {
                let place = COMMENTARY_COLUMNS.iter().position(|c| c.name == name).unwrap();
                match &row[place] {
                    Datum::Empty => String::new(),
                    Datum::Text(text) => text.clone(),
                    Datum::Number(value) => value.to_string(),
                }
            };
            [
                "area",
                "kind",
                "theme",
                "measure_id",
                "group_id",
                "action",
                "due",
                "target_figure",
                "unit",
                "target_by",
            ]
            .map(cell)
            .join("|")
        };
        let shown: Vec<String> = rows.iter().map(|row| shown(row)).collect();
        assert_eq!(
            shown,
            [
                "Leeds|comment|absence|||Call home|2027-03-31|||",
                "Leeds|target|attainment|ks2-rwm-expected|sen-support|||30|%|2026/27",
            ]
        );
    }
}
