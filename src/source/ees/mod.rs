//! Client of the public statistics API of Explore Education Statistics (version 1)
//! and of the catalogue site that serves the files the API does not have.
//!
//! Every call of one refresh names an exact version; paths are lower case and carry
//! no unknown keys, because the service refuses them.

mod checks;
mod clock;
mod download;
mod error;
mod limits;
mod proxy;
mod query;
mod refusal;
mod shapes;
mod site;
mod transport;
mod version;

pub use checks::{Expected, check_shape};
pub use clock::{Clock, SystemClock, instant, written};
pub use download::{Conditions, Download, Encoding};
pub use error::{ApiMessage, EesError};
pub use limits::Limits;
pub use query::{Criteria, MAX_ROWS};
pub use shapes::{
    Change, ChangeSet, Changes, DataSetSummary, Filter, FilterOption, GEOGRAPHY, Indicator, Meta,
    Page, Publication, QueryRow, Release, SiteFile, Status, TimePeriod, VersionSummary,
};
pub use transport::Transport;
pub use version::{Version, VersionError};

pub use refusal::missing_authorities;
pub use reqwest::Certificate;

use query::Gathered;
use reqwest::Url;
use serde::de::DeserializeOwned;

/// Address of the API.
pub const API: &str = "https://api.education.gov.uk/statistics/v1";
/// Address of the catalogue site.
pub const SITE: &str = "https://explore-education-statistics.service.gov.uk";
/// Address of the site's own content service, which lists files that are not in the API.
pub const CONTENT: &str = "https://content.explore-education-statistics.service.gov.uk/api";

/// Most entries of a page of publications.
const PUBLICATIONS_PAGE: u32 = 40;
/// Most entries of a page of data sets or versions.
const LIST_PAGE: u32 = 20;
/// Longest list that is walked, against a service that never says it is done.
const MAX_PAGES: u32 = 500;

/// A base address that is none.
#[derive(Debug, Clone, thiserror::Error)]
#[error("'{text}' is not the address of a service: write it as https://host/path")]
pub struct AddressError {
    text: String,
}

/// The service.
#[derive(Debug)]
pub struct Ees {
    api: Url,
    site: Url,
    content: Url,
    transport: Transport,
}

/// Reads a base address; the path of a request is put after its own.
///
/// # Errors
/// It is not http or https.
pub fn address(text: &str) -> Result<Url, AddressError> {
    let wrong = || AddressError { text: text.to_string() };
    let mut url = Url::parse(text).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong());
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// The certificates of a PEM file.
///
/// # Errors
/// It is damaged.
pub fn authorities(pem: &[u8]) -> Result<Vec<Certificate>, EesError> {
    Certificate::from_pem_bundle(pem).map_err(|error| EesError::Decode {
        url: "the file of certificates".to_string(),
        what: refusal::innermost(&error),
    })
}

/// Whether an address is this machine's own: no other service need be spared there.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

impl Ees {
    /// A client of the service at these addresses.
    #[must_use]
    pub fn new(api: Url, site: Url, content: Url, transport: Transport) -> Self {
        Self { api, site, content, transport }
    }

    /// How requests are made.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Publications whose title or summary is like `search`, or all without one.
    ///
    /// # Errors
    /// See [`EesError`].
    pub async fn publications(&self, search: Option<&str>) -> Result<Vec<Publication>, EesError> {
        let search: Option<String> =
            search.map(|s| s.chars().take(100).collect()).filter(|s: &String| s.len() >= 3);
        let mut found: Vec<Publication> =
            self.list(PUBLICATIONS_PAGE, &["publications"], search.as_deref()).await?;
        // The order of a search is not stable: an entry may stand on two pages.
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|publication| seen.insert(publication.id.clone()));
        Ok(found)
    }

    /// Data sets of a publication, newest first.
    ///
    /// # Errors
    /// See [`EesError`].
    pub async fn data_sets(&self, publication: &str) -> Result<Vec<DataSetSummary>, EesError> {
        let id = guid(publication)?;
        self.list(self.list_page(), &["publications", &id, "data-sets"], None).await
    }

    /// A data set with its latest version: the one request of a refresh that finds nothing new.
    ///
    /// # Errors
    /// See [`EesError`].
    pub async fn data_set(&self, id: &str) -> Result<DataSetSummary, EesError> {
        self.transport.get_json(&self.at(&["data-sets", &guid(id)?])).await
    }

    /// Every version, oldest first.
    ///
    /// # Errors
    /// See [`EesError`].
    pub async fn versions(&self, id: &str) -> Result<Vec<(Version, VersionSummary)>, EesError> {
        let path = ["data-sets", &guid(id)?, "versions"];
        let listed: Vec<VersionSummary> = self.list(self.list_page(), &path, None).await?;
        let mut versions = listed
            .into_iter()
            .map(|v| Ok((self.version_of(&v.version)?, v)))
            .collect::<Result<Vec<_>, EesError>>()?;
        versions.sort_by_key(|(version, _)| *version);
        versions.dedup_by_key(|(version, _)| *version);
        Ok(versions)
    }

    /// One version.
    ///
    /// # Errors
    /// See [`EesError`]; a withdrawn version is returned, with its status.
    pub async fn version(&self, id: &str, version: Version) -> Result<VersionSummary, EesError> {
        let path = ["data-sets", &guid(id)?, "versions", &version.to_string()];
        self.transport.get_json(&self.at(&path)).await
    }

    /// What a version changed from the one before.
    ///
    /// # Errors
    /// See [`EesError`].
    pub async fn changes(&self, id: &str, version: Version) -> Result<Changes, EesError> {
        let path = ["data-sets", &guid(id)?, "versions", &version.to_string(), "changes"];
        self.transport.get_json(&self.at(&path)).await
    }

    /// Columns, labels and periods of a version.
    ///
    /// # Errors
    /// See [`EesError`].
    pub async fn meta(&self, id: &str, version: Version) -> Result<Meta, EesError> {
        let mut url = self.at(&["data-sets", &guid(id)?, "meta"]);
        url.query_pairs_mut().append_pair("dataSetVersion", &version.to_string());
        self.transport.get_json(&url).await
    }

    /// The address of a version's file.
    ///
    /// # Errors
    /// The id is not a GUID.
    pub fn csv_address(&self, id: &str, version: Version) -> Result<Url, EesError> {
        let mut url = self.at(&["data-sets", &guid(id)?, "csv"]);
        url.query_pairs_mut().append_pair("dataSetVersion", &version.to_string());
        Ok(url)
    }

    /// Every row that meets `criteria`, page by page.
    ///
    /// # Errors
    /// See [`EesError`]; ids that have moved and an empty result are errors, because a
    /// scheduled refresh would else go on with less than it asked for.
    pub async fn query(
        &self,
        id: &str,
        version: Version,
        criteria: &Criteria,
        indicators: &[String],
        page_size: u32,
    ) -> Result<Vec<QueryRow>, EesError> {
        let mut url = self.at(&["data-sets", &guid(id)?, "query"]);
        url.query_pairs_mut().append_pair("dataSetVersion", &version.to_string());
        let mut rows = Vec::new();
        for batch in criteria.batches() {
            rows.extend(match self.pages(&url, &batch, indicators, page_size).await {
                // The data set may have moved between two pages: once from the start.
                Err(EesError::Integrity { check: "paging", .. }) => {
                    self.pages(&url, &batch, indicators, page_size).await?
                }
                other => other?,
            });
        }
        Ok(rows)
    }

    async fn pages(
        &self,
        url: &Url,
        criteria: &Criteria,
        indicators: &[String],
        page_size: u32,
    ) -> Result<Vec<QueryRow>, EesError> {
        let mut gathered = Gathered::default();
        for page in 1..=MAX_PAGES {
            let body = query::body(criteria, indicators, page, page_size);
            let answer = self.transport.post_json(url, &body).await;
            if let Err(EesError::Server { status: 504, .. }) = &answer {
                self.transport.warn(format!(
                    "{url}: the query takes the service too long; fetch the whole file instead"
                ));
            }
            if !gathered.take(url.as_str(), answer?)? {
                break;
            }
        }
        Ok(gathered.rows)
    }

    fn list_page(&self) -> u32 {
        self.transport.limits().list_page.clamp(1, LIST_PAGE)
    }

    /// All entries of a list, page by page; once more from the start if it comes out short.
    async fn list<T: DeserializeOwned>(
        &self,
        page_size: u32,
        path: &[&str],
        search: Option<&str>,
    ) -> Result<Vec<T>, EesError> {
        for last in [false, true] {
            let mut found = Vec::new();
            let mut total = 0;
            for number in 1..=MAX_PAGES {
                let mut url = self.at(path);
                url.query_pairs_mut()
                    .append_pair("page", &number.to_string())
                    .append_pair("pageSize", &page_size.to_string());
                if let Some(search) = search {
                    url.query_pairs_mut().append_pair("search", search);
                }
                let page: Page<T> = self.transport.get_json(&url).await?;
                total = page.paging.total_results;
                let empty = page.results.is_empty();
                found.extend(page.results);
                if empty || i64::from(number) >= page.paging.total_pages {
                    break;
                }
            }
            if last || found.len() as i64 >= total {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    fn version_of(&self, text: &str) -> Result<Version, EesError> {
        text.parse().map_err(|e: VersionError| EesError::Decode {
            url: self.api.to_string(),
            what: e.to_string(),
        })
    }

    fn at(&self, path: &[&str]) -> Url {
        below(&self.api, path)
    }
}

/// An address below a base, each part encoded.
fn below(base: &Url, path: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}

/// A GUID in the lower-case form that the service wants.
fn guid(text: &str) -> Result<String, EesError> {
    let lower = text.trim().to_ascii_lowercase();
    let lengths: Vec<usize> = lower.split('-').map(str::len).collect();
    let digits = lower.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    if lengths == [8, 4, 4, 4, 12] && digits {
        return Ok(lower);
    }
    Err(EesError::Decode {
        url: "the id of a data set".to_string(),
        what: format!("'{}' is not a GUID", text.chars().take(60).collect::<String>()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_the_path_of_their_base_and_ids_are_lower_case() {
        let base = address("https://api.education.gov.uk/statistics/v1/").unwrap();
        let id = guid("B3E19901-5D2B-B676-BB4C-E60937D74725").unwrap();
        assert_eq!(
            below(&base, &["data-sets", &id]).as_str(),
            "https://api.education.gov.uk/statistics/v1/data-sets/b3e19901-5d2b-b676-bb4c-e60937d74725"
        );
        assert!(guid("../x").is_err() && guid("").is_err());
        assert!(address("file:///etc/passwd").is_err() && address("api.example").is_err());
    }
}
