-- What agents have begun to write, and what is to be sent later.

CREATE TABLE drafts (
    shop_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, conversation_id, person_id)
) /*by key*/;

CREATE TABLE later_messages (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    client_ref TEXT NOT NULL,
    text TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX later_messages_once ON later_messages (shop_id, person_id, client_ref);

CREATE INDEX later_messages_due ON later_messages (due_at) WHERE state = 'planned';

CREATE INDEX later_messages_of_talk ON later_messages (shop_id, conversation_id, due_at);
