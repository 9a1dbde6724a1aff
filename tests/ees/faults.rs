//! The process is ended at random moments; the store and the outputs are whole
//! afterwards, and the next run finishes.

use crate::cycle::{absence_data_set, assert_whole, refresh, said};
use crate::house::{PHONICS_ID, phonics, phonics_data_set, program};
use crate::service::{Service, Version};
use send_outcomes::store::Store;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Ends the process of `arguments` after `time`; whether it was still at work.
fn end_after(arguments: &[&str], place: &Path, time: Duration, signal: Option<&str>) -> bool {
    let mut child = program()
        .args(arguments)
        .current_dir(place)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(time);
    match signal {
        None => child.kill().unwrap(),
        Some(signal) => {
            let id = child.id().to_string();
            std::process::Command::new("kill").args([signal, &id]).status().unwrap();
        }
    }
    let status = child.wait().unwrap();
    status.signal().is_some() || (signal.is_some() && status.code() == Some(1))
}

/// Every version that the lock file names is there, and every record can be read.
fn assert_store_whole(store: &Store, what: &str) {
    assert!(store.damage().unwrap().is_empty(), "{what}");
    for id in store.data_sets().unwrap() {
        store.versions(&id).unwrap_or_else(|e| panic!("{what}: {e}"));
        store.standing(&id).unwrap_or_else(|e| panic!("{what}: {e}"));
    }
}

async fn kill_fetches(times: usize, seed: u64) {
    let service = Service::start().await;
    let place = tempfile::tempdir().unwrap();
    let store = Store::at(&place.path().join("store"), None);
    service.change(|s| s.data_sets.push(phonics_data_set(vec![])));
    let mut random = fastrand::Rng::with_seed(seed);
    let (api, site) = (service.api(), service.site());
    let arguments = [
        "fetch",
        "--store",
        "store",
        "--data-set",
        PHONICS_ID,
        "--ees-url",
        &api,
        "--ees-site-url",
        &site,
    ];
    let publish = |round: usize| {
        let csv =
            phonics(&[2016, 2017, 2018]).replace(",100,49,", &format!(",100,{},", round % 90));
        let version = Version::new(&format!("1.{round}"), &csv);
        service.change(|s| s.data_sets[0].versions.push(version));
    };
    publish(0);
    let begun = Instant::now();
    assert!(program().args(arguments).current_dir(place.path()).status().unwrap().success());
    let whole = begun.elapsed();
    let mut ended = 0;
    // Other work on the machine stretches the first fetch: a moment that came too late
    // brings the next ones forward, so that enough of them fall while it is at work.
    let mut span = whole.mul_f64(1.1);
    for round in 1..=times {
        publish(round);
        let time = span.mul_f64(random.f64());
        let signal = [None, None, Some("-TERM"), Some("-INT")][random.usize(0..4)];
        let at_work = end_after(&arguments, place.path(), time, signal);
        span = span.mul_f64(if at_work { 1.1 } else { 0.7 });
        ended += usize::from(at_work);
        assert_store_whole(&store, &format!("round {round}, after {time:?} with {signal:?}"));
    }
    assert!(ended * 3 > times, "only {ended} of {times} were ended at work");
    let last = program().args(arguments).current_dir(place.path()).output().unwrap();
    assert_eq!(last.status.code(), Some(0), "{}", said(&last));
    assert_store_whole(&store, "after the last fetch");
    let current = store.current(PHONICS_ID).unwrap().unwrap();
    assert_eq!(current.version, format!("1.{times}"));
    assert!(!store.folder().join(".incoming").join(PHONICS_ID).exists());
    println!("{ended} of {times} fetches were ended at work; a whole one takes {whole:?}");
}

async fn kill_refreshes(times: usize, seed: u64) {
    let service = Service::start().await;
    let place = tempfile::tempdir().unwrap();
    let (store, out) = (place.path().join("store"), place.path().join("output"));
    service.change(|s| {
        s.data_sets
            .push(phonics_data_set(vec![Version::new("1.0", &phonics(&[2015, 2016, 2017]))]));
        s.data_sets.push(absence_data_set(&[2016, 2017, 2018]));
    });
    let begun = Instant::now();
    let first = refresh(&["refresh"], &service, place.path(), &[]);
    let whole = begun.elapsed();
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    let mut random = fastrand::Rng::with_seed(seed);
    let (api, site) = (service.api(), service.site());
    let mut ended = 0;
    for round in 1..=times {
        let csv =
            phonics(&[2015, 2016, 2017]).replace(",100,49,", &format!(",100,{},", 40 + round % 9));
        let version = Version::new(&format!("1.{round}"), &csv);
        service.change(|s| s.data_sets[0].versions.push(version));
        let time = whole.mul_f64(random.f64() * 1.05);
        let arguments = [
            "refresh",
            "--area",
            "Birmingham",
            "--only",
            "tables",
            "--store",
            "store",
            "--out",
            "output",
            "--keep",
            "2",
            "--ees-url",
            &api,
            "--ees-site-url",
            &site,
        ];
        ended += usize::from(end_after(&arguments, place.path(), time, None));
        let what = format!("round {round}, after {time:?}");
        assert_store_whole(&Store::at(&store, None), &what);
        assert_whole(&out, &what);
    }
    // A refresh that was ended between its fetch and its run still has its run to do.
    let last = refresh(&["refresh"], &service, place.path(), &["--keep", "2"]);
    assert!(matches!(last.status.code(), Some(0 | 3)), "{}", said(&last));
    assert_whole(&out, "after the last refresh");
    assert_eq!(refresh(&["refresh"], &service, place.path(), &[]).status.code(), Some(3));
    let left: Vec<String> = std::fs::read_dir(place.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("draft") && !name.ends_with(".lock"))
        .collect();
    assert!(left.len() <= 1, "{left:?}");
    println!("{ended} of {times} refreshes were ended at work; a whole one takes {whole:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fetch_that_is_killed_leaves_a_whole_store() {
    kill_fetches(12, 7).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_that_is_killed_leaves_whole_outputs() {
    kill_refreshes(2, 11).await;
}

/// Many more of the same: `make test-faults`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: make test-faults"]
async fn killed_at_sixty_random_moments() {
    kill_fetches(50, fastrand::u64(..)).await;
    kill_refreshes(10, fastrand::u64(..)).await;
}

#[test]
fn a_full_disk_is_reported_with_its_path_and_nothing_is_lost() {
    // 81: /dev/full acts as a full disk.
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("sent");
    std::fs::write(&file, phonics(&[2016])).unwrap();
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    let error = send_outcomes::store::unpack(&file, false, u64::MAX, full).unwrap_err();
    assert!(error.to_string().contains("/dev/full"), "{error}");
    assert!(error.to_string().contains("the store is as it was"), "{error}");
}
