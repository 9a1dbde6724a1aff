//! Reads back what the tables say of areas, of some while others are drawn.

use super::gather::Gathered;
use super::plan::Plan;
use crate::catalogue::{Area, Catalogue};
use crate::error::Error;
use crate::findings::{
    AreaFindings, Explanation, Tidy, add_profiles, area_findings, explanations, stand_beside, tidy,
};
use crate::source::Snapshot;
use crate::threads::joined;
use datafusion::execution::context::SessionContext;
use futures::future::try_join3;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::JoinSet;

/// The findings of some areas.
#[derive(Debug, Default)]
pub(super) struct AreaResults {
    /// Findings by code of the area.
    pub(super) found: BTreeMap<String, AreaFindings>,
    /// How each of them came about, by its id; empty where no page shows it.
    pub(super) explained: BTreeMap<String, Explanation>,
    /// Tidy rows by code of the area; empty where no workbook and no CSV file holds them.
    pub(super) tidy: BTreeMap<String, Tidy>,
}

/// Reads the findings of areas, as far as the outputs of a plan show them.
pub(super) struct Reader {
    tables: Arc<Tables>,
    /// Whether there are threads to read on while pictures are drawn.
    aside: bool,
    begun: JoinSet<Result<AreaResults, Error>>,
}

impl Reader {
    pub(super) fn new(
        plan: &Plan,
        catalogue: &Catalogue,
        context: &SessionContext,
        gathered: &Gathered,
    ) -> Self {
        let tables = Tables {
            context: context.clone(),
            catalogue: catalogue.clone(),
            snapshots: gathered.loaded.iter().map(|t| t.snapshot.clone()).collect(),
            beside: plan.only.report || plan.only.workbook,
            explained: plan.only.report,
            tidy: plan.only.workbook || plan.only.csv,
        };
        Self { tables: Arc::new(tables), aside: plan.jobs > 1, begun: JoinSet::new() }
    }

    /// The findings of `areas`.
    ///
    /// # Errors
    /// A query fails, or a published file is gone.
    pub(super) async fn read(&self, areas: &[Area]) -> Result<AreaResults, Error> {
        self.tables.results_of(areas).await
    }

    /// Begins to read the findings of `areas`. Nothing else may be read before they are collected,
    /// for the areas that are read of are named in a table of the session.
    pub(super) fn begin(&mut self, areas: &[Area]) {
        if self.aside {
            let (tables, areas) = (Arc::clone(&self.tables), areas.to_vec());
            self.begun.spawn(async move { tables.results_of(&areas).await });
        }
    }

    /// The findings of the `areas` that were begun last.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(super) async fn begun(&mut self, areas: &[Area]) -> Result<AreaResults, Error> {
        match self.begun.join_next().await {
            Some(ended) => joined(ended),
            None => self.read(areas).await,
        }
    }
}

/// The tables of a run and what is needed to read them.
struct Tables {
    context: SessionContext,
    catalogue: Catalogue,
    snapshots: Vec<Snapshot>,
    /// Whether a page or a workbook shows what goes with the findings.
    beside: bool,
    /// Whether a page shows how findings came about.
    explained: bool,
    /// Whether a workbook or a CSV file holds tidy rows.
    tidy: bool,
}

impl Tables {
    async fn results_of(&self, areas: &[Area]) -> Result<AreaResults, Error> {
        let mut found = area_findings(&self.context, areas).await?;
        let findings = found.values().flat_map(|results| &results.findings);
        let ids: Vec<String> = findings.map(|f| f.finding_id.clone()).collect();
        let ((), explained, tidy) =
            try_join3(self.stand_beside(&mut found), self.explained(&ids), self.tidy()).await?;
        Ok(AreaResults { found, explained, tidy })
    }

    async fn stand_beside(&self, found: &mut BTreeMap<String, AreaFindings>) -> Result<(), Error> {
        if self.beside {
            stand_beside(&self.context, found).await?;
        }
        // Slides and the end of a run need it too.
        add_profiles(&self.context, found).await?;
        Ok(())
    }

    async fn tidy(&self) -> Result<BTreeMap<String, Tidy>, Error> {
        if !self.tidy {
            return Ok(BTreeMap::new());
        }
        Ok(tidy(&self.context).await?)
    }

    async fn explained(&self, ids: &[String]) -> Result<BTreeMap<String, Explanation>, Error> {
        if !self.explained {
            return Ok(BTreeMap::new());
        }
        let snapshots: Vec<&Snapshot> = self.snapshots.iter().collect();
        Ok(explanations(&self.context, &self.catalogue, &snapshots, ids).await?)
    }
}
