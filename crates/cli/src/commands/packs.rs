//! `jinpai packs`: try a folder of rules on its own examples, and hold the starter phrases and the playbook to their form.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use jinpai_packs::{
    Pack, PackErrors,
    phrases::{self, Starter},
    playbook::{self, Book},
};

use crate::exit::{Failure, PROBLEMS};

/// Largest file of a pack that is read.
const LARGEST_BYTES: u64 = 1 << 20;

/// What files hold, or everything that is wrong in them.
type Read<T> = Result<T, PackErrors>;

/// What a folder may hold. Without a playbook of its own it has none.
struct Content {
    rules: Read<Pack>,
    phrases: Read<Vec<Starter>>,
    book: Option<Read<Book>>,
}

#[derive(Debug, Args)]
pub struct PacksArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Run every example of every rule, and hold the phrases and the playbook to their form. Ends with 1 when one comes
    /// out false or a file is wrong.
    Test {
        /// A folder of rules, with phrases in a folder `phrases` of it and a playbook in a folder `playbook` [default:
        /// the built-in ones].
        dir: Option<PathBuf>,
    },
}

pub fn run(args: PacksArgs) -> Result<ExitCode, Failure> {
    let What::Test { dir } = args.what;
    let Content { rules, phrases, book } = match &dir {
        Some(dir) => read(dir)?,
        None => Content {
            rules: jinpai_packs::builtin_pack(),
            phrases: phrases::builtin(),
            book: Some(playbook::builtin_book()),
        },
    };
    let report = match rules.and_then(|pack| jinpai_packs::test(&pack)) {
        Ok(report) => report,
        Err(errors) => {
            eprintln!("{errors}");
            return Ok(ExitCode::from(PROBLEMS));
        }
    };
    let (mut examples, mut failed) = (0, 0);
    let mut table = String::new();
    for rule in &report.rules {
        let verdict = if rule.failed == 0 {
            "ok".to_owned()
        } else {
            format!("{} false", rule.failed)
        };
        table.push_str(&format!(
            "{}  {:>3} bad  {:>3} good  {verdict}\n",
            rule.code, rule.bad, rule.good
        ));
        examples += rule.bad + rule.good;
        failed += rule.failed;
    }
    table.push_str(&format!(
        "{} rules, {examples} examples, {failed} false\n",
        report.rules.len()
    ));
    match phrases {
        Ok(phrases) if phrases.is_empty() => {}
        Ok(phrases) => table.push_str(&format!("{} phrases\n", phrases.len())),
        Err(errors) => {
            eprintln!("{errors}");
            return Ok(ExitCode::from(PROBLEMS));
        }
    }
    match book.transpose() {
        Ok(None) => {}
        Ok(Some(book)) => {
            let wordings: usize = book.spec.steps.iter().map(|step| step.lines.len()).sum();
            table.push_str(&format!("{} steps, {wordings} wordings\n", book.spec.steps.len()));
        }
        Err(errors) => {
            eprintln!("{errors}");
            return Ok(ExitCode::from(PROBLEMS));
        }
    }
    print(&table)?;
    for failure in &report.failures {
        eprintln!("{failure}");
    }
    Ok(if report.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(PROBLEMS)
    })
}

fn print(table: &str) -> Result<(), Failure> {
    match io::Write::write_all(&mut io::stdout().lock(), table.as_bytes()) {
        // Whoever reads us has seen enough (`| head`).
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|error| Failure::environment(format!("standard output: {error}"))),
    }
}

/// Reads every TOML file below the folder; what is wrong inside the files is the pack's answer.
fn read(dir: &Path) -> Result<Content, Failure> {
    if !dir.is_dir() {
        return Err(Failure::usage(format!(
            "{}: not a folder; give a folder of TOML rules",
            dir.display()
        )));
    }
    let mut files = Vec::new();
    let walked = walk(dir, dir, &mut files);
    walked.map_err(|error| Failure::environment(format!("{}: {error}", dir.display())))?;
    if files.is_empty() {
        return Err(Failure::usage(format!(
            "{}: no TOML file below it",
            dir.display()
        )));
    }
    let (phrases, rest): (Vec<_>, Vec<_>) =
        (files.into_iter()).partition(|(name, _)| name.starts_with("phrases/"));
    let (book, rules): (Vec<_>, Vec<_>) = rest
        .into_iter()
        .partition(|(name, _)| name.starts_with("playbook/"));
    Ok(Content {
        rules: jinpai_packs::read_dir(rules),
        phrases: phrases::read(named(&phrases)),
        book: (!book.is_empty()).then(|| playbook::read(named(&book))),
    })
}

fn named(files: &[(String, Vec<u8>)]) -> impl Iterator<Item = (&str, &[u8])> {
    files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(root, &path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            if fs::metadata(&path)?.len() > LARGEST_BYTES {
                return Err(io::Error::other(format!(
                    "{} is larger than 1 MiB",
                    path.display()
                )));
            }
            let name = path.strip_prefix(root).unwrap_or(&path);
            files.push((name.to_string_lossy().replace('\\', "/"), fs::read(&path)?));
        }
    }
    Ok(())
}
