-- When a talk ended and what was known then, so that what is said of it as a whole is kept; who serves a talk.

ALTER TABLE conversations ADD COLUMN agent_id TEXT;

ALTER TABLE conversations ADD COLUMN ended_at BIGINT;

ALTER TABLE conversations ADD COLUMN paid_at_end BOOLEAN;

UPDATE conversations SET agent_id = (SELECT m.author_id FROM messages m
    WHERE m.shop_id = conversations.shop_id AND m.conversation_id = conversations.id AND m.author_id IS NOT NULL
    ORDER BY m.seq DESC LIMIT 1) WHERE state = 'open';

CREATE INDEX conversations_waiting ON conversations (shop_id, agent_id) WHERE waiting_since_at IS NOT NULL;

CREATE INDEX conversations_going_on ON conversations (shop_id, last_at) WHERE ended_at IS NULL;

ALTER TABLE messages ADD COLUMN others_waiting BIGINT;

ALTER TABLE findings ADD COLUMN at_end BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX findings_by_conversation ON findings (shop_id, conversation_id);
