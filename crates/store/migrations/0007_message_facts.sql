-- What the shop knew of the goods when a message was checked, so that it is judged by the same facts later.

CREATE TABLE fact_snapshots (
    shop_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (shop_id, digest)
) /*by key*/;

CREATE TABLE message_facts (
    shop_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (shop_id, message_id)
) /*by key*/;
