//! Taobao: every round within three minutes, begun from 8 to 23 h.

use jinpai_model::Platform::Taobao;

use super::check;

#[test]
fn three_minutes_are_in_time_and_a_second_more_is_not() {
    check(
        Taobao,
        "10:00:00 buyer
         10:03:00 agent
         10:05:00 buyer
         10:08:01 agent",
        "12:00:00",
        // 10:03:00 − 10:00:00 = 3:00, the limit itself; 10:08:01 − 10:05:00 = 3:01.
        "10:00:00 in-time 3:00
         10:05:00 late 3:01
         1 met 1 missed 0 open",
    );
}

#[test]
fn several_questions_before_an_answer_are_one_round_from_the_first() {
    check(
        Taobao,
        "10:00:00 buyer
         10:01:30 buyer
         10:02:50 buyer
         10:03:20 agent  # half a minute after her last question, 3:20 after her first
         10:03:25 agent  # a second bubble of the same answer
         10:04:00 buyer
         10:04:30 agent",
        "12:00:00",
        "10:00:00 late 3:20
         10:04:00 in-time 0:30
         1 met 1 missed 0 open",
    );
}

#[test]
fn a_machine_answers_nobody() {
    check(
        Taobao,
        "10:00:00 buyer
         10:00:01 bot     # welcome
         10:02:30 bot     # busy, please wait
         10:02:31 system  # handed to a colleague
         10:04:00 agent",
        "12:00:00",
        "10:00:00 late 4:00
         0 met 1 missed 0 open",
    );
}

#[test]
fn the_night_does_not_count_and_its_edges_are_sharp() {
    check(
        Taobao,
        "07:59:59 buyer   # one second before 8
         08:04:00 agent
         22:59:59 buyer   # the last second that counts, answered past closing: 2:31
         23:02:30 agent
         23:10:00 buyer
         23:10:10 agent
         +1 08:00:00 buyer
         +1 08:00:40 agent",
        "+1 12:00:00",
        "07:59:59 outside-hours 4:01
         22:59:59 in-time 2:31
         23:10:00 outside-hours 0:10
         +1 08:00:00 in-time 0:40
         2 met 0 missed 0 open",
    );
}

#[test]
fn what_she_asks_again_in_the_morning_counts_from_then() {
    check(
        Taobao,
        "01:00:00 buyer   # nobody is there
         08:30:00 buyer   # begins a round that counts
         08:31:00 buyer
         08:32:00 agent",
        "12:00:00",
        // The night's wait ends where the other begins: 7½ h = 450 min.
        "01:00:00 outside-hours 450:00 nobody
         08:30:00 in-time 2:00
         1 met 0 missed 0 open",
    );
}

#[test]
fn the_wait_at_the_end_is_open_until_its_limit() {
    let said = "10:00:00 buyer
                10:00:30 agent
                10:10:00 buyer";
    // 10:13:00 is the limit itself.
    check(
        Taobao,
        said,
        "10:13:00",
        "10:00:00 in-time 0:30
         10:10:00 open 3:00 nobody
         1 met 0 missed 1 open",
    );
    check(
        Taobao,
        said,
        "10:13:01",
        "10:00:00 in-time 0:30
         10:10:00 unanswered 3:01 nobody
         1 met 1 missed 0 open",
    );
}

#[test]
fn an_agent_who_speaks_first_answers_nothing() {
    check(
        Taobao,
        "09:00:00 agent
         09:00:05 agent
         09:10:00 buyer
         09:11:00 agent
         09:30:00 agent",
        "12:00:00",
        "09:10:00 in-time 1:00
         1 met 0 missed 0 open",
    );
}

#[test]
fn yesterdays_silence_is_not_todays() {
    check(
        Taobao,
        "20:00:00 buyer   # never answered
         20:30:00 buyer   # the same round still
         +1 10:00:00 buyer
         +1 10:01:00 agent",
        "+1 12:00:00",
        // Until she began anew, 14 h = 840 min.
        "20:00:00 unanswered 840:00 nobody
         +1 10:00:00 in-time 1:00
         1 met 1 missed 0 open",
    );
}

#[test]
fn an_answer_the_next_morning_is_late_for_the_day_before() {
    check(
        Taobao,
        "22:58:00 buyer
         +1 08:01:00 agent",
        "+1 12:00:00",
        // 9:03 h = 543 min.
        "22:58:00 late 543:00
         0 met 1 missed 0 open",
    );
}

#[test]
fn a_wrong_time_spoils_its_own_wait_alone() {
    check(
        Taobao,
        "10:00:00 buyer
         09:58:00 agent   # the clock was set back: nought, not less
         09:58:10 buyer
         09:58:10 agent   # the same millisecond
         11:30:00 buyer   # from a clock that runs ahead
         10:01:30 agent
         10:02:00 buyer
         10:06:00 agent",
        "12:00:00",
        "10:00:00 in-time 0:00
         09:58:10 in-time 0:00
         11:30:00 in-time 0:00
         10:02:00 late 4:00
         3 met 1 missed 0 open",
    );
}

#[test]
fn a_talk_without_a_question_has_no_figure() {
    check(Taobao, "", "12:00:00", "0 met 0 missed 0 open");
    check(Taobao, "10:00:00 agent", "12:00:00", "0 met 0 missed 0 open");
    check(Taobao, "10:00:00 bot", "12:00:00", "0 met 0 missed 0 open");
}
