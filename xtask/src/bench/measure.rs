//! The benches. Each drives the release program as a person or a script would, so that a figure
//! holds for the product and not for a piece of it.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use super::{Bench, Row, data_file, machine::resident_mib, peers};
use crate::{
    postgres::{Postgres, free_port},
    shell::{Background, Cmd, now, pause, wait_until},
    tree::{self, Scratch},
};

const BOOK: &str = "tmall_orders/orders_2020-02-01_to_25.csv";

/// Seconds that a command took; its output is thrown away.
fn timed(cmd: Cmd) -> Result<f64> {
    let started = now();
    cmd.quiet().read()?;
    Ok(started.elapsed().as_secs_f64())
}

fn repeat(bench: &Bench, mut run: impl FnMut() -> Result<f64>) -> Result<Vec<f64>> {
    (0..bench.runs).map(|_| run()).collect()
}

fn per_second(amount: f64, seconds: &[f64]) -> Vec<f64> {
    seconds.iter().map(|s| amount / s).collect()
}

/// Figures of a package's own example, which prints one JSON object with `--json`.
fn example(bench: &Bench, package: &str, name: &str, args: &[&str]) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..bench.runs {
        let text = Cmd::cargo(tree::root())
            .args([
                "run",
                "--quiet",
                "--release",
                "--package",
                package,
                "--example",
                name,
            ])
            .args(["--"])
            .args(args)
            .args(["--json"])
            .quiet()
            .read()?;
        let json: serde_json::Value = serde_json::from_str(&text)
            .with_context(|| format!("example {name} of {package} printed no JSON"))?;
        let mut figures = Vec::new();
        flatten("", &json, &mut figures);
        for (n, (metric, unit, value)) in figures.into_iter().enumerate() {
            match rows.get_mut(n) {
                Some(known) => known.runs.push(value),
                None => rows.push(Row::new(format!("{name}: {metric}"), unit, vec![value])),
            }
        }
    }
    Ok(rows)
}

/// The figures of an example's answer: numbers whose name ends in a unit; counts are left out.
fn flatten(path: &str, value: &serde_json::Value, into: &mut Vec<(String, &'static str, f64)>) {
    const UNITS: [(&str, &str); 4] = [
        ("mb_per_s", "MB/s"),
        ("_per_s", "/s"),
        ("_us", "µs"),
        ("_ms", "ms"),
    ];
    for (key, value) in value.as_object().into_iter().flatten() {
        let name = if path.is_empty() {
            key.clone()
        } else {
            format!("{path} {key}")
        };
        let unit = UNITS.iter().find(|(end, _)| key.ends_with(end));
        match (value.as_f64(), unit) {
            (Some(number), Some((_, unit))) => into.push((name.replace('_', " "), unit, number)),
            _ => flatten(&name, value, into),
        }
    }
}

/// A large catalogue as a file, and what people type into it, in the engine itself.
pub fn goods(bench: &Bench) -> Result<Vec<Row>> {
    let entries = bench.entries.to_string();
    example(bench, "jinpai-engine", "goods", &["--entries", &entries])
}

/// One look at a talk: who she is, how far the bargaining went, the next steps; over the worked situations.
pub fn playbook(bench: &Bench) -> Result<Vec<Row>> {
    example(bench, "jinpai-playbook", "playbook_speed", &[])
}

/// The coach over real agents' lines, through the command line: reading, checking, writing JSON.
pub fn coach(bench: &Bench) -> Result<Vec<Row>> {
    let sessions = fs::read_to_string(data_file(bench, "jddc_sessions/sessions.jsonl")?)?;
    let mut lines = String::new();
    for line in sessions.lines() {
        let turn: serde_json::Value = serde_json::from_str(line)?;
        if let (Some("agent"), Some(text)) = (turn["from"].as_str(), turn["text"].as_str()) {
            lines.push_str(&text.replace(['\n', '\r'], " "));
            lines.push('\n');
        }
    }
    if lines.is_empty() {
        bail!("no text in jddc_sessions/sessions.jsonl");
    }
    let mut text = String::new();
    while text.len() < 16 * 1024 * 1024 {
        text.push_str(&lines);
    }
    let scratch = Scratch::new("bench-coach")?;
    let file = scratch.path().join("lines.txt");
    fs::write(&file, &text)?;
    let check = |file: &Path| {
        let cmd = Cmd::new(&bench.program, scratch.path()).args(["coach", "check", "--format", "jsonl"]);
        timed(cmd.args([file]))
    };
    let empty = scratch.path().join("empty.txt");
    fs::write(&empty, "好的\n")?;
    let start = repeat(bench, || check(&empty))?;
    let seconds = repeat(bench, || check(&file))?;
    let megabytes = text.len() as f64 / 1e6;
    let mut rows = vec![
        Row::new(
            "coach check, 16 MiB of lines to JSON",
            "MB/s",
            per_second(megabytes, &seconds),
        ),
        Row::new(
            "coach check of one line, whole process",
            "ms",
            start.iter().map(|s| s * 1e3).collect(),
        ),
    ];
    let lines = scratch.path().join("once.txt");
    fs::write(&lines, sized(&text, 2 * 1024 * 1024))?;
    let lines = lines.to_string_lossy();
    rows.extend(example(bench, "jinpai-packs", "coach_throughput", &[&lines])?);
    // A linter takes seconds for what the coach does in milliseconds; a part of the lines tells it.
    let few = scratch.path().join("few.txt");
    fs::write(&few, sized(&text, 256 * 1024))?;
    match peers::rows(&few, bench.runs) {
        Ok(others) => rows.extend(others),
        Err(error) => println!("  peers not measured: {error:#}"),
    }
    Ok(rows)
}

/// The first lines of a text, up to so many bytes.
fn sized(text: &str, most: usize) -> &str {
    let end = text
        .get(..most)
        .map_or(text.len(), |part| part.rfind('\n').unwrap_or(most));
    text.get(..end).unwrap_or(text)
}

/// A shop's order book: into an empty shop, again, and parsed alone.
pub fn import(bench: &Bench) -> Result<Vec<Row>> {
    let book = data_file(bench, BOOK)?;
    let orders = count_orders(&book)?;
    let (mut new, mut same) = (Vec::new(), Vec::new());
    for _ in 0..bench.runs {
        let scratch = Scratch::new("bench-import")?;
        let import = || {
            let cmd = Cmd::new(&bench.program, scratch.path()).args(["import", "orders"]);
            timed(
                cmd.args([&book])
                    .args(["--format", "json", "--data"])
                    .args([scratch.path()]),
            )
        };
        new.push(import()?);
        same.push(import()?);
    }
    Cmd::cargo(tree::root())
        .args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "jinpai-channels",
            "--example",
            "read_orders",
        ])
        .quiet()
        .run()?;
    let parser = tree::target()?.join("release/examples/read_orders");
    let parsed = repeat(bench, || {
        let text = Cmd::new(&parser, tree::root()).args([&book]).quiet().read()?;
        let json: serde_json::Value = serde_json::from_str(&text)?;
        json["rows_per_s"]
            .as_f64()
            .context("read_orders gave no rows_per_s")
    })?;
    Ok(vec![
        Row::new(
            format!("import of {orders} new orders, whole process"),
            "s",
            new.clone(),
        ),
        Row::new("import, new orders", "rows/s", per_second(orders as f64, &new)),
        Row::new(
            "import, the same again",
            "rows/s",
            per_second(orders as f64, &same),
        ),
        Row::new("parsing alone", "rows/s", parsed),
    ])
}

fn count_orders(book: &Path) -> Result<usize> {
    let lines = fs::read_to_string(book)?
        .lines()
        .filter(|l| !l.trim().is_empty())
        .count();
    Ok(lines.saturating_sub(1))
}

/// A book replayed through plan and gate in virtual time.
pub fn planning(bench: &Bench) -> Result<Vec<Row>> {
    let book = data_file(bench, BOOK)?;
    let orders = count_orders(&book)? as f64;
    let seconds = repeat(bench, || {
        let cmd = Cmd::new(&bench.program, tree::root()).args(["reminders", "simulate", "--no-holdout"]);
        timed(
            cmd.args(["--seed", "1", "--format", "jsonl", "--orders"])
                .args([&book]),
        )
    })?;
    let mut rows = vec![Row::new(
        "reminders simulate, whole process",
        "orders/s",
        per_second(orders, &seconds),
    )];
    rows.extend(example(bench, "jinpai-reminder", "planning_speed", &[])?);
    Ok(rows)
}

/// Messages from one side to the other, durable: the load client of the server.
pub fn messages(bench: &Bench) -> Result<Vec<Row>> {
    let once = Bench {
        program: bench.program.clone(),
        data: bench.data.clone(),
        entries: bench.entries,
        // One run of the client measures for long enough.
        runs: 1,
    };
    let mut rows = named("sqlite", example(&once, "jinpai-server", "load", &[])?);
    let postgres = Postgres::start()?;
    let on_postgres = example(&once, "jinpai-server", "load", &["--postgres", postgres.url()])?;
    rows.extend(named("postgres", on_postgres));
    Ok(rows)
}

fn named(database: &str, mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        row.metric = format!("{database} {}", row.metric);
    }
    rows
}

/// The release program on an empty folder: when it is ready, and what it holds a minute later.
pub fn idle(bench: &Bench) -> Result<Vec<Row>> {
    let mut ready = Vec::new();
    let mut resident = Vec::new();
    for run in 0..bench.runs {
        let scratch = Scratch::new("bench-idle")?;
        let port = free_port()?;
        let started = now();
        let mut server = Cmd::new(&bench.program, scratch.path())
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .args([scratch.path().join("shop")])
            .quiet()
            .start(&scratch.path().join("log"))?;
        let answers = wait_until(Duration::from_secs(30), || server.has_ended() || is_ready(port));
        if !answers || server.has_ended() {
            bail!("the program was not ready within 30 s:\n{}", server.tail());
        }
        ready.push(started.elapsed().as_secs_f64() * 1e3);
        // A minute each time would make the bench a coffee break; the figure hardly moves.
        if run == 0 {
            resident.push(after_a_minute(&server)?);
        }
    }
    Ok(vec![
        Row::new("ready after the first start", "ms", ready),
        Row::new("resident 60 s later, empty shop (one run)", "MiB", resident),
    ])
}

fn after_a_minute(server: &Background) -> Result<f64> {
    pause(Duration::from_secs(60));
    resident_mib(server.id()).context("this system does not tell a process's memory")
}

fn is_ready(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut socket = TcpStream::connect(("127.0.0.1", port))?;
        socket.set_read_timeout(Some(Duration::from_secs(1)))?;
        write!(
            socket,
            "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = [0; 12];
        socket.read_exact(&mut answer)?;
        Ok(answer.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}
