-- Whose talk it is, who is on duty, lines that a desk writes for itself, and messages taken back.

ALTER TABLE conversations ADD COLUMN owner_id TEXT;

ALTER TABLE conversations ADD COLUMN owned_at BIGINT;

CREATE INDEX conversations_by_wait ON conversations (shop_id, waiting_since_at) WHERE waiting_since_at IS NOT NULL;

CREATE INDEX conversations_owned ON conversations (shop_id, owner_id) WHERE state = 'open';

ALTER TABLE messages ADD COLUMN line TEXT;

ALTER TABLE messages ADD COLUMN recalled_at BIGINT;

CREATE INDEX messages_recalled ON messages (shop_id, conversation_id, recalled_at) WHERE recalled_at IS NOT NULL;

CREATE TABLE duties (
    shop_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    state TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    seen_at BIGINT,
    PRIMARY KEY (shop_id, person_id)
) /*by key*/;
