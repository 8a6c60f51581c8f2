//! `jinpai audit`: judges talks from files and reports: a page, JSON, or a summary.
//!
//! Reads and prints; the judging is the coach's, the counting and the page the quality crate's.

mod output;
mod talks;

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jinpai_coach::{Coach, Locale, RuleCode};
use jinpai_model::{Platform, Zone};
use jinpai_quality::{Judged, ReportHead, Selection, Summary};

use crate::exit::{Failure, PROBLEMS};

#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Talks: JSON lines {conversation, from, text, at?, agent?}, or CSV or XLSX with these columns, in
    /// UTF-8, GBK or UTF-16; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Where to write instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// general, taobao, jd, pdd, douyin, kuaishou, xiaohongshu or own-site
    #[arg(long, default_value_t = Platform::General)]
    platform: Platform,
    /// Findings of this rule only
    #[arg(long, value_name = "CODE")]
    rule: Option<RuleCode>,
    /// Talks and findings of this agent only
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// The zone of times without an offset
    #[arg(long, value_name = "IANA", default_value = "Asia/Shanghai")]
    zone: Zone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A summary to read in a terminal
    Text,
    /// Figures and every finding, for machines
    Json,
    /// A page with charts and every finding in its talk, to be opened in a browser
    Html,
}

/// Prints the report to standard output or a file; refused lines and the time taken go to standard
/// error.
pub fn run(args: AuditArgs) -> Result<ExitCode, Failure> {
    let coach = jinpai_packs::builtin_coach().map_err(Failure::environment)?;
    if let Some(rule) = &args.rule
        && !coach.rules().any(|spec| spec.code == *rule)
    {
        return Err(Failure::usage(format!(
            "there is no rule {rule}; `jinpai coach rules` lists them"
        )));
    }
    let locale = super::coach::user_locale();
    if let Some(out) = &args.out {
        crate::input::keep_apart(out, &args.files)?;
    }
    let read = talks::read(&args.files, args.platform, &args.zone, locale)?;
    if read.talks.is_empty() {
        eprintln!("{}", told(locale, "没有可以质检的会话", "no talk to judge"));
    }
    let (mut judged, took) = judge(&coach, read.talks, locale);
    let selection = Selection {
        rule: args.rule.clone(),
        agent: args.agent.clone(),
    };
    let agents = args.agent.is_some().then(|| agents_in(&judged));
    selection.apply(&mut judged);
    if let (Some(wanted), Some(agents)) = (&args.agent, &agents)
        && judged.is_empty()
        && !agents.is_empty()
    {
        let names = agents.join(told(locale, "、", ", "));
        match locale {
            Locale::Zh => eprintln!("没有客服“{wanted}”的会话；文件里有：{names}"),
            Locale::En => eprintln!("no talk of agent “{wanted}”; the files name {names}"),
        }
    }
    let summary = Summary::of(&coach, &judged);
    let report = match args.format {
        // Said above already; a table of nothings with a score of 0 would read as a verdict.
        Format::Text if judged.is_empty() => String::new(),
        Format::Text => output::text(&coach, &summary, locale),
        Format::Json => output::json(&summary, &judged).map_err(Failure::environment)?,
        Format::Html => {
            let names: Vec<String> = args.files.iter().map(|file| file.display().to_string()).collect();
            let head = ReportHead {
                about: format!("{} · {}", names.join(", "), args.platform),
                made: String::new(),
            };
            jinpai_quality::report(&coach, &head, &summary, &judged, locale)
        }
    };
    write(&args, &report)?;
    eprintln!(
        "{} {} {} {:.1} ms",
        told(locale, "已质检", "judged"),
        summary.messages,
        told(locale, "条消息，判断用时", "messages; judging took"),
        took.as_secs_f64() * 1e3
    );
    for refused in &read.refused {
        eprintln!("{refused}");
    }
    Ok(if read.refused_total > 0 {
        let (zh, en) = ("行拒收，其余已质检", "lines refused; the others were judged");
        eprintln!("{} {}", read.refused_total, told(locale, zh, en));
        ExitCode::from(PROBLEMS)
    } else {
        ExitCode::SUCCESS
    })
}

/// Who of the shop wrote in the talks, each once.
fn agents_in(judged: &[Judged]) -> Vec<String> {
    let lines = judged.iter().flat_map(|one| &one.talk.lines);
    let names: std::collections::BTreeSet<&str> = lines.filter_map(|line| line.agent.as_deref()).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// Judges with a bar on the terminal, and says how long the judging alone took.
fn judge(coach: &Coach, mut talks: Vec<jinpai_coach::Talk>, locale: Locale) -> (Vec<Judged>, Duration) {
    let bar = if io::stderr().is_terminal() {
        ProgressBar::new(talks.len() as u64)
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    jinpai_quality::count_waiting(&mut talks);
    #[allow(
        clippy::disallowed_methods,
        reason = "how long it took is measured, nothing is decided by it"
    )]
    let before = Instant::now();
    let judged = jinpai_quality::judge(coach, talks, locale, |done| {
        // A bar that moves at every talk would cost more than the talk.
        if done % 256 == 0 {
            bar.set_position(done as u64);
        }
    });
    let took = before.elapsed();
    bar.finish_and_clear();
    (judged, took)
}

fn write(args: &AuditArgs, report: &str) -> Result<(), Failure> {
    if let Some(path) = &args.out {
        return fs::write(path, report).map_err(|error| {
            Failure::environment(format!(
                "{} cannot be written: {error}; give another --out",
                path.display()
            ))
        });
    }
    match io::stdout().lock().write_all(report.as_bytes()) {
        // Whoever reads us has seen enough (`| head`).
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|error| Failure::environment(format!("standard output: {error}"))),
    }
}

/// The wording in the language of the person at the terminal.
fn told(locale: Locale, zh: &'static str, en: &'static str) -> &'static str {
    match locale {
        Locale::Zh => zh,
        Locale::En => en,
    }
}
