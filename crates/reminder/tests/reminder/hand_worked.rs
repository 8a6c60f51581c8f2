//! Orders worked out by hand: when each is reminded, or why not.
//!
//! The week: Mon is 23 November 2026, `Mon+` and `Tue+` follow its Sunday, `Sat-` and `Sun-` stand before it. Shop time is
//! Shanghai, the policy is the default one without shift, and an order is planned the moment it is
//! made unless a row says otherwise. Chat hours 08:00–22:30, peaks 10:00–11:00 and 21:00–22:00; low
//! below ¥50 (one reminder), middle below ¥500 (two), high (three). Phone hours 09:00–12:00 and
//! 14:00–20:00, SMS hours 08:00–21:00; a step by another channel than the chat names it.

mod case;

use case::{Case, case, first_time, returning};
use jinpai_model::Channel::{Chat, Email, Phone, Sms};

/// Expects each case to give the steps, or the reason, written behind it.
fn check(table: &[(Case, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(case, expected)| {
            let got = case.plan();
            (got != *expected).then(|| format!("{case:?}\n    expected {expected}\n    got      {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_ordinary_order_closes_after_a_day_and_gets_the_last_peak_before() {
    check(&[
        // Closes at midnight, bound 23:30 tonight: the evening peak.
        (case("Mon 00:00", "24h", 120), "peak Mon 21:00"),
        (case("Mon 00:05", "24h", 120), "peak Mon 21:00"),
        // Bound Tue 07:30: no peak on Tuesday, so Monday evening.
        (case("Mon 08:00", "24h", 120), "peak Mon 21:00"),
        // Next day 10:00 is past the bound 09:30.
        (case("Mon 10:00", "24h", 120), "peak Mon 21:00"),
        // Bound Tue 09:59: one minute short of the morning peak.
        (case("Mon 10:29", "24h", 120), "peak Mon 21:00"),
        // Bound Tue 10:00: the peak starts at the bound itself, which counts.
        (case("Mon 10:30", "24h", 120), "peak Tue 10:00"),
        (case("Mon 12:00", "24h", 120), "peak Tue 10:00"),
        // Tonight's peak would fit as well, but the last one is asked for.
        (case("Mon 19:29", "24h", 120), "peak Tue 10:00"),
        (case("Mon 20:49", "24h", 120), "peak Tue 10:00"),
        // Bound Tue 20:59, then 21:00, then 21:01: where the evening peak comes in.
        (case("Mon 21:29", "24h", 120), "peak Tue 10:00"),
        (case("Mon 21:30", "24h", 120), "peak Tue 21:00"),
        (case("Mon 21:31", "24h", 120), "peak Tue 21:00"),
        (case("Mon 22:29", "24h", 120), "peak Tue 21:00"),
        (case("Mon 23:59", "24h", 120), "peak Tue 21:00"),
        // Dear or cheap: within a day there is room for one contact.
        (case("Mon 12:00", "24h", 20), "peak Tue 10:00"),
        (case("Mon 12:00", "24h", 900), "peak Tue 10:00"),
    ]);
}

#[test]
fn the_courier_comes_first_where_he_can_still_be_caught() {
    check(&[
        // An hour before 16:00.
        (
            case("Mon 09:00", "24h", 120).cut_off("16:00"),
            "cut-off Mon 15:00",
        ),
        (
            case("Mon 00:10", "24h", 120).cut_off("16:00"),
            "cut-off Mon 15:00",
        ),
        // 15:00 is exactly 90 minutes after the order, then one minute less.
        (
            case("Mon 13:30", "24h", 120).cut_off("16:00"),
            "cut-off Mon 15:00",
        ),
        (case("Mon 13:31", "24h", 120).cut_off("16:00"), "peak Tue 10:00"),
        // He has left already.
        (case("Mon 16:30", "24h", 120).cut_off("16:00"), "peak Tue 10:00"),
        // An hour before 08:30 is quiet, an hour before 23:45 is quiet, before 23:29 is not.
        (case("Mon 00:10", "24h", 120).cut_off("08:30"), "peak Mon 21:00"),
        (case("Mon 10:00", "24h", 120).cut_off("23:45"), "peak Mon 21:00"),
        (
            case("Mon 10:00", "24h", 120).cut_off("23:29"),
            "cut-off Mon 22:29",
        ),
        // 13:30 and Tue 10:00 are 20.5 hours apart, but a one-day order gets one contact.
        (
            case("Mon 12:00", "24h", 120).cut_off("14:30"),
            "cut-off Mon 13:30",
        ),
        // A long ladder goes on next day: 09:00 is only 18 hours later, so the evening peak.
        (
            case("Mon 09:00", "72h", 120).cut_off("16:00"),
            "cut-off Mon 15:00, peak Tue 21:00",
        ),
    ]);
}

#[test]
fn an_order_that_closes_soon_gets_the_last_allowed_minute() {
    check(&[
        // Bound and 90 minutes fall together.
        (case("Mon 15:00", "2h", 120), "last-minute Mon 16:30"),
        (case("Mon 20:49", "2h", 120), "last-minute Mon 22:19"),
        // They fall together on the evening peak.
        (case("Mon 19:30", "2h", 120), "peak Mon 21:00"),
        // Nothing from 90 minutes on: as late as the closing allows.
        (case("Mon 15:00", "1h", 120), "last-minute Mon 15:30"),
        (case("Mon 08:00", "1h", 120), "last-minute Mon 08:30"),
        (case("Mon 20:49", "1h", 120), "last-minute Mon 21:19"),
        // 90 minutes on it is 23:01 and quiet: the last minute of the evening.
        (case("Mon 21:31", "2h", 120), "last-minute Mon 22:29"),
        (case("Mon 22:00", "9h", 120), "last-minute Mon 22:29"),
        // Ten minutes is the least: 15:10 fits, 15:09 does not.
        (case("Mon 15:00", "40m", 120), "last-minute Mon 15:10"),
        (case("Mon 15:00", "39m", 120), "no-slot"),
        // The evening is over, or the night is all there is.
        (case("Mon 22:29", "2h", 120), "no-slot"),
        (case("Mon 03:00", "2h", 120), "no-slot"),
        // No peak in between.
        (case("Mon 12:00", "3h", 120), "last-minute Mon 14:30"),
        (case("Mon 22:29", "12h", 120), "last-minute Tue 09:59"),
        (case("Mon 05:00", "6h", 120), "peak Mon 10:00"),
        // The courier's hour is too soon, 15:30 is not.
        (
            case("Mon 14:00", "2h", 120).cut_off("16:00"),
            "last-minute Mon 15:30",
        ),
        // Nothing from 90 minutes on: then the courier's hour comes first.
        (
            case("Mon 14:00", "110m", 120).cut_off("16:00"),
            "cut-off Mon 15:00",
        ),
    ]);
}

#[test]
fn a_presale_ladder_runs_over_days() {
    check(&[
        // One, two and three reminders; the third day ends before 10:00.
        (case("Mon 10:00", "72h", 20), "next-day Tue 10:00"),
        (
            case("Mon 10:00", "72h", 120),
            "next-day Tue 10:00, next-day Wed 10:00",
        ),
        (
            case("Mon 10:00", "72h", 900),
            "next-day Tue 10:00, next-day Wed 10:00",
        ),
        // Thursday's peak is 19 hours after Wednesday 15:00.
        (
            case("Mon 15:00", "72h", 900),
            "next-day Tue 15:00, next-day Wed 15:00",
        ),
        // Next day 23:30 is quiet: the last peak before Thu 23:00, and nothing after it.
        (case("Mon 23:30", "72h", 120), "peak Thu 21:00"),
        // Day 5 is Monday 10:00: no Tuesday within reach.
        (
            case("Wed 10:00", "7d", 120),
            "next-day Thu 10:00, next-day Fri 10:00",
        ),
        // Day 5 is Tuesday 10:00: the last step goes there.
        (
            case("Thu 10:00", "7d", 120),
            "next-day Fri 10:00, next-day Tue+ 10:00",
        ),
        (
            case("Thu 10:00", "7d", 900),
            "next-day Fri 10:00, next-day Sat 10:00, next-day Tue+ 10:00",
        ),
        // A holiday is no day: Tuesday is skipped for the last peak before Thu 09:30.
        (case("Mon 10:00", "72h", 20).holiday("Tue"), "peak Wed 21:00"),
    ]);
}

#[test]
fn an_open_chat_is_asked_in() {
    check(&[
        // Ten minutes after the order, three after the last line, before ten of silence.
        (
            case("Mon 10:00", "24h", 20).talking("Mon 10:05"),
            "session Mon 10:10",
        ),
        (
            case("Mon 10:00", "24h", 20).talking("Mon 10:09"),
            "session Mon 10:12",
        ),
        // A dearer order has one more, outside.
        (
            case("Mon 10:00", "24h", 120).talking("Mon 10:05"),
            "session Mon 10:10, peak Mon 21:00",
        ),
        // Silent since the order: the chat closes at 10:10.
        (
            case("Mon 10:00", "24h", 20).talking("Mon 10:00"),
            "peak Mon 21:00",
        ),
        (case("Mon 10:00", "24h", 20).talked("Mon 10:05"), "peak Mon 21:00"),
        // 22:35 is quiet even in a chat.
        (
            case("Mon 22:25", "24h", 20).talking("Mon 22:27"),
            "peak Tue 21:00",
        ),
    ]);
}

#[test]
fn some_are_left_alone() {
    let order = || case("Mon 10:00", "24h", 120);
    check(&[
        (order().paid("Mon 10:04"), "paid"),
        (order().closed("Mon 10:04"), "closed"),
        (order().at("Tue 10:00"), "closed"),
        (order().opted_out(), "opted-out"),
        (order().blocked(), "blocked"),
        (order().disputed(), "disputed"),
        (order().no_chat(), "unreachable"),
        // Three closed unpaid and none paid; one paid, or two closed, is no pattern.
        (order().history(3, 0), "malicious"),
        (order().history(3, 1), "peak Mon 21:00"),
        (order().history(2, 0), "peak Mon 21:00"),
        // More than 50 pieces, unless she bought such before.
        (order().pieces(50), "peak Mon 21:00"),
        (order().pieces(51), "malicious"),
        (order().pieces(51).bought(60), "peak Mon 21:00"),
        (order().pieces(51).bought(50), "malicious"),
        // The platform spoke to her, or does so by rule; before this order it does not matter.
        (order().platform_spoke("Mon 10:01"), "platform-reminded"),
        (order().platform_spoke("Sat- 10:01"), "peak Mon 21:00"),
        (order().platform_reminds(60), "platform-reminded"),
        // Opting out stands before everything but payment.
        (order().opted_out().blocked().history(5, 0), "opted-out"),
        (order().opted_out().paid("Mon 10:01"), "paid"),
    ]);
}

#[test]
fn one_contact_a_day_and_twenty_hours_apart() {
    let order = || case("Mon 10:00", "24h", 120);
    check(&[
        // Monday 21:00 is the slot.
        (order().agent_spoke("Mon 09:00"), "cap"),
        (order().agent_spoke("Sun- 20:30"), "peak Mon 21:00"),
        // Another day, but only 19 hours before Tue 10:00.
        (case("Mon 12:00", "24h", 120).agent_spoke("Mon 15:00"), "cap"),
        (
            case("Mon 12:00", "24h", 120).agent_spoke("Mon 14:00"),
            "peak Tue 10:00",
        ),
        // In an open chat it does not count.
        (order().agent_chatted("Mon 09:00"), "peak Mon 21:00"),
        // A long ladder moves on to the next day that is free.
        (
            case("Mon 10:00", "72h", 20).agent_spoke("Mon 18:00"),
            "peak Tue 21:00",
        ),
        // Reminded once: the cheap have had theirs, the others have a second day.
        (
            case("Mon 10:00", "72h", 20).reminded("Tue 10:00").at("Tue 10:01"),
            "nothing",
        ),
        (
            case("Mon 10:00", "72h", 120)
                .reminded("Tue 10:00")
                .at("Tue 10:01"),
            "#2 next-day Wed 10:00",
        ),
        (order().reminded("Mon 21:00").at("Mon 21:01"), "nothing"),
    ]);
}

#[test]
fn a_plan_made_late_takes_what_is_left() {
    let order = || case("Mon 10:00", "24h", 120);
    check(&[
        // 21:00 was half an hour ago: still good. An hour and a minute: no more, but 09:30 is left.
        (order().at("Mon 21:30"), "peak Mon 21:00"),
        (order().at("Mon 22:01"), "last-minute Tue 09:30"),
        (order().at("Tue 09:34"), "last-minute Tue 09:30"),
        // Past the bound by more than a few minutes.
        (order().at("Tue 09:36"), "too-late"),
        // The courier left; the peak is still ahead.
        (
            case("Mon 09:00", "24h", 120).cut_off("16:00").at("Mon 16:01"),
            "peak Mon 21:00",
        ),
    ]);
}

#[test]
fn clocks_that_change_keep_the_hour_and_the_bound() {
    // London springs forward on 28 March 2027: 24 hours from Saturday 10:00 end on Sunday at 11:00, so
    // the same hour next day, 23 hours on, is within the bound 10:30; on any other Saturday it is not.
    let london = |created| case(created, "24h", 120).zone("Europe/London");
    check(&[
        (london("2027-03-27 10:00"), "next-day 2027-03-28 10:00"),
        (london("2027-03-20 10:00"), "peak 2027-03-20 21:00"),
    ]);
    // New York falls back on 1 November 2026: a day from Saturday 21:45 ends on Sunday at 20:45.
    let new_york = |created, close| case(created, close, 20).zone("America/New_York");
    check(&[
        (new_york("2026-10-31 21:45", "24h"), "peak 2026-11-01 10:00"),
        (new_york("2026-10-24 21:45", "24h"), "peak 2026-10-25 21:00"),
        // The same hour next day is 23 hours later in spring.
        (new_york("2027-03-13 10:00", "72h"), "next-day 2027-03-14 10:00"),
    ]);
}

#[test]
fn a_first_dear_order_is_worth_a_call() {
    let dear = |created, close| first_time(created, close, 900);
    check(&[
        // Bound Tue 09:30: nobody is called at 21:00, so it is the last minute of the morning.
        (dear("Mon 10:00", "24h"), "last-minute Tue 09:30 phone"),
        (dear("Mon 12:00", "24h"), "peak Tue 10:00 phone"),
        // Bound Tue 21:00: the evening peak is no time for a call.
        (dear("Mon 21:30", "24h"), "peak Tue 10:00 phone"),
        // The afternoon ends at 20:00, its last minute is 19:59; bound Tue 08:30.
        (
            dear("Mon 09:00", "24h").cut_off("14:00"),
            "last-minute Mon 19:59 phone",
        ),
        (
            dear("Mon 09:00", "24h").cut_off("16:00"),
            "cut-off Mon 15:00 phone",
        ),
        // No call fits before 22:19: the chat does.
        (dear("Mon 20:49", "2h"), "last-minute Mon 22:19"),
        // An open chat is asked in first.
        (
            dear("Mon 10:00", "24h").talking("Mon 10:05"),
            "session Mon 10:10, last-minute Tue 09:30 phone",
        ),
        // Over days at the hour of the order; 12:30 is lunch, so the last peak before Thu 12:00.
        (
            dear("Mon 10:00", "72h"),
            "next-day Tue 10:00 phone, next-day Wed 10:00 phone",
        ),
        (dear("Mon 12:30", "72h"), "peak Thu 10:00 phone"),
        // A holiday is quiet on the phone too: bound Tue 11:30.
        (
            dear("Mon 12:00", "24h").holiday("Tue"),
            "last-minute Mon 19:59 phone",
        ),
        // One yuan less, and it is a chat like most.
        (first_time("Mon 10:00", "24h", 499), "peak Mon 21:00"),
        (first_time("Mon 10:00", "24h", 500), "last-minute Tue 09:30 phone"),
    ]);
}

#[test]
fn whoever_paid_before_gets_a_notice() {
    check(&[
        // 21:00 is past the hours of SMS.
        (returning("Mon 10:00", "24h", 900), "last-minute Tue 09:30 sms"),
        (returning("Mon 10:00", "24h", 30), "last-minute Tue 09:30 sms"),
        (returning("Mon 12:00", "24h", 120), "peak Tue 10:00 sms"),
        (
            returning("Mon 09:00", "24h", 120).cut_off("16:00"),
            "cut-off Mon 15:00 sms",
        ),
        (
            returning("Mon 15:00", "72h", 120),
            "next-day Tue 15:00 sms, next-day Wed 15:00 sms",
        ),
        // 20:59 is the last minute of the evening; bound Mon 22:30.
        (returning("Mon 18:00", "5h", 120), "last-minute Mon 20:59 sms"),
    ]);
}

#[test]
fn her_wish_and_what_is_forbidden_stand_before_the_rule() {
    let dear = || first_time("Mon 12:00", "24h", 900);
    check(&[
        (dear().prefers(Sms), "peak Tue 10:00 sms"),
        (dear().prefers(Email), "peak Tue 10:00 email"),
        // Refusing stands before wishing.
        (dear().prefers(Phone).refuses(Phone), "peak Tue 10:00"),
        (dear().refuses(Phone), "peak Tue 10:00"),
        (dear().refuses(Phone).refuses(Chat), "peak Tue 10:00 sms"),
        (
            dear().refuses(Phone).refuses(Chat).refuses(Sms),
            "peak Tue 10:00 email",
        ),
        (
            dear().refuses(Phone).refuses(Chat).refuses(Sms).refuses(Email),
            "unreachable",
        ),
        // Never asked is not agreed; the chat needs no asking.
        (dear().never_asked(Phone), "peak Tue 10:00"),
        (dear().never_asked(Chat), "peak Tue 10:00 phone"),
        (
            returning("Mon 10:00", "24h", 120).never_asked(Sms),
            "peak Mon 21:00",
        ),
        // What failed gives way to the next.
        (dear().failed(Phone), "peak Tue 10:00"),
        (dear().failed(Phone).failed(Chat), "peak Tue 10:00 sms"),
        // A platform's virtual numbers are its own, unless it permits their use.
        (dear().virtual_numbers(), "peak Tue 10:00"),
        (dear().virtual_numbers().refuses(Chat), "peak Tue 10:00 email"),
        (
            dear().virtual_numbers().platform_permits(),
            "peak Tue 10:00 phone",
        ),
        (
            returning("Mon 10:00", "24h", 120).virtual_numbers(),
            "peak Mon 21:00",
        ),
        // A cheap order is never worth a call, even when nothing else is left.
        (
            first_time("Mon 12:00", "24h", 120)
                .refuses(Chat)
                .refuses(Sms)
                .refuses(Email),
            "unreachable",
        ),
    ]);
}

#[test]
fn a_shop_with_its_own_site_writes() {
    check(&[
        (
            first_time("Mon 10:00", "24h", 120).own_site(),
            "peak Mon 21:00 email",
        ),
        (
            first_time("Mon 10:00", "24h", 120).own_site().refuses(Email),
            "peak Mon 21:00",
        ),
        // Dear first orders are called there too, returning buyers get their notice.
        (
            first_time("Mon 12:00", "24h", 900).own_site(),
            "peak Tue 10:00 phone",
        ),
        (
            returning("Mon 12:00", "24h", 120).own_site(),
            "peak Tue 10:00 sms",
        ),
        (
            returning("Mon 12:00", "24h", 120).own_site().refuses(Sms),
            "peak Tue 10:00",
        ),
    ]);
}

#[test]
fn her_own_clock_counts() {
    // Monday 10:00 in Shanghai is Sunday 21:00 in New York; the order closes there on Monday at 21:00.
    // The last peak before 20:30 is Monday 10:00, which is 23:00 in Shanghai.
    let abroad = |case: Case| case.buyer_zone("America/New_York");
    check(&[
        (abroad(case("Mon 10:00", "24h", 120)), "peak Mon 23:00"),
        (abroad(returning("Mon 10:00", "24h", 120)), "peak Mon 23:00 sms"),
        (
            abroad(first_time("Mon 10:00", "24h", 900)),
            "peak Mon 23:00 phone",
        ),
        // Her holiday is hers: Monday in New York begins at 13:00 in Shanghai, and on Sunday evening
        // the chat ends at 22:30, so 11:30 to 11:29 is all there is, and 90 minutes are just over.
        (
            abroad(case("Mon 10:00", "24h", 120)).holiday("Mon"),
            "last-minute Mon 11:29",
        ),
    ]);
}

#[test]
fn an_appeal_clears_what_speaks_against_her() {
    let order = || case("Mon 10:00", "24h", 120);
    check(&[
        (order().history(3, 0).appealed(), "peak Mon 21:00"),
        (order().pieces(5_000).appealed(), "peak Mon 21:00"),
        (order().pieces(5_000).history(9, 0).appealed(), "peak Mon 21:00"),
        // It clears suspicion and nothing else.
        (order().history(3, 0).appealed().blocked(), "blocked"),
        (order().history(3, 0).appealed().opted_out(), "opted-out"),
    ]);
}
