//! Saving versions, comparing them, and putting one in force.

use std::collections::HashMap;

use jinpai_model::{At, EventKind, Flow, PersonId, Role};
use jinpai_store::{
    Lane, NewEvent,
    policies::{self, PolicyVersion},
};
use serde_json::json;

use super::{BUILT_IN, FLOWS, built_in_text, trial::Read};
use crate::{
    desk::Desk,
    error::{EngineError, Invalid, Result},
    show::names_of,
};

/// Longest note of a version.
const LONGEST_NOTE: usize = 200;

/// What a lead wants to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDraft {
    pub toml: String,
    /// What has changed, in her words; may be empty.
    pub note: String,
    /// The newest version when she began; another one now means that somebody was quicker.
    pub base: i64,
}

/// A version in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPolicy {
    pub version: i64,
    pub note: String,
    pub author: PersonId,
    pub author_name: Option<String>,
    pub at: At,
}

/// A version with its text; the built-in one has no author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText {
    pub version: i64,
    pub toml: String,
    pub note: String,
    pub at: Option<At>,
}

/// How a flow of a shop stands.
#[derive(Debug, Clone)]
pub struct PolicyState {
    pub flow: Flow,
    /// [`BUILT_IN`] or a saved version; none: the flow stands still.
    pub in_force: Option<i64>,
    /// Since when, and by whom; none for a shop that has never changed it.
    pub since: Option<At>,
    pub by_name: Option<String>,
    /// Why it stands still although a version is in force.
    pub trouble: Option<String>,
    /// Whether reminders are switched on for the whole shop.
    pub shop_on: bool,
    /// What was seen when deciding to start or stop.
    pub revision: i64,
    /// 0 for none.
    pub newest: i64,
    /// Newest first, up to 500.
    pub versions: Vec<SavedPolicy>,
}

impl Desk {
    /// How the flows stand, with their versions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policies(&self) -> Result<Vec<PolicyState>> {
        let read = self.engine.store.read();
        let shop_on = self.shop().await?.settings.reminders_on;
        let rows = policies::in_force(read, self.shop).await?;
        let kept = self.engine.policies_of(self.shop).await?;
        let mut states = Vec::with_capacity(FLOWS.len());
        for flow in FLOWS {
            let row = rows.iter().find(|row| row.flow == *flow);
            let briefs = policies::history(read, self.shop, *flow, None).await?;
            let people = briefs.iter().map(|brief| brief.author);
            let names: HashMap<PersonId, String> =
                names_of(read, people.chain(row.and_then(|row| row.changed_by)).collect()).await?;
            states.push(PolicyState {
                flow: *flow,
                in_force: row.map_or(Some(BUILT_IN), |row| row.version),
                since: row.map(|row| row.changed_at),
                by_name: row.and_then(|row| names.get(&row.changed_by?).cloned()),
                trouble: kept.trouble(*flow).map(str::to_owned),
                shop_on,
                revision: rows.iter().map(|row| row.revision).max().unwrap_or(0),
                newest: briefs.first().map_or(0, |brief| brief.version),
                versions: briefs
                    .into_iter()
                    .map(|brief| SavedPolicy {
                        author_name: names.get(&brief.author).cloned(),
                        version: brief.version,
                        note: brief.note,
                        author: brief.author,
                        at: brief.at,
                    })
                    .collect(),
            });
        }
        Ok(states)
    }

    /// One version with its text.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for what was never saved.
    pub async fn policy_text(&self, flow: Flow, version: i64) -> Result<PolicyText> {
        offered(flow)?;
        if version == BUILT_IN {
            return Ok(PolicyText {
                version,
                toml: built_in_text(flow).to_owned(),
                note: String::new(),
                at: None,
            });
        }
        let found = policies::get(self.engine.store.read(), self.shop, flow, version).await?;
        let PolicyVersion { toml, note, at, .. } = found.ok_or(EngineError::NotFound("policy"))?;
        Ok(PolicyText {
            version,
            toml,
            note,
            at: Some(at),
        })
    }

    /// Keeps a version. It must be readable; its examples may still fail, which is told when it is to go live.
    ///
    /// # Errors
    /// [`EngineError::BadPolicy`] with everything wrong; [`EngineError::NotNewest`] when somebody saved another
    /// version since she began.
    pub async fn save_policy(&self, flow: Flow, draft: PolicyDraft) -> Result<PolicyText> {
        self.require(Role::Lead)?;
        offered(flow)?;
        let note = draft.note.trim().to_owned();
        if note.chars().count() > LONGEST_NOTE {
            return Err(EngineError::Invalid {
                field: "note",
                reason: Invalid::TooLong { max: LONGEST_NOTE },
            });
        }
        self.read_policy(flow, draft.toml.clone()).await?;
        let (shop, author, at, base) = (self.shop, self.person, self.engine.now(), draft.base);
        let new = PolicyVersion {
            flow,
            version: base + 1,
            toml: draft.toml,
            note,
            author,
            at,
        };
        let row = new.clone();
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let newest = policies::newest(tx, shop, flow).await?;
                if newest != base {
                    return Err(EngineError::NotNewest { newest });
                }
                policies::append(tx, shop, &row).await?;
                tx.append(NewEvent {
                    at,
                    kind: EventKind::PolicySaved,
                    subject: flow.as_str().to_owned(),
                    payload: json!({ "version": row.version, "by": author }),
                })?;
                Ok(())
            })
        });
        write.await?;
        Ok(PolicyText {
            version: new.version,
            toml: new.toml,
            note: new.note,
            at: Some(at),
        })
    }

    /// Puts a version in force. Open steps are planned anew by it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for what was never saved; [`EngineError::BadPolicy`] when it cannot be read any more
    /// or an example fails; [`EngineError::AlreadyDone`] when somebody has changed what is in force since `revision`.
    pub async fn start_policy(&self, flow: Flow, version: i64, revision: i64) -> Result<()> {
        self.require(Role::Lead)?;
        let text = self.policy_text(flow, version).await?;
        let written = self.read_policy(flow, text.toml).await?;
        let tried = match written {
            Read::Payment(written) => self.try_examples(written).await?,
            Read::Inquiry => Vec::new(),
        };
        let failing: Vec<_> = tried.iter().filter(|tried| !tried.passed()).collect();
        if !failing.is_empty() {
            let faults = failing.into_iter().map(|tried| super::PolicyFault {
                line: Some(tried.line),
                field: Some("examples".to_owned()),
                problem: format!(
                    "the example {:?} comes out otherwise: {}",
                    tried.name,
                    tried.wrong.join(", ")
                ),
            });
            return Err(EngineError::BadPolicy(faults.collect()));
        }
        self.put_in_force(flow, Some(version), revision).await
    }

    /// Lets a flow stand still. Open steps are taken back.
    ///
    /// # Errors
    /// [`EngineError::AlreadyDone`] when somebody has changed what is in force since `revision`.
    pub async fn stop_policy(&self, flow: Flow, revision: i64) -> Result<()> {
        self.require(Role::Lead)?;
        offered(flow)?;
        self.put_in_force(flow, None, revision).await
    }

    async fn put_in_force(&self, flow: Flow, version: Option<i64>, seen: i64) -> Result<()> {
        let (shop, person, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let held = policies::in_force(tx, shop).await?;
                if held.iter().map(|row| row.revision).max().unwrap_or(0) != seen {
                    return Err(EngineError::AlreadyDone("changed"));
                }
                policies::put_in_force(tx, shop, flow, version, (person, now)).await?;
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::PolicyChanged,
                    subject: flow.as_str().to_owned(),
                    payload: json!({ "version": version, "by": person }),
                })?;
                Ok(())
            })
        });
        write.await?;
        // Before anybody reads the answer this process goes by it; others see it in the log.
        self.engine.renew_policies(shop).await?;
        self.engine.wake_planner();
        Ok(())
    }
}

/// A flow whose policies are data of the shop.
fn offered(flow: Flow) -> Result<()> {
    if FLOWS.contains(&flow) {
        Ok(())
    } else {
        Err(EngineError::NotFound("policy"))
    }
}
