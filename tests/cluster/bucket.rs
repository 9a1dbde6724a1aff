//! A store on loopback that is compatible with S3, as far as a cluster needs: its one bucket gives
//! one key access to what is below one prefix.

use send_outcomes::source::sha256;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

pub const SECRET: &str = "wJalrXUtnFEMI-told-nowhere-bPxRfiCYEXAMPLEKEY";
const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const BUCKET: &str = "send-test";
const PREFIX: &str = "runs/";
/// Few, so that lists have several pages.
const PAGE: usize = 7;
/// S3 takes no smaller piece but the last.
const LEAST_PIECE: usize = 5 << 20;

pub struct Store {
    endpoint: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    objects: Mutex<BTreeMap<String, Arc<Object>>>,
    /// Those that were not completed.
    uploads: Mutex<BTreeMap<String, Upload>>,
    begun: AtomicU64,
    completed: AtomicU64,
    asked: AtomicU64,
    stumbles: AtomicU64,
    closed: AtomicBool,
    read_only: AtomicBool,
    secret_was_told: AtomicBool,
}

struct Upload {
    key: String,
    pieces: BTreeMap<usize, Vec<u8>>,
}

struct Object {
    tag: String,
    bytes: Vec<u8>,
}

struct Request {
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// The value of `--shared` for the one bucket.
pub fn address() -> String {
    format!("s3://{BUCKET}/{}", PREFIX.trim_end_matches('/'))
}

impl Store {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State::default());
        let serving = Arc::clone(&state);
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&serving);
                thread::spawn(move || state.serve(connection));
            }
        });
        Self { endpoint, state }
    }

    /// Gives a program the settings of the store.
    pub fn set_up(&self, command: &mut Command) {
        forget(command);
        command
            .env("AWS_ENDPOINT", &self.endpoint)
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_ACCESS_KEY_ID", KEY_ID)
            .env("AWS_SECRET_ACCESS_KEY", SECRET)
            .env("NO_PROXY", "127.0.0.1");
    }

    /// From now on access is refused, or allowed again.
    pub fn close(&self, closed: bool) {
        self.state.closed.store(closed, Ordering::SeqCst);
    }

    /// From now on every request of this number asks to be put again.
    pub fn stumble_every(&self, requests: u64) {
        self.state.stumbles.store(requests, Ordering::SeqCst);
    }

    pub fn only_read(&self, read_only: bool) {
        self.state.read_only.store(read_only, Ordering::SeqCst);
    }

    pub fn keys(&self) -> Vec<String> {
        self.state.objects.lock().unwrap().keys().cloned().collect()
    }

    /// Uploads in pieces that are under way.
    pub fn uploads(&self) -> usize {
        self.state.uploads.lock().unwrap().len()
    }

    /// Uploads in pieces that came to an object.
    pub fn completed(&self) -> u64 {
        self.state.completed.load(Ordering::SeqCst)
    }

    pub fn asked(&self) -> u64 {
        self.state.asked.load(Ordering::SeqCst)
    }

    pub fn secret_was_told(&self) -> bool {
        self.state.secret_was_told.load(Ordering::SeqCst)
    }
}

/// Removes from a program the settings of the person who runs the tests.
pub fn forget(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
}

/// Takes from a program all that [`Store::set_up`] has set, too.
pub fn forget_all(command: &mut Command) {
    forget(command);
    for name in ["AWS_ENDPOINT", "AWS_ALLOW_HTTP", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        command.env_remove(name);
    }
}

impl State {
    fn serve(&self, connection: TcpStream) {
        let mut reader = BufReader::new(connection.try_clone().unwrap());
        let mut writer = connection;
        while let Some(request) = self.read(&mut reader) {
            let asked = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            let stumbles = self.stumbles.load(Ordering::SeqCst);
            let answer = if asked.is_multiple_of(stumbles) {
                refusal("503 Slow Down", "SlowDown", "")
            } else {
                self.answer(&request).unwrap_or_else(|refusal| refusal)
            };
            let mut head = format!("HTTP/1.1 {}\r\n", answer.status);
            let sized = answer.headers.iter().any(|(name, _)| *name == "Content-Length");
            for (name, value) in &answer.headers {
                write!(head, "{name}: {value}\r\n").unwrap();
            }
            if !sized {
                write!(head, "Content-Length: {}\r\n", answer.body.len()).unwrap();
            }
            head.push_str("\r\n");
            let body: &[u8] = if request.method == "HEAD" { b"" } else { &answer.body };
            if writer.write_all(head.as_bytes()).and_then(|()| writer.write_all(body)).is_err() {
                return;
            }
        }
    }

    fn read(&self, reader: &mut BufReader<TcpStream>) -> Option<Request> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_string();
            if line.is_empty() {
                break;
            }
            lines.push(line);
        }
        let mut first = lines.first()?.split(' ');
        let (method, target) = (first.next()?.to_string(), first.next()?.to_string());
        let headers: BTreeMap<String, String> = lines[1..]
            .iter()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_string()))
            .collect();
        let length = headers.get("content-length").map_or(0, |n| n.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let holds = |bytes: &[u8]| memchr::memmem::find(bytes, SECRET.as_bytes()).is_some();
        if holds(lines.join("\n").as_bytes()) || holds(&body) {
            self.secret_was_told.store(true, Ordering::SeqCst);
        }
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        });
        Some(Request { method, path: decoded(path), query: query.collect(), headers, body })
    }

    fn answer(&self, request: &Request) -> Result<Answer, Answer> {
        let (bucket, key) = request.path[1..].split_once('/').unwrap_or((&request.path[1..], ""));
        let signed = request.headers.get("authorization").cloned().unwrap_or_default();
        if !signed.contains(&format!("Credential={KEY_ID}/")) {
            // As S3 does, it quotes what it was given.
            let more = format!("<AWSAccessKeyId>{signed}</AWSAccessKeyId>");
            return Err(refusal("403 Forbidden", "InvalidAccessKeyId", &more));
        }
        if bucket != BUCKET {
            return Err(refusal("404 Not Found", "NoSuchBucket", ""));
        }
        let checksum = request.headers.get("x-amz-content-sha256");
        if checksum.is_some_and(|sum| *sum != sha256(&request.body)) {
            return Err(refusal("400 Bad Request", "XAmzContentSHA256Mismatch", ""));
        }
        let of = |name: &str| request.query.get(name).map(String::as_str);
        let bulk = of("delete").is_some();
        let place = if key.is_empty() { of("prefix").unwrap_or_default() } else { key };
        let writes = matches!(request.method.as_str(), "PUT" | "POST" | "DELETE");
        if self.closed.load(Ordering::SeqCst)
            || (writes && self.read_only.load(Ordering::SeqCst))
            || !(bulk || place.starts_with(PREFIX))
        {
            return Err(refusal("403 Forbidden", "AccessDenied", ""));
        }
        match (request.method.as_str(), of("uploadId")) {
            ("GET", None) if key.is_empty() => Ok(self.list(request)),
            ("GET" | "HEAD", None) => self.get(request, key),
            ("POST", None) if bulk => self.remove(&request.body),
            ("POST", None) if of("uploads").is_some() => {
                let id = format!("upload-{}", self.begun.fetch_add(1, Ordering::SeqCst));
                let begun = Upload { key: key.to_string(), pieces: BTreeMap::new() };
                self.uploads.lock().unwrap().insert(id.clone(), begun);
                Ok(xml(&format!(
                    "<InitiateMultipartUploadResult><UploadId>{id}</UploadId>\
                     </InitiateMultipartUploadResult>"
                )))
            }
            ("PUT", Some(id)) => {
                let number: usize = of("partNumber").unwrap_or_default().parse().unwrap();
                let mut uploads = self.uploads.lock().unwrap();
                let upload = uploads.get_mut(id).ok_or_else(no_upload)?;
                upload.pieces.insert(number, request.body.clone());
                Ok(Answer { headers: vec![("ETag", tag(&request.body))], ..xml("") })
            }
            ("POST", Some(id)) => {
                let Upload { key, pieces } =
                    self.uploads.lock().unwrap().remove(id).ok_or_else(no_upload)?;
                let earlier = pieces.len() - 1;
                if pieces.values().take(earlier).any(|piece| piece.len() < LEAST_PIECE) {
                    return Err(refusal("400 Bad Request", "EntityTooSmall", ""));
                }
                let whole: Vec<u8> = pieces.into_values().flatten().collect();
                let etag = self.hold(&key, whole);
                self.completed.fetch_add(1, Ordering::SeqCst);
                Ok(xml(&format!(
                    "<CompleteMultipartUploadResult><ETag>{etag}</ETag>\
                     </CompleteMultipartUploadResult>"
                )))
            }
            ("DELETE", Some(id)) => {
                self.uploads.lock().unwrap().remove(id).ok_or_else(no_upload)?;
                Ok(Answer { status: "204 No Content", ..xml("") })
            }
            ("PUT", None) => {
                let etag = self.hold(key, request.body.clone());
                Ok(Answer { headers: vec![("ETag", etag)], ..xml("") })
            }
            _ => Err(refusal("405 Method Not Allowed", "MethodNotAllowed", "")),
        }
    }

    fn hold(&self, key: &str, bytes: Vec<u8>) -> String {
        let tag = tag(&bytes);
        let object = Arc::new(Object { tag: tag.clone(), bytes });
        self.objects.lock().unwrap().insert(key.to_string(), object);
        tag
    }

    fn get(&self, request: &Request, key: &str) -> Result<Answer, Answer> {
        let object = self.objects.lock().unwrap().get(key).cloned();
        let object = object.ok_or_else(|| refusal("404 Not Found", "NoSuchKey", ""))?;
        let size = object.bytes.len();
        let mut headers = vec![
            ("ETag", object.tag.clone()),
            ("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT".to_string()),
        ];
        let Some(range) = request.headers.get("range").and_then(|r| r.strip_prefix("bytes="))
        else {
            headers.push(("Content-Length", size.to_string()));
            return Ok(Answer { status: "200 OK", headers, body: object.bytes.clone() });
        };
        let (from, to) = range.split_once('-').unwrap();
        let (from, to) = match (from.parse::<usize>(), to.parse::<usize>()) {
            (Ok(from), Ok(to)) => (from, (to + 1).min(size)),
            (Ok(from), Err(_)) => (from, size),
            (Err(_), Ok(last)) => (size.saturating_sub(last), size),
            _ => return Err(refusal("400 Bad Request", "InvalidArgument", "")),
        };
        if from >= size {
            return Err(refusal("416 Range Not Satisfiable", "InvalidRange", ""));
        }
        headers.push(("Content-Range", format!("bytes {from}-{}/{size}", to - 1)));
        headers.push(("Content-Length", (to - from).to_string()));
        Ok(Answer { status: "206 Partial Content", headers, body: object.bytes[from..to].to_vec() })
    }

    fn list(&self, request: &Request) -> Answer {
        let of = |name: &str| request.query.get(name).cloned().unwrap_or_default();
        let (prefix, after) = (of("prefix"), of("continuation-token").max(of("start-after")));
        let objects = self.objects.lock().unwrap();
        let mut listed =
            objects.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after).peekable();
        let mut body = String::from("<ListBucketResult>");
        let mut last = String::new();
        for (key, object) in listed.by_ref().take(PAGE) {
            write!(
                body,
                "<Contents><Key>{key}</Key><LastModified>2015-10-21T07:28:00.000Z</LastModified>\
                 <ETag>{}</ETag><Size>{}</Size></Contents>",
                object.tag,
                object.bytes.len()
            )
            .unwrap();
            last.clone_from(key);
        }
        if listed.peek().is_some() {
            write!(body, "<NextContinuationToken>{last}</NextContinuationToken>").unwrap();
        }
        body.push_str("</ListBucketResult>");
        xml(&body)
    }

    fn remove(&self, body: &[u8]) -> Result<Answer, Answer> {
        let text = String::from_utf8_lossy(body);
        let keys = text.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
        let mut answer = String::from("<DeleteResult>");
        for key in keys {
            if !key.starts_with(PREFIX) {
                return Err(refusal("403 Forbidden", "AccessDenied", ""));
            }
            self.objects.lock().unwrap().remove(key);
            write!(answer, "<Deleted><Key>{key}</Key></Deleted>").unwrap();
        }
        answer.push_str("</DeleteResult>");
        Ok(xml(&answer))
    }
}

fn xml(body: &str) -> Answer {
    Answer { status: "200 OK", headers: Vec::new(), body: body.as_bytes().to_vec() }
}

fn refusal(status: &'static str, code: &str, more: &str) -> Answer {
    Answer { status, ..xml(&format!("<Error><Code>{code}</Code>{more}</Error>")) }
}

fn no_upload() -> Answer {
    refusal("404 Not Found", "NoSuchUpload", "")
}

fn tag(bytes: &[u8]) -> String {
    format!("\"{}\"", &sha256(bytes)[..32])
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(&more[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &more[2..];
        } else {
            bytes.push(if *first == b'+' { b' ' } else { *first });
            rest = more;
        }
    }
    String::from_utf8(bytes).unwrap()
}
