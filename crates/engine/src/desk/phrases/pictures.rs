//! The picture that goes out with a phrase: a size table, where the certificate stands, how it is washed.

use std::sync::Arc;

use jinpai_coach::Locale;
use jinpai_model::{ConversationId, PhraseId, Picture, PictureId, PictureKind, PictureSize};
use jinpai_store::{Lane, messages::Sender, phrases};

use super::PhraseView;
use crate::{
    chat::Draft,
    desk::Desk,
    error::{EngineError, Result},
    pictures::{Developed, PictureSeat, Redrawn},
    views::Sent,
};

impl Desk {
    /// A seat for the picture of a phrase.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for what is neither the shop's nor hers, [`EngineError::Forbidden`] for who is no
    /// lead where it is the shop's, [`EngineError::TooMany`].
    pub async fn phrase_picture_seat(&self, phrase: PhraseId) -> Result<PictureSeat> {
        self.hers_to_change(phrase).await?;
        self.engine.picture_seat()
    }

    /// Gives a phrase its picture, in place of the one it had.
    ///
    /// # Errors
    /// [`EngineError::BadPicture`]; [`EngineError::NotFound`] when the phrase is gone.
    pub async fn set_phrase_picture(
        &self,
        _seat: PictureSeat,
        phrase: PhraseId,
        bytes: Vec<u8>,
    ) -> Result<PhraseView> {
        let Developed { picture, drawn } = self.engine.develop_picture(bytes).await?;
        let row = phrases::PhrasePicture {
            shop: self.shop,
            phrase,
            picture,
            kind: drawn.kind,
            at: self.engine.now(),
            small: drawn.small.clone(),
            large: drawn.large.clone(),
        };
        let shop = self.shop;
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                // Somebody may have removed the phrase meanwhile.
                let found = phrases::get(tx, shop, phrase).await?;
                let found = found.ok_or(EngineError::NotFound("phrase"))?;
                phrases::put_picture(tx, row).await?;
                Ok::<_, EngineError>(found)
            })
        });
        let found = write.await?;
        self.written(&found, Some(picture)).await
    }

    /// # Errors
    /// As [`Desk::phrase_picture_seat`].
    pub async fn drop_phrase_picture(&self, phrase: PhraseId) -> Result<PhraseView> {
        let held = self.hers_to_change(phrase).await?;
        let shop = self.shop;
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move { phrases::drop_picture(tx, shop, phrase).await })
        });
        write.await?;
        self.written(&held, None).await
    }

    /// One copy of a phrase's picture.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none, or its phrase is neither the shop's nor hers.
    pub async fn phrase_picture(&self, id: PictureId, size: PictureSize) -> Result<(PictureKind, Vec<u8>)> {
        let found = phrases::picture(self.engine.store.read(), self.shop, id, size).await?;
        let (phrase, kind, bytes) = found.ok_or(EngineError::NotFound("picture"))?;
        self.hers(phrase).await?;
        Ok((kind, bytes))
    }

    /// Sends the picture of a phrase, as it is kept.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when she has no such phrase or it has no picture, and as [`Desk::send_picture`].
    pub async fn send_phrase_picture(
        &self,
        conversation: ConversationId,
        phrase: PhraseId,
        client_ref: &str,
        locale: Locale,
    ) -> Result<Sent> {
        let mut draft = Draft::wordless(Sender::Agent(self.person), client_ref, "")?;
        if let Some(sent) = self.sent_before(&draft).await? {
            return Ok(sent);
        }
        self.carries_pictures(conversation).await?;
        self.hers(phrase).await?;
        let kept = phrases::picture_of(self.engine.store.read(), self.shop, phrase).await?;
        let kept = kept.ok_or(EngineError::NotFound("picture"))?;
        let (width, height) = (kept.picture.width, kept.picture.height);
        // A picture of the talk's own: it stays when the phrase changes.
        draft.picture = Some(Developed {
            picture: Picture {
                id: PictureId::new(self.engine.now(), self.engine.random.bits()),
                width,
                height,
                film: None,
            },
            drawn: Arc::new(Redrawn {
                kind: kept.kind,
                width,
                height,
                small: kept.small,
                large: kept.large,
            }),
        });
        self.deliver(conversation, draft, locale).await
    }
}
