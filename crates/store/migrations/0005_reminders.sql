-- Steps, attempts, tasks and contacts: the reminder engine's timer is the steps table itself.

CREATE TABLE steps (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    flow TEXT NOT NULL,
    ladder TEXT NOT NULL,
    n BIGINT NOT NULL,
    buyer_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    angle TEXT,
    slot TEXT,
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    text TEXT,
    planned_at BIGINT NOT NULL,
    decided_at BIGINT,
    lease_until_at BIGINT,
    epoch BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX steps_once_per_ladder ON steps (shop_id, ladder, n);

CREATE INDEX steps_by_buyer ON steps (shop_id, buyer_id, due_at);

CREATE INDEX steps_by_day ON steps (shop_id, due_at, id);

CREATE INDEX steps_due ON steps (due_at) WHERE state = 'planned';

CREATE INDEX steps_leased ON steps (lease_until_at) WHERE state = 'claimed';

CREATE TABLE step_orders (
    shop_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    order_id TEXT NOT NULL,
    PRIMARY KEY (shop_id, step_id, place)
) /*by key*/;

CREATE INDEX step_orders_by_order ON step_orders (shop_id, order_id);

CREATE TABLE attempts (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    receipt TEXT,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX attempts_once_per_key ON attempts (shop_id, idempotency_key);

CREATE INDEX attempts_by_step ON attempts (shop_id, step_id);

CREATE INDEX attempts_unfinished ON attempts (started_at) WHERE state = 'sending';

CREATE TABLE tasks (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    step_id TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    outcome TEXT,
    done_by TEXT,
    done_at BIGINT,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX tasks_one_open_per_step ON tasks (shop_id, step_id) WHERE state = 'open';

CREATE INDEX tasks_due ON tasks (due_at) WHERE state = 'open';

CREATE TABLE contacts (
    shop_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    channel TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (shop_id, buyer_id, at, channel, source)
) /*by key*/;
