//! The model's closed sets of words as schemas, so that TypeScript gets unions.
//!
//! Each schema lists the variants of the model's enum: a new word cannot miss the document.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

macro_rules! words {
    ($($name:ident),+ $(,)?) => {$(
        /// The schema of the model's enum of this name.
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let words = jinpai_model::$name::ALL.iter().map(|word| word.as_str());
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

words! {
    AddressKind, Angle, AttemptState, AutoKind, Axis, CallEnd, CallWay, Channel, ConcessionState, ConsentSource, ConversationState, Delivered, DismissReason, DutyState, EventKind, FactSource, FindingState, Flag, Flow, GoodsColumn, GoodsLayout, IdentityChannel, KnowledgeKind, Need, OrderKind, OrderSource, OrderStatus, Stage, StepOutcome, Technique, Trait, UnpaidSetting,
    PhraseScope, PictureSize, Platform, Reason, Role, RuleStatus, Side, Slot, StepState, TagColour, TaskKind, Trade,
}
