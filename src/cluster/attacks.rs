//! What an executor does with tasks that our client never sends: anyone who reaches its port may
//! send them.

use super::shared::Shared;
use super::task::{Outcome, Station, Table, Task};
use crate::catalogue::Catalogue;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A shared folder, a file outside it, and an executor.
struct Attacked {
    place: TempDir,
    station: Station,
}

impl Attacked {
    async fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        for folder in ["shared", "scratch", "outside"] {
            fs::create_dir(at(folder)).unwrap();
        }
        fs::write(at("outside/secret.csv"), "a\n1\n").unwrap();
        let station = Station {
            name: "one".to_string(),
            shared: Shared::at(&at("shared")).await.unwrap(),
            published: Vec::new(),
            scratch: at("scratch"),
            cores: 1,
            catalogue: Catalogue::embedded().unwrap(),
        };
        let attacked = Self { place, station };
        // A table of the right form, in the shared folder and outside.
        let own = attacked.at("shared/own.parquet");
        let done = attacked.statement("select 1 as a", &[], &own).await;
        assert!(matches!(done, Outcome::Computed(_)), "{done:?}");
        fs::copy(&own, attacked.at("outside/own.parquet")).unwrap();
        attacked
    }

    fn at(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    async fn statement(&self, sql: &str, tables: &[serde_json::Value], to: &Path) -> Outcome {
        let tables = serde_json::from_value(json!(tables)).unwrap();
        let table = Table { path: to.to_path_buf(), published: false, metadata: Vec::new() };
        let (file, sql) = ("attack.sql".to_string(), sql.to_string());
        self.station.perform(Task::Compute { file, sql, part: None, tables, table }).await
    }

    fn outside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.at("outside")).unwrap();
        let mut names: Vec<_> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn refused(outcome: &Outcome, what: &str) -> String {
    match outcome {
        Outcome::Failed { message, .. } => message.clone(),
        other => panic!("{what}: {other:?}"),
    }
}

#[tokio::test]
async fn statements_of_anyone_neither_write_nor_reach_what_lies_outside() {
    let attacked = Attacked::new().await;
    let (csv, own) = (attacked.at("outside/secret.csv"), attacked.at("outside/own.parquet"));
    let (csv, own, new) = (csv.display(), own.display(), attacked.at("outside/new.csv"));
    let to = attacked.at("shared/out.parquet");
    for sql in [
        format!("copy (select 1 as a) to '{}' stored as csv", new.display()),
        format!("create external table t (a int) stored as csv location '{csv}'"),
        "create table t as select 1 as a".to_string(),
        "create view t as select 1 as a".to_string(),
        "insert into information_schema.tables values (1)".to_string(),
        "set datafusion.catalog.location = '/'".to_string(),
        "drop table if exists t".to_string(),
        format!("select * from '{csv}'"),
        format!("select * from '{own}'"),
        "select * from '/etc/passwd'".to_string(),
        format!("select * from read_csv('{csv}')"),
    ] {
        refused(&attacked.statement(&sql, &[], &to).await, &sql);
        assert!(!to.exists(), "{sql}");
    }
    assert_eq!(attacked.outside(), ["own.parquet", "secret.csv"]);
}

#[tokio::test]
async fn tables_and_results_lie_in_the_shared_folder() {
    let attacked = Attacked::new().await;
    let outside = attacked.at("outside/own.parquet");
    std::os::unix::fs::symlink(attacked.at("outside"), attacked.at("shared/link")).unwrap();
    let to = attacked.at("shared/out.parquet");
    for path in [
        outside.clone(),
        attacked.at("shared/../outside/own.parquet"),
        attacked.at("shared/link/own.parquet"),
    ] {
        let held = json!({ "name": "t", "place": { "Memory": path } });
        let refusal =
            refused(&attacked.statement("select * from t", &[held], &to).await, "a table");
        assert!(refusal.contains("reads below its --shared"), "{refusal}");
        let table = Table { path: to.clone(), published: false, metadata: Vec::new() };
        let join = Task::Join { parts: vec![path.clone()], table };
        let refusal = refused(&attacked.station.perform(join).await, "a part");
        assert!(refusal.contains("reads below its --shared"), "{refusal}");
        let new = path.with_file_name("new.parquet");
        let refusal = refused(&attacked.statement("select 1 as a", &[], &new).await, "a result");
        assert!(refusal.contains("writes only below its --shared"), "{refusal}");
    }
    assert_eq!(attacked.outside(), ["own.parquet", "secret.csv"]);
    assert!(!to.exists());
    // What is its work: a table of the shared folder, over any file of it.
    let held = json!({ "name": "t", "place": { "Memory": attacked.at("shared/own.parquet") } });
    let done = attacked.statement("select a from t", &[held], &to).await;
    assert!(matches!(&done, Outcome::Computed(computed) if computed.rows == 1), "{done:?}");
}
