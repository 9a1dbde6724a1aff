//! What no server that keeps to HTTP would do: connections that are cut, lengths that
//! lie, and silence.

use crate::house::{Naps, client_at, limits};
use send_outcomes::source::ees::{Conditions, EesError};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Serves each connection with the next of `answers`, and the last one for ever.
fn raw(answers: Vec<fn(&mut TcpStream)>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let seen = count.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let place = seen.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
            let answer = answers[place];
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                answer(&mut stream);
            });
        }
    });
    (address, count)
}

const ID: &str = "b3bd9901-cc50-f670-a18a-9bdb566d37d2";

fn good(stream: &mut TcpStream) {
    let body = format!("{{\"id\":\"{ID}\",\"status\":\"Published\"}}");
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
}

fn cut_in_json(stream: &mut TcpStream) {
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{{\"id\":"
    );
}

fn closed_at_once(_: &mut TcpStream) {}

fn not_http(stream: &mut TcpStream) {
    let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
}

fn silent(_: &mut TcpStream) {
    std::thread::sleep(Duration::from_secs(3));
}

fn stalls_in_file(stream: &mut TcpStream) {
    let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\n\r\ntime_period,");
    std::thread::sleep(Duration::from_secs(3));
}

fn shorter_than_told(stream: &mut TcpStream) {
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\ncontent-length: 5000\r\n\r\ntime_period,rate\n"
    );
}

fn too_long_told(stream: &mut TcpStream) {
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\ncontent-length: 50000000\r\n\r\ntime_period,rate\n"
    );
}

fn client(address: &str) -> send_outcomes::source::ees::Ees {
    client_at(&format!("{address}/v1"), address, limits(), Arc::<Naps>::default())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_is_tried_again() {
    // 32
    for broken in [cut_in_json as fn(&mut TcpStream), closed_at_once, not_http] {
        let (address, count) = raw(vec![broken, broken, good]);
        let summary = client(&address).data_set(ID).await.unwrap();
        assert_eq!(summary.id, ID);
        assert_eq!(count.load(Ordering::SeqCst), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_always_breaks_ends_after_five_tries() {
    let (address, count) = raw(vec![closed_at_once]);
    let error = client(&address).data_set(ID).await.unwrap_err();
    assert!(matches!(error, EesError::Transport { .. }) && error.is_unreachable(), "{error}");
    assert_eq!(count.load(Ordering::SeqCst), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_a_time_out_and_no_one_listening_is_out_of_reach() {
    let (address, count) = raw(vec![silent, good]);
    assert_eq!(client(&address).data_set(ID).await.unwrap().id, ID);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = client(&format!("http://{closed}")).data_set(ID).await.unwrap_err();
    assert!(error.is_unreachable(), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_one_listens_only_the_first_request_waits() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let naps = Arc::<Naps>::default();
    let address = format!("http://{closed}");
    let ees = client_at(&format!("{address}/v1"), &address, limits(), naps.clone());
    for _ in 0..4 {
        let error = ees.data_set(ID).await.unwrap_err();
        assert!(error.is_unreachable(), "{error}");
        let waits = naps.0.lock().unwrap().iter().filter(|nap| !nap.is_zero()).count();
        assert_eq!(waits, 4, "waits between the five tries of the first request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_stalls_lies_about_its_length_or_is_too_long_is_no_file() {
    let place = tempfile::tempdir().unwrap();
    let to = place.path().join("sent");
    for (answer, expected) in [
        (stalls_in_file as fn(&mut TcpStream), "no answer in time"),
        (shorter_than_told, "length: broken off after 17 bytes"),
        (too_long_told, "oversize: more than 1000000 bytes are announced"),
    ] {
        let (address, _) = raw(vec![answer]);
        let ees = client(&address);
        let url = ees.site_csv_address(ID).unwrap();
        let error = ees.plain_file(&url, &Conditions::default(), &to).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}
