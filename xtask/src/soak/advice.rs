//! `soak advice`: many made-up situations, whose cards are held against the tables.

use anyhow::{Context, Result, bail};

use crate::{shell::Cmd, tree};

pub fn run(args: &[String]) -> Result<()> {
    let situations: u64 = match args {
        [] => 10_000,
        [option, count] if option == "--situations" => count
            .parse()
            .with_context(|| format!("--situations needs a number, not {count:?}"))?,
        other => bail!("soak advice knows --situations N, not {:?}", other.join(" ")),
    };
    println!("    {situations} situations, each card against the tables");
    let test = "test(every_card_of_ten_thousand_situations_is_true)";
    Cmd::cargo(tree::root())
        .args(["nextest", "run", "--workspace", "--no-capture", "-E", test])
        .env("JINPAI_TEST_SITUATIONS", situations.to_string())
        .run()
}
