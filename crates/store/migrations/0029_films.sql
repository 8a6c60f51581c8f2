-- A short film stands where a picture does: its bytes in a row of their own, and beside the message how long it is.

ALTER TABLE messages ADD COLUMN film_ms BIGINT;

ALTER TABLE messages ADD COLUMN film_bytes BIGINT;
