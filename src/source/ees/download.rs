//! Files, streamed to disk as they are sent and unpacked only afterwards, because
//! the service cuts off a reader that is slow.

use super::Ees;
use super::error::EesError;
use super::refusal::{broken, content_type};
use super::version::Version;
use reqwest::header::{
    CONTENT_DISPOSITION, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use reqwest::{Response, Url};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// How a file was packed for the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// With gzip, as the API always does.
    Gzip,
    /// Not at all: a plain file, or a proxy has unpacked it.
    Plain,
}

/// A file on disk, as it was sent.
#[derive(Debug, Clone)]
pub struct Download {
    /// Address it came from.
    pub url: String,
    /// Bytes as sent.
    pub sent_bytes: u64,
    /// How they are packed.
    pub encoding: Encoding,
    /// The version in the file's name.
    pub version: Option<Version>,
    /// For the next conditional request.
    pub etag: Option<String>,
    /// For the next conditional request.
    pub last_modified: Option<String>,
}

/// What a file is asked for with.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// The tag of the file that is held.
    pub etag: Option<String>,
    /// The date of the file that is held.
    pub last_modified: Option<String>,
}

impl Conditions {
    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut put = |name: HeaderName, value: &Option<String>| {
            let value = value.as_ref().and_then(|v| HeaderValue::from_str(v).ok());
            if let Some(value) = value {
                headers.insert(name, value);
            }
        };
        put(IF_NONE_MATCH, &self.etag);
        put(IF_MODIFIED_SINCE, &self.last_modified);
        headers
    }
}

impl Ees {
    /// Fetches a version's file into `to`, one try from the start.
    ///
    /// # Errors
    /// See [`EesError`]; `to` may then hold a part of the file and is to be removed.
    pub async fn version_file(
        &self,
        url: &Url,
        version: Version,
        to: &Path,
    ) -> Result<Download, EesError> {
        let response = self.transport.get_file(url, HeaderMap::new()).await?;
        let media = content_type(&response);
        if media != "text/csv" {
            let what = format!("content type {media} instead of text/csv");
            return Err(EesError::Decode { url: url.to_string(), what });
        }
        let download = self.to_disk(url, response, to).await?;
        match download.version {
            Some(sent) if sent != version => Err(EesError::Integrity {
                url: url.to_string(),
                check: "version",
                what: format!("version {sent} was sent in place of {version}"),
            }),
            _ => Ok(download),
        }
    }

    /// Fetches a file of any publisher into `to`, one try; `None` where it is unchanged.
    ///
    /// # Errors
    /// See [`EesError`]; a page in place of a file is refused.
    pub async fn plain_file(
        &self,
        url: &Url,
        held: &Conditions,
        to: &Path,
    ) -> Result<Option<Download>, EesError> {
        let response = self.transport.get_file(url, held.headers()).await?;
        if response.status() == reqwest::StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let media = content_type(&response);
        if media.contains("html") || media.ends_with("json") || media.ends_with("xml") {
            let what = format!("content type {media} instead of a CSV file");
            return Err(EesError::Decode { url: url.to_string(), what });
        }
        self.to_disk(url, response, to).await.map(Some)
    }

    async fn to_disk(
        &self,
        url: &Url,
        mut response: Response,
        to: &Path,
    ) -> Result<Download, EesError> {
        let limit = self.transport.limits().sent_bytes;
        let text = |name: HeaderName| {
            response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_string)
        };
        let packed = text(CONTENT_ENCODING);
        let version = text(CONTENT_DISPOSITION).and_then(|d| version_in_name(&d));
        let (etag, last_modified) = (text(ETAG), text(LAST_MODIFIED));
        if response.content_length().is_some_and(|length| length > limit) {
            let what = format!("more than {limit} bytes are announced");
            return Err(integrity(url, "oversize", what));
        }
        let sent = write_body(url, &mut response, to, limit).await?;
        let encoding = encoding_of(packed.as_deref(), sent.start)
            .map_err(|what| integrity(url, "encoding", what))?;
        let (url, sent_bytes) = (url.to_string(), sent.bytes);
        Ok(Download { url, sent_bytes, encoding, version, etag, last_modified })
    }
}

fn integrity(url: &Url, check: &'static str, what: String) -> EesError {
    EesError::Integrity { url: url.to_string(), check, what }
}

/// What was written to disk.
struct Sent {
    /// The first two bytes, by which gzip is known.
    start: [u8; 2],
    bytes: u64,
}

/// Writes what is sent as it comes, up to `limit` bytes.
async fn write_body(
    url: &Url,
    response: &mut Response,
    to: &Path,
    limit: u64,
) -> Result<Sent, EesError> {
    let disk =
        |e: io::Error| EesError::Disk { path: to.display().to_string(), reason: e.to_string() };
    let mut file = File::create(to).map_err(disk)?;
    let mut sent = Sent { start: [0; 2], bytes: 0 };
    let broken_off = |error: &reqwest::Error, bytes: u64| match broken(url, error) {
        EesError::Transport { reason, .. } => {
            integrity(url, "length", format!("broken off after {bytes} bytes: {reason}"))
        }
        other => other,
    };
    while let Some(chunk) = response.chunk().await.map_err(|e| broken_off(&e, sent.bytes))? {
        for (place, byte) in chunk.iter().take(2).enumerate() {
            let at = sent.bytes as usize + place;
            if at < 2 {
                sent.start[at] = *byte;
            }
        }
        sent.bytes += chunk.len() as u64;
        if sent.bytes > limit {
            return Err(integrity(url, "oversize", format!("more than {limit} bytes were sent")));
        }
        file.write_all(&chunk).map_err(disk)?;
    }
    file.flush().map_err(disk)?;
    Ok(sent)
}

/// How a file is packed, by what it is labelled as and how it begins.
fn encoding_of(label: Option<&str>, start: [u8; 2]) -> Result<Encoding, String> {
    let gzip = start == [0x1f, 0x8b];
    match label.map(str::trim) {
        Some("gzip" | "x-gzip") if !gzip => Err("labelled as gzip, but it is not".to_string()),
        Some("gzip" | "x-gzip" | "identity") | None if gzip => Ok(Encoding::Gzip),
        None | Some("identity") => Ok(Encoding::Plain),
        Some(other) => Err(format!("packed with '{other}'")),
    }
}

/// `attachment; filename="{id}_v2.1.csv"` → 2.1.
fn version_in_name(disposition: &str) -> Option<Version> {
    let (_, name) = disposition.split_once("filename=")?;
    let name = name.trim_matches(['"', ' ', ';']).split('"').next()?.split(';').next()?;
    name.strip_suffix(".csv")?.rsplit_once("_v")?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_name_of_the_file() {
        for (text, version) in [
            ("attachment; filename=\"0190aaaa_v2.1.csv\"", Some("2.1")),
            ("attachment; filename=x_v2.1.1.csv; size=3", Some("2.1.1")),
            ("attachment; filename=\"x.csv\"", None),
            ("inline", None),
        ] {
            let read = version_in_name(text).map(|v| v.to_string());
            assert_eq!(read.as_deref(), version, "{text}");
        }
    }
}
