//! Several lines as one order, where an export writes a line for each of its goods.
//!
//! The lines of an order stand together. One that comes apart from the others would give an order
//! with part of its goods, so it is refused; so are all lines of an order of which one is wrong.

use std::collections::{HashSet, VecDeque};

use jinpai_model::{OrderInput, OrderStatus};

use crate::{Refused, RefusedReason};

#[derive(Default)]
pub(super) struct Suborders {
    /// The order whose lines are being read, with the line of each.
    open: Option<(OrderInput, Vec<u64>)>,
    /// A line of the open order, or one that may have been, was refused.
    spoilt: bool,
    /// Numbers that are finished, taken or not.
    done: HashSet<String>,
    ready: VecDeque<Result<OrderInput, Refused>>,
}

impl Suborders {
    pub(super) fn ready(&mut self) -> Option<Result<OrderInput, Refused>> {
        self.ready.pop_front()
    }

    /// Takes the next line; `number` is its order as far as it can be read.
    pub(super) fn take(&mut self, line: u64, number: Option<String>, row: Result<OrderInput, Refused>) {
        let part = match row {
            Ok(part) => part,
            Err(refused) => {
                self.spoil(number);
                self.ready.push_back(Err(refused));
                return;
            }
        };
        if let Some((order, lines)) = &mut self.open
            && order.number == part.number
        {
            add(order, part);
            lines.push(line);
            return;
        }
        let spoilt = self.open.is_none() && self.spoilt;
        self.close();
        if self.done.contains(&part.number) {
            self.refuse(line, part.number);
        } else {
            self.spoilt = spoilt;
            self.open = Some((part, vec![line]));
        }
    }

    /// A line was refused. If its order is not known, it may belong to the one above or the one below:
    /// neither is whole for sure.
    fn spoil(&mut self, number: Option<String>) {
        let Some(number) = number else {
            self.spoilt = true;
            self.close();
            self.spoilt = true;
            return;
        };
        if self
            .open
            .as_ref()
            .is_some_and(|(order, _)| order.number == number)
        {
            self.spoilt = true;
        }
        self.close();
        self.done.insert(number);
    }

    /// Ends the last order; false when there was none.
    pub(super) fn finish(&mut self) -> bool {
        let open = self.open.is_some();
        self.close();
        open
    }

    fn close(&mut self) {
        if let Some((order, lines)) = self.open.take() {
            self.done.insert(order.number.clone());
            if self.spoilt {
                for line in lines {
                    self.refuse(line, order.number.clone());
                }
            } else {
                self.ready.push_back(Ok(order));
            }
        }
        self.spoilt = false;
    }

    fn refuse(&mut self, line: u64, number: String) {
        let reason = RefusedReason::OrderApart { number };
        self.ready.push_back(Err(Refused { line, reason }));
    }
}

/// How far an order has come: it is as far as its slowest part, and closed when all parts are.
const fn stage(status: OrderStatus) -> u8 {
    match status {
        OrderStatus::Unpaid => 0,
        OrderStatus::Paid => 1,
        OrderStatus::Shipped => 2,
        OrderStatus::Finished => 3,
        OrderStatus::Closed => 4,
    }
}

fn add(order: &mut OrderInput, part: OrderInput) {
    order.total_fen = order.total_fen + part.total_fen;
    order.postage_fen = order.postage_fen + part.postage_fen;
    order.refund_fen = order.refund_fen + part.refund_fen;
    order.quantity += part.quantity;
    order.items.extend(part.items);
    if stage(part.status) < stage(order.status) {
        order.status = part.status;
    }
    order.created_at = order.created_at.min(part.created_at);
    order.close_at = order.close_at.min(part.close_at);
    order.paid_at = match (order.paid_at, part.paid_at) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    order.closed_at = order.closed_at.max(part.closed_at);
}
