-- When a shop serves, what it says by itself and what it has said so, and what an agent says beside her state.

CREATE TABLE shop_service (
    shop_id TEXT NOT NULL,
    part TEXT NOT NULL,
    version BIGINT NOT NULL,
    value TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, part)
) /*by key*/;

CREATE TABLE auto_replies (
    shop_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    stretch_at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, conversation_id, kind)
) /*by key*/;

ALTER TABLE duties ADD COLUMN note TEXT NOT NULL DEFAULT '';
