//! Times, sizes and pace of requests.

use std::time::Duration;

/// Times, sizes and pace of requests.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Time to connect.
    pub connect: Duration,
    /// Time without a byte.
    pub idle: Duration,
    /// Time for one JSON answer.
    pub json: Duration,
    /// Time for one file.
    pub file: Duration,
    /// Largest JSON answer, bytes after decompression.
    pub json_bytes: u64,
    /// Largest file as sent, bytes.
    pub sent_bytes: u64,
    /// Largest file after decompression, bytes.
    pub file_bytes: u64,
    /// Shortest time between two requests.
    pub pace: Duration,
    /// First wait before another try; later ones double, all with jitter.
    pub first_wait: Duration,
    /// Entries asked for in a page of versions or data sets, at most 20.
    pub list_page: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            json: Duration::from_mins(1),
            file: Duration::from_mins(15),
            json_bytes: 64 << 20,
            sent_bytes: 2 << 30,
            file_bytes: 8 << 30,
            pace: Duration::from_millis(500),
            first_wait: Duration::from_secs(1),
            list_page: 20,
        }
    }
}
