//! What rows of several queries are about: an area, and a measure with a cohort.

use crate::engine::row;

row! {
    /// The area that a row is about.
    pub(super) struct OfArea {
        pub area_code: String,
    }
}

row! {
    /// The measure and cohort that a row is about.
    pub(super) struct OfPair {
        pub measure_id: String,
        pub cohort: String,
    }
}

impl OfPair {
    /// As the key of a map.
    pub fn key(self) -> (String, String) {
        (self.measure_id, self.cohort)
    }
}
