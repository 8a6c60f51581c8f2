//! The playbook of the program, built once for every engine of a process.

use std::sync::{Arc, LazyLock};

use jinpai_playbook::{
    Playbook,
    spec::{PlaybookSpec, StepSpec},
};

use crate::error::{EngineError, Result};

#[derive(serde::Deserialize)]
struct Steps {
    step: Vec<StepSpec>,
}

static BUILT_IN: LazyLock<Result<Arc<Playbook>, String>> = LazyLock::new(|| {
    let cues = toml::from_str(include_str!("../../../../packs/zh-CN/playbook/cues.toml"));
    let steps: Result<Steps, _> = toml::from_str(include_str!("../../../../packs/zh-CN/playbook/steps.toml"));
    let spec = PlaybookSpec {
        cues: cues.map_err(|error: toml::de::Error| error.to_string())?,
        steps: steps.map_err(|error| error.to_string())?.step,
    };
    let built = Playbook::build(&spec).map_err(|error| error.to_string())?;
    Ok(Arc::new(built))
});

/// # Errors
/// When the pack does not build, which its tests exclude.
pub(crate) fn built_in() -> Result<Arc<Playbook>> {
    BUILT_IN.clone().map_err(EngineError::BadFile)
}
