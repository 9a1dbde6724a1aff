//! Findings → pictures and pages of the chosen areas.

use super::gather::Gathered;
use super::pictures::{Drawn, SourceNote, Sources, Told, pictures};
use super::{Outcome, Plan, manifest, tables};
use crate::catalogue::{Area, Catalogue, slug};
use crate::engine::{printed_number, signed_number};
use crate::error::Error;
use crate::findings::{AreaFindings, Finding, area_findings, picture_figures};
use crate::report::{self, AreaPage, ReportPicture, Row, Site, SourceRow, StatementRow};
use datafusion::execution::context::SessionContext;
use std::fs;
use std::path::Path;

/// Draws and writes what the plan wants below `folder`; gives the number of pictures.
///
/// # Errors
/// A query, the renderer or the disk fails.
pub async fn present(
    plan: &Plan,
    catalogue: &Catalogue,
    context: &SessionContext,
    gathered: &Gathered,
    outcome: &Outcome,
    folder: &Path,
) -> Result<usize, Error> {
    let found = area_findings(context, &plan.areas).await?;
    let figures = picture_figures(context).await?;
    let sources = sources(plan, catalogue, gathered);
    let nothing = AreaFindings::default();
    let mut site = Site {
        as_of: plan.as_of.text.clone(),
        program_version: env!("CARGO_PKG_VERSION").to_string(),
        ..Site::default()
    };
    let mut index = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = index.write_record(["file", "title", "alt", "source", "finding_ids"]);
    let mut count = 0;
    let report_folder = folder.join("report");
    for area in &plan.areas {
        let said = found.get(&area.code).unwrap_or(&nothing);
        let told = Told { area, said, figures: &figures, catalogue, sources: &sources };
        let drawn = pictures(&told, plan.jobs)?;
        count += drawn.len();
        if plan.only.charts {
            write_pictures(&folder.join("charts").join(slug(&area.name)), &drawn, plan.svg)?;
            for picture in &drawn {
                let file = format!("{}/{}.png", slug(&area.name), picture.name);
                let ids = picture.finding_ids.join(" ");
                let words = &picture.words;
                let _ = index.write_record([&file, &words.title, &words.alt, &words.source, &ids]);
            }
        }
        if plan.only.report {
            let page = page(area, said, &drawn, catalogue, gathered, outcome);
            let path = report_folder.join(format!("{}.html", page.slug));
            write(&path, report::area_page(&site, &page)?.as_bytes())?;
            site.areas.push(AreaPage { pictures: Vec::new(), findings: Vec::new(), ..page });
        }
    }
    if plan.only.report {
        write(&report_folder.join("index.html"), report::index_page(&site)?.as_bytes())?;
    }
    if plan.only.charts {
        write(&folder.join("charts/index.csv"), &index.into_inner().unwrap_or_default())?;
    }
    Ok(count)
}

/// The releases that this run read, for the footers of pictures.
fn sources(plan: &Plan, catalogue: &Catalogue, gathered: &Gathered) -> Sources {
    let notes = gathered.taken.iter().filter_map(|t| {
        let data_set = catalogue.data_sets.get(&t.snapshot.data_set)?;
        let note = SourceNote {
            title: data_set.title.clone(),
            publisher: data_set.publisher.clone(),
            version: t.snapshot.version.clone(),
            published_on: String::new(),
        };
        Some((t.snapshot.data_set.clone(), note))
    });
    Sources { notes: notes.collect(), run_id: manifest::run_id(plan, &gathered.taken) }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::file(parent))?;
    }
    fs::write(path, bytes).map_err(Error::file(path))
}

fn write_pictures(folder: &Path, drawn: &[Drawn], svg: bool) -> Result<(), Error> {
    for picture in drawn {
        write(&folder.join(format!("{}.png", picture.name)), &picture.picture.png)?;
        write(&folder.join(format!("{}.alt.txt", picture.name)), picture.words.alt.as_bytes())?;
        write(&folder.join(format!("{}.csv", picture.name)), picture.csv.as_bytes())?;
        if svg {
            let path = folder.join(format!("{}.svg", picture.name));
            write(&path, picture.picture.svg()?.as_bytes())?;
        }
    }
    Ok(())
}

fn page(
    area: &Area,
    said: &AreaFindings,
    drawn: &[Drawn],
    catalogue: &Catalogue,
    gathered: &Gathered,
    outcome: &Outcome,
) -> AreaPage {
    let rows: Vec<Row> = said.findings.iter().map(row).collect();
    let judged = |f: &&Finding| matches!(f.cohort.as_str(), "ehc-plan" | "sen-support" | "all-sen");
    let headline = |good: bool| {
        let mut chosen: Vec<&Finding> =
            said.findings.iter().filter(judged).filter(|f| f.favourable() == Some(good)).collect();
        // Tested before untested, then the larger gap in multiples of what matters.
        let weight = |f: &Finding| {
            let size = f.difference.unwrap_or(0.0).abs() / f.m_level.unwrap_or(1.0).max(1e-9);
            (f.level.starts_with("significantly"), size)
        };
        chosen.sort_by(|a, b| {
            let (a, b) = (weight(a), weight(b));
            b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
        });
        chosen.into_iter().take(6).map(row).collect::<Vec<_>>()
    };
    let available = said.findings.iter().filter(|f| f.level != "not_available");
    let tested =
        available.clone().filter(|f| matches!(f.evidence_grade.as_str(), "A" | "B")).count();
    let about = |clause: &&super::JudgedClause| {
        clause.finding_ids.is_empty() || clause.finding_ids.iter().any(|id| id.contains(&area.code))
    };
    let mut not_assessed: Vec<String> = catalogue
        .measures
        .iter()
        .filter(|m| !gathered.taken.iter().any(|t| t.snapshot.data_set == m.data_set))
        .filter_map(|m| {
            let data_set = catalogue.data_sets.get(&m.data_set)?;
            Some(format!(
                "{}: no figures are held; they are published in “{}”",
                m.title, data_set.title
            ))
        })
        .collect();
    not_assessed.extend(gathered.rejections.iter().map(|r| r.message.clone()));
    AreaPage {
        name: area.name.clone(),
        slug: slug(&area.name),
        code: area.code.clone(),
        coverage: format!(
            "{tested} of {} comparisons with England could be tested; the rest rest on published figures without pupil numbers.",
            available.count()
        ),
        strengths: headline(true),
        concerns: headline(false),
        findings: rows,
        pictures: drawn
            .iter()
            .map(|d| ReportPicture {
                title: d.words.title.clone(),
                alt: d.words.alt.clone(),
                data: format!("../charts/{}/{}.csv", slug(&area.name), d.name),
                width: d.picture.width,
                height: d.picture.height,
                png: d.picture.png.clone(),
            })
            .collect(),
        statements: outcome
            .statements
            .iter()
            .filter(about)
            .map(|c| StatementRow {
                id: format!("{}.{}", c.statement_id, c.clause),
                text: c.text.clone(),
                result: c.result.replace('_', " "),
                reason: c.reason.clone(),
            })
            .collect(),
        sources: gathered
            .taken
            .iter()
            .filter_map(|t| {
                let data_set = catalogue.data_sets.get(&t.snapshot.data_set)?;
                Some(SourceRow {
                    title: data_set.title.clone(),
                    publisher: data_set.publisher.clone(),
                    version: t.snapshot.version.clone(),
                    licence: data_set.licence.clone(),
                    url: tables::release_address(&data_set.slug),
                })
            })
            .collect(),
        not_assessed,
    }
}

fn row(f: &Finding) -> Row {
    let unit = if f.unit == "%" { "%" } else { "" };
    let print = |v: Option<f64>| v.map(|v| format!("{}{unit}", printed_number(v, f.decimals)));
    let (fill, mark) = match (f.favourable(), f.level.as_str()) {
        (Some(true), level) if level.starts_with("significantly") => ("better2", "++"),
        (Some(true), _) => ("better1", "+"),
        (Some(false), level) if level.starts_with("significantly") => {
            ("worse2", "\u{2212}\u{2212}")
        }
        (Some(false), _) => ("worse1", "\u{2212}"),
        (None, "broadly_in_line") => ("line", "="),
        (None, "no_clear_difference") => ("unclear", "?"),
        _ => ("none", ""),
    };
    Row {
        finding_id: f.finding_id.clone(),
        theme: f.theme.clone(),
        measure: f.measure_title.clone(),
        cohort: f.cohort_short.clone(),
        period: f.period.clone(),
        value: print(f.value).or_else(|| f.symbol.clone()).unwrap_or_default(),
        comparator_value: print(f.comparator_value).unwrap_or_else(|| "not published".to_string()),
        gap: f
            .difference
            .filter(|_| f.level != "not_available")
            .map(|d| signed_number(d, f.decimals))
            .unwrap_or_default(),
        level: f.level_words(),
        direction: f.direction_words(),
        judgement: f.judgement.clone(),
        sentence: f.sentence.clone(),
        fill: fill.to_string(),
        mark: mark.to_string(),
        place: f.place.clone(),
        evidence: f.evidence_grade.clone(),
        caveats: f.caveats.clone(),
        rules: f.rules.clone(),
        source: f.data_set.clone(),
    }
}
