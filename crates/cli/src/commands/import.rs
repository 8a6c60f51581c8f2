//! `jinpai import`.

use std::{
    fs::File,
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jinpai_engine::{ColumnMap, Engine, GoodsImportOptions, ImportOptions, ImportReport, Locale};
use jinpai_model::{Platform, Shop};

use crate::{
    config::Settled,
    exit::{Failure, PROBLEMS, say},
    input,
};

#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// An order export, CSV or XLSX.
    Orders(FileArgs),
    /// A product list, CSV or XLSX.
    Products(GoodsArgs),
}

#[derive(Debug, Args)]
struct FileArgs {
    /// The file, or - for standard input.
    file: PathBuf,
    /// Whose export it is; auto finds it by the columns.
    #[arg(long, default_value = "auto")]
    platform: String,
    /// Name or id of the shop; may be left out when there is one.
    #[arg(long)]
    shop: Option<String>,
    /// Count what would be done and write nothing.
    #[arg(long)]
    dry_run: bool,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Args)]
struct GoodsArgs {
    #[command(flatten)]
    file: FileArgs,
    /// A TOML file that says what the columns mean: lines of "header" = "meaning".
    #[arg(long)]
    columns: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

pub async fn run(settled: Settled, args: ImportArgs) -> Result<ExitCode, Failure> {
    let (file, columns) = match args.what {
        What::Orders(file) => (file, None),
        What::Products(goods) => (goods.file, Some(goods.columns)),
    };
    let platform = platform(&file.platform)?;
    let columns = columns
        .map(|path| path.as_deref().map(column_map).transpose())
        .transpose()?;
    let source = open_file(&file.file)?;
    let engine = settled.open_quiet().await?;
    let shop = shop_of(&engine, file.shop.as_deref()).await?;
    let (dry_run, locale) = (file.dry_run, locale());
    let bar = bar();
    let mut progress = |read: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(read);
    };
    let report = match columns {
        None => {
            let options = ImportOptions {
                platform,
                dry_run,
                locale,
            };
            engine
                .import_orders(shop.id, source, options, &mut progress)
                .await
        }
        Some(columns) => {
            let options = GoodsImportOptions {
                columns,
                dry_run,
                locale,
                by: None,
            };
            engine
                .import_products(shop.id, source, options, &mut progress)
                .await
        }
    };
    bar.finish_and_clear();
    let report = report?;
    engine.stop().await;
    print(&report, file.format, file.dry_run)?;
    Ok(if report.refused_total > 0 {
        ExitCode::from(PROBLEMS)
    } else {
        ExitCode::SUCCESS
    })
}

/// A map of columns as a person has written it.
fn column_map(path: &Path) -> Result<ColumnMap, Failure> {
    let failed = |error: String| Failure::usage(format!("--columns {}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    ColumnMap::from_toml(&text).map_err(|error| failed(error.to_string()))
}

fn platform(name: &str) -> Result<Option<Platform>, Failure> {
    if name == "auto" {
        return Ok(None);
    }
    let known = || {
        Platform::ALL
            .iter()
            .map(|p| p.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    name.parse().map(Some).map_err(|_| {
        Failure::usage(format!(
            "--platform {name}: there is no such platform; take auto or one of {}",
            known()
        ))
    })
}

/// A file is read in place; standard input is read whole first, since formats are found by looking twice.
pub fn open_file(file: &Path) -> Result<File, Failure> {
    let name = file.display().to_string();
    let failed = |error: std::io::Error| input::unreadable(&name, &error);
    let opened = if file.as_os_str() == "-" {
        let mut held = tempfile::tempfile().map_err(failed)?;
        std::io::copy(&mut std::io::stdin().lock(), &mut held).map_err(failed)?;
        std::io::Seek::rewind(&mut held).map_err(failed)?;
        held
    } else {
        File::open(file).map_err(failed)?
    };
    let told = opened.metadata().map_err(failed)?;
    if told.is_file() && told.len() == 0 {
        return Err(input::empty(&name));
    }
    Ok(opened)
}

/// The shop of that name or id; the only one when none is named.
pub async fn shop_of(engine: &Engine, named: Option<&str>) -> Result<Shop, Failure> {
    let mut shops = engine.shops().await?;
    let listed = shops
        .iter()
        .map(|s| format!("{} ({})", s.name, s.id))
        .collect::<Vec<_>>()
        .join(", ");
    if let Some(named) = named {
        let fits = |shop: &Shop| shop.name == named || shop.id.to_string() == named;
        let found = shops.into_iter().find(fits);
        return found.ok_or_else(|| {
            Failure::usage(format!(
                "--shop {named}: there is no such shop; there are {listed}"
            ))
        });
    }
    match (shops.pop(), shops.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(Failure::usage(format!(
            "there are several shops, name one with --shop: {listed}"
        ))),
    }
}

fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn print(report: &ImportReport, format: Format, dry_run: bool) -> Result<(), Failure> {
    if format == Format::Json {
        let json = serde_json::to_string(report).map_err(Failure::environment)?;
        say(json)?;
        return Ok(());
    }
    print_report(report, dry_run)
}

/// The counts, then the rows that were not taken.
pub fn print_report(report: &ImportReport, dry_run: bool) -> Result<(), Failure> {
    let ImportReport {
        read,
        new,
        changed,
        same,
        refused,
        refused_total,
    } = report;
    let zh = locale() == Locale::Zh;
    if zh {
        let tried = if dry_run {
            "（试运行，没有写入）"
        } else {
            ""
        };
        say(format!(
            "读 {read} 行：新增 {new}，变化 {changed}，相同 {same}，拒收 {refused_total}{tried}"
        ))?;
    } else {
        let tried = if dry_run {
            " (dry run, nothing written)"
        } else {
            ""
        };
        say(format!(
            "{read} rows read: {new} new, {changed} changed, {same} the same, {refused_total} refused{tried}"
        ))?;
    }
    for row in refused {
        if zh {
            say(format!("  第 {} 行：{}", row.line, row.reason))?;
        } else {
            say(format!("  line {}: {}", row.line, row.reason))?;
        }
    }
    let unlisted = refused_total - refused.len() as u64;
    if unlisted > 0 {
        let more = if zh {
            format!("  另有 {unlisted} 行没有列出")
        } else {
            format!("  and {unlisted} more")
        };
        say(more)?;
    }
    Ok(())
}

/// The language of the person at the terminal.
pub fn locale() -> Locale {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    if named.is_some_and(|tag| tag.starts_with("zh")) {
        Locale::Zh
    } else {
        Locale::En
    }
}
