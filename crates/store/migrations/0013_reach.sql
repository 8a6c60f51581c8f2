-- How a shop knows of a consent, who holds a call, prices that an agent confirmed, and finding a provider by its id.

ALTER TABLE addresses ADD COLUMN notice_by TEXT;

ALTER TABLE addresses ADD COLUMN promotion_by TEXT;

CREATE INDEX providers_by_id ON providers (id);

CREATE INDEX attempts_by_provider ON attempts (shop_id, provider_id, started_at) WHERE provider_id IS NOT NULL;

CREATE TABLE task_holds (
    shop_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, task_id)
) /*by key*/;

CREATE TABLE price_changes (
    shop_id TEXT NOT NULL,
    ladder TEXT NOT NULL,
    task_id TEXT NOT NULL,
    keep TEXT NOT NULL,
    duplicates TEXT NOT NULL,
    postage_off_fen BIGINT NOT NULL,
    sum_fen BIGINT NOT NULL,
    new_sum_fen BIGINT NOT NULL,
    PRIMARY KEY (shop_id, ladder)
) /*by key*/;

CREATE INDEX price_changes_by_task ON price_changes (shop_id, task_id);

CREATE TABLE agreed_prices (
    shop_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    price_fen BIGINT,
    person_id TEXT NOT NULL,
    agreed_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, order_id)
) /*by key*/;
