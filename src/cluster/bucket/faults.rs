//! What a store answers to a request that it does not grant, in words of our own: its answers
//! may quote the name of a key or what was signed, so nothing of them but their code is kept.

use object_store::Error;

/// What the credentials must be allowed.
const RIGHTS: &str = "s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject, \
                      s3:DeleteObject and s3:AbortMultipartUpload below the prefix";

/// Why `server` did not do with the bucket `name` what was asked, and what to set.
pub(super) fn worded(error: &Error, name: &str, server: &str) -> String {
    let text = error.to_string();
    let status = status_of(&text);
    let code = code_of(&text);
    match code.unwrap_or_default() {
        "NoSuchBucket" => {
            return format!("{server} has no bucket '{name}': make it, or name another");
        }
        "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "InvalidToken"
        | "ExpiredToken"
        | "TokenRefreshRequired" => {
            return format!(
                "{server} refuses the credentials ({}): check AWS_ACCESS_KEY_ID, \
                 AWS_SECRET_ACCESS_KEY and, for temporary ones, AWS_SESSION_TOKEN",
                code.unwrap_or_default()
            );
        }
        "RequestTimeTooSkewed" => {
            return format!("{server} says that the clock of this machine is wrong");
        }
        "PermanentRedirect" | "AuthorizationHeaderMalformed" => return elsewhere(server),
        _ => {}
    }
    match (status, error) {
        (_, Error::Unauthenticated { .. }) => {
            format!(
                "{server} refuses the credentials: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            )
        }
        (_, Error::PermissionDenied { .. }) => no_access(server),
        (_, Error::NotFound { path, .. }) => format!("{path} is not there"),
        (Some(status), _) => match code {
            Some("AccessDenied") => no_access(server),
            Some(code) => format!("{server} answers {status} ({code})"),
            None => format!("{server} answers {status}"),
        },
        (None, _) if text.contains("Received redirect") => elsewhere(server),
        (None, _) => match code {
            Some("AccessDenied") => no_access(server),
            Some(code) => format!("{server} answers {code}"),
            None => format!(
                "{server}, or the service that gives the credentials, does not answer: check the \
                 network, AWS_ENDPOINT and AWS_REGION"
            ),
        },
    }
}

fn no_access(server: &str) -> String {
    format!("{server} gives no access: allow these credentials {RIGHTS}")
}

fn elsewhere(server: &str) -> String {
    format!(
        "the bucket is not in the region of {server}: set AWS_REGION to the region of the \
             bucket"
    )
}

/// The number in `non-2xx status code: 403 Forbidden`.
fn status_of(text: &str) -> Option<u16> {
    let (_, rest) = text.split_once("status code: ")?;
    rest.get(..3)?.parse().ok()
}

/// The word in `<Code>AccessDenied</Code>`, or in `(code: AccessDenied)` of one object of many.
fn code_of(text: &str) -> Option<&str> {
    let between = |open: &str, close: &str| {
        let (_, rest) = text.split_once(open)?;
        rest.split_once(close).map(|(code, _)| code)
    };
    let code = between("<Code>", "</Code>").or_else(|| between("(code: ", ")"))?;
    let a_word = code.len() < 64 && code.chars().all(|c| c.is_ascii_alphanumeric());
    a_word.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str = "https://store:9000";

    fn answer(status: &str, body: &str) -> Box<dyn std::error::Error + Send + Sync> {
        format!("Error performing PUT {SERVER}/send - Server returned non-2xx status code: {status}: {body}")
            .into()
    }

    #[test]
    fn each_refusal_says_what_to_set_and_quotes_nothing() {
        let body = |code: &str| {
            format!("<Error><Code>{code}</Code><AWSAccessKeyId>AKIAKEY</AWSAccessKeyId></Error>")
        };
        let path = "runs/run-1".to_string();
        let denied = |code: &str| Error::PermissionDenied {
            path: path.clone(),
            source: answer("403 Forbidden", &body(code)),
        };
        let missing = |code: &str| Error::NotFound {
            path: path.clone(),
            source: answer("404 Not Found", &body(code)),
        };
        let other = |status: &str, code: &str| Error::Generic {
            store: "S3",
            source: answer(status, &body(code)),
        };
        for (error, words) in [
            (denied("AccessDenied"), "s3:PutObject"),
            (denied("InvalidAccessKeyId"), "refuses the credentials (InvalidAccessKeyId)"),
            (denied("SignatureDoesNotMatch"), "AWS_SECRET_ACCESS_KEY"),
            (missing("NoSuchBucket"), "has no bucket 'send'"),
            (missing("NoSuchKey"), "runs/run-1 is not there"),
            (other("400 Bad Request", "AuthorizationHeaderMalformed"), "set AWS_REGION"),
            (other("503 Slow Down", "SlowDown"), "answers 503 (SlowDown)"),
            (other("500 Oh", "no word"), "answers 500"),
            (Error::Generic { store: "S3", source: "HTTP error".into() }, "does not answer"),
        ] {
            let text = worded(&error, "send", SERVER);
            assert!(text.contains(words), "{text}");
            assert!(!text.contains("AKIAKEY") && !text.contains('<'), "{text}");
        }
    }
}
