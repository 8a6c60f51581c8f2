//! Drafts of one agent's page: the newest is checked, what it overtook is forgotten.

use std::collections::HashMap;

use jinpai_engine::{Desk, Judged, Locale};
use jinpai_model::{ConversationId, ShopId};
use tokio::sync::watch;

use super::{frames::AgentFrameOut, line::Line};
use crate::{
    problem::Problem,
    wire::{Finding, PutAside},
};

#[derive(Debug, Clone)]
pub struct Draft {
    pub shop: ShopId,
    pub conversation: ConversationId,
    pub rev: i64,
    pub text: String,
}

/// Answers drafts until the page is gone.
pub async fn answer(
    mut newest: watch::Receiver<Option<Draft>>,
    desks: HashMap<ShopId, Desk>,
    locale: Locale,
    line: Line,
) {
    while newest.changed().await.is_ok() {
        let Some(draft) = newest.borrow_and_update().clone() else {
            continue;
        };
        let frame = match check(&draft, &desks, locale).await {
            Ok(judged) => AgentFrameOut::Findings {
                conversation: draft.conversation.into(),
                rev: draft.rev,
                findings: Finding::list(&judged.report),
                points: judged.report.points,
                dismissed: judged.dismissed.iter().map(PutAside::from).collect(),
            },
            Err(problem) => AgentFrameOut::error(&problem, locale),
        };
        let overtaken = newest.has_changed().unwrap_or(false)
            && newest
                .borrow()
                .as_ref()
                .is_some_and(|newer| newer.conversation == draft.conversation);
        if !overtaken && !line.say(&frame).await {
            return;
        }
    }
}

async fn check(draft: &Draft, desks: &HashMap<ShopId, Desk>, locale: Locale) -> Result<Judged, Problem> {
    let desk = desks.get(&draft.shop).ok_or_else(|| Problem::not_found("shop"))?;
    let judged = desk
        .check(Some(draft.conversation), None, None, &draft.text, locale)
        .await?;
    Ok(judged)
}
