//! The people of a shop, their pages, and what they all must tell in the end.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::{sync::watch, task::JoinSet, time::timeout};

use crate::{
    line::{self, Heard},
    people::{Agent, Buyer, Progress, Talk},
    proof::{Acknowledged, Said, Sides, tells},
    server::Server,
};

/// Longest the sockets may take to catch up in the end.
const CATCH_UP: Duration = Duration::from_secs(20);

/// How much is said.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    /// At most 20 strangers may come from one address at once.
    pub buyers: usize,
    /// Messages of each buyer, who may say 20 at once.
    pub by_buyer: usize,
    /// Messages of the agent to each buyer.
    pub by_agent: usize,
}

impl Script {
    pub const fn messages(self) -> usize {
        self.buyers * (self.by_buyer + self.by_agent)
    }
}

pub struct Shop {
    agent: Agent,
    agent_heard: watch::Receiver<Heard>,
    buyers: Vec<(Buyer, watch::Receiver<Heard>)>,
    /// The pages are connected as long as this lives.
    pages: JoinSet<()>,
}

impl Shop {
    /// The agent and so many buyers come, and each opens a page.
    pub async fn open(server: &Server, buyers: usize) -> Self {
        let agent = Agent::settle(server).await;
        let mut pages = JoinSet::new();
        let heard = Heard {
            cursor: agent.head_seq,
            ..Heard::default()
        };
        let (record, agent_heard) = watch::channel(heard);
        pages.spawn(line::follow(agent.clone(), server.address, record));
        let mut people = Vec::new();
        for _ in 0..buyers {
            let buyer = Buyer::come(server.address, &agent.shop).await;
            let (record, heard) = watch::channel(Heard::default());
            pages.spawn(line::follow(buyer.clone(), server.address, record));
            people.push((buyer, heard));
        }
        Self {
            agent,
            agent_heard,
            buyers: people,
            pages,
        }
    }

    /// Everybody says what the script wants, all at once; each waits for one acknowledgement before the next message.
    pub async fn talk(&self, script: Script, progress: &Progress) -> Acknowledged {
        let talks = self.buyers.iter().map(async |(buyer, _)| {
            let met = meet(self.agent_heard.clone(), buyer.id.clone());
            let (buyer_said, agent_said) = tokio::join!(
                ask(buyer, script.by_buyer, progress),
                answer(&self.agent, met, script.by_agent, progress),
            );
            let sides = Sides {
                buyer: buyer_said,
                agent: agent_said,
            };
            (buyer.id.clone(), sides)
        });
        Acknowledged(join_all(talks).await.into_iter().collect())
    }

    /// Asserts that both sides tell what was acknowledged, asked over the API and as their pages heard it; how many
    /// messages each tells.
    pub async fn prove(&self, acknowledged: &Acknowledged) -> usize {
        let conversations = self.agent.get("conversations?limit=200").await;
        let conversations = conversations["items"].as_array().unwrap();
        assert_eq!(conversations.len(), self.buyers.len(), "one conversation each");
        let mut found = 0;
        let mut last = 0;
        for (buyer, heard) in &self.buyers {
            let expected = acknowledged.talk(&buyer.id);
            let talk = meet(self.agent_heard.clone(), buyer.id.clone()).await;
            tells("the buyer's list", &buyer.messages().await, &expected);
            tells("the agent's list", &self.agent.messages(&talk).await, &expected);
            let end = expected.last().map_or(0, |said| said.seq);
            tells("the buyer's socket", &caught_up(heard, end).await, &expected);
            found += expected.len();
            last = last.max(end);
        }
        let heard = caught_up(&self.agent_heard, last).await;
        for (buyer, _) in &self.buyers {
            let of_her: Vec<Said> = heard
                .iter()
                .filter(|said| said.buyer == buyer.id)
                .cloned()
                .collect();
            tells("the agent's socket", &of_her, &acknowledged.talk(&buyer.id));
        }
        assert_eq!(heard.len(), found, "the agent heard of nobody else");
        found
    }

    /// How all pages' lines ended so far.
    pub fn ends(&self) -> Vec<Option<u16>> {
        let all = self.buyers.iter().map(|(_, heard)| heard);
        let all = all.chain([&self.agent_heard]);
        all.flat_map(|heard| heard.borrow().ends.clone()).collect()
    }

    /// How many lines all pages had in all.
    pub fn lines(&self) -> u32 {
        let all = self.buyers.iter().map(|(_, heard)| heard);
        all.chain([&self.agent_heard])
            .map(|heard| heard.borrow().lines)
            .sum()
    }

    /// The pages are closed.
    pub async fn close(mut self) {
        self.pages.shutdown().await;
    }
}

async fn ask(buyer: &Buyer, messages: usize, progress: &Progress) -> Vec<Said> {
    let mut said = Vec::new();
    for n in 1..=messages {
        let text = format!("第 {n} 问：这款有现货吗");
        said.push(buyer.say(&format!("ask-{n}"), &text, progress).await);
    }
    said
}

async fn answer(
    agent: &Agent,
    met: impl Future<Output = Talk>,
    messages: usize,
    progress: &Progress,
) -> Vec<Said> {
    let talk = met.await;
    let mut said = Vec::new();
    for n in 1..=messages {
        let client_ref = format!("{}-{n}", talk.buyer);
        let text = format!("第 {n} 答：亲，我帮您看一下库存");
        said.push(agent.say(&talk, &client_ref, &text, progress).await);
    }
    said
}

/// Waits until the agent's page shows a conversation with the buyer.
async fn meet(mut heard: watch::Receiver<Heard>, buyer: String) -> Talk {
    let met = heard
        .wait_for(|heard| heard.conversations.contains_key(&buyer))
        .await;
    let conversation = met.expect("the agent's page is open").conversations[&buyer].clone();
    Talk { buyer, conversation }
}

/// What a page has heard once it has got so far. One that never does is told apart by what it misses.
async fn caught_up(heard: &watch::Receiver<Heard>, seq: i64) -> Vec<Said> {
    let mut heard = heard.clone();
    let got_there = timeout(CATCH_UP, heard.wait_for(|heard| heard.cursor >= seq)).await;
    drop(got_there);
    let heard = heard.borrow();
    assert_eq!(heard.faults, [""; 0]);
    heard.said.clone()
}
