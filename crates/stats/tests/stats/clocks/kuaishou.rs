//! Kuaishou: every wait within three minutes, at any hour.

use jinpai_model::Platform::Kuaishou;

use super::check;

#[test]
fn three_minutes_are_in_time_and_a_second_more_is_not() {
    check(
        Kuaishou,
        "10:00:00 buyer
         10:03:00 agent
         10:04:00 buyer
         10:07:01 agent",
        "12:00:00",
        "10:00:00 in-time 3:00
         10:04:00 late 3:01
         1 met 1 missed 0 open",
    );
}

#[test]
fn the_night_counts_too() {
    check(
        Kuaishou,
        "02:00:00 buyer
         02:01:00 agent
         03:00:00 buyer
         08:00:00 agent",
        "12:00:00",
        "02:00:00 in-time 1:00
         03:00:00 late 300:00
         1 met 1 missed 0 open",
    );
}

#[test]
fn midnight_is_no_border_for_an_answer() {
    check(
        Kuaishou,
        "23:59:00 buyer
         +1 00:00:30 buyer   # the same wait
         +1 00:01:30 agent",
        "+1 12:00:00",
        "23:59:00 in-time 2:30
         1 met 0 missed 0 open",
    );
}

#[test]
fn what_was_missed_yesterday_is_not_missed_again_today() {
    check(
        Kuaishou,
        "23:50:00 buyer
         +1 00:05:00 buyer   # past the limit and another day
         +1 00:06:00 agent",
        "+1 12:00:00",
        "23:50:00 unanswered 15:00 nobody
         +1 00:05:00 in-time 1:00
         1 met 1 missed 0 open",
    );
}

#[test]
fn silences_and_sessions_do_not_matter() {
    check(
        Kuaishou,
        "10:00:00 buyer
         10:20:00 buyer   # twenty minutes later still the first wait
         10:21:00 agent
         15:00:00 buyer
         15:00:20 agent",
        "+1 12:00:00",
        "10:00:00 late 21:00
         15:00:00 in-time 0:20
         1 met 1 missed 0 open",
    );
}

#[test]
fn several_questions_are_one_wait() {
    check(
        Kuaishou,
        "10:00:00 buyer
         10:00:20 buyer
         10:00:40 buyer
         10:02:59 agent
         10:03:10 agent",
        "12:00:00",
        "10:00:00 in-time 2:59
         1 met 0 missed 0 open",
    );
}

#[test]
fn a_machine_and_a_line_of_the_system_answer_nobody() {
    check(
        Kuaishou,
        "10:00:00 buyer
         10:00:01 bot
         10:01:00 system
         10:05:00 bot",
        "12:00:00",
        "10:00:00 unanswered 120:00 nobody
         0 met 1 missed 0 open",
    );
}

#[test]
fn the_last_wait_is_open_until_its_limit() {
    check(
        Kuaishou,
        "23:58:00 buyer",
        "+1 00:01:00",
        "23:58:00 open 3:00 nobody
         0 met 0 missed 1 open",
    );
    check(
        Kuaishou,
        "23:58:00 buyer",
        "+1 00:01:01",
        "23:58:00 unanswered 3:01 nobody
         0 met 1 missed 0 open",
    );
}

#[test]
fn an_agent_first_and_equal_times_are_no_trouble() {
    check(
        Kuaishou,
        "10:00:00 agent
         10:00:00 buyer
         10:00:00 buyer
         10:00:00 agent
         09:00:00 buyer   # an hour back
         09:02:00 agent",
        "12:00:00",
        "10:00:00 in-time 0:00
         09:00:00 in-time 2:00
         2 met 0 missed 0 open",
    );
}
