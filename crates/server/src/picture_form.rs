//! Pictures on the wire: the form in which one is sent, and the answer that carries one.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jinpai_engine::{PictureFault, PictureFile};
use jinpai_model::{Picture, PictureKind, PictureSize};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    problem::{Answer, Code, Problem},
    wire::words,
};

/// Bytes of the form around the picture.
const FORM_BYTES: usize = 64 * 1024;
/// Bytes of a request with a picture.
pub const MAX_BODY: usize = Picture::MAX_BYTES + FORM_BYTES;

/// The multipart form, for the API document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct PictureForm {
    /// The sender's own name for the message, up to 64 visible ASCII characters; the same one again is the same
    /// message.
    client_ref: String,
    /// Words beside the picture; may be left out.
    text: Option<String>,
    /// JPEG, PNG, WebP or GIF, up to 10 MiB and 40 million pixels. It is drawn anew: nothing but its pixels is
    /// kept.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// The form without words, for the API document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct FileForm {
    /// JPEG, PNG, WebP or GIF, up to 10 MiB and 40 million pixels. It is drawn anew: nothing but its pixels is
    /// kept.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichCopy {
    /// `small` has at most 320 pixels a side, `large` (the default) 1,600.
    #[param(inline, value_type = Option<words::PictureSize>)]
    size: Option<PictureSize>,
}

impl WhichCopy {
    pub fn size(&self) -> PictureSize {
        self.size.unwrap_or(PictureSize::Large)
    }
}

/// Reads the form. Called once the sender has a seat.
pub async fn read(request: Request) -> Answer<PictureFile> {
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Problem::new(Code::WrongContentType))?;
    let (mut client_ref, mut text, mut bytes) = (String::new(), String::new(), None);
    while let Some(part) = form.next_field().await.map_err(broken)? {
        match part.name() {
            Some("client_ref") => client_ref = part.text().await.map_err(broken)?,
            Some("text") => text = part.text().await.map_err(broken)?,
            Some("file") => bytes = Some(part.bytes().await.map_err(broken)?.to_vec()),
            _ => {}
        }
    }
    let bytes = bytes.ok_or_else(|| Problem::new(Code::NoFile))?;
    if bytes.len() > Picture::MAX_BYTES {
        return Err(PictureFault::TooLarge.into());
    }
    Ok(PictureFile {
        client_ref,
        text,
        bytes,
    })
}

fn broken(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PictureFault::TooLarge.into(),
        _ => Problem::new(Code::NoFile),
    }
}

/// A copy as an answer. It never changes, but it is private: no cache on the way may keep it.
pub fn answer(kind: PictureKind, bytes: Vec<u8>) -> Response {
    let kind = match kind {
        PictureKind::Jpeg => "image/jpeg",
        PictureKind::Png => "image/png",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, max-age=31536000, immutable"),
        ),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
    ];
    (headers, bytes).into_response()
}

impl From<PictureFault> for Problem {
    fn from(fault: PictureFault) -> Self {
        Self::new(match fault {
            PictureFault::TooLarge => Code::PictureTooLarge,
            PictureFault::TooManyPixels => Code::TooManyPixels,
            PictureFault::NotAPicture => Code::NotAPicture,
            PictureFault::Broken => Code::BrokenPicture,
        })
    }
}
