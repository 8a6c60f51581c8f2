//! The end of a talk: closed by either side, rated by the buyer, or gone on with later through a contact she
//! leaves. Asking is the page's business; here is only kept what she answered.

use jinpai_model::{
    At, Conversation, ConversationId, ConversationState, EventKind, Rating, ShopId, TalkLine,
};
use jinpai_store::{Lane, NewEvent, addresses, conversations, messages::Sender, ratings, shops};
use serde_json::{Value, json};

use crate::{
    assigning, coaching,
    core::Engine,
    desk::addresses as told,
    error::{EngineError, Invalid, Result},
    widget::Visitor,
};

/// Numbers and addresses that one buyer may leave.
const MOST_CONTACTS: usize = 5;

/// A talk that is over and that its buyer may say something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Farewell {
    pub conversation: ConversationId,
    pub ended_at: At,
    pub rating: Option<Rating>,
}

impl Farewell {
    /// Of a talk in which somebody of the shop spoke, once it is closed.
    pub(crate) fn of(talk: &Conversation, rating: Option<Rating>) -> Option<Self> {
        let ended_at = talk.ended_at?;
        let over = talk.state == ConversationState::Closed && talk.last_agent_at.is_some();
        over.then_some(Self {
            conversation: talk.id,
            ended_at,
            rating,
        })
    }

    fn asked_for(&self, now: At) -> bool {
        now.since(self.ended_at) < Rating::ASK_MS
    }
}

impl Engine {
    /// Ends a conversation and keeps what is said of it as a whole; nothing when it is closed already.
    pub(crate) async fn close_talk(&self, shop: ShopId, id: ConversationId, by: Value) -> Result<()> {
        let shop = shops::get(self.store.read(), shop).await?;
        let shop = shop.ok_or(EngineError::NotFound("shop"))?;
        let coach = self.coach_of(shop.id).await?;
        let now = self.now();
        let write = self.store.write(Lane::Shop(shop.id), move |tx| {
            Box::pin(async move {
                // As it stands now: a message may have come since the page was looked at.
                let open = conversations::get(tx, shop.id, id).await?;
                let Some(open) = open.filter(|held| held.state == ConversationState::Open) else {
                    return Ok(());
                };
                conversations::close(tx, shop.id, id).await?;
                coaching::ending::end(tx, (&shop, &coach), &open, now).await?;
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::ConversationClosed,
                    subject: id.to_string(),
                    payload: json!({ "by": by }),
                })?;
                Ok::<_, EngineError>(())
            })
        });
        write.await
    }
}

impl Visitor {
    /// The talk she may be asked about: her last one, while nothing new was said.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn farewell(&self) -> Result<Option<Farewell>> {
        let read = self.engine.store.read();
        let last = conversations::latest_of_buyer(read, self.shop_id(), self.buyer_id()).await?;
        let Some(mut farewell) = last.and_then(|talk| Farewell::of(&talk, None)) else {
            return Ok(None);
        };
        if !farewell.asked_for(self.engine.now()) {
            return Ok(None);
        }
        farewell.rating = ratings::get(read, self.shop_id(), farewell.conversation).await?;
        Ok(Some(farewell))
    }

    /// Ends her open talk, if she has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close(&self) -> Result<()> {
        let read = self.engine.store.read();
        match conversations::open_of_buyer(read, self.shop_id(), self.buyer_id()).await? {
            Some(open) => {
                self.engine
                    .close_talk(self.shop_id(), open.id, json!("buyer"))
                    .await
            }
            None => Ok(()),
        }
    }

    /// Says how she found a talk, from 1 to 5; for ten minutes she may change it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a talk that is not hers, is not over, or in which nobody of the shop spoke;
    /// [`EngineError::AlreadyDone`] when it is too late, [`EngineError::Invalid`].
    pub async fn rate(&self, conversation: ConversationId, score: u8, word: &str) -> Result<Farewell> {
        let word = word.replace('\0', "").trim().to_owned();
        check(score, &word)?;
        let (shop, buyer, now) = (self.shop_id(), self.buyer_id(), self.engine.now());
        let engine = self.engine.clone();
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let talk = conversations::get(tx, shop, conversation).await?;
                let talk = talk.filter(|talk| talk.buyer == buyer);
                let talk = talk.ok_or(EngineError::NotFound("conversation"))?;
                let farewell = Farewell::of(&talk, None).ok_or(EngineError::NotFound("conversation"))?;
                let held = ratings::get(tx, shop, conversation).await?;
                let given_at = held.as_ref().map_or(now, |held| held.given_at);
                let same = held
                    .as_ref()
                    .is_some_and(|held| held.score == score && held.word == word);
                let late = match &held {
                    Some(_) => now.since(given_at) > Rating::CHANGE_MS,
                    None => !farewell.asked_for(now),
                };
                if late && !same {
                    return Err(EngineError::AlreadyDone(if held.is_some() {
                        "rated"
                    } else {
                        "closed"
                    }));
                }
                let rating = Rating {
                    shop,
                    conversation,
                    score,
                    word,
                    given_at,
                    changed_at: now,
                };
                if !same {
                    ratings::put(tx, &rating).await?;
                    let line = (Sender::System, TalkLine::Rated { score });
                    assigning::tell(&engine, tx, &talk, line, &rating.word, now).await?;
                    tx.append(NewEvent {
                        at: now,
                        kind: EventKind::ConversationRated,
                        subject: conversation.to_string(),
                        payload: json!({ "score": score, "worded": !rating.word.is_empty() }),
                    })?;
                }
                Ok::<_, EngineError>(Farewell {
                    rating: Some(held.filter(|_| same).unwrap_or(rating)),
                    ..farewell
                })
            })
        });
        write.await
    }

    /// Leaves a mobile number or an e-mail address, so that an answer can reach her; answers it masked. She
    /// agrees to notices there, and to nothing else.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for what is neither, or one too many; [`EngineError::TooMany`].
    pub async fn leave_contact(&self, value: &str) -> Result<String> {
        let contact = told::told_in_chat(value)?;
        let (shop, buyer, now) = (self.shop_id(), self.buyer_id(), self.engine.now());
        let too_many = |retry_after_s| EngineError::TooMany { retry_after_s };
        self.engine
            .limits
            .buyer_message
            .take(buyer, now)
            .map_err(too_many)?;
        let (masked, engine) = (contact.masked(), self.engine.clone());
        let words = masked.clone();
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let known = addresses::of_buyer(tx, shop, buyer).await?;
                let new = !known
                    .iter()
                    .any(|held| held.kind == contact.kind && held.value == contact.value);
                if new && known.len() >= MOST_CONTACTS {
                    return Err(EngineError::Invalid {
                        field: "value",
                        reason: Invalid::Told {
                            zh: "留的联系方式已经够多了，客服会用已有的联系您",
                            en: "enough contacts were left; the shop will use those it has",
                        },
                    });
                }
                let line = TalkLine::ContactLeft {
                    address: contact.kind,
                };
                told::put(tx, (shop, buyer), contact, Some("buyer".to_owned()), now).await?;
                let talk = conversations::latest_of_buyer(tx, shop, buyer).await?;
                if let Some(talk) = talk.filter(|_| new) {
                    assigning::tell(&engine, tx, &talk, (Sender::System, line), &words, now).await?;
                }
                Ok(())
            })
        });
        write.await?;
        Ok(masked)
    }
}

fn check(score: u8, word: &str) -> Result<()> {
    if !(1..=5).contains(&score) {
        return Err(EngineError::Invalid {
            field: "score",
            reason: Invalid::Not {
                expected: "a number from 1 to 5",
            },
        });
    }
    if word.chars().count() > Rating::MAX_CHARS {
        return Err(EngineError::Invalid {
            field: "word",
            reason: Invalid::TooLong {
                max: Rating::MAX_CHARS,
            },
        });
    }
    Ok(())
}
