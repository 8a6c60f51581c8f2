//! Finding goods and terms by what people type, and what can be answered from them.
//!
//! A shop's index is built from its rows when it is first asked for, follows the shop's log from then on, and is given
//! up when too many others are held. What another process has changed is seen in the log as well.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use jinpai_model::{At, EventKind, KnowledgeEntry, Product, ProductId, ShopId};
use jinpai_store::{events, knowledge, products};
use tokio::sync::Mutex as Turn;

use super::index::{Index, Thing, Words};
use crate::{
    core::Engine,
    desk::Desk,
    error::{EngineError, Invalid, Result},
};

/// Longest question, in characters.
const MOST_ASKED: usize = 100;
/// Things of one shop that are held; a larger shop finds its first ones, and all by their codes.
const MOST_OF_SHOP: usize = 200_000;
/// Things held over all shops.
const MOST_HELD: usize = 400_000;
/// Events read at a time; of a shop further behind the index is built afresh.
const BATCH: u64 = 500;
const FAR_BEHIND: i64 = 5_000;
/// Shops up to this size are built while the question waits.
const SMALL: usize = 5_000;
/// Answers shown of one product.
const MOST_ANSWERS: usize = 3;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundGoods {
    pub products: Vec<FoundProduct>,
    pub entries: Vec<KnowledgeEntry>,
}

/// A product with what of it answers the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundProduct {
    pub product: Product,
    pub answers: Vec<Answer>,
}

/// A question of the product that shares words with what was asked: its place among them.
pub type Answer = usize;

/// The indexes of the shops.
#[derive(Default)]
pub(crate) struct Finders {
    seats: Mutex<HashMap<ShopId, Arc<Seat>>>,
}

#[derive(Default)]
struct Seat {
    held: RwLock<Option<Held>>,
    turn: Turn<()>,
}

struct Held {
    index: Index,
    /// How far of the log it knows.
    seq: i64,
    asked_at: At,
}

impl Finders {
    fn seat(&self, shop: ShopId) -> Arc<Seat> {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats.entry(shop).or_default().clone()
    }

    /// Gives up what was asked longest ago, until the rest is not too much.
    fn make_room(&self, but: ShopId) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let size = |seat: &Seat| seat.look(|held| (held.asked_at, held.index.len()));
        let mut held: Vec<(At, usize, ShopId)> = (seats.iter())
            .filter_map(|(shop, seat)| size(seat).map(|(at, len)| (at, len, *shop)))
            .collect();
        held.sort_unstable();
        let mut all: usize = held.iter().map(|(_, len, _)| len).sum();
        for (_, len, shop) in held {
            if all <= MOST_HELD {
                break;
            }
            if shop != but {
                seats.remove(&shop);
                all -= len;
            }
        }
    }
}

impl Seat {
    fn look<T>(&self, look: impl FnOnce(&Held) -> T) -> Option<T> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(look)
    }

    fn change(&self, change: impl FnOnce(&mut Option<Held>)) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut held);
    }
}

impl Desk {
    /// The goods and terms that fit a question best: by two characters, by the initials of their sounds, by a code,
    /// and with one mistake in it.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a question that is overlong.
    pub async fn find_goods(&self, asked: &str, limit: usize) -> Result<FoundGoods> {
        if asked.chars().count() > MOST_ASKED {
            let reason = Invalid::TooLong { max: MOST_ASKED };
            return Err(EngineError::Invalid { field: "q", reason });
        }
        let limit = limit.clamp(1, 100);
        let seat = self.engine.goods_index(self.shop).await?;
        let found = seat
            .look(|held| held.index.find(asked, limit))
            .unwrap_or_default();
        let read = self.engine.store.read();
        let ids = found.iter().filter_map(|thing| match thing {
            Thing::Product(id) => Some(*id),
            Thing::Entry(_) => None,
        });
        let ids: Vec<ProductId> = ids.collect();
        let rows = products::by_ids(read, self.shop, ids.iter().copied()).await?;
        let mut rows: HashMap<ProductId, Product> = rows.into_iter().map(|row| (row.id, row)).collect();
        // A code in full is known to the rows, a piece's too.
        let code = asked.trim();
        let mut by_code = products::by_codes(read, self.shop, &[code]).await?;
        let exact = by_code.remove(code);
        if let Some(exact) = &exact {
            rows.remove(&exact.id);
        }
        let shown: Vec<FoundProduct> = exact
            .into_iter()
            .chain(ids.iter().filter_map(|id| rows.remove(id)))
            .take(limit)
            .map(|product| FoundProduct {
                answers: answers(&product, asked),
                product: self.shown(product),
            })
            .collect();
        let mut entries = Vec::new();
        for thing in &found {
            if let Thing::Entry(id) = thing {
                entries.extend(knowledge::get(read, self.shop, *id).await?);
            }
        }
        Ok(FoundGoods {
            products: shown,
            entries,
        })
    }
}

/// Which of a product's questions share the most with what was asked.
fn answers(product: &Product, asked: &str) -> Vec<Answer> {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let folded = jinpai_text::Folded::of(text);
        folded.chars().windows(2).map(|two| (two[0], two[1])).collect()
    };
    let wanted = pairs(asked);
    let questions = product.input.knowledge.questions.iter().enumerate();
    let mut ranked: Vec<(std::cmp::Reverse<usize>, usize)> = questions
        .filter_map(|(place, one)| {
            let of_one = pairs(&one.ask);
            let shared = wanted.iter().filter(|pair| of_one.contains(pair)).count();
            (shared > 0).then_some((std::cmp::Reverse(shared), place))
        })
        .collect();
    ranked.sort_unstable();
    ranked
        .into_iter()
        .take(MOST_ANSWERS)
        .map(|(_, place)| place)
        .collect()
}

impl Engine {
    /// The one product that a buyer means by these words of hers, though she does not call it by its name; none when
    /// it may be one of several.
    pub(crate) async fn product_meant(&self, shop: ShopId, said: &str) -> Result<Option<Product>> {
        let seat = self.goods_index(shop).await?;
        let meant = seat.look(|held| held.index.meant(said)).flatten();
        match meant {
            Some(Thing::Product(id)) => Ok(products::get(self.store.read(), shop, id).await?),
            _ => Ok(None),
        }
    }

    /// A shop's index, which knows all that was committed before it was asked for; of a shop that has just been
    /// imported anew, at least what was there before.
    async fn goods_index(&self, shop: ShopId) -> Result<Arc<Seat>> {
        let seat = self.finders.seat(shop);
        let head = events::head(self.store.read(), shop).await?;
        let now = self.now();
        if seat.look(|held| held.seq) < Some(head) {
            let _turn = seat.turn.lock().await;
            match seat.look(|held| (held.seq, held.index.len())) {
                None => self.build_goods_index(shop, &seat).await?,
                Some((seq, len)) if seq < head => self.catch_up(shop, &seat, (seq, head), len).await?,
                Some(_) => {}
            }
        }
        seat.change(|held| {
            if let Some(held) = held {
                held.asked_at = now;
            }
        });
        Ok(seat)
    }

    async fn catch_up(
        &self,
        shop: ShopId,
        seat: &Arc<Seat>,
        (mut seq, head): (i64, i64),
        len: usize,
    ) -> Result<()> {
        let mut afresh = head - seq > FAR_BEHIND || seat.look(|held| held.index.is_worn()) == Some(true);
        while seq < head && !afresh {
            let batch = events::after(self.store.read(), shop, seq, BATCH).await?;
            let Some(last) = batch.last() else { break };
            seq = last.seq;
            for event in batch {
                match event.kind {
                    EventKind::ProductChanged => self.renew_product(shop, seat, &event.subject).await?,
                    EventKind::KnowledgeChanged => self.renew_entry(shop, seat, &event.subject).await?,
                    EventKind::OrdersImported => afresh |= event.payload["what"] == "products",
                    _ => {}
                }
            }
        }
        if !afresh {
            seat.change(|held| {
                if let Some(held) = held {
                    held.seq = held.seq.max(seq);
                }
            });
            return Ok(());
        }
        if len <= SMALL {
            return self.build_goods_index(shop, seat).await;
        }
        // The old one answers until the new one is there; the place in the log keeps others from building it too.
        seat.change(|held| {
            if let Some(held) = held {
                held.seq = head;
            }
        });
        let (engine, seat) = (self.clone(), seat.clone());
        tokio::spawn(async move {
            if let Err(error) = engine.build_goods_index(shop, &seat).await {
                tracing::warn!(%shop, %error, "a shop's goods cannot be made findable; the next question tries again");
                seat.change(|held| *held = None);
            }
        });
        Ok(())
    }

    async fn build_goods_index(&self, shop: ShopId, seat: &Seat) -> Result<()> {
        let read = self.store.read();
        // The head first: what changes while the rows are read is worked in by the next question.
        let seq = events::head(read, shop).await?;
        let mut index = Index::default();
        for entry in knowledge::of_shop(read, shop).await? {
            index.put(Thing::Entry(entry.id), &words_of_entry(&entry));
        }
        let mut after = None;
        while index.len() < MOST_OF_SHOP {
            let page = products::walk(read, shop, after).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            // Cutting words takes longer than reading them, and nobody else may wait for it.
            index = self
                .aside(move || {
                    for product in &page {
                        index.put(Thing::Product(product.id), &words_of(product));
                    }
                    index
                })
                .await?;
        }
        if index.len() >= MOST_OF_SHOP {
            tracing::warn!(%shop, most = MOST_OF_SHOP, "a shop has more goods than are found by words");
        }
        let asked_at = self.now();
        seat.change(|held| *held = Some(Held { index, seq, asked_at }));
        self.finders.make_room(shop);
        Ok(())
    }

    async fn renew_product(&self, shop: ShopId, seat: &Seat, subject: &str) -> Result<()> {
        let Ok(id) = subject.parse() else { return Ok(()) };
        let row = products::get(self.store.read(), shop, id).await?;
        seat.renew(Thing::Product(id), row.map(|row| words_of(&row)));
        Ok(())
    }

    async fn renew_entry(&self, shop: ShopId, seat: &Seat, subject: &str) -> Result<()> {
        let Ok(id) = subject.parse() else { return Ok(()) };
        let row = knowledge::get(self.store.read(), shop, id).await?;
        seat.renew(Thing::Entry(id), row.map(|row| words_of_entry(&row)));
        Ok(())
    }
}

impl Seat {
    fn renew(&self, thing: Thing, words: Option<Words>) {
        self.change(|held| {
            let Some(held) = held else { return };
            match &words {
                Some(words) => held.index.put(thing, words),
                None => held.index.remove(thing),
            }
        });
    }
}

/// What a product is found by: never its lowest price.
fn words_of(product: &Product) -> Words {
    let input = &product.input;
    let known = &input.knowledge;
    let mut body: Vec<String> = Vec::new();
    body.extend(known.attributes.iter().map(|one| one.value.clone()));
    body.extend(known.questions.iter().map(|one| one.ask.clone()));
    body.extend(input.material.clone());
    for list in [
        &known.suits,
        &known.strengths,
        &known.flaws,
        &input.gifts,
        &input.guarantees,
    ] {
        body.extend(list.iter().cloned());
    }
    let options = known.variants.iter().flat_map(|piece| &piece.options);
    let mut values: Vec<&str> = options.map(|option| option.value.as_str()).collect();
    values.sort_unstable();
    values.dedup();
    body.extend(values.into_iter().map(str::to_owned));
    Words {
        title: input.title.clone(),
        names: std::iter::once(input.sku.clone())
            .chain(known.category.clone())
            .collect(),
        kind: known.category.clone(),
        body,
    }
}

fn words_of_entry(entry: &KnowledgeEntry) -> Words {
    Words {
        title: entry.title.clone(),
        body: vec![entry.text.clone()],
        ..Words::default()
    }
}
