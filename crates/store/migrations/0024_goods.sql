-- Who said which fact of a product and when, the codes of its pieces, what was changed in it, how a shop's own tables are read, and what it knows beside its goods.

ALTER TABLE products ADD COLUMN told TEXT NOT NULL DEFAULT '{}';

ALTER TABLE products ADD COLUMN version BIGINT NOT NULL DEFAULT 0;

CREATE TABLE product_codes (
    shop_id TEXT NOT NULL,
    code TEXT NOT NULL,
    product_id TEXT NOT NULL,
    PRIMARY KEY (shop_id, code)
) /*by key*/;

CREATE INDEX product_codes_by_product ON product_codes (shop_id, product_id);

CREATE TABLE product_versions (
    shop_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    source TEXT NOT NULL,
    by_id TEXT,
    changes TEXT NOT NULL,
    PRIMARY KEY (shop_id, product_id, version)
) /*by key*/;

CREATE TABLE column_maps (
    shop_id TEXT NOT NULL,
    headers TEXT NOT NULL,
    columns TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, headers)
) /*by key*/;

CREATE TABLE knowledge_entries (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    platform TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    source TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;
