-- Phrases that a shop and its people have written, and how often each phrase was taken.

CREATE TABLE phrases (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    person_id TEXT,
    stage TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX phrases_one_per_code_of_shop ON phrases (shop_id, code) WHERE person_id IS NULL;

CREATE UNIQUE INDEX phrases_one_per_code_of_person ON phrases (shop_id, person_id, code) WHERE person_id IS NOT NULL;

CREATE TABLE phrase_uses (
    shop_id TEXT NOT NULL,
    phrase TEXT NOT NULL,
    uses BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, phrase)
) /*by key*/;
