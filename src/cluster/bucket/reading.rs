//! A bucket as the queries see it: they read it, and its faults get readable messages.

use super::Bucket;
use async_trait::async_trait;
use datafusion::execution::context::SessionContext;
use datafusion::execution::object_store::ObjectStoreUrl;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload,
    ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use std::fmt;
use std::sync::Arc;

#[derive(Debug)]
struct Reading(Bucket);

/// Lets the queries of `context` find what is in `bucket`.
pub fn mount(bucket: &Bucket, context: &SessionContext) {
    // The name was looked at letter by letter before.
    if let Ok(root) = ObjectStoreUrl::parse(bucket.root()) {
        context.register_object_store(root.as_ref(), Arc::new(Reading(bucket.clone())));
    }
}

/// As what was asked for is found by its kind, one that is not there keeps its own.
fn in_our_words(bucket: &Bucket, error: &Error) -> Error {
    let source = Box::new(bucket.fault(error));
    match error {
        Error::NotFound { path, .. } => Error::NotFound { path: path.clone(), source },
        _ => Error::Generic { store: "S3", source },
    }
}

fn refused(what: &str) -> Error {
    Error::NotImplemented { operation: what.to_string(), implementer: "Reading".to_string() }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.address())
    }
}

#[async_trait]
impl ObjectStore for Reading {
    async fn put_opts(&self, _: &Path, _: PutPayload, _: PutOptions) -> Result<PutResult> {
        Err(refused("put"))
    }

    async fn put_multipart_opts(
        &self,
        _: &Path,
        _: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        Err(refused("put"))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let got = self.0.store().get_opts(location, options).await;
        let mut got = got.map_err(|e| in_our_words(&self.0, &e))?;
        if let GetResultPayload::Stream(bytes) = got.payload {
            let bucket = self.0.clone();
            let bytes = bytes.map_err(move |e| in_our_words(&bucket, &e)).boxed();
            got.payload = GetResultPayload::Stream(bytes);
        }
        Ok(got)
    }

    fn delete_stream(
        &self,
        _: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        futures::stream::once(async { Err(refused("delete")) }).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let bucket = self.0.clone();
        self.0.store().list(prefix).map_err(move |e| in_our_words(&bucket, &e)).boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let listed = self.0.store().list_with_delimiter(prefix).await;
        listed.map_err(|e| in_our_words(&self.0, &e))
    }

    async fn copy_opts(&self, _: &Path, _: &Path, _: CopyOptions) -> Result<()> {
        Err(refused("copy"))
    }
}
