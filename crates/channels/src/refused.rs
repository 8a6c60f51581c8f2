//! Why a row was not taken, in words the person who uploaded the file can act on.

use std::fmt;

/// Longest piece of a cell that is quoted back.
const SHOWN_CHARS: usize = 40;

/// The language of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    ZhCn,
    En,
}

impl Lang {
    /// `en…` is English, all else Chinese.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag.trim().to_ascii_lowercase().starts_with("en") {
            Self::En
        } else {
            Self::ZhCn
        }
    }
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Physical line of a CSV file on which the row begins, or row of the sheet; both from 1.
    pub line: u64,
    pub reason: RefusedReason,
}

/// Why. Columns are named as the file names them; values are cut to 40 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusedReason {
    Missing {
        column: String,
    },
    NotAnAmount {
        column: String,
        value: String,
    },
    NegativeAmount {
        column: String,
        value: String,
    },
    AmountTooLarge {
        column: String,
        value: String,
    },
    NotATime {
        column: String,
        value: String,
    },
    YearOutOfRange {
        column: String,
        value: String,
    },
    NotACount {
        column: String,
        value: String,
    },
    NotANumber {
        column: String,
        value: String,
    },
    UnknownStatus {
        column: String,
        value: String,
    },
    UnknownKind {
        column: String,
        value: String,
    },
    NotYesOrNo {
        column: String,
        value: String,
    },
    UnknownChannel {
        column: String,
        value: String,
    },
    UnknownZone {
        column: String,
        value: String,
    },
    NotATimeOfDay {
        column: String,
        value: String,
    },
    NotADayRange {
        column: String,
        value: String,
    },
    /// Excel turned a long number into `1.23457E+17`: the last digits are gone.
    NumberRounded {
        column: String,
        value: String,
    },
    NotAnOrderNumber {
        column: String,
        value: String,
    },
    PaidBeforeCreated {
        paid: String,
        created: String,
    },
    ClosedBeforeCreated {
        closed: String,
        created: String,
    },
    /// The status says unpaid, the payment time says paid.
    UnpaidWithPayment {
        status: String,
        paid: String,
    },
    TooLong {
        column: String,
        chars: usize,
    },
    /// A message longer than messages may be.
    MessageTooLong {
        chars: usize,
        limit: usize,
    },
    TooManyItems {
        column: String,
    },
    UnknownSide {
        column: String,
        value: String,
    },
    /// A line of a JSON lines file that is none.
    NotJson {
        detail: String,
    },
    TooFewCells {
        found: usize,
        expected: usize,
    },
    TooManyCells {
        found: usize,
        expected: usize,
    },
    UnclosedQuote,
    NulByte {
        column: String,
    },
    Undecodable {
        column: String,
    },
    LineTooLong,
    /// Lines of one order that do not stand together, or of which another one was refused.
    OrderApart {
        number: String,
    },
    TooManyRows {
        limit: u64,
    },
    /// A text longer than this column may hold.
    LongerThan {
        column: String,
        chars: usize,
        limit: usize,
    },
    /// A code of a phrase is lower-case letters and digits.
    NotACode {
        column: String,
        value: String,
    },
    UnknownScope {
        column: String,
        value: String,
    },
    /// An earlier row of the file has the same code for the same people.
    SameCode {
        code: String,
        line: u64,
    },
    /// Whoever brings the file may not write for the whole shop.
    ShopNeedsLead,
    /// A row of somebody's own, and nobody is named whose it would be.
    WhosePhrase,
    TooManyPhrases {
        limit: u64,
    },
    /// A cell that holds several things, not written as such cells are.
    NotInForm {
        column: String,
        value: String,
        form: &'static str,
    },
    MoreItemsThan {
        column: String,
        limit: usize,
    },
    /// Rows of one product that do not stand together, or of which another one was refused.
    ProductApart {
        code: String,
    },
    /// A second row of one product that names no piece of it.
    SameProduct {
        code: String,
        line: u64,
    },
    /// Two pieces of one product with one code, or with the same options.
    SamePiece {
        code: String,
    },
    TooManyPieces {
        code: String,
        limit: usize,
    },
    /// A code that nobody knows, in a row without a title.
    NewWithoutTitle {
        code: String,
    },
    /// A piece's code that is another product's, or another product's piece's.
    CodeOfAnother {
        code: String,
    },
    ReadFailed {
        detail: String,
    },
}

/// What is quoted of a cell: at most 40 characters, control characters made visible.
pub(crate) fn shown(value: &str) -> String {
    let mut text: String = value
        .chars()
        .take(SHOWN_CHARS)
        .map(|c| if c.is_control() { '�' } else { c })
        .collect();
    if value.chars().nth(SHOWN_CHARS).is_some() {
        text.push('…');
    }
    text
}

impl RefusedReason {
    /// The reason as one kebab-case word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::NotAnAmount { .. } => "not-an-amount",
            Self::NegativeAmount { .. } => "negative-amount",
            Self::AmountTooLarge { .. } => "amount-too-large",
            Self::NotATime { .. } => "not-a-time",
            Self::YearOutOfRange { .. } => "year-out-of-range",
            Self::NotACount { .. } => "not-a-count",
            Self::NotANumber { .. } => "not-a-number",
            Self::UnknownStatus { .. } => "unknown-status",
            Self::UnknownKind { .. } => "unknown-kind",
            Self::NotYesOrNo { .. } => "not-yes-or-no",
            Self::UnknownChannel { .. } => "unknown-channel",
            Self::UnknownZone { .. } => "unknown-zone",
            Self::NotATimeOfDay { .. } => "not-a-time-of-day",
            Self::NotADayRange { .. } => "not-a-day-range",
            Self::NumberRounded { .. } => "number-rounded",
            Self::NotAnOrderNumber { .. } => "not-an-order-number",
            Self::PaidBeforeCreated { .. } => "paid-before-created",
            Self::ClosedBeforeCreated { .. } => "closed-before-created",
            Self::UnpaidWithPayment { .. } => "unpaid-with-payment",
            Self::TooLong { .. } => "too-long",
            Self::MessageTooLong { .. } => "message-too-long",
            Self::TooManyItems { .. } => "too-many-items",
            Self::UnknownSide { .. } => "unknown-side",
            Self::NotJson { .. } => "not-json",
            Self::TooFewCells { .. } => "too-few-cells",
            Self::TooManyCells { .. } => "too-many-cells",
            Self::UnclosedQuote => "unclosed-quote",
            Self::NulByte { .. } => "nul-byte",
            Self::Undecodable { .. } => "undecodable",
            Self::LineTooLong => "line-too-long",
            Self::OrderApart { .. } => "order-apart",
            Self::TooManyRows { .. } => "too-many-rows",
            Self::LongerThan { .. } => "longer-than",
            Self::NotACode { .. } => "not-a-code",
            Self::UnknownScope { .. } => "unknown-scope",
            Self::SameCode { .. } => "same-code",
            Self::ShopNeedsLead => "shop-needs-lead",
            Self::WhosePhrase => "whose-phrase",
            Self::TooManyPhrases { .. } => "too-many-phrases",
            Self::NotInForm { .. } => "not-in-form",
            Self::MoreItemsThan { .. } => "more-items-than",
            Self::ProductApart { .. } => "product-apart",
            Self::SameProduct { .. } => "same-product",
            Self::SamePiece { .. } => "same-piece",
            Self::TooManyPieces { .. } => "too-many-pieces",
            Self::NewWithoutTitle { .. } => "new-without-title",
            Self::CodeOfAnother { .. } => "code-of-another",
            Self::ReadFailed { .. } => "read-failed",
        }
    }

    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::ZhCn => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::Missing { column } => format!("“{column}”是空的"),
            Self::NotAnAmount { column, value } => format!("“{column}”里的“{value}”不是金额"),
            Self::NegativeAmount { column, value } => format!("“{column}”里的“{value}”是负数"),
            Self::AmountTooLarge { column, value } => format!("“{column}”里的“{value}”超过一亿元"),
            Self::NotATime { column, value } => format!("“{column}”里的“{value}”不是时间"),
            Self::YearOutOfRange { column, value } => {
                format!("“{column}”里的“{value}”不在 2000 到 2099 年之间")
            }
            Self::NotACount { column, value } => format!("“{column}”里的“{value}”不是数量"),
            Self::NotANumber { column, value } => format!("“{column}”里的“{value}”不是数字"),
            Self::UnknownStatus { column, value } => format!("不认识“{column}”里的状态“{value}”"),
            Self::UnknownKind { column, value } => format!("不认识“{column}”里的订单类型“{value}”"),
            Self::NotYesOrNo { column, value } => format!("“{column}”里的“{value}”不是“是”或“否”"),
            Self::UnknownChannel { column, value } => {
                format!("“{column}”里的“{value}”不是渠道，请写 chat、sms、phone 或 email")
            }
            Self::UnknownZone { column, value } => {
                format!("“{column}”里的“{value}”不是时区，请写成 Asia/Shanghai 这样")
            }
            Self::NotATimeOfDay { column, value } => {
                format!("“{column}”里的“{value}”不是一天里的时刻，应写成 16:00")
            }
            Self::NotADayRange { column, value } => {
                format!("“{column}”里的“{value}”不是天数，应写成 2-4")
            }
            Self::NumberRounded { column, value } => {
                format!("“{column}”里的“{value}”已被 Excel 改成近似值，末几位丢失；请用平台导出的原文件")
            }
            Self::NotAnOrderNumber { column, value } => format!("“{column}”里的“{value}”不是编号"),
            Self::PaidBeforeCreated { paid, created } => {
                format!("付款时间 {paid} 早于下单时间 {created}")
            }
            Self::ClosedBeforeCreated { closed, created } => {
                format!("关闭时间 {closed} 早于下单时间 {created}")
            }
            Self::UnpaidWithPayment { status, paid } => {
                format!("状态是“{status}”，却有付款时间 {paid}")
            }
            Self::TooLong { column, chars } => format!("“{column}”有 {chars} 个字，最多 1000 个"),
            Self::MessageTooLong { chars, limit } => format!("消息有 {chars} 个字，最多 {limit} 个"),
            Self::TooManyItems { column } => format!("“{column}”最多写 20 项"),
            Self::UnknownSide { column, value } => {
                format!("不认识“{column}”里的发言方“{value}”，应是 buyer、agent、bot 或 system")
            }
            Self::NotJson { detail } => format!("这一行不是一条消息：{detail}"),
            Self::TooFewCells { found, expected } => {
                format!("这一行只有 {found} 格，表头有 {expected} 格")
            }
            Self::TooManyCells { found, expected } => {
                format!("这一行有 {found} 格，表头只有 {expected} 格，可能是内容里的逗号没有加引号")
            }
            Self::UnclosedQuote => "这一行的引号没有配对".to_owned(),
            Self::NulByte { column } => format!("“{column}”里有空字节，文件可能损坏"),
            Self::Undecodable { column } => format!("“{column}”里有乱码，文件可能损坏"),
            Self::LineTooLong => "这一行太长，超过 256 KiB".to_owned(),
            Self::OrderApart { number } => {
                format!("订单 {number} 的各行不相连，或其中一行有误，整单未导入")
            }
            Self::TooManyRows { limit } => format!("超过 {limit} 行，后面的没有读；请分成几个文件"),
            Self::LongerThan { column, chars, limit } => {
                format!("“{column}”有 {chars} 个字，最多 {limit} 个")
            }
            Self::NotACode { column, value } => {
                format!("“{column}”里的“{value}”不能当短码，短码是 1 到 14 个字母或数字；空着会自动取")
            }
            Self::UnknownScope { column, value } => {
                format!("不认识“{column}”里的“{value}”，请写“全店”或“自己”")
            }
            Self::SameCode { code, line } => format!("短码“{code}”在第 {line} 行已经用了，请换一个"),
            Self::ShopNeedsLead => "全店的短语要主管来导入；把范围改成“自己”就能导入".to_owned(),
            Self::WhosePhrase => "这是某个人自己的短语，请用 --as 写明是谁的".to_owned(),
            Self::TooManyPhrases { limit } => {
                format!("一家店最多保存 {limit} 条短语，这一行放不下了；请先删掉不用的")
            }
            Self::NotInForm { column, value, form } => {
                format!("“{column}”里的“{value}”写法不对，应写成：{form}")
            }
            Self::MoreItemsThan { column, limit } => format!("“{column}”最多写 {limit} 项"),
            Self::ProductApart { code } => {
                format!("商品 {code} 的各行不相连，或其中一行有误，整个商品未导入；请按商品排序")
            }
            Self::SameProduct { code, line } => {
                format!("第 {line} 行已经是商品 {code}，这一行又没有写规格，没有采用")
            }
            Self::SamePiece { code } => format!("规格“{code}”出现了两次，整个商品未导入"),
            Self::TooManyPieces { code, limit } => format!("商品 {code} 超过 {limit} 个规格，未导入"),
            Self::NewWithoutTitle { code } => {
                format!("店里没有编码为 {code} 的商品或规格，这一行又没有标题，没法新建")
            }
            Self::CodeOfAnother { code } => format!("规格编码 {code} 已经属于别的商品，整个商品未导入"),
            Self::ReadFailed { detail } => format!("读到这里文件读不下去了：{detail}"),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::Missing { column } => format!("“{column}” is empty"),
            Self::NotAnAmount { column, value } => format!("“{value}” in “{column}” is not an amount"),
            Self::NegativeAmount { column, value } => format!("“{value}” in “{column}” is negative"),
            Self::AmountTooLarge { column, value } => {
                format!("“{value}” in “{column}” is more than 100 million yuan")
            }
            Self::NotATime { column, value } => format!("“{value}” in “{column}” is not a time"),
            Self::YearOutOfRange { column, value } => {
                format!("“{value}” in “{column}” is not in the years 2000 to 2099")
            }
            Self::NotACount { column, value } => format!("“{value}” in “{column}” is not a quantity"),
            Self::NotANumber { column, value } => format!("“{value}” in “{column}” is not a number"),
            Self::UnknownStatus { column, value } => {
                format!("“{value}” in “{column}” is not a known order status")
            }
            Self::UnknownKind { column, value } => {
                format!("“{value}” in “{column}” is not a known kind of order")
            }
            Self::NotYesOrNo { column, value } => format!("“{value}” in “{column}” is neither yes nor no"),
            Self::UnknownChannel { column, value } => {
                format!("“{value}” in “{column}” is no channel; write chat, sms, phone or email")
            }
            Self::UnknownZone { column, value } => {
                format!("“{value}” in “{column}” is no time zone; write one such as Asia/Shanghai")
            }
            Self::NotATimeOfDay { column, value } => {
                format!("“{value}” in “{column}” is not a time of day such as 16:00")
            }
            Self::NotADayRange { column, value } => {
                format!("“{value}” in “{column}” is not a number of days such as 2-4")
            }
            Self::NumberRounded { column, value } => format!(
                "“{value}” in “{column}” was rounded by Excel and lost its last digits; use the platform's own file"
            ),
            Self::NotAnOrderNumber { column, value } => {
                format!("“{value}” in “{column}” is not a number or code")
            }
            Self::PaidBeforeCreated { paid, created } => {
                format!("paid at {paid}, before it was created at {created}")
            }
            Self::ClosedBeforeCreated { closed, created } => {
                format!("closed at {closed}, before it was created at {created}")
            }
            Self::UnpaidWithPayment { status, paid } => {
                format!("the status is “{status}”, yet it was paid at {paid}")
            }
            Self::TooLong { column, chars } => {
                format!("“{column}” has {chars} characters, 1000 are the limit")
            }
            Self::MessageTooLong { chars, limit } => {
                format!("the message has {chars} characters, {limit} are the limit")
            }
            Self::TooManyItems { column } => format!("“{column}” takes at most 20 entries"),
            Self::UnknownSide { column, value } => {
                format!("“{value}” in “{column}” is not a side of a talk: buyer, agent, bot or system")
            }
            Self::NotJson { detail } => format!("the line is no message: {detail}"),
            Self::TooFewCells { found, expected } => {
                format!("the row has {found} cells, the header {expected}")
            }
            Self::TooManyCells { found, expected } => format!(
                "the row has {found} cells, the header {expected}; a comma inside a cell may lack its quotes"
            ),
            Self::UnclosedQuote => "a quotation mark in this line is never closed".to_owned(),
            Self::NulByte { column } => format!("“{column}” holds a zero byte, the file may be damaged"),
            Self::Undecodable { column } => {
                format!("“{column}” holds broken characters, the file may be damaged")
            }
            Self::LineTooLong => "the line is longer than 256 KiB".to_owned(),
            Self::OrderApart { number } => format!(
                "the lines of order {number} do not stand together, or one of them is wrong; the order was left out"
            ),
            Self::TooManyRows { limit } => {
                format!("more than {limit} rows, the rest was not read; split the file")
            }
            Self::LongerThan { column, chars, limit } => {
                format!("“{column}” has {chars} characters, {limit} are the limit")
            }
            Self::NotACode { column, value } => format!(
                "“{value}” in “{column}” cannot be a code: 1 to 14 letters or digits; left empty, one is made"
            ),
            Self::UnknownScope { column, value } => {
                format!("“{value}” in “{column}” is not known; write shop or mine")
            }
            Self::SameCode { code, line } => {
                format!("line {line} has the code “{code}” already; take another")
            }
            Self::ShopNeedsLead => {
                "phrases of the whole shop take a lead; with the scope mine you can import them".to_owned()
            }
            Self::WhosePhrase => "this is somebody's own phrase; name whose with --as".to_owned(),
            Self::TooManyPhrases { limit } => {
                format!(
                    "a shop keeps at most {limit} phrases and has no room for this row; remove some first"
                )
            }
            Self::NotInForm { column, value, form } => {
                format!("“{value}” in “{column}” is not written as it should be: {form}")
            }
            Self::MoreItemsThan { column, limit } => format!("“{column}” takes at most {limit} entries"),
            Self::ProductApart { code } => format!(
                "the rows of product {code} do not stand together, or one of them is wrong; the product was left out"
            ),
            Self::SameProduct { code, line } => {
                format!("line {line} is product {code} already, and this row names no piece of it")
            }
            Self::SamePiece { code } => {
                format!("the piece “{code}” stands there twice; the product was left out")
            }
            Self::TooManyPieces { code, limit } => {
                format!("product {code} has more than {limit} pieces and was left out")
            }
            Self::NewWithoutTitle { code } => {
                format!("the shop has no product or piece {code}, and without a title none can be made")
            }
            Self::CodeOfAnother { code } => {
                format!("the piece's code {code} is another product's; the product was left out")
            }
            Self::ReadFailed { detail } => format!("the file could not be read any further: {detail}"),
        }
    }
}

impl fmt::Display for RefusedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}
