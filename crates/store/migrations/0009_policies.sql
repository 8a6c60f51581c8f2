-- A shop's own reminder policies, every version that was ever saved, which one is in force, and by which a step was planned.

CREATE TABLE policies (
    shop_id TEXT NOT NULL,
    flow TEXT NOT NULL,
    version BIGINT NOT NULL,
    toml TEXT NOT NULL,
    note TEXT NOT NULL,
    author_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, flow, version)
) /*by key*/;

CREATE TABLE policies_in_force (
    shop_id TEXT NOT NULL,
    flow TEXT NOT NULL,
    version BIGINT,
    revision BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, flow)
) /*by key*/;

ALTER TABLE steps ADD COLUMN policy_version BIGINT NOT NULL DEFAULT 0;
