//! Pages for leaders: one an area and an index, each whole in itself. Words and
//! figures come from the findings; nothing is computed here.

use base64::Engine;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;

/// Why a page could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A template is broken.
    #[error("a page of the report could not be made: {0:#}")]
    Template(#[from] minijinja::Error),
}

/// All pages of a run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Site {
    /// `latest` or the as-of period.
    pub as_of: String,
    /// Version of the program.
    pub program_version: String,
    /// Pages.
    pub areas: Vec<AreaPage>,
}

/// One area.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AreaPage {
    /// Name.
    pub name: String,
    /// For addresses.
    pub slug: String,
    /// ONS code.
    pub code: String,
    /// How many comparisons could be tested.
    pub coverage: String,
    /// What the evidence supports as good.
    pub strengths: Vec<Row>,
    /// What it supports as a worry.
    pub concerns: Vec<Row>,
    /// Every finding.
    pub findings: Vec<Row>,
    /// Pictures.
    pub pictures: Vec<ReportPicture>,
    /// Judged statements.
    pub statements: Vec<StatementRow>,
    /// Data sets.
    pub sources: Vec<SourceRow>,
    /// What could not be read or is not held.
    pub not_assessed: Vec<String>,
}

/// One finding as a row of the table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    /// Stable id.
    pub finding_id: String,
    /// Theme.
    pub theme: String,
    /// Measure.
    pub measure: String,
    /// Cohort.
    pub cohort: String,
    /// Period.
    pub period: String,
    /// Figure as printed, or its symbol.
    pub value: String,
    /// England's figure.
    pub comparator_value: String,
    /// Signed gap.
    pub gap: String,
    /// Level in words.
    pub level: String,
    /// Direction in words.
    pub direction: String,
    /// Judgement.
    pub judgement: String,
    /// In full.
    pub sentence: String,
    /// Fill class: `better2`, `better1`, `line`, `unclear`, `worse1`, `worse2`, `none`.
    pub fill: String,
    /// Sign that repeats the fill: `++ + = ? − −−`.
    pub mark: String,
    /// Place among authorities.
    pub place: String,
    /// Grade of evidence.
    pub evidence: String,
    /// What a reader must know.
    pub caveats: Vec<String>,
    /// Rules that fired.
    pub rules: Vec<String>,
    /// Data set.
    pub source: String,
}

/// One picture.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReportPicture {
    /// Finding as title.
    pub title: String,
    /// Alternative text.
    pub alt: String,
    /// Address of the plotted values.
    pub data: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The file.
    #[serde(serialize_with = "as_base64")]
    pub png: Vec<u8>,
}

/// One clause of a statement.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StatementRow {
    /// Statement and clause.
    pub id: String,
    /// Claim.
    pub text: String,
    /// Result in words.
    pub result: String,
    /// Figures.
    pub reason: String,
}

/// One data set.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourceRow {
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Version.
    pub version: String,
    /// Licence.
    pub licence: String,
    /// Address.
    pub url: String,
}

fn as_base64<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&base64::engine::general_purpose::STANDARD.encode(bytes))
}

fn pages() -> Result<Environment<'static>, ReportError> {
    let mut pages = Environment::new();
    // Every value is escaped: a label with mark-up stays text.
    pages.set_auto_escape_callback(|_| AutoEscape::Html);
    pages.add_template("base.html", include_str!("templates/base.html"))?;
    pages.add_template("area.html", include_str!("templates/area.html"))?;
    pages.add_template("index.html", include_str!("templates/index.html"))?;
    Ok(pages)
}

/// The page of one area.
///
/// # Errors
/// A template is broken.
pub fn area_page(site: &Site, page: &AreaPage) -> Result<String, ReportError> {
    let style = include_str!("templates/style.css");
    Ok(pages()?.get_template("area.html")?.render(context! { site => Value::from(Serde(SiteHead::of(site))), page => Value::from(Serde(page)), style })?)
}

/// The list of areas.
///
/// # Errors
/// A template is broken.
pub fn index_page(site: &Site) -> Result<String, ReportError> {
    let areas: Vec<_> = site
        .areas
        .iter()
        .map(|a| {
            let (good, bad) = (a.strengths.len(), a.concerns.len());
            context! { name => &*a.name, slug => &*a.slug, code => &*a.code, good, bad }
        })
        .collect();
    let style = include_str!("templates/style.css");
    Ok(pages()?
        .get_template("index.html")?
        .render(context! { site => Value::from(Serde(SiteHead::of(site))), areas, style })?)
}

#[derive(Serialize)]
struct SiteHead<'a> {
    as_of: &'a str,
    version: &'a str,
}

impl<'a> SiteHead<'a> {
    fn of(site: &'a Site) -> Self {
        Self { as_of: &site.as_of, version: &site.program_version }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_label_stays_text_and_empty_lists_say_so() {
        let page = AreaPage {
            name: "<script>alert(1)</script>".into(),
            findings: vec![Row {
                measure: "<b>x</b>".into(),
                finding_id: "f".into(),
                ..Row::default()
            }],
            ..AreaPage::default()
        };
        let site = Site { areas: vec![page.clone()], ..Site::default() };
        let html = area_page(&site, &page).unwrap();
        assert!(!html.contains("<script>alert") && !html.contains("<b>x"));
        assert!(html.contains("None that the evidence supports"));
        assert!(!html.contains("http-equiv") && !html.contains("src=\"http"));
        assert!(index_page(&site).unwrap().contains("&lt;script"));
        assert_eq!(html, area_page(&site, &page).unwrap());
    }
}
