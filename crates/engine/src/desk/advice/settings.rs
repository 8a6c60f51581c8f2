//! What a shop proposes to its agents, and how far it lets them go.

use jinpai_model::{Fen, LadderSpec, PlaybookSettings, Role};
use jinpai_store::Lane;

use crate::{
    desk::{Desk, bounded, one_line, settings::put_settings},
    error::{EngineError, Invalid, Result},
};

const MAX_GIFT_CHARS: usize = 30;
const MAX_TERMS_CHARS: usize = 60;
/// What one small gift or coupon may cost: more is a slip of the keyboard.
const MOST_COST: Fen = Fen(1_000_000);

impl Desk {
    /// # Errors
    /// [`EngineError::Forbidden`] below lead.
    pub async fn playbook_settings(&self) -> Result<PlaybookSettings> {
        self.require(Role::Lead)?;
        Ok(self.shop().await?.settings.playbook)
    }

    /// # Errors
    /// [`EngineError::Forbidden`] for who is no owner, [`EngineError::Invalid`] with the field.
    pub async fn set_playbook(&self, wanted: PlaybookSettings) -> Result<PlaybookSettings> {
        self.require(Role::Owner)?;
        let wanted = PlaybookSettings {
            ladder: checked(wanted.ladder)?,
            ..wanted
        };
        let mut shop = self.shop().await?;
        shop.settings.playbook = wanted.clone();
        let now = self.engine.now();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move { put_settings(tx, &shop, now).await })
        });
        write.await?;
        self.engine.wake_planner();
        Ok(wanted)
    }
}

fn checked(ladder: LadderSpec) -> Result<LadderSpec> {
    let mut ladder = ladder;
    if let Some(gift) = &mut ladder.kindness {
        gift.gift = bounded("ladder.kindness.gift", &one_line(&gift.gift), MAX_GIFT_CHARS)?;
        cost("ladder.kindness.cost_fen", gift.cost_fen, Fen(0))?;
    }
    if let Some(coupon) = &mut ladder.coupon {
        coupon.terms = bounded("ladder.coupon.terms", &one_line(&coupon.terms), MAX_TERMS_CHARS)?;
        cost("ladder.coupon.off_fen", coupon.off_fen, Fen(1))?;
        cost("ladder.coupon.cost_fen", coupon.cost_fen, Fen(0))?;
    }
    Ok(ladder)
}

fn cost(field: &'static str, fen: Fen, least: Fen) -> Result<()> {
    if (least.0..=MOST_COST.0).contains(&fen.0) {
        return Ok(());
    }
    Err(EngineError::Invalid {
        field,
        reason: Invalid::Told {
            zh: "请填 0 到 10000 元之间的金额，优惠券的面额要大于 0",
            en: "is not a sum from 0 to 10,000 yuan; what a coupon takes off is more than 0",
        },
    })
}
