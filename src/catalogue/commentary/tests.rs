use super::*;

fn read(text: &str) -> Result<Commentary, String> {
    let mut catalogue = Catalogue::embedded().unwrap();
    let own = ["E08000025".to_string()];
    catalogue.add_commentary("commentary.toml", text, &own).map_err(|e| e.to_string())?;
    Ok(catalogue.commentary)
}

#[test]
fn comments_and_targets_are_of_the_areas_of_the_workspace_or_of_their_own() {
    let text = "[[comment]]\nmeasure = 'ehc-20-weeks'\ncomment = \"A  panel\\n meets weekly\"\n\
                owner = 'Head of SEND'\naction = 'Recruit'\ndue = 2027-03-31\n\
                [[comment]]\ntheme = 'attainment'\narea = 'Solihull'\ncomment = 'x'\n\
                [[target]]\nmeasure = 'ks2-rwm-expected'\ncohort = 'sen-support'\nvalue = 30\n\
                by = '2026/27'";
    let read = read(text).unwrap();
    let first = &read.comments[0];
    assert_eq!(
        (first.comment.as_str(), first.due.as_str()),
        ("A panel meets weekly", "31 March 2027")
    );
    assert!(first.is_about("E08000025", "ehc-20-weeks", "ehc-plan"));
    assert_eq!(read.on_themes("E08000029").count(), 1);
    assert_eq!(read.on_themes("E08000025").count(), 0);
    let target = read.target("E08000025", "ks2-rwm-expected", "sen-support").unwrap();
    assert_eq!((target.value, target.by.as_str()), (30.0, "2026/27"));
    assert!(read.target("E08000025", "ks2-rwm-expected", "ehc-plan").is_none());
}

#[test]
fn what_is_wrong_is_named_with_file_line_entry_and_the_nearest_choices() {
    let comment = |keys: &str| format!("\n[[comment]]\ncomment = 'x'\n{keys}");
    let target = |keys: &str| format!("[[target]]\nvalue = 30.0\nby = '2026/27'\n{keys}");
    for (text, expected) in [
        (comment("measure = 'ehc-20-week'"), "line 4: [[comment]] 1: measure 'ehc-20-week' is unknown (nearest known: 'ehc-20-weeks"),
        (comment("measure = 'ks2-rwm-expected'\ncohort = 'ehc-plans'"), "line 5: [[comment]] 1: measure 'ks2-rwm-expected' has no group of pupils 'ehc-plans' (nearest known: 'ehc-plan')"),
        (comment("theme = 'absences'"), "theme 'absences' is unknown (nearest known: 'absence')"),
        (comment("theme = 'absence'\narea = 'Birmingam'"), "area 'Birmingam' is not a local authority (nearest known: 'Birmingham')"),
        (comment("theme = 'absence'\ndue = 'soon'"), "line 5: [[comment]] 1: 'soon' is not a day"),
        (comment("ownr = 'x'"), "line 4: unknown key 'ownr' (nearest known: 'owner')"),
        (comment(""), "line 2: [[comment]] 1: name what the comment is about"),
        ("[[comment]]\ntheme = 'absence'".to_string(), "write a comment or an action"),
        (target("measure = 'ks2-rwm-expected'"), "name the group of pupils: cohort = one of"),
        (target("measure = 'ks2-rwm-expected'\ncohort = 'sen-suport'"), "nearest known: 'sen-support'"),
        ("[[target]]\nmeasure = 'ks2-rwm-expected'\ncohort = 'ehc-plan'\nvalue = 300.0\nby = '2026/27'".to_string(), "line 4: [[target]] 1: 300 is not a figure"),
        ("[[target]]\nmeasure = 'ks2-rwm-expected'\ncohort = 'ehc-plan'\nvalue = 30.0\nby = 'soon'".to_string(), "line 5: [[target]] 1: 'soon' is not a period"),
    ] {
        let message = read(&text).unwrap_err();
        assert!(message.starts_with("commentary.toml line") && message.contains(expected), "{message}");
    }
    let entry = target("measure = 'ks2-rwm-expected'\ncohort = 'ehc-plan'\n");
    let message = read(&format!("{entry}{entry}")).unwrap_err();
    assert!(
        message.contains("line 9: [[target]] 2: measure 'ks2-rwm-expected' has a target"),
        "{message}"
    );
}
