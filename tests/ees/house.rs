//! A store, a clock that does not wait, and figures of three areas.

use crate::service::{DataSet, Service, Version};
use send_outcomes::catalogue::Catalogue;
use send_outcomes::refresh::{Fetch, FetchOutcome, FetchReport, Wanted};
use send_outcomes::source::ees::{Clock, Ees, Limits, Transport, address};
use send_outcomes::store::Store;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

/// Evidenced in the catalogue.
pub const PHONICS: &str = "b3bd9901-cc50-f670-a18a-9bdb566d37d2";
pub const PHONICS_ID: &str = "phonics-screening-check";
const GEOGRAPHY: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name";

/// England, Birmingham and Coventry in some years, two cohorts, one column per name; the
/// figure is made of year, cohort and area, and the same every time.
pub fn figures(columns: &[&str], years: &[u32], labels: [&str; 2]) -> String {
    let mut text = format!("{GEOGRAPHY},sen_provision,{}\n", columns.join(","));
    for year in years {
        for (cohort, label) in labels.iter().enumerate() {
            for (area, place) in [
                "National,E92000001,England,,,,,",
                "Local authority,E92000001,England,E12000005,West Midlands,330,E08000025,Birmingham",
                "Local authority,E92000001,England,E12000005,West Midlands,331,E08000026,Coventry",
            ]
            .iter()
            .enumerate()
            {
                let period = format!("{year}{:02}", (year + 1) % 100);
                let cells: Vec<String> = (0..columns.len())
                    .map(|c| {
                        let size = [1000, 100][usize::from(area > 0)];
                        let share = 40 + 10 * cohort + 3 * area + (*year as usize % 10);
                        match (c, columns.len()) {
                            (0, 3) => size.to_string(),
                            (1, 3) => (size * share / 100).to_string(),
                            _ => format!("{share}.{c}"),
                        }
                    })
                    .collect();
                text += &format!("{period},Academic year,{place},{label},{}\n", cells.join(","));
            }
        }
    }
    text
}

pub const PHONICS_COLUMNS: [&str; 3] = [
    "t_phonics_y1_eligible_pupils",
    "t_phonics_y1_met_expected_standard",
    "pt_phonics_y1_met_expected_standard",
];
pub const LABELS: [&str; 2] = ["EHC plan or statement", "SEN support"];

pub fn phonics(years: &[u32]) -> String {
    figures(&PHONICS_COLUMNS, years, LABELS)
}

pub fn phonics_data_set(versions: Vec<Version>) -> DataSet {
    DataSet {
        id: PHONICS.into(),
        title: "Phonics screening check attainment by region and local authority".into(),
        slug: "phonics-screening-check-attainment".into(),
        status: "Published".into(),
        successor: None,
        versions,
    }
}

/// The columns of figures of a data set's measures.
pub fn columns_of(catalogue: &Catalogue, id: &str) -> Vec<String> {
    let measures = catalogue.measures.iter().filter(|m| m.data_set == id);
    let columns = measures
        .flat_map(|m| [&m.value, &m.numerator, &m.denominator, &m.lower, &m.upper])
        .filter(|column| !column.is_empty());
    columns.cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// A clock on which waiting takes no time.
#[derive(Debug, Default)]
pub struct Naps(pub Mutex<Vec<Duration>>);

impl Clock for Naps {
    fn now(&self) -> SystemTime {
        let slept: Duration = self.0.lock().unwrap().iter().sum();
        SystemTime::UNIX_EPOCH + Duration::from_hours(500000) + slept
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.lock().unwrap().push(time);
        Box::pin(std::future::ready(()))
    }
}

/// Short times and small sizes, so that every limit can be met.
pub fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        idle: Duration::from_millis(300),
        json: Duration::from_millis(900),
        file: Duration::from_secs(2),
        json_bytes: 200_000,
        sent_bytes: 1_000_000,
        file_bytes: 2_000_000,
        pace: Duration::ZERO,
        ..Limits::default()
    }
}

pub struct House {
    pub service: Service,
    pub clock: Arc<Naps>,
    pub place: tempfile::TempDir,
    pub catalogue: Catalogue,
    pub store: Store,
}

impl House {
    /// A service with the phonics data set at 2.1, and an empty store.
    pub async fn new() -> Self {
        let service = Service::start().await;
        let version = Version::new("2.1", &phonics(&[2016, 2017, 2018]));
        service.change(|s| s.data_sets.push(phonics_data_set(vec![version])));
        let place = tempfile::tempdir().unwrap();
        let store = Store::at(&place.path().join("store"), None);
        let catalogue = Catalogue::embedded().unwrap();
        Self { service, clock: Arc::default(), place, catalogue, store }
    }

    /// As [`House::new`], with 2.1 in the store and a clean log.
    pub async fn holding() -> Self {
        let house = Self::new().await;
        let report = house.fetch().await;
        assert_eq!(report.exit_code(true), 0, "{report:?}");
        house.service.log();
        house.clock.0.lock().unwrap().clear();
        house
    }

    pub fn client(&self) -> Ees {
        self.client_with(limits())
    }

    pub fn client_with(&self, limits: Limits) -> Ees {
        client_at(&self.service.api(), &self.service.site(), limits, self.clock.clone())
    }

    pub async fn fetch(&self) -> FetchReport {
        self.fetch_with(&self.client(), &[PHONICS_ID]).await
    }

    pub async fn fetch_with(&self, ees: &Ees, ids: &[&str]) -> FetchReport {
        let wanted = Wanted {
            data_sets: ids.iter().map(|id| (*id).to_string()).collect(),
            ..Wanted::default()
        };
        self.fetch_wanted(ees, &wanted).await
    }

    pub async fn fetch_wanted(&self, ees: &Ees, wanted: &Wanted) -> FetchReport {
        let writer = self.store.writer("test", Duration::ZERO).unwrap();
        let fetch = Fetch {
            store: &self.store,
            writer: &writer,
            catalogue: &self.catalogue,
            wanted,
            progress: &|_| {},
        };
        fetch.take_from_service(ees).await.unwrap()
    }

    pub async fn fetch_one(&self) -> FetchOutcome {
        self.fetch().await.outcomes.remove(0)
    }

    pub fn slept(&self) -> Vec<Duration> {
        self.clock.0.lock().unwrap().clone()
    }

    /// The version in use is `version`, complete, and nothing unfinished is left.
    pub fn assert_in_use(&self, version: &str, what: &str) {
        let lock = self.store.lock().unwrap();
        let locked = lock.data_sets.get(PHONICS_ID).map(|l| l.version.as_str());
        assert_eq!(locked, Some(version), "{what}");
        assert!(self.store.damage().unwrap().is_empty(), "{what}");
        let incoming = self.store.folder().join(".incoming");
        let left = std::fs::read_dir(&incoming).map(std::iter::Iterator::count).unwrap_or_default();
        assert_eq!(left, 0, "{what}: unfinished files in {}", incoming.display());
    }
}

pub fn client_at(api: &str, site: &str, limits: Limits, clock: Arc<dyn Clock>) -> Ees {
    let transport = Transport::new(limits, Some(clock)).unwrap();
    let content = address(&format!("{site}/api")).unwrap();
    Ees::new(address(api).unwrap(), address(site).unwrap(), content, transport)
}

pub fn program() -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_send-outcomes"));
    for variable in
        ["SEND_OUTCOMES_EES_URL", "SEND_OUTCOMES_EES_SITE_URL", "SEND_OUTCOMES_EES_CONTENT_URL"]
    {
        command.env_remove(variable);
    }
    command
}

/// `send-outcomes fetch` of `ids` into `store` from the service.
pub fn fetch_program(
    service: &Service,
    store: &Path,
    ids: &[&str],
    more: &[&str],
) -> std::process::Output {
    let mut command = program();
    command.args(["fetch", "--ees-url", &service.api(), "--ees-site-url", &service.site()]);
    command.arg("--store").arg(store).args(more);
    for id in ids {
        command.args(["--data-set", id]);
    }
    command.output().unwrap()
}
