//! One line about the machine a figure was measured on.

use std::fs;

pub fn describe() -> String {
    let cpu = read("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory_kib: u64 = read("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split_whitespace().next()?.parse().ok())
        .unwrap_or(0);
    let memory = memory_kib / 1024 / 1024;
    format!("{cpu}, {cores} cores, {memory} GiB, {}", std::env::consts::OS)
}

fn read(file: &str, field: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(field))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Resident memory of a process, in MiB.
pub fn resident_mib(process: u32) -> Option<f64> {
    let kib: f64 = read(&format!("/proc/{process}/status"), "VmRSS")?
        .split_whitespace()
        .next()?
        .parse()
        .ok()?;
    Some(kib / 1024.0)
}
