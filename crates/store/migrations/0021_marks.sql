-- What a desk notes down: tags of talks and buyers, talks that are put off, flags and remarks of orders.

CREATE TABLE tags (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    colour TEXT NOT NULL,
    place BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX tags_by_name ON tags (shop_id, name_key);

CREATE TABLE tagged (
    shop_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    thing TEXT NOT NULL,
    tag_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, kind, thing, tag_id)
) /*by key*/;

CREATE INDEX tagged_by_tag ON tagged (shop_id, tag_id);

ALTER TABLE conversations ADD COLUMN snooze_until_at BIGINT;

ALTER TABLE conversations ADD COLUMN snooze_by TEXT;

ALTER TABLE conversations ADD COLUMN snooze_remark TEXT;

ALTER TABLE conversations ADD COLUMN returned_at BIGINT;

CREATE INDEX conversations_asleep ON conversations (snooze_until_at) WHERE snooze_until_at IS NOT NULL;

CREATE INDEX conversations_put_off ON conversations (shop_id, snooze_until_at) WHERE snooze_until_at IS NOT NULL;

CREATE TABLE order_marks (
    shop_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    flag TEXT,
    remark TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    PRIMARY KEY (shop_id, order_id)
) /*by key*/;

CREATE INDEX order_marks_by_flag ON order_marks (shop_id, flag) WHERE flag IS NOT NULL;

CREATE TABLE order_mark_changes (
    shop_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    n BIGINT NOT NULL,
    flag TEXT,
    remark TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, order_id, n)
) /*by key*/;
