-- Finding messages by their words: each database's own index over pairs of characters, which the engine cuts.

/*sqlite*/ CREATE VIRTUAL TABLE message_search USING fts5(
    words, shop_id UNINDEXED, seq UNINDEXED, tokenize = "unicode61 remove_diacritics 0", detail = none
);

/*postgres*/ CREATE TABLE message_search (
    shop_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    words TSVECTOR NOT NULL,
    PRIMARY KEY (shop_id, seq)
);

/*postgres*/ CREATE INDEX message_search_words ON message_search USING GIN (words);
