//! JD: the first answer of a session within 30 seconds, sessions end after ten minutes of silence, begun
//! from 9 to 23 h.

use jinpai_model::Platform::Jd;

use super::check;

#[test]
fn thirty_seconds_are_in_time_and_one_more_is_not() {
    check(
        Jd,
        "10:00:00 buyer
         10:00:30 agent
         10:30:00 buyer   # 29½ minutes of silence: another session
         10:30:31 agent",
        "12:00:00",
        "10:00:00 in-time 0:30
         10:30:00 late 0:31
         1 met 1 missed 0 open",
    );
}

#[test]
fn only_the_first_answer_of_a_session_counts() {
    check(
        Jd,
        "10:00:00 buyer
         10:00:20 agent
         10:01:00 buyer
         10:06:00 agent   # five minutes, and JD does not mind
         10:07:00 buyer
         10:07:10 agent",
        "12:00:00",
        "10:00:00 in-time 0:20
         10:01:00 not-first 5:00
         10:07:00 not-first 0:10
         1 met 0 missed 0 open",
    );
}

#[test]
fn ten_minutes_of_silence_end_a_session_only_when_they_are_over() {
    check(
        Jd,
        "10:00:00 buyer
         10:00:10 agent
         10:10:10 buyer   # exactly ten minutes: the same session
         10:12:00 agent
         10:22:01 buyer   # ten minutes and a second: the next one
         10:22:11 agent",
        "12:00:00",
        "10:00:00 in-time 0:10
         10:10:10 not-first 1:50
         10:22:01 in-time 0:10
         2 met 0 missed 0 open",
    );
}

#[test]
fn a_session_she_was_left_alone_in_is_missed_and_the_next_is_new() {
    check(
        Jd,
        "10:00:00 buyer
         10:05:00 buyer   # the same session, the same wait
         10:15:01 buyer   # 10:01 after her last word
         10:15:21 agent",
        "12:00:00",
        "10:00:00 unanswered 15:01 nobody
         10:15:01 in-time 0:20
         1 met 1 missed 0 open",
    );
}

#[test]
fn an_answer_after_the_session_is_late_and_begins_another() {
    check(
        Jd,
        "10:00:00 buyer
         10:12:00 agent   # twelve minutes: her session is over, this line opens one
         10:13:00 buyer   # her first in it
         10:13:40 agent",
        "12:00:00",
        "10:00:00 late 12:00
         10:13:00 late 0:40
         0 met 2 missed 0 open",
    );
}

#[test]
fn several_questions_in_one_wait_count_from_the_first() {
    check(
        Jd,
        "10:00:00 buyer
         10:00:15 buyer
         10:00:28 buyer
         10:00:35 agent",
        "12:00:00",
        "10:00:00 late 0:35
         0 met 1 missed 0 open",
    );
}

#[test]
fn a_welcome_by_machine_is_no_first_answer_and_keeps_no_session_alive() {
    check(
        Jd,
        "10:00:00 buyer
         10:00:01 bot
         10:00:25 agent
         10:08:00 bot     # a reminder in the silence
         10:10:26 buyer   # ten minutes and a second after a person spoke
         10:10:27 bot
         10:11:00 agent",
        "12:00:00",
        "10:00:00 in-time 0:25
         10:10:26 late 0:34
         1 met 1 missed 0 open",
    );
}

#[test]
fn the_night_ends_at_nine() {
    check(
        Jd,
        "00:20:00 buyer   # after midnight
         00:21:00 agent
         08:59:59 buyer
         09:00:20 agent
         09:20:00 buyer
         09:20:25 agent
         22:59:50 buyer   # answered past closing, by then 0:25
         23:00:15 agent
         23:00:30 buyer   # the same session
         23:01:30 agent
         23:30:00 buyer
         23:30:05 agent",
        "+1 12:00:00",
        "00:20:00 outside-hours 1:00
         08:59:59 outside-hours 0:21
         09:20:00 in-time 0:25
         22:59:50 in-time 0:25
         23:00:30 outside-hours 1:00
         23:30:00 outside-hours 0:05
         2 met 0 missed 0 open",
    );
}

#[test]
fn a_session_begun_before_nine_does_not_count_later() {
    check(
        Jd,
        "08:55:00 buyer
         09:02:00 buyer   # seven minutes: still the session of 8:55
         09:05:00 agent
         09:06:00 buyer
         09:06:10 agent",
        "12:00:00",
        "08:55:00 outside-hours 10:00
         09:06:00 not-first 0:10
         0 met 0 missed 0 open",
    );
}

#[test]
fn an_agent_who_speaks_first_has_not_answered_yet() {
    check(
        Jd,
        "10:00:00 agent
         10:02:00 buyer
         10:02:20 agent",
        "12:00:00",
        "10:02:00 in-time 0:20
         1 met 0 missed 0 open",
    );
}

#[test]
fn at_the_end_it_is_open_for_thirty_seconds() {
    let said = "10:00:00 buyer";
    check(
        Jd,
        said,
        "10:00:30",
        "10:00:00 open 0:30 nobody
         0 met 0 missed 1 open",
    );
    check(
        Jd,
        said,
        "10:00:31",
        "10:00:00 unanswered 0:31 nobody
         0 met 1 missed 0 open",
    );
}

#[test]
fn times_that_run_backwards_end_no_session() {
    check(
        Jd,
        "10:30:00 buyer
         10:30:00 agent
         10:05:00 buyer   # minus 25 minutes are no silence
         10:09:00 agent
         10:09:00 buyer
         10:09:00 agent",
        "12:00:00",
        "10:30:00 in-time 0:00
         10:05:00 not-first 4:00
         10:09:00 not-first 0:00
         1 met 0 missed 0 open",
    );
}
