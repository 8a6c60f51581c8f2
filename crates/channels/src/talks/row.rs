//! One row of a table as a message.

use jinpai_model::{At, Zone};

use super::{TalkAbout, TalkLine, channels, side};
use crate::{
    RefusedReason,
    cells::{Cell, clean, narrow},
    table::Record,
};

#[derive(Debug, Clone, Copy)]
enum Field {
    Conversation,
    From,
    Text,
    At,
    Agent,
    Buyer,
    Item,
    Price,
    Consents,
}

const HEADERS: [(Field, &[&str]); 9] = [
    (
        Field::Conversation,
        &["conversation", "会话", "会话id", "会话编号"],
    ),
    (Field::From, &["from", "发言方", "角色", "发送方"]),
    (Field::Text, &["text", "消息", "内容", "消息内容"]),
    (Field::At, &["at", "时间", "发送时间", "消息时间"]),
    (Field::Agent, &["agent", "客服", "客服名称", "客服账号"]),
    (Field::Buyer, &["buyer", "买家", "买家昵称", "买家会员名"]),
    (Field::Item, &["item", "商品", "商品名称", "宝贝标题"]),
    (Field::Price, &["price", "价格", "商品价格", "单价"]),
    (Field::Consents, &["consents", "同意渠道", "授权渠道"]),
];

/// Where the columns of one file are.
pub(super) struct Columns {
    names: Vec<String>,
    places: [Option<usize>; HEADERS.len()],
}

impl Columns {
    /// The columns, or how many are known and which are missing.
    pub fn find(cells: &[String]) -> Result<Self, (usize, Vec<String>)> {
        let narrowed = |cell: &String| narrow(clean(cell)).to_lowercase().replace(' ', "");
        let headers: Vec<String> = cells.iter().map(narrowed).collect();
        let mut places = [None; HEADERS.len()];
        for (field, names) in HEADERS {
            places[field as usize] = headers.iter().position(|h| names.contains(&h.as_str()));
        }
        let wanted = [Field::Conversation, Field::From, Field::Text];
        let missing = wanted.iter().filter(|field| places[**field as usize].is_none());
        let missing: Vec<String> = missing
            .map(|field| HEADERS[*field as usize].1[0].to_owned())
            .collect();
        if missing.is_empty() {
            let names = cells.to_vec();
            return Ok(Self { names, places });
        }
        Err((places.iter().flatten().count(), missing))
    }

    fn cell<'a>(&'a self, field: Field, record: &'a Record) -> Cell<'a> {
        match self.places[field as usize] {
            Some(place) => Cell::new(&self.names[place], record.get(place)),
            None => Cell { column: "", text: "" },
        }
    }
}

pub(super) fn message(columns: &Columns, record: &Record, zone: &Zone) -> Result<TalkLine, RefusedReason> {
    let cell = |field| columns.cell(field, record);
    let from = cell(Field::From);
    let missing = RefusedReason::Missing {
        column: cell(Field::Conversation).column.to_owned(),
    };
    Ok(TalkLine {
        conversation: cell(Field::Conversation).words()?.ok_or(missing)?,
        from: side(from.column, from.text)?,
        text: cell(Field::Text).text.to_owned(),
        at: moment(cell(Field::At), zone)?,
        agent: cell(Field::Agent).words()?,
        about: TalkAbout {
            buyer: cell(Field::Buyer).words()?,
            item: cell(Field::Item).words()?,
            price_fen: cell(Field::Price).amount()?,
            consents: channels(cell(Field::Consents).text),
        },
    })
}

/// A time with an offset, or a wall clock time of the zone.
fn moment(cell: Cell<'_>, zone: &Zone) -> Result<Option<At>, RefusedReason> {
    match At::from_rfc3339(cell.text) {
        Ok(at) => Ok(Some(at)),
        Err(_) => cell.time(zone),
    }
}
