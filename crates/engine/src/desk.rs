//! A member's hand on one shop: what she may see and do there.
//!
//! A [`Desk`] is only given out by [`crate::Engine::desk`], which has checked the membership; what needs a higher role
//! than the desk was asked for checks again with [`Desk::require`].

use jinpai_model::{PersonId, Role, Shop, ShopId};
use jinpai_store::shops;

use crate::{
    core::Engine,
    error::{EngineError, Invalid, Result},
    hub::PresenceGuard,
};

pub(crate) mod addresses;
mod advice;
mod buyer;
mod calls;
mod cards;
mod coach;
mod duty;
mod effect;
mod groups;
mod identities;
mod later;
mod order_check;
mod order_marks;
mod outside_notes;
mod owning;
pub(crate) mod phrases;
mod providers;
mod settings;
mod snoozing;
mod tags;
mod talk;
mod team;

pub(crate) use self::talk::part;
pub use self::{
    addresses::{AddressChange, AddressView, Consent},
    advice::{
        AdviceCardView, AdviceView, AxisView, CardConcession, ConcessionFigures, ConcessionLedger,
        ConcessionQuery, ConcessionView, ConcessionWanted, CountedTalk, Decision, EvidenceView, LastPurchase,
        LastTalk, RememberView, ShownProduct, StepFigure, StepTold, TalkEnd,
    },
    buyer::BuyerChange,
    calls::CallNote,
    cards::CardOf,
    coach::{
        AgentAudit, Audit, AuditQuery, AuditedFinding, BenchLine, BenchedLine, BenchedRule, CategoryFigures,
        Days, Dismiss, DismissalList, DismissalQuery, DismissalView, FindingQuery, FindingView, HistoryBench,
        HistoryHit, RuleChange, RuleList, RuleText, RuleView, SettingChange, Verdict,
    },
    effect::{
        AgainstView, ArmView, EffectView, ExperimentView, LiftView, MoneyView, PauseView, PointView,
        PowerView, RailView, RatioView, SideView, VerdictView,
    },
    groups::GroupChange,
    identities::{Belongings, NameView},
    order_marks::OrderMarkChange,
    outside_notes::OutsideNoteView,
    owning::HandTo,
    phrases::{
        AskedOften, BulkDone, BulkLeft, BulkPhrases, FolderChange, ImportedPhrase, LikePhrase, OUTCOME_DAYS,
        PhraseChange, PhraseDraft, PhraseImport, PhraseImportOptions, PhraseOutcome, PhraseRowChange,
        PhraseView, PhraseWriter, ToldPhrase,
    },
    providers::{LineView, ProviderChange, ProviderPatch, ProviderView, Trial, TrialEnd},
    settings::ShopPatch,
    tags::{TagChange, TagView},
};
pub use crate::{
    orders::OrderQuery,
    reminders::tasks::{CallOutcome, PriceOutcome, TaskAnswer, TaskOutcome},
};

/// A shop as one member may use it.
#[derive(Clone)]
pub struct Desk {
    pub(crate) engine: Engine,
    pub(crate) shop: ShopId,
    pub(crate) person: PersonId,
    role: Role,
}

impl Desk {
    pub(crate) const fn new(engine: Engine, shop: ShopId, person: PersonId, role: Role) -> Self {
        Self {
            engine,
            shop,
            person,
            role,
        }
    }

    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    #[must_use]
    pub const fn shop_id(&self) -> ShopId {
        self.shop
    }

    /// Whose hand it is.
    #[must_use]
    pub const fn person_id(&self) -> PersonId {
        self.person
    }

    /// # Errors
    /// When the database fails.
    pub async fn shop(&self) -> Result<Shop> {
        shops::get(self.engine.store.read(), self.shop)
            .await?
            .ok_or(EngineError::NotFound("shop"))
    }

    /// # Errors
    /// [`EngineError::Forbidden`] below the role.
    pub fn require(&self, needs: Role) -> Result<()> {
        if self.role < needs {
            Err(EngineError::Forbidden { needs })
        } else {
            Ok(())
        }
    }

    /// She is connected while the guard lives.
    #[must_use]
    pub fn enter(&self) -> PresenceGuard {
        self.engine.hub.shop(self.shop).agent_enters(self.person)
    }

    /// What came after `after` in the shop's log, then what comes.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn feed(&self, after: i64) -> Result<crate::feed::Feed> {
        crate::feed::Feed::open(self.engine.clone(), self.shop, after).await
    }
}

/// A shop's name: 1 to 60 characters.
pub(crate) fn shop_name(name: &str) -> Result<String> {
    bounded("name", name, 60)
}

/// Without line breaks and what else cannot be seen.
pub(crate) fn one_line(text: &str) -> String {
    let seen = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(seen).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A trimmed text of 1 to `max` characters.
pub(crate) fn bounded(field: &'static str, text: &str, max: usize) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(EngineError::Invalid {
            field,
            reason: Invalid::Empty,
        });
    }
    if text.chars().count() > max {
        return Err(EngineError::Invalid {
            field,
            reason: Invalid::TooLong { max },
        });
    }
    Ok(text.to_owned())
}
