-- Buyers that are one person: each keeps her own rows and names whose draws count, so that taking them apart gives each exactly what was hers.

CREATE TABLE same_buyers (
    shop_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    head_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, buyer_id)
) /*by key*/;

CREATE INDEX same_buyers_by_head ON same_buyers (shop_id, head_id);

ALTER TABLE trials ADD COLUMN drawn_as TEXT;
