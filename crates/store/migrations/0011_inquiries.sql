-- Up to which line of a talk the reminders of an inquiry were laid out.

ALTER TABLE conversations ADD COLUMN inquiry_seq BIGINT NOT NULL DEFAULT 0;

CREATE INDEX steps_open_by_buyer ON steps (shop_id, buyer_id) WHERE state IN ('planned', 'claimed', 'waiting');
