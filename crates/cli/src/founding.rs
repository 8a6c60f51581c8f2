//! The first start: whichever command comes first makes the shop and its owner, and tells her password once.

use std::{
    io::{IsTerminal, Write},
    path::Path,
};

use jinpai_engine::Engine;

use crate::exit::Failure;

/// What the first shop is called until its owner names it.
const FIRST_SHOP: &str = "我的店铺";

/// Makes the first shop and its owner where there is none yet.
pub async fn found(engine: &Engine, data: &Path) -> Result<(), Failure> {
    // The folder first: a password that cannot be told must not be set.
    std::fs::create_dir_all(data).map_err(|e| Failure::environment(format!("{}: {e}", data.display())))?;
    match engine.found(FIRST_SHOP).await? {
        Some((_, login, password)) => tell_owner(data, &login, &password),
        None => Ok(()),
    }
}

/// Shows the owner's one-time password: on the terminal, or in a file only its owner can read.
fn tell_owner(data: &Path, login: &str, password: &str) -> Result<(), Failure> {
    if std::io::stderr().is_terminal() {
        eprintln!(
            "\n  第一次启动 · first start\n  登录名 login: {login}\n  一次性密码 one-time password: {password}\n"
        );
        return Ok(());
    }
    let path = data.join("owner-password.txt");
    let failed = |e: std::io::Error| Failure::environment(format!("{}: {e}", path.display()));
    // A file left behind may have other eyes on it: ours is a new one.
    let _ = std::fs::remove_file(&path);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&path).map_err(failed)?;
    writeln!(file, "login: {login}\npassword: {password}").map_err(failed)?;
    eprintln!("jinpai: the owner's one-time password is in {}", path.display());
    Ok(())
}
