//! Why an answer is not a success, or broke off.

use super::error::{ApiMessage, EesError};
use super::proxy::{proxy_of, refused_by_proxy, refused_with};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Response, Url};
use rustls::AlertDescription;
use std::error::Error;
use std::io;
use std::time::{Duration, SystemTime};

/// What is read of an error's body.
const ERROR_BYTES: usize = 64 << 10;

/// The body of an answer 400: what is wrong with the query.
#[derive(serde::Deserialize)]
struct Problem {
    #[serde(default)]
    errors: Vec<ApiMessage>,
}

/// Why an answer is not a success; `now` turns the date until which to wait into a time.
pub async fn refusal(url: &Url, status: u16, mut response: Response, now: SystemTime) -> EesError {
    let json = is_json(response.headers());
    let after = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| retry_after(value.to_str().ok()?, now));
    if let Some(error) = refused_with(url, response.status(), response.headers()) {
        return error;
    }
    let url = url.to_string();
    match status {
        404 => EesError::NotFound { url },
        403 => EesError::Forbidden { url, json },
        429 => EesError::RateLimited { after },
        408 | 500..=599 => EesError::Server { status, url, after },
        300..=399 => EesError::Transport {
            url,
            reason: format!("status {status} leads nowhere"),
            again: false,
        },
        _ => {
            let mut body = Vec::new();
            // An error whose body breaks off is reported by its status.
            while let Ok(Some(chunk)) = response.chunk().await {
                body.extend_from_slice(&chunk);
                if body.len() > ERROR_BYTES {
                    break;
                }
            }
            let errors = serde_json::from_slice::<Problem>(&body).map(|p| p.errors);
            EesError::Validation { status, url, errors: errors.unwrap_or_default() }
        }
    }
}

/// Seconds, or a date in the form of HTTP.
fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// The media type of an answer, for messages.
pub fn content_type(response: &Response) -> String {
    let value = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
    value.unwrap_or("nothing").split(';').next().unwrap_or_default().trim().to_string()
}

/// Whether an answer says that it is JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let media = value.split(';').next().unwrap_or_default().trim();
    media.ends_with("/json") || media.ends_with("+json")
}

/// A request that failed before or while the answer came.
pub fn broken(url: &Url, error: &reqwest::Error) -> EesError {
    if let Some(refused) = refused_by_proxy(url, error) {
        return refused;
    }
    if error.is_timeout() && !error.is_connect() {
        return EesError::Timeout { url: url.to_string() };
    }
    let mut reason = innermost(error);
    // A certificate that does not fit stays so, and so does a redirect that is refused.
    let inspected = is_of_a_certificate(error);
    let again = !error.is_redirect() && !inspected;
    if inspected {
        reason.push_str(&certificate_advice());
    }
    if !error.is_connect() {
        return EesError::Transport { url: url.to_string(), reason, again };
    }
    // Only the host of the address matters if nothing answers.
    let host = url.origin().ascii_serialization();
    if let Some(proxy) = proxy_of(url).filter(|_| !inspected) {
        reason = format!("{proxy} cannot be reached: {reason}");
    }
    EesError::Transport { url: host, reason, again }
}

/// Whether a certificate is the cause: the server's that was refused here, or one that was refused or
/// missed there.
fn is_of_a_certificate(error: &(dyn Error + 'static)) -> bool {
    match error.downcast_ref() {
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => true,
        Some(rustls::Error::AlertReceived(alert)) => is_of_certificates(*alert),
        Some(_) => false,
        None => {
            // An error of input or output has no source but that of the one which it holds.
            let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            let next: Option<&(dyn Error + 'static)> = match held {
                Some(held) => Some(held),
                None => error.source(),
            };
            next.is_some_and(is_of_a_certificate)
        }
    }
}

/// Alerts of TLS about certificates (RFC 8446, 6.2).
fn is_of_certificates(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::CertificateRequired
            | AlertDescription::UnknownCA
    )
}

/// What to do about a certificate that is not known here.
pub fn certificate_advice() -> String {
    let mut advice = "; where a proxy inspects TLS, give the certificate of your organisation: \
                      --ca-file FILE, or SSL_CERT_FILE=FILE with all authorities (PEM)"
        .to_string();
    if let Some(missing) = missing_authorities() {
        advice.push_str(&format!("; {missing}"));
    }
    advice
}

/// What is wrong with the setting of the file of certificates: the system's are then left out,
/// and no connection can be trusted.
#[must_use]
pub fn missing_authorities() -> Option<String> {
    let file = std::env::var_os("SSL_CERT_FILE")?;
    let is_there = std::path::Path::new(&file).is_file();
    (!is_there).then(|| format!("SSL_CERT_FILE names no file: {}", file.display()))
}

/// The last reason behind an error.
pub fn innermost(error: &reqwest::Error) -> String {
    let mut source: &dyn Error = error;
    while let Some(next) = source.source() {
        source = next;
    }
    source.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let date = httpdate::fmt_http_date(now + Duration::from_secs(30));
        assert_eq!(retry_after("2", now), Some(Duration::from_secs(2)));
        assert_eq!(retry_after(&date, now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("soon", now), None);
        let past = httpdate::fmt_http_date(now - Duration::from_secs(30));
        assert_eq!(retry_after(&past, now), Some(Duration::ZERO));
    }

    #[derive(Debug, thiserror::Error)]
    #[error("the request failed")]
    struct Failed(#[source] io::Error);

    #[test]
    fn a_certificate_is_known_by_the_kind_of_the_error_and_not_by_its_words() {
        let unknown = rustls::CertificateError::UnknownIssuer;
        for (tls, is_one) in [
            (rustls::Error::InvalidCertificate(unknown), true),
            (rustls::Error::NoCertificatesPresented, true),
            (rustls::Error::AlertReceived(AlertDescription::CertificateRequired), true),
            (rustls::Error::AlertReceived(AlertDescription::HandshakeFailure), false),
            (rustls::Error::General("no certificate".to_string()), false),
        ] {
            let text = tls.to_string();
            // As the client wraps it: one error of input and output in another.
            let inner = io::Error::new(io::ErrorKind::InvalidData, tls);
            let failed = Failed(io::Error::other(inner));
            assert_eq!(is_of_a_certificate(&failed), is_one, "{text}");
        }
        assert!(!is_of_a_certificate(&Failed(io::Error::other("certificate"))));
    }
}
