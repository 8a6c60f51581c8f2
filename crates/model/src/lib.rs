//! The nouns of Jinpai: ids, time, money, and the things a shop is made of.
//!
//! This crate knows nobody else in the workspace, does no I/O, and reads no clock: a moment is
//! always handed in. Every word here is the one word of the product for that thing, in code, in the
//! API and in the documents.

mod buyer;
mod call;
mod card;
mod coaching;
mod concession;
mod conversation;
pub mod draw;
mod duty;
mod event;
mod facts;
pub mod goods;
mod group;
mod hours;
mod ids;
mod later;
mod mark;
mod money;
mod order;
mod phrase;
mod picture;
mod playbook;
mod product;
mod promise;
mod rating;
mod receiver;
mod region;
mod reminder;
mod service;
mod shop;
mod time;
mod words;

pub use buyer::{Buyer, BuyerRef, IdentityChannel};
pub use call::{CallEnd, CallWay};
pub use card::Card;
pub use coaching::{DismissReason, FindingState, RuleStatus};
pub use concession::Concession;
pub use conversation::{Conversation, ConversationState, Message, Side, Snooze, TalkLine};
pub use duty::{Duty, DutyState};
pub use event::{Event, EventKind};
pub use facts::Facts;
pub use goods::{
    Attribute, CommonQuestion, FactGroup, FactSource, FieldChange, GoodsColumn, GoodsLayout, Knowledge,
    KnowledgeEntry, KnowledgeKind, MAX_ATTRIBUTES, MAX_LINES, MAX_MEASURES, MAX_PROMOTIONS, MAX_QUESTIONS,
    MAX_SIZES, MAX_VARIANTS, ProductField, Promotion, SizeRow, SizeTable, Standing, Telling, Tellings,
    ToldProduct, Variant,
};
pub use group::{Group, GroupWait};
pub use hours::{BusinessHours, Holiday, HoursFault, HoursPlace, OpenSpan, Openness};
pub use ids::{
    AttemptId, BuyerId, ConcessionId, ConversationId, DismissalId, EntryId, GroupId, IdError, LaterId,
    MessageId, OrderId, PersonId, PhraseId, PictureId, ProductId, PromiseId, ProviderId, ShopId, StepId,
    TagId, TaskId,
};
pub use later::{LaterMessage, LaterState};
pub use mark::{Flag, OrderMark, Tag, TagColour, Tagged};
pub use money::{Fen, FenError};
pub use order::{Order, OrderInput, OrderItem, OrderKind, OrderSource, OrderStatus};
pub use phrase::{Phrase, PhraseScope, Trade};
pub use picture::{Film, Picture, PictureKind, PictureSize};
pub use playbook::{
    Axis, ConcessionState, Coupon, Kindness, LadderSpec, Need, Stage, StepOutcome, Technique, Trait,
    UnpaidSetting,
};
pub use product::{Product, ProductInput};
pub use promise::Promise;
pub use rating::Rating;
pub use receiver::Receiver;
pub use region::province;
pub use reminder::{
    Address, AddressKind, Angle, Attempt, AttemptState, Channel, ConsentSource, Delivered, Flow, Provider,
    Reason, Slot, Step, StepState, Task, TaskKind, TaskState, Tier,
};
pub use service::{AutoKind, AutoReplies, AutoReply, ServicePart, ShopNotice};
pub use shop::{Membership, Person, Platform, PlaybookSettings, Role, Shop, ShopSettings};
pub use time::{At, ClockTime, DAY_MS, HOUR_MS, MINUTE_MS, TimeError, Zone};
pub use words::UnknownWord;
