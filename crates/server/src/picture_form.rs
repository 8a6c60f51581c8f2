//! Pictures and short films on the wire: the form in which one is sent, and the answer that carries one.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jinpai_engine::{PictureFault, PictureFile};
use jinpai_model::{Film, PictureKind, PictureSize};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    problem::{Answer, Code, Problem},
    wire::words,
};

/// Bytes of the form around the picture.
const FORM_BYTES: usize = 64 * 1024;
/// Bytes of a request with a picture or a film.
pub const MAX_BODY: usize = Film::MAX_BYTES + FORM_BYTES;

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
    /// kept. Or MP4 or QuickTime, up to 20 MiB and 60 seconds; where and when it was taken is blanked.
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
///
/// A film is asked for in parts: one range is answered, several or none at all with the whole.
pub fn answer(kind: PictureKind, bytes: Vec<u8>, asked: &HeaderMap) -> Response {
    let kind = match kind {
        PictureKind::Jpeg => "image/jpeg",
        PictureKind::Png => "image/png",
        PictureKind::Mp4 => "video/mp4",
        PictureKind::QuickTime => "video/quicktime",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, max-age=31536000, immutable"),
        ),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
    ];
    let whole = bytes.len();
    match part(asked, whole) {
        Part::Whole => (headers, bytes).into_response(),
        Part::From(first, last) => {
            let which = [(header::CONTENT_RANGE, format!("bytes {first}-{last}/{whole}"))];
            let some = bytes.get(first..=last).unwrap_or_default().to_vec();
            (StatusCode::PARTIAL_CONTENT, headers, which, some).into_response()
        }
        Part::Beyond => Problem::new(Code::NoSuchPart).into_response(),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// The first byte and the last.
    From(usize, usize),
    Beyond,
}

/// What is asked for by `range` (RFC 9110, 14.2). What is not understood asks for all of it.
fn part(asked: &HeaderMap, whole: usize) -> Part {
    let range = asked.get(header::RANGE).and_then(|range| range.to_str().ok());
    let Some((from, to)) = range
        .and_then(|range| range.strip_prefix("bytes="))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Part::Whole;
    };
    let end = whole.saturating_sub(1);
    match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) if from <= to && from < whole => Part::From(from, to.min(end)),
        (Ok(from), Ok(to)) if from > to => Part::Whole,
        (Ok(from), Err(_)) if to.is_empty() && from < whole => Part::From(from, end),
        (Err(_), Ok(last)) if from.is_empty() && last > 0 && whole > 0 => {
            Part::From(whole.saturating_sub(last), end)
        }
        (Ok(_), Ok(_)) => Part::Beyond,
        (Ok(_), Err(_)) if to.is_empty() => Part::Beyond,
        (Err(_), Ok(_)) if from.is_empty() => Part::Beyond,
        _ => Part::Whole,
    }
}

impl From<PictureFault> for Problem {
    fn from(fault: PictureFault) -> Self {
        Self::new(match fault {
            PictureFault::TooLarge => Code::PictureTooLarge,
            PictureFault::TooManyPixels => Code::TooManyPixels,
            PictureFault::NotAPicture => Code::NotAPicture,
            PictureFault::Broken => Code::BrokenPicture,
            PictureFault::FilmTooLarge => Code::FilmTooLarge,
            PictureFault::FilmTooLong => Code::FilmTooLong,
            PictureFault::BrokenFilm => Code::BrokenFilm,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_was_asked_for() {
        let of = |range: &'static str| {
            let mut asked = HeaderMap::new();
            asked.insert(header::RANGE, HeaderValue::from_static(range));
            part(&asked, 100)
        };
        assert_eq!(part(&HeaderMap::new(), 100), Part::Whole);
        for (range, told) in [
            ("bytes=0-", Part::From(0, 99)),
            ("bytes=10-19", Part::From(10, 19)),
            ("bytes=90-1000", Part::From(90, 99)),
            ("bytes=-5", Part::From(95, 99)),
            ("bytes=-500", Part::From(0, 99)),
            ("bytes=100-", Part::Beyond),
            ("bytes=100-200", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=9-3", Part::Whole),
            ("bytes=1-2,5-6", Part::Whole),
            ("items=1-2", Part::Whole),
            ("bytes=x-y", Part::Whole),
            ("bytes=-", Part::Whole),
        ] {
            assert_eq!(of(range), told, "{range}");
        }
    }
}
