//! The provider: a shop's bridge as `docs/senders.md` asks for it, which keeps every hand-over it heard.
//!
//! It forgives nothing: whoever hands the same order's message over twice is kept twice. It can be slow, be
//! away (nobody listens on its port), or record and then say nothing.

use std::{
    collections::HashSet,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    bench::reminder_peers::sink::now_ms,
    shell::{pause, wait_until},
};

/// A hand-over as it arrived.
#[derive(Clone)]
pub struct Parcel {
    pub key: String,
    pub attempt: u64,
    /// The buyer's number, which is one of one order alone.
    pub to: String,
    pub at_ms: i64,
    /// Whether the answer left: a caller that was told nothing cannot know.
    pub answered: bool,
}

pub struct Bridge {
    state: Arc<State>,
    pub address: SocketAddr,
}

#[derive(Default)]
struct State {
    parcels: Mutex<Vec<Parcel>>,
    keys: Mutex<HashSet<String>>,
    delay_ms: AtomicU64,
    /// Calls that wait for their answer at this moment.
    open: AtomicUsize,
    hanging: Mutex<bool>,
    answers_again: Condvar,
    away: AtomicBool,
    listening: AtomicBool,
}

impl Bridge {
    pub fn start(delay_ms: u64) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let state = Arc::new(State::default());
        state.delay_ms.store(delay_ms, Ordering::Relaxed);
        listen(&state, listener);
        Ok(Self { state, address })
    }

    /// Nobody listens any more: who calls is refused by the machine.
    pub fn go_away(&self) {
        self.state.away.store(true, Ordering::Relaxed);
        // Wakes the listener, which then sees that it is over.
        let _ = TcpStream::connect(self.address);
        let state = &self.state;
        wait_until(Duration::from_secs(5), || {
            !state.listening.load(Ordering::Relaxed)
        });
    }

    pub fn come_back(&self) -> Result<()> {
        self.state.away.store(false, Ordering::Relaxed);
        listen(&self.state, TcpListener::bind(self.address)?);
        Ok(())
    }

    /// From now on everything is kept and nothing answered, questions included; or answered again. Who waits when it
    /// ends gets no answer either.
    pub fn hang(&self, hanging: bool) {
        *held(&self.state.hanging) = hanging;
        self.state.answers_again.notify_all();
    }

    /// Calls that wait for their answer at this moment.
    pub fn open(&self) -> usize {
        self.state.open.load(Ordering::Relaxed)
    }

    pub fn parcels(&self) -> Vec<Parcel> {
        held(&self.state.parcels).clone()
    }

    pub fn count(&self) -> usize {
        held(&self.state.parcels).len()
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.hang(false);
        if self.state.listening.load(Ordering::Relaxed) {
            self.go_away();
        }
    }
}

fn listen(state: &Arc<State>, listener: TcpListener) {
    state.listening.store(true, Ordering::Relaxed);
    let shared = state.clone();
    std::thread::spawn(move || {
        for line in listener.incoming().flatten() {
            if shared.away.load(Ordering::Relaxed) {
                break;
            }
            let state = shared.clone();
            // A line that breaks is a worker that died: there is nobody to tell.
            std::thread::spawn(move || state.serve(&line));
        }
        drop(listener);
        shared.listening.store(false, Ordering::Relaxed);
    });
}

impl State {
    fn serve(&self, line: &TcpStream) -> Option<()> {
        line.set_nodelay(true).ok()?;
        let (path, body) = request(&mut BufReader::new(line))?;
        let body: Value = serde_json::from_slice(&body).ok()?;
        let key = body["key"].as_str()?.to_owned();
        self.open.fetch_add(1, Ordering::Relaxed);
        let done = if path == "/send" {
            self.take(line, &body, key)
        } else {
            self.answer_question(line, &key)
        };
        self.open.fetch_sub(1, Ordering::Relaxed);
        done
    }

    fn take(&self, line: &TcpStream, body: &Value, key: String) -> Option<()> {
        let attempt = body["attempt"].as_u64()?;
        let receipt = format!("{key}/{attempt}");
        let place = {
            let mut parcels = held(&self.parcels);
            held(&self.keys).insert(key.clone());
            parcels.push(Parcel {
                key,
                attempt,
                to: body["to"].as_str()?.to_owned(),
                at_ms: now_ms(),
                answered: false,
            });
            parcels.len() - 1
        };
        if !self.takes_its_time() {
            return None;
        }
        answer(line, &json!({ "state": "accepted", "receipt": receipt }))?;
        held(&self.parcels)[place].answered = true;
        Some(())
    }

    fn answer_question(&self, line: &TcpStream, key: &str) -> Option<()> {
        if !self.takes_its_time() {
            return None;
        }
        let known = held(&self.keys).contains(key);
        let state = if known { "accepted" } else { "not-seen" };
        answer(line, &json!({ "state": state, "receipt": key }))
    }

    /// False when it hung meanwhile: then nothing is ever said.
    fn takes_its_time(&self) -> bool {
        pause(Duration::from_millis(self.delay_ms.load(Ordering::Relaxed)));
        let mut hanging = held(&self.hanging);
        let hung = *hanging;
        while *hanging {
            hanging = self
                .answers_again
                .wait(hanging)
                .unwrap_or_else(PoisonError::into_inner);
        }
        !hung
    }
}

fn answer(mut line: &TcpStream, told: &Value) -> Option<()> {
    let body = told.to_string();
    let length = body.len();
    let text = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    line.write_all(text.as_bytes()).ok()
}

/// Path and body of a request.
fn request(reader: &mut BufReader<&TcpStream>) -> Option<(String, Vec<u8>)> {
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut length = 0_u64;
    loop {
        let mut field = String::new();
        if reader.read_line(&mut field).ok()? == 0 {
            return None;
        }
        let field = field.trim_end().to_ascii_lowercase();
        if field.is_empty() {
            break;
        }
        if let Some(value) = field.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body).ok()?;
    Some((path, body))
}

/// Nothing that holds a lock here can leave its content half changed.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
