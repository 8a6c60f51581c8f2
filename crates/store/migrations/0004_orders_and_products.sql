-- Orders and products as the shop's feeds tell them; a platform's order number stands for one order.

CREATE TABLE orders (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    platform TEXT NOT NULL,
    number TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    status TEXT NOT NULL,
    kind TEXT NOT NULL,
    total_fen BIGINT NOT NULL,
    postage_fen BIGINT NOT NULL,
    refund_fen BIGINT NOT NULL,
    items TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    paid_at BIGINT,
    closed_at BIGINT,
    close_at BIGINT NOT NULL,
    source TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX orders_by_number ON orders (shop_id, platform, number);

CREATE INDEX orders_by_age ON orders (shop_id, created_at, id);

CREATE INDEX orders_by_status ON orders (shop_id, status, created_at, id);

CREATE INDEX orders_by_buyer ON orders (shop_id, buyer_id, created_at);

CREATE TABLE products (
    shop_id TEXT NOT NULL,
    id TEXT NOT NULL,
    sku TEXT NOT NULL,
    title TEXT NOT NULL,
    price_fen BIGINT,
    stock BIGINT,
    promo_ends_at BIGINT,
    ship_cutoff TEXT,
    ship_within_h BIGINT,
    eta_days TEXT,
    material TEXT,
    guarantees TEXT NOT NULL,
    gifts TEXT NOT NULL,
    colours_in_stock TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
) /*by key*/;

CREATE UNIQUE INDEX products_by_sku ON products (shop_id, sku);

CREATE INDEX products_by_title ON products (shop_id, title);
