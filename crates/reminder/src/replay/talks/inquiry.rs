//! The inquiry of a talk between its lines: planned when she falls silent, decided when a step is due,
//! over with an order, a reply or an opt-out.

use std::cmp::Reverse;

use jinpai_model::{At, Channel, Flow, OrderId, Reason, Slot};

use super::{TalkHappening, TalkState};
use crate::{
    Contact, ContactBy, Decision, TextState,
    inquiry::{
        Asker, Due, Handing, HerOrder, InquiryInput, InquiryLadder, InquiryPlan, InquiryPolicy, InquiryStep,
        InquiryTalk, Reminded, gate, plan, words,
    },
    replay::{
        Line, Verdict,
        world::{Happening, SHOP, World},
    },
};

/// The facts of one inquiry, gathered; what they are lent to the plan and the gate from.
struct Gathered {
    talk: InquiryTalk,
    asker: Asker,
    orders: Vec<HerOrder>,
    earlier: Vec<Reminded>,
    decided: Vec<u32>,
}

impl<'a> World<'a> {
    pub(in crate::replay) fn talk_happens(&mut self, what: TalkHappening, now: At) {
        match what {
            TalkHappening::Line { talk, line } => self.said(talk, line, now),
            TalkHappening::Quiet { talk, generation } => {
                if self.talks.all[talk].generation == generation {
                    self.look(talk, now);
                }
            }
            TalkHappening::Due {
                talk,
                generation,
                step,
            } => {
                if self.talks.all[talk].generation == generation {
                    self.inquiry_due(talk, generation, step, now);
                }
            }
        }
    }

    /// An order was made: it may be what she asked about.
    pub(in crate::replay) fn placed(&mut self, order: usize, now: At) {
        let buyer = self.orders[order].buyer;
        for talk in 0..self.talks.all.len() {
            let state = &self.talks.all[talk];
            let began = state.listener.heard().began_at.is_some();
            if state.buyer == buyer && began && !state.over {
                self.end_if_over(talk, now);
            }
        }
    }

    fn said(&mut self, talk: usize, line: usize, now: At) {
        let Some(inquiry) = self.inquiry_policy() else {
            return;
        };
        self.talks.hear(talk, line);
        let state = &self.talks.all[talk];
        let (buyer, generation) = (state.buyer, state.generation);
        if state.listener.heard().opted_out {
            self.buyers[buyer].facts.opted_out = true;
        }
        self.end_if_over(talk, now);
        if let Some(quiet_at) = self.talks.inquiry(talk).quiet_at(inquiry) {
            let quiet = Happening::Talk(TalkHappening::Quiet { talk, generation });
            self.queue.push(Reverse((quiet_at, quiet)));
        }
        if !self.buyers[buyer].orders.is_empty() {
            // What payment reminders may do hangs on the talk as well.
            self.plan(buyer, now);
        }
    }

    /// Ends the inquiry where something has ended it, and says so.
    fn end_if_over(&mut self, talk: usize, now: At) {
        if let Some(InquiryPlan::Ends { reason, hands_over }) = self.inquiry_plan(talk, now) {
            // Held-out buyers are told of when a word would have been due.
            if reason != Reason::HeldOut {
                self.end_inquiry(talk, reason, &hands_over, now);
            }
        }
    }

    /// She is silent: what is to be said, and when.
    fn look(&mut self, talk: usize, now: At) {
        match self.inquiry_plan(talk, now) {
            None => {}
            Some(InquiryPlan::Ends { reason, hands_over }) => {
                self.end_inquiry(talk, reason, &hands_over, now)
            }
            Some(InquiryPlan::Waits { reason }) => self.tell(talk, 1, reason, now),
            Some(InquiryPlan::Ladder(ladder)) => self.lay_out(talk, ladder, now),
        }
    }

    fn lay_out(&mut self, talk: usize, ladder: InquiryLadder, now: At) {
        for skip in ladder.skips {
            self.tell(talk, skip.n, skip.reason, now);
        }
        let state = &mut self.talks.all[talk];
        let generation = state.generation;
        for (step, planned) in ladder.steps.iter().enumerate() {
            let due = TalkHappening::Due {
                talk,
                generation,
                step,
            };
            self.queue
                .push(Reverse((planned.due_at.max(now), Happening::Talk(due))));
        }
        state.steps = ladder.steps.into_iter().map(Some).collect();
    }

    fn inquiry_due(&mut self, talk: usize, generation: u32, nth: usize, now: At) {
        let Some(inquiry) = self.inquiry_policy() else {
            return;
        };
        let Some(step) = self.talks.all[talk].steps.get_mut(nth).and_then(Option::take) else {
            return;
        };
        let gathered = self.gather(talk, now);
        let input = self.inquiry_input(talk, &gathered, inquiry, now);
        let text = match &step.text {
            None => Some(String::new()),
            Some(_) => words(&input, step.slot, step.channel, step.angle, step.n),
        };
        let due = due(&step, text.as_deref(), self.options.text_passes, now);
        let decision = gate(&input, &due);
        let text = text.unwrap_or_default();
        match decision {
            Decision::Send { reason } => self.send_inquiry(talk, &step, reason, text, now),
            Decision::Postpone { until, reason } => {
                self.tell_step(talk, &step, Verdict::Postpone, reason, now);
                self.talks.all[talk].steps[nth] = Some(step);
                let again = TalkHappening::Due {
                    talk,
                    generation,
                    step: nth,
                };
                self.queue.push(Reverse((until, Happening::Talk(again))));
            }
            Decision::Skip { reason } | Decision::AskPerson { reason } => {
                self.talks.all[talk].decided.push(step.n);
                self.tell_step(talk, &step, Verdict::Skip, reason, now);
            }
            Decision::Expire { reason } => {
                self.talks.all[talk].decided.push(step.n);
                self.tell_step(talk, &step, Verdict::Expire, reason, now);
            }
        }
    }

    fn send_inquiry(&mut self, talk: usize, step: &InquiryStep, reason: Reason, text: String, now: At) {
        let mut line = self.inquiry_line(talk, step.n, Verdict::Send, reason, now);
        (line.channel, line.angle) = (step.channel, Some(step.angle));
        line.text.clone_from(&text);
        self.lines.push(line);
        let state = &mut self.talks.all[talk];
        state.decided.push(step.n);
        let (buyer, ladder) = (state.buyer, format!("inquiry-{}", state.book.id));
        self.buyers[buyer].contacts.push(Contact {
            in_session: step.slot == Slot::Session,
            angle: Some(step.angle),
            text: Some(text.clone()).filter(|text| !text.is_empty()),
            ..Contact::new(now, ContactBy::Us)
        });
        self.talks.reminded.entry(buyer).or_default().push(Reminded {
            ladder,
            n: step.n,
            at: now,
            slot: step.slot,
            angle: step.angle,
            text,
        });
        if !self.buyers[buyer].orders.is_empty() {
            // One budget: her orders' reminders make room.
            self.plan(buyer, now);
        }
    }

    fn inquiry_policy(&self) -> Option<&'a InquiryPolicy> {
        self.talks.options.map(|options| options.inquiry)
    }

    /// The plan as of now; none once the inquiry is over.
    fn inquiry_plan(&self, talk: usize, now: At) -> Option<InquiryPlan> {
        if self.talks.all[talk].over {
            return None;
        }
        let inquiry = self.inquiry_policy()?;
        let gathered = self.gather(talk, now);
        Some(plan(&self.inquiry_input(talk, &gathered, inquiry, now)))
    }

    fn gather(&self, talk: usize, now: At) -> Gathered {
        let state = &self.talks.all[talk];
        let buyer = &self.buyers[state.buyer];
        let orders = buyer.orders.iter().map(|order| &self.orders[*order].seen);
        let orders = orders
            .filter(|order| order.created_at <= now)
            .map(|order| HerOrder {
                id: order.id,
                created_at: order.created_at,
                paid_at: order.paid_at,
                closed_at: order.closed_at,
                close_at: order.close_at,
                for_goods: same_goods(state, order.facts.item.as_deref()),
            });
        Gathered {
            talk: self.talks.inquiry(talk),
            asker: state.asker(buyer),
            orders: orders.collect(),
            earlier: self.talks.reminded.get(&state.buyer).cloned().unwrap_or_default(),
            decided: state.decided.clone(),
        }
    }

    fn inquiry_input<'i>(
        &'i self,
        talk: usize,
        gathered: &'i Gathered,
        inquiry: &'i InquiryPolicy,
        now: At,
    ) -> InquiryInput<'i> {
        let state = &self.talks.all[talk];
        InquiryInput {
            shop: SHOP,
            shop_name: self.options.shop_name,
            buyer: &gathered.asker,
            talk: &gathered.talk,
            goods: &state.book.goods,
            orders: &gathered.orders,
            contacts: &self.buyers[state.buyer].contacts,
            earlier: &gathered.earlier,
            decided: &gathered.decided,
            zone: self.options.zone,
            policy: self.options.policy,
            inquiry,
            now,
            seed: self.options.seed,
        }
    }

    fn end_inquiry(&mut self, talk: usize, reason: Reason, hands_over: &[OrderId], now: At) {
        let state = &mut self.talks.all[talk];
        state.over = true;
        let open = state.steps.iter_mut().find_map(Option::take);
        state.steps.clear();
        let next = 1 + state.decided.iter().copied().max().unwrap_or(0);
        let n = open.as_ref().map_or(next, |step| step.n);
        let mut line = self.inquiry_line(talk, n, Verdict::Skip, reason, now);
        if let Some(step) = open {
            (line.channel, line.angle) = (step.channel, Some(step.angle));
        }
        let numbers = self.buyers[self.talks.all[talk].buyer]
            .orders
            .iter()
            .map(|order| &self.orders[*order]);
        let handed = numbers.filter(|order| hands_over.contains(&order.seen.id));
        line.orders = handed.map(|order| order.number.clone()).collect();
        self.lines.push(line);
    }

    /// A place without a reminder, once for each reason.
    fn tell(&mut self, talk: usize, n: u32, reason: Reason, now: At) {
        if self.talks.all[talk].told.insert((n, reason)) {
            let line = self.inquiry_line(talk, n, Verdict::Skip, reason, now);
            self.lines.push(line);
        }
    }

    fn tell_step(&mut self, talk: usize, step: &InquiryStep, decision: Verdict, reason: Reason, now: At) {
        let mut line = self.inquiry_line(talk, step.n, decision, reason, now);
        (line.channel, line.angle) = (step.channel, Some(step.angle));
        self.lines.push(line);
    }

    fn inquiry_line(&self, talk: usize, n: u32, decision: Verdict, reason: Reason, now: At) -> Line {
        let state = &self.talks.all[talk];
        Line {
            at: now,
            flow: Flow::Inquiry,
            buyer: self.buyers[state.buyer].name.clone(),
            orders: Vec::new(),
            conversation: Some(state.book.id.clone()),
            step: n,
            channel: Channel::Chat,
            angle: None,
            decision,
            reason,
            leader: None,
            text: String::new(),
        }
    }
}

fn due<'d>(step: &InquiryStep, text: Option<&'d str>, passes: &dyn Fn(&str) -> bool, now: At) -> Due<'d> {
    Due {
        n: step.n,
        slot: step.slot,
        channel: step.channel,
        angle: step.angle,
        due_at: step.due_at,
        expires_at: step.expires_at,
        words: text.unwrap_or_default(),
        text: match text {
            None => TextState::FactMissing,
            Some(text) if passes(text) => TextState::Passed,
            Some(_) => TextState::Refused,
        },
        reminders_on: true,
        orders_at: now,
        confirmed_at: None,
        handing: Handing::Message,
    }
}

/// Whether an order holds what the talk was about; none when either is not named.
fn same_goods(state: &TalkState<'_>, ordered: Option<&str>) -> Option<bool> {
    let (asked, ordered) = (state.book.goods.item.as_deref()?, ordered?);
    Some(asked.contains(ordered) || ordered.contains(asked))
}
