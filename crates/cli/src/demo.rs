//! A made-up shop that lives: products, past orders, buyers who ask, order and sometimes pay.
//!
//! Everything goes through the same doors as in a real shop: the widget's sessions, the signed order webhook, the
//! importer, the sign-in. Only the clock is its own, so that the evening's reminders are due while a newcomer looks.

mod book;
mod buyers;
mod clock;
mod colleagues;
mod goods;
mod hook;
mod receivers;
mod shop_page;
mod world;

pub use self::{
    clock::DemoClock,
    shop_page::{ShopPage, bind as bind_shop_page},
    world::{LOGIN, Opens, PASSWORD, World},
};
