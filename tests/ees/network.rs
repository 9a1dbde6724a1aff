//! Networks of organisations: proxies that want a log-in or refuse, and no network at all.

use crate::house::{House, PHONICS_ID, limits, phonics_data_set, program};
use crate::service::Version;
use send_outcomes::refresh::Reaction;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Output;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use wiremock::ResponseTemplate;

/// A proxy that gives every request one answer; what it was asked.
fn proxy(answer: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 8192];
            let read = stream.read(&mut request).unwrap_or_default();
            let text = String::from_utf8_lossy(&request[..read]).into_owned();
            log.lock().unwrap().push(text.lines().next().unwrap_or_default().to_string());
            let _ = write!(stream, "{answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    (address, asked)
}

const LOG_IN: &str = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM";

fn fetch(variable: &str, proxy: &str, url: &str) -> Output {
    let place = tempfile::tempdir().unwrap();
    let mut command = program();
    for known in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(known).env_remove(known.to_lowercase());
    }
    command.env(variable, format!("http://clerk:hunter2@{proxy}"));
    command.args([
        "fetch",
        "--requests-per-second",
        "100",
        "--ees-url",
        url,
        "--ees-site-url",
        url,
    ]);
    command.arg("--store").arg(place.path().join("store")).output().unwrap()
}

fn lines(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let progress = |line: &&str| !line.starts_with("asking about") && !line.starts_with("fetching");
    text.lines().filter(progress).map(str::to_string).collect()
}

#[test]
fn a_proxy_that_wants_a_log_in_is_asked_once_and_named() {
    for (variable, url, way) in [
        ("HTTP_PROXY", "http://figures.invalid/v1", " (NTLM)"),
        ("HTTPS_PROXY", "https://figures.invalid/v1", ""),
        ("ALL_PROXY", "https://figures.invalid/v1", ""),
    ] {
        let (address, asked) = proxy(LOG_IN);
        let output = fetch(variable, &address, url);
        assert_eq!(output.status.code(), Some(5), "{output:?}");
        assert_eq!(asked.lock().unwrap().len(), 1, "{variable}: {:?}", asked.lock().unwrap());
        let said = lines(&output).join(" ");
        let expected = format!("the proxy {address} ({variable}) wants a log-in{way}");
        assert!(said.contains(&expected), "{said}");
        assert!(
            said.contains("none of them is in the store") && !said.contains("hunter2"),
            "{said}"
        );
        assert!(lines(&output).len() <= 5, "one message for all data sets: {said}");
    }
}

#[test]
fn a_proxy_that_does_not_go_on_to_the_host_is_asked_once_and_named() {
    let (address, asked) = proxy("HTTP/1.1 403 Forbidden");
    let output = fetch("HTTPS_PROXY", &address, "https://figures.invalid/v1");
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert_eq!(asked.lock().unwrap().len(), 1);
    let said = lines(&output).join(" ");
    assert!(
        said.contains(&format!("the proxy {address} (HTTPS_PROXY) does not connect")),
        "{said}"
    );
}

#[test]
fn a_proxy_that_is_not_there_is_named() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let output = fetch("HTTPS_PROXY", &closed, "https://figures.invalid/v1");
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    let said = lines(&output).join(" ");
    let expected = format!("the proxy {closed} (HTTPS_PROXY) cannot be reached");
    assert_eq!(said.matches(&expected).count(), 1, "{said}");
}

#[test]
fn where_there_is_no_network_one_message_says_so_soon() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let begun = std::time::Instant::now();
    let output = fetch("NO_PROXY", "*", &format!("http://{closed}/v1"));
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    let said = lines(&output).join(" ");
    assert_eq!(said.matches("no connection to").count(), 1, "{said}");
    assert!(said.contains("Connection refused"), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[test]
fn a_file_of_certificates_that_is_none_is_refused_before_anything_is_asked() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("authorities.pem");
    let run = || {
        let mut command = program();
        command.args(["fetch", "--ees-url", "https://figures.invalid/v1", "--ca-file"]);
        command.arg(&file).arg("--store").arg(place.path().join("store"));
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = run();
    assert!(code == Some(2) && said.contains("cannot be read"), "{said}");
    std::fs::write(&file, "no certificate").unwrap();
    let (code, said) = run();
    assert!(code == Some(2) && said.contains("BEGIN CERTIFICATE"), "{said}");
    assert!(!place.path().join("store").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_the_publisher_asks_for_is_kept_once_for_all_data_sets() {
    let house = House::new().await;
    let others = ["0190aaaa-0000-7000-8000-000000000003", "0190aaaa-0000-7000-8000-000000000004"];
    house.service.change(|s| {
        for id in others {
            let version = Version::new("1.0", &crate::house::phonics(&[2016]));
            s.data_sets.push(send_outcomes_data_set(id, version));
        }
    });
    let busy = || ResponseTemplate::new(429).insert_header("retry-after", "30");
    let ees = house.client_with(limits());
    // The service has answered: three requests go out side by side, and all are refused.
    ees.data_set(crate::house::PHONICS).await.unwrap();
    house.service.instead("/data-sets/", [busy(), busy(), busy()]);
    let (one, two, three) = tokio::join!(
        ees.data_set(crate::house::PHONICS),
        ees.data_set(others[0]),
        ees.data_set(others[1])
    );
    assert!(one.is_ok() && two.is_ok() && three.is_ok(), "{one:?} {two:?} {three:?}");
    let slept: Duration = house.slept().iter().sum();
    assert!(slept >= Duration::from_secs(30), "{slept:?}");
    let warnings = ees.transport().take_warnings();
    assert_eq!(warnings, ["the publisher asked for a pause of 30 s, which was kept"]);
}

fn send_outcomes_data_set(id: &str, version: Version) -> crate::service::DataSet {
    crate::service::DataSet { id: id.into(), ..phonics_data_set(vec![version]) }
}

#[tokio::test(flavor = "multi_thread")]
async fn surplus_rows_that_are_counted_once_are_no_news_the_next_time() {
    let house = House::new().await;
    let text = crate::house::phonics(&[2016, 2017, 2018]);
    let row = text.lines().find(|l| l.contains("Birmingham")).unwrap();
    let school = row.replace("Local authority", "School");
    house.service.change(|s| s.data_sets[0].versions[0].csv = format!("{text}{school}\n"));
    let first = house.fetch().await;
    assert!(matches!(first.outcomes[0].reaction, Reaction::New { .. }), "{first:?}");
    let note = first.warnings.iter().find(|w| w.contains("of level 'School'"));
    assert!(note.is_some_and(|n| n.contains("1 rows more than the 18")), "{:?}", first.warnings);
    assert!(first.outcomes[0].events.iter().any(|e| e.starts_with("from the API")), "{first:?}");
    house.service.log();
    let second = house.fetch().await;
    assert_eq!((second.exit_code(true), house.service.log().len()), (3, 1), "{second:?}");
    assert_eq!(second.outcomes[0].data_set, PHONICS_ID);
}
