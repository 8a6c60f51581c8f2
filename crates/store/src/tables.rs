//! The rows as they stand in the tables: integers, texts and booleans, nothing else.
//!
//! Rows never leave the crate; each repository turns its own into the nouns of the model.

/// Declares the row of one table. The keys come first, the shop before all.
macro_rules! table {
    ($module:ident = $name:tt, key { $($key:ident: $key_type:ty),+ }, $($field:ident: $type:ty),* $(,)?) => {
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Deserialize)]
            #[sea_orm(table_name = $name)]
            pub struct Model {
                $(#[sea_orm(primary_key, auto_increment = false)] pub $key: $key_type,)+
                $(pub $field: $type,)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}

            impl crate::many::Row for Model {
                fn into_cells(self) -> impl Iterator<Item = sea_orm::Value> {
                    [$(self.$key.into(),)+ $(self.$field.into(),)*].into_iter()
                }
            }
        }
    };
}

table!(shop = "shops", key { id: String }, name: String, settings: String, created_at: i64);

table!(person = "persons", key { id: String },
    login: String, name: String, password_hash: String, must_change_password: bool, locale: String,
    settings: String, created_at: i64);

table!(member = "members", key { shop_id: String, person_id: String }, role: String);

table!(session = "sessions", key { token_hash: String },
    person_id: String, csrf: String, created_at: i64, seen_at: i64, expires_at: i64);

table!(secret = "secrets", key { shop_id: String, kind: String }, value: String);

table!(shop_head = "shop_heads", key { shop_id: String }, head_seq: i64);

table!(event = "events", key { shop_id: String, seq: i64 },
    at: i64, kind: String, subject: String, payload: String);

table!(cursor = "cursors", key { shop_id: String, name: String }, seq: i64);

table!(delivery = "deliveries", key { shop_id: String, delivery: String },
    body_hash: String, result: String, at: i64);

table!(buyer = "buyers", key { shop_id: String, id: String },
    name: String, region: Option<String>, opted_out_at: Option<i64>, blocked_at: Option<i64>,
    created_at: i64, last_seen_at: Option<i64>);

table!(identity = "identities", key { shop_id: String, channel: String, external: String }, buyer_id: String);

table!(same_buyer = "same_buyers", key { shop_id: String, buyer_id: String },
    head_id: String, person_id: String, at: i64);

table!(visitor = "visitors", key { shop_id: String, token_hash: String },
    visitor: String, buyer_id: String, created_at: i64, seen_at: i64);

table!(conversation = "conversations", key { shop_id: String, id: String },
    buyer_id: String, state: String, opened_at: i64, last_seq: i64, last_at: i64,
    last_from: Option<String>, last_buyer_at: Option<i64>, last_agent_at: Option<i64>,
    waiting_since_at: Option<i64>, unread: i64, buyer_delivered_seq: i64, buyer_read_seq: i64,
    agent_delivered_seq: i64, agent_read_seq: i64, starred: bool, agent_id: Option<String>,
    ended_at: Option<i64>, paid_at_end: Option<bool>, inquiry_seq: i64, owner_id: Option<String>,
    owned_at: Option<i64>, snooze_until_at: Option<i64>, snooze_by: Option<String>,
    snooze_remark: Option<String>, returned_at: Option<i64>, group_id: Option<String>,
    group_until_at: Option<i64>, group_by_id: Option<String>);

table!(message = "messages", key { shop_id: String, seq: i64 },
    conversation_id: String, id: String, side: String, sender: String, author_id: Option<String>,
    client_ref: String, text: String, at: i64, others_waiting: Option<i64>, picture_id: Option<String>,
    picture_width: Option<i64>, picture_height: Option<i64>, card: Option<String>, line: Option<String>,
    recalled_at: Option<i64>, film_ms: Option<i64>, film_bytes: Option<i64>);

table!(draft = "drafts", key { shop_id: String, conversation_id: String, person_id: String },
    text: String, at: i64);

table!(later_message = "later_messages", key { shop_id: String, id: String },
    conversation_id: String, person_id: String, client_ref: String, text: String, due_at: i64,
    state: String, created_at: i64);
table!(picture = "pictures", key { shop_id: String, id: String },
    conversation_id: String, kind: String, at: i64, small: Vec<u8>, large: Vec<u8>);

table!(rating = "ratings", key { shop_id: String, conversation_id: String },
    score: i64, word: String, given_at: i64, changed_at: i64);

table!(duty = "duties", key { shop_id: String, person_id: String },
    state: String, capacity: i64, changed_at: i64, seen_at: Option<i64>, note: String);

table!(team_group = "team_groups", key { shop_id: String, id: String },
    name: String, created_at: i64, removed_at: Option<i64>);

table!(
    group_member = "group_members",
    key {
        shop_id: String,
        group_id: String,
        person_id: String
    },
);

table!(shop_service = "shop_service", key { shop_id: String, part: String },
    version: i64, value: String, changed_by: String, changed_at: i64);

table!(auto_reply = "auto_replies", key { shop_id: String, conversation_id: String, kind: String },
    stretch_at: i64, seq: i64, at: i64);

table!(finding = "findings", key { shop_id: String, message_id: String, n: i64 },
    rule: String, category: String, severity: String, start_char: i64, end_char: i64, points: i64,
    dismissed: bool, state: String, conversation_id: String, seq: i64, author_id: Option<String>, at: i64,
    at_end: bool);

table!(fact_snapshot = "fact_snapshots", key { shop_id: String, digest: String }, facts: String);

table!(message_fact = "message_facts", key { shop_id: String, message_id: String }, digest: String);

table!(finding_review = "finding_reviews", key { shop_id: String, message_id: String, n: i64, place: i64 },
    state: String, person_id: String, note: String, at: i64);

table!(coach_version = "coach_versions", key { shop_id: String }, version: i64);

table!(rule_setting = "rule_settings", key { shop_id: String, rule: String },
    severity: Option<String>, points: Option<i64>, muted: bool, allowed: String, changed_by: String,
    changed_at: i64);

table!(own_rule = "own_rules", key { shop_id: String, code: String },
    toml: String, status: String, author_id: String, version: i64, created_at: i64, updated_at: i64);

table!(dismissal = "dismissals", key { shop_id: String, id: String },
    conversation_id: String, context: String, message_id: Option<String>, rule: String, matched: String,
    excerpt: String, reason: String, note: String, person_id: String, at: i64,
    allowed_by: Option<String>, allowed_at: Option<i64>);

table!(order = "orders", key { shop_id: String, id: String },
    platform: String, number: String, buyer_id: String, status: String, kind: String, total_fen: i64,
    postage_fen: i64, refund_fen: i64, items: String, quantity: i64, created_at: i64,
    paid_at: Option<i64>, closed_at: Option<i64>, close_at: i64, source: String, seen_at: i64);

table!(product = "products", key { shop_id: String, id: String },
    sku: String, title: String, price_fen: Option<i64>, stock: Option<i64>, promo_ends_at: Option<i64>,
    ship_cutoff: Option<String>, ship_within_h: Option<i64>, eta_days: Option<String>,
    material: Option<String>, guarantees: String, gifts: String, colours_in_stock: String, knowledge: String, seen_at: i64,
    told: String, version: i64);

table!(product_code = "product_codes", key { shop_id: String, code: String }, product_id: String);

table!(product_version = "product_versions", key { shop_id: String, product_id: String, version: i64 },
    at: i64, source: String, by_id: Option<String>, changes: String);

table!(column_map = "column_maps", key { shop_id: String, headers: String },
    columns: String, changed_by: String, changed_at: i64);

table!(knowledge_entry = "knowledge_entries", key { shop_id: String, id: String },
    kind: String, platform: Option<String>, title: String, text: String, source: String, seen_at: i64,
    by_id: String);

table!(policy = "policies", key { shop_id: String, flow: String, version: i64 },
    toml: String, note: String, author_id: String, at: i64);

table!(policy_in_force = "policies_in_force", key { shop_id: String, flow: String },
    version: Option<i64>, revision: i64, changed_by: String, changed_at: i64);

table!(trial = "trials", key { shop_id: String, flow: String, order_id: String },
    buyer_id: String, held_out: bool, holdout_percent: i64, policy_version: i64, arms: String,
    total_fen: i64, started_at: i64, counts_from_at: i64, window_ends_at: i64,
    drawn_as: Option<String>);

table!(pause = "pauses", key { shop_id: String, flow: String, revision: i64 },
    version: i64, at: i64, rail: String, people: i64, events: i64, limit_ppm: i64,
    ended_by: Option<String>, ended_at: Option<i64>, ended_why: Option<String>);

table!(step = "steps", key { shop_id: String, id: String },
    flow: String, ladder: String, n: i64, buyer_id: String, channel: String, angle: Option<String>,
    slot: Option<String>, due_at: i64, expires_at: i64, state: String, reason: String,
    text: Option<String>, planned_at: i64, decided_at: Option<i64>, lease_until_at: Option<i64>,
    epoch: i64, policy_version: i64);

table!(step_order = "step_orders", key { shop_id: String, step_id: String, place: i64 }, order_id: String);

table!(attempt = "attempts", key { shop_id: String, id: String },
    step_id: String, channel: String, idempotency_key: String, state: String, started_at: i64,
    finished_at: Option<i64>, receipt: Option<String>, provider_id: Option<String>, why: Option<String>,
    ask_at: Option<i64>, asked: i64, delivery: Option<String>);

table!(provider = "providers", key { shop_id: String, id: String },
    channel: String, name: String, settings: String, is_on: bool, created_at: i64, changed_at: i64);

table!(address = "addresses", key { shop_id: String, buyer_id: String, kind: String, value: String },
    proxied: bool, notice_at: Option<i64>, notice_by: Option<String>, promotion_at: Option<i64>,
    promotion_by: Option<String>, ended_at: Option<i64>, changed_at: i64);

table!(task = "tasks", key { shop_id: String, id: String },
    kind: String, step_id: String, state: String, opened_at: i64, due_at: i64,
    outcome: Option<String>, done_by: Option<String>, done_at: Option<i64>);

table!(task_hold = "task_holds", key { shop_id: String, task_id: String }, person_id: String, taken_at: i64);

table!(price_change = "price_changes", key { shop_id: String, ladder: String },
    task_id: String, keep: String, duplicates: String, postage_off_fen: i64, sum_fen: i64, new_sum_fen: i64);

table!(agreed_price = "agreed_prices", key { shop_id: String, order_id: String },
    task_id: String, price_fen: Option<i64>, person_id: String, agreed_at: i64);

table!(
    contact = "contacts",
    key {
        shop_id: String,
        buyer_id: String,
        at: i64,
        channel: String,
        source: String
    },
);

table!(phrase = "phrases", key { shop_id: String, id: String },
    person_id: Option<String>, stage: String, code: String, title: String, text: String, created_at: i64,
    updated_at: i64);

table!(phrase_use = "phrase_uses", key { shop_id: String, phrase: String }, uses: i64, used_at: i64);

table!(phrase_picture = "phrase_pictures", key { shop_id: String, phrase_id: String },
    id: String, kind: String, width: i64, height: i64, at: i64, small: Vec<u8>, large: Vec<u8>);

table!(phrase_folder = "phrase_folders", key { shop_id: String, name: String }, place: i64);

table!(removed_phrase = "removed_phrases", key { shop_id: String, id: String },
    person_id: Option<String>, stage: String, code: String, title: String, text: String, created_at: i64,
    updated_at: i64, uses: i64, used_at: i64, removed_at: i64, removed_by: String);

table!(phrase_talk = "phrase_talks", key { shop_id: String, phrase: String, conversation_id: String, day: i64 },
    buyer_id: String, at: i64);

table!(phrase_question = "phrase_questions", key { shop_id: String, question: String },
    person_id: String, at: i64);

table!(bridge = "bridges", key { shop_id: String },
    seen_at: Option<i64>, reached_seq: i64, push_url: Option<String>, push_tries: i64,
    push_since_at: Option<i64>, push_due_at: Option<i64>, push_why: Option<String>);

table!(bridged_buyer = "bridged_buyers", key { shop_id: String, buyer_id: String },
    channel: String, external: String, since_at: i64);

table!(undelivered = "undelivered", key { shop_id: String, seq: i64 }, why: String, at: i64);

table!(outside_note = "outside_notes", key { shop_id: String, name_key: String },
    name: String, text: String, person_id: String, at: i64);

table!(tag = "tags", key { shop_id: String, id: String },
    name: String, name_key: String, colour: String, place: i64, created_at: i64);

table!(tagged = "tagged", key { shop_id: String, kind: String, thing: String, tag_id: String },
    person_id: String, at: i64);

table!(order_mark = "order_marks", key { shop_id: String, order_id: String },
    flag: Option<String>, remark: String, person_id: String, at: i64, changes: i64);

table!(order_receiver = "order_receivers", key { shop_id: String, order_id: String },
    name: String, phone: String, address: String);

table!(order_mark_change = "order_mark_changes", key { shop_id: String, order_id: String, n: i64 },
    flag: Option<String>, remark: String, person_id: String, at: i64);

table!(buyer_type = "buyer_types", key { shop_id: String, buyer_id: String, axis: String },
    value: String, confidence_pct: i64, value_before: Option<String>, conversation_id: String, at: i64);

table!(type_correction = "type_corrections", key { shop_id: String, buyer_id: String, axis: String },
    value: String, person_id: String, at: i64);

table!(profile_off = "profiles_off", key { shop_id: String, buyer_id: String }, person_id: String, at: i64);

table!(promise = "promises", key { shop_id: String, id: String },
    buyer_id: String, conversation_id: String, text: String, person_id: String, at: i64,
    kept_by: Option<String>, kept_at: Option<i64>);

table!(concession = "concessions", key { shop_id: String, id: String },
    conversation_id: String, buyer_id: String, stage: String, product_id: Option<String>,
    price_fen: Option<i64>, cost_fen: i64, state: String, asked_by: String, asked_at: i64,
    decided_by: Option<String>, decided_at: Option<i64>, remark: String);

table!(advice_card = "advice_cards", key { shop_id: String, conversation_id: String, card: String },
    technique: String, buyer_id: String, person_id: String, facts: String, outcome: String,
    message_id: Option<String>, shown_at: i64, settled_at: Option<i64>);
