//! Pinduoduo: three minutes, begun from 8 to 23 h; one miss spoils the buyer's day.

use jinpai_model::Platform::Pdd;

use super::check;

#[test]
fn one_miss_spoils_a_day_of_good_answers() {
    check(
        Pdd,
        "10:00:00 buyer
         10:00:10 agent
         14:00:00 buyer
         14:03:01 agent   # a second too late
         20:00:00 buyer
         20:00:05 agent",
        "+1 12:00:00",
        "10:00:00 in-time 0:10
         14:00:00 late 3:01
         20:00:00 in-time 0:05
         day 00:00:00 missed
         0 met 1 missed 0 open",
    );
}

#[test]
fn a_day_with_every_answer_in_time_is_one_buyer_served() {
    check(
        Pdd,
        "10:00:00 buyer
         10:03:00 agent
         14:00:00 buyer
         14:01:00 agent",
        "+1 12:00:00",
        "10:00:00 in-time 3:00
         14:00:00 in-time 1:00
         day 00:00:00 met
         1 met 0 missed 0 open",
    );
}

#[test]
fn a_miss_stays_with_its_day() {
    check(
        Pdd,
        "21:00:00 buyer
         21:10:00 agent
         +1 09:00:00 buyer
         +1 09:00:30 agent
         +2 09:00:00 buyer
         +2 09:00:30 agent",
        "+3 12:00:00",
        "21:00:00 late 10:00
         +1 09:00:00 in-time 0:30
         +2 09:00:00 in-time 0:30
         day 00:00:00 missed
         day +1 00:00:00 met
         day +2 00:00:00 met
         2 met 1 missed 0 open",
    );
}

#[test]
fn the_night_spoils_nothing() {
    check(
        Pdd,
        "00:30:00 buyer   # after midnight, answered after eight hours
         08:30:00 agent
         12:00:00 buyer
         12:00:30 agent
         23:00:00 buyer   # closing time itself is closed
         23:20:00 agent",
        "+1 12:00:00",
        "00:30:00 outside-hours 480:00
         12:00:00 in-time 0:30
         23:00:00 outside-hours 20:00
         day 00:00:00 met
         1 met 0 missed 0 open",
    );
}

#[test]
fn a_buyer_who_came_by_night_only_is_in_no_figure() {
    check(
        Pdd,
        "23:30:00 buyer
         +1 01:00:00 agent",
        "+1 12:00:00",
        "23:30:00 outside-hours 90:00
         0 met 0 missed 0 open",
    );
}

#[test]
fn asked_before_closing_and_left_over_night_is_a_miss_of_that_day() {
    check(
        Pdd,
        "22:59:30 buyer
         +1 08:00:30 agent
         +1 08:05:00 buyer
         +1 08:05:20 agent",
        "+1 12:00:00",
        // 9 h 1 min = 541 min.
        "22:59:30 late 541:00
         +1 08:05:00 in-time 0:20
         day 00:00:00 missed
         day +1 00:00:00 met
         1 met 1 missed 0 open",
    );
}

#[test]
fn several_questions_and_an_auto_reply_are_one_wait() {
    check(
        Pdd,
        "10:00:00 buyer
         10:00:01 bot
         10:01:00 buyer
         10:02:00 buyer
         10:02:01 bot
         10:03:30 agent",
        "12:00:00",
        "10:00:00 late 3:30
         day 00:00:00 missed
         0 met 1 missed 0 open",
    );
}

#[test]
fn a_day_is_open_while_she_waits_unless_it_is_lost_already() {
    check(
        Pdd,
        "10:00:00 buyer
         10:00:10 agent
         10:20:00 buyer",
        "10:22:00",
        "10:00:00 in-time 0:10
         10:20:00 open 2:00 nobody
         day 00:00:00 open
         0 met 0 missed 1 open",
    );
    check(
        Pdd,
        "10:00:00 buyer
         10:04:00 agent
         10:20:00 buyer",
        "10:22:00",
        "10:00:00 late 4:00
         10:20:00 open 2:00 nobody
         day 00:00:00 missed
         0 met 1 missed 0 open",
    );
}

#[test]
fn never_answered_is_a_miss_and_the_next_day_is_new() {
    check(
        Pdd,
        "22:00:00 buyer
         +1 09:00:00 buyer
         +1 09:01:00 agent",
        "+1 12:00:00",
        "22:00:00 unanswered 660:00 nobody
         +1 09:00:00 in-time 1:00
         day 00:00:00 missed
         day +1 00:00:00 met
         1 met 1 missed 0 open",
    );
}

#[test]
fn a_time_out_of_order_still_finds_its_day() {
    check(
        Pdd,
        "10:00:00 agent   # speaks first
         10:00:00 buyer
         10:00:00 agent
         +1 10:00:00 buyer
         +1 10:00:10 agent
         11:00:00 buyer   # delivered a day late
         11:05:00 agent",
        "+1 12:00:00",
        "10:00:00 in-time 0:00
         +1 10:00:00 in-time 0:10
         11:00:00 late 5:00
         day 00:00:00 missed
         day +1 00:00:00 met
         1 met 1 missed 0 open",
    );
}
