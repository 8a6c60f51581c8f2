//! Running other programs: shown, listened to, timed, and stopped.

use std::{
    ffi::OsStr,
    io::{self, BufRead, BufReader, IsTerminal, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// A program to run in a folder.
pub struct Cmd {
    command: Command,
    shown: String,
    quiet: bool,
}

impl Cmd {
    pub fn new(program: impl AsRef<OsStr>, folder: &Path) -> Self {
        let mut command = Command::new(program.as_ref());
        command.current_dir(folder);
        Self {
            shown: program.as_ref().to_string_lossy().into_owned(),
            command,
            quiet: false,
        }
    }

    /// A program that takes only what the others of this machine leave. A session of its own: Linux shares the machine
    /// out between sessions first, whatever the processes in them are.
    pub fn idle(program: &Path, folder: &Path) -> Self {
        let lowered = "{ echo 19 > /proc/self/autogroup; } 2>/dev/null; exec chrt --idle 0 \"$0\" \"$@\"";
        let ways: [&[&str]; 2] = [&["setsid", "sh", "-c", lowered], &["nice", "-n", "19"]];
        let of = |way: &[&str]| Self::new(way[0], folder).args(&way[1..]);
        // A machine may have the tools and forbid their use.
        let works = |way: &&[&str]| {
            let mut tried = of(way).args(["true"]).command;
            tried
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
        };
        match ways.into_iter().find(works) {
            Some(way) => of(way).args([program]),
            None => Self::new(program, folder),
        }
    }

    /// The cargo that runs this very program.
    pub fn cargo(folder: &Path) -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut cmd = Self::new(cargo, folder);
        cmd.shown = "cargo".to_owned();
        cmd
    }

    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        for arg in args {
            self.shown.push(' ');
            self.shown.push_str(&arg.as_ref().to_string_lossy());
            self.command.arg(arg);
        }
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Does not show the command line.
    pub const fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    fn show(&self) {
        if !self.quiet {
            println!("    $ {}", self.shown);
        }
    }

    /// Runs with this terminal.
    pub fn run(mut self) -> Result<()> {
        self.show();
        let status = self
            .command
            .status()
            .with_context(|| format!("cannot start `{}`", self.shown))?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.shown);
        }
        Ok(())
    }

    /// Runs and gives what it printed; its standard error goes to the terminal.
    pub fn read(mut self) -> Result<String> {
        self.show();
        let output = self
            .command
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot start `{}`", self.shown))?;
        if !output.status.success() {
            bail!("`{}` ended with {}", self.shown, output.status);
        }
        String::from_utf8(output.stdout).with_context(|| format!("`{}` printed no UTF-8", self.shown))
    }

    /// Runs, showing every line and giving it, freed of colours, to `hear`. Says whether it succeeded.
    pub fn hear(mut self, mut hear: impl FnMut(&str)) -> Result<bool> {
        self.show();
        let (reader, writer) = io::pipe()?;
        let mut child = self
            .command
            .stdin(Stdio::null())
            .stdout(writer.try_clone()?)
            .stderr(writer)
            .spawn()
            .with_context(|| format!("cannot start `{}`", self.shown))?;
        // The command holds the writing ends; the pipe closes only when they are gone.
        drop(self);
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            io::stdout().write_all(&line)?;
            hear(plain(&String::from_utf8_lossy(&line)).trim_end());
        }
        Ok(child.wait()?.success())
    }

    /// Starts it in the background, its output into a file.
    pub fn start(mut self, log: &Path) -> Result<Background> {
        self.show();
        let log_file = std::fs::File::create(log)?;
        let child = self
            .command
            .stdin(Stdio::null())
            .stdout(log_file.try_clone()?)
            .stderr(log_file)
            .spawn()
            .with_context(|| format!("cannot start `{}`", self.shown))?;
        Ok(Background {
            child,
            log: log.to_owned(),
        })
    }

    /// Lowers the command to another user of this machine.
    #[cfg(unix)]
    pub fn for_user(mut self, user: &crate::postgres::User) -> Self {
        use std::os::unix::process::CommandExt;
        self.command.uid(user.uid).gid(user.gid);
        self
    }

    #[cfg(not(unix))]
    pub fn for_user(self, _user: &crate::postgres::User) -> Self {
        self
    }
}

/// A program in the background; it is stopped when this goes out of scope.
pub struct Background {
    child: Child,
    log: PathBuf,
}

impl Background {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The last lines it wrote.
    pub fn tail(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }

    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for its end, and gives what it wrote; says whether it succeeded.
    pub fn wait(mut self) -> Result<(bool, String)> {
        let status = self.child.wait()?;
        let written = std::fs::read_to_string(&self.log).unwrap_or_default();
        Ok((status.success(), written))
    }

    /// Asks it to end by a signal, and kills it after ten seconds.
    pub fn stop(&mut self, signal: &str) {
        if self.has_ended() {
            return;
        }
        let asked = Command::new("kill")
            .args([format!("-{signal}"), self.child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        let ended = asked.is_ok() && wait_until(Duration::from_secs(10), || self.has_ended());
        if !ended {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.stop("TERM");
    }
}

/// Asks again every 20 ms until it is so, or the time is over.
pub fn wait_until(limit: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let started = now();
    loop {
        if is_so() {
            return true;
        }
        if started.elapsed() > limit {
            return false;
        }
        pause(Duration::from_millis(20));
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this tool waits for other programs, which tell nobody when they are ready"
)]
pub fn pause(time: Duration) {
    std::thread::sleep(time);
}

#[expect(
    clippy::disallowed_methods,
    reason = "this tool measures how long other programs take"
)]
pub fn now() -> Instant {
    Instant::now()
}

/// Whether a person looks on; then colours are asked for.
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether this may install system packages: root, where there is apt-get.
pub fn may_install() -> bool {
    let root = Cmd::new("id", Path::new("/"))
        .args(["-u"])
        .quiet()
        .read()
        .is_ok_and(|id| id.trim() == "0");
    root && which("apt-get").is_some()
}

/// Installs system packages.
pub fn install(packages: &[&str]) -> Result<()> {
    let root = Path::new("/");
    let apt = |args: &[&str]| {
        Cmd::new("apt-get", root)
            .args(args)
            .env("DEBIAN_FRONTEND", "noninteractive")
    };
    let add: Vec<&str> = ["install", "-y", "-qq", "--no-install-recommends"]
        .iter()
        .chain(packages)
        .copied()
        .collect();
    if apt(&add).run().is_ok() {
        return Ok(());
    }
    apt(&["update", "-qq"]).run()?;
    apt(&add).run()
}

/// Where a program is, as the shell would find it.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// A line without its terminal colours.
pub fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // `ESC [ … letter`
            if chars.next() == Some('[') {
                for c in chars.by_ref() {
                    if c.is_ascii_alphabetic() {
                        break;
                    }
                }
            }
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn colours_fall_off() {
        assert_eq!(plain("\u{1b}[32;1mPASS\u{1b}[0m x"), "PASS x");
        assert_eq!(plain("plain"), "plain");
    }
}
