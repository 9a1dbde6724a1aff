//! A bucket of S3, or of a compatible store, in place of a shared folder.
//! Credentials come from the environment alone: no task, message or log contains them.

mod faults;
mod reading;
mod settings;

use crate::engine::{BucketFault, EngineError};
use crate::error::Error;
use faults::worded;
use futures::{StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, WriteMultipart,
};
pub use reading::mount;
use settings::{parsed, usable};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// How the address of a bucket begins.
const SCHEME: &str = "s3://";
/// Bytes that are sent or fetched at a time.
const PIECE: u64 = 8 << 20;
/// Pieces of one file that are under way at a time.
const AT_A_TIME: usize = 4;
/// Most pieces of one file, below the 10,000 that S3 takes.
const MAX_PIECES: u64 = 9_000;

/// A bucket and the prefix of everything in it.
#[derive(Clone)]
pub struct Bucket {
    /// `s3://BUCKET` or `s3://BUCKET/PREFIX`.
    address: String,
    name: String,
    /// Where the bucket is asked for, in messages.
    server: String,
    store: Arc<AmazonS3>,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({})", self.address)
    }
}

/// How long a store that does not answer is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Seconds: at the beginning and at the end, when someone waits.
    Short,
    /// Minutes: in the midst of work that would be lost.
    Long,
}

impl Patience {
    fn retries(self) -> RetryConfig {
        match self {
            Self::Long => RetryConfig::default(),
            Self::Short => RetryConfig {
                max_retries: 3,
                retry_timeout: Duration::from_secs(10),
                backoff: BackoffConfig {
                    max_backoff: Duration::from_secs(2),
                    ..BackoffConfig::default()
                },
            },
        }
    }
}

/// Whether `--shared` names a bucket rather than a folder.
#[must_use]
pub fn is_bucket(named: &Path) -> bool {
    named.to_str().is_some_and(|text| text.starts_with(SCHEME))
}

impl Bucket {
    /// The bucket that `named` names, as the environment says how to reach it; nothing is asked
    /// of it yet.
    ///
    /// # Errors
    /// The address is none, or the environment lacks what is needed.
    pub fn at(named: &Path, patience: Patience) -> Result<Self, Error> {
        let (name, prefix) = parsed(&named.to_string_lossy())?;
        let mut address = format!("{SCHEME}{name}");
        if !prefix.is_empty() {
            address = format!("{address}/{prefix}");
        }
        let builder =
            AmazonS3Builder::from_env().with_bucket_name(&name).with_retry(patience.retries());
        let fault = |message: String| EngineError::from(BucketFault::new(&address, message));
        let server = usable(&builder).map_err(fault)?;
        let store = builder
            .build()
            .map_err(|e| fault(format!("the AWS_… variables cannot be used: {e}")))?;
        Ok(Self { address, name, server, store: Arc::new(store) })
    }

    /// The same bucket, with its own connections.
    ///
    /// # Errors
    /// As [`Bucket::at`].
    pub fn again(&self, patience: Patience) -> Result<Self, Error> {
        Self::at(Path::new(&self.address), patience)
    }

    /// `s3://BUCKET/PREFIX`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What may be put before every key: `s3://BUCKET`.
    #[must_use]
    pub fn root(&self) -> String {
        format!("{SCHEME}{}", self.name)
    }

    /// The store as queries read it.
    #[must_use]
    pub fn store(&self) -> Arc<AmazonS3> {
        Arc::clone(&self.store)
    }

    /// Whether `path` is below the prefix.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        let below = path.to_str().and_then(|text| text.strip_prefix(self.address.as_str()));
        let below = below.and_then(|rest| rest.strip_prefix('/'));
        below.is_some_and(|rest| {
            rest.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        })
    }

    /// A fault of the store in words that hold nothing of what it answered.
    #[must_use]
    pub fn fault(&self, error: &object_store::Error) -> BucketFault {
        BucketFault::new(&self.address, worded(error, &self.name, &self.server))
    }

    fn failed(&self, error: &object_store::Error) -> EngineError {
        self.fault(error).into()
    }

    fn key(&self, path: &Path) -> Result<Key, EngineError> {
        let outside = || EngineError::Write {
            path: path.to_path_buf(),
            message: format!("it is not below {}", self.address),
        };
        if !self.holds(path) {
            return Err(outside());
        }
        let text = path.to_string_lossy();
        let key = text.strip_prefix(&self.root()).unwrap_or_default();
        Key::parse(key).map_err(|_| outside())
    }

    /// Asks for a list of what is there: whether the bucket can be used.
    ///
    /// # Errors
    /// It is not there, does not answer or gives no access.
    pub async fn answers(&self) -> Result<(), EngineError> {
        let prefix = self.address.strip_prefix(&self.root()).unwrap_or_default();
        let prefix = Key::parse(prefix).ok().filter(|key| !key.as_ref().is_empty());
        match self.store.list(prefix.as_ref()).next().await {
            Some(Err(error)) => Err(self.failed(&error)),
            _ => Ok(()),
        }
    }

    /// Whether there is an object.
    ///
    /// # Errors
    /// The store does not answer or gives no access.
    pub async fn has(&self, path: &Path) -> Result<bool, EngineError> {
        match self.store.head(&self.key(path)?).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Puts a few bytes.
    ///
    /// # Errors
    /// The store does not answer or gives no access.
    pub async fn put(&self, bytes: &'static [u8], path: &Path) -> Result<(), EngineError> {
        let put = self.store.put(&self.key(path)?, PutPayload::from_static(bytes)).await;
        put.map(drop).map_err(|e| self.failed(&e))
    }

    /// Puts a file of this machine: it is there whole or not at all.
    ///
    /// # Errors
    /// The file cannot be read; the store does not answer or gives no access.
    pub async fn send(&self, file: &Path, path: &Path) -> Result<(), EngineError> {
        let key = self.key(path)?;
        let unreadable = |e: std::io::Error| EngineError::Write {
            path: path.to_path_buf(),
            message: format!("{}: {e}", file.display()),
        };
        let mut open = tokio::fs::File::open(file).await.map_err(unreadable)?;
        let bytes = open.metadata().await.map_err(unreadable)?.len();
        if bytes <= PIECE {
            let mut whole = Vec::new();
            open.read_to_end(&mut whole).await.map_err(unreadable)?;
            let put = self.store.put(&key, PutPayload::from(whole)).await;
            return put.map(drop).map_err(|e| self.failed(&e));
        }
        let upload = self.store.put_multipart(&key).await.map_err(|e| self.failed(&e))?;
        let piece = usize::try_from(PIECE.max(bytes / MAX_PIECES + 1)).unwrap_or(usize::MAX);
        let mut sending = WriteMultipart::new_with_chunk_size(upload, piece);
        let mut buffer = vec![0; 1 << 20];
        let sent = loop {
            match open.read(&mut buffer).await {
                Ok(0) => break Ok(()),
                Ok(read) => sending.write(buffer.get(..read).unwrap_or_default()),
                Err(error) => break Err(unreadable(error)),
            }
            if let Err(error) = sending.wait_for_capacity(AT_A_TIME).await {
                break Err(self.failed(&error));
            }
        };
        // All pieces first: completing an upload one of whose pieces failed would leave the others.
        let sent = match sent {
            Ok(()) => sending.wait_for_capacity(1).await.map_err(|e| self.failed(&e)),
            failed => failed,
        };
        if let Err(error) = sent {
            // What it leaves is removed by the bucket's rule for incomplete uploads.
            let _ = sending.abort().await;
            return Err(error);
        }
        sending.finish().await.map(drop).map_err(|e| self.failed(&e))
    }

    /// Fetches an object into a file of this machine, whole.
    ///
    /// # Errors
    /// The file cannot be written; the object is not there, or the store does not answer.
    pub async fn fetch(&self, path: &Path, file: &Path) -> Result<(), EngineError> {
        let key = self.key(path)?;
        let unwritable = |e: std::io::Error| EngineError::Write {
            path: file.to_path_buf(),
            message: e.to_string(),
        };
        let bytes = self.store.head(&key).await.map_err(|e| self.failed(&e))?.size;
        let mut open = tokio::fs::File::create(file).await.map_err(unwritable)?;
        // In pieces, since a request has a time limit and a file has no greatest size.
        let pieces = (0..bytes.div_ceil(PIECE)).map(|n| n * PIECE..bytes.min((n + 1) * PIECE));
        let asked = pieces.map(|range| self.store.get_range(&key, range));
        let mut fetched = futures::stream::iter(asked).buffered(AT_A_TIME);
        let mut written = 0;
        while let Some(piece) = fetched.try_next().await.map_err(|e| self.failed(&e))? {
            open.write_all(&piece).await.map_err(unwritable)?;
            written += piece.len() as u64;
        }
        open.flush().await.map_err(unwritable)?;
        if written == bytes {
            return Ok(());
        }
        let message = format!("{written} of {bytes} bytes of {} came", path.display());
        Err(BucketFault::new(&self.address, message).into())
    }

    /// Removes an object.
    ///
    /// # Errors
    /// The store does not answer or gives no access.
    pub async fn remove(&self, path: &Path) -> Result<(), EngineError> {
        self.store.delete(&self.key(path)?).await.map_err(|e| self.failed(&e))
    }

    /// Removes everything below `folder`.
    ///
    /// # Errors
    /// The store does not answer or gives no access.
    pub async fn remove_below(&self, folder: &Path) -> Result<(), EngineError> {
        let key = self.key(folder)?;
        let listed: Vec<_> = self
            .store
            .list(Some(&key))
            .map_ok(|object| object.location)
            .try_collect()
            .await
            .map_err(|e| self.failed(&e))?;
        let listed = futures::stream::iter(listed).map(Ok).boxed();
        let removed = self.store.delete_stream(listed).try_for_each(|_| async { Ok(()) }).await;
        removed.map_err(|e| self.failed(&e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_beside_the_prefix_is_touched() {
        let keys = AmazonS3Builder::new().with_access_key_id("id").with_secret_access_key("key");
        let bucket = Bucket {
            address: "s3://send/runs".to_string(),
            name: "send".to_string(),
            server: String::new(),
            store: Arc::new(keys.with_bucket_name("send").build().unwrap()),
        };
        let key = bucket.key(Path::new("s3://send/runs/run-1/staged/a~2.parquet")).unwrap();
        assert_eq!(key.as_ref(), "runs/run-1/staged/a~2.parquet");
        for outside in [
            "s3://send/runs",
            "s3://send/runs/",
            "s3://send/runs2/a",
            "s3://send/runs/../a",
            "s3://other/runs/a",
            "/runs/a",
        ] {
            assert!(!bucket.holds(Path::new(outside)), "{outside}");
            assert!(bucket.key(Path::new(outside)).is_err(), "{outside}");
        }
    }
}
