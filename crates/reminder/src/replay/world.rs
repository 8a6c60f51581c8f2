//! The queue of the replay and what each happening does.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashSet},
};

use jinpai_model::{At, Channel, Flow, OrderId, Reason, Slot};

use super::{
    BookOrder, Line, Proposed, ReplayOptions, Replayed, Verdict,
    book::{BuyerState, OrderState, states},
    talks::{BookTalk, TalkHappening, TalkOptions, Talks},
};
use crate::{
    Contact, ContactBy, Decision, GateInput, Plan, PlanInput, PlanOrder, PlannedStep, Policy, Proposal, Said,
    TextState, Wording, exclude::minutes_after, gate, plan, words,
};

/// The replay knows one shop; draws are keyed by the seed.
pub(super) const SHOP: &str = "book";

/// What happens, in the order in which things of the same moment are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Happening {
    Paid {
        order: usize,
    },
    Closed {
        order: usize,
    },
    /// The platform reminds her.
    PlatformSpoke {
        order: usize,
    },
    /// It was made.
    Placed {
        order: usize,
    },
    Talk(TalkHappening),
    /// Ten minutes old.
    Ripe {
        order: usize,
    },
    Due {
        buyer: usize,
        generation: u32,
        step: usize,
    },
}

pub(super) struct World<'a> {
    pub(super) options: &'a ReplayOptions<'a>,
    pub(super) queue: BinaryHeap<Reverse<(At, Happening)>>,
    pub(super) orders: Vec<OrderState>,
    pub(super) buyers: Vec<BuyerState>,
    pub(super) talks: Talks<'a>,
    pub(super) lines: Vec<Line>,
    proposed: Vec<Proposed>,
    /// Steps are laid out for the control group as well: that she is held out is told at the moment at which
    /// she would have been reminded, and of an order that was paid or closed before it, just that.
    laid_out_by: Policy,
}

impl<'a> World<'a> {
    pub(super) fn of(
        book: &[BookOrder],
        talks: &'a [BookTalk],
        talking: Option<TalkOptions<'a>>,
        options: &'a ReplayOptions<'a>,
    ) -> Self {
        let (rows, orders, mut buyers) = states(book, options);
        let talks = Talks::of(talks, talking, &mut buyers);
        let ripe_min = options.policy.spec().timing.session_after_min;
        let mut queue = BinaryHeap::with_capacity(3 * rows.len());
        for (order, row) in rows.into_iter().enumerate() {
            let told = &book[row].order;
            let mut expect = |at, what| queue.push(Reverse((at, what)));
            if let Some(at) = book[row].platform_reminded_at {
                expect(at.max(told.created_at), Happening::PlatformSpoke { order });
            }
            if talking.is_some() {
                expect(told.created_at, Happening::Placed { order });
            }
            expect(
                minutes_after(told.created_at, ripe_min),
                Happening::Ripe { order },
            );
            if let Some(at) = told.paid_at {
                expect(at, Happening::Paid { order });
            }
            let closed_at = told.closed_at.map_or(told.close_at, |at| at.min(told.close_at));
            if told.paid_at.is_none_or(|paid_at| paid_at > closed_at) {
                expect(closed_at.max(told.created_at), Happening::Closed { order });
            }
        }
        if talking.is_some() {
            let lines = talks
                .lines()
                .map(|(at, line)| Reverse((at, Happening::Talk(line))));
            queue.extend(lines);
        }
        Self {
            options,
            queue,
            orders,
            buyers,
            talks,
            lines: Vec::new(),
            proposed: Vec::new(),
            laid_out_by: options.policy.without_holdout(),
        }
    }

    pub(super) fn run(&mut self) {
        while let Some(Reverse((now, happening))) = self.queue.pop() {
            match happening {
                Happening::Paid { order } => self.paid(order, now),
                Happening::Closed { order } => self.closed(order, now),
                Happening::PlatformSpoke { order } => self.platform_spoke(order, now),
                Happening::Placed { order } => self.placed(order, now),
                Happening::Talk(what) => self.talk_happens(what, now),
                Happening::Ripe { order } => self.ripe(order, now),
                Happening::Due {
                    buyer,
                    generation,
                    step,
                } => self.due(buyer, generation, step, now),
            }
        }
    }

    pub(super) fn into_replayed(self) -> Replayed {
        Replayed {
            lines: self.lines,
            proposed: self.proposed,
        }
    }

    fn platform_spoke(&mut self, order: usize, now: At) {
        let (buyer, id) = (self.orders[order].buyer, self.orders[order].seen.id);
        self.buyers[buyer].contacts.push(Contact {
            orders: vec![id],
            ..Contact::new(now, ContactBy::Platform)
        });
        if self.orders[order].known {
            self.plan(buyer, now);
        }
    }

    fn paid(&mut self, order: usize, now: At) {
        self.orders[order].seen.paid_at = Some(now);
        let pieces = self.orders[order].seen.pieces_of_one_item;
        self.buyers[self.orders[order].buyer].note_paid(now, pieces);
        self.end(order, Reason::Paid, now);
    }

    fn closed(&mut self, order: usize, now: At) {
        self.orders[order].seen.closed_at = Some(now);
        self.buyers[self.orders[order].buyer].note_closed_unpaid(now);
        self.end(order, Reason::Closed, now);
    }

    /// An order that needs no reminder any more: its open step is told off, the others planned anew.
    fn end(&mut self, order: usize, reason: Reason, now: At) {
        let (buyer, id) = (self.orders[order].buyer, self.orders[order].seen.id);
        let steps = self.buyers[buyer].steps.iter().flatten();
        let open = steps.into_iter().find(|step| step.orders.contains(&id)).cloned();
        if let Some(step) = &open {
            self.tell_about(&[order], Verdict::Skip, reason, Some(step), now);
        }
        // Whoever has just paid is a first-time buyer no more, and nothing speaks against her; whoever
        // let an order close has one more closed: what is planned for her others may change.
        let waits = |order: &usize| {
            let OrderState { known, seen, .. } = &self.orders[*order];
            *known && seen.paid_at.is_none() && seen.closed_at.is_none()
        };
        if open.is_some() || self.buyers[buyer].orders.iter().any(waits) {
            self.plan(buyer, now);
        }
    }

    fn ripe(&mut self, order: usize, now: At) {
        if self.orders[order].seen.paid_at.is_none() {
            self.orders[order].known = true;
            self.plan(self.orders[order].buyer, now);
        }
    }

    fn recount(&mut self, buyer: usize, now: At) {
        let within_days = self.options.policy.spec().malicious.within_days;
        self.buyers[buyer].recount(now, within_days);
    }

    /// Lays out a buyer's open orders anew. What was laid out before and not sent is gone.
    pub(super) fn plan(&mut self, buyer: usize, now: At) {
        self.recount(buyer, now);
        let open = self.open_orders(buyer);
        let Plan {
            steps,
            skips,
            proposals,
            drawn: _,
        } = plan(&self.plan_input(buyer, &open, now));
        let state = &mut self.buyers[buyer];
        state.proposals = proposals;
        state.generation += 1;
        let generation = state.generation;
        for (step, planned) in steps.iter().enumerate() {
            let due = Happening::Due {
                buyer,
                generation,
                step,
            };
            self.queue.push(Reverse((planned.due_at.max(now), due)));
        }
        state.steps = steps.into_iter().map(Some).collect();
        for skip in skips {
            let order = place(skip.order);
            // A merged order is told when its leader is sent: until then either may still be paid.
            let told = self.orders[order].told;
            // What was skipped for a reason and has run out of time since was not skipped for the time.
            let since = told.is_some() && matches!(skip.reason, Reason::TooLate | Reason::NoSlot);
            if skip.reason != Reason::Merged && told != Some(skip.reason) && !since {
                self.tell_about(&[order], Verdict::Skip, skip.reason, None, now);
            }
        }
    }

    /// Orders that reached ten minutes and are still open, or have not yet been told to be closed.
    fn open_orders(&self, buyer: usize) -> Vec<PlanOrder> {
        let orders = self.buyers[buyer].orders.iter().map(|order| &self.orders[*order]);
        orders
            .filter(|order| order.known && order.seen.paid_at.is_none())
            .filter(|order| order.seen.closed_at.is_none() || order.told.is_none() && !self.was_sent(order))
            .map(|order| order.seen.clone())
            .collect()
    }

    fn was_sent(&self, order: &OrderState) -> bool {
        let contacts = &self.buyers[order.buyer].contacts;
        contacts
            .iter()
            .any(|contact| contact.by == ContactBy::Us && contact.orders.contains(&order.seen.id))
    }

    fn plan_input<'i>(&'i self, buyer: usize, orders: &'i [PlanOrder], now: At) -> PlanInput<'i> {
        PlanInput {
            shop: SHOP,
            shop_name: self.options.shop_name,
            buyer: &self.buyers[buyer].facts,
            orders,
            talk: self.talks.seen_of(buyer),
            contacts: &self.buyers[buyer].contacts,
            zone: self.options.zone,
            policy: &self.laid_out_by,
            now,
            seed: self.options.seed,
        }
    }

    fn due(&mut self, buyer: usize, generation: u32, nth: usize, now: At) {
        if self.buyers[buyer].generation != generation {
            return;
        }
        self.recount(buyer, now);
        let Some(step) = self.buyers[buyer].steps[nth].take() else {
            return;
        };
        let places: Vec<usize> = step.orders.iter().map(|id| place(*id)).collect();
        let orders: Vec<PlanOrder> = places
            .iter()
            .map(|order| self.orders[*order].seen.clone())
            .collect();
        let wording = self.words(buyer, &step, &orders, now);
        match self.gate(buyer, &step, &orders, wording.as_ref(), now) {
            Decision::Send { reason } => {
                let text = wording.map(|w| w.text).unwrap_or_default();
                self.send(buyer, &step, &places, reason, text, now);
            }
            Decision::Postpone { until, reason } => {
                self.tell_about(&places, Verdict::Postpone, reason, Some(&step), now);
                self.buyers[buyer].steps[nth] = Some(step);
                let again = Happening::Due {
                    buyer,
                    generation,
                    step: nth,
                };
                self.queue.push(Reverse((until, again)));
            }
            Decision::Skip {
                reason: Reason::HeldOut,
            } => {
                for order in places {
                    if self.orders[order].told != Some(Reason::HeldOut) {
                        self.tell_about(&[order], Verdict::Skip, Reason::HeldOut, Some(&step), now);
                    }
                }
            }
            Decision::Skip { reason } | Decision::AskPerson { reason } => {
                self.tell_about(&places, Verdict::Skip, reason, Some(&step), now);
            }
            Decision::Expire { reason } => {
                self.tell_about(&places, Verdict::Expire, reason, Some(&step), now);
            }
        }
    }

    /// The step's words as of now; those of the plan when it is sent on time.
    fn words(&self, buyer: usize, step: &PlannedStep, orders: &[PlanOrder], now: At) -> Option<Wording> {
        if step.due_at == now || step.text.is_none() {
            return Some(Wording {
                text: step.text.clone().unwrap_or_default(),
                class: step.class,
            });
        }
        let riders: Vec<&PlanOrder> = orders.iter().skip(1).collect();
        let input = self.plan_input(buyer, orders, now);
        words(
            orders.first()?,
            &riders,
            (step.slot, step.channel),
            step.angle,
            &input,
        )
    }

    fn gate(
        &self,
        buyer: usize,
        step: &PlannedStep,
        orders: &[PlanOrder],
        wording: Option<&Wording>,
        now: At,
    ) -> Decision {
        let text = match wording {
            None => TextState::FactMissing,
            Some(wording) if (self.options.text_passes)(&wording.text) => TextState::Passed,
            Some(_) => TextState::Refused,
        };
        // A policy without any text is for trying moments: there are no words to look at.
        let said = wording.filter(|w| !w.text.is_empty()).map(|w| Said {
            text: &w.text,
            class: w.class,
            shop_name: self.options.shop_name,
        });
        let input = GateInput {
            shop: SHOP,
            reminders_on: true,
            buyer: &self.buyers[buyer].facts,
            orders,
            slot: step.slot,
            channel: step.channel,
            due_at: step.due_at,
            expires_at: step.expires_at,
            talk: self.talks.seen_of(buyer),
            contacts: &self.buyers[buyer].contacts,
            zone: self.options.zone,
            status_at: now,
            confirmed_at: None,
            text,
            said,
            seed: self.options.seed,
        };
        gate(&input, self.options.policy, now)
    }

    fn send(
        &mut self,
        buyer: usize,
        step: &PlannedStep,
        places: &[usize],
        reason: Reason,
        text: String,
        now: At,
    ) {
        let mut line = self.line(places, Verdict::Send, reason, Some(step), now);
        line.text.clone_from(&text);
        self.lines.push(line);
        self.note_proposals(buyer, step, now);
        for rider in &places[1..] {
            let mut merged = self.line(&[*rider], Verdict::Skip, Reason::Merged, Some(step), now);
            merged.leader = Some(self.orders[places[0]].number.clone());
            self.lines.push(merged);
        }
        self.buyers[buyer].contacts.push(Contact {
            at: now,
            by: ContactBy::Us,
            in_session: step.slot == Slot::Session,
            orders: step.orders.clone(),
            angle: Some(step.angle),
            text: Some(text).filter(|text| !text.is_empty()),
        });
        self.plan(buyer, now);
    }

    /// What an agent was asked to change before this reminder, and has not.
    fn note_proposals(&mut self, buyer: usize, step: &PlannedStep, now: At) {
        let numbers = |ids: &[OrderId]| -> Vec<String> {
            let number = |id: &OrderId| self.orders[place(*id)].number.clone();
            ids.iter().map(number).collect()
        };
        let of_step = |proposal: &&Proposal| proposal.ladder == step.ladder && step.n == 1;
        let proposals = self.buyers[buyer].proposals.iter().filter(of_step);
        let proposed: Vec<Proposed> = proposals
            .map(|proposal| Proposed {
                at: now,
                buyer: self.buyers[buyer].name.clone(),
                keep: numbers(&proposal.keep),
                duplicates: numbers(&proposal.duplicates),
                postage_off_fen: proposal.postage_off_fen,
                sum_fen: proposal.sum_fen,
                new_sum_fen: proposal.new_sum_fen,
            })
            .collect();
        self.proposed.extend(proposed);
    }

    fn tell_about(
        &mut self,
        places: &[usize],
        decision: Verdict,
        reason: Reason,
        step: Option<&PlannedStep>,
        now: At,
    ) {
        let line = self.line(places, decision, reason, step, now);
        self.lines.push(line);
        for order in places {
            self.orders[*order].told = Some(reason);
        }
    }

    fn line(
        &self,
        places: &[usize],
        decision: Verdict,
        reason: Reason,
        step: Option<&PlannedStep>,
        now: At,
    ) -> Line {
        debug_assert!(places.iter().collect::<HashSet<_>>().len() == places.len());
        Line {
            at: now,
            flow: Flow::Payment,
            buyer: self.buyers[self.orders[places[0]].buyer].name.clone(),
            orders: places
                .iter()
                .map(|order| self.orders[*order].number.clone())
                .collect(),
            step: step.map_or(1, |step| step.n),
            channel: step.map_or(Channel::Chat, |step| step.channel),
            angle: step.map(|step| step.angle),
            decision,
            reason,
            conversation: None,
            leader: None,
            text: String::new(),
        }
    }
}

/// The replay names its orders by their place.
fn place(order: OrderId) -> usize {
    usize::try_from(order.bits()).unwrap_or_else(|_| unreachable!("the replay made this id from a place"))
}
