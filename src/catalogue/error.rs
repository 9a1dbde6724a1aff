//! What can be wrong with the catalogue.

use super::toml_text::TomlError;
use crate::edited::Kind;

/// What is wrong with the catalogue, and where.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file is not the TOML that its folder asks for.
    #[error("{}: {source}", Kind::Catalogue.path_of(file))]
    Syntax {
        /// Path below `catalogue/`.
        file: String,
        /// The parser's message, with line and column.
        source: Box<toml::de::Error>,
    },
    /// A file that every run needs is missing or not UTF-8.
    #[error("{} is missing or is not UTF-8 text", Kind::Catalogue.path_of(file))]
    Missing {
        /// Path below `catalogue/`.
        file: String,
    },
    /// Two entries contradict each other, or one names what does not exist.
    #[error("{}: {message}", Kind::Catalogue.path_of(file))]
    Inconsistent {
        /// Path below `catalogue/`.
        file: String,
        /// What is wrong and what to edit.
        message: String,
    },
    /// A file that an area wrote, of its measures or its statements, is not as it should be.
    #[error(transparent)]
    Local(TomlError),
    /// The list of authorities or of neighbours could not be read.
    #[error("{file}: {message}")]
    Areas {
        /// Path in the project.
        file: String,
        /// What is wrong, with the row.
        message: String,
    },
}

pub(super) fn inconsistent(file: &str, message: String) -> CatalogueError {
    CatalogueError::Inconsistent { file: file.to_string(), message }
}
