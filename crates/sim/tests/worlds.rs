//! A few worlds with every change; `cargo xtask soak sim` lives thousands through.

use jinpai_sim::{Lived, Options, Template, run};

fn lived(seed: u64, orders: usize) -> Lived {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let template = Template::found().await.unwrap();
        let options = Options {
            orders,
            ..Options::default()
        };
        run(&template, seed, options).await.unwrap()
    })
}

#[test]
fn a_seed_is_always_the_same_world_sqlite() {
    let (first, again) = (lived(5, 60), lived(5, 60));
    assert_eq!(first, again);
    assert_ne!(first.trace, lived(6, 60).trace);
}

/// Seed 7 once sent twice at one moment, when a chat's word and the one after it fell due while nothing ran; in seed 20 a
/// process that looked after the lost stood still so long that it wrote off another one's attempt; in seed 570 a message was on
/// its way while a merged one took its place and followed it; in seed 3154 she had replied, and a newer conversation, opened
/// by a reminder of another order, hid it.
#[test]
fn worlds_with_faults_keep_every_promise_sqlite() {
    for seed in [7, 20, 570, 3154] {
        let lived = lived(seed, 200);
        assert_eq!(lived.broken, [], "seed {seed}");
        assert!(
            lived.tally.nodes >= 2 && lived.tally.orders >= 200 && lived.tally.faults >= 5,
            "{:?}",
            lived.tally
        );
        // A world in which nothing is sent proves nothing.
        assert!(
            lived
                .tally
                .ends
                .iter()
                .any(|(end, count)| end.starts_with("sent ") && *count > 5),
            "{:?}",
            lived.tally
        );
    }
}
