-- What a desk knows of a buyer's manner, what was proposed to an agent and what became of it, what was promised, and every concession with what it cost.

CREATE TABLE buyer_types (
    shop_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    axis TEXT NOT NULL,
    value TEXT NOT NULL,
    confidence_pct BIGINT NOT NULL,
    value_before TEXT,
    conversation_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, buyer_id, axis)
) /*by key*/;

CREATE TABLE type_corrections (
    shop_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    axis TEXT NOT NULL,
    value TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, buyer_id, axis)
) /*by key*/;

CREATE TABLE profiles_off (
    shop_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, buyer_id)
) /*by key*/;

CREATE TABLE promises (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    text TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    kept_by TEXT,
    kept_at BIGINT,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE INDEX promises_open ON promises (shop_id, buyer_id) WHERE kept_at IS NULL;

CREATE TABLE concessions (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    product_id TEXT,
    price_fen BIGINT,
    cost_fen BIGINT NOT NULL,
    state TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    remark TEXT NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE INDEX concessions_of_talk ON concessions (shop_id, conversation_id);

CREATE INDEX concessions_by_time ON concessions (shop_id, asked_at);

CREATE INDEX concessions_waiting ON concessions (shop_id, asked_at) WHERE state = 'asked';

CREATE TABLE advice_cards (
    shop_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    card TEXT NOT NULL,
    technique TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    facts TEXT NOT NULL,
    outcome TEXT NOT NULL,
    message_id TEXT,
    shown_at BIGINT NOT NULL,
    settled_at BIGINT,
    PRIMARY KEY (shop_id, conversation_id, card)
) /*by key*/;

CREATE INDEX advice_cards_by_time ON advice_cards (shop_id, shown_at);
