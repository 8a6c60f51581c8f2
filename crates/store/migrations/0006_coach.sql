-- A shop's own coach: how it sets rules and which it adds, what its agents put aside, and what was decided about findings.

CREATE TABLE coach_versions (
    shop_id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
) /*by key*/;

CREATE TABLE rule_settings (
    shop_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT,
    points BIGINT,
    muted BOOLEAN NOT NULL,
    allowed TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, rule)
) /*by key*/;

CREATE TABLE own_rules (
    shop_id TEXT NOT NULL,
    code TEXT NOT NULL,
    toml TEXT NOT NULL,
    status TEXT NOT NULL,
    author_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, code)
) /*by key*/;

CREATE TABLE dismissals (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    context TEXT NOT NULL,
    message_id TEXT,
    rule TEXT NOT NULL,
    matched TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    allowed_by TEXT,
    allowed_at BIGINT,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX dismissals_once_per_context ON dismissals (shop_id, conversation_id, rule, context);

CREATE INDEX dismissals_by_time ON dismissals (shop_id, at);

ALTER TABLE findings ADD COLUMN points BIGINT NOT NULL DEFAULT 0;

ALTER TABLE findings ADD COLUMN dismissed BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE findings ADD COLUMN state TEXT NOT NULL DEFAULT 'open';

ALTER TABLE findings ADD COLUMN conversation_id TEXT NOT NULL DEFAULT '';

ALTER TABLE findings ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;

ALTER TABLE findings ADD COLUMN author_id TEXT;

ALTER TABLE findings ADD COLUMN at BIGINT NOT NULL DEFAULT 0;

UPDATE findings SET conversation_id = m.conversation_id, seq = m.seq, author_id = m.author_id, at = m.at
    FROM messages m WHERE m.shop_id = findings.shop_id AND m.id = findings.message_id;

UPDATE findings SET points = CASE severity WHEN 'warn' THEN -4 WHEN 'error' THEN -6 WHEN 'block' THEN -10 ELSE -1 END
    WHERE category <> 'GOOD';

CREATE INDEX findings_by_time ON findings (shop_id, at);

CREATE INDEX findings_by_author ON findings (shop_id, author_id, at);

CREATE TABLE finding_reviews (
    shop_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    n BIGINT NOT NULL,
    place BIGINT NOT NULL,
    state TEXT NOT NULL,
    person_id TEXT NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, message_id, n, place)
) /*by key*/;
