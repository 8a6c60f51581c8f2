//! A lead lets a flow go on that stopped by itself, and says why.

use jinpai_model::{EventKind, Flow, Role};
use jinpai_store::{
    Lane, NewEvent,
    pauses::{self, Ended},
    policies,
};
use serde_json::json;

use crate::{
    desk::{Desk, bounded},
    error::{EngineError, Result},
};

/// Longest reason, in characters.
const LONGEST: usize = 200;

impl Desk {
    /// Puts back in force what was in force when the flow stopped. The limits count anew from here.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] without a reason; [`EngineError::AlreadyDone`] when the flow does not stand still by
    /// itself any more.
    pub async fn resume_flow(&self, flow: Flow, revision: i64, why: &str) -> Result<()> {
        self.require(Role::Lead)?;
        let why = bounded("why", why, LONGEST)?;
        let (shop, by, at) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let rows = policies::in_force(tx, shop).await?;
                let held = rows
                    .iter()
                    .find(|row| row.flow == flow && row.revision == revision);
                let stop = pauses::latest(tx, shop, flow, 1).await?.pop();
                let Some(stop) = stop.filter(|stop| stop.revision == revision && held.is_some()) else {
                    return Err(EngineError::AlreadyDone("changed"));
                };
                if !pauses::end(tx, shop, (flow, revision), &Ended { by, at, why }).await? {
                    return Err(EngineError::AlreadyDone("changed"));
                }
                policies::put_in_force(tx, shop, flow, Some(stop.version), (by, at)).await?;
                tx.append(NewEvent {
                    at,
                    kind: EventKind::PolicyChanged,
                    subject: flow.as_str().to_owned(),
                    payload: json!({ "version": stop.version, "by": by }),
                })?;
                Ok(())
            })
        });
        write.await?;
        self.engine.renew_policies(shop).await?;
        self.engine.wake_planner();
        Ok(())
    }
}
