//! What a provider posts to the address that its settings show. The provider's own sender verifies it; what
//! is believed is stored before the provider hears that it is safe here.

use jinpai_channels::{
    hook::HookError,
    send::{CallbackError, CallbackHeaders},
};
use jinpai_model::ProviderId;
use jinpai_store::providers;

use crate::{
    core::Engine,
    error::{EngineError, Result},
    reminders::heard,
};

impl Engine {
    /// Takes one callback and returns the JSON that the provider wants to hear.
    ///
    /// # Errors
    /// [`EngineError::BadSignature`], which an unknown provider gets too; [`EngineError::StaleTimestamp`] and
    /// [`EngineError::ReplayedDelivery`] for a copy; [`EngineError::BadHook`] for a body that tells nothing.
    pub async fn provider_callback(
        &self,
        provider: ProviderId,
        headers: CallbackHeaders<'_>,
        body: &[u8],
    ) -> Result<&'static str> {
        let found = providers::find(self.store.read(), provider).await?;
        let provider = found.ok_or(EngineError::BadSignature)?;
        let line = self
            .peers
            .line(&provider, &self.key)
            .map_err(|_| EngineError::BadSignature)?;
        let mut heard = line.callback(headers, body, self.now());
        if heard == Err(CallbackError::Stale) {
            // Under a shifted clock the provider still signs with the real time.
            heard = line.callback(headers, body, self.clock.wall());
        }
        let heard = heard.map_err(refused)?;
        for event in heard.events {
            heard::store(self, provider.shop, provider.id, event).await?;
        }
        Ok(heard.answer)
    }
}

fn refused(error: CallbackError) -> EngineError {
    match error {
        // Who has no secret learns nothing about who has one.
        CallbackError::NotOffered | CallbackError::BadSignature => EngineError::BadSignature,
        CallbackError::Stale => EngineError::StaleTimestamp,
        CallbackError::Replayed => EngineError::ReplayedDelivery,
        CallbackError::Unreadable { field, expected } => EngineError::BadHook(HookError { field, expected }),
    }
}
