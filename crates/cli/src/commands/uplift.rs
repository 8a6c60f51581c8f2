//! `jinpai uplift`: what an experiment did, from a file with a row a person.
//!
//! Reads one file and prints; what is counted is judged by `jinpai-stats`. Nothing is trimmed, capped or
//! filled in: a cell that is empty or no number is named and left out of its own outcome.

mod gather;
mod print;

use std::{fs::File, path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use jinpai_channels::{OpenError, experiments};
use jinpai_engine::Locale;
use jinpai_stats::effect::{
    Better, ERROR, Effect, Question, SampleRatio, Tuning, Verdict, always_valid, cuped, holm, judge,
    newcombe, sample_ratio, welch,
};

use self::gather::{Arm, Counted};
use crate::{
    commands::import::locale,
    exit::{Failure, PROBLEMS},
};

/// For how many people the always-valid interval is tuned unless told: a shop's quarter.
const PLANNED: u64 = 10_000;
const MOST_OUTCOMES: usize = 50;

#[derive(Debug, Args)]
pub struct UpliftArgs {
    /// A CSV or XLSX file with a row a person, or - for standard input.
    file: PathBuf,
    /// The column that says in which arm a person was.
    #[arg(long, value_name = "COL")]
    group: String,
    /// What stands there for those held out.
    #[arg(long, value_name = "VALUE")]
    control: String,
    /// Columns of what people did, as numbers: 0 and 1 for a rate, amounts as they are.
    #[arg(long, value_name = "COL[,COL]", value_delimiter = ',', required = true)]
    outcome: Vec<String>,
    /// A number known of everybody before the draw: takes its noise out of the outcomes (CUPED).
    #[arg(long, value_name = "COL")]
    covariate: Option<String>,
    /// Intervals that hold however often one looks, instead of for one planned look.
    #[arg(long)]
    always_valid: bool,
    /// With --always-valid: for how many people the experiment was planned.
    #[arg(long, value_name = "N", default_value_t = PLANNED, requires = "always_valid",
          value_parser = clap::value_parser!(u64).range(10..=1_000_000_000))]
    planned: u64,
    /// Newcombe's intervals for outcomes of 0 and 1: better with few events.
    #[arg(long, conflicts_with_all = ["always_valid", "covariate"])]
    newcombe: bool,
    /// The shares of the draw, to check the sizes of the arms: "No E-Mail=1,Mens E-Mail=9".
    #[arg(long, value_name = "VALUE=SHARE[,…]", value_delimiter = ',', value_parser = share)]
    shares: Vec<(String, f64)>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// One arm, one outcome, against the control.
struct Line<'a> {
    arm: &'a str,
    outcome: &'a str,
    n: u64,
    control_n: u64,
    mean: Option<f64>,
    control_mean: Option<f64>,
    /// The difference of the means, by the method below; none when an arm has nobody.
    lift: Option<f64>,
    /// None with fewer than two people on a side.
    effect: Option<Effect>,
    method: String,
    /// The p-value when all lines are read together.
    p_holm: Option<f64>,
    /// None when, all lines read together, no side can be taken.
    verdict: Option<Verdict>,
}

struct Report<'a> {
    control: &'a Arm,
    lines: Vec<Line<'a>>,
    ratio: Option<SampleRatio>,
    counted: &'a Counted,
}

pub fn run(args: UpliftArgs) -> Result<ExitCode, Failure> {
    let columns = columns(&args)?;
    let source = open(&args)?;
    let reader = experiments::read(source, &columns).map_err(|error| refused(&args, error))?;
    let covariate = args.covariate.is_some();
    let counted = gather::count(reader, args.outcome.len(), covariate, &args.file)
        .map_err(|failure| failure.of(&args.file, &args.group))?;
    let control = counted
        .arm(&args.control)
        .ok_or_else(|| no_control(&args, &counted))?;
    if counted.arms.len() < 2 {
        return Err(Failure::usage(told(
            format!("“{}”里只有“{}”一组，没有可比的", args.group, control.name),
            format!(
                "every row has {} = {}; there is no arm to compare",
                args.group, control.name
            ),
        )));
    }
    for (n, name) in args.outcome.iter().enumerate() {
        if counted.arms.iter().all(|arm| arm.outcomes[n].n() == 0) {
            return Err(no_numbers(&args, name));
        }
    }
    let ratio = ratio(&args, &counted)?;
    let mut lines: Vec<Line<'_>> = counted
        .arms
        .iter()
        .filter(|arm| arm.name != control.name)
        .flat_map(|arm| (0..args.outcome.len()).map(move |n| (arm, n)))
        .map(|(arm, n)| line(&args, arm, control, n, ratio.as_ref()))
        .collect();
    correct(&mut lines);
    let report = Report {
        control,
        lines,
        ratio,
        counted: &counted,
    };
    match args.format {
        Format::Json => print::json(&report)?,
        Format::Text => print::text(&args, &report)?,
    }
    let unsure = print::problems(&args, &report);
    Ok(if unsure {
        ExitCode::from(PROBLEMS)
    } else {
        ExitCode::SUCCESS
    })
}

fn columns(args: &UpliftArgs) -> Result<experiments::ExperimentColumns, Failure> {
    let doubled = (1..args.outcome.len()).find(|n| args.outcome[..*n].contains(&args.outcome[*n]));
    if let Some(doubled) = doubled {
        let name = &args.outcome[doubled];
        return Err(Failure::usage(told(
            format!("--outcome 里“{name}”写了两次"),
            format!("--outcome names {name} twice"),
        )));
    }
    if args.outcome.len() > MOST_OUTCOMES || args.outcome.iter().any(|name| name.trim().is_empty()) {
        return Err(Failure::usage(told(
            format!("--outcome 要写 1 到 {MOST_OUTCOMES} 个列名，用逗号分开"),
            format!("--outcome takes 1 to {MOST_OUTCOMES} names of columns, parted by commas"),
        )));
    }
    Ok(experiments::ExperimentColumns {
        group: args.group.clone(),
        numbers: args.outcome.iter().chain(&args.covariate).cloned().collect(),
    })
}

/// A file is read in place; standard input is kept first, since its form is found by looking twice.
fn open(args: &UpliftArgs) -> Result<File, Failure> {
    let failed = |error: std::io::Error| unreadable(args, &error);
    if args.file.as_os_str() != "-" {
        let file = File::open(&args.file).map_err(failed)?;
        // A folder can be opened, but not read.
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            return Err(Failure::environment(told(
                format!("{} 是文件夹，请给出文件", args.file.display()),
                format!("{} is a folder; name a file", args.file.display()),
            )));
        }
        return Ok(file);
    }
    let mut held = tempfile::tempfile().map_err(failed)?;
    std::io::copy(&mut std::io::stdin().lock(), &mut held).map_err(failed)?;
    std::io::Seek::rewind(&mut held).map_err(failed)?;
    Ok(held)
}

fn unreadable(args: &UpliftArgs, error: &std::io::Error) -> Failure {
    Failure::environment(told(
        format!("{} 读不了：{error}；请检查路径和权限", args.file.display()),
        format!(
            "{} cannot be read: {error}; check the path and its permissions",
            args.file.display()
        ),
    ))
}

fn refused(args: &UpliftArgs, error: OpenError) -> Failure {
    let file = args.file.display();
    match error {
        OpenError::Io(error) => unreadable(args, &error),
        OpenError::UnknownColumns { found, missing } => Failure::usage(told(
            format!(
                "{file}：没有列 {}；文件里的列：{}",
                missing.join("、"),
                found.join("、")
            ),
            format!(
                "{file}: no column {}; the columns are {}",
                missing.join(", "),
                found.join(", ")
            ),
        )),
        other => Failure::usage(match locale() {
            Locale::Zh => format!("{file}：{}", other.sentence(jinpai_channels::Lang::ZhCn)),
            Locale::En => format!("{file}: {other}"),
        }),
    }
}

fn no_control(args: &UpliftArgs, counted: &Counted) -> Failure {
    let found: Vec<&str> = counted
        .arms
        .iter()
        .take(20)
        .map(|arm| arm.name.as_str())
        .collect();
    if found.is_empty() {
        return Failure::usage(told(
            format!("{}：一行数据也没有，无从比较", args.file.display()),
            format!(
                "{}: no row with an arm, so there is nothing to compare",
                args.file.display()
            ),
        ));
    }
    Failure::usage(told(
        format!(
            "没有一行的“{}”是“{}”；里面有：{}",
            args.group,
            args.control,
            found.join("、")
        ),
        format!(
            "no row has {} = {}; there are {}",
            args.group,
            args.control,
            found.join(", ")
        ),
    ))
}

fn no_numbers(args: &UpliftArgs, outcome: &str) -> Failure {
    let (zh, en) = match &args.covariate {
        Some(covariate) => (
            format!("“{outcome}”或“{covariate}”"),
            format!("{outcome} or {covariate}"),
        ),
        None => (format!("“{outcome}”"), outcome.to_owned()),
    };
    Failure::usage(told(
        format!("{zh}这一列里没有数字，不能作比较"),
        format!("no row has a number in {en}, so there is nothing to compare"),
    ))
}

fn ratio(args: &UpliftArgs, counted: &Counted) -> Result<Option<SampleRatio>, Failure> {
    if args.shares.is_empty() {
        return Ok(None);
    }
    let named = |arm: &Arm| args.shares.iter().find(|(name, _)| *name == arm.name);
    if let Some(arm) = counted.arms.iter().find(|arm| named(arm).is_none()) {
        return Err(Failure::usage(told(
            format!("--shares 里没有“{}”组", arm.name),
            format!("--shares does not name the arm {}", arm.name),
        )));
    }
    let people = |name: &str| counted.arm(name).map_or(0, |arm| arm.people);
    let people: Vec<u64> = args.shares.iter().map(|(name, _)| people(name)).collect();
    let shares: Vec<f64> = args.shares.iter().map(|(_, share)| *share).collect();
    Ok(sample_ratio(&people, &shares))
}

fn share(text: &str) -> Result<(String, f64), String> {
    let wrong = || format!("{text:?} is not an arm with its share, such as control=1");
    let (arm, share) = text.rsplit_once('=').ok_or_else(wrong)?;
    let share: f64 = share.trim().parse().map_err(|_| wrong())?;
    if share > 0.0 && share.is_finite() {
        Ok((arm.trim().to_owned(), share))
    } else {
        Err(wrong())
    }
}

fn line<'a>(
    args: &'a UpliftArgs,
    arm: &'a Arm,
    control: &Arm,
    n: usize,
    ratio: Option<&SampleRatio>,
) -> Line<'a> {
    let (own, other) = (&arm.outcomes[n], &control.outcomes[n]);
    let mean = |side: &jinpai_stats::PairMoments| (side.n() > 0).then(|| side.outcome().mean());
    let adjusted = args.covariate.as_ref().and_then(|_| cuped(own, other));
    let (left, right) = match &adjusted {
        Some(adjusted) => (&adjusted.arm, &adjusted.control),
        None => (own.outcome(), other.outcome()),
    };
    let effect = if args.always_valid {
        always_valid(left, right, Tuning::for_sample(args.planned, ERROR), ERROR)
    } else if args.newcombe && left.is_rate() && right.is_rate() {
        newcombe(left, right, ERROR)
    } else {
        welch(left, right, ERROR)
    };
    let plain = mean(own).zip(mean(other)).map(|(own, other)| own - other);
    // Which way is good is not known here, nor what would be worth while: above or below nought is all.
    let question = Question {
        better: Better::Higher,
        worth: 0.0,
    };
    Line {
        arm: &arm.name,
        outcome: &args.outcome[n],
        n: own.n(),
        control_n: other.n(),
        mean: mean(own),
        control_mean: mean(other),
        lift: effect.map(|effect| effect.lift).or(plain),
        effect,
        method: effect.map_or_else(
            || "none".to_owned(),
            |effect| {
                let prefix = if adjusted.is_some() { "cuped-" } else { "" };
                format!("{prefix}{}", effect.method.as_str())
            },
        ),
        p_holm: None,
        verdict: effect.map(|effect| judge(own.outcome(), other.outcome(), &effect, &question, ratio)),
    }
}

/// Several arms and outcomes are several chances for a false win.
fn correct(lines: &mut [Line<'_>]) {
    let asked: Vec<f64> = lines.iter().filter_map(|line| line.effect.map(|e| e.p)).collect();
    let mut adjusted = holm(&asked).into_iter();
    for line in lines.iter_mut().filter(|line| line.effect.is_some()) {
        line.p_holm = adjusted.next();
        if line.p_holm.is_some_and(|p| p > ERROR) {
            line.verdict = None;
        }
    }
}

/// The sentence in the language of the person at the terminal.
fn told(zh: String, en: String) -> String {
    match locale() {
        Locale::Zh => zh,
        Locale::En => en,
    }
}
