-- What a talk holds beside words: pictures, cards, and at its end how the buyer found it. A picture is large, so it stands in a row of its own.

CREATE TABLE pictures (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    small BYTEA NOT NULL,
    large BYTEA NOT NULL,
    PRIMARY KEY (shop_id, id)
);

CREATE TABLE ratings (
    shop_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    score BIGINT NOT NULL,
    word TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, conversation_id)
) /*by key*/;

ALTER TABLE messages ADD COLUMN picture_id TEXT;

ALTER TABLE messages ADD COLUMN picture_width BIGINT;

ALTER TABLE messages ADD COLUMN picture_height BIGINT;

ALTER TABLE messages ADD COLUMN card TEXT;
