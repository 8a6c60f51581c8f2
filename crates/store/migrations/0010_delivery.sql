-- Peers that take a shop's messages, where buyers are reached, and what became of each hand-over.

CREATE TABLE providers (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    channel TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    is_on BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX providers_one_on_per_channel ON providers (shop_id, channel) WHERE is_on;

CREATE TABLE addresses (
    shop_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    proxied BOOLEAN NOT NULL,
    notice_at BIGINT,
    promotion_at BIGINT,
    ended_at BIGINT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, buyer_id, kind, value)
) /*by key*/;

CREATE INDEX addresses_by_value ON addresses (shop_id, kind, value);

ALTER TABLE attempts ADD COLUMN provider_id TEXT;

ALTER TABLE attempts ADD COLUMN why TEXT;

ALTER TABLE attempts ADD COLUMN ask_at BIGINT;

ALTER TABLE attempts ADD COLUMN asked BIGINT NOT NULL DEFAULT 0;

ALTER TABLE attempts ADD COLUMN delivery TEXT;

CREATE INDEX attempts_to_ask ON attempts (ask_at) WHERE state = 'unknown' AND ask_at IS NOT NULL;

CREATE INDEX attempts_by_receipt ON attempts (shop_id, provider_id, receipt) WHERE receipt IS NOT NULL;
