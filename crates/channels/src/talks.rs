//! Talks from files: one message a line, as JSON lines or as a table.
//!
//! A message is `{conversation, from, text, at?, agent?}`; a table has these as columns, by their English
//! or Chinese names. Lines of one talk need not stand together; their order in the file is their order
//! in the talk. Any line may also say of its talk who the buyer is, what she asks about, what it costs
//! and by which channels she agreed to be written to: `{buyer?, item?, price?, consents?}`.

mod json;
mod row;

use std::io::{Read as _, SeekFrom};

use jinpai_model::{At, Channel, Fen, Message, Side, Zone};

use crate::{
    FileForm, OpenError, Progress, Refused, RefusedReason, Source,
    refused::shown,
    table::{Known, Record, Table},
};
use json::JsonLines;
use row::Columns;

/// One message of some talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkLine {
    pub conversation: String,
    pub from: Side,
    pub text: String,
    pub at: Option<At>,
    pub agent: Option<String>,
    pub about: TalkAbout,
}

/// What a line says of its talk as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TalkAbout {
    /// Her name, as in the order book.
    pub buyer: Option<String>,
    /// What she asks about.
    pub item: Option<String>,
    /// What that costs.
    pub price_fen: Option<Fen>,
    /// By these she agreed to be written to outside the chat.
    pub consents: Vec<Channel>,
}

#[derive(Debug, Clone)]
pub struct TalkReadOptions {
    /// Times without an offset are the wall clock here.
    pub zone: Zone,
}

/// Opens a file of talks: JSON lines, CSV or XLSX, in UTF-8, GBK or UTF-16; which it is, its first bytes
/// tell.
///
/// # Errors
/// When the file cannot be read, is empty, or is a table without the columns.
pub fn read(mut source: impl Source + 'static, options: TalkReadOptions) -> Result<TalkReader, OpenError> {
    source.seek(SeekFrom::Start(0))?;
    let mut first = Vec::new();
    source.by_ref().take(4096).read_to_end(&mut first)?;
    source.seek(SeekFrom::Start(0))?;
    let lines = if json::begins(&first) {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes)?;
        Lines::Json(JsonLines::of(bytes))
    } else {
        let (table, columns) = Table::open(Box::new(source), |cells| match Columns::find(cells) {
            Ok(columns) => Known::Layout(columns),
            Err((known, missing)) => Known::Not { known, missing },
        })?;
        Lines::Table(Box::new((table, columns, Record::default())))
    };
    Ok(TalkReader { lines, options })
}

/// The messages of a file, one after another.
pub struct TalkReader {
    lines: Lines,
    options: TalkReadOptions,
}

enum Lines {
    Json(JsonLines),
    Table(Box<(Table, Columns, Record)>),
}

impl TalkReader {
    /// What the bytes turned out to be, as the encoding standard names it, once they are read; none for a
    /// workbook.
    #[must_use]
    pub fn encoding(&self) -> Option<&'static str> {
        match &self.lines {
            Lines::Json(lines) => Some(lines.encoding),
            Lines::Table(table) => match table.0.form() {
                FileForm::Csv { encoding, .. } => Some(encoding),
                FileForm::Xlsx => None,
            },
        }
    }

    #[must_use]
    pub fn progress(&self) -> Progress {
        match &self.lines {
            Lines::Json(lines) => lines.progress(),
            Lines::Table(table) => table.0.progress(),
        }
    }
}

impl Iterator for TalkReader {
    type Item = Result<TalkLine, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        let (line, read) = match &mut self.lines {
            Lines::Json(lines) => lines.next(&self.options.zone)?,
            Lines::Table(table) => {
                let (table, columns, record) = &mut **table;
                match table.next(record)? {
                    Ok(line) => (line, row::message(columns, record, &self.options.zone)),
                    Err(refused) => return Some(Err(refused)),
                }
            }
        };
        Some(read.and_then(checked).map_err(|reason| Refused { line, reason }))
    }
}

fn checked(line: TalkLine) -> Result<TalkLine, RefusedReason> {
    let chars = line.text.chars().count();
    if chars > Message::MAX_CHARS {
        let limit = Message::MAX_CHARS;
        return Err(RefusedReason::MessageTooLong { chars, limit });
    }
    Ok(line)
}

/// Channels by their words, parted by commas or spaces. A word that names none is no consent.
fn channels(words: &str) -> Vec<Channel> {
    let words = words.split([',', '，', '、', ' ', '|', '+']).map(str::trim);
    let channel = |word: &str| match word.to_lowercase().as_str() {
        "chat" | "聊天" | "旺旺" | "会话" => Some(Channel::Chat),
        "sms" | "短信" => Some(Channel::Sms),
        "phone" | "电话" => Some(Channel::Phone),
        "email" | "邮件" | "邮箱" => Some(Channel::Email),
        _ => None,
    };
    words.filter_map(channel).collect()
}

/// Who speaks, in the words of exports.
fn side(column: &str, word: &str) -> Result<Side, RefusedReason> {
    match word.trim().to_lowercase().as_str() {
        "buyer" | "买家" | "客户" | "顾客" | "用户" | "访客" => Ok(Side::Buyer),
        "agent" | "客服" | "卖家" | "商家" | "坐席" => Ok(Side::Agent),
        "bot" | "机器人" | "自动回复" => Ok(Side::Bot),
        "system" | "系统" | "系统消息" => Ok(Side::System),
        _ => Err(RefusedReason::UnknownSide {
            column: column.to_owned(),
            value: shown(word),
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn all(bytes: impl Into<Vec<u8>>) -> Vec<Result<TalkLine, Refused>> {
        let options = TalkReadOptions {
            zone: Zone::shanghai(),
        };
        read(Cursor::new(bytes.into()), options)
            .expect("it opens")
            .collect()
    }

    #[test]
    fn a_bad_line_is_named_and_the_others_are_read() {
        let file = "{\"conversation\":\"c1\",\"from\":\"buyer\",\"text\":\"在吗\",\"at\":\"2026-11-21T10:00:00+08:00\"}\n\
                    \n\
                    {broken\n\
                    {\"conversation\":7,\"from\":\"客服\",\"text\":\"在的\",\"agent\":\"小林\",\"at\":1763690400000}\n\
                    {\"conversation\":\"c1\",\"from\":\"cat\",\"text\":\"喵\"}\n\
                    {\"conversation\":\"c1\",\"from\":\"agent\",\"text\":\"好\",\"at\":\"noon\"}";
        let rows = all(file);
        let good: Vec<&TalkLine> = rows.iter().flatten().collect();
        assert_eq!(
            (good.len(), good[1].from, good[1].conversation.as_str()),
            (2, Side::Agent, "7")
        );
        assert!(good[0].at.is_some() && good[1].at.is_some());
        let bad: Vec<(u64, &str)> = rows
            .iter()
            .filter_map(|row| row.as_ref().err())
            .map(|refused| (refused.line, refused.reason.code()))
            .collect();
        assert_eq!(bad, [(3, "not-json"), (5, "unknown-side"), (6, "not-a-time")]);
    }

    #[test]
    fn what_a_line_says_of_its_talk_is_read() {
        let json = "{\"conversation\":\"c\",\"from\":\"buyer\",\"text\":\"在吗\",\"buyer\":\"小鱼\",\"item\":\"记忆枕\",\"price\":129.9,\"consents\":[\"chat\",\"短信\"]}";
        let table = "会话,发言方,内容,买家,商品,价格,同意渠道\nc,买家,在吗,小鱼,记忆枕,129.90,chat 短信\n";
        for file in [json, table] {
            let rows: Vec<TalkLine> = all(file).into_iter().collect::<Result<_, _>>().expect("all good");
            assert_eq!(
                rows[0].about,
                TalkAbout {
                    buyer: Some("小鱼".to_owned()),
                    item: Some("记忆枕".to_owned()),
                    price_fen: Some(Fen(12_990)),
                    consents: vec![Channel::Chat, Channel::Sms],
                }
            );
        }
    }

    #[test]
    fn a_table_and_gbk_are_read() {
        let table = "会话,发言方,内容,时间,客服\r\nc1,买家,\"在吗,亲\",2026-11-21 10:00:00,\r\nc1,客服,在的,2026-11-21 10:00:05,小林\r\n";
        let (gbk, ..) = encoding_rs::GB18030.encode(table);
        for rows in [all(table), all(gbk.into_owned())] {
            let rows: Vec<TalkLine> = rows.into_iter().collect::<Result<_, _>>().expect("all good");
            assert_eq!((rows.len(), rows[0].text.as_str()), (2, "在吗,亲"));
            assert_eq!(rows[1].agent.as_deref(), Some("小林"));
            assert_eq!(
                rows[1].at.map(|at| at.since(rows[0].at.unwrap_or_default())),
                Some(5_000)
            );
        }
        let json = "{\"conversation\":\"c\",\"from\":\"buyer\",\"text\":\"掉色吗\"}";
        let (gbk, ..) = encoding_rs::GB18030.encode(json);
        let rows = all(gbk.into_owned());
        assert_eq!(rows[0].as_ref().map(|line| line.text.as_str()), Ok("掉色吗"));
    }

    #[test]
    fn a_message_longer_than_messages_may_be_is_refused() {
        let long = "长".repeat(Message::MAX_CHARS + 1);
        let rows = all(format!(
            "{{\"conversation\":\"c\",\"from\":\"buyer\",\"text\":\"{long}\"}}"
        ));
        assert_eq!(
            rows[0].as_ref().map_err(|refused| refused.reason.code()),
            Err("message-too-long")
        );
    }

    #[test]
    fn a_file_without_the_columns_says_which() {
        let options = TalkReadOptions {
            zone: Zone::shanghai(),
        };
        let error = read(Cursor::new("a,b\n1,2\n"), options)
            .err()
            .map(|error| error.to_string());
        assert!(error.is_some_and(|told| told.contains("conversation")));
    }
}
