//! `jinpai coach`: check replies from a file or standard input, and list the rules.

mod input;
mod output;

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use clap::{Args, Subcommand, ValueEnum};
use jinpai_coach::{Coach, Draft, Locale, Report, RuleSpec};
use jinpai_model::{At, Platform};

use self::input::Entry;
use crate::exit::{Failure, PROBLEMS};

#[derive(Debug, Args)]
pub struct CoachArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check messages: plain lines, or JSON lines {id, buyer?, text, facts?, role?, at?, platform?}.
    Check(CheckArgs),
    /// List the rules.
    Rules {
        #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
        format: RulesFormat,
    },
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// general, taobao, jd, pdd, douyin, kuaishou, xiaohongshu or own-site.
    #[arg(long, default_value_t = Platform::General)]
    platform: Platform,
    /// When the messages are written, as RFC 3339, for lines that do not say.
    #[arg(long, value_parser = At::from_rfc3339)]
    at: Option<At>,
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    format: CheckFormat,
    /// The messages, in UTF-8, GBK or UTF-16; `-` or nothing: standard input.
    #[arg(default_value = "-")]
    file: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CheckFormat {
    Text,
    Jsonl,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RulesFormat {
    Text,
    Json,
}

pub fn run(args: CoachArgs) -> Result<ExitCode, Failure> {
    let coach = jinpai_packs::builtin_coach().map_err(Failure::usage)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.what {
        What::Check(args) => {
            let text = crate::input::text(&args.file)?;
            check(&coach, &args, &text, &mut out)
        }
        What::Rules { format } => list(&coach, format, &mut out).map(|()| ExitCode::SUCCESS),
    };
    match written.and_then(|code| out.flush().map(|()| code)) {
        Ok(code) => Ok(code),
        // Whoever reads us has seen enough (`| head`).
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Failure::environment(format!("standard output: {error}"))),
    }
}

fn check(coach: &Coach, args: &CheckArgs, text: &str, out: &mut impl Write) -> io::Result<ExitCode> {
    let locale = user_locale();
    let mut problems = 0;
    for (index, line) in text.lines().enumerate() {
        let entry = Entry::read(line, index + 1);
        if let Some(problem) = &entry.problem {
            problems += 1;
            eprintln!("{}:{}: {problem}", args.file, index + 1);
        }
        let report = judge(coach, args, &entry, locale);
        match args.format {
            CheckFormat::Jsonl => output::jsonl(out, &entry, &report)?,
            CheckFormat::Text => output::text(out, &entry, &report, index + 1)?,
        }
    }
    Ok(if problems > 0 {
        ExitCode::from(PROBLEMS)
    } else {
        ExitCode::SUCCESS
    })
}

fn judge(coach: &Coach, args: &CheckArgs, entry: &Entry, locale: Locale) -> Report {
    if entry.problem.is_some() {
        return Report::default();
    }
    coach.check(&Draft {
        buyer: entry.buyer.as_deref().filter(|turn| !turn.is_empty()),
        facts: entry.facts.as_ref(),
        platform: entry.platform.unwrap_or(args.platform),
        from: entry.role,
        at: entry.at.or(args.at),
        locale,
        ..Draft::of(&entry.text)
    })
}

fn list(coach: &Coach, format: RulesFormat, out: &mut impl Write) -> io::Result<()> {
    match format {
        RulesFormat::Json => {
            let rules: Vec<&RuleSpec> = coach.rules().collect();
            serde_json::to_writer_pretty(&mut *out, &rules)?;
            writeln!(out)?;
        }
        RulesFormat::Text => {
            let locale = user_locale();
            for rule in coach.rules() {
                let (name, message) = match locale {
                    Locale::Zh => (&rule.name.zh, &rule.message.zh),
                    Locale::En => (&rule.name.en, &rule.message.en),
                };
                writeln!(
                    out,
                    "{}  {:<8} {:<6} {name}: {message}",
                    rule.code, rule.category, rule.severity
                )?;
            }
        }
    }
    Ok(())
}

/// The language of the person at the terminal, as the environment tells it.
pub fn user_locale() -> Locale {
    let tag = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|tag| !tag.is_empty()));
    Locale::from_tag(tag.as_deref().unwrap_or("zh-CN"))
}
