-- Talks from elsewhere: the shop's bridge and how far it has come, the buyers it speaks for, what it could not deliver, and notes about buyers of other clients.

CREATE TABLE bridges (
    shop_id TEXT NOT NULL,
    seen_at BIGINT,
    reached_seq BIGINT NOT NULL,
    push_url TEXT,
    push_tries BIGINT NOT NULL,
    push_since_at BIGINT,
    push_due_at BIGINT,
    push_why TEXT,
    PRIMARY KEY (shop_id)
) /*by key*/;

CREATE TABLE bridged_buyers (
    shop_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    external TEXT NOT NULL,
    since_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, buyer_id)
) /*by key*/;

CREATE TABLE undelivered (
    shop_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    why TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, seq)
) /*by key*/;

CREATE TABLE outside_notes (
    shop_id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, name_key)
) /*by key*/;
