//! Requests: paced, limited in time and size, tried again where that may help,
//! redirected within one host only.

use super::clock::{Clock, SystemClock};
use super::error::EesError;
use super::limits::Limits;
use super::proxy::proxy_of;
use super::refusal::{broken, certificate_advice, content_type, innermost, is_json, refusal};
use crate::threads::lock;
use backon::{BackoffBuilder, ExponentialBuilder};
use futures::lock::Mutex as Turn;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Certificate, Client, RequestBuilder, Response, Url, redirect};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

/// Hops of a redirect that are followed.
const MAX_HOPS: usize = 3;
/// The longest time that is waited because a publisher asks for it.
const LONGEST_WAIT: Duration = Duration::from_mins(10);
/// Connections in vain, one after the other, after which a host is asked no more.
const IN_VAIN: usize = 5;
const JSON: &str = "application/json, application/problem+json";

/// What is sent, and how answers are waited for.
#[derive(Debug)]
pub struct Transport {
    json: Client,
    files: Client,
    limits: Limits,
    clock: Arc<dyn Clock>,
    next: Mutex<SystemTime>,
    /// What is known of each host, and of each proxy that refused.
    hosts: Mutex<BTreeMap<String, Host>>,
    /// Held by the one request that finds out whether a host answers.
    first: Turn<()>,
    warnings: Mutex<Vec<String>>,
}

/// What is known of a host.
#[derive(Debug, Default)]
struct Host {
    /// Whether it has answered.
    answered: bool,
    /// Connections in vain since then.
    in_vain: usize,
    /// Why it is asked no more.
    shut: Option<EesError>,
}

impl Transport {
    /// Clients with `limits`; `clock` is [`SystemClock`] outside tests.
    ///
    /// # Errors
    /// The system's certificates cannot be read.
    pub fn new(limits: Limits, clock: Option<Arc<dyn Clock>>) -> Result<Self, EesError> {
        Self::trusting(&[], limits, clock)
    }

    /// As [`Transport::new`], trusting these authorities as well as the system's.
    ///
    /// # Errors
    /// The system's certificates cannot be read.
    pub fn trusting(
        authorities: &[Certificate],
        limits: Limits,
        clock: Option<Arc<dyn Clock>>,
    ) -> Result<Self, EesError> {
        // A provider that was set before stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            Client::builder()
                .user_agent(concat!(
                    "send-outcomes/",
                    env!("CARGO_PKG_VERSION"),
                    " (scheduled refresh of published SEND statistics; at most 2 requests a second)"
                ))
                .connect_timeout(limits.connect)
                .read_timeout(limits.idle)
                .redirect(redirect::Policy::custom(follow))
                .tls_certs_merge(authorities.to_vec())
                .referer(false)
                .retry(reqwest::retry::never())
        };
        let built = |result: Result<Client, reqwest::Error>| {
            result.map_err(|e| EesError::Transport {
                url: "any address".into(),
                reason: format!("{}{}", innermost(&e), certificate_advice()),
                again: false,
            })
        };
        Ok(Self {
            json: built(builder().timeout(limits.json).build())?,
            // Files are not unpacked on arrival: their encoding, length and bytes stay visible.
            files: built(builder().no_gzip().timeout(limits.file).build())?,
            limits,
            clock: clock.unwrap_or_else(|| Arc::new(SystemClock)),
            next: Mutex::new(SystemTime::UNIX_EPOCH),
            hosts: Mutex::default(),
            first: Turn::default(),
            warnings: Mutex::new(Vec::new()),
        })
    }

    /// Times, sizes and pace.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The clock in use.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// Notes something for the log, once.
    pub fn warn(&self, text: String) {
        let mut warnings = lock(&self.warnings);
        if !warnings.contains(&text) {
            warnings.push(text);
        }
    }

    /// What was noted since the last call.
    pub fn take_warnings(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.warnings))
    }

    /// Tries `attempt` again as often, and after as long, as its errors deserve. Where nothing
    /// takes a connection, the first request finds out, and the others do not wait as long again.
    /// A wait that the publisher asks for holds for every request, and is waited for once.
    ///
    /// # Errors
    /// The last error. A wait of more than ten minutes is not waited.
    pub async fn retrying<T, F: Future<Output = Result<T, EesError>>>(
        &self,
        mut attempt: impl FnMut() -> F,
    ) -> Result<T, EesError> {
        let mut waits = ExponentialBuilder::new()
            .with_jitter()
            .with_min_delay(self.limits.first_wait)
            .with_max_delay(Duration::from_secs(30))
            .without_max_times()
            .build();
        let mut again = 0;
        loop {
            let error = match attempt().await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let asked = error.retry_after();
            let hopeless = error.url().is_some_and(|url| self.is_shut(url));
            if hopeless
                || again >= error.further_tries()
                || asked.is_some_and(|wait| wait > LONGEST_WAIT)
            {
                return Err(error);
            }
            again += 1;
            match asked {
                Some(wait) => self.wait_for_all(wait),
                None => {
                    let wait = waits.next().unwrap_or(self.limits.first_wait);
                    self.clock.sleep(wait).await;
                }
            }
        }
    }

    /// Puts every further request off by `wait`, and reports it.
    fn wait_for_all(&self, wait: Duration) {
        let mut next = lock(&self.next);
        let until = self.clock.now() + wait;
        if *next < until {
            *next = until;
            drop(next);
            let seconds = wait.as_secs();
            self.warn(format!("the publisher asked for a pause of {seconds} s, which was kept"));
        }
    }

    /// Whether nothing more is hoped for from the host of an address: it was tried in vain, or
    /// another was and this one has never answered, as without a network.
    fn is_shut(&self, url: &str) -> bool {
        let hosts = lock(&self.hosts);
        let Ok(url) = Url::parse(url) else { return false };
        let host = hosts.get(&host_of(&url));
        host.is_some_and(|host| host.shut.is_some())
            || (hosts.values().any(|other| other.shut.is_some())
                && !host.is_some_and(|host| host.answered))
    }

    /// Sends a request, unless its host is known to be out of reach. Until a host has answered
    /// it is asked by one request at a time: log-ins that are refused are not repeated, and a
    /// network that is not there is noticed once.
    async fn send(&self, url: &Url, request: RequestBuilder) -> Result<Response, EesError> {
        let host = host_of(url);
        let known = || lock(&self.hosts).get(&host).is_some_and(|host| host.answered);
        let mut first = None;
        if !known() {
            first = Some(self.first.lock().await);
            if known() {
                first = None;
            }
        }
        let proxy = proxy_of(url).map(|proxy| proxy.to_string());
        let shut = |key: &String| lock(&self.hosts).get(key).and_then(|host| host.shut.clone());
        if let Some(error) = proxy.iter().chain([&host]).find_map(shut) {
            return Err(error);
        }
        self.turn().await;
        let answer = request.send().await;
        let response = match answer {
            Ok(response) => {
                if response.status() != reqwest::StatusCode::PROXY_AUTHENTICATION_REQUIRED {
                    let answering = Host { answered: true, ..Host::default() };
                    lock(&self.hosts).insert(host, answering);
                }
                Ok(response)
            }
            Err(error) => {
                let (connecting, error) = (error.is_connect(), broken(url, &error));
                self.note_failure(url, connecting, &error);
                Err(error)
            }
        };
        drop(first);
        response
    }

    /// Counts connections in vain; a host that cannot be reached is not asked again, and where a
    /// proxy refuses no host behind it.
    fn note_failure(&self, url: &Url, connecting: bool, error: &EesError) {
        let mut hosts = lock(&self.hosts);
        let host = hosts.entry(host_of(url)).or_default();
        host.in_vain += usize::from(connecting);
        let heals = matches!(error, EesError::Transport { again: true, .. });
        if connecting && (!heals || host.in_vain >= IN_VAIN) {
            host.shut = Some(error.clone());
        }
        if let EesError::Proxy { proxy, .. } = error {
            hosts.entry(proxy.clone()).or_default().shut = Some(error.clone());
        }
    }

    /// Waits for this request's turn.
    async fn turn(&self) {
        let wait = {
            let mut next = lock(&self.next);
            let now = self.clock.now();
            let start = (*next).max(now);
            *next = start + self.limits.pace;
            start.duration_since(now).unwrap_or_default()
        };
        if !wait.is_zero() {
            self.clock.sleep(wait).await;
        }
    }

    /// A JSON answer, tried again where that may help.
    ///
    /// # Errors
    /// See [`EesError`].
    pub async fn get_json<T: DeserializeOwned>(&self, url: &Url) -> Result<T, EesError> {
        self.retrying(|| self.json_once(url, None)).await
    }

    /// As [`Transport::get_json`] for a request with a body.
    ///
    /// # Errors
    /// See [`EesError`].
    pub async fn post_json<T: DeserializeOwned>(
        &self,
        url: &Url,
        body: &str,
    ) -> Result<T, EesError> {
        self.retrying(|| self.json_once(url, Some(body))).await
    }

    async fn json_once<T: DeserializeOwned>(
        &self,
        url: &Url,
        body: Option<&str>,
    ) -> Result<T, EesError> {
        let request = match body {
            None => self.json.get(url.clone()),
            Some(body) => self
                .json
                .post(url.clone())
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_string()),
        };
        let response = self.send(url, request.header(ACCEPT, JSON)).await?;
        let mut response = self.answered(url, response).await?;
        if !is_json(response.headers()) {
            let what = format!("content type {} instead of JSON", content_type(&response));
            return Err(EesError::Decode { url: url.to_string(), what });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| broken(url, &e))? {
            if (bytes.len() + chunk.len()) as u64 > self.limits.json_bytes {
                return Err(EesError::Integrity {
                    url: url.to_string(),
                    check: "oversize",
                    what: format!("more than {} bytes of JSON", self.limits.json_bytes),
                });
            }
            bytes.extend_from_slice(&chunk);
        }
        serde_json::from_slice(&bytes).map_err(|e| {
            let lines: usize = bytes
                .split(|b| *b == b'\n')
                .take(e.line().saturating_sub(1))
                .map(|l| l.len() + 1)
                .sum();
            let what = format!("{e} (byte {} of {})", lines + e.column(), bytes.len());
            EesError::Decode { url: url.to_string(), what }
        })
    }

    /// The head of a file's answer, one try; `headers` make the request conditional.
    ///
    /// # Errors
    /// See [`EesError`]; an answer 304 is not an error.
    pub async fn get_file(&self, url: &Url, headers: HeaderMap) -> Result<Response, EesError> {
        // `text/csv` alone could turn an error message into an empty 406.
        let accept = HeaderValue::from_static("text/csv, application/json;q=0.8, */*;q=0.1");
        let request = self.files.get(url.clone()).header(ACCEPT, accept).headers(headers);
        let response = self.send(url, request).await?;
        self.answered(url, response).await
    }

    /// Turns failures into errors, and notes what is odd about a success.
    async fn answered(&self, url: &Url, response: Response) -> Result<Response, EesError> {
        if response.url().path() != url.path() && is_json(response.headers()) {
            self.warn(format!("{url} was redirected to {}: please report this", response.url()));
        }
        let status = response.status().as_u16();
        match status {
            200 | 304 => {
                self.check_versions(response.headers());
                Ok(response)
            }
            201..=299 => Err(EesError::Decode {
                url: url.to_string(),
                what: format!("status {status} without the figures"),
            }),
            _ => {
                let error = refusal(url, status, response, self.clock.now()).await;
                self.note_failure(url, false, &error);
                Err(error)
            }
        }
    }

    /// Warns if the service no longer supports the version that is used here.
    fn check_versions(&self, headers: &HeaderMap) {
        let Some(versions) = headers.get("api-supported-versions") else { return };
        let versions = versions.to_str().unwrap_or_default();
        if !versions.split(',').any(|v| matches!(v.trim(), "1" | "1.0")) {
            self.warn(format!(
                "the publisher's service supports versions {versions} and no longer version 1, \
                 which this program uses"
            ));
        }
    }
}

fn host_of(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// One host, never from https to http, at most three hops.
fn follow(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let Some(first) = attempt.previous().first() else { return attempt.stop() };
    let to = attempt.url();
    if attempt.previous().len() > MAX_HOPS {
        return attempt.error(format!("more than {MAX_HOPS} redirects"));
    }
    let same_place = to.host_str() == first.host_str()
        && (to.port_or_known_default() == first.port_or_known_default() || to.scheme() == "https");
    let downgrade = first.scheme() == "https" && to.scheme() != "https";
    if !same_place || downgrade {
        let reason = format!(
            "a redirect to {} is refused: another host or no TLS",
            to.origin().ascii_serialization()
        );
        return attempt.error(reason);
    }
    attempt.follow()
}
