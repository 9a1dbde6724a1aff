//! The schedule of a workspace: five fields as in crontab(5), and the line they make.

use std::path::Path;

/// Name, lowest and highest value of each field.
const FIELDS: [(&str, u32, u32); 5] =
    [("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7)];

/// Whether `schedule` is five fields of numbers, ranges, lists and steps within bounds.
///
/// # Errors
/// The field that is not, and what it may be.
pub fn check(schedule: &str) -> Result<(), String> {
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(format!(
            "'{schedule}' has {} fields, not five: minute, hour, day, month, weekday, as in '15 10 * * 4'",
            fields.len()
        ));
    }
    for (field, (name, low, high)) in fields.iter().zip(FIELDS) {
        if !field.split(',').all(|part| fits(part, low, high)) {
            return Err(format!(
                "{name} '{field}' must be *, or numbers from {low} to {high} with , - and /"
            ));
        }
    }
    Ok(())
}

fn fits(part: &str, low: u32, high: u32) -> bool {
    let (range, step) = part.split_once('/').map_or((part, None), |(r, s)| (r, Some(s)));
    let within = |text: &str| text.parse().ok().filter(|n| (low..=high).contains(n));
    let step_fits = step.is_none_or(|s| s.parse().is_ok_and(|n: u32| n >= 1 && n <= high));
    step_fits
        && match range.split_once('-') {
            _ if range == "*" => true,
            Some((first, last)) => within(first).zip(within(last)).is_some_and(|(a, b)| a <= b),
            // A step needs something to step through.
            None => step.is_none() && within(range).is_some(),
        }
}

/// The line for a crontab that refreshes `folder` with `program`. In a crontab `%` ends the command.
#[must_use]
pub fn crontab_line(schedule: &str, program: &Path, folder: &Path) -> String {
    let quoted = |path: &Path| {
        let text = path.display().to_string().replace('\'', r"'\''").replace('%', r"\%");
        format!("'{text}'")
    };
    let schedule: Vec<&str> = schedule.split_whitespace().collect();
    format!(
        "{} cd {} && {} --quiet --log-format json refresh >> send-outcomes.log 2>&1",
        schedule.join(" "),
        quoted(folder),
        quoted(program)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_fields_within_their_bounds_are_a_schedule() {
        for good in ["15 10 * * 4", "*/20 8-17 * 9-12 1-5", "0 6,18 1 * *", "0 0 * * 7"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "weekly",
            "60 1 * * *",
            "1 24 * * *",
            "1 1 0 * *",
            "5-1 * * * *",
            "1/2 * * * *",
            "* * * * * *",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_line_quotes_what_a_shell_or_cron_would_read_otherwise() {
        let line =
            crontab_line("15  10 * * 4", Path::new("/b/send-outcomes"), Path::new("/it's 5%"));
        assert!(
            line.starts_with("15 10 * * 4 cd '/it'\\''s 5\\%' && '/b/send-outcomes'"),
            "{line}"
        );
    }
}
