//! The journeys of Jinpai: it composes the pure decisions, the store and the channels.
//!
//! A reply goes through [`Desk::send`], a buyer's message through [`Visitor::send`], a reminder through the
//! planner and the dispatcher. The engine knows no HTTP and no JSON of the API, and the pure crates know
//! nothing of each other: where one needs another's answer, it is asked here.

mod accounts;
mod assigning;
mod boundary;
mod bridge;
mod callbacks;
mod canary;
mod chat;
mod clock;
mod coaching;
mod core;
mod desk;
mod drive;
mod error;
mod farewell;
mod feed;
mod goods;
mod hooks;
mod hub;
mod imports;
mod inquiries;
mod later;
mod limits;
mod one_person;
mod orders;
mod pictures;
mod playbook;
mod policies;
mod pump;
mod random;
mod reminders;
mod returning;
mod seal;
mod searching;
mod service;
mod show;
mod unsubscribe;
mod views;
mod widget;

pub use jinpai_channels::{
    ImportReport,
    products::ColumnMap,
    send::{Allowed, CallbackHeaders, Guard},
};
pub use jinpai_coach::{
    Category, Finding, Fix, FixKind, Locale, Needs, Report, Safety, Severity, Skipped,
    spec::{Example, FixSpec, RuleSpec, Words},
};
pub use jinpai_packs::policy::examples::{Expected, Got, TriedExample, Wanted};
pub use jinpai_playbook::{Comparison, Held, LadderState, Standing};
pub use jinpai_reminder::{
    replay::Verdict as DryVerdict,
    spec::{PolicySpec, effect::Trait},
};
pub use jinpai_store::{Deadlines, advice_cards::CardFact, findings::Review, secrets::SecretKind};

pub use crate::{
    boundary::{Boundaries, Boundary},
    bridge::{BridgeView, EventTaken, LONGEST_WAIT_S, MAX_EVENTS, OutBody, OutBuyer, OutItem, OutboxPage},
    canary::{Canary, NoSuchPromise},
    clock::{Clock, ShiftedClock, SystemClock},
    coaching::{Judged, PutAside, own::RuleInShop},
    core::{Engine, EngineConfig},
    desk::{
        AddressChange, AddressView, AdviceCardView, AdviceView, AgainstView, AgentAudit, ArmView, AskedOften,
        Audit, AuditQuery, AuditedFinding, AxisView, Belongings, BenchLine, BenchedLine, BenchedRule,
        BulkDone, BulkLeft, BulkPhrases, BuyerChange, CallNote, CallOutcome, CardConcession, CardOf,
        CategoryFigures, ConcessionFigures, ConcessionLedger, ConcessionQuery, ConcessionView,
        ConcessionWanted, Consent, CountedTalk, Days, Decision, Desk, Dismiss, DismissalList, DismissalQuery,
        DismissalView, EffectView, EvidenceView, ExperimentView, FindingQuery, FindingView, FolderChange,
        GroupChange, HandTo, HistoryBench, HistoryHit, ImportedPhrase, LastPurchase, LastTalk, LiftView,
        LikePhrase, LineView, MoneyView, NameView, OUTCOME_DAYS, OrderMarkChange, OrderQuery,
        OutsideNoteView, PauseView, PhraseChange, PhraseDraft, PhraseImport, PhraseImportOptions,
        PhraseOutcome, PhraseRowChange, PhraseView, PhraseWriter, PointView, PowerView, PriceOutcome,
        ProviderChange, ProviderPatch, ProviderView, RailView, RatioView, RememberView, RuleChange, RuleList,
        RuleText, RuleView, SettingChange, ShopPatch, ShownProduct, SideView, StepFigure, StepTold,
        TagChange, TagView, TalkEnd, TaskAnswer, TaskOutcome, ToldPhrase, Trial, TrialEnd, Verdict,
        VerdictView,
    },
    drive::{Ledger, Round, Worker},
    error::{EngineError, Invalid, Result, RuleFault},
    farewell::Farewell,
    feed::{Feed, FeedItem},
    goods::{
        Answer, EntryChange, FoundGoods, FoundProduct, GoodsImportOptions, GoodsPreview, ProductChange,
        ProductVersionView,
    },
    hooks::HookHeaders,
    hub::PresenceGuard,
    imports::{ImportOptions, Progress},
    limits::{Allowance, Limiter},
    orders::OrderCounts,
    pictures::{PictureCopy, PictureFault, PictureFile, PictureSeat},
    policies::{
        BUILT_IN, Changes, DryCell, DryLine, DryReason, DryRun, DryRunPart, DrySide, FLOWS, PolicyCheck,
        PolicyDraft, PolicyFault, PolicyState, PolicyText, SavedPolicy, Show, Which,
    },
    random::Random,
    reminders::page::why_in_general,
    reminders::peers::{OpenPeer, PeerError, RealPeers},
    seal::{SealKey, digest, same, sign},
    service::{Service, ServiceSign, ServiceView},
    unsubscribe::Unsubscribing,
    views::*,
    widget::{BuyerFeed, SignedIdentity, Visitor},
};
