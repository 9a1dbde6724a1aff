//! How our node of a plan travels: as the version of the program that wrote it, which a
//! program of another version refuses to take.

use super::task::Station;
use super::tasks::TasksExec;
use super::version::{same_version, version};
use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::common::{DataFusionError, Result, internal_err};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use std::sync::Arc;

/// What no message of Ballista's own opens with.
const OURS: &[u8] = b"send-outcomes\0";

/// Our node, and Ballista's own.
#[derive(Debug)]
pub struct Codec {
    /// Who reads messages, for those of another version.
    reader: &'static str,
    /// On an executor: where the work is done.
    station: Option<Arc<Station>>,
    ballista: BallistaPhysicalExtensionCodec,
}

impl Codec {
    /// For `reader`: `this scheduler`, `this executor`, `this client`.
    #[must_use]
    pub fn new(reader: &'static str, station: Option<Arc<Station>>) -> Self {
        Self { reader, station, ballista: BallistaPhysicalExtensionCodec::default() }
    }
}

impl PhysicalExtensionCodec for Codec {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        proto_converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(version) = buf.strip_prefix(OURS) else {
            return self.ballista.try_decode(buf, inputs, ctx, proto_converter);
        };
        let theirs = String::from_utf8_lossy(version);
        same_version(("the sender of this work", &theirs), self.reader)
            .map_err(DataFusionError::Execution)?;
        let [input] = inputs else { return internal_err!("a node of ours has one input") };
        Ok(Arc::new(TasksExec::new(input.clone(), self.station.clone())))
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        proto_converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        if !node.is::<TasksExec>() {
            return self.ballista.try_encode(node, buf, proto_converter);
        }
        buf.extend_from_slice(OURS);
        buf.extend_from_slice(version().as_bytes());
        Ok(())
    }
}
