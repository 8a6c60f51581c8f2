//! `jinpai reminders simulate`: what the reminder policy would have done with a book of past orders.
//!
//! Reads files and prints; decides nothing itself and sends nothing.

mod book;
mod jsonl;
mod page;
mod summary;
mod talks;

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand, ValueEnum};
use jinpai_channels::{Lang, Refused, orders::CloseAfter};
use jinpai_coach::{Draft, Severity};
use jinpai_model::{Channel, ClockTime, DAY_MS, HOUR_MS, MINUTE_MS, Platform, Zone};
use jinpai_packs::policy;
use jinpai_reminder::{
    Locale, Policy,
    replay::{ReplayOptions, Replayed, replay_all},
};

use crate::{
    commands::import::locale,
    exit::{Failure, PROBLEMS},
};

/// Payment reminders.
#[derive(Debug, Args)]
pub struct RemindersArgs {
    #[command(subcommand)]
    command: RemindersCommand,
}

#[derive(Debug, Subcommand)]
enum RemindersCommand {
    /// Replay a book of past orders through the policy in virtual time; nothing is sent
    Simulate(SimulateArgs),
}

#[derive(Debug, Args)]
struct SimulateArgs {
    /// The order book: a CSV or XLSX export, or `-` for standard input
    #[arg(long, value_name = "FILE")]
    orders: PathBuf,
    /// Talks of the same buyers, replayed together with the orders: JSON lines {conversation, at, from,
    /// text} and optionally {agent, buyer, item, price, consents}, or a table with these columns
    #[arg(long, value_name = "FILE")]
    conversations: Option<PathBuf>,
    /// A policy file for inquiry reminders; the built-in one otherwise
    #[arg(long, value_name = "FILE", requires = "conversations")]
    inquiry_policy: Option<PathBuf>,
    /// A policy file; the built-in policy otherwise
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Which columns mean what, for a book that is not a known export
    #[arg(long, value_name = "MAP.toml")]
    columns: Option<PathBuf>,
    /// The shop's time zone
    #[arg(long, value_name = "IANA", default_value = "Asia/Shanghai", value_parser = read_zone)]
    zone: Zone,
    /// The platform of the book, where the file does not tell: general, taobao, …, own-site
    #[arg(long, value_name = "NAME")]
    platform: Option<Platform>,
    /// How long after its creation the platform closes an unpaid order of any kind: 24h, 90m, 3d; the
    /// policy's times by kind otherwise
    #[arg(long, value_name = "TIME", value_parser = read_span)]
    close_after: Option<Span>,
    /// Channels by which every buyer may be reached where the book does not say: chat, sms, phone,
    /// email
    #[arg(long, value_name = "CHANNELS", value_delimiter = ',', default_value = "chat")]
    reach: Vec<Channel>,
    /// Hold nobody out
    #[arg(long)]
    no_holdout: bool,
    /// Key of the draws: the same seed gives the same output
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Until when a paid order leaves the same day, every day
    #[arg(long, value_name = "HH:MM")]
    ship_cutoff: Option<ClockTime>,
    /// The shop's name in the texts
    #[arg(long, value_name = "NAME", default_value = "本店")]
    shop_name: String,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A summary by hour, channel and reason
    Text,
    /// One line a decision
    Jsonl,
    /// A page with a calendar, to be opened in a browser
    Html,
}

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Span(i64);

fn read_zone(name: &str) -> Result<Zone, String> {
    name.parse().map_err(|e: jinpai_model::TimeError| e.to_string())
}

/// Longest closing time a platform could mean.
const MAX_SPAN_MS: i64 = 366 * DAY_MS;

fn read_span(text: &str) -> Result<Span, String> {
    let wrong = || format!("{text:?} is not a length of time such as 24h, 90m or 3d");
    let digits = text.trim_end_matches(['m', 'h', 'd']);
    let unit_ms = match &text[digits.len()..] {
        "m" => MINUTE_MS,
        "h" => HOUR_MS,
        "d" => DAY_MS,
        _ => return Err(wrong()),
    };
    let count: i64 = digits.parse().map_err(|_| wrong())?;
    match count.checked_mul(unit_ms) {
        Some(ms) if (MINUTE_MS..=MAX_SPAN_MS).contains(&ms) => Ok(Span(ms)),
        _ => Err(format!("{text:?} is not between a minute and a year")),
    }
}

/// Prints to standard output; refused rows and errors go to standard error.
pub fn run(args: RemindersArgs) -> Result<ExitCode, Failure> {
    let RemindersCommand::Simulate(args) = args.command;
    let talks = match &args.conversations {
        Some(path) => Some(talks::read(path, &args.zone)?),
        None => None,
    };
    let refused = simulate(&args, talks.as_ref())?;
    let all_talks_read = talks.as_ref().is_none_or(talks::tell_problems);
    if refused.is_empty() && all_talks_read {
        return Ok(ExitCode::SUCCESS);
    }
    if !refused.is_empty() {
        tell_refused(&refused);
    }
    Ok(ExitCode::from(PROBLEMS))
}

/// Prints the replay and returns the rows that were refused.
fn simulate(args: &SimulateArgs, talks: Option<&talks::TalkBook>) -> Result<Vec<Refused>, Failure> {
    let policy = read_policy(args)?;
    let columns = match &args.columns {
        Some(path) => Some(book::read_columns(path)?),
        None => None,
    };
    let reading = book::Reading {
        columns,
        platform: args.platform,
        zone: args.zone.clone(),
        close_after: close_after(args, &policy),
        reach: args.reach.clone(),
    };
    let book = book::read(&args.orders, reading)?;
    let coach = jinpai_packs::builtin_coach().map_err(Failure::environment)?;
    // The same standard as at a real send: a reminder speaks unasked, so a warning is enough to stop it.
    let text_passes = |text: &str| {
        let draft = Draft {
            platform: book.platform,
            ..Draft::of(text)
        };
        coach.check(&draft).severity() < Some(Severity::Warn)
    };
    let options = ReplayOptions {
        policy: &policy,
        zone: &args.zone,
        shop_name: &args.shop_name,
        ship_cutoff: args.ship_cutoff,
        text_passes: &text_passes,
        seed: args.seed,
    };
    let replayed = match talks {
        None => replay_all(&book.orders, &options),
        Some(talks) => {
            let inquiry = talks::policy(args.inquiry_policy.as_deref())?;
            talks::replay(&book.orders, talks, &inquiry, &coach, &options)?
        }
    };
    match print(args, &policy, &book, &replayed) {
        // Whoever reads the output may stop when she has seen enough.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(book.refused),
        Err(e) => Err(Failure::environment(format!(
            "writing the output failed: {e}; free some space and try again"
        ))),
        Ok(()) => Ok(book.refused),
    }
}

/// One time for all kinds when it was asked for, else the policy's by kind.
fn close_after(args: &SimulateArgs, policy: &Policy) -> CloseAfter {
    let by_kind = policy.spec().close_after;
    let ms = |minutes: u32| i64::from(minutes) * MINUTE_MS;
    args.close_after.map_or(
        CloseAfter {
            ordinary_ms: ms(by_kind.ordinary_min),
            presale_ms: ms(by_kind.presale_min),
            virtual_ms: ms(by_kind.virtual_min),
        },
        |span| CloseAfter::all(span.0),
    )
}

fn read_policy(args: &SimulateArgs) -> Result<Policy, Failure> {
    let policy = match &args.policy {
        None => policy::builtin(),
        Some(path) => {
            let bytes = read_bytes(path)?;
            policy::parse(&path.display().to_string(), &bytes)
                .map_err(|refused| Failure::usage(format!("the policy was refused:\n{refused}")))?
        }
    };
    Ok(if args.no_holdout {
        policy.without_holdout()
    } else {
        policy
    })
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| unreadable(path, &e))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::environment(format!(
        "{} cannot be read: {error}; check the path and its permissions",
        path.display()
    ))
}

fn print(args: &SimulateArgs, policy: &Policy, book: &book::Book, replayed: &Replayed) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Jsonl => jsonl::write(&mut out, &replayed.lines, &args.zone)?,
        Format::Text => {
            let (payments, inquiries) = talks::parted(replayed);
            let summary = summary::Summary::of(&book.orders, &payments, policy, &args.zone);
            summary::write(&mut out, &summary, policy.name(), language())?;
            talks::write_summary(&mut out, &inquiries, language())?;
        }
        Format::Html => {
            let page = page::Page {
                book: &book.orders,
                replayed,
                policy,
                zone: &args.zone,
                locale: language(),
            };
            page.write(&mut out)?;
        }
    }
    out.flush()
}

/// The language of the person at the terminal.
fn language() -> Locale {
    match locale() {
        jinpai_engine::Locale::Zh => Locale::ZhCn,
        jinpai_engine::Locale::En => Locale::En,
    }
}

fn tell_refused(refused: &[Refused]) {
    let chinese = language() == Locale::ZhCn;
    let mut err = io::stderr().lock();
    for row in refused {
        // Nobody can be told that standard error is gone.
        let _ = if chinese {
            writeln!(err, "第 {} 行：{}", row.line, row.reason.sentence(Lang::ZhCn))
        } else {
            writeln!(err, "line {}: {}", row.line, row.reason.sentence(Lang::En))
        };
    }
    let count = refused.len();
    let _ = if chinese {
        writeln!(err, "{count} 行拒收，其余已推演")
    } else {
        writeln!(err, "refused rows: {count}; the others were replayed")
    };
}
