//! A reading of talks that needs no coach: marks tell what asks and what answers.

use jinpai_model::Zone;
use jinpai_reminder::{
    Policy,
    inquiry::{About, Asking, InquiryPolicy, Reading},
    replay::{BookOrder, BookTalk, Line, ReplayOptions, TalkOptions, replay_with_talks},
};

/// A line that ends in ？ asks; any line of the shop's but a 稍等 answers all.
pub struct Marks;

impl Reading for Marks {
    fn asks(&self, line: &str) -> Vec<Asking> {
        let asking = |text: &str| Asking {
            text: text.to_owned(),
            about: About::Goods,
        };
        line.ends_with('？').then(|| asking(line)).into_iter().collect()
    }

    fn answers(&self, open: &[&Asking], line: &str) -> Vec<usize> {
        if line.contains("稍等") {
            Vec::new()
        } else {
            (0..open.len()).collect()
        }
    }
}

/// A book and its talks replayed by Shanghai's clock.
pub fn replayed(
    (book, talks): (&[BookOrder], &[BookTalk]),
    (policy, inquiry): (&Policy, &InquiryPolicy),
    seed: u64,
) -> Vec<Line> {
    let zone = Zone::shanghai();
    let options = ReplayOptions {
        policy,
        zone: &zone,
        shop_name: "木子家居",
        ship_cutoff: None,
        text_passes: &|text| !text.contains("肯定"),
        seed,
    };
    let talking = TalkOptions {
        inquiry,
        reading: &Marks,
    };
    replay_with_talks(book, talks, talking, &options).lines
}
