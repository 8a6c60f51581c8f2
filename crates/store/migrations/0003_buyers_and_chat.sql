-- Buyers, the names they go by, and what is said with them; a client reference makes every message unique to its sender.

CREATE TABLE buyers (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    region TEXT,
    opted_out_at BIGINT,
    blocked_at BIGINT,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE TABLE identities (
    shop_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    external TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    PRIMARY KEY (shop_id, channel, external)
) /*by key*/;

CREATE INDEX identities_by_buyer ON identities (shop_id, buyer_id);

CREATE TABLE visitors (
    shop_id TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    visitor TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, token_hash)
) /*by key*/;

CREATE TABLE conversations (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    last_from TEXT,
    last_buyer_at BIGINT,
    last_agent_at BIGINT,
    waiting_since_at BIGINT,
    unread BIGINT NOT NULL,
    buyer_delivered_seq BIGINT NOT NULL,
    buyer_read_seq BIGINT NOT NULL,
    agent_delivered_seq BIGINT NOT NULL,
    agent_read_seq BIGINT NOT NULL,
    starred BOOLEAN NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX conversations_one_open_per_buyer ON conversations (shop_id, buyer_id) WHERE state = 'open';

CREATE INDEX conversations_by_buyer ON conversations (shop_id, buyer_id, last_at);

CREATE INDEX conversations_by_state ON conversations (shop_id, state, last_at);

CREATE TABLE messages (
    shop_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    id TEXT NOT NULL,
    side TEXT NOT NULL,
    sender TEXT NOT NULL,
    author_id TEXT,
    client_ref TEXT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, seq)
) /*by key*/;

CREATE UNIQUE INDEX messages_once_per_sender ON messages (shop_id, sender, client_ref);

CREATE INDEX messages_by_conversation ON messages (shop_id, conversation_id, seq);

CREATE TABLE findings (
    shop_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    n BIGINT NOT NULL,
    rule TEXT NOT NULL,
    category TEXT NOT NULL,
    severity TEXT NOT NULL,
    start_char BIGINT NOT NULL,
    end_char BIGINT NOT NULL,
    PRIMARY KEY (shop_id, message_id, n)
) /*by key*/;
