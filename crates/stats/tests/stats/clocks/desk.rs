//! The clock beside a buyer who waits: its limit, whether the platform counts it, and its colour.

use jinpai_model::{
    At, MINUTE_MS,
    Platform::{self, Douyin, General, Jd, Kuaishou, OwnSite, Pdd, Taobao, Xiaohongshu},
    Zone,
};
use jinpai_stats::clocks::{Clock, Countdown, Tone, countdown};

use super::{moment, shown_at, talk};

/// Start, limit, and whether it counts.
#[track_caller]
fn check(platform: Platform, said: &str, expected: Option<(&str, &str, bool)>) {
    let found = countdown(platform, &talk(said), &Zone::shanghai());
    let found = found.map(|at| (shown_at(at.started_at), shown_at(at.limit_at), at.counted));
    let expected = expected.map(|(start, limit, counted)| (start.to_owned(), limit.to_owned(), counted));
    assert_eq!(found, expected, "{platform}: {said}");
}

#[test]
fn every_platform_runs_from_her_first_unanswered_message() {
    let said = "10:00:00 buyer
                10:00:10 agent
                10:05:00 buyer
                10:06:00 buyer
                10:06:01 bot";
    for platform in [Taobao, Pdd, Kuaishou, General, OwnSite, Xiaohongshu] {
        check(platform, said, Some(("10:05:00", "10:08:00", true)));
    }
    // Douyin: 2 × 3:00 − 0:10 are 5:50, but nobody is told to let her wait more than three minutes.
    check(Douyin, said, Some(("10:05:00", "10:08:00", true)));
    // JD has had its first answer; the desk's own limit stays.
    check(Jd, said, Some(("10:05:00", "10:08:00", false)));
}

#[test]
fn nobody_waits_after_an_answer_or_before_a_question() {
    for platform in Platform::ALL {
        check(*platform, "", None);
        check(*platform, "10:00:00 agent", None);
        check(*platform, "10:00:00 bot", None);
        check(*platform, "10:00:00 buyer\n10:00:20 agent\n10:00:21 bot", None);
    }
}

#[test]
fn jd_gives_thirty_seconds_at_the_head_of_every_session() {
    check(Jd, "10:00:00 buyer", Some(("10:00:00", "10:00:30", true)));
    check(
        Jd,
        "10:00:00 buyer
         10:00:10 agent
         10:10:11 buyer",
        Some(("10:10:11", "10:10:41", true)),
    );
    // Left alone in one session, she begins another.
    check(
        Jd,
        "10:00:00 buyer
         10:10:01 buyer",
        Some(("10:10:01", "10:10:31", true)),
    );
}

#[test]
fn by_night_the_desk_still_shows_who_waits() {
    for platform in [Taobao, Pdd, Douyin, Jd] {
        check(platform, "02:00:00 buyer", Some(("02:00:00", "02:03:00", false)));
    }
    check(Kuaishou, "02:00:00 buyer", Some(("02:00:00", "02:03:00", true)));
    let again = "02:00:00 buyer\n09:30:00 buyer";
    for platform in [Taobao, Pdd, Douyin] {
        check(platform, again, Some(("09:30:00", "09:33:00", true)));
    }
}

#[test]
fn douyin_leaves_what_the_session_has_left() {
    // One wait of 4:30; two may last 6:00; 1:30 are left.
    check(
        Douyin,
        "10:00:00 buyer
         10:04:30 agent
         10:05:00 buyer",
        Some(("10:05:00", "10:06:30", true)),
    );
    // One of 9:00; the mean is lost for this answer, and it is asked for as soon as can be.
    check(
        Douyin,
        "10:00:00 buyer
         10:09:00 agent
         10:10:00 buyer",
        Some(("10:10:00", "10:10:30", true)),
    );
    // Another session owes nothing to the last.
    check(
        Douyin,
        "10:00:00 buyer
         10:09:00 agent
         10:19:01 buyer",
        Some(("10:19:01", "10:22:01", true)),
    );
    // A wrong time saves nothing: 0:00 (not minus five) and 7:30; of 9:00 for three, 1:30 are left.
    check(
        Douyin,
        "10:05:00 buyer
         10:00:00 agent
         10:01:00 buyer
         10:08:30 agent
         10:09:00 buyer",
        Some(("10:09:00", "10:10:30", true)),
    );
    // Nor does the day to the night: the eight minutes before opening are in no mean.
    check(
        Douyin,
        "07:58:00 buyer
         08:06:00 agent
         08:07:00 buyer",
        Some(("08:07:00", "08:10:00", true)),
    );
}

#[test]
fn a_shops_own_limit_moves_no_platform() {
    let (zone, waits) = (Zone::shanghai(), talk("10:00:00 buyer"));
    let limit = |platform, said: &[_]| {
        Clock::new(platform, MINUTE_MS)
            .countdown(said, &zone)
            .unwrap()
            .limit_ms
    };
    assert_eq!(limit(OwnSite, &waits), MINUTE_MS);
    assert_eq!(limit(Taobao, &waits), 3 * MINUTE_MS);
    assert_eq!(limit(Jd, &waits), 30_000);
    // After JD's first answer and by night it is the shop's own that counts.
    let later = talk("10:00:00 buyer\n10:00:10 agent\n10:01:00 buyer");
    assert_eq!(limit(Jd, &later), MINUTE_MS);
    assert_eq!(limit(Taobao, &talk("02:00:00 buyer")), MINUTE_MS);
}

#[test]
fn it_turns_amber_at_half_and_red_at_four_fifths() {
    let tones = |limit_ms: i64, seconds: [i64; 5]| {
        let started_at = moment("10:00:00");
        let clock = Countdown {
            started_at,
            limit_at: started_at.plus(limit_ms),
            limit_ms,
            counted: true,
        };
        seconds.map(|second| clock.tone(started_at.plus(second * 1_000)))
    };
    use Tone::{Amber, Calm, Red};
    // Of 180 s: half is 90, four fifths are 144.
    assert_eq!(
        tones(180_000, [0, 89, 90, 143, 144]),
        [Calm, Calm, Amber, Amber, Red]
    );
    // Of 30 s: 15 and 24. A clock behind hers shows nought.
    assert_eq!(
        tones(30_000, [-5, 14, 15, 23, 24]),
        [Calm, Calm, Amber, Amber, Red]
    );
    // No patience at all is red at once, and the far ends of time are only times.
    let never = Countdown {
        started_at: At(i64::MIN),
        limit_at: At(i64::MIN),
        limit_ms: 0,
        counted: false,
    };
    assert_eq!(never.tone(At(i64::MAX)), Red);
    assert_eq!(never.tone(At(i64::MIN)), Red);
}

#[test]
fn hours_are_those_of_the_shop() {
    // 10:00 in Shanghai is 21:00 of the day before in New York in winter; 13:00 is midnight there.
    let new_york: Zone = "America/New_York".parse().unwrap();
    let counted = |said: &str| countdown(Taobao, &talk(said), &new_york).unwrap().counted;
    assert!(counted("10:00:00 buyer"));
    assert!(!counted("13:00:00 buyer"));
    // 22:00 in Shanghai is 9:00 there.
    assert!(counted("22:00:00 buyer"));
}
