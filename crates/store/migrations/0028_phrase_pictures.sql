-- The picture that goes out with a phrase. A picture is large, so it stands in a row of its own.

CREATE TABLE phrase_pictures (
    shop_id TEXT NOT NULL,
    phrase_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    at BIGINT NOT NULL,
    small BYTEA NOT NULL,
    large BYTEA NOT NULL,
    PRIMARY KEY (shop_id, phrase_id)
);

CREATE UNIQUE INDEX phrase_pictures_by_id ON phrase_pictures (shop_id, id);
