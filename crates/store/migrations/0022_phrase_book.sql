-- Keeping phrases in order: folders of a shop, what was taken away and may come back, the talks a phrase was taken in, and questions nobody wants proposed.

CREATE TABLE phrase_folders (
    shop_id TEXT NOT NULL,
    name TEXT NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (shop_id, name)
) /*by key*/;

CREATE TABLE removed_phrases (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    person_id TEXT,
    stage TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    removed_at BIGINT NOT NULL,
    removed_by TEXT NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE TABLE phrase_talks (
    shop_id TEXT NOT NULL,
    phrase TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    buyer_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, phrase, conversation_id, day)
) /*by key*/;

CREATE INDEX phrase_talks_by_age ON phrase_talks (shop_id, at);

CREATE TABLE phrase_questions (
    shop_id TEXT NOT NULL,
    question TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, question)
) /*by key*/;
