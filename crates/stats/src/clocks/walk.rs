//! From lines to waits: where each begins, what ends it, and to which session it belongs.

use jinpai_model::{At, Side, Zone};

use super::{Clock, Counts, SILENCE_MS, Said};

/// A wait as the lines have it, before anything is held of it.
pub(super) struct Begun {
    pub first: usize,
    pub started_at: At,
    pub answer: Option<(usize, At)>,
    /// When she began another one without having been answered.
    pub cut_at: Option<At>,
    pub asked: u32,
    pub session: usize,
    /// The first wait of its session.
    pub leads: bool,
    pub in_hours: bool,
}

/// Only the last wait can be one that she is still in.
pub(super) fn walk(clock: &Clock, said: &[Said], zone: &Zone) -> Vec<Begun> {
    let mut walk = Walk {
        clock,
        zone,
        waits: Vec::new(),
        waiting: false,
        session: 0,
        last_at: None,
    };
    for (place, line) in said.iter().enumerate() {
        match line.by {
            Side::Buyer => walk.buyer(place, line.at),
            Side::Agent => walk.agent(place, line.at),
            // Neither answers anybody nor breaks a silence.
            Side::Bot | Side::System => {}
        }
    }
    walk.waits
}

struct Walk<'a> {
    clock: &'a Clock,
    zone: &'a Zone,
    waits: Vec<Begun>,
    waiting: bool,
    session: usize,
    /// When a person spoke last.
    last_at: Option<At>,
}

impl Walk<'_> {
    fn buyer(&mut self, place: usize, at: At) {
        let over = self.hear(at);
        let open = if self.waiting { self.waits.last_mut() } else { None };
        if let Some(open) = open {
            let (clock, zone) = (self.clock, self.zone);
            let given_up = given_up(clock, open, at, zone);
            if given_up && !over {
                self.session += 1;
            }
            if !(over || given_up || opened(clock, open, at, zone)) {
                open.asked = open.asked.saturating_add(1);
                return;
            }
            open.cut_at = Some(at);
        }
        let leads = self.waits.last().is_none_or(|last| last.session != self.session);
        self.waits.push(Begun {
            first: place,
            started_at: at,
            answer: None,
            cut_at: None,
            asked: 1,
            session: self.session,
            leads,
            in_hours: self.clock.open_at(at, self.zone),
        });
        self.waiting = true;
    }

    fn agent(&mut self, place: usize, at: At) {
        self.hear(at);
        if self.waiting
            && let Some(open) = self.waits.last_mut()
        {
            open.answer = Some((place, at));
        }
        self.waiting = false;
    }

    /// A person speaks. Begins another session if the silence before it ended the last one, and tells so.
    fn hear(&mut self, at: At) -> bool {
        let silent = self.last_at.is_some_and(|last| at.since(last) > SILENCE_MS);
        self.last_at = Some(at);
        // Where a session is judged as a whole, it must not end by the very silence that is its fault.
        let over = silent && (!self.waiting || self.clock.counts == Counts::FirstOfSession);
        self.session += usize::from(over);
        over
    }
}

/// On a later day she begins anew, once the wait is past its limit: what she asks today is not held to be
/// late because nobody answered yesterday. A few minutes around midnight are one wait.
fn given_up(clock: &Clock, open: &Begun, at: At, zone: &Zone) -> bool {
    clock.counts != Counts::FirstOfSession
        && at.since(open.started_at) > clock.limit_ms
        && at.in_zone(zone).date() > open.started_at.in_zone(zone).date()
}

/// What she writes in the hours that count begins a wait that counts, although she has been waiting since
/// the night. A session that began in the night stays one that does not count.
fn opened(clock: &Clock, open: &Begun, at: At, zone: &Zone) -> bool {
    clock.counts != Counts::FirstOfSession && !open.in_hours && clock.open_at(at, zone)
}
