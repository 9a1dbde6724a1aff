//! In which way a figure, a verdict or a statement differs.

use crate::words::words;

words! {
    /// In which way something differs, in the order of reading.
    pub enum ChangeKind {
        /// A figure of a measure that is new.
        NewMeasure = "new_measure",
        /// A figure of a period that is new.
        NewPeriod = "new_period",
        /// A figure where there was none, of a period that was there.
        NewFigure = "new_figure",
        /// Another figure than before.
        Revised = "revised",
        /// The same figure, which was provisional or has become so.
        Status = "status",
        /// A figure that is gone.
        Vanished = "vanished",
        /// A verdict that moved.
        Verdict = "verdict",
        /// A verdict that is new.
        VerdictNew = "verdict_new",
        /// A verdict that is gone.
        VerdictGone = "verdict_gone",
        /// A statement whose result differs.
        Statement = "statement",
        /// A statement that was not judged before.
        StatementNew = "statement_new",
        /// A statement that is no longer judged.
        StatementGone = "statement_gone",
        /// A clause whose result differs, of a statement with several.
        Clause = "clause",
    }
}

/// What is counted of a comparison: clauses are told with their statements.
pub const COUNTED: [ChangeKind; 12] = [
    ChangeKind::NewMeasure,
    ChangeKind::NewPeriod,
    ChangeKind::NewFigure,
    ChangeKind::Revised,
    ChangeKind::Status,
    ChangeKind::Vanished,
    ChangeKind::Verdict,
    ChangeKind::VerdictNew,
    ChangeKind::VerdictGone,
    ChangeKind::Statement,
    ChangeKind::StatementNew,
    ChangeKind::StatementGone,
];

impl ChangeKind {
    /// What it is called behind a number.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NewMeasure => "figures of new measures",
            Self::NewPeriod => "figures of new periods",
            Self::NewFigure => "new figures in periods that were there",
            Self::Revised => "revised figures",
            Self::Status => "figures no longer, or newly, provisional",
            Self::Vanished => "figures that are gone",
            Self::Verdict => "verdicts that moved",
            Self::VerdictNew => "new verdicts",
            Self::VerdictGone => "verdicts that are gone",
            Self::Statement => "statements whose result differs",
            Self::StatementNew => "statements that were not judged before",
            Self::StatementGone => "statements that are no longer judged",
            Self::Clause => "clauses whose result differs",
        }
    }

    /// The same behind a one.
    fn words_of_one(self) -> &'static str {
        match self {
            Self::Statement => "statement whose result differs",
            Self::StatementNew => "statement that was not judged before",
            Self::StatementGone => "statement that is no longer judged",
            other => other.words(),
        }
    }

    /// `1 statement whose result differs`.
    #[must_use]
    pub fn counted(self, count: i32) -> String {
        let words = if count == 1 { self.words_of_one() } else { self.words() };
        format!("{count} {words}")
    }

    /// Whether it is about verdicts.
    #[must_use]
    pub fn is_of_verdicts(self) -> bool {
        matches!(self, Self::Verdict | Self::VerdictNew | Self::VerdictGone)
    }

    /// Whether it is about statements as a whole.
    #[must_use]
    pub fn is_of_statements(self) -> bool {
        matches!(self, Self::Statement | Self::StatementNew | Self::StatementGone)
    }
}
