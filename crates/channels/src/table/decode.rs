//! Bytes of some encoding as UTF-8 text, a piece at a time.
//!
//! A byte order mark decides; without one, the first 64 KiB from the first byte outside ASCII on do.
//! What is not clearly UTF-8 is taken for GB18030, which contains GBK and GB2312, unless the detector
//! insists on Big5.

use std::io;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Decoder, Encoding, GB18030, UTF_8};

use super::{Progress, read_up_to};
use crate::Source;

const PIECE: usize = 64 * 1024;

pub(crate) struct Decoded {
    source: Box<dyn Source>,
    /// Read, but not decoded while the encoding is open.
    waiting: Vec<u8>,
    encoding: Option<&'static Encoding>,
    decoder: Option<Decoder>,
    started: bool,
    ended: bool,
    text: String,
    at: usize,
    done: u64,
    total: u64,
}

impl Decoded {
    pub(crate) fn new(source: Box<dyn Source>, total: u64) -> Self {
        Self {
            source,
            waiting: Vec::new(),
            encoding: None,
            decoder: None,
            started: false,
            ended: false,
            text: String::new(),
            at: 0,
            done: 0,
            total,
        }
    }

    /// Decoded and not yet taken.
    pub(crate) fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Whether `rest` is all that is left.
    pub(crate) const fn ended(&self) -> bool {
        self.ended
    }

    /// Takes `bytes` of `rest`; they end at a character.
    pub(super) const fn take(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// UTF-8 while nothing but ASCII has been seen.
    pub(crate) fn encoding(&self) -> &'static str {
        self.encoding.unwrap_or(UTF_8).name()
    }

    pub(super) fn progress(&self) -> Progress {
        let ahead = (self.text.len() - self.at + self.waiting.len()) as u64;
        let done = if self.ended && ahead == 0 {
            self.total
        } else {
            self.done.saturating_sub(ahead).min(self.total)
        };
        Progress {
            done,
            total: self.total,
        }
    }

    /// Adds the next piece to `rest`.
    pub(crate) fn fill(&mut self) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        self.text.drain(..self.at);
        self.at = 0;
        let last = self.read_piece()?;
        if self.decoder.is_none() {
            self.choose(last)?;
        }
        match &mut self.decoder {
            Some(decoder) => {
                let room = decoder
                    .max_utf8_buffer_length(self.waiting.len())
                    .unwrap_or(self.waiting.len() * 3 + 16);
                self.text.reserve(room);
                let _ = decoder.decode_to_string(&self.waiting, &mut self.text, self.ended);
                self.waiting.clear();
            }
            None => self.take_ascii(self.waiting.len()),
        }
        Ok(())
    }

    fn read_piece(&mut self) -> io::Result<bool> {
        let kept = self.waiting.len();
        self.waiting.resize(kept + PIECE, 0);
        let read = read_up_to(&mut *self.source, &mut self.waiting[kept..])?;
        self.waiting.truncate(kept + read);
        self.done += read as u64;
        self.ended = read < PIECE;
        Ok(self.ended)
    }

    /// Decides the encoding as soon as something tells, and takes the ASCII before it.
    fn choose(&mut self, mut last: bool) -> io::Result<()> {
        if !self.started {
            self.started = true;
            if let Some((encoding, mark)) = Encoding::for_bom(&self.waiting) {
                self.waiting.drain(..mark);
                self.decide(encoding);
                return Ok(());
            }
        }
        let Some(first) = self.waiting.iter().position(|b| !b.is_ascii()) else {
            return Ok(());
        };
        self.take_ascii(first);
        if !last && self.waiting.len() < PIECE {
            last = self.read_piece()?;
        }
        self.decide(guess(&self.waiting, last));
        Ok(())
    }

    fn decide(&mut self, encoding: &'static Encoding) {
        self.encoding = Some(encoding);
        self.decoder = Some(encoding.new_decoder_without_bom_handling());
    }

    /// Moves the first `bytes` of what waits, all of them ASCII, to the text.
    fn take_ascii(&mut self, bytes: usize) {
        self.text.extend(self.waiting.drain(..bytes).map(char::from));
    }
}

fn guess(sample: &[u8], whole: bool) -> &'static Encoding {
    let (mut characters, mut broken) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        characters += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // Chinese text in GBK makes next to no valid UTF-8; a damaged or cut UTF-8 file makes nearly all.
    if broken == 0 || characters >= 20 * broken || (!whole && broken == 1 && characters > 2) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    let found = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if found == BIG5 { BIG5 } else { GB18030 }
}
