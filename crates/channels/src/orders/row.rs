//! One row as an order.

use std::borrow::Cow;

use jinpai_model::{
    At, BuyerRef, Channel, Fen, IdentityChannel, OrderInput, OrderItem, OrderKind, OrderStatus, Platform,
    Receiver, Zone, province,
};

use super::{
    HeaderSet, OrderReadOptions,
    columns::{Columns, Field},
    status,
};
use crate::{
    RefusedReason,
    cells::{Cell, clean},
    refused::shown,
    send::mask_phone,
    table::Record,
};

/// Longest name of a buyer.
const MAX_BUYER_CHARS: usize = 200;

/// What a row says about contacting its buyer; none where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    pub opted_out: Option<bool>,
    pub chat: Option<bool>,
    pub sms: Option<bool>,
    pub phone: Option<bool>,
    pub email: Option<bool>,
    /// To offers, by the channels she agreed to.
    pub promotion: Option<bool>,
    pub prefers: Option<Channel>,
    pub virtual_number: Option<bool>,
    pub zone: Option<Zone>,
    pub blocked: Option<bool>,
    pub disputed: Option<bool>,
    pub appeal_granted: Option<bool>,
    pub platform_reminded_at: Option<At>,
}

pub(super) struct Row<'a> {
    pub columns: &'a Columns,
    pub record: &'a Record,
    pub options: &'a OrderReadOptions,
    pub platform: Platform,
}

struct Times {
    created: At,
    paid: Option<At>,
    closed: Option<At>,
}

impl<'a> Row<'a> {
    fn cell(&self, field: Field) -> Cell<'a> {
        self.columns.cell(field, self.record)
    }

    fn need<T>(&self, field: Field, value: Option<T>) -> Result<T, RefusedReason> {
        value.ok_or_else(|| RefusedReason::Missing {
            column: Cow::into_owned(self.columns.name(field)),
        })
    }

    /// The order's number, if this much can be read.
    pub(super) fn number(&self) -> Option<String> {
        self.cell(Field::Number).number().ok().flatten()
    }

    pub(super) fn order(&self) -> Result<OrderInput, RefusedReason> {
        let number = self.need(Field::Number, self.cell(Field::Number).number()?)?;
        let quantity = self.cell(Field::Quantity).count()?.unwrap_or(1).max(1);
        let postage_fen = self.cell(Field::Postage).amount()?.unwrap_or_default();
        let total_fen = self.total(quantity, postage_fen)?;
        let mut times = self.times()?;
        let kind = self.kind()?;
        let status = self.status(&mut times, kind)?;
        let (buyer, buyer_name) = self.buyer()?;
        let close_at = self.close_at(times.created, kind)?;
        Ok(OrderInput {
            platform: self.platform,
            number,
            buyer,
            buyer_name,
            region: self.region(),
            receiver: self.receiver(),
            status,
            kind,
            total_fen,
            postage_fen,
            refund_fen: self.cell(Field::Refund).amount()?.unwrap_or_default(),
            items: self.items(quantity)?,
            quantity,
            created_at: times.created,
            paid_at: times.paid,
            closed_at: times.closed,
            close_at,
        })
    }

    /// What the buyer owes in all: the total, else goods and postage, else price by quantity.
    fn total(&self, quantity: i64, postage: Fen) -> Result<Fen, RefusedReason> {
        let suborder = self.columns.set == HeaderSet::TmallSuborders;
        let (field, total) = if let Some(total) = self.cell(Field::Total).amount()? {
            (Field::Total, Some(total))
        } else if suborder {
            let price = self.cell(Field::Price).amount()?;
            (
                Field::Price,
                price.and_then(|p| p.0.checked_mul(quantity)).map(Fen),
            )
        } else if self.columns.has(Field::Goods) {
            let goods = self.cell(Field::Goods).amount()?;
            (Field::Goods, goods.map(|g| g + postage))
        } else {
            (Field::Total, None)
        };
        self.need(field, total)
    }

    fn times(&self) -> Result<Times, RefusedReason> {
        let zone = &self.options.zone;
        let created = self.need(Field::CreatedAt, self.cell(Field::CreatedAt).time(zone)?)?;
        let paid = self.cell(Field::PaidAt).time(zone)?;
        let closed = self.cell(Field::ClosedAt).time(zone)?;
        if paid.is_some_and(|paid| paid < created) {
            return Err(RefusedReason::PaidBeforeCreated {
                paid: shown(self.cell(Field::PaidAt).text),
                created: shown(self.cell(Field::CreatedAt).text),
            });
        }
        if closed.is_some_and(|closed| closed < created) {
            return Err(RefusedReason::ClosedBeforeCreated {
                closed: shown(self.cell(Field::ClosedAt).text),
                created: shown(self.cell(Field::CreatedAt).text),
            });
        }
        Ok(Times {
            created,
            paid,
            closed,
        })
    }

    /// When the platform closes the order: as the file says, else by its kind.
    fn close_at(&self, created: At, kind: OrderKind) -> Result<At, RefusedReason> {
        let told = self.cell(Field::CloseAt).time(&self.options.zone)?;
        if told.is_some_and(|close_at| close_at < created) {
            return Err(RefusedReason::ClosedBeforeCreated {
                closed: shown(self.cell(Field::CloseAt).text),
                created: shown(self.cell(Field::CreatedAt).text),
            });
        }
        Ok(told.unwrap_or_else(|| created.plus(self.options.close_after.of(kind))))
    }

    /// Presale orders name their stages: deposit and rest.
    fn kind(&self) -> Result<OrderKind, RefusedReason> {
        let cell = self.cell(Field::Kind);
        if !cell.is_empty() {
            return status::kind(cell.text).ok_or_else(|| RefusedReason::UnknownKind {
                column: cell.column.to_owned(),
                value: shown(cell.text),
            });
        }
        let staged = !self.cell(Field::Stages).is_empty();
        Ok(if staged {
            OrderKind::Presale
        } else {
            OrderKind::Ordinary
        })
    }

    /// What the file says, or what its times say where it has no status.
    fn status(&self, times: &mut Times, kind: OrderKind) -> Result<OrderStatus, RefusedReason> {
        let cell = self.cell(Field::Status);
        if !self.columns.has(Field::Status) {
            return self.status_by_time(times, kind);
        }
        let status = if cell.is_empty() { None } else { Some(cell.text) };
        let text = self.need(Field::Status, status)?;
        let status = status::status(text).ok_or_else(|| RefusedReason::UnknownStatus {
            column: cell.column.to_owned(),
            value: shown(text),
        })?;
        if status == OrderStatus::Unpaid && times.paid.is_some() {
            if kind != OrderKind::Presale {
                return Err(RefusedReason::UnpaidWithPayment {
                    status: shown(text),
                    paid: shown(self.cell(Field::PaidAt).text),
                });
            }
            // The deposit is paid, the order is not.
            times.paid = None;
        }
        Ok(status)
    }

    fn status_by_time(&self, times: &mut Times, kind: OrderKind) -> Result<OrderStatus, RefusedReason> {
        let reason = self.cell(Field::CloseReason);
        let stated = !reason.is_empty() && reason.text != "订单未关闭";
        if times.closed.is_some() || stated {
            return Ok(OrderStatus::Closed);
        }
        if times.paid.is_some() {
            return Ok(OrderStatus::Paid);
        }
        let close_at = self.close_at(times.created, kind)?;
        if close_at <= self.options.now {
            times.closed = Some(close_at);
            return Ok(OrderStatus::Closed);
        }
        Ok(OrderStatus::Unpaid)
    }

    /// A masked name (`t**1`) is shared by many: it is shown, but nobody is recognised by it.
    fn buyer(&self) -> Result<(Option<BuyerRef>, Option<String>), RefusedReason> {
        let cell = self.cell(Field::Buyer);
        if cell.is_empty() {
            return Ok((None, None));
        }
        let Some(name) = cell.key(MAX_BUYER_CHARS)? else {
            return Ok((None, None));
        };
        let buyer = (!name.contains('*')).then(|| BuyerRef {
            channel: identity_channel(self.platform),
            external: name.clone(),
        });
        Ok((buyer, Some(name)))
    }

    fn address(&self) -> &'a str {
        let changed = self.cell(Field::NewAddress);
        let cell = if changed.is_empty() {
            self.cell(Field::Address)
        } else {
            changed
        };
        cell.text
    }

    fn region(&self) -> Option<String> {
        let told = [self.address(), self.cell(Field::Address).text];
        told.into_iter().find_map(province).map(str::to_owned)
    }

    fn receiver(&self) -> Option<Receiver> {
        let mobile = self.cell(Field::ReceiverMobile);
        let phone = if mobile.is_empty() {
            self.cell(Field::ReceiverPhone)
        } else {
            mobile
        };
        let number = mask_phone(clean(phone.text));
        Receiver::told(
            clean(self.cell(Field::Receiver).text),
            &number,
            clean(self.address()),
        )
    }

    fn items(&self, quantity: i64) -> Result<Vec<OrderItem>, RefusedReason> {
        let Some(title) = self.cell(Field::Title).words()? else {
            return Ok(Vec::new());
        };
        let sku = self.cell(Field::Sku).words()?;
        let price_fen = self.cell(Field::Price).amount()?;
        Ok(vec![OrderItem {
            title,
            sku,
            quantity,
            price_fen,
        }])
    }

    pub(super) fn contact(&self) -> Result<Contact, RefusedReason> {
        if self.columns.set != HeaderSet::Mapped {
            return Ok(Contact::default());
        }
        let yes = |field| self.cell(field).yes(&self.options.zone);
        Ok(Contact {
            opted_out: yes(Field::OptedOut)?,
            chat: yes(Field::ConsentChat)?,
            sms: yes(Field::ConsentSms)?,
            phone: yes(Field::ConsentPhone)?,
            email: yes(Field::ConsentEmail)?,
            promotion: yes(Field::ConsentPromotion)?,
            prefers: self.prefers()?,
            virtual_number: yes(Field::VirtualNumber)?,
            zone: self.buyer_zone()?,
            blocked: yes(Field::Blocked)?,
            disputed: yes(Field::Disputed)?,
            appeal_granted: yes(Field::AppealGranted)?,
            platform_reminded_at: self.cell(Field::PlatformRemindedAt).time(&self.options.zone)?,
        })
    }

    fn prefers(&self) -> Result<Option<Channel>, RefusedReason> {
        let cell = self.cell(Field::Prefers);
        if cell.is_empty() {
            return Ok(None);
        }
        let channel = match cell.text.to_lowercase().as_str() {
            "chat" | "聊天" | "旺旺" => Channel::Chat,
            "sms" | "短信" => Channel::Sms,
            "phone" | "电话" => Channel::Phone,
            "email" | "e-mail" | "邮件" | "邮箱" => Channel::Email,
            _ => {
                return Err(RefusedReason::UnknownChannel {
                    column: cell.column.to_owned(),
                    value: shown(cell.text),
                });
            }
        };
        Ok(Some(channel))
    }

    fn buyer_zone(&self) -> Result<Option<Zone>, RefusedReason> {
        let cell = self.cell(Field::BuyerZone);
        if cell.is_empty() {
            return Ok(None);
        }
        let zone = cell.text.parse().map_err(|_| RefusedReason::UnknownZone {
            column: cell.column.to_owned(),
            value: shown(cell.text),
        })?;
        Ok(Some(zone))
    }
}

/// Under which kind of name a platform knows its buyers.
const fn identity_channel(platform: Platform) -> IdentityChannel {
    match platform {
        Platform::Taobao => IdentityChannel::Taobao,
        Platform::Jd => IdentityChannel::Jd,
        Platform::Pdd => IdentityChannel::Pdd,
        Platform::Douyin => IdentityChannel::Douyin,
        Platform::General | Platform::Kuaishou | Platform::Xiaohongshu | Platform::OwnSite => {
            IdentityChannel::Site
        }
    }
}
