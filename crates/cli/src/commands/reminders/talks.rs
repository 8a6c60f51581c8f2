//! Talks of a simulation: read from their file, replayed with the orders, and summed up for people.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs::File,
    io::{self, Cursor, Read as _, Write},
    path::Path,
};

use jinpai_channels::{
    Lang, OpenError, Refused,
    talks::{self, TalkLine, TalkReadOptions},
};
use jinpai_coach::Coach;
use jinpai_model::{Channel, Flow, Platform, Reason, Zone};
use jinpai_packs::inquiry::{self, QuestionReader};
use jinpai_reminder::{
    Locale, WhyContext,
    inquiry::{Goods, InquiryPolicy, Way, why},
    replay::{
        BookLine, BookOrder, BookTalk, Line, ReplayOptions, Replayed, TalkOptions, Verdict, replay_with_talks,
    },
};

use super::{
    language, read_bytes,
    summary::{VERDICTS, word},
    unreadable,
};
use crate::exit::Failure;

/// Refused lines and talks that are told one by one; the rest is counted.
const TOLD: usize = 50;

/// What the file held.
pub(super) struct TalkBook {
    talks: Vec<BookTalk>,
    refused: Vec<Refused>,
    /// Talks of which a line has no time, each with the number of such lines.
    timeless: BTreeMap<String, usize>,
}

pub(super) fn read(path: &Path, zone: &Zone) -> Result<TalkBook, Failure> {
    let options = TalkReadOptions { zone: zone.clone() };
    let reader = if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|e| unreadable(path, &e))?;
        talks::read(Cursor::new(bytes), options)
    } else {
        talks::read(File::open(path).map_err(|e| unreadable(path, &e))?, options)
    };
    let reader = reader.map_err(|e| match e {
        OpenError::Io(e) => unreadable(path, &e),
        other => Failure::usage(format!("{}: {}", path.display(), other.sentence(lang()))),
    })?;
    let mut book = TalkBook {
        talks: Vec::new(),
        refused: Vec::new(),
        timeless: BTreeMap::new(),
    };
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in reader {
        match row {
            Ok(line) => book.add(line, &mut places),
            Err(refused) => book.refused.push(refused),
        }
    }
    // A replay without times would have to guess the silences that all hangs on.
    book.talks.retain(|talk| !book.timeless.contains_key(&talk.id));
    for talk in &mut book.talks {
        talk.lines.sort_by_key(|line| line.at);
    }
    Ok(book)
}

impl TalkBook {
    fn add(&mut self, line: TalkLine, places: &mut HashMap<String, usize>) {
        let place = *places.entry(line.conversation.clone()).or_insert_with(|| {
            self.talks.push(BookTalk {
                id: line.conversation.clone(),
                platform: Platform::General,
                buyer: None,
                goods: Goods::default(),
                ways: Vec::new(),
                opted_out: false,
                lines: Vec::new(),
            });
            self.talks.len() - 1
        });
        let talk = &mut self.talks[place];
        talk.buyer = line.about.buyer.or(talk.buyer.take());
        talk.goods.item = line.about.item.or(talk.goods.item.take());
        talk.goods.price_fen = line.about.price_fen.or(talk.goods.price_fen);
        for channel in line.about.consents {
            note_consent(&mut talk.ways, channel);
        }
        match line.at {
            Some(at) => talk.lines.push(BookLine {
                at,
                from: line.from,
                text: line.text,
            }),
            None => *self.timeless.entry(line.conversation).or_default() += 1,
        }
    }
}

fn note_consent(ways: &mut Vec<Way>, channel: Channel) {
    if ways.iter().all(|way| way.channel != channel) {
        ways.push(Way {
            channel,
            consented: true,
            reachable: true,
        });
    }
}

/// The policy of the file, or the built-in one.
pub(super) fn policy(path: Option<&Path>) -> Result<InquiryPolicy, Failure> {
    let Some(path) = path else {
        return Ok(inquiry::builtin());
    };
    let bytes = read_bytes(path)?;
    inquiry::parse(&path.display().to_string(), &bytes)
        .map_err(|refused| Failure::usage(format!("the inquiry policy was refused:\n{refused}")))
}

/// Both flows over orders and talks; questions are read with the coach's table.
pub(super) fn replay(
    orders: &[BookOrder],
    book: &TalkBook,
    inquiry: &InquiryPolicy,
    coach: &Coach,
    options: &ReplayOptions<'_>,
) -> Result<Replayed, Failure> {
    let questions = coach.questions().ok_or_else(|| {
        Failure::environment("the built-in coach reads no questions; reinstall the program")
    })?;
    let reading = QuestionReader::new(questions, inquiry);
    let talking = TalkOptions {
        inquiry,
        reading: &reading,
    };
    Ok(replay_with_talks(orders, &book.talks, talking, options))
}

/// The payment flow's part of a replay, and the lines of inquiries.
pub(super) fn parted(replayed: &Replayed) -> (Replayed, Vec<Line>) {
    let mut payments = replayed.clone();
    let of_inquiry = |line: &mut Line| line.flow == Flow::Inquiry;
    let inquiries = payments.lines.extract_if(.., of_inquiry).collect();
    (payments, inquiries)
}

/// Tells what of the file was not replayed; whether all of it was.
pub(super) fn tell_problems(book: &TalkBook) -> bool {
    let chinese = language() == Locale::ZhCn;
    let mut err = io::stderr().lock();
    // Nobody can be told that standard error is gone.
    for (talk, lines) in book.timeless.iter().take(TOLD) {
        let _ = if chinese {
            writeln!(
                err,
                "会话 {talk} 有 {lines} 行没有时间 at，沉默多久无从知道，没有推演；请补上时间再试"
            )
        } else {
            writeln!(
                err,
                "conversation {talk}: {lines} lines have no time (at), so nobody knows how long she was silent; \
                 it was not replayed: add the times and try again"
            )
        };
    }
    for row in book.refused.iter().take(TOLD) {
        let reason = row.reason.sentence(lang());
        let _ = if chinese {
            writeln!(err, "会话文件第 {} 行：{reason}", row.line)
        } else {
            writeln!(err, "conversations, line {}: {reason}", row.line)
        };
    }
    let (timeless, refused) = (book.timeless.len(), book.refused.len());
    if timeless + refused == 0 {
        return true;
    }
    let _ = if chinese {
        writeln!(err, "没有时间的会话 {timeless} 个，拒收 {refused} 行，其余已推演")
    } else {
        writeln!(
            err,
            "conversations without times: {timeless}; refused lines: {refused}; the others were replayed"
        )
    };
    false
}

fn lang() -> Lang {
    match language() {
        Locale::ZhCn => Lang::ZhCn,
        Locale::En => Lang::En,
    }
}

/// Inquiries for people: how many by decision and reason. Nothing where there are none.
pub(super) fn write_summary(out: &mut impl Write, lines: &[Line], locale: Locale) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let talks: BTreeSet<_> = lines
        .iter()
        .filter_map(|line| line.conversation.as_deref())
        .collect();
    let sent = lines.iter().filter(|line| line.decision == Verdict::Send).count();
    if locale == Locale::ZhCn {
        writeln!(
            out,
            "\n催单：会话 {}，决定 {} 条，发送 {sent} 条",
            talks.len(),
            lines.len()
        )?;
    } else {
        let count = talks.len();
        writeln!(
            out,
            "\nInquiries: {count} talks, {} decisions, messages sent {sent}",
            lines.len()
        )?;
    }
    let mut reasons: BTreeMap<(Verdict, Reason), usize> = BTreeMap::new();
    for line in lines {
        *reasons.entry((line.decision, line.reason)).or_default() += 1;
    }
    for decision in VERDICTS {
        for ((_, reason), count) in reasons.iter().filter(|((of, _), _)| *of == decision) {
            let sentence = why(*reason, &WhyContext::default(), locale);
            let name = word(decision, locale);
            writeln!(out, "  {name} {:<18} {count:>7}  {sentence}", reason.as_str())?;
        }
    }
    Ok(())
}
