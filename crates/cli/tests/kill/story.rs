//! The stories: who talks how much, what happens to the server meanwhile, and what must be true in the end.

use std::{sync::atomic::Ordering, time::Duration};

use jinpai_store::testing::TestDatabase;
use rand::{SeedableRng, rngs::StdRng};
use tokio::time::timeout;

use crate::{
    killer,
    people::Progress,
    server::{self, Server},
    shop::{Script, Shop},
};

/// Longest a talk may take: so long by itself, and so much longer for each restart on a slow and busy machine.
const TALK: Duration = Duration::from_secs(60);
const RESTART: Duration = Duration::from_secs(10);

/// A round of an ordinary test run: its messages, and how often the server is killed meanwhile.
const SHORT: (Script, u32) = (
    Script {
        buyers: 10,
        by_buyer: 10,
        by_agent: 10,
    },
    8,
);
const FULL: (Script, u32) = (
    Script {
        buyers: 20,
        by_buyer: 12,
        by_agent: 13,
    },
    25,
);

#[derive(Debug, Clone, Copy)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    async fn open(self) -> Option<TestDatabase> {
        match self {
            Self::Sqlite => Some(TestDatabase::sqlite()),
            Self::Postgres => TestDatabase::postgres().await,
        }
    }
}

/// The rounds to play: one short one, or so many full ones as the number of kills asks for.
fn rounds() -> (u32, (Script, u32)) {
    let kills = std::env::var("JINPAI_TEST_KILL_ROUNDS").ok();
    let kills = kills.map(|text| text.parse::<u32>().expect("JINPAI_TEST_KILL_ROUNDS is a number"));
    match kills {
        Some(kills) => (kills.div_ceil(FULL.1).max(1), FULL),
        None if server::shipped().is_some() => (1, FULL),
        None => (1, SHORT),
    }
}

fn seed() -> u64 {
    let seed = std::env::var("JINPAI_TEST_SEED").ok();
    seed.map_or(2_026, |text| text.parse().expect("JINPAI_TEST_SEED is a number"))
}

/// Every message that was acknowledged stands exactly once, in order, on both sides, however often the server is
/// killed; and sockets that resume by cursor hear the same.
pub async fn nothing_acknowledged_is_lost_or_doubled_by_kills(database: Database) {
    let (rounds, (script, kills)) = rounds();
    for (round, seed) in (1..=rounds).zip(seed()..) {
        let Some(db) = database.open().await else { return };
        let mut rng = StdRng::seed_from_u64(seed);
        let mut server = Server::found(db.url()).await;
        let shop = Shop::open(&server, script.buyers).await;
        let progress = Progress::default();
        let killing = killer::kill(
            &mut server,
            kills,
            script.messages(),
            &mut rng,
            progress.acknowledged.subscribe(),
        );
        let (acknowledged, toll) = together(kills, shop.talk(script, &progress), killing).await;
        assert_eq!(toll.kills, kills, "kills while messages were on their way");
        assert_eq!(acknowledged.messages(), script.messages());
        let found = shop.prove(&acknowledged).await;
        eprintln!(
            "{database:?} round {round}/{rounds} seed {seed}: {} kills and {} more in a start; {} messages \
             acknowledged, {found} found on each side; {} requests repeated, {} lines; ready again in {:?} at most",
            toll.kills,
            toll.in_start,
            acknowledged.messages(),
            progress.repeated.load(Ordering::Relaxed),
            shop.lines(),
            toll.slowest_ready,
        );
        assert_eq!(server.errors(), [""; 0]);
        shop.close().await;
        drop(server);
        db.drop_database().await;
    }
}

/// Told to stop while people talk, the server tells every socket so, answers who has asked, and ends well; and
/// nothing is lost either.
pub async fn a_stop_answers_everybody_and_ends_well(database: Database) {
    let Some(db) = database.open().await else { return };
    let script = Script {
        buyers: 5,
        by_buyer: 6,
        by_agent: 6,
    };
    let mut server = Server::found(db.url()).await;
    let shop = Shop::open(&server, script.buyers).await;
    let progress = Progress::default();
    let stopping = async {
        let mut acknowledged = progress.acknowledged.subscribe();
        let half = script.messages() / 2;
        drop(acknowledged.wait_for(|count| *count >= half).await.unwrap());
        let (status, took) = server.stop().await;
        server.start();
        server.ready().await;
        (status, took)
    };
    let (acknowledged, (status, took)) = together(1, shop.talk(script, &progress), stopping).await;
    shop.prove(&acknowledged).await;
    let ends = shop.ends();
    eprintln!(
        "{database:?}: ended with {status} after {took:?}; {} lines were closed",
        ends.len()
    );
    assert_eq!(status.code(), Some(0), "{:?}", server.errors());
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert!(ends.len() > script.buyers, "{ends:?}");
    assert!(ends.iter().all(|end| *end == Some(1001)), "{ends:?}");
    assert_eq!(server.errors(), [""; 0]);
    shop.close().await;
    drop(server);
    db.drop_database().await;
}

/// Runs the talk and what happens to the server at the same time; a failure of one ends both.
async fn together<T, U>(
    restarts: u32,
    talk: impl Future<Output = T>,
    fate: impl Future<Output = U>,
) -> (T, U) {
    let both = async { tokio::join!(talk, fate) };
    timeout(TALK + RESTART * restarts, both)
        .await
        .expect("the talk ends")
}
