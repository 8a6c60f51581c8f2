//! One order as a line of a table, and its plan as words.

use jinpai_model::{At, Channel, Fen, HOUR_MS, MINUTE_MS, OrderId, Platform, Zone};
use jinpai_reminder::{
    BuyerFacts, Contact, ContactBy, History, OrderFacts, PlanInput, PlanOrder, Policy, Reach, Talk, plan,
    spec::PolicySpec,
};

const WEEK: [(&str, &str); 11] = [
    ("Sat-", "2026-11-21"),
    ("Sun-", "2026-11-22"),
    ("Mon", "2026-11-23"),
    ("Tue", "2026-11-24"),
    ("Wed", "2026-11-25"),
    ("Thu", "2026-11-26"),
    ("Fri", "2026-11-27"),
    ("Sat", "2026-11-28"),
    ("Sun", "2026-11-29"),
    ("Mon+", "2026-11-30"),
    ("Tue+", "2026-12-01"),
];

#[derive(Debug, Clone)]
pub struct Case {
    created: &'static str,
    close_after: &'static str,
    yuan: i64,
    zone: &'static str,
    now: Option<&'static str>,
    cut_off: Option<&'static str>,
    paid: Option<&'static str>,
    closed: Option<&'static str>,
    opted_out: bool,
    blocked: bool,
    disputed: bool,
    no_chat: bool,
    history: History,
    pieces: i64,
    holiday: Option<&'static str>,
    platform_reminds: Option<u32>,
    talk: Option<(&'static str, bool)>,
    contacts: Vec<(&'static str, ContactBy, bool)>,
    reach: Vec<Reach>,
    refuses: Vec<Channel>,
    prefers: Option<Channel>,
    buyer_zone: Option<&'static str>,
    platform: Platform,
    platform_permits: bool,
    appealed: bool,
}

pub fn case(created: &'static str, close_after: &'static str, yuan: i64) -> Case {
    Case {
        created,
        close_after,
        yuan,
        zone: "Asia/Shanghai",
        now: None,
        cut_off: None,
        paid: None,
        closed: None,
        opted_out: false,
        blocked: false,
        disputed: false,
        no_chat: false,
        history: History::default(),
        pieces: 1,
        holiday: None,
        platform_reminds: None,
        talk: None,
        contacts: Vec::new(),
        reach: vec![Reach::by(Channel::Chat)],
        refuses: Vec::new(),
        prefers: None,
        buyer_zone: None,
        platform: Platform::General,
        platform_permits: false,
        appealed: false,
    }
}

/// A buyer on her first visit who agreed to be reached by every channel.
pub fn first_time(created: &'static str, close_after: &'static str, yuan: i64) -> Case {
    known_buyer(created, close_after, yuan, 0)
}

/// A buyer who has paid here before and agreed to be reached by every channel.
pub fn returning(created: &'static str, close_after: &'static str, yuan: i64) -> Case {
    known_buyer(created, close_after, yuan, 2)
}

fn known_buyer(created: &'static str, close_after: &'static str, yuan: i64, paid_ever: u32) -> Case {
    let mut known = case(created, close_after, yuan);
    known.history.paid_ever = Some(paid_ever);
    known.reach = Channel::ALL
        .iter()
        .map(|channel| Reach::agreed(*channel))
        .collect();
    known
}

impl Case {
    pub fn at(mut self, now: &'static str) -> Self {
        self.now = Some(now);
        self
    }
    pub fn cut_off(mut self, time: &'static str) -> Self {
        self.cut_off = Some(time);
        self
    }
    pub fn zone(mut self, zone: &'static str) -> Self {
        self.zone = zone;
        self
    }
    pub fn holiday(mut self, day: &'static str) -> Self {
        self.holiday = Some(day);
        self
    }
    pub fn paid(mut self, at: &'static str) -> Self {
        self.paid = Some(at);
        self
    }
    pub fn closed(mut self, at: &'static str) -> Self {
        self.closed = Some(at);
        self
    }
    pub fn opted_out(mut self) -> Self {
        self.opted_out = true;
        self
    }
    pub fn blocked(mut self) -> Self {
        self.blocked = true;
        self
    }
    pub fn disputed(mut self) -> Self {
        self.disputed = true;
        self
    }
    pub fn no_chat(mut self) -> Self {
        self.no_chat = true;
        self
    }
    pub fn refuses(mut self, channel: Channel) -> Self {
        self.refuses.push(channel);
        self
    }
    pub fn prefers(mut self, channel: Channel) -> Self {
        self.prefers = Some(channel);
        self
    }
    pub fn buyer_zone(mut self, zone: &'static str) -> Self {
        self.buyer_zone = Some(zone);
        self
    }
    pub fn own_site(mut self) -> Self {
        self.platform = Platform::OwnSite;
        self
    }
    /// Her numbers are virtual ones of the platform.
    pub fn virtual_numbers(mut self) -> Self {
        self.platform = Platform::Taobao;
        self.reach
            .iter_mut()
            .for_each(|reach| reach.virtual_number = true);
        self
    }
    pub fn platform_permits(mut self) -> Self {
        self.platform_permits = true;
        self
    }
    pub fn never_asked(mut self, channel: Channel) -> Self {
        self.reach_by(channel).agreed = false;
        self
    }
    pub fn failed(mut self, channel: Channel) -> Self {
        self.reach_by(channel).failed = true;
        self
    }
    fn reach_by(&mut self, channel: Channel) -> &mut Reach {
        self.reach
            .iter_mut()
            .find(|reach| reach.channel == channel)
            .unwrap()
    }
    pub fn appealed(mut self) -> Self {
        self.appealed = true;
        self
    }
    pub fn history(mut self, closed_unpaid: u32, paid: u32) -> Self {
        (self.history.closed_unpaid, self.history.paid) = (closed_unpaid, paid);
        self
    }
    pub fn pieces(mut self, pieces: i64) -> Self {
        self.pieces = pieces;
        self
    }
    pub fn bought(mut self, pieces: i64) -> Self {
        self.history.most_pieces_paid = pieces;
        self
    }
    pub fn platform_reminds(mut self, minutes: u32) -> Self {
        self.platform_reminds = Some(minutes);
        self
    }
    /// An open chat, last written in then.
    pub fn talking(mut self, last: &'static str) -> Self {
        self.talk = Some((last, true));
        self
    }
    /// A chat that was closed.
    pub fn talked(mut self, last: &'static str) -> Self {
        self.talk = Some((last, false));
        self
    }
    pub fn agent_spoke(self, at: &'static str) -> Self {
        self.contact(at, ContactBy::Agent, false)
    }
    pub fn agent_chatted(self, at: &'static str) -> Self {
        self.contact(at, ContactBy::Agent, true)
    }
    pub fn platform_spoke(self, at: &'static str) -> Self {
        self.contact(at, ContactBy::Platform, false)
    }
    pub fn reminded(self, at: &'static str) -> Self {
        self.contact(at, ContactBy::Us, false)
    }
    fn contact(mut self, at: &'static str, by: ContactBy, in_session: bool) -> Self {
        self.contacts.push((at, by, in_session));
        self
    }

    /// `slot day time, …`, or the reason, or `nothing` for an order that needs no more.
    pub fn plan(&self) -> String {
        let zone: Zone = self.zone.parse().unwrap();
        let moment = |text| read(text, &zone);
        let created_at = moment(self.created);
        let order = PlanOrder {
            platform: self.platform,
            pieces_of_one_item: self.pieces,
            paid_at: self.paid.map(moment),
            closed_at: self.closed.map(moment),
            disputed: self.disputed,
            facts: OrderFacts {
                cut_off: self.cut_off.map(|time| time.parse().unwrap()),
                ..OrderFacts::default()
            },
            ..PlanOrder::new(
                OrderId::from_bits(1),
                Fen::yuan(self.yuan),
                created_at,
                created_at.plus(span(self.close_after)),
            )
        };
        let contacts: Vec<Contact> = (self.contacts.iter())
            .map(|(at, by, in_session)| Contact {
                in_session: *in_session,
                orders: if *by == ContactBy::Us {
                    vec![order.id]
                } else {
                    Vec::new()
                },
                ..Contact::new(moment(at), *by)
            })
            .collect();
        let talk = self.talk.map(|(last, open)| Talk {
            open,
            last_buyer_at: Some(moment(last)),
            ..Talk::default()
        });
        let plan = plan(&PlanInput {
            shop: "shop",
            shop_name: "木子家居",
            buyer: &self.buyer(),
            orders: std::slice::from_ref(&order),
            talk: talk.as_ref(),
            contacts: &contacts,
            zone: &zone,
            policy: &self.policy(),
            now: self.now.map_or(created_at, moment),
            seed: 1,
        });
        if let Some(skip) = plan.skips.first() {
            assert!(plan.steps.is_empty());
            return skip.reason.to_string();
        }
        let Some(first) = plan.steps.first() else {
            return "nothing".to_owned();
        };
        let steps: Vec<String> = (plan.steps.iter())
            .map(|step| {
                let by = match step.channel {
                    Channel::Chat => String::new(),
                    other => format!(" {other}"),
                };
                format!("{} {}{by}", step.slot, shown(step.due_at, &zone))
            })
            .collect();
        let nth = if first.n == 1 {
            String::new()
        } else {
            format!("#{} ", first.n)
        };
        nth + &steps.join(", ")
    }

    fn buyer(&self) -> BuyerFacts {
        BuyerFacts {
            opted_out: self.opted_out,
            blocked: self.blocked,
            refused_channels: if self.no_chat {
                vec![Channel::Chat]
            } else {
                self.refuses.clone()
            },
            reach: self.reach.clone(),
            prefers: self.prefers,
            zone: self.buyer_zone.map(|zone| zone.parse().unwrap()),
            appeal_granted: self.appealed,
            history: self.history,
            ..BuyerFacts::new("buyer")
        }
    }

    fn policy(&self) -> Policy {
        let mut spec = PolicySpec {
            holdout_percent: 0,
            platform_reminds_at_min: self.platform_reminds,
            ..PolicySpec::default()
        };
        spec.timing.jitter_min = 0;
        if self.platform_permits {
            spec.channels.virtual_numbers_permitted = vec![self.platform];
        }
        spec.holidays.extend(
            self.holiday
                .map(|day| date_of(day).parse::<jiff::civil::Date>().unwrap()),
        );
        Policy::new(spec).unwrap()
    }
}

fn date_of(day: &str) -> &str {
    WEEK.iter()
        .find(|(name, _)| *name == day)
        .map_or(day, |(_, date)| date)
}

fn read(text: &str, zone: &Zone) -> At {
    let (day, time) = text.split_once(' ').unwrap();
    zone.at(format!("{}T{time}:00", date_of(day)).parse().unwrap())
}

fn shown(at: At, zone: &Zone) -> String {
    let local = at.in_zone(zone);
    assert_eq!(
        (local.second(), local.millisecond()),
        (0, 0),
        "without shift, whole minutes"
    );
    let date = local.date().to_string();
    let day = WEEK
        .iter()
        .find(|(_, known)| *known == date)
        .map_or(date.as_str(), |(name, _)| name);
    format!("{day} {}", local.strftime("%H:%M"))
}

fn span(text: &str) -> i64 {
    let (count, unit) = text.split_at(text.len() - 1);
    let unit_ms = match unit {
        "m" => MINUTE_MS,
        "h" => HOUR_MS,
        _ => 24 * HOUR_MS,
    };
    count.parse::<i64>().unwrap() * unit_ms
}
