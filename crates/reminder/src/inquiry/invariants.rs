//! The promises about inquiry reminders, as functions, under the same names as those of payment.
//!
//! Written without the code that they watch over: distances and wall clocks are worked out here a
//! second time. I2, I10, I11 and I15 are about rows and hold for every flow as they stand in
//! [`crate::invariants`].

use std::collections::BTreeSet;

use jinpai_model::{At, HOUR_MS, MINUTE_MS, Slot};

use super::{Due, Handing, InquiryInput, Reminded};
use crate::{ContactBy, TextState, draw, invariants::Broken};

type Kept = Result<(), Broken>;

fn demand(holds: bool, name: &'static str, how: impl FnOnce() -> String) -> Kept {
    if holds {
        Ok(())
    } else {
        Err(Broken { name, how: how() })
    }
}

/// All that must hold at the moment an inquiry reminder is handed over.
///
/// # Errors
/// The first promise that is broken.
pub fn at_send(input: &InquiryInput<'_>, due: &Due<'_>) -> Kept {
    i1_not_ordered(input)?;
    i3_within_ladder(input, due)?;
    i4_in_hours(input, due)?;
    i5_in_its_time(input, due)?;
    i6_agreed(input, due)?;
    i7_not_held_out(input)?;
    i8_within_budget(input, due)?;
    i9_orders_are_fresh(input, due)?;
    i13_nobody_talks(input)?;
    i14_text_passed(due)
}

/// I1: nothing is handed over when she has ordered since she began to ask, or has an order for the
/// goods that waits for her payment.
///
/// # Errors
/// Names the order.
pub fn i1_not_ordered(input: &InquiryInput<'_>) -> Kept {
    let began_at = input.talk.heard.began_at.unwrap_or(input.now);
    for order in input.orders {
        let waits = order.paid_at.is_none() && order.closed_at.is_none() && order.close_at > input.now;
        let of_goods = order.for_goods.unwrap_or(true);
        let over = order.created_at >= began_at || (waits && of_goods);
        demand(!over, "I1", || format!("she has order {}", order.id))?;
    }
    Ok(())
}

/// I3: the ladder stays within the limit of the price, and says nothing twice: no place, no angle, no
/// text.
///
/// # Errors
/// Gives the counts, or what was said before.
pub fn i3_within_ladder(input: &InquiryInput<'_>, due: &Due<'_>) -> Kept {
    let ladder = &input.inquiry.spec().ladder;
    let days = match input.goods.price_fen.map(|fen| fen.0) {
        Some(fen) if fen >= ladder.middle_below_fen => ladder.high_days,
        Some(fen) if fen >= ladder.low_below_fen => ladder.middle_days,
        _ => ladder.low_days,
    };
    let name = format!("inquiry-{}", input.talk.id);
    let mine: Vec<&Reminded> = input.earlier.iter().filter(|e| e.ladder == name).collect();
    let outside = mine.iter().filter(|e| e.slot != Slot::Session).count();
    let place = if due.slot == Slot::Session {
        due.n == 1 && mine.iter().all(|e| e.slot != Slot::Session)
    } else {
        due.n >= 2 && outside < days as usize
    };
    demand(place && due.n <= days + 1, "I3", || {
        format!("place {} of a ladder of {days} days, which had {outside}", due.n)
    })?;
    let again = mine.iter().any(|e| e.n == due.n || e.angle == due.angle);
    let said = !due.words.is_empty() && input.earlier.iter().any(|e| e.text == due.words);
    demand(!again && !said, "I3", || {
        format!(
            "place {}, angle {} or its text was there before",
            due.n, due.angle
        )
    })
}

/// I4: never in quiet hours, on the buyer's clock where it is known.
///
/// # Errors
/// Names the local time.
pub fn i4_in_hours(input: &InquiryInput<'_>, due: &Due<'_>) -> Kept {
    let local = input.now.in_zone(input.buyer.zone.as_ref().unwrap_or(input.zone));
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let open = (input.policy.spec().hours.of(due.channel).iter())
        .any(|w| i32::from(w.start.minutes()) <= minute && minute < i32::from(w.end.minutes()));
    let holiday = input.policy.spec().holidays.contains(&local.date());
    demand(open && !holiday, "I4", || {
        format!("{local} is quiet on {}", due.channel)
    })
}

/// I5: nothing before its moment, nothing in a chat that the platform has closed, nothing after her
/// hour on day 5.
///
/// # Errors
/// Says which bound.
pub fn i5_in_its_time(input: &InquiryInput<'_>, due: &Due<'_>) -> Kept {
    demand(input.now >= due.due_at, "I5", || "before its time".to_owned())?;
    let heard = &input.talk.heard;
    let last = [heard.last_buyer_at, heard.last_shop_at]
        .into_iter()
        .flatten()
        .max();
    if due.slot == Slot::Session {
        let session = &input.inquiry.spec().session;
        let after = session.platforms.get(&input.talk.platform);
        let after_ms = i64::from(*after.unwrap_or(&session.closes_after_min)) * MINUTE_MS;
        let open = input.talk.open && last.is_some_and(|at| input.now.ms() - at.ms() < after_ms);
        return demand(open, "I5", || "the chat is closed".to_owned());
    }
    // An hour of slack for a clock set back in between.
    let last_ms = (5 * 24 + 1) * HOUR_MS;
    let within = heard
        .last_buyer_at
        .is_some_and(|at| input.now.ms() - at.ms() <= last_ms);
    demand(within && input.now <= due.expires_at, "I5", || {
        "past its end".to_owned()
    })
}

/// I6: opting out beats everything, and outside the open chat she must have agreed.
///
/// # Errors
/// Says which.
pub fn i6_agreed(input: &InquiryInput<'_>, due: &Due<'_>) -> Kept {
    let out = input.buyer.opted_out || input.talk.heard.opted_out;
    demand(!out, "I6", || "the buyer opted out".to_owned())?;
    let mut ways = input.buyer.ways.iter();
    let agreed = due.slot == Slot::Session
        || ways.any(|way| way.channel == due.channel && way.consented && way.reachable);
    demand(agreed, "I6", || format!("no consent to {}", due.channel))
}

/// I7: held-out buyers get nothing.
///
/// # Errors
/// When the draw holds her out.
pub fn i7_not_held_out(input: &InquiryInput<'_>) -> Kept {
    let percent = input.policy.spec().holdout_percent;
    let held = draw::is_held_out(input.seed, input.shop, &input.buyer.key, percent);
    demand(!held, "I7", || "the buyer is held out".to_owned())
}

/// I8: one budget over channels and flows: a contact a day, 20 hours apart; in the open chat, one a
/// day.
///
/// # Errors
/// Names the contact in the way.
pub fn i8_within_budget(input: &InquiryInput<'_>, due: &Due<'_>) -> Kept {
    let gap_ms = i64::from(input.policy.spec().budget.min_gap_h) * HOUR_MS;
    let day = |at: At| at.in_zone(input.zone).date();
    for contact in input.contacts {
        let same_day = day(contact.at) == day(input.now);
        let in_the_way = if due.slot == Slot::Session {
            contact.in_session && contact.by == ContactBy::Us && same_day
        } else {
            !contact.in_session && ((input.now.ms() - contact.at.ms()).abs() < gap_ms || same_day)
        };
        demand(!in_the_way, "I8", || {
            format!("contacted at {}", contact.at.rfc3339(input.zone))
        })?;
    }
    Ok(())
}

/// I9: nothing goes out while what is known of her orders is stale. A draft is no message.
///
/// # Errors
/// Says how old it is.
pub fn i9_orders_are_fresh(input: &InquiryInput<'_>, due: &Due<'_>) -> Kept {
    let known_at = due.confirmed_at.map_or(due.orders_at, |at| at.max(due.orders_at));
    let age_ms = input.now.ms() - known_at.ms();
    let fresh_ms = i64::from(input.policy.spec().timing.fresh_status_min) * MINUTE_MS;
    demand(due.handing == Handing::Draft || age_ms <= fresh_ms, "I9", || {
        format!("her orders are known as of {age_ms} ms ago")
    })
}

/// I12: one message a place: no two of one ladder share a place, an angle, a text or a moment.
///
/// # Errors
/// Names the place.
pub fn i12_one_message<'a>(sends: impl IntoIterator<Item = &'a Reminded>) -> Kept {
    let (mut places, mut angles, mut texts) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for sent in sends {
        let ladder = sent.ladder.as_str();
        let first = places.insert((ladder, sent.n))
            & angles.insert((ladder, sent.angle))
            & (sent.text.is_empty() || texts.insert((ladder, sent.text.as_str())));
        demand(first, "I12", || {
            format!("place {} of {ladder} was sent twice", sent.n)
        })?;
    }
    Ok(())
}

/// I13: somebody talking, an open question, or a buyer who replied or declined holds the flow.
///
/// # Errors
/// Says who.
pub fn i13_nobody_talks(input: &InquiryInput<'_>) -> Kept {
    let heard = &input.talk.heard;
    let silence_ms = i64::from(input.inquiry.spec().session.silence_min) * MINUTE_MS;
    let there = &input.talk.anywhere;
    for at in [
        heard.last_buyer_at,
        heard.last_shop_at,
        input.talk.typing_at,
        there.last_buyer_at,
        there.last_agent_at,
    ]
    .into_iter()
    .flatten()
    {
        demand(input.now.ms() - at.ms() >= silence_ms, "I13", || {
            "somebody is talking".to_owned()
        })?;
    }
    let open = heard
        .questions
        .iter()
        .any(|question| question.answered_at.is_none());
    demand(!open && !heard.not_interested, "I13", || {
        "a question of hers is open, or she declined".to_owned()
    })?;
    let name = format!("inquiry-{}", input.talk.id);
    let reminded_at = input
        .earlier
        .iter()
        .filter(|e| e.ladder == name)
        .map(|e| e.at)
        .min();
    let wrote_at = [heard.last_buyer_at, there.last_buyer_at];
    let replied = |sent: At| wrote_at.into_iter().flatten().any(|wrote| wrote > sent);
    let replied = reminded_at.is_some_and(replied);
    demand(!replied, "I13", || "the buyer replied to a reminder".to_owned())
}

/// I14: the words passed the coach and fit the channel's form.
///
/// # Errors
/// When they did not.
pub fn i14_text_passed(due: &Due<'_>) -> Kept {
    demand(due.text == TextState::Passed, "I14", || {
        format!("the text is {:?}", due.text)
    })
}
