//! What is done to the processes, the database and the provider, one blow after the other.

use std::time::Duration;

use anyhow::Result;

use super::{Plan, bridge::Bridge, ledger::Books, shop::Shop};
use crate::{
    bench::reminder_peers::sink::now_ms,
    postgres::Postgres,
    shell::{pause, wait_until},
    tree::Scratch,
};

/// How long a kill waits for a call to be on its way, so that it hurts.
const FOR_A_CALL: Duration = Duration::from_secs(2);

pub struct Blow {
    pub name: &'static str,
    pub began_ms: i64,
    pub ended_ms: i64,
    /// Calls that waited for the provider's answer.
    pub at_provider: usize,
    /// Steps whose hand-over was begun on disk and not ended.
    pub in_flight: Vec<String>,
    /// From SIGKILL until all processes answered again.
    pub back_ms: Option<i64>,
}

pub struct Hand<'a> {
    pub plan: &'a Plan,
    pub shop: Shop,
    pub bridge: &'a Bridge,
    pub books: &'a Books<'a>,
    /// None: the database is a SQLite file.
    pub postgres: Option<Postgres>,
    pub blows: Vec<Blow>,
}

impl Hand<'_> {
    /// All blows, the first of them after the first reminder is due.
    pub fn strike_all(&mut self, first_ms: i64) -> Result<()> {
        let plan = self.plan;
        for n in 1..=plan.kills {
            wait_for(first_ms + i64::from(n) * plan.kill_every_ms);
            self.kill()?;
        }
        let mut at_ms = first_ms + plan.kills_ms() + plan.gap_ms;
        wait_for(at_ms);
        self.freeze(at_ms + plan.freeze_ms)?;
        at_ms += plan.freeze_ms + plan.gap_ms;
        wait_for(at_ms);
        self.trouble_the_database()?;
        at_ms += plan.hold_ms + plan.gap_ms;
        wait_for(at_ms);
        self.down(at_ms + plan.down_ms)?;
        at_ms += plan.down_ms + plan.gap_ms;
        wait_for(at_ms);
        self.hang(at_ms + plan.hang_ms);
        Ok(())
    }

    fn kill(&mut self) -> Result<()> {
        wait_until(FOR_A_CALL, || self.bridge.open() > 0);
        let (began_ms, at_provider) = (now_ms(), self.bridge.open());
        self.shop.kill_all();
        let in_flight = self.books.read()?.in_flight();
        let again_ms = now_ms();
        self.shop.start_all()?;
        self.note(Blow {
            name: "kill",
            began_ms,
            ended_ms: now_ms(),
            at_provider,
            in_flight,
            back_ms: Some(now_ms() - again_ms),
        });
        Ok(())
    }

    fn freeze(&mut self, until_ms: i64) -> Result<()> {
        wait_until(FOR_A_CALL, || self.bridge.open() > 0);
        let (began_ms, at_provider) = (now_ms(), self.bridge.open());
        self.shop.freeze(true);
        let read = self.books.read();
        wait_for(until_ms);
        self.shop.freeze(false);
        self.note(Blow {
            name: "zombie",
            began_ms,
            ended_ms: now_ms(),
            at_provider,
            in_flight: read?.in_flight(),
            back_ms: None,
        });
        Ok(())
    }

    /// PostgreSQL is restarted; the SQLite file is held by somebody else's write.
    fn trouble_the_database(&mut self) -> Result<()> {
        wait_until(FOR_A_CALL, || self.bridge.open() > 0);
        let (began_ms, at_provider) = (now_ms(), self.bridge.open());
        let (name, in_flight, ended_ms) = match &mut self.postgres {
            Some(postgres) => {
                postgres.restart()?;
                let ended_ms = now_ms();
                ("database restart", self.books.read()?.in_flight(), ended_ms)
            }
            None => {
                let logs = Scratch::new("reminder-faults-hold")?;
                let mut holder = self.books.hold(self.plan.hold_ms, &logs)?;
                wait_until(Duration::from_secs(60), || holder.has_ended());
                let ended_ms = now_ms();
                // Nobody can open the file while it is held; what could not be ended meanwhile still stands open.
                ("database held", self.books.read()?.in_flight(), ended_ms)
            }
        };
        self.note(Blow {
            name,
            began_ms,
            ended_ms,
            at_provider,
            in_flight,
            back_ms: None,
        });
        Ok(())
    }

    fn down(&mut self, until_ms: i64) -> Result<()> {
        let (began_ms, at_provider) = (now_ms(), self.bridge.open());
        self.bridge.go_away();
        wait_for(until_ms);
        self.bridge.come_back()?;
        self.note(Blow {
            name: "provider down",
            began_ms,
            ended_ms: now_ms(),
            at_provider,
            in_flight: Vec::new(),
            back_ms: None,
        });
        Ok(())
    }

    fn hang(&mut self, until_ms: i64) {
        let began_ms = now_ms();
        self.bridge.hang(true);
        wait_for(until_ms);
        let at_provider = self.bridge.open();
        self.bridge.hang(false);
        self.note(Blow {
            name: "provider hangs",
            began_ms,
            ended_ms: now_ms(),
            at_provider,
            in_flight: Vec::new(),
            back_ms: None,
        });
    }

    fn note(&mut self, blow: Blow) {
        println!(
            "  {}: {:.1} s; {} calls at the provider, {} in flight on disk; {} handed over so far",
            blow.name,
            seconds(blow.ended_ms - blow.began_ms),
            blow.at_provider,
            blow.in_flight.len(),
            self.bridge.count(),
        );
        self.blows.push(blow);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
pub fn seconds(ms: i64) -> f64 {
    ms as f64 / 1e3
}

fn wait_for(at_ms: i64) {
    pause(Duration::from_millis(
        u64::try_from(at_ms - now_ms()).unwrap_or(0),
    ));
}
