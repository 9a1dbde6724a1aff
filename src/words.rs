//! Closed lists of words, as files and tables have them. A word that is not of its list is a fault of
//! the file, told with those that are.

/// A word of a closed list; made by [`words!`].
pub trait Word: Copy + 'static {
    /// Every word of the list.
    const ALL: &'static [Self];

    /// As files and tables have it.
    fn as_str(self) -> &'static str;

    /// What `text` is.
    ///
    /// # Errors
    /// It is not of the list: names those that are.
    fn of(text: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().copied().find(|word| word.as_str() == text);
        known.ok_or_else(|| {
            let all: Vec<String> =
                Self::ALL.iter().map(|word| format!("'{}'", word.as_str())).collect();
            format!("'{text}' is none of {}", all.join(", "))
        })
    }
}

/// An enum of words, each with the text that stands for it in files and tables.
macro_rules! words {
    (
        $(#[$about:meta])*
        $shown:vis enum $name:ident { $($(#[$what:meta])* $word:ident = $text:literal),* $(,)? }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        $shown enum $name { $($(#[$what])* $word),* }

        impl $crate::words::Word for $name {
            const ALL: &'static [Self] = &[$(Self::$word),*];

            fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text),* }
            }
        }

        // As the text that it stands for: checksums of what holds it are those of its file.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:?}", $crate::words::Word::as_str(*self))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::words::Word::as_str(*self))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::words::Word::as_str(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                $crate::words::Word::of(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    words! {
        /// A pupil's meal.
        enum Meal {
            /// At school.
            SchoolMeal = "school_meal",
            /// From home.
            Packed = "packed",
        }
    }

    #[test]
    fn a_word_is_read_as_it_is_written_and_another_is_named_with_those_that_are_known() {
        for meal in Meal::ALL {
            assert_eq!(Meal::of(meal.as_str()), Ok(*meal));
            assert_eq!(serde_json::to_string(meal).unwrap(), format!("\"{meal}\""));
        }
        let told = Meal::of("banquet").unwrap_err();
        assert_eq!(told, "'banquet' is none of 'school_meal', 'packed'");
        let told = serde_json::from_str::<Meal>("\"feast\"").unwrap_err().to_string();
        assert!(told.starts_with("'feast' is none of"), "{told}");
    }
}
