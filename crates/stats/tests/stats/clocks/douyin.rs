//! Douyin: the mean wait of a session at most three minutes, waits begun from 8 to 23 h.

use jinpai_model::Platform::Douyin;

use super::check;

#[test]
fn a_slow_answer_is_made_good_by_quick_ones() {
    check(
        Douyin,
        "10:00:00 buyer
         10:05:00 agent
         10:06:00 buyer
         10:07:00 agent
         10:08:00 buyer
         10:11:00 agent",
        "12:00:00",
        // (5:00 + 1:00 + 3:00) / 3 = 3:00, the limit itself.
        "10:00:00 averaged 5:00
         10:06:00 averaged 1:00
         10:08:00 averaged 3:00
         session 10:00:00 mean 3:00 met
         1 met 0 missed 0 open",
    );
}

#[test]
fn a_mean_above_three_minutes_misses_the_session() {
    check(
        Douyin,
        "10:00:00 buyer
         10:05:00 agent
         10:06:00 buyer
         10:07:02 agent",
        "12:00:00",
        // (5:00 + 1:02) / 2 = 3:01.
        "10:00:00 averaged 5:00
         10:06:00 averaged 1:02
         session 10:00:00 mean 3:01 missed
         0 met 1 missed 0 open",
    );
}

#[test]
fn ten_silent_minutes_end_a_session_and_its_mean() {
    check(
        Douyin,
        "10:00:00 buyer
         10:05:00 agent
         10:15:00 buyer   # exactly ten minutes: the same session
         10:15:30 agent
         10:25:31 buyer   # a second more: the next
         10:25:41 agent",
        "12:00:00",
        // (5:00 + 0:30) / 2 = 2:45; then 0:10 alone.
        "10:00:00 averaged 5:00
         10:15:00 averaged 0:30
         10:25:31 averaged 0:10
         session 10:00:00 mean 2:45 met
         session 10:25:31 mean 0:10 met
         2 met 0 missed 0 open",
    );
}

#[test]
fn a_silence_that_is_the_shops_fault_does_not_end_the_session() {
    check(
        Douyin,
        "10:00:00 buyer
         10:15:00 buyer   # still waiting for the first answer
         10:20:00 agent
         10:21:00 buyer
         10:21:20 agent",
        "12:00:00",
        // (20:00 + 0:20) / 2 = 10:10.
        "10:00:00 averaged 20:00
         10:21:00 averaged 0:20
         session 10:00:00 mean 10:10 missed
         0 met 1 missed 0 open",
    );
}

#[test]
fn a_welcome_by_machine_is_no_answer() {
    check(
        Douyin,
        "10:00:00 buyer
         10:00:00 bot
         10:02:00 buyer
         10:02:00 bot
         10:04:00 agent
         10:12:00 bot     # keeps no session alive
         10:14:01 buyer
         10:14:31 agent",
        "12:00:00",
        "10:00:00 averaged 4:00
         10:14:01 averaged 0:30
         session 10:00:00 mean 4:00 missed
         session 10:14:01 mean 0:30 met
         1 met 1 missed 0 open",
    );
}

#[test]
fn what_begins_by_night_is_in_no_mean() {
    check(
        Douyin,
        "07:58:00 buyer
         08:06:00 agent   # eight minutes, asked before eight
         08:07:00 buyer
         08:08:00 agent
         22:59:00 buyer
         23:01:00 agent   # counts, to its end past closing
         23:02:00 buyer
         23:09:00 agent",
        "+1 12:00:00",
        "07:58:00 outside-hours 8:00
         08:07:00 averaged 1:00
         22:59:00 averaged 2:00
         23:02:00 outside-hours 7:00
         session 08:07:00 mean 1:00 met
         session 22:59:00 mean 2:00 met
         2 met 0 missed 0 open",
    );
}

#[test]
fn a_buyer_after_midnight_who_asks_again_counts_from_the_morning() {
    check(
        Douyin,
        "00:10:00 buyer
         08:10:00 buyer
         08:12:00 agent",
        "12:00:00",
        "00:10:00 outside-hours 480:00 nobody
         08:10:00 averaged 2:00
         session 08:10:00 mean 2:00 met
         1 met 0 missed 0 open",
    );
}

#[test]
fn a_wait_at_the_end_counts_as_far_as_it_has_come() {
    let said = "10:00:00 buyer
                10:01:00 agent
                10:02:00 buyer";
    // (1:00 + 5:00) / 2 = 3:00 at 10:07:00: undecided. Two seconds later (1:00 + 5:02) / 2 = 3:01.
    check(
        Douyin,
        said,
        "10:07:00",
        "10:00:00 averaged 1:00
         10:02:00 open 5:00 nobody
         session 10:00:00 mean 3:00 open
         0 met 0 missed 1 open",
    );
    check(
        Douyin,
        said,
        "10:07:02",
        "10:00:00 averaged 1:00
         10:02:00 open 5:02 nobody
         session 10:00:00 mean 3:01 missed
         0 met 1 missed 0 open",
    );
}

#[test]
fn nobody_waits_longer_than_a_day() {
    check(
        Douyin,
        "10:00:00 buyer",
        "+9 12:00:00",
        // 24 h = 1440 min, whenever one looks.
        "10:00:00 averaged 1440:00 nobody
         session 10:00:00 mean 1440:00 missed
         0 met 1 missed 0 open",
    );
}

#[test]
fn a_session_left_over_night_is_not_the_next_days() {
    check(
        Douyin,
        "22:50:00 buyer
         +1 09:00:00 buyer
         +1 09:01:00 agent",
        "+1 12:00:00",
        // 22:50 to 9:00 = 610 min, until she began anew.
        "22:50:00 averaged 610:00 nobody
         +1 09:00:00 averaged 1:00
         session 22:50:00 mean 610:00 missed
         session +1 09:00:00 mean 1:00 met
         1 met 1 missed 0 open",
    );
}

#[test]
fn an_agent_first_and_times_out_of_order_add_nought() {
    check(
        Douyin,
        "10:00:00 agent
         10:02:00 buyer
         10:01:00 agent   # before the question: nought
         10:01:00 buyer
         10:05:00 agent",
        "12:00:00",
        // (0:00 + 4:00) / 2 = 2:00.
        "10:02:00 averaged 0:00
         10:01:00 averaged 4:00
         session 10:02:00 mean 2:00 met
         1 met 0 missed 0 open",
    );
}
