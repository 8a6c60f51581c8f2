-- Which orders the draw decided about and into which group it put each, and which flows stopped by themselves.

CREATE TABLE trials (
    shop_id TEXT NOT NULL,
    flow TEXT NOT NULL,
    order_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    held_out BOOLEAN NOT NULL,
    holdout_percent BIGINT NOT NULL,
    policy_version BIGINT NOT NULL,
    arms TEXT NOT NULL,
    total_fen BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    counts_from_at BIGINT NOT NULL,
    window_ends_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, flow, order_id)
) /*by key*/;

CREATE INDEX trials_by_age ON trials (shop_id, flow, started_at);

CREATE INDEX trials_by_buyer ON trials (shop_id, flow, buyer_id);

CREATE TABLE pauses (
    shop_id TEXT NOT NULL,
    flow TEXT NOT NULL,
    revision BIGINT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    rail TEXT NOT NULL,
    people BIGINT NOT NULL,
    events BIGINT NOT NULL,
    limit_ppm BIGINT NOT NULL,
    ended_by TEXT,
    ended_at BIGINT,
    ended_why TEXT,
    PRIMARY KEY (shop_id, flow, revision)
) /*by key*/;
