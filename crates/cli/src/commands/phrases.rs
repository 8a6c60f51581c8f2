//! `jinpai phrases`: a shop's phrases by file, in and out.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use jinpai_engine::{Engine, Locale, PhraseImport, PhraseImportOptions, PhraseRowChange, PhraseWriter};
use jinpai_model::{PersonId, PhraseScope, Shop};
use serde_json::json;

use crate::{
    commands::import::{Format, locale, open_file, print_report, shop_of},
    config::Settled,
    exit::{Failure, PROBLEMS, say},
};

#[derive(Debug, Args)]
pub struct PhrasesArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take in a table of phrases, CSV or XLSX: ours, or an export of Qianniu. Repeating it changes nothing.
    Import {
        /// The file, or - for standard input.
        file: PathBuf,
        #[command(flatten)]
        whose: Whose,
        /// Whose rows are that do not say: shop, or mine together with --as.
        #[arg(long)]
        scope: Option<String>,
        /// Tell what would be done and write nothing.
        #[arg(long)]
        dry_run: bool,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Write the shop's phrases as a CSV that Excel opens.
    Export {
        /// The file to write; - is standard output.
        #[arg(default_value = "-")]
        file: PathBuf,
        #[command(flatten)]
        whose: Whose,
    },
}

#[derive(Debug, Args)]
struct Whose {
    /// Name or id of the shop; may be left out when there is one.
    #[arg(long)]
    shop: Option<String>,
    /// Login of a member whose own phrases are read or written beside the shop's.
    #[arg(long = "as", value_name = "LOGIN")]
    login: Option<String>,
}

pub async fn run(settled: Settled, args: PhrasesArgs) -> Result<ExitCode, Failure> {
    match args.what {
        What::Import {
            file,
            whose,
            scope,
            dry_run,
            format,
        } => {
            let scope = scope.as_deref().map(scope_of).transpose()?;
            let source = open_file(&file)?;
            let engine = settled.open_quiet().await?;
            let (shop, person) = at(&engine, &whose).await?;
            let writer = PhraseWriter {
                person,
                for_shop: true,
            };
            let options = PhraseImportOptions {
                scope,
                dry_run,
                locale: locale(),
            };
            let import = engine.import_phrases(shop.id, writer, source, options).await?;
            engine.stop().await;
            print(&import, format, dry_run)?;
            Ok(if import.report.refused_total > 0 {
                ExitCode::from(PROBLEMS)
            } else {
                ExitCode::SUCCESS
            })
        }
        What::Export { file, whose } => {
            let engine = settled.open_quiet().await?;
            let (shop, person) = at(&engine, &whose).await?;
            let csv = engine.export_phrases(shop.id, person, locale()).await?;
            engine.stop().await;
            write(&file, &csv)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn at(engine: &Engine, whose: &Whose) -> Result<(Shop, Option<PersonId>), Failure> {
    let shop = shop_of(engine, whose.shop.as_deref()).await?;
    let person = match &whose.login {
        None => None,
        Some(login) => {
            let found = engine.member_by_login(shop.id, login).await;
            Some(found.map_err(|_| {
                Failure::usage(format!("--as {login}: {} has nobody of this login", shop.name))
            })?)
        }
    };
    Ok((shop, person))
}

fn scope_of(word: &str) -> Result<PhraseScope, Failure> {
    match word {
        "shop" => Ok(PhraseScope::Shop),
        "mine" => Ok(PhraseScope::Mine),
        _ => Err(Failure::usage(format!("--scope {word}: take shop or mine"))),
    }
}

fn write(file: &Path, csv: &str) -> Result<(), Failure> {
    if file.as_os_str() != "-" {
        return fs::write(file, csv)
            .map_err(|error| Failure::environment(format!("{}: {error}", file.display())));
    }
    match std::io::stdout().lock().write_all(csv.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::environment(error)),
        _ => Ok(()),
    }
}

fn print(import: &PhraseImport, format: Format, dry_run: bool) -> Result<(), Failure> {
    if format == Format::Json {
        let rows: Vec<_> = (import.rows.iter())
            .map(|row| {
                let change = match row.change {
                    PhraseRowChange::New => "new",
                    PhraseRowChange::Changed => "changed",
                    PhraseRowChange::Same => "same",
                };
                json!({
                    "line": row.line, "change": change, "scope": row.scope, "stage": row.stage,
                    "code": row.code, "title": row.title, "text": row.text,
                })
            })
            .collect();
        let told: Vec<_> = (import.told.iter())
            .map(|row| json!({ "line": row.line, "code": row.code, "findings": row.findings }))
            .collect();
        let mut whole = serde_json::to_value(&import.report).map_err(Failure::environment)?;
        if let Some(whole) = whole.as_object_mut() {
            whole.insert("rows".to_owned(), rows.into());
            whole.insert("told".to_owned(), told.into());
            whole.insert("told_total".to_owned(), import.told_total.into());
        }
        return say(whole);
    }
    print_report(&import.report, dry_run)?;
    let zh = locale() == Locale::Zh;
    for row in &import.told {
        for finding in &row.findings {
            say(if zh {
                format!(
                    "  第 {} 行 /{}：质检提醒 {} {}（已收下）",
                    row.line, row.code, finding.rule, finding.message
                )
            } else {
                format!(
                    "  line {} /{}: the coach says {} {} (taken all the same)",
                    row.line, row.code, finding.rule, finding.message
                )
            })?;
        }
    }
    let unlisted = import.told_total - import.told.len() as u64;
    if unlisted > 0 {
        say(if zh {
            format!("  另有 {unlisted} 行的质检提醒没有列出")
        } else {
            format!("  and {unlisted} more rows of which the coach has something to say")
        })?;
    }
    Ok(())
}
