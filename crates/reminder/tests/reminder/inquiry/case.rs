//! A talk of the table, read and planned.

use jinpai_model::{Angle, At, DAY_MS, OrderId, Platform, Side, Slot, Zone};
use jinpai_reminder::{
    Contact, ContactBy, LastLines, Policy,
    inquiry::{
        About, Asker, Asking, Goods, HerOrder, InquiryInput, InquiryPlan, InquiryPolicy, InquiryTalk,
        Listener, Reading, Reminded, Said, Way, plan,
    },
    spec::{PolicySpec, inquiry::InquirySpec},
};

const WEEK: [(&str, &str); 7] = [
    ("Sun-", "2026-11-22"),
    ("Mon", "2026-11-23"),
    ("Tue", "2026-11-24"),
    ("Wed", "2026-11-25"),
    ("Thu", "2026-11-26"),
    ("Fri", "2026-11-27"),
    ("Sat", "2026-11-28"),
];

/// Reads by a mark: a line that ends in ？ asks.
pub struct Marks;

impl Reading for Marks {
    fn asks(&self, line: &str) -> Vec<Asking> {
        let about = if line.contains("我的订单") {
            About::AfterSales
        } else {
            About::Goods
        };
        let asking = |text: &str| Asking {
            text: text.to_owned(),
            about,
        };
        line.ends_with('？').then(|| asking(line)).into_iter().collect()
    }

    fn answers(&self, open: &[&Asking], line: &str) -> Vec<usize> {
        let silent = line.starts_with("您好") || line.contains("稍等") || line.ends_with('？');
        if silent {
            Vec::new()
        } else {
            (0..open.len()).collect()
        }
    }
}

/// Everything a table's talk says.
pub struct Case {
    pub title: String,
    pub expected: Vec<String>,
    zone: Zone,
    closes_after_min: u32,
    holidays: Vec<jiff::civil::Date>,
    now: Option<At>,
    open: bool,
    typing_at: Option<At>,
    goods: Goods,
    buyer: Asker,
    lines: Vec<(At, Side, String)>,
    orders: Vec<HerOrder>,
    contacts: Vec<Contact>,
    earlier: Vec<Reminded>,
    decided: Vec<u32>,
}

/// The talks of a table, without the words before the first.
pub fn read(table: &str) -> Vec<Case> {
    table.split("\n== ").skip(1).map(Case::read).collect()
}

impl Case {
    fn read(text: &str) -> Self {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let mut case = Self {
            title: lines.next().unwrap().to_owned(),
            expected: Vec::new(),
            zone: Zone::shanghai(),
            closes_after_min: 10,
            holidays: Vec::new(),
            now: None,
            open: true,
            typing_at: None,
            goods: Goods {
                item: Some("云感记忆枕".to_owned()),
                ..Goods::default()
            },
            buyer: Asker {
                key: "buyer".to_owned(),
                ..Asker::default()
            },
            lines: Vec::new(),
            orders: Vec::new(),
            contacts: Vec::new(),
            earlier: Vec::new(),
            decided: Vec::new(),
        };
        for line in lines {
            case.take(line);
        }
        case
    }

    fn take(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            [">", ..] => self.expected.push(line[2..].to_owned()),
            ["zone", zone] => self.zone = zone.parse().unwrap(),
            ["her-zone", zone] => self.buyer.zone = Some(zone.parse().unwrap()),
            ["price", yuan] => self.goods.price_fen = Some(yuan.parse().unwrap()),
            ["item", "-"] => self.goods.item = None,
            ["closes-after", minutes] => self.closes_after_min = minutes.parse().unwrap(),
            ["closed"] => self.open = false,
            ["opted-out"] => self.buyer.opted_out = true,
            ["blocked"] => self.buyer.blocked = true,
            ["holiday", day] => self.holidays.push(date_of(day).parse().unwrap()),
            ["now", day, time] => self.now = Some(self.at(day, time)),
            ["typing", day, time] => self.typing_at = Some(self.at(day, time)),
            ["agreed", ref channels @ ..] => self.ways(channels, true, true),
            ["agreed-unreachable", ref channels @ ..] => self.ways(channels, true, false),
            ["reachable", ref channels @ ..] => self.ways(channels, false, true),
            ["decided", ref places @ ..] => self
                .decided
                .extend(places.iter().map(|n| n.parse::<u32>().unwrap())),
            ["order", day, time, state, ref other @ ..] => {
                self.order(self.at(day, time), state, !other.is_empty())
            }
            ["contact", day, time, by, ref session @ ..] => {
                let at = self.at(day, time);
                self.contacts.push(contact(at, by, !session.is_empty()));
            }
            ["sent", n, slot, day, time, angle] => self.sent(n, slot, self.at(day, time), angle),
            [day, time, from, ..] => {
                let said = line.splitn(4, ' ').last().unwrap().to_owned();
                self.lines.push((self.at(day, time), from.parse().unwrap(), said));
            }
            _ => panic!("{}: {line:?} says nothing", self.title),
        }
    }

    fn ways(&mut self, channels: &[&str], consented: bool, reachable: bool) {
        self.buyer.ways.extend(channels.iter().map(|channel| Way {
            channel: channel.parse().unwrap(),
            consented,
            reachable,
        }));
    }

    fn order(&mut self, created_at: At, state: &str, other: bool) {
        self.orders.push(HerOrder {
            id: OrderId::from_bits(self.orders.len() as u128 + 1),
            created_at,
            paid_at: (state == "paid").then_some(created_at),
            closed_at: (state == "closed").then_some(created_at),
            close_at: created_at.plus(DAY_MS),
            for_goods: other.then_some(false),
        });
    }

    fn sent(&mut self, n: &str, slot: &str, at: At, angle: &str) {
        let slot: Slot = slot.parse().unwrap();
        self.contacts.push(contact(at, "us", slot == Slot::Session));
        self.earlier.push(Reminded {
            ladder: "inquiry-talk".to_owned(),
            n: n.parse().unwrap(),
            at,
            slot,
            angle: angle.parse::<Angle>().unwrap(),
            text: format!("text {n}"),
        });
    }

    fn at(&self, day: &str, time: &str) -> At {
        self.zone
            .at(format!("{}T{time}:00", date_of(day)).parse().unwrap())
    }

    fn inquiry(&self) -> InquiryPolicy {
        let mut spec = InquirySpec::default();
        spec.session.closes_after_min = self.closes_after_min;
        spec.words.opt_out = vec!["别再发了".to_owned()];
        spec.words.not_interested = vec!["不买了".to_owned()];
        InquiryPolicy::new(spec).unwrap()
    }

    fn policy(&self) -> Policy {
        let mut spec = PolicySpec {
            holdout_percent: 0,
            holidays: self.holidays.clone(),
            ..PolicySpec::default()
        };
        spec.timing.jitter_min = 0;
        Policy::new(spec).unwrap()
    }

    /// The plan, a line a place.
    pub fn plan(&self) -> Vec<String> {
        let (policy, inquiry) = (self.policy(), self.inquiry());
        let said: Vec<Said<'_>> = (self.lines.iter())
            .map(|(at, from, text)| Said {
                at: *at,
                from: *from,
                text,
            })
            .collect();
        let talk = InquiryTalk {
            id: "talk".to_owned(),
            platform: Platform::General,
            open: self.open,
            typing_at: self.typing_at,
            heard: Listener::hear_all(&said, &Marks, &inquiry),
            anywhere: LastLines::default(),
        };
        let plan = plan(&InquiryInput {
            shop: "shop",
            shop_name: "木子家居",
            buyer: &self.buyer,
            talk: &talk,
            goods: &self.goods,
            orders: &self.orders,
            contacts: &self.contacts,
            earlier: &self.earlier,
            decided: &self.decided,
            zone: &self.zone,
            policy: &policy,
            inquiry: &inquiry,
            now: self.now.unwrap_or(self.lines.last().unwrap().0),
            seed: 1,
        });
        self.shown(&plan)
    }

    fn shown(&self, plan: &InquiryPlan) -> Vec<String> {
        match plan {
            InquiryPlan::Waits { reason } => vec![format!("waits {reason}")],
            InquiryPlan::Ends { reason, hands_over } if hands_over.is_empty() => {
                vec![format!("ends {reason}")]
            }
            InquiryPlan::Ends { reason, hands_over } => {
                vec![format!("ends {reason}, hands over {}", hands_over.len())]
            }
            InquiryPlan::Ladder(ladder) => {
                assert_eq!(ladder.name, "inquiry-talk");
                let mut places: Vec<(u32, String)> = (ladder.steps.iter())
                    .map(|s| {
                        let at = self.moment(s.due_at);
                        (s.n, format!("{} {} {} {at} {}", s.n, s.slot, s.channel, s.angle))
                    })
                    .chain(
                        ladder
                            .skips
                            .iter()
                            .map(|s| (s.n, format!("{} {}", s.n, s.reason))),
                    )
                    .collect();
                places.sort();
                places.into_iter().map(|(_, shown)| shown).collect()
            }
        }
    }

    fn moment(&self, at: At) -> String {
        let local = at.in_zone(&self.zone);
        assert_eq!((local.second(), local.millisecond()), (0, 0), "whole minutes");
        let date = local.date().to_string();
        let day = WEEK.iter().find(|(_, known)| *known == date);
        format!(
            "{} {}",
            day.map_or(date.as_str(), |(name, _)| name),
            local.strftime("%H:%M")
        )
    }
}

fn date_of(day: &str) -> &str {
    let known = WEEK.iter().find(|(name, _)| *name == day);
    known.map_or(day, |(_, date)| date)
}

fn contact(at: At, by: &str, in_session: bool) -> Contact {
    let by = match by {
        "agent" => ContactBy::Agent,
        "platform" => ContactBy::Platform,
        _ => ContactBy::Us,
    };
    Contact {
        in_session,
        ..Contact::new(at, by)
    }
}
