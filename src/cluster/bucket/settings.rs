//! The settings of a bucket: its address on the command line, the rest in the environment.

use super::SCHEME;
use crate::error::Error;
use object_store::ClientConfigKey;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};

/// Bucket and prefix of an address.
///
/// # Errors
/// It is none, or holds what may be a key.
pub(super) fn parsed(text: &str) -> Result<(String, String), Error> {
    let rest = text.strip_prefix(SCHEME).unwrap_or_default();
    if rest.contains('@') || rest.contains('?') {
        // That text may be a key, so it is not quoted.
        return Err(Error::Usage(
            "--shared s3://…: credentials come from the environment (AWS_ACCESS_KEY_ID, \
             AWS_SECRET_ACCESS_KEY), never in the address; write s3://BUCKET/PREFIX"
                .to_string(),
        ));
    }
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = prefix.trim_end_matches('/');
    let in_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    let in_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
    let a_part = |part: &str| part != "." && part != ".." && !part.is_empty();
    let named = (3..=63).contains(&name.len()) && name.chars().all(in_name);
    let parts = prefix.is_empty()
        || prefix.split('/').all(|part| a_part(part) && part.chars().all(in_part));
    if named && parts {
        return Ok((name.to_string(), prefix.to_string()));
    }
    Err(Error::Usage(format!(
        "--shared '{text}' is not the address of a bucket: write s3://BUCKET/PREFIX, the bucket in \
         small letters, digits, '-' and '.', the prefix also with capitals, '_' and '='"
    )))
}

/// Where a bucket will be asked for, in words, if the environment has all that is needed.
///
/// # Errors
/// What to set.
pub(super) fn usable(builder: &AmazonS3Builder) -> Result<String, String> {
    use AmazonS3ConfigKey as Named;
    let value = |key: Named| builder.get_config_value(&key).filter(|v| !v.is_empty());
    let has = |key: Named| value(key).is_some();
    let is_true = |key: Named| value(key).is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let keys = (has(Named::AccessKeyId), has(Named::SecretAccessKey));
    match keys {
        (true, false) => return Err("AWS_SECRET_ACCESS_KEY is not set".to_string()),
        (false, true) => return Err("AWS_ACCESS_KEY_ID is not set".to_string()),
        _ => {}
    }
    let given = keys.0
        || (has(Named::WebIdentityTokenFile) && has(Named::RoleArn))
        || has(Named::ContainerCredentialsRelativeUri)
        || (has(Named::ContainerCredentialsFullUri) && has(Named::ContainerAuthorizationTokenFile))
        || has(Named::MetadataEndpoint)
        || is_true(Named::SkipSignature);
    if !given {
        return Err("no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and \
                    AWS_SESSION_TOKEN for temporary ones) on the client and on every executor; \
                    files below ~/.aws are not read. For the role of a virtual machine set \
                    AWS_METADATA_ENDPOINT=http://169.254.169.254"
            .to_string());
    }
    let Some(endpoint) = value(Named::S3Endpoint).or_else(|| value(Named::Endpoint)) else {
        let region = value(Named::Region).unwrap_or_else(|| "us-east-1".to_string());
        return Ok(format!("Amazon S3 in {region}"));
    };
    // A name and a password may stand before the host.
    let (scheme, host) = endpoint.split_once("://").unwrap_or(("", &endpoint));
    let server = format!("{scheme}://{}", host.rsplit('@').next().unwrap_or_default());
    if scheme == "http" && !is_true(Named::Client(ClientConfigKey::AllowHttp)) {
        return Err(format!(
            "{server} does not encrypt what it is sent: write https:// into AWS_ENDPOINT, or set \
             AWS_ALLOW_HTTP=true if no one else is on the way there"
        ));
    }
    Ok(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_bucket_and_a_prefix() {
        let both = |bucket: &str, prefix: &str| Some((bucket.to_string(), prefix.to_string()));
        assert_eq!(parsed("s3://send-runs").ok(), both("send-runs", ""));
        assert_eq!(parsed("s3://send-runs/").ok(), both("send-runs", ""));
        assert_eq!(parsed("s3://send.runs/a/B_1=c/").ok(), both("send.runs", "a/B_1=c"));
        for wrong in [
            "s3://",
            "s3:///a",
            "s3://ab",
            "s3://Send/a",
            "s3://send/../other",
            "s3://send//a",
            "s3://send/a*",
            "s3://send/a b",
        ] {
            let refusal = parsed(wrong).unwrap_err().to_string();
            assert!(refusal.contains("s3://BUCKET/PREFIX"), "{wrong}: {refusal}");
        }
    }

    #[test]
    fn a_key_in_an_address_is_refused_and_not_repeated() {
        for wrong in ["s3://AKIA:geheim@send/a", "s3://send/a?secret=geheim"] {
            let refusal = parsed(wrong).unwrap_err().to_string();
            assert!(!refusal.contains("geheim") && !refusal.contains("AKIA"), "{refusal}");
            assert!(refusal.contains("AWS_ACCESS_KEY_ID"), "{refusal}");
        }
    }

    #[test]
    fn nothing_is_asked_without_credentials_or_in_the_clear() {
        let refusal = |builder: AmazonS3Builder| usable(&builder).unwrap_err();
        let keys = AmazonS3Builder::new().with_access_key_id("id").with_secret_access_key("key");
        assert!(refusal(AmazonS3Builder::new()).contains("no credentials: set AWS_ACCESS_KEY_ID"));
        let half = AmazonS3Builder::new().with_access_key_id("id");
        assert_eq!(refusal(half), "AWS_SECRET_ACCESS_KEY is not set");
        let clear = keys.clone().with_endpoint("http://name:word@store:9000");
        let refused = refusal(clear.clone());
        assert!(refused.starts_with("http://store:9000 does not encrypt"), "{refused}");
        assert_eq!(usable(&clear.with_allow_http(true)).unwrap(), "http://store:9000");
        let abroad = keys.with_region("eu-west-2");
        assert_eq!(usable(&abroad).unwrap(), "Amazon S3 in eu-west-2");
    }
}
