//! The body of the order webhook: one order, as a shop's own system tells it.
//!
//! Checks the form only. Who may send it, and whether it came before, is settled before this is asked.

use jinpai_model::{
    AddressKind, At, BuyerRef, DAY_MS, Fen, IdentityChannel, OrderInput, OrderItem, OrderKind, OrderStatus,
    Platform, Receiver, UnknownWord, province,
};
use serde::Deserialize;

use crate::send::{mail_address, mask_phone, mobile};

/// Most items of one order.
const MAX_ITEMS: usize = 200;
/// Longest text of one field, in characters.
const MAX_CHARS: usize = 200;
/// An unpaid order without `close_at` is closed after so long.
const CLOSES_AFTER_MS: i64 = DAY_MS;

/// What happened to the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum HookEvent {
    Created,
    Paid,
    Closed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    event: HookEvent,
    at: String,
    order: Order,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    number: String,
    platform: Option<String>,
    created_at: String,
    close_at: Option<String>,
    paid_at: Option<String>,
    closed_at: Option<String>,
    total: String,
    postage: Option<String>,
    refund: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    items: Vec<Item>,
    #[serde(default)]
    buyer: Buyer,
    region: Option<String>,
    receiver: Option<Told>,
}

/// Who takes the parcel, and where.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    address: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    title: String,
    sku: Option<String>,
    quantity: i64,
    price: Option<String>,
}

/// Who ordered. `id` is the shop's own id of a logged-in buyer, the very one the widget is given as
/// `data-buyer`; `visitor` is what `Jinpai.visitor()` tells of a buyer who is not logged in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Buyer {
    id: Option<String>,
    visitor: Option<String>,
    name: Option<String>,
    mobile: Option<String>,
    email: Option<String>,
    /// The mobile is one that the platform put before hers.
    #[serde(default)]
    mobile_virtual: bool,
    consent_notice: Option<bool>,
    consent_promotion: Option<bool>,
}

/// An order with where its buyer can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookOrder {
    pub order: OrderInput,
    pub addresses: Vec<HookAddress>,
    /// Fields that hold no number or address of use, such as a masked one. The order counts without them.
    pub left_out: Vec<&'static str>,
}

/// Where a buyer can be reached.
#[derive(Clone, PartialEq, Eq)]
pub struct HookAddress {
    pub kind: AddressKind,
    pub value: String,
    pub proxied: bool,
    /// She agreed to notices about her orders; none: nothing was said about it.
    pub notice: Option<bool>,
    pub promotion: Option<bool>,
}

/// Numbers and addresses stay out of logs.
impl std::fmt::Debug for HookAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HookAddress")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// A body that is no order: where, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {expected}")]
pub struct HookError {
    /// Path inside the body, such as `order.items[2].quantity`.
    pub field: String,
    /// What was expected there, as words for the sender's developer.
    pub expected: String,
}

/// Reads the body of a delivery.
///
/// # Errors
/// [`HookError`] with the field's path.
pub fn read(body: &[u8]) -> Result<HookOrder, HookError> {
    let body: Body = serde_json::from_slice(body).map_err(|e| HookError {
        field: "body".to_owned(),
        expected: format!("an order event in JSON: {e}"),
    })?;
    let at = time("at", &body.at)?;
    let order = body.order;
    let created_at = time("order.created_at", &order.created_at)?;
    let optional = |field, value: &Option<String>| value.as_deref().map(|text| time(field, text)).transpose();
    let close_at = optional("order.close_at", &order.close_at)?;
    let mut paid_at = optional("order.paid_at", &order.paid_at)?;
    let mut closed_at = optional("order.closed_at", &order.closed_at)?;
    let status = match body.event {
        HookEvent::Created if paid_at.is_none() => OrderStatus::Unpaid,
        HookEvent::Created => OrderStatus::Paid,
        HookEvent::Paid => {
            paid_at = paid_at.or(Some(at));
            OrderStatus::Paid
        }
        HookEvent::Closed => {
            closed_at = closed_at.or(Some(at));
            OrderStatus::Closed
        }
    };
    for (field, moment) in [
        ("order.paid_at", paid_at),
        ("order.closed_at", closed_at),
        ("order.close_at", close_at),
    ] {
        if moment.is_some_and(|moment| moment < created_at) {
            return Err(wrong(field, "a time after order.created_at"));
        }
    }
    if order.items.len() > MAX_ITEMS {
        return Err(wrong("order.items", "at most 200 items"));
    }
    let items = order
        .items
        .into_iter()
        .enumerate()
        .map(|(n, item)| read_item(n, item));
    let items: Vec<OrderItem> = items.collect::<Result<_, _>>()?;
    let (addresses, left_out) = addresses(&order.buyer);
    let order = OrderInput {
        platform: word("order.platform", order.platform.as_deref(), Platform::OwnSite)?,
        number: short("order.number", order.number)?,
        buyer: buyer_ref(order.buyer.id, order.buyer.visitor)?,
        buyer_name: order
            .buyer
            .name
            .map(|name| name.trim().chars().take(40).collect()),
        region: order
            .region
            .map(|region| region.trim().chars().take(40).collect())
            .or_else(|| province_of(order.receiver.as_ref())),
        receiver: order
            .receiver
            .and_then(|told| Receiver::told(&told.name, &mask_phone(&told.phone), &told.address)),
        status,
        kind: word("order.kind", order.kind.as_deref(), OrderKind::Ordinary)?,
        total_fen: amount("order.total", &order.total)?,
        postage_fen: order
            .postage
            .map_or(Ok(Fen::ZERO), |text| amount("order.postage", &text))?,
        refund_fen: order
            .refund
            .map_or(Ok(Fen::ZERO), |text| amount("order.refund", &text))?,
        quantity: items.iter().map(|item| item.quantity).sum::<i64>().max(1),
        items,
        created_at,
        paid_at,
        closed_at,
        close_at: close_at.unwrap_or(created_at.plus(CLOSES_AFTER_MS)),
    };
    Ok(HookOrder {
        order,
        addresses,
        left_out,
    })
}

fn province_of(receiver: Option<&Told>) -> Option<String> {
    receiver
        .and_then(|told| province(&told.address))
        .map(str::to_owned)
}

/// Where she can be reached, and the fields that say nothing of use about it.
fn addresses(buyer: &Buyer) -> (Vec<HookAddress>, Vec<&'static str>) {
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    let mut take = |kind, field, text: &Option<String>, value: Option<String>, proxied| match (text, value) {
        (None, _) => {}
        (Some(_), None) => left_out.push(field),
        (Some(_), Some(value)) => found.push(HookAddress {
            kind,
            value,
            proxied,
            notice: buyer.consent_notice,
            promotion: buyer.consent_promotion,
        }),
    };
    let number = buyer.mobile.as_deref().and_then(|text| mobile(text).ok());
    take(
        AddressKind::Mobile,
        "order.buyer.mobile",
        &buyer.mobile,
        number,
        buyer.mobile_virtual,
    );
    let mail = buyer.email.as_deref().and_then(mail_address);
    take(AddressKind::Email, "order.buyer.email", &buyer.email, mail, false);
    (found, left_out)
}

fn read_item(n: usize, item: Item) -> Result<OrderItem, HookError> {
    let path = |field: &str| format!("order.items[{n}].{field}");
    if !(1..=100_000).contains(&item.quantity) {
        return Err(wrong(&path("quantity"), "a whole number from 1 to 100000"));
    }
    Ok(OrderItem {
        title: short(&path("title"), item.title)?,
        sku: item.sku.map(|sku| short(&path("sku"), sku)).transpose()?,
        quantity: item.quantity,
        price_fen: item.price.map(|text| amount(&path("price"), &text)).transpose()?,
    })
}

fn buyer_ref(id: Option<String>, visitor: Option<String>) -> Result<Option<BuyerRef>, HookError> {
    let named = |channel, field, external| {
        Ok(Some(BuyerRef {
            channel,
            external: short(field, external)?,
        }))
    };
    match (id, visitor) {
        (Some(id), _) => named(IdentityChannel::Site, "order.buyer.id", id),
        (None, Some(visitor)) => named(IdentityChannel::Widget, "order.buyer.visitor", visitor),
        (None, None) => Ok(None),
    }
}

fn time(field: &str, text: &str) -> Result<At, HookError> {
    At::from_rfc3339(text).map_err(|e| wrong(field, e.expected))
}

fn amount(field: &str, text: &str) -> Result<Fen, HookError> {
    let amount = text
        .parse::<Fen>()
        .ok()
        .filter(|fen| (0..=100_000_000_000).contains(&fen.0));
    amount.ok_or_else(|| wrong(field, "an amount in yuan as a string, such as \"256.00\""))
}

fn short(field: &str, text: String) -> Result<String, HookError> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > MAX_CHARS || text.contains('\0') {
        return Err(wrong(field, "1 to 200 characters"));
    }
    Ok(text.to_owned())
}

fn word<T>(field: &str, text: Option<&str>, default: T) -> Result<T, HookError>
where
    T: std::str::FromStr<Err = UnknownWord>,
{
    let told = |unknown: UnknownWord| HookError {
        field: field.to_owned(),
        expected: unknown.to_string(),
    };
    text.map_or(Ok(default), |text| text.parse().map_err(told))
}

fn wrong(field: &str, expected: &str) -> HookError {
    HookError {
        field: field.to_owned(),
        expected: expected.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jinpai_model::{AddressKind, At, Fen, IdentityChannel, OrderInput, OrderStatus};

    use super::{HookError, Receiver};

    fn read(body: &[u8]) -> Result<OrderInput, HookError> {
        super::read(body).map(|told| told.order)
    }

    fn body(event: &str, order: &str) -> Vec<u8> {
        format!(r#"{{"event":"{event}","at":"2026-11-21T10:00:00+08:00","order":{order}}}"#).into_bytes()
    }

    const ORDER: &str = r#"{"number":"A1","created_at":"2026-11-21T09:00:00+08:00","total":"256.00",
        "items":[{"title":"大衣","sku":"C-1","quantity":2,"price":"128"}],"buyer":{"id":"u-7","name":"小鹿"}}"#;

    #[test]
    fn an_order_is_created_paid_and_closed() {
        let created = read(&body("created", ORDER)).unwrap();
        assert_eq!(
            (created.status, created.total_fen, created.quantity),
            (OrderStatus::Unpaid, Fen(25_600), 2)
        );
        assert_eq!(
            created.close_at,
            At::from_rfc3339("2026-11-22T09:00:00+08:00").unwrap()
        );
        assert_eq!(created.buyer.unwrap().channel, IdentityChannel::Site);
        let paid = read(&body("paid", ORDER)).unwrap();
        assert_eq!(
            paid.paid_at,
            Some(At::from_rfc3339("2026-11-21T10:00:00+08:00").unwrap())
        );
        assert_eq!(read(&body("closed", ORDER)).unwrap().status, OrderStatus::Closed);
    }

    #[test]
    fn where_she_can_be_reached_is_taken_and_what_is_no_use_is_named() {
        let buyer = r#""mobile":"+86 138-0013-8000","email":"Lu@Example.com","consent_notice":true,"#;
        let told = ORDER.replace("\"buyer\":{", &format!("\"buyer\":{{{buyer}"));
        let told = super::read(&body("created", &told)).unwrap();
        let [mobile, email] = &told.addresses[..] else {
            panic!("{:?}", told.addresses)
        };
        assert_eq!(
            (mobile.kind, mobile.value.as_str()),
            (AddressKind::Mobile, "13800138000")
        );
        assert_eq!(
            (email.kind, email.value.as_str()),
            (AddressKind::Email, "lu@example.com")
        );
        assert_eq!(
            (mobile.notice, mobile.promotion, mobile.proxied),
            (Some(true), None, false)
        );
        let buyer = r#""mobile":"138****8000","email":"l***@example.com","#;
        let told = ORDER.replace("\"buyer\":{", &format!("\"buyer\":{{{buyer}"));
        let told = super::read(&body("created", &told)).unwrap();
        assert!(told.addresses.is_empty());
        assert_eq!(told.left_out, ["order.buyer.mobile", "order.buyer.email"]);
    }

    #[test]
    fn who_takes_the_parcel_is_told_with_the_number_hidden() {
        let receiver = r#""receiver":{"name":"林小满","phone":"13911112222","address":"江苏省苏州市某巷 18 号"},"buyer":{"#;
        let told = ORDER.replacen("\"buyer\":{", receiver, 1);
        let order = read(&body("created", &told)).unwrap();
        let to = Receiver::told("林小满", "139****2222", "江苏省苏州市某巷 18 号");
        assert_eq!((order.receiver, order.region.as_deref()), (to, Some("江苏")));
        let none = ORDER.replacen("\"buyer\":{", r#""receiver":{},"buyer":{"#, 1);
        assert_eq!(read(&body("created", &none)).unwrap().receiver, None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (order, field) in [
            (ORDER.replace("256.00", "1e9"), "order.total"),
            (
                ORDER.replace("\"quantity\":2", "\"quantity\":0"),
                "order.items[0].quantity",
            ),
            (
                ORDER.replace("2026-11-21T09:00:00+08:00", "yesterday"),
                "order.created_at",
            ),
            (
                ORDER.replace("\"number\":\"A1\"", "\"number\":\" \""),
                "order.number",
            ),
            (
                ORDER.replace("\"total\"", "\"platform\":\"ebay\",\"total\""),
                "order.platform",
            ),
            (ORDER.replace("\"total\"", "\"colour\":1,\"total\""), "body"),
        ] {
            assert_eq!(read(&body("created", &order)).unwrap_err().field, field);
        }
        assert_eq!(read(b"\xff{").unwrap_err().field, "body");
    }
}
