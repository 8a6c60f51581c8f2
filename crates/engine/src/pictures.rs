//! Pictures and short films that buyers and agents send: checked, drawn anew or cleared, and kept with the message that
//! shows them.
//!
//! Nothing of a picture that was sent is kept or handed on but its pixels. Decoding is heavy and its input
//! hostile, so few are decoded at once, off the serving threads, and few may wait for it.

mod film;
mod redraw;

use std::sync::Arc;

use jinpai_model::{At, BuyerId, ConversationId, Film, MessageId, Picture, PictureId, PictureSize};
use jinpai_store::{
    Lane, bridges, conversations,
    messages::{self, Sender},
    pictures,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use self::redraw::PictureFault;
pub(crate) use self::redraw::Redrawn;
use crate::{
    chat::{self, Draft},
    core::Engine,
    desk::Desk,
    error::{EngineError, Result},
    service::answering,
    views::{MessageView, Sent},
    widget::Visitor,
};

/// Pictures decoded at once. Each may take some 300 MB for a moment.
const AT_WORK: usize = 2;
/// Pictures being received or waiting to be decoded.
const SEATS: usize = 32;
/// When there is no seat.
const COME_BACK_S: i64 = 3;

/// Room for what is being received and decoded.
pub(crate) struct Darkroom {
    seats: Arc<Semaphore>,
    at_work: Arc<Semaphore>,
}

impl Default for Darkroom {
    fn default() -> Self {
        Self {
            seats: Arc::new(Semaphore::new(SEATS)),
            at_work: Arc::new(Semaphore::new(AT_WORK)),
        }
    }
}

/// A seat for one picture; taken before its bytes are received.
pub struct PictureSeat {
    _seat: OwnedSemaphorePermit,
}

/// A picture as it was sent.
pub struct PictureFile {
    pub client_ref: String,
    /// May be empty.
    pub text: String,
    pub bytes: Vec<u8>,
}

/// One copy of a picture, ready to be served.
pub type PictureCopy = pictures::StoredPicture;

/// A picture that is fit to be written with its message.
#[derive(Debug, Clone)]
pub(crate) struct Developed {
    pub picture: Picture,
    pub drawn: Arc<Redrawn>,
}

impl Developed {
    /// The row, once it is known which conversation the message goes into.
    pub fn row(
        &self,
        shop: jinpai_model::ShopId,
        conversation: ConversationId,
        at: At,
    ) -> pictures::NewPicture {
        pictures::NewPicture {
            shop,
            id: self.picture.id,
            conversation,
            kind: self.drawn.kind,
            at,
            small: self.drawn.small.clone(),
            large: self.drawn.large.clone(),
        }
    }
}

impl Engine {
    pub(crate) fn picture_seat(&self) -> Result<PictureSeat> {
        let seat = self.darkroom.seats.clone().try_acquire_owned();
        let full = |_| EngineError::TooMany {
            retry_after_s: COME_BACK_S,
        };
        Ok(PictureSeat {
            _seat: seat.map_err(full)?,
        })
    }

    /// Draws a picture anew, or looks a film through and clears it of what it tells of her who took it.
    pub(crate) async fn develop(&self, bytes: Vec<u8>) -> Result<Developed> {
        if !film::is_film(&bytes) {
            return self.develop_picture(bytes).await;
        }
        let film::Cleared {
            kind,
            width,
            height,
            film,
            bytes,
        } = film::clear(bytes)?;
        let drawn = Redrawn {
            kind,
            width,
            height,
            small: Vec::new(),
            large: bytes,
        };
        Ok(self.developed(drawn, Some(film)))
    }

    fn developed(&self, drawn: Redrawn, film: Option<Film>) -> Developed {
        Developed {
            picture: Picture {
                id: PictureId::new(self.now(), self.random.bits()),
                width: drawn.width,
                height: drawn.height,
                film,
            },
            drawn: Arc::new(drawn),
        }
    }

    /// Decodes and draws anew.
    pub(crate) async fn develop_picture(&self, bytes: Vec<u8>) -> Result<Developed> {
        let closed = |_| EngineError::BadPicture(PictureFault::Broken);
        let turn = self
            .darkroom
            .at_work
            .clone()
            .acquire_owned()
            .await
            .map_err(closed)?;
        let work = tokio::task::spawn_blocking(move || {
            let drawn = redraw::redraw(&bytes);
            // Only then may the next one begin, also when whoever asked has gone away.
            drop(turn);
            drawn
        });
        let drawn = match work.await {
            Ok(drawn) => drawn?,
            Err(panic) => {
                tracing::error!(%panic, "a picture could not be decoded");
                return Err(PictureFault::Broken.into());
            }
        };
        Ok(self.developed(drawn, None))
    }
}

impl From<PictureFault> for EngineError {
    fn from(fault: PictureFault) -> Self {
        Self::BadPicture(fault)
    }
}

impl Visitor {
    /// A seat for a picture of hers.
    ///
    /// # Errors
    /// [`EngineError::TooMany`] when she, or everybody, sends too many at once.
    pub fn picture_seat(&self) -> Result<PictureSeat> {
        let too_many = |retry_after_s| EngineError::TooMany { retry_after_s };
        let (engine, now) = (&self.engine, self.engine.now());
        engine
            .limits
            .buyer_picture
            .take(self.buyer_id(), now)
            .map_err(too_many)?;
        engine.picture_seat()
    }

    /// Sends a picture. The same client reference again is the same message.
    ///
    /// # Errors
    /// [`EngineError::BadPicture`], [`EngineError::Invalid`] or [`EngineError::TooMany`].
    pub async fn send_picture(&self, _seat: PictureSeat, file: PictureFile) -> Result<MessageView> {
        let (shop, buyer) = (self.shop_id(), self.buyer_id());
        let mut draft = Draft::wordless(Sender::Buyer(buyer), &file.client_ref, &file.text)?;
        let engine = &self.engine;
        let known =
            messages::by_client_ref(engine.store.read(), shop, draft.sender, &draft.client_ref).await?;
        if let Some(message) = known {
            return Ok(hers(message));
        }
        let too_many = |retry_after_s| EngineError::TooMany { retry_after_s };
        engine
            .limits
            .buyer_message
            .take(buyer, engine.now())
            .map_err(too_many)?;
        draft.picture = Some(engine.develop(file.bytes).await?);
        let now = engine.now();
        let message = MessageId::new(now, engine.random.bits());
        let conversation = ConversationId::new(now, engine.random.bits());
        let (engine_in, closed) = (engine.clone(), engine.closed_line(shop).await?);
        let write = engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let (talk, sent) = chat::say(tx, (shop, buyer), (conversation, message), draft, now).await?;
                if let Some(closed) = closed.filter(|_| sent.new) {
                    answering::tell_closed(&engine_in, tx, (shop, talk.id), &closed, now).await?;
                }
                Ok::<_, EngineError>(sent.message)
            })
        });
        Ok(hers(write.await?))
    }

    /// A picture or a film of one of her own talks.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none, it is of somebody else's talk, or it was taken back.
    pub async fn picture(&self, id: PictureId, size: PictureSize) -> Result<PictureCopy> {
        let (read, buyer) = (self.engine.store.read(), self.buyer_id());
        let copy = pictures::get(read, self.shop_id(), id, size).await?;
        let copy = copy.ok_or(EngineError::NotFound("picture"))?;
        let of: Option<BuyerId> = conversations::get(read, self.shop_id(), copy.conversation)
            .await?
            .map(|talk| talk.buyer);
        let there =
            of == Some(buyer) && !pictures::recalled(read, self.shop_id(), copy.conversation, id).await?;
        if there {
            Ok(copy)
        } else {
            Err(EngineError::NotFound("picture"))
        }
    }
}

const fn hers(message: jinpai_model::Message) -> MessageView {
    MessageView {
        group_name: None,
        message,
        author_name: None,
        named: Vec::new(),
        undelivered: None,
    }
}

impl Desk {
    /// A seat for a picture in this conversation.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation, [`EngineError::TooMany`].
    pub async fn picture_seat(&self, conversation: ConversationId) -> Result<PictureSeat> {
        self.carries_pictures(conversation).await?;
        self.engine.picture_seat()
    }

    /// Refuses a talk whose buyer pictures cannot reach.
    pub(crate) async fn carries_pictures(&self, conversation: ConversationId) -> Result<()> {
        let talk = self.conversation_row(conversation).await?;
        let bridged = bridges::ties_of(self.engine.store.read(), self.shop, &[talk.buyer]).await?;
        if !bridged.is_empty() {
            // A bridge carries words alone.
            let reason = crate::Invalid::Told {
                zh: "这位买家在别的平台上，图片送不过去，请在那边发给她",
                en: "cannot reach this buyer: she is on another platform, so send the picture there",
            };
            return Err(EngineError::Invalid {
                field: "picture",
                reason,
            });
        }
        Ok(())
    }

    /// Sends a picture. Words beside it pass the coach as always.
    ///
    /// # Errors
    /// [`EngineError::BadPicture`], and as [`Desk::send`].
    pub async fn send_picture(
        &self,
        _seat: PictureSeat,
        conversation: ConversationId,
        file: PictureFile,
        locale: jinpai_coach::Locale,
    ) -> Result<Sent> {
        let mut draft = Draft::wordless(Sender::Agent(self.person), &file.client_ref, &file.text)?;
        if let Some(sent) = self.sent_before(&draft).await? {
            return Ok(sent);
        }
        draft.picture = Some(self.engine.develop(file.bytes).await?);
        self.deliver(conversation, draft, locale).await
    }

    /// A picture of this shop's.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such picture.
    pub async fn picture(&self, id: PictureId, size: PictureSize) -> Result<PictureCopy> {
        let copy = pictures::get(self.engine.store.read(), self.shop, id, size).await?;
        copy.ok_or(EngineError::NotFound("picture"))
    }
}
