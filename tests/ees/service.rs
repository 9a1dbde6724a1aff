//! A loopback server of data sets with versions, as the publisher's service has them.

use flate2::Compression;
use flate2::write::GzEncoder;
use send_outcomes::source::FileShape;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Mutex};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// One version of a data set.
#[derive(Clone)]
pub struct Version {
    pub number: String,
    pub kind: String,
    pub status: String,
    pub csv: String,
    pub changes: Value,
    rows: u64,
}

impl Version {
    pub fn new(number: &str, csv: &str) -> Self {
        Self {
            number: number.into(),
            kind: "Minor".into(),
            status: "Published".into(),
            csv: csv.into(),
            // A file that is not a table has no rows to announce.
            rows: FileShape::read(csv.as_bytes()).map_or(0, |shape| shape.rows),
            changes: json!({ "versionNumber": number, "majorChanges": {}, "minorChanges": {}, "patchHistory": [] }),
        }
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The description of the file: words are filters, all else figures.
    pub fn meta(&self) -> Value {
        let shape = FileShape::read(self.csv.as_bytes()).unwrap();
        let described = shape.header.iter().filter(|h| {
            !matches!(h.as_str(), "time_period" | "time_identifier" | "geographic_level")
                && !h.ends_with("_code")
                && !h.ends_with("_name")
        });
        let (mut filters, mut indicators) = (Vec::new(), Vec::new());
        for column in described {
            match shape.labels.get(column) {
                Some(labels) => {
                    let options: Vec<Value> = labels
                        .iter()
                        .enumerate()
                        .map(|(i, l)| json!({ "id": format!("o{i}"), "label": l }))
                        .collect();
                    filters.push(json!({ "id": format!("f-{column}"), "column": column, "label": column, "hint": "", "options": options }));
                }
                None => indicators
                    .push(json!({ "id": format!("i-{column}"), "column": column, "label": column, "unit": "%" })),
            }
        }
        let periods: Vec<Value> = shape
            .periods
            .iter()
            .map(|p| match p.len() {
                6 => json!({ "code": "AY", "period": format!("{}/{}{}", &p[..4], 20, &p[4..]), "label": p }),
                _ => json!({ "code": "CY", "period": p, "label": p }),
            })
            .collect();
        json!({ "filters": filters, "indicators": indicators, "geographicLevels": [],
                "locations": [], "timePeriods": periods })
    }
}

/// One data set.
#[derive(Clone)]
pub struct DataSet {
    pub id: String,
    pub title: String,
    pub slug: String,
    pub status: String,
    pub successor: Option<String>,
    pub versions: Vec<Version>,
}

/// A file of the catalogue site.
#[derive(Clone)]
pub struct SiteFile {
    pub id: String,
    pub title: String,
    pub slug: String,
    pub updated: String,
    pub csv: String,
}

/// An answer in place of the usual one, for the next request whose address has `needle`.
pub struct Instead {
    pub needle: String,
    pub answer: ResponseTemplate,
}

#[derive(Default)]
pub struct Shelf {
    pub data_sets: Vec<DataSet>,
    pub files: Vec<SiteFile>,
    pub instead: VecDeque<Instead>,
    pub coming: Vec<(String, Version)>,
    pub log: Vec<String>,
    pub agents: Vec<String>,
}

#[derive(Clone, Default)]
struct Answers(Arc<Mutex<Shelf>>);

/// The server.
pub struct Service {
    server: MockServer,
    shelf: Arc<Mutex<Shelf>>,
}

impl Service {
    pub async fn start() -> Self {
        let answers = Answers::default();
        let shelf = answers.0.clone();
        let server = MockServer::builder().start().await;
        Mock::given(any()).respond_with(answers).mount(&server).await;
        Self { server, shelf }
    }

    pub fn change(&self, change: impl FnOnce(&mut Shelf)) {
        change(&mut self.shelf.lock().unwrap());
    }

    pub fn instead(&self, needle: &str, answers: impl IntoIterator<Item = ResponseTemplate>) {
        let answers = answers.into_iter();
        self.change(|shelf| {
            shelf.instead.extend(answers.map(|answer| Instead { needle: needle.into(), answer }));
        });
    }

    /// A version that the newest data set will have once [`Service::publish_next`] is called.
    pub fn next_versions(&self, version: Version) {
        self.change(|s| {
            let id = s.data_sets.last().unwrap().id.clone();
            s.coming.push((id, version));
        });
    }

    /// Publishes what was held.
    pub fn publish_next(&self) {
        self.change(|s| {
            for (id, version) in std::mem::take(&mut s.coming) {
                let data_set = s.data_sets.iter_mut().find(|d| d.id == id).unwrap();
                data_set.versions.push(version);
            }
        });
    }

    /// The requests since the last call: method, path and query.
    pub fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.shelf.lock().unwrap().log)
    }

    pub fn agents(&self) -> Vec<String> {
        self.shelf.lock().unwrap().agents.clone()
    }

    pub fn api(&self) -> String {
        format!("{}/statistics/v1", self.server.uri())
    }

    pub fn site(&self) -> String {
        self.server.uri()
    }
}

pub fn json_answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_raw(body.to_string(), "application/json; charset=utf-8")
        .insert_header("api-supported-versions", "1.0")
}

pub fn problem(status: u16, code: &str, path: &str) -> ResponseTemplate {
    let body = json!({ "title": "Refused", "status": status,
        "errors": [{ "code": code, "message": "no", "path": path }] });
    ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/problem+json")
}

pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

pub fn csv_answer(id: &str, version: &str, bytes: Vec<u8>) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .set_body_raw(bytes, "text/csv")
        .insert_header("content-encoding", "gzip")
        .insert_header(
            "content-disposition",
            format!("attachment; filename=\"{id}_v{version}.csv\"").as_str(),
        )
}

fn page(all: Vec<Value>, query: &[(String, String)]) -> Value {
    let number = |key: &str, or: usize| {
        query.iter().find(|(k, _)| k == key).and_then(|(_, v)| v.parse().ok()).unwrap_or(or)
    };
    let (page, size) = (number("page", 1), number("pageSize", 10));
    let total = all.len();
    let results: Vec<Value> = all.into_iter().skip((page - 1) * size).take(size).collect();
    json!({ "paging": { "page": page, "pageSize": size, "totalResults": total,
        "totalPages": total.div_ceil(size).max(1) }, "results": results })
}

fn summary(version: &Version, shelf_id: &str) -> Value {
    json!({ "version": version.number, "type": version.kind, "status": version.status,
        "published": "2026-03-19T09:30:00.1234567+00:00", "notes": "Notes.",
        "totalResults": version.rows(), "file": { "id": shelf_id },
        "release": { "title": "Academic year 2024/25", "slug": "2024-25" },
        "timePeriods": { "start": "", "end": "" }, "geographicLevels": [], "filters": [], "indicators": [] })
}

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut shelf = self.0.lock().unwrap();
        let query: Vec<(String, String)> =
            request.url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
        let address = match request.url.query() {
            Some(query) => format!("{}?{query}", request.url.path()),
            None => request.url.path().to_string(),
        };
        shelf.log.push(format!("{} {address}", request.method));
        let agent = request.headers.get("user-agent").and_then(|v| v.to_str().ok());
        shelf.agents.push(agent.unwrap_or_default().to_string());
        if let Some(place) = shelf.instead.iter().position(|i| address.contains(&i.needle)) {
            return shelf.instead.remove(place).unwrap().answer;
        }
        let missing = || json_answer(404, &json!({ "title": "Not Found", "status": 404 }));
        let Some(path) = request.url.path().strip_prefix("/statistics/v1/") else {
            return site(&shelf, request.url.path(), &query).unwrap_or_else(missing);
        };
        // The service redirects paths with upper-case letters and refuses unknown keys.
        if path.bytes().any(|b| b.is_ascii_uppercase()) {
            return ResponseTemplate::new(308)
                .insert_header("location", request.url.path().to_ascii_lowercase().as_str());
        }
        let known = ["page", "pageSize", "search", "dataSetVersion", "types"];
        if let Some((key, _)) = query.iter().find(|(k, _)| !known.contains(&k.as_str())) {
            return problem(400, "UnknownField", key);
        }
        let parts: Vec<&str> = path.split('/').collect();
        let of = |id: &str| shelf.data_sets.iter().find(|d| d.id == id).cloned();
        let asked = query.iter().find(|(k, _)| k == "dataSetVersion").map(|(_, v)| v.as_str());
        let file_id = "0190aaaa-0000-7000-8000-0000000000f1";
        let answer = match parts[..] {
            ["publications"] => {
                let mut slugs: Vec<&str> =
                    shelf.data_sets.iter().map(|d| d.slug.as_str()).collect();
                slugs.dedup();
                let all = slugs.iter().map(|slug| {
                    json!({ "id": publication_id(slug), "title": slug.replace('-', " "), "slug": slug, "summary": "" })
                });
                Some(json_answer(200, &page(all.collect(), &query)))
            }
            ["publications", id, "data-sets"] => {
                let listed = shelf
                    .data_sets
                    .iter()
                    .filter(|d| publication_id(&d.slug) == id && d.status == "Published");
                let all = listed.map(|d| {
                    let latest = d.versions.last().map(|v| summary(v, file_id));
                    json!({ "id": d.id, "title": d.title, "status": d.status, "summary": "", "latestVersion": latest })
                });
                Some(json_answer(200, &page(all.collect(), &query)))
            }
            ["data-sets", id] if query.is_empty() => of(id).map(|d| {
                if d.status == "Withdrawn" {
                    return problem(403, "Forbidden", "");
                }
                let mut body =
                    json!({ "id": d.id, "title": d.title, "status": d.status, "summary": "" });
                if let Some(latest) = d.versions.last() {
                    body["latestVersion"] = summary(latest, file_id);
                }
                if let Some(successor) = &d.successor {
                    body["supersedingDataSetId"] = json!(successor);
                }
                json_answer(200, &body)
            }),
            ["data-sets", _] => Some(problem(400, "UnknownField", "dataSetVersion")),
            ["data-sets", id, "versions"] => of(id).map(|d| {
                let all = d.versions.iter().map(|v| summary(v, file_id));
                json_answer(200, &page(all.collect(), &query))
            }),
            ["data-sets", id, "versions", v] => of(id).and_then(|d| {
                let version = d.versions.iter().find(|x| x.number == v)?;
                Some(json_answer(200, &summary(version, file_id)))
            }),
            ["data-sets", id, "versions", v, "changes"] => of(id).and_then(|d| {
                let version = d.versions.iter().find(|x| x.number == v)?;
                Some(json_answer(200, &version.changes))
            }),
            ["data-sets", id, "meta"] => of(id).and_then(|d| {
                let version = d.versions.iter().find(|x| Some(x.number.as_str()) == asked)?;
                Some(json_answer(200, &version.meta()))
            }),
            ["data-sets", id, "csv"] => of(id).and_then(|d| {
                let version = d.versions.iter().find(|x| Some(x.number.as_str()) == asked)?;
                Some(csv_answer(id, &version.number, gzip(version.csv.as_bytes())))
            }),
            _ => None,
        };
        answer.unwrap_or_else(missing)
    }
}

fn site(shelf: &Shelf, path: &str, query: &[(String, String)]) -> Option<ResponseTemplate> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match parts[..] {
        ["api", "data-set-files"] => {
            let all = shelf.files.iter().map(|f| {
                json!({ "id": f.id, "title": f.title, "filename": "x.csv", "latestData": true,
                    "publication": { "id": "p", "title": f.slug.replace('-', " "), "slug": f.slug },
                    "release": { "id": "r", "title": "Academic year 2024/25", "slug": "2024-25" },
                    "published": "2026-01-01T09:30:00Z", "lastUpdated": f.updated })
            });
            Some(json_answer(200, &page(all.collect(), query)))
        }
        ["data-catalogue", "data-set", id, "csv"] => {
            let file = shelf.files.iter().find(|f| f.id == id)?;
            Some(ResponseTemplate::new(200).set_body_raw(file.csv.clone(), "text/csv"))
        }
        ["plain", ..] => {
            let file = shelf.files.first()?;
            Some(
                ResponseTemplate::new(200)
                    .set_body_raw(file.csv.clone(), "application/octet-stream"),
            )
        }
        _ => None,
    }
}

/// A GUID made of a slug.
pub fn publication_id(slug: &str) -> String {
    let digits: String = send_outcomes::source::sha256(slug.as_bytes());
    format!(
        "{}-{}-{}-{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..32]
    )
}
