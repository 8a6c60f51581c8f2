//! The playbook of the program, built once for every engine of a process.

use std::sync::{Arc, LazyLock};

use jinpai_playbook::Playbook;

use crate::error::{EngineError, Result};

static BUILT_IN: LazyLock<Result<Arc<Playbook>, String>> = LazyLock::new(|| {
    let built = jinpai_packs::playbook::builtin();
    built.map(Arc::new).map_err(|errors| errors.to_string())
});

/// # Errors
/// When the pack does not build, which its tests exclude.
pub(crate) fn built_in() -> Result<Arc<Playbook>> {
    BUILT_IN.clone().map_err(EngineError::BadFile)
}
