use rayon::prelude::*;

use super::{Engine, Job, check_bytes};
use crate::suppress::{Earlier, Published};

/// What a file of a job was before.
#[derive(Debug)]
pub enum OldVersion {
    /// It was not there.
    New,
    /// The same bytes.
    Same,
    /// Other bytes.
    Bytes(Vec<u8>),
}

/// The earlier state of the lists of `job`: one version a file, in the order of its inputs. A version that cannot be
/// read as a list is as good as none.
pub fn earlier(job: &Job, versions: Vec<OldVersion>) -> Published {
    let checkers: Vec<_> = job.engines.iter().map(Engine::checker).collect();
    let files = job
        .inputs
        .par_iter()
        .zip(versions)
        .filter_map(|((input, index), version)| {
            let earlier = match version {
                OldVersion::New => return None,
                OldVersion::Same => Earlier::Same,
                OldVersion::Bytes(bytes) => {
                    let engine = job.engines.get(*index)?;
                    let checker = checkers.get(*index)?;
                    let result = check_bytes(engine, checker, input, bytes, job.manner(false));
                    Earlier::of(&result.report)?
                }
            };
            Some((input.name.as_str().into(), earlier))
        })
        .collect();
    Published { files }
}
