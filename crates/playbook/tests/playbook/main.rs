//! The playbook against situations that were worked out by hand, apart from the code.
//!
//! Files with an odd number may be looked at while the code is written; those with an even number are kept back, and only
//! their share is told.

#![allow(
    clippy::print_stdout,
    reason = "shares and tables are what one runs these tests for"
)]

mod calls;
mod file;
mod judged;
mod made;
mod parts;
mod properties;
mod truth;
mod words;
mod worked;

use jinpai_playbook::{
    Playbook,
    spec::{PlaybookSpec, StepSpec},
};

/// The shipped pack, read as the packs read it.
fn playbook() -> Playbook {
    #[derive(serde::Deserialize)]
    struct Steps {
        step: Vec<StepSpec>,
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/zh-CN/playbook/");
    let text = |name: &str| std::fs::read_to_string(format!("{folder}{name}")).expect("the pack is there");
    let cues = toml::from_str(&text("cues.toml")).expect("cues");
    let plain = toml::from_str(&text("plain.toml")).expect("plain words");
    let steps: Steps = toml::from_str(&text("steps.toml")).expect("steps");
    Playbook::build(&PlaybookSpec {
        cues,
        plain,
        steps: steps.step,
    })
    .expect("the pack builds")
}
