//! `run`: from a fresh clone to the demo shop.

use anyhow::Result;

use crate::{shell::Cmd, tree, web};

pub fn run(args: &[String]) -> Result<()> {
    web::install()?;
    web::build()?;
    Cmd::cargo(tree::root())
        .args(["build", "--package", "jinpai-cli"])
        .run()?;
    let program = tree::target()?.join("debug").join("jinpai");
    // The demo prints its address and the passwords once it is ready; Ctrl-C ends both.
    Cmd::new(program, tree::root()).args(["demo"]).args(args).run()
}
