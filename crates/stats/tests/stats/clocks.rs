//! Talks worked out by hand, one file a platform, and what holds of every talk.
//!
//! A line of a talk is a time in Shanghai and who spoke; `+1` before it is the next day. A line of what is
//! expected is the beginning of a wait, what is held of it, and how long it lasted; `nobody` stands where
//! there was no answer. Days and sessions that are judged as a whole stand below, with the figure last.

mod any;
mod desk;
mod douyin;
mod jd;
mod kuaishou;
mod pinduoduo;
mod taobao;

use jinpai_model::{At, DAY_MS, Platform, Side, Zone};
use jinpai_stats::clocks::{Clock, Counts, Judged, Said, Wait};

/// Midnight in Shanghai before a Friday.
const MIDNIGHT: i64 = 1_795_104_000_000;

fn moment(text: &str) -> At {
    let (day, clock) = text.split_once(' ').unwrap_or(("+0", text));
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().unwrap());
    let (hour, minute, second) = (
        parts.next().unwrap(),
        parts.next().unwrap(),
        parts.next().unwrap(),
    );
    let days = day.parse::<i64>().unwrap();
    At(MIDNIGHT + days * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000)
}

/// What stands behind `#` is for the reader.
fn lines(table: &str) -> impl Iterator<Item = &str> {
    table
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
}

fn talk(table: &str) -> Vec<Said> {
    lines(table)
        .map(|line| {
            let (at, by) = line.rsplit_once(' ').unwrap();
            Said {
                at: moment(at),
                by: by.parse::<Side>().unwrap(),
            }
        })
        .collect()
}

fn shown_at(at: At) -> String {
    let since = at.ms() - MIDNIGHT;
    let (day, second) = (since.div_euclid(DAY_MS), since.rem_euclid(DAY_MS) / 1_000);
    let clock = format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
    if day == 0 {
        clock
    } else {
        format!("{day:+} {clock}")
    }
}

fn shown_for(ms: f64) -> String {
    let second = (ms / 1_000.0).round() as i64;
    format!("{}:{:02}", second / 60, second % 60)
}

fn word(of: &impl serde::Serialize) -> String {
    serde_json::to_value(of).unwrap().as_str().unwrap().to_owned()
}

fn shown_wait(wait: &Wait) -> String {
    let (start, because) = (shown_at(wait.started_at), word(&wait.because));
    let waited = shown_for(wait.waited_ms as f64);
    let nobody = if wait.answered_at.is_none() { " nobody" } else { "" };
    format!("{start} {because} {waited}{nobody}")
}

fn shown(counts: Counts, judged: &Judged) -> Vec<String> {
    let mut shown: Vec<String> = judged.waits.iter().map(shown_wait).collect();
    for unit in &judged.units {
        let verdict = word(&unit.verdict);
        match counts {
            Counts::Wait | Counts::FirstOfSession => {}
            Counts::BuyerDay => shown.push(format!("day {} {verdict}", shown_at(unit.day_at))),
            Counts::SessionMean => shown.push(format!(
                "session {} mean {} {verdict}",
                shown_at(unit.started_at),
                shown_for(unit.mean_wait_ms()),
            )),
        }
    }
    let tally = judged.tally();
    shown.push(format!(
        "{} met {} missed {} open",
        tally.met, tally.missed, tally.open
    ));
    shown
}

/// The talk as it stands at `until`.
#[track_caller]
fn check(platform: Platform, said: &str, until: &str, expected: &str) {
    let clock = Clock::of(platform);
    let judged = clock.judge(&talk(said), &Zone::shanghai(), moment(until));
    let expected: Vec<&str> = lines(expected).collect();
    assert_eq!(shown(clock.counts, &judged), expected, "{said}");
}

#[test]
fn the_tables_are_read_as_they_are_written() {
    let zone = Zone::shanghai();
    assert_eq!(moment("00:00:00").rfc3339(&zone), "2026-11-20T00:00:00+08:00");
    assert_eq!(moment("+1 22:59:59").rfc3339(&zone), "2026-11-21T22:59:59+08:00");
    assert_eq!(shown_at(moment("+1 22:59:59")), "+1 22:59:59");
}
