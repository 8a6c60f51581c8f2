//! Ends the server at random moments while people talk.

use std::{ops::Range, time::Duration};

use rand::{RngExt, rngs::StdRng};
use tokio::{sync::watch, time::sleep};

use crate::server::Server;

/// Who was killed, and how quickly they rose.
#[derive(Debug, Default)]
pub struct Toll {
    /// Kills while messages were on their way.
    pub kills: u32,
    /// Further kills while the server was starting.
    pub in_start: usize,
    pub slowest_ready: Duration,
}

/// How long after its message a moment may lie.
const AFTER_MS: Range<u64> = 0..20;
/// How long after a start a kill during the start may lie.
const IN_START_MS: Range<u64> = 0..150;

/// Kills the server as often as asked, each time somewhere within an equal share of the messages, and now and then
/// once more before it is up again.
pub async fn kill(
    server: &mut Server,
    kills: u32,
    messages: usize,
    rng: &mut StdRng,
    mut acknowledged: watch::Receiver<usize>,
) -> Toll {
    let mut toll = Toll::default();
    // The last tenth is left over, so that the last moments find messages on their way too.
    let share = messages * 9 / 10 / kills as usize;
    for kill in 0..kills {
        let at = kill as usize * share + rng.random_range(0..share);
        let reached = acknowledged.wait_for(|count| *count >= at).await;
        drop(reached.expect("people talk as long as the killer waits"));
        sleep(Duration::from_millis(rng.random_range(AFTER_MS))).await;
        let during = *acknowledged.borrow() < messages;
        server.kill_and_restart();
        toll.kills += u32::from(during);
        if rng.random_ratio(1, 5) {
            sleep(Duration::from_millis(rng.random_range(IN_START_MS))).await;
            server.kill_and_restart();
            toll.in_start += 1;
        }
        toll.slowest_ready = toll.slowest_ready.max(server.ready().await);
    }
    toll
}
