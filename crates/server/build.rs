//! Lets the crate build before the web UI has been built: the embedded folders must exist.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for app in ["workbench", "widget"] {
        let dist = Path::new("../../web/apps").join(app).join("dist");
        // A checkout that cannot be written to has the folders already, or the embedding says what is missing.
        let _ = fs::create_dir_all(&dist);
        // A debug build reads the files when they are asked for; a release build embeds them.
        if env::var("PROFILE").as_deref() == Ok("release") {
            println!("cargo::rerun-if-changed={}", dist.display());
        }
    }
}
