//! The shop's tags, which leads keep, and the talks and buyers that agents put them on.

use jinpai_model::{BuyerId, ConversationId, EventKind, Role, Tag, TagColour, TagId, Tagged};
use jinpai_store::{Lane, NewEvent, StoreError, Tx, buyers, conversations, same_buyers, tags};
use serde_json::json;

use crate::{
    desk::{Desk, bounded},
    error::{EngineError, Invalid, Result},
};

/// What a lead changes of a tag; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct TagChange {
    pub name: Option<String>,
    pub colour: Option<TagColour>,
    /// Its place among the others, from 0; the others make room.
    pub place: Option<usize>,
}

/// A tag with how many talks and buyers bear it.
#[derive(Debug, Clone)]
pub struct TagView {
    pub tag: Tag,
    pub uses: i64,
}

impl Desk {
    /// The shop's tags in their order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tags(&self) -> Result<Vec<TagView>> {
        let read = self.engine.store.read();
        let uses = tags::uses(read, self.shop).await?;
        let show = |tag: Tag| TagView {
            uses: uses.get(&tag.id).copied().unwrap_or(0),
            tag,
        };
        Ok(tags::of_shop(read, self.shop)
            .await?
            .into_iter()
            .map(show)
            .collect())
    }

    /// Adds a tag behind the others.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::Invalid`], [`EngineError::Taken`] for a name that is
    /// there already.
    pub async fn add_tag(&self, name: &str, colour: TagColour) -> Result<TagView> {
        self.require(Role::Lead)?;
        let now = self.engine.now();
        let mut tag = Tag {
            shop: self.shop,
            id: TagId::new(now, self.engine.random.bits()),
            name: tag_name(name)?,
            colour,
            place: 0,
            created_at: now,
        };
        let desk = self.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let held = tags::of_shop(tx, desk.shop).await?;
                if held.len() >= Tag::MOST_OF_SHOP {
                    return Err(too_many_of_shop());
                }
                tag.place = held.last().map_or(0, |last| last.place + 1);
                free(&held, &tag)?;
                tags::put(tx, &tag).await?;
                desk.tags_changed(tx)?;
                Ok(tag)
            })
        });
        Ok(TagView {
            tag: write.await?,
            uses: 0,
        })
    }

    /// # Errors
    /// As [`Desk::add_tag`], and [`EngineError::NotFound`] when the shop has no such tag.
    pub async fn change_tag(&self, id: TagId, change: TagChange) -> Result<TagView> {
        self.require(Role::Lead)?;
        let name = change.name.as_deref().map(tag_name).transpose()?;
        let (desk, colour, place) = (self.clone(), change.colour, change.place);
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let mut held = tags::of_shop(tx, desk.shop).await?;
                let at = held.iter().position(|tag| tag.id == id);
                let at = at.ok_or(EngineError::NotFound("tag"))?;
                let mut tag = held.remove(at);
                tag.name = name.unwrap_or(tag.name);
                tag.colour = colour.unwrap_or(tag.colour);
                free(&held, &tag)?;
                held.insert(place.unwrap_or(at).min(held.len()), tag);
                for (tag, place) in held.iter_mut().zip(0_i64..) {
                    if tag.place != place || tag.id == id {
                        tag.place = place;
                        tags::put(tx, tag).await?;
                    }
                }
                desk.tags_changed(tx)?;
                Ok::<_, EngineError>(())
            })
        });
        write.await?;
        let all = self.tags().await?;
        all.into_iter()
            .find(|view| view.tag.id == id)
            .ok_or(EngineError::NotFound("tag"))
    }

    /// Removes a tag, and takes it off all that bears it.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::NotFound`] when the shop has no such tag.
    pub async fn remove_tag(&self, id: TagId) -> Result<()> {
        self.require(Role::Lead)?;
        let desk = self.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                if !tags::remove(tx, desk.shop, id).await? {
                    return Err(EngineError::NotFound("tag"));
                }
                Ok(desk.tags_changed(tx)?)
            })
        });
        write.await
    }

    /// Puts a tag on a talk, or takes it off.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such talk or tag, [`EngineError::Invalid`] when it bears too
    /// many.
    pub async fn tag_talk(&self, id: ConversationId, tag: TagId, on: bool) -> Result<()> {
        let desk = self.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let talk = conversations::get(tx, desk.shop, id).await?;
                talk.ok_or(EngineError::NotFound("conversation"))?;
                let thing = id.to_string();
                if desk
                    .tag_thing(tx, (Tagged::Conversation, &thing), tag, on)
                    .await?
                {
                    desk.talk_tagged(tx, id, tag, on)?;
                }
                Ok::<_, EngineError>(())
            })
        });
        write.await
    }

    /// Puts a tag on a buyer, or takes it off; her open talk shows it too.
    ///
    /// # Errors
    /// As [`Desk::tag_talk`].
    pub async fn tag_buyer(&self, id: BuyerId, tag: TagId, on: bool) -> Result<()> {
        let desk = self.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let buyer = buyers::get(tx, desk.shop, id).await?;
                buyer.ok_or(EngineError::NotFound("buyer"))?;
                let thing = id.to_string();
                let person = same_buyers::kin(tx, desk.shop, &[id]).await?.of(id);
                // It is put on by this name, and taken off by whatever name she bears it.
                let things = if on { vec![id] } else { person.clone() };
                let mut changed = false;
                for one in things {
                    let thing = one.to_string();
                    changed |= desk.tag_thing(tx, (Tagged::Buyer, &thing), tag, on).await?;
                }
                if !changed {
                    return Ok(());
                }
                tx.append(NewEvent {
                    at: desk.engine.now(),
                    kind: EventKind::BuyerChanged,
                    subject: thing,
                    payload: json!({ "tag": tag, "on": on, "by": desk.person }),
                })?;
                for open in conversations::open_of_buyers(tx, desk.shop, &person)
                    .await?
                    .into_values()
                {
                    desk.talk_tagged(tx, open.id, tag, on)?;
                }
                Ok::<_, EngineError>(())
            })
        });
        write.await
    }

    /// Tells whether that changed anything. What the shop has no more is taken off without a word.
    async fn tag_thing(&self, tx: &Tx, (kind, thing): (Tagged, &str), tag: TagId, on: bool) -> Result<bool> {
        if !on {
            return Ok(tags::unset(tx, self.shop, (kind, thing), tag).await?);
        }
        let known = tags::of_shop(tx, self.shop).await?;
        if !known.iter().any(|one| one.id == tag) {
            return Err(EngineError::NotFound("tag"));
        }
        let borne = tags::of_many(tx, self.shop, kind, &[thing.to_owned()]).await?;
        let borne = borne.into_values().next().unwrap_or_default();
        if borne.len() >= Tag::MOST_OF_THING && !borne.contains(&tag) {
            return Err(too_many_of_thing());
        }
        let by = (self.person, self.engine.now());
        Ok(tags::set(tx, self.shop, (kind, thing), tag, by).await?)
    }

    fn talk_tagged(&self, tx: &Tx, id: ConversationId, tag: TagId, on: bool) -> Result<(), StoreError> {
        tx.append(NewEvent {
            at: self.engine.now(),
            kind: EventKind::ConversationTagged,
            subject: id.to_string(),
            payload: json!({ "tag": tag, "on": on, "by": self.person }),
        })?;
        Ok(())
    }

    fn tags_changed(&self, tx: &Tx) -> Result<(), StoreError> {
        tx.append(NewEvent {
            at: self.engine.now(),
            kind: EventKind::TagsChanged,
            subject: self.shop.to_string(),
            payload: json!({ "by": self.person }),
        })?;
        Ok(())
    }
}

/// Signs that a line cannot hold have no place in a name.
fn tag_name(name: &str) -> Result<String> {
    let plain: String = name
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    bounded("name", &plain, Tag::MAX_CHARS)
}

fn free(others: &[Tag], tag: &Tag) -> Result<()> {
    let key = tag.name.to_lowercase();
    if others.iter().any(|other| other.name.to_lowercase() == key) {
        return Err(EngineError::Taken { field: "name" });
    }
    Ok(())
}

fn too_many_of_shop() -> EngineError {
    EngineError::Invalid {
        field: "name",
        reason: Invalid::Told {
            zh: "已有 60 个标签，先删掉不用的再加",
            en: "there are 60 tags already; remove some first",
        },
    }
}

fn too_many_of_thing() -> EngineError {
    EngineError::Invalid {
        field: "tag",
        reason: Invalid::Told {
            zh: "已贴了 10 个标签，先取下一个再贴",
            en: "it bears 10 tags already; take one off first",
        },
    }
}
