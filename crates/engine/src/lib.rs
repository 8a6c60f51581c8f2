//! The journeys of Jinpai: it composes the pure decisions, the store and the channels.
//!
//! A reply goes through [`Desk::send`], a buyer's message through [`Visitor::send`], a reminder through the
//! planner and the dispatcher. The engine knows no HTTP and no JSON of the API, and the pure crates know
//! nothing of each other: where one needs another's answer, it is asked here.

mod accounts;
mod boundary;
mod canary;
mod chat;
mod clock;
mod coaching;
mod core;
mod desk;
mod drive;
mod error;
mod feed;
mod hooks;
mod hub;
mod imports;
mod inquiries;
mod limits;
mod orders;
mod policies;
mod pump;
mod random;
mod reminders;
mod seal;
mod show;
mod views;
mod widget;

pub use jinpai_channels::ImportReport;
pub use jinpai_coach::{
    Category, Finding, Fix, FixKind, Locale, Needs, Report, Safety, Severity, Skipped,
    spec::{Example, FixSpec, RuleSpec, Words},
};
pub use jinpai_packs::policy::examples::{Expected, Got, TriedExample, Wanted};
pub use jinpai_reminder::{
    replay::Verdict as DryVerdict,
    spec::{PolicySpec, effect::Trait},
};
pub use jinpai_store::{findings::Review, secrets::SecretKind};

pub use crate::{
    boundary::{Boundaries, Boundary},
    canary::{Canary, NoSuchPromise},
    clock::{Clock, ShiftedClock, SystemClock},
    coaching::{Judged, PutAside, own::RuleInShop},
    core::{Engine, EngineConfig},
    desk::{
        AddressChange, AddressView, AgainstView, AgentAudit, ArmView, Audit, AuditQuery, AuditedFinding,
        BenchLine, BenchedLine, BenchedRule, BuyerChange, CategoryFigures, Days, Desk, Dismiss,
        DismissalList, DismissalQuery, DismissalView, EffectView, ExperimentView, FindingQuery, FindingView,
        HistoryBench, HistoryHit, LiftView, MoneyView, OrderQuery, PauseView, PointView, PowerView,
        ProviderChange, ProviderView, RailView, RatioView, RuleChange, RuleList, RuleText, RuleView,
        SettingChange, ShopPatch, SideView, TaskOutcome, Verdict, VerdictView,
    },
    drive::{Ledger, Round, Worker},
    error::{EngineError, Invalid, Result, RuleFault},
    feed::{Feed, FeedItem},
    hooks::HookHeaders,
    hub::PresenceGuard,
    imports::{ImportOptions, Progress},
    limits::{Allowance, Limiter},
    orders::OrderCounts,
    policies::{
        BUILT_IN, Changes, DryCell, DryLine, DryReason, DryRun, DryRunPart, DrySide, FLOWS, PolicyCheck,
        PolicyDraft, PolicyFault, PolicyState, PolicyText, SavedPolicy, Show, Which,
    },
    random::Random,
    reminders::page::why_in_general,
    reminders::peers::{OpenPeer, PeerError},
    seal::{SealKey, digest, same, sign},
    views::*,
    widget::{BuyerFeed, SignedIdentity, Visitor},
};
