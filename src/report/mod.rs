//! Pages for leaders: an index of areas, a page an area with the basis of its
//! findings, and the statements, method and sources of the run. Each is whole in
//! itself and asks nothing of a network. Words and figures come from the findings;
//! nothing is computed here.

mod area;
mod contact;
mod england;
mod grid;
mod inline;
mod method;
mod own_words;
mod profile;
mod quality;
mod region;
mod scorecard;
mod sources;
mod statements;

pub use area::{AreaLine, AreaPage, Headline, ReportPicture, years};
pub use contact::{ContactPicture, contact_sheet};
pub use england::{AreaVerdicts, England, PairTitle, Verdict};
pub use grid::{GridPage, LegendLine, RegionLink, ThemeChoice, TileLine, VerdictLine};
pub use method::MethodPage;
pub use own_words::{OwnWords, target_in_words};
pub use profile::{Opening, OpeningPart, ProfileRow, openings};
pub use quality::{Coverage, Listed, MissingMeasure, OldMeasure, QualityLine, QualityPage};
pub use region::{Dot, RegionPage, RegionTheme, Strip, region_address};
pub use scorecard::{OtherRow, Row};
pub use sources::{Release, SourcesPage};
pub use statements::{StatementFile, statement_files};

use crate::checksum::sha256_bytes;
use crate::edited;
use crate::markup::{capitalised, escaped};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;

const STYLE: &str = include_str!("templates/style.css");
const SCRIPT: &str = include_str!("templates/tables.js");
/// The font of the pictures within a page, cut to the letters that charts write.
const PAGE_FONTS: [(&[u8], u16); 2] = [
    (include_bytes!("../../assets/fonts/inter-page-regular.woff2"), 400),
    (include_bytes!("../../assets/fonts/inter-page-bold.woff2"), 700),
];
const GRID_STYLE: &str = include_str!("templates/grid.css");
const GRID_SCRIPT: &str = include_str!("templates/grid.js");
const TEMPLATES: [(&str, &str); 10] = [
    ("base.html", include_str!("templates/base.html")),
    ("index.html", include_str!("templates/index.html")),
    ("grid.html", include_str!("templates/grid.html")),
    ("region.html", include_str!("templates/region.html")),
    ("area.html", include_str!("templates/area.html")),
    ("basis.html", include_str!("templates/basis.html")),
    ("statements.html", include_str!("templates/statements.html")),
    ("method.html", include_str!("templates/method.html")),
    ("sources.html", include_str!("templates/sources.html")),
    ("quality.html", include_str!("templates/quality.html")),
];

/// Why a page could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A template is broken.
    #[error("a page of the report could not be made: {0:#}")]
    Template(#[from] minijinja::Error),
}

/// What every page of a run says at its head and foot.
#[derive(Debug, Serialize)]
struct Site {
    /// `latest` or the as-of period.
    as_of: String,
    /// Version of the program.
    version: &'static str,
    style: &'static str,
    /// The font of pictures, for pages that hold some.
    fonts: String,
    script: &'static str,
    /// Of the tile grid and the strips, on the pages that show them.
    grid_style: &'static str,
    grid_script: &'static str,
    /// What a browser may load: the page's own style, script and pictures, and nothing else.
    policy: String,
}

/// The pages of one run, ready to be filled.
#[derive(Debug)]
pub struct Pages {
    templates: Environment<'static>,
    site: Value,
    synthetic: bool,
    /// Day of the run in words, or empty.
    run_day: String,
}

/// Templates of pages. Every value is escaped: a label with mark-up stays text.
pub(crate) fn page_templates() -> Environment<'static> {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.set_formatter(|out, state, value| {
        if value.is_safe() || *state.auto_escape() != AutoEscape::Html {
            return minijinja::escape_formatter(out, state, value);
        }
        out.write_str(&if value.is_undefined() || value.is_none() {
            String::new()
        } else {
            escaped(&value.to_string())
        })?;
        Ok(())
    });
    templates.add_filter("first_up", |text: String| capitalised(&text));
    templates
}

impl Pages {
    /// Pages of a run as of `as_of`: `latest` or a period.
    ///
    /// # Errors
    /// A template does not parse.
    pub fn new(as_of: &str) -> Result<Self, ReportError> {
        let mut templates = page_templates();
        for (name, text) in TEMPLATES {
            templates.add_template(name, text)?;
        }
        let digest = |text: &str| STANDARD.encode(sha256_bytes(text.as_bytes()));
        let fonts = page_fonts();
        let site = Site {
            as_of: as_of.to_string(),
            version: env!("CARGO_PKG_VERSION"),
            style: STYLE,
            script: SCRIPT,
            grid_style: GRID_STYLE,
            grid_script: GRID_SCRIPT,
            policy: format!(
                "default-src 'none'; style-src 'sha256-{}' 'sha256-{}' 'sha256-{}'; \
                 script-src 'sha256-{}' 'sha256-{}'; font-src data:; img-src 'self' file:; \
                 base-uri 'none'; form-action 'none'",
                digest(STYLE),
                digest(&fonts),
                digest(GRID_STYLE),
                digest(SCRIPT),
                digest(GRID_SCRIPT)
            ),
            fonts,
        };
        Ok(Self {
            templates,
            site: Value::from(Serde(site)),
            synthetic: false,
            run_day: String::new(),
        })
    }

    /// The same pages, with a banner on each where figures are made up.
    #[must_use]
    pub fn of_made_up_figures(self, synthetic: bool) -> Self {
        Self { synthetic, ..self }
    }

    /// The same pages with the day of the run at their foot; without one they name none.
    #[must_use]
    pub fn made_on(self, day: &str) -> Self {
        Self { run_day: day.to_string(), ..self }
    }

    fn fill(&self, template: &str, here: &str, page: Value) -> Result<String, ReportError> {
        let synthetic = self.synthetic;
        let run_day = self.run_day.as_str();
        let edited = edited::summary();
        let head = context! { site => self.site.clone(), here, synthetic, run_day, edited };
        Ok(self.templates.get_template(template)?.render(context! { ..page, ..head })?)
    }

    /// The list of areas; `cohorts` names the columns of its tallies.
    ///
    /// # Errors
    /// A template is broken.
    pub fn index(&self, areas: &[AreaLine], cohorts: &[String]) -> Result<String, ReportError> {
        let areas = Value::from(Serde(areas));
        self.fill(
            "index.html",
            "index.html",
            context! { areas, cohorts => Value::from(Serde(cohorts)) },
        )
    }

    /// The index of a run of many areas: a tile grid of England next to the list.
    ///
    /// # Errors
    /// A template is broken.
    pub fn grid(
        &self,
        grid: &GridPage,
        areas: &[AreaLine],
        cohorts: &[String],
    ) -> Result<String, ReportError> {
        let (grid, areas) = (Value::from(Serde(grid)), Value::from(Serde(areas)));
        let cohorts = Value::from(Serde(cohorts));
        self.fill("grid.html", "index.html", context! { grid, areas, cohorts })
    }

    /// The page of one region.
    ///
    /// # Errors
    /// A template is broken.
    pub fn region(&self, page: &RegionPage) -> Result<String, ReportError> {
        self.fill("region.html", "", context! { page => Value::from(Serde(page)) })
    }

    /// The page of one area.
    ///
    /// # Errors
    /// A template is broken.
    pub fn area(&self, page: &AreaPage) -> Result<String, ReportError> {
        self.fill("area.html", "", context! { page => Value::from(Serde(page)) })
    }

    /// How each finding of one area was reached.
    ///
    /// # Errors
    /// A template is broken.
    pub fn basis(&self, page: &AreaPage) -> Result<String, ReportError> {
        self.fill("basis.html", "", context! { page => Value::from(Serde(page)) })
    }

    /// Every claim next to its verdict and figures.
    /// # Errors
    /// A template is broken.
    pub fn statements(&self, files: &[StatementFile]) -> Result<String, ReportError> {
        let files = Value::from(Serde(files));
        self.fill("statements.html", "statements.html", context! { files })
    }

    /// The method in plain words.
    ///
    /// # Errors
    /// A template is broken.
    pub fn method(&self, page: &MethodPage) -> Result<String, ReportError> {
        self.fill("method.html", "method.html", Value::from(Serde(page)))
    }

    /// What to know about the figures.
    /// # Errors
    /// A template is broken.
    pub fn quality(&self, page: &QualityPage) -> Result<String, ReportError> {
        self.fill("quality.html", "quality.html", Value::from(Serde(page)))
    }

    /// Data sets and measures.
    /// # Errors
    /// A template is broken.
    pub fn sources(&self, page: &SourcesPage) -> Result<String, ReportError> {
        self.fill("sources.html", "sources.html", Value::from(Serde(page)))
    }
}

/// The style that gives a page the font of its pictures, within the page.
fn page_fonts() -> String {
    let face = |(bytes, weight): (&[u8], u16)| {
        format!(
            "@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/woff2;base64,{}) \
             format(\"woff2\")}}",
            STANDARD.encode(bytes)
        )
    };
    PAGE_FONTS.map(face).concat()
}

/// Where a page reports a refresh; every value is escaped, so that no label can contain it.
const CHANGES: &str = "<!--changes-->";

/// `page` with a link to what a refresh changed, new periods and revised figures, in the
/// folder `changes` next to the report; `None` for a page that does not mention it.
#[must_use]
pub fn with_changes(page: &str, summary: &str) -> Option<String> {
    let shown = format!(
        "<p>Since the previous outputs: {}. <a href=\"../changes/index.html\">New periods and \
         revised figures</a></p>",
        escaped(summary)
    );
    page.contains(CHANGES).then(|| page.replace(CHANGES, &shown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    const MARKUP: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    fn inert(html: &str) {
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x"));
        assert!(!html.contains("\"'>"), "an attribute was left");
        assert!(html.contains("&lt;script&gt;alert(1)"));
    }

    fn page() -> AreaPage {
        let row = Row {
            finding_id: MARKUP.into(),
            theme: MARKUP.into(),
            measure: MARKUP.into(),
            cohort: MARKUP.into(),
            value: MARKUP.into(),
            judgement: MARKUP.into(),
            ..Row::default()
        };
        AreaPage {
            name: MARKUP.into(),
            slug: "x".into(),
            findings: vec![row.clone()],
            concerns: vec![Headline {
                row: ProfileRow { row: row.clone(), leads: true, ..ProfileRow::default() },
                also: vec![MARKUP.into()],
            }],
            profile: vec![ProfileRow {
                row,
                leads: true,
                own: vec![OwnWords { comment: MARKUP.into(), ..OwnWords::default() }],
                target: MARKUP.into(),
                ..ProfileRow::default()
            }],
            other_words: vec![OwnWords { owner: MARKUP.into(), ..OwnWords::default() }],
            not_assessed: vec![MARKUP.into()],
            pictures: vec![ReportPicture {
                alt: MARKUP.into(),
                title: MARKUP.into(),
                ..ReportPicture::default()
            }],
            ..AreaPage::default()
        }
    }

    #[test]
    fn markup_in_any_label_stays_text() {
        let pages = Pages::new("latest").unwrap();
        let page = page();
        inert(&pages.area(&page).unwrap());
        inert(&pages.basis(&page).unwrap());
        let line = AreaLine { name: MARKUP.into(), region: MARKUP.into(), ..AreaLine::default() };
        inert(&pages.index(&[line], &[MARKUP.into()]).unwrap());
        let file = StatementFile { title: MARKUP.into(), ..StatementFile::default() };
        inert(&pages.statements(&[file]).unwrap());
        let catalogue = Catalogue::embedded().unwrap();
        let release = Release { title: MARKUP.into(), url: MARKUP.into(), ..Release::default() };
        let sources = SourcesPage::new(&catalogue, vec![release], vec![MARKUP.into()]);
        inert(&pages.sources(&sources).unwrap());
        let line = QualityLine { message: MARKUP.into(), ..QualityLine::default() };
        let old = OldMeasure { measure: MARKUP.into(), ..OldMeasure::default() };
        let coverage = Coverage { old: vec![old], ..Coverage::default() };
        inert(&pages.quality(&QualityPage::new(vec![line], &[], coverage)).unwrap());
    }

    #[test]
    fn empty_lists_say_so_and_the_same_page_is_the_same_bytes() {
        let pages = Pages::new("latest").unwrap();
        let html = pages.area(&page()).unwrap();
        assert!(html.contains("Nothing that the evidence supports"));
        assert_eq!(html, Pages::new("latest").unwrap().area(&page()).unwrap());
    }

    #[test]
    fn a_refresh_is_reported_on_the_index_and_the_page_of_an_area() {
        let pages = Pages::new("latest").unwrap();
        for html in [pages.index(&[], &[]).unwrap(), pages.area(&page()).unwrap()] {
            let shown = with_changes(&html, "2 periods <b>new</b>").unwrap();
            assert!(
                shown.contains("2 periods &lt;b&gt;new") && shown.contains("../changes/index.html")
            );
        }
        assert!(with_changes(&pages.statements(&[]).unwrap(), "").is_none());
    }

    #[test]
    fn a_page_asks_nothing_of_a_network() {
        let pages = Pages::new("latest").unwrap();
        for html in [pages.area(&page()).unwrap(), pages.statements(&[]).unwrap()] {
            assert!(html.contains("default-src &#39;none&#39;"));
            for asking in ["src=\"http", "<link", "@import", "url(http", "fetch("] {
                assert!(!html.contains(asking), "{asking}");
            }
        }
    }

    #[test]
    fn the_method_is_reported_with_the_thresholds_of_the_catalogue() {
        let mut catalogue = Catalogue::embedded().unwrap();
        catalogue.verdicts.evidence.minimum_cohort = 17.0;
        let pages = Pages::new("latest").unwrap();
        let html = pages.method(&MethodPage::of(&catalogue)).unwrap();
        assert!(html.contains("fewer than 17 pupils get no verdict"));
        for judgement in &catalogue.verdicts.judgements {
            assert!(html.contains(&judgement.judgement), "{}", judgement.judgement);
        }
    }
}
