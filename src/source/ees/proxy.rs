//! The proxy by which an address is reached, if there is one: found as the client finds it, so
//! that a message can name it. Log-ins that its address holds are never shown.

use super::error::EesError;
use super::refusal::innermost;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::{HeaderMap, PROXY_AUTHENTICATE};
use reqwest::{StatusCode, Url};
use std::fmt;

/// A proxy and the setting that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    address: String,
    setting: String,
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy {} ({})", self.address, self.setting)
    }
}

/// The proxy by which `url` is asked for: of the environment, or of the system's settings.
pub fn proxy_of(url: &Url) -> Option<Proxy> {
    let intercept = Matcher::from_system().intercept(&url.as_str().parse().ok()?)?;
    let proxy = intercept.uri();
    let host = proxy.host()?;
    let address = match proxy.port_u16() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_string(),
    };
    let variables = match url.scheme() {
        "https" => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        _ => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    };
    let names_it = |name: &&&str| std::env::var(name).is_ok_and(|value| value.contains(host));
    let setting = variables.iter().find(names_it).map_or("system settings", |name| name);
    Some(Proxy { address, setting: setting.to_string() })
}

/// Why a connection failed, if a proxy on the way says so.
pub fn refused_by_proxy(url: &Url, error: &reqwest::Error) -> Option<EesError> {
    let reason = reasons(error).to_lowercase();
    if reason.contains("proxy authorization required") {
        return Some(wants_log_in(url, ""));
    }
    // The proxy was reached and does not go on to the host.
    let refused = reason.contains("tunnel error: unsuccessful");
    refused.then(|| EesError::Proxy {
        proxy: named(url),
        what: format!(
            "does not connect to {}: ask the people who run it to allow that host, or to name the \
             proxy for such requests",
            url.host_str().unwrap_or("the host")
        ),
    })
}

/// An answer 407: the proxy, and not the service, asks who is there.
pub fn refused_with(url: &Url, status: StatusCode, headers: &HeaderMap) -> Option<EesError> {
    if status != StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        return None;
    }
    let ways: Vec<&str> = headers
        .get_all(PROXY_AUTHENTICATE)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split([' ', ',']).next())
        .collect();
    Some(wants_log_in(url, &ways.join(", ")))
}

fn wants_log_in(url: &Url, ways: &str) -> EesError {
    let by = if ways.is_empty() { String::new() } else { format!(" ({ways})") };
    let variable = if url.scheme() == "https" { "HTTPS_PROXY" } else { "HTTP_PROXY" };
    EesError::Proxy {
        proxy: named(url),
        what: format!(
            "wants a log-in{by}: write {variable}=http://USER:PASSWORD@HOST:PORT with the right \
             password (only Basic is supported, for NTLM and Negotiate run a local relay), or \
             NO_PROXY={} where no proxy is needed; it was asked once only",
            url.host_str().unwrap_or("HOST")
        ),
    }
}

fn named(url: &Url) -> String {
    proxy_of(url).map_or_else(|| "a proxy on the way".to_string(), |proxy| proxy.to_string())
}

/// Every reason behind an error, the outermost first.
fn reasons(error: &reqwest::Error) -> String {
    let mut text = innermost(error);
    let mut source = std::error::Error::source(error);
    while let Some(next) = source {
        text = format!("{next}; {text}");
        source = next.source();
    }
    text
}
