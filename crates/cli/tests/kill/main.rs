//! What was acknowledged is never lost and never doubled, however the process ends.
//!
//! The binary is killed (SIGKILL) at random moments while buyers and an agent talk, and is started again at once on
//! the same data and port. In the end every message stands exactly once and in order on both sides, over the API
//! and on the sockets that lived through it all.
//!
//! `JINPAI_BIN` names a binary to be tried instead of the one that was built along, and asks for the full length;
//! so does `JINPAI_TEST_KILL_ROUNDS`, the least number of kills. `JINPAI_TEST_SEED` chooses other moments.
//! PostgreSQL is tried where `JINPAI_TEST_POSTGRES_URL` names a server.
#![cfg(unix)]

mod http;
mod killer;
mod line;
mod people;
mod proof;
mod server;
mod shop;
mod story;

/// Runs the stories on both databases.
macro_rules! on_both {
    ($($story:ident),+) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    crate::story::$story(crate::story::Database::Sqlite).await;
                }
            )+
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    crate::story::$story(crate::story::Database::Postgres).await;
                }
            )+
        }
    };
}

on_both! {
    nothing_acknowledged_is_lost_or_doubled_by_kills,
    a_stop_answers_everybody_and_ends_well
}
