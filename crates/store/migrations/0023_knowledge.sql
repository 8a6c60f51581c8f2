-- What a shop knows of its goods beyond price and stock, so that the desk can answer from it.
ALTER TABLE products ADD COLUMN knowledge TEXT NOT NULL DEFAULT '{}';
