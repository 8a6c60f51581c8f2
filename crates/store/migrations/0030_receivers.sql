-- To whom an order goes, as its feed tells it. The number is kept masked.

CREATE TABLE order_receivers (
    shop_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (shop_id, order_id)
) /*by key*/;
