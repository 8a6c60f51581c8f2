-- The event log and its per-shop head: the one order in which a shop's changes happened, and what pages resume from.

CREATE TABLE shop_heads (
    shop_id TEXT NOT NULL PRIMARY KEY REFERENCES shops (id),
    head_seq BIGINT NOT NULL
) /*by key*/;

CREATE TABLE events (
    shop_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (shop_id, seq)
) /*by key*/;

CREATE TABLE cursors (
    shop_id TEXT NOT NULL,
    name TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (shop_id, name)
) /*by key*/;

CREATE TABLE deliveries (
    shop_id TEXT NOT NULL,
    delivery TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    result TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, delivery)
) /*by key*/;

CREATE INDEX deliveries_by_age ON deliveries (at);
