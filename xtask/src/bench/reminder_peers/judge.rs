//! What the sink's calls say of a workload: what never came, what came twice, and how late the rest was.

use super::sink::Call;

/// A workload as it was ordered.
pub struct Workload {
    /// Begins its keys.
    pub run: String,
    pub jobs: u32,
    pub first_ms: i64,
    pub window_ms: u64,
}

impl Workload {
    /// When a job is due; every driver reckons the same.
    fn due_ms(&self, job: u32) -> i64 {
        let spread = u64::from(job) * self.window_ms / u64::from(self.jobs.max(1));
        self.first_ms + i64::try_from(spread).unwrap_or(0)
    }

    pub fn last_due_ms(&self) -> i64 {
        self.first_ms + i64::try_from(self.window_ms).unwrap_or(0)
    }
}

#[derive(Debug, Default, PartialEq)]
pub struct Verdict {
    /// Jobs whose call never came.
    pub lost: usize,
    /// Jobs whose call came more than once.
    pub doubled: usize,
    /// Calls before their time, beyond the rounding of a millisecond.
    pub early: usize,
    /// Lateness of each job's first call: the middle, one in twenty, one in a hundred, the latest; in ms.
    pub late_ms: [i64; 4],
    /// Jobs a second, from the first due to the last first call.
    pub drain_per_s: f64,
}

pub fn judge(workload: &Workload, calls: &[Call]) -> Verdict {
    let mut first = vec![None::<i64>; workload.jobs as usize];
    let mut times = vec![0_u32; workload.jobs as usize];
    for call in calls {
        let job = call
            .key
            .strip_prefix(&workload.run)
            .and_then(|rest| rest.strip_prefix('-'))
            .and_then(|job| job.parse::<usize>().ok())
            .filter(|job| *job < first.len());
        let Some(job) = job else { continue };
        times[job] += 1;
        first[job] = Some(first[job].map_or(call.at_ms, |before| before.min(call.at_ms)));
    }
    let mut late: Vec<i64> = (0..workload.jobs)
        .zip(&first)
        .filter_map(|(job, at)| at.map(|at| at - workload.due_ms(job)))
        .collect();
    late.sort_unstable();
    let last = first.iter().flatten().max().copied();
    let took_ms = last.map_or(0, |last| last - workload.first_ms).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let drain_per_s = late.len() as f64 * 1_000.0 / took_ms as f64;
    Verdict {
        lost: first.iter().filter(|at| at.is_none()).count(),
        doubled: times.iter().filter(|times| **times > 1).count(),
        early: late.iter().filter(|late| **late < -1).count(),
        late_ms: [50, 95, 99, 100].map(|percent| at_percent(&late, percent)),
        drain_per_s,
    }
}

fn at_percent(sorted: &[i64], percent: usize) -> i64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Verdict, Workload, judge};
    use crate::bench::reminder_peers::sink::Call;

    fn call(key: &str, at_ms: i64) -> Call {
        Call {
            key: key.to_owned(),
            at_ms,
        }
    }

    #[test]
    fn what_is_missing_and_what_came_twice_is_counted_by_job() {
        let workload = Workload {
            run: "w".to_owned(),
            jobs: 4,
            first_ms: 1_000,
            window_ms: 400,
        };
        let calls = [
            call("w-0", 1_010),
            call("w-1", 1_500),
            call("w-1", 1_130),
            call("w-3", 1_290),
            // Of another workload, and none at all.
            call("v-2", 1_000),
            call("w-9", 1_000),
        ];
        let told = judge(&workload, &calls);
        let drain_per_s = 3.0 * 1_000.0 / 290.0;
        let expected = Verdict {
            lost: 1,
            doubled: 1,
            early: 1,
            late_ms: [10, 30, 30, 30],
            drain_per_s,
        };
        assert_eq!(told, expected);
    }
}
