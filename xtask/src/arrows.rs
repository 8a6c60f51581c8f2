//! Which crate may know which. The arrows of ARCHITECTURE.md, held by a test.

use anyhow::{Context, Result};

/// A crate and those it may use outside its tests. A crate that is not listed may use none.
const ARROWS: &[(&str, &[&str])] = &[
    ("jinpai-model", &[]),
    ("jinpai-text", &[]),
    ("jinpai-learn", &["jinpai-text"]),
    ("jinpai-coach", &["jinpai-model", "jinpai-text", "jinpai-learn"]),
    ("jinpai-reminder", &["jinpai-model", "jinpai-text"]),
    ("jinpai-playbook", &["jinpai-model", "jinpai-text"]),
    ("jinpai-quality", &["jinpai-model", "jinpai-coach"]),
    ("jinpai-stats", &["jinpai-model"]),
    (
        "jinpai-packs",
        &[
            "jinpai-model",
            "jinpai-text",
            "jinpai-learn",
            "jinpai-coach",
            "jinpai-playbook",
            "jinpai-reminder",
        ],
    ),
    ("jinpai-store", &["jinpai-model"]),
    ("jinpai-channels", &["jinpai-model"]),
    (
        "jinpai-engine",
        &[
            "jinpai-model",
            "jinpai-text",
            "jinpai-coach",
            "jinpai-reminder",
            "jinpai-packs",
            "jinpai-playbook",
            "jinpai-quality",
            "jinpai-stats",
            "jinpai-store",
            "jinpai-channels",
        ],
    ),
    ("jinpai-server", &["jinpai-model", "jinpai-engine"]),
    (
        "jinpai-sim",
        &[
            "jinpai-model",
            "jinpai-reminder",
            "jinpai-channels",
            "jinpai-engine",
        ],
    ),
    (
        "jinpai-cli",
        &[
            "jinpai-model",
            "jinpai-text",
            "jinpai-learn",
            "jinpai-coach",
            "jinpai-reminder",
            "jinpai-packs",
            "jinpai-playbook",
            "jinpai-quality",
            "jinpai-stats",
            "jinpai-store",
            "jinpai-channels",
            "jinpai-engine",
            "jinpai-server",
        ],
    ),
    ("xtask", &[]),
];

/// Crates that decide: no I/O, no clock, no randomness. What they may not even link.
const PURE: &[&str] = &[
    "jinpai-model",
    "jinpai-text",
    "jinpai-learn",
    "jinpai-coach",
    "jinpai-playbook",
    "jinpai-quality",
    "jinpai-reminder",
    "jinpai-stats",
];
const IMPURE_LIBRARIES: &[&str] = &[
    "tokio",
    "sea-orm",
    "axum",
    "rand",
    "reqwest",
    "getrandom",
    "tracing",
    "async-nats",
];

/// Every arrow that points the wrong way, as a sentence.
pub fn wrong(metadata: &serde_json::Value) -> Result<Vec<String>> {
    let packages = metadata["packages"]
        .as_array()
        .context("no packages in cargo metadata")?;
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let allowed = ARROWS.iter().find(|(from, _)| *from == name).map(|(_, to)| *to);
        if allowed.is_none() {
            wrong.push(format!(
                "{name} has no place in the arrows: give it one in xtask/src/arrows.rs and ARCHITECTURE.md"
            ));
        }
        let dependencies = package["dependencies"].as_array().cloned().unwrap_or_default();
        // Tests may build what they need.
        for dependency in dependencies.iter().filter(|d| d["kind"] != "dev") {
            let to = dependency["name"].as_str().unwrap_or_default();
            let ours = to.starts_with("jinpai-") || to == "xtask";
            if ours && !allowed.unwrap_or_default().contains(&to) {
                wrong.push(format!("{name} must not know {to}"));
            }
            if PURE.contains(&name) && IMPURE_LIBRARIES.contains(&to) {
                wrong.push(format!("{name} is pure and must not link {to}"));
            }
        }
    }
    Ok(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_keeps_its_arrows() {
        let metadata = crate::tree::metadata().unwrap();
        assert_eq!(wrong(&metadata).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_that_points_back_is_found() {
        let metadata = serde_json::json!({"packages": [
            {"name": "jinpai-store", "dependencies": [{"name": "jinpai-engine", "kind": null}]},
            {"name": "jinpai-coach", "dependencies": [
                {"name": "jinpai-engine", "kind": "dev"},
                {"name": "tokio", "kind": null},
            ]},
            {"name": "jinpai-new", "dependencies": []},
        ]});
        let found = wrong(&metadata).unwrap();
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0], "jinpai-store must not know jinpai-engine");
        assert_eq!(found[1], "jinpai-coach is pure and must not link tokio");
    }
}
