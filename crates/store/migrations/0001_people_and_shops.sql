-- Shops, the people who serve them, their sign-ins and the shop's secrets: what every later table leans on.

CREATE TABLE shops (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL
) /*by key*/;

CREATE TABLE persons (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    locale TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL
) /*by key*/;

CREATE TABLE members (
    shop_id TEXT NOT NULL REFERENCES shops (id),
    person_id TEXT NOT NULL REFERENCES persons (id),
    role TEXT NOT NULL,
    PRIMARY KEY (shop_id, person_id)
) /*by key*/;

CREATE INDEX members_by_person ON members (person_id, shop_id);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES persons (id),
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) /*by key*/;

CREATE INDEX sessions_by_person ON sessions (person_id);

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE secrets (
    shop_id TEXT NOT NULL REFERENCES shops (id),
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (shop_id, kind)
) /*by key*/;
