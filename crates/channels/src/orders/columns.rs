//! Which column means what, in the headers of the known exports.

use std::borrow::Cow;

use super::{ColumnMap, HeaderSet, not_known};
use crate::{
    OpenError,
    cells::{Cell, clean, narrow},
    table::{Known, Record},
};

/// What a column can tell of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Number,
    Suborder,
    Buyer,
    Total,
    Goods,
    Postage,
    Refund,
    Status,
    CreatedAt,
    PaidAt,
    ClosedAt,
    CloseReason,
    Address,
    /// The address as the buyer or the shop changed it since.
    NewAddress,
    Receiver,
    ReceiverMobile,
    ReceiverPhone,
    Title,
    Quantity,
    Price,
    Sku,
    Stages,
    Kind,
    CloseAt,
    OptedOut,
    ConsentChat,
    ConsentSms,
    ConsentPhone,
    ConsentEmail,
    ConsentPromotion,
    Prefers,
    VirtualNumber,
    BuyerZone,
    Blocked,
    Disputed,
    AppealGranted,
    PlatformRemindedAt,
}

const FIELDS: usize = Field::PlatformRemindedAt as usize + 1;

/// Headers of the exports, folded: no blanks, half width, lower case.
const KNOWN: &[(Field, &[&str])] = &[
    (Field::Number, &["订单编号"]),
    (Field::Suborder, &["子订单编号"]),
    (Field::Buyer, &["买家会员名", "买家昵称"]),
    (Field::Total, &["总金额", "订单总金额"]),
    (Field::Goods, &["买家应付货款"]),
    (Field::Postage, &["买家应付邮费"]),
    (Field::Refund, &["退款金额"]),
    (Field::Status, &["订单状态"]),
    (Field::CreatedAt, &["订单创建时间"]),
    (Field::PaidAt, &["订单付款时间"]),
    (Field::ClosedAt, &["订单关闭时间"]),
    (Field::CloseReason, &["订单关闭原因"]),
    (Field::Address, &["收货地址"]),
    (Field::NewAddress, &["修改后的收货地址"]),
    (Field::Receiver, &["收货人姓名"]),
    (Field::ReceiverMobile, &["联系手机"]),
    (Field::ReceiverPhone, &["联系电话"]),
    (Field::Title, &["宝贝标题", "商品标题"]),
    (Field::Quantity, &["宝贝总数量", "购买数量"]),
    (Field::Price, &["商品价格"]),
    (Field::Sku, &["商家编码"]),
    (Field::Stages, &["分阶段订单信息"]),
];

/// Where the columns of one file are.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub set: HeaderSet,
    names: Vec<String>,
    places: [Option<usize>; FIELDS],
}

fn folded(header: &str) -> String {
    narrow(clean(header))
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

impl Columns {
    fn new(set: HeaderSet, cells: &[String]) -> Self {
        Self {
            set,
            names: cells.to_vec(),
            places: [None; FIELDS],
        }
    }

    /// The columns of a known export of Taobao or Tmall.
    pub(super) fn known(cells: &[String]) -> Known<Self> {
        let headers: Vec<String> = cells.iter().map(|c| folded(c)).collect();
        let find = |names: &[&str]| headers.iter().position(|h| names.contains(&h.as_str()));
        let mut columns = Self::new(HeaderSet::TmallOrderReport, cells);
        for (field, names) in KNOWN {
            columns.places[*field as usize] = find(names);
        }
        let suborders = columns.has(Field::Suborder);
        if suborders {
            columns.set = HeaderSet::TmallSuborders;
            columns.places[Field::Number as usize] = find(&["主订单编号"]);
            columns.places[Field::Total as usize] = find(&["买家应付金额", "应付金额"]);
        } else if columns.has(Field::Status) || columns.has(Field::Buyer) || columns.has(Field::Title) {
            columns.set = HeaderSet::TaobaoOrderList;
        }
        let goods_list =
            columns.has(Field::Number) && find(&["标题"]).is_some() && find(&["外部系统编号"]).is_some();
        if goods_list && !columns.has(Field::CreatedAt) {
            return Known::Refuse(OpenError::GoodsList);
        }
        columns.complete(suborders)
    }

    fn complete(self, suborders: bool) -> Known<Self> {
        let money = if suborders { Field::Price } else { Field::Total };
        let needed = [
            (
                Field::Number,
                if suborders {
                    "主订单编号"
                } else {
                    "订单编号"
                },
            ),
            (Field::CreatedAt, "订单创建时间"),
            (Field::PaidAt, "订单付款时间"),
            (money, if suborders { "商品价格" } else { "总金额" }),
        ];
        let lacks = |field: Field| {
            let stand_in = match field {
                Field::Total => self.has(Field::Goods),
                Field::Price => self.has(Field::Total),
                _ => false,
            };
            !self.has(field) && !stand_in
        };
        let missing: Vec<&str> = needed
            .iter()
            .filter(|(field, _)| lacks(*field))
            .map(|(_, name)| *name)
            .collect();
        if missing.is_empty() {
            return Known::Layout(self);
        }
        not_known(self.places.iter().flatten().count(), &missing)
    }

    /// The columns that a map names.
    pub(super) fn mapped(cells: &[String], map: &ColumnMap) -> Known<Self> {
        let headers: Vec<String> = cells.iter().map(|c| folded(c)).collect();
        let mut columns = Self::new(HeaderSet::Mapped, cells);
        let mut missing = Vec::new();
        for (field, name) in map.fields() {
            let Some(name) = name else { continue };
            let wanted = folded(name);
            let place = headers.iter().position(|h| *h == wanted);
            columns.places[field as usize] = place;
            if place.is_none() {
                missing.push(name);
            }
        }
        if missing.is_empty() {
            Known::Layout(columns)
        } else {
            not_known(columns.places.iter().flatten().count(), &missing)
        }
    }

    pub(super) const fn has(&self, field: Field) -> bool {
        self.places[field as usize].is_some()
    }

    /// The cell of a field; empty when the file has no such column.
    pub(super) fn cell<'a>(&'a self, field: Field, record: &'a Record) -> Cell<'a> {
        match self.places[field as usize] {
            Some(place) => Cell::new(&self.names[place], record.get(place)),
            None => Cell { column: "", text: "" },
        }
    }

    /// How the file calls a field, for messages about what is missing in it.
    pub(super) fn name(&self, field: Field) -> Cow<'_, str> {
        self.places[field as usize].map_or(Cow::Borrowed("?"), |place| {
            Cow::Borrowed(self.names[place].as_str())
        })
    }
}
