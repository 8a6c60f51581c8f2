-- Groups of a team, and the talks that wait for one of them before anybody else may have them.

CREATE TABLE team_groups (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE TABLE group_members (
    shop_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (shop_id, group_id, person_id)
) /*by key*/;

ALTER TABLE conversations ADD COLUMN group_id TEXT;

ALTER TABLE conversations ADD COLUMN group_until_at BIGINT;

ALTER TABLE conversations ADD COLUMN group_by_id TEXT;

CREATE INDEX conversations_for_groups ON conversations (shop_id, group_until_at) WHERE group_id IS NOT NULL;
