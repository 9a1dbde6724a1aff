//! Finding a data set whose id is not evidenced: by its publication's slug and its
//! title, confirmed by the columns that the catalogue expects. What is found is
//! recorded in the store, with how; nothing is guessed.

use crate::catalogue::{Catalogue, DataSet};
use crate::source::ees::{DataSetSummary, Ees, EesError, GEOGRAPHY, Meta, Publication, SiteFile};
use crate::stage::header_fit;
use futures::lock::Mutex;
use std::collections::BTreeMap;

/// How alike two titles must be to be one, where no title is the same.
const ALIKE: f64 = 0.88;

/// Where a data set was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// In the API.
    Api {
        /// GUID.
        id: String,
        /// What was searched and matched.
        how: String,
        /// Ids of the publication's data sets.
        siblings: Vec<String>,
    },
    /// On the catalogue site only.
    Site {
        /// The file.
        file: Box<Listed>,
        /// What was searched and matched.
        how: String,
    },
    /// Not at all: what was searched.
    Nowhere(String),
}

/// A file in the list of the catalogue site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// GUID.
    pub id: String,
    /// What the list says of its date and release: another text means another file.
    pub state: String,
    /// Release.
    pub release: String,
    /// When it was published.
    pub published: Option<String>,
}

/// What was asked already, for one refresh of many data sets.
#[derive(Debug, Default)]
pub struct Directory {
    every: Mutex<Option<Vec<Publication>>>,
    publications: Mutex<BTreeMap<String, Option<Publication>>>,
    data_sets: Mutex<BTreeMap<String, Vec<DataSetSummary>>>,
    metas: Mutex<BTreeMap<String, Option<Meta>>>,
    files: Mutex<BTreeMap<String, Vec<SiteFile>>>,
}

impl Directory {
    /// Finds a data set in the API, else on the catalogue site.
    ///
    /// # Errors
    /// The service is out of reach.
    pub async fn find(
        &self,
        ees: &Ees,
        data_set: &DataSet,
        catalogue: &Catalogue,
    ) -> Result<Found, EesError> {
        let mut searched = Vec::new();
        if let Some(publication) = self.publication(ees, &data_set.slug).await? {
            let listed = self.listed(ees, &publication.id).await?;
            let siblings: Vec<String> = listed.iter().map(|d| d.id.clone()).collect();
            for candidate in candidates(data_set, catalogue, &listed, |d| &d.title) {
                match self.confirms(ees, candidate, data_set, catalogue).await? {
                    Ok(measures) => {
                        return Ok(Found::Api {
                            id: candidate.id.to_ascii_lowercase(),
                            how: format!(
                                "publication '{}', data set '{}', with the columns of {measures} measures",
                                publication.slug, candidate.title
                            ),
                            siblings,
                        });
                    }
                    Err(why) => searched.push(format!("'{}' is not it: {why}", candidate.title)),
                }
            }
            if searched.is_empty() {
                let titles: Vec<&str> = listed.iter().map(|d| d.title.as_str()).collect();
                searched.push(format!(
                    "publication '{}' has no data set of that title in the API, only {}",
                    publication.slug,
                    titles.join("; ")
                ));
            }
        } else {
            searched.push(format!("no publication '{}' in the API", data_set.slug));
        }
        match self.file(ees, data_set, catalogue).await {
            Ok(Some((file, how))) => Ok(Found::Site { file: Box::new(file), how }),
            Ok(None) => {
                searched.push("no file of that title on the catalogue site".to_string());
                Ok(Found::Nowhere(searched.join("; ")))
            }
            // Where the API was not asked, nothing at all is known of it.
            Err(error)
                if error.stops_the_source()
                    || (data_set.slug.is_empty() && error.is_unreachable()) =>
            {
                Err(error)
            }
            Err(error) => {
                searched.push(format!("the catalogue site cannot be searched: {error}"));
                Ok(Found::Nowhere(searched.join("; ")))
            }
        }
    }

    /// Every data set of a publication in the API; none where it is not there.
    ///
    /// # Errors
    /// The service is out of reach.
    pub async fn siblings(&self, ees: &Ees, slug: &str) -> Result<Vec<DataSetSummary>, EesError> {
        match self.publication(ees, slug).await? {
            Some(publication) => self.listed(ees, &publication.id).await,
            None => Ok(Vec::new()),
        }
    }

    async fn publication(&self, ees: &Ees, slug: &str) -> Result<Option<Publication>, EesError> {
        let mut known = self.publications.lock().await;
        if let Some(found) = known.get(slug) {
            return Ok(found.clone());
        }
        if slug.is_empty() {
            return Ok(None);
        }
        let is_it = |p: &Publication| p.slug == slug || as_slug(&p.title) == slug;
        let near = ees.publications(Some(&slug.replace('-', " "))).await?;
        let mut found = near.into_iter().find(is_it);
        if found.is_none() {
            // The search goes by meaning and may miss it: the whole list is complete.
            let mut every = self.every.lock().await;
            if every.is_none() {
                *every = Some(ees.publications(None).await?);
            }
            found = every.as_ref().and_then(|all| all.iter().find(|p| is_it(p)).cloned());
        }
        known.insert(slug.to_string(), found.clone());
        Ok(found)
    }

    async fn listed(&self, ees: &Ees, publication: &str) -> Result<Vec<DataSetSummary>, EesError> {
        let mut known = self.data_sets.lock().await;
        if let Some(found) = known.get(publication) {
            return Ok(found.clone());
        }
        let found = ees.data_sets(publication).await?;
        known.insert(publication.to_string(), found.clone());
        Ok(found)
    }

    /// How many measures the columns of a candidate let be read, or why it is not the one.
    async fn confirms(
        &self,
        ees: &Ees,
        candidate: &DataSetSummary,
        data_set: &DataSet,
        catalogue: &Catalogue,
    ) -> Result<Result<usize, String>, EesError> {
        let mut known = self.metas.lock().await;
        if !known.contains_key(&candidate.id) {
            let version = candidate.latest_version.as_ref().and_then(|v| v.version.parse().ok());
            let meta = match version {
                Some(version) => Some(ees.meta(&candidate.id, version).await?),
                None => None,
            };
            known.insert(candidate.id.clone(), meta);
        }
        let Some(meta) = known.get(&candidate.id).cloned().flatten() else {
            return Ok(Err("no version of it is published yet".to_string()));
        };
        Ok(match header_fit(&header_of(&meta), data_set, catalogue) {
            Ok(fit) if fit.readable.is_empty() => {
                Err(fit.missing.first().cloned().unwrap_or_else(|| "no measure reads it".into()))
            }
            Ok(fit) => Ok(fit.readable.len()),
            Err(why) => Err(why),
        })
    }

    /// The file of a data set on the catalogue site, with how it was found.
    ///
    /// # Errors
    /// The site's list is out of reach.
    pub async fn file(
        &self,
        ees: &Ees,
        data_set: &DataSet,
        catalogue: &Catalogue,
    ) -> Result<Option<(Listed, String)>, EesError> {
        let search =
            if data_set.api_title.is_empty() { &data_set.title } else { &data_set.api_title };
        let mut known = self.files.lock().await;
        if !known.contains_key(search) {
            known.insert(search.clone(), ees.site_files(search).await?);
        }
        let files: Vec<SiteFile> = known
            .get(search)
            .into_iter()
            .flatten()
            .filter(|f| {
                data_set.slug.is_empty()
                    || f.publication.slug == data_set.slug
                    || (f.publication.slug.is_empty()
                        && as_slug(&f.publication.title) == data_set.slug)
            })
            .cloned()
            .collect();
        let evidenced = known.get(search).into_iter().flatten();
        let evidenced = evidenced.filter(|f| {
            !data_set.file_id.is_empty() && f.id.eq_ignore_ascii_case(&data_set.file_id)
        });
        // The file that the catalogue names, while it is among the latest; else one of its title.
        let likely = candidates(data_set, catalogue, &files, |f| &f.title);
        let Some(file) = evidenced.chain(likely).next() else { return Ok(None) };
        let date = file.last_updated.as_ref().or(file.published.as_ref());
        let listed = Listed {
            id: file.id.to_ascii_lowercase(),
            state: format!("{} {}", file.id, date.map_or("", String::as_str)),
            release: file.release.title.clone(),
            published: file.published.clone(),
        };
        let how = format!(
            "catalogue site, publication '{}', file '{}'",
            file.publication.title, file.title
        );
        Ok(Some((listed, how)))
    }
}

/// The entries whose title may be the data set's, the likeliest first: the same title
/// alone where there is one; else those alike, or the only one of its publication. An
/// entry that has the very title of another data set of the catalogue is never among them.
fn candidates<'a, T>(
    data_set: &DataSet,
    catalogue: &Catalogue,
    listed: &'a [T],
    title: impl Fn(&T) -> &String,
) -> Vec<&'a T> {
    let wanted = [plain(&data_set.api_title), plain(&data_set.title), plain(&data_set.id)];
    let same = |entry: &&T| wanted.iter().any(|w| !w.is_empty() && *w == plain(title(entry)));
    let exact: Vec<&T> = listed.iter().filter(same).collect();
    if !exact.is_empty() {
        return exact;
    }
    let of_another = |entry: &T| {
        let found = plain(title(entry));
        let mut others = catalogue.data_sets.values().filter(|d| d.id != data_set.id);
        others.any(|d| plain(&d.title) == found || plain(&d.api_title) == found)
    };
    let score = |entry: &T| {
        let found = plain(title(entry));
        let scores = wanted.iter().filter(|w| !w.is_empty());
        scores.map(|w| strsim::jaro_winkler(w, &found)).fold(0.0, f64::max)
    };
    let alone = listed.len() == 1;
    let mut scored: Vec<(f64, &T)> = listed
        .iter()
        .filter(|entry| !of_another(entry))
        .map(|entry| (score(entry), entry))
        .filter(|(score, _)| alone || *score >= ALIKE)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().map(|(_, entry)| entry).collect()
}

/// The header that a description promises.
fn header_of(meta: &Meta) -> Vec<String> {
    let described = meta.filters.iter().map(|f| &f.column);
    let described = described.chain(meta.indicators.iter().map(|i| &i.column)).cloned();
    GEOGRAPHY.iter().map(|column| (*column).to_string()).chain(described).collect()
}

fn plain(title: &str) -> String {
    as_slug(title).replace('-', " ")
}

fn as_slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}
