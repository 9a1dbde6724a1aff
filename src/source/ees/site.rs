//! Files that are not in the API, at the catalogue site's stable addresses. The list
//! of files is an unversioned service of the site: it is used where the API has no
//! data set, and what it gives is labelled so.

use super::error::EesError;
use super::shapes::SiteFile;
use super::{Ees, below, guid};
use reqwest::Url;

/// Most entries of a page of files.
const FILES_PAGE: u32 = 40;

impl Ees {
    /// Files in the latest releases whose title or publication is like `search`.
    ///
    /// # Errors
    /// See [`EesError`].
    pub async fn site_files(&self, search: &str) -> Result<Vec<SiteFile>, EesError> {
        let search: String = search.chars().take(100).collect();
        let mut found = Vec::new();
        for number in 1..=20 {
            let mut url = below(&self.content, &["data-set-files"]);
            url.query_pairs_mut()
                .append_pair("searchTerm", &search)
                .append_pair("latestOnly", "true")
                .append_pair("page", &u32::to_string(&number))
                .append_pair("pageSize", &FILES_PAGE.to_string());
            let page: super::Page<SiteFile> = self.transport.get_json(&url).await?;
            let empty = page.results.is_empty();
            found.extend(page.results);
            if empty || i64::from(number) >= page.paging.total_pages {
                break;
            }
        }
        Ok(found)
    }

    /// The stable address of a file, fit to be quoted.
    ///
    /// # Errors
    /// The id is not a GUID.
    pub fn site_csv_address(&self, file: &str) -> Result<Url, EesError> {
        Ok(below(&self.site, &["data-catalogue", "data-set", &guid(file)?, "csv"]))
    }
}
