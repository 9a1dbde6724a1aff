//! Version numbers of data sets: `2.1` or `2.1.1`, compared number by number.

use std::fmt;
use std::str::FromStr;

/// A published version. `2.10` is newer than `2.9`, and `2.1.1` is a correction of `2.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Raised when something that could be selected is gone.
    pub major: u32,
    /// Raised by additions and changed values.
    pub minor: u32,
    /// Raised by a correction within one release.
    pub patch: u32,
}

/// A text that is not a version number.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("'{0}' is not a version number: expected 2.1 or 2.1.1")]
pub struct VersionError(pub String);

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let wrong = || VersionError(text.chars().take(40).collect());
        let number = |part: &str| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            if digits { part.parse::<u32>().ok() } else { None }
        };
        let parts: Vec<u32> = text
            .strip_prefix('v')
            .unwrap_or(text)
            .split('.')
            .map(|part| number(part).ok_or_else(wrong))
            .collect::<Result<_, _>>()?;
        match parts[..] {
            [major, minor] => Ok(Self { major, minor, patch: 0 }),
            [major, minor, patch] => Ok(Self { major, minor, patch }),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch > 0 { write!(f, ".{}", self.patch) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_number_by_number_and_print_as_published() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert!(version("2.10") > version("2.9"));
        assert!(version("2.1.1") > version("2.1"));
        assert!(version("10.0") > version("9.9.9"));
        for text in ["2.1", "2.1.1", "10.0"] {
            assert_eq!(version(text).to_string(), text);
        }
        assert_eq!(version("2.1.0").to_string(), "2.1");
        for wrong in ["two", "", "2", "2.", "2.1.*", "1.2.3.4", "+2.1", "2.99999999999"] {
            assert!(wrong.parse::<Version>().is_err(), "{wrong}");
        }
    }
}
