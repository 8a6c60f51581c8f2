//! The report: a table for people, JSON for scripts, problems on standard error.

use std::io::Write as _;

use jinpai_channels::Lang;
use jinpai_engine::Locale;
use jinpai_stats::effect::{Effect, RatioVerdict, SampleRatio, Verdict};
use serde::Serialize;

use super::{Line, Report, UpliftArgs};
use crate::{
    commands::import::locale,
    exit::{Failure, say},
    width::width,
};

#[derive(Serialize)]
struct JsonLine<'a> {
    arm: &'a str,
    n: u64,
    outcome: &'a str,
    mean: Option<f64>,
    control_mean: Option<f64>,
    lift: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    method: &'a str,
    control_n: u64,
    p: Option<f64>,
    p_holm: Option<f64>,
}

#[derive(Serialize)]
struct Json<'a> {
    arms: Vec<JsonLine<'a>>,
    control: &'a str,
    rows: u64,
    left_out: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample_ratio: Option<SampleRatio>,
}

pub(super) fn json(report: &Report<'_>) -> Result<(), Failure> {
    let lines: Vec<JsonLine<'_>> = report
        .lines
        .iter()
        .map(|line| JsonLine {
            arm: line.arm,
            n: line.n,
            outcome: line.outcome,
            mean: line.mean,
            control_mean: line.control_mean,
            lift: line.lift,
            low: line.effect.map(|effect| effect.interval.low),
            high: line.effect.map(|effect| effect.interval.high),
            method: &line.method,
            control_n: line.control_n,
            p: line.effect.map(|effect| effect.p),
            p_holm: line.p_holm,
        })
        .collect();
    let json = Json {
        arms: lines,
        control: &report.control.name,
        rows: report.counted.rows,
        left_out: report.counted.problems_total,
        sample_ratio: report.ratio,
    };
    say(serde_json::to_string(&json).map_err(Failure::environment)?)
}

pub(super) fn text(args: &UpliftArgs, report: &Report<'_>) -> Result<(), Failure> {
    let zh = locale() == Locale::Zh;
    let control = report.control;
    let people = grouped(control.people);
    say(if zh {
        format!("对照组：{}，{people} 人。{}", control.name, how(args, zh))
    } else {
        format!("control: {}, {people} people. {}", control.name, how(args, zh))
    })?;
    if let Some(ratio) = &report.ratio {
        say(of_ratio(ratio, zh))?;
    }
    say("")?;
    let several = report.lines.len() > 1;
    let p = match (zh, several) {
        (true, true) => "p（合看）",
        (false, true) => "p, all lines",
        _ => "p",
    };
    let head = if zh {
        [
            "组",
            "指标",
            "人数",
            "均值",
            "对照均值",
            "差",
            "95% 区间",
            p,
            "结论",
        ]
    } else {
        [
            "arm",
            "outcome",
            "n",
            "mean",
            "control",
            "lift",
            "95 % interval",
            p,
            "reading",
        ]
    };
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(report.lines.iter().map(|line| row(line, zh)));
    table(&rows)
}

fn how(args: &UpliftArgs, zh: bool) -> &'static str {
    match (args.always_valid, zh) {
        (true, true) => "区间随时看都有效。",
        (true, false) => "The intervals hold at all looks together.",
        (false, true) => "区间只对事先定好的一次查看有效。",
        (false, false) => "The intervals hold for one look, planned beforehand.",
    }
}

fn of_ratio(ratio: &SampleRatio, zh: bool) -> String {
    let p = chance(ratio.p);
    match (ratio.verdict, zh) {
        (RatioVerdict::Mismatch, true) => {
            format!("各组人数与分配比例不符（p {p}）：先查原因，下面的数字都不可信。")
        }
        (RatioVerdict::Mismatch, false) => {
            format!("the arms are not as drawn (p {p}): find out why; no figure below is to be trusted.")
        }
        (_, true) => format!("各组人数与分配比例相符（p {p}）。"),
        (_, false) => format!("the arms are as drawn (p {p})."),
    }
}

fn row(line: &Line<'_>, zh: bool) -> [String; 9] {
    let none = || "–".to_owned();
    let places = line.effect.as_ref().map_or(5, places);
    let figure = |value: Option<f64>| value.map_or_else(none, |value| format!("{value:.places$}"));
    [
        line.arm.to_owned(),
        line.outcome.to_owned(),
        grouped(line.n),
        figure(line.mean),
        figure(line.control_mean),
        line.lift.map_or_else(none, |lift| format!("{lift:+.places$}")),
        line.effect.map_or_else(none, |Effect { interval, .. }| {
            format!("[{:.places$}, {:.places$}]", interval.low, interval.high)
        }),
        line.p_holm.map_or_else(none, chance),
        reading(line, zh).to_owned(),
    ]
}

/// So many decimals that half the interval shows three digits.
fn places(effect: &Effect) -> usize {
    let half = (effect.interval.high - effect.interval.low) / 2.0;
    if !(half.is_finite() && half > 0.0) {
        return 5;
    }
    // Between 0 and 9 after the clamp.
    (2.0 - half.log10().floor()).clamp(0.0, 9.0) as usize
}

fn chance(p: f64) -> String {
    if p < 0.0001 {
        "<0.0001".to_owned()
    } else {
        format!("{p:.4}")
    }
}

fn reading(line: &Line<'_>, zh: bool) -> &'static str {
    match (line.verdict, zh) {
        (Some(Verdict::Better), true) => "高于对照",
        (Some(Verdict::Better), false) => "higher",
        (Some(Verdict::Worse), true) => "低于对照",
        (Some(Verdict::Worse), false) => "lower",
        (Some(Verdict::Unsound { .. }), true) => "不可信",
        (Some(Verdict::Unsound { .. }), false) => "not to be trusted",
        (_, true) => "还看不出来",
        (_, false) => "cannot tell yet",
    }
}

/// Names to the left, figures to the right; the last column as it is.
fn table(rows: &[[String; 9]]) -> Result<(), Failure> {
    let mut widths = [0; 9];
    for row in rows {
        for (n, cell) in row.iter().enumerate() {
            widths[n] = widths[n].max(width(cell.chars()));
        }
    }
    for row in rows {
        let mut line = String::new();
        for (n, cell) in row.iter().enumerate() {
            let gap = " ".repeat(widths[n] - width(cell.chars()));
            match n {
                0 | 1 => line.extend([cell.as_str(), &gap, "  "]),
                8 => line.push_str(cell),
                _ => line.extend([gap.as_str(), cell, "  "]),
            }
        }
        say(line.trim_end())?;
    }
    Ok(())
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Says what was left out and what could not be told; whether there was anything.
pub(super) fn problems(args: &UpliftArgs, report: &Report<'_>) -> bool {
    let zh = locale() == Locale::Zh;
    let mut err = std::io::stderr().lock();
    let mut tell = |sentence: String| {
        // Nobody can be told that standard error is gone.
        let _ = writeln!(err, "{sentence}");
    };
    let counted = report.counted;
    for problem in &counted.problems {
        tell(if zh {
            format!("第 {} 行：{}", problem.line, problem.reason.sentence(Lang::ZhCn))
        } else {
            format!("line {}: {}", problem.line, problem.reason)
        });
    }
    let unlisted = counted.problems_total - counted.problems.len() as u64;
    if unlisted > 0 {
        tell(if zh {
            format!("另有 {unlisted} 处没有列出")
        } else {
            format!("and {unlisted} more")
        });
    }
    if counted.problems_total > 0 {
        let total = counted.problems_total;
        tell(if zh {
            format!("{total} 处没有计入，其余照算；如果各组缺得不一样多，结果会偏")
        } else {
            format!("left out: {total}; if one arm lacks more than the other, the figures lean")
        });
    }
    let mut unsure = counted.problems_total > 0;
    for line in report.lines.iter().filter(|line| line.effect.is_none()) {
        unsure = true;
        let (arm, outcome, control) = (line.arm, line.outcome, &args.control);
        let (n, control_n) = (line.n, line.control_n);
        tell(if zh {
            format!(
                "“{arm}”的“{outcome}”：该组 {n} 人，对照组“{control}”{control_n} 人，每组至少要 2 人才有区间"
            )
        } else {
            format!(
                "{outcome} of {arm}: {n} people against {control_n} of {control}; an interval takes at least 2 in each"
            )
        });
    }
    unsure
}
