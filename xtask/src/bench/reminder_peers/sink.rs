//! The sink: takes calls over HTTP/1.1, keeps every one with its key and moment, and answers at once, late,
//! or not at all for a while. It forgives nothing: a job that calls twice is kept twice.

use std::{
    collections::HashSet,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::Result;

use crate::shell::pause;

/// One call as it arrived.
#[derive(Clone)]
pub struct Call {
    pub key: String,
    /// Milliseconds since 1970.
    pub at_ms: i64,
}

pub struct Sink {
    state: Arc<State>,
    port: u16,
}

#[derive(Default)]
struct State {
    kept: Mutex<Kept>,
    delay_ms: AtomicU64,
    hanging: Mutex<bool>,
    answers_again: Condvar,
    over: AtomicBool,
}

#[derive(Default)]
struct Kept {
    calls: Vec<Call>,
    keys: HashSet<String>,
}

impl Sink {
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State::default());
        let shared = state.clone();
        std::thread::spawn(move || {
            for line in listener.incoming().flatten() {
                if shared.over.load(Ordering::Relaxed) {
                    return;
                }
                let state = shared.clone();
                // A line that breaks is a worker that died: there is nobody to tell.
                std::thread::spawn(move || state.serve(&line));
            }
        });
        Ok(Self { state, port })
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// From now on every answer takes so long.
    pub fn answer_after(&self, delay_ms: u64) {
        self.state.delay_ms.store(delay_ms, Ordering::Relaxed);
    }

    /// From now on calls are kept and not answered; or answered again.
    pub fn hang(&self, hanging: bool) {
        *held(&self.state.hanging) = hanging;
        self.state.answers_again.notify_all();
    }

    /// How many different keys have arrived.
    pub fn keys(&self) -> usize {
        held(&self.state.kept).keys.len()
    }

    /// Everything that arrived since the last time; the sink forgets it.
    pub fn take(&self) -> Vec<Call> {
        std::mem::take(&mut *held(&self.state.kept)).calls
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::Relaxed);
        self.hang(false);
        // Wakes the listener, which then sees that it is over.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl State {
    fn serve(&self, line: &TcpStream) -> Option<()> {
        line.set_nodelay(true).ok()?;
        let (mut reader, mut writer) = (BufReader::new(line), line);
        loop {
            let (method, key) = request(&mut reader)?;
            let known = match method.as_str() {
                "POST" => {
                    self.keep(key);
                    true
                }
                _ => held(&self.kept).keys.contains(&key),
            };
            self.take_its_time();
            let answer: &[u8] = if known {
                b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
            } else {
                b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno"
            };
            writer.write_all(answer).ok()?;
        }
    }

    fn keep(&self, key: String) {
        let at_ms = now_ms();
        let mut kept = held(&self.kept);
        kept.keys.insert(key.clone());
        kept.calls.push(Call { key, at_ms });
    }

    fn take_its_time(&self) {
        let delay = self.delay_ms.load(Ordering::Relaxed);
        if delay > 0 {
            pause(Duration::from_millis(delay));
        }
        let mut hanging = held(&self.hanging);
        while *hanging {
            hanging = self
                .answers_again
                .wait(hanging)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Method and key of the next request, its body read away.
fn request(reader: &mut BufReader<&TcpStream>) -> Option<(String, String)> {
    let mut first = String::new();
    if reader.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?);
    let key = path.strip_prefix("/call/")?.to_owned();
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
    std::io::copy(&mut reader.take(length), &mut std::io::sink()).ok()?;
    Some((method, key))
}

/// Nothing that holds a lock here can leave its content half changed.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[expect(
    clippy::disallowed_methods,
    reason = "dues are moments of this machine's clock, which drivers and sink share"
)]
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpStream,
    };

    use super::Sink;

    fn ask(line: &mut TcpStream, method: &str, key: &str) -> String {
        write!(
            line,
            "{method} /call/{key} HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
        )
        .unwrap();
        let mut answer = [0; 256];
        let mut read = 0;
        while !String::from_utf8_lossy(&answer[..read]).contains("\r\n\r\n") {
            read += line.read(&mut answer[read..]).unwrap();
        }
        String::from_utf8_lossy(&answer[..read]).into_owned()
    }

    #[test]
    fn a_call_is_kept_every_time_and_a_question_never() {
        let sink = Sink::start().unwrap();
        let mut line = TcpStream::connect(sink.address()).unwrap();
        assert!(ask(&mut line, "GET", "a-1").starts_with("HTTP/1.1 404"));
        assert!(ask(&mut line, "POST", "a-1").starts_with("HTTP/1.1 200"));
        assert!(ask(&mut line, "POST", "a-1").starts_with("HTTP/1.1 200"));
        assert!(ask(&mut line, "GET", "a-1").starts_with("HTTP/1.1 200"));
        assert_eq!(sink.keys(), 1);
        let calls = sink.take();
        assert_eq!(calls.len(), 2);
        assert!(calls.iter().all(|call| call.key == "a-1"));
        assert_eq!(sink.keys(), 0);
    }
}
