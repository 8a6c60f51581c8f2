//! From a file that a stranger sent to two pictures of our own making. Pure; may take a second.
//!
//! What a file is, its first bytes say, never its name. Sizes are read from its head and held to limits before
//! a pixel is decoded. What comes out was encoded here: place, camera and whatever else a file carries stay
//! behind, but for a small colour profile, without which the colour of a coat would be another one.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    imageops::FilterType,
    metadata::Orientation,
};
use jinpai_model::{Picture, PictureKind};

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    #[error("the picture has more than 10 MiB")]
    TooLarge,
    #[error("the picture has more than 40 million pixels")]
    TooManyPixels,
    #[error("the file is no JPEG, PNG, WebP or GIF")]
    NotAPicture,
    #[error("the picture is damaged")]
    Broken,
    #[error("the film has more than 20 MiB")]
    FilmTooLarge,
    #[error("the film is longer than 60 seconds")]
    FilmTooLong,
    #[error("the film is damaged, or of another form than MP4 and QuickTime in one piece")]
    BrokenFilm,
}

/// A picture drawn anew.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Redrawn {
    pub kind: PictureKind,
    /// Pixels of the large copy.
    pub width: u32,
    pub height: u32,
    pub small: Vec<u8>,
    pub large: Vec<u8>,
}

/// Pictures stay out of logs.
impl std::fmt::Debug for Redrawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redrawn")
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

/// Longest side of a file that is looked at.
const LONGEST: u32 = 20_000;
/// Memory of one decoding.
const MOST_ALLOC: u64 = 256 * 1024 * 1024;
/// A drawing or a screenshot up to so many pixels keeps its sharp letters.
const SHARP_PIXELS: u64 = 1_600 * 1_000;
/// A drawing that takes more than that is a photograph after all.
const SHARP_BYTES: usize = 768 * 1024;
const QUALITY: u8 = 85;
/// Profiles of cameras and screens are far smaller.
const LARGEST_PROFILE: usize = 8 * 1024;

pub(crate) fn redraw(bytes: &[u8]) -> Result<Redrawn, PictureFault> {
    if bytes.len() > Picture::MAX_BYTES {
        return Err(PictureFault::TooLarge);
    }
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif)) => format,
        _ => return Err(PictureFault::NotAPicture),
    };
    let decoded = decode(bytes, format)?;
    let drawn_by_hand = format == ImageFormat::Png && decoded.pixels <= SHARP_PIXELS;
    let large = decoded.picture;
    let small = within(large.clone(), Picture::SMALL);
    let profile = decoded.profile.as_deref();
    let (width, height) = (large.width(), large.height());
    let done = |kind, small, large| Redrawn {
        kind,
        width,
        height,
        small,
        large,
    };
    let see_through = sees_through(&large);
    if see_through || drawn_by_hand {
        let bytes = png(&large, profile)?;
        if see_through || bytes.len() <= SHARP_BYTES {
            return Ok(done(PictureKind::Png, png(&small, profile)?, bytes));
        }
    }
    Ok(done(
        PictureKind::Jpeg,
        jpeg(small, profile)?,
        jpeg(large, profile)?,
    ))
}

struct Decoded {
    /// The right way up, no larger than the large copy.
    picture: DynamicImage,
    /// Of the file.
    pixels: u64,
    profile: Option<Vec<u8>>,
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<Decoded, PictureFault> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MOST_ALLOC);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > Picture::MAX_PIXELS || decoder.total_bytes() > MOST_ALLOC {
        return Err(PictureFault::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder
        .icc_profile()
        .ok()
        .flatten()
        .filter(|profile| fits(profile));
    let mut picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    if picture.width() == 0 || picture.height() == 0 {
        return Err(PictureFault::Broken);
    }
    // Smaller first: turning a picture needs as much memory again.
    picture = within(picture, Picture::LARGE);
    picture.apply_orientation(orientation);
    let profile = profile.filter(|_| picture.color().has_color());
    Ok(Decoded {
        picture,
        pixels,
        profile,
    })
}

/// A profile of RGB that is as small as honest ones are.
fn fits(profile: &[u8]) -> bool {
    profile.len() <= LARGEST_PROFILE && profile.get(16..20) == Some(b"RGB ")
}

fn fault(error: ImageError) -> PictureFault {
    match error {
        ImageError::Limits(_) => PictureFault::TooManyPixels,
        ImageError::Unsupported(_) => PictureFault::NotAPicture,
        _ => PictureFault::Broken,
    }
}

/// The picture with no side longer than `most`; a small one stays as it is.
fn within(picture: DynamicImage, most: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= most {
        return picture;
    }
    // A fast way down to twice the size, a careful one for the rest.
    let coarse = most.saturating_mul(2);
    let near = if picture.width().max(picture.height()) > coarse {
        picture.thumbnail(coarse, coarse)
    } else {
        picture
    };
    near.resize(most, most, FilterType::CatmullRom)
}

fn sees_through(picture: &DynamicImage) -> bool {
    picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX)
}

fn png(picture: &DynamicImage, profile: Option<&[u8]>) -> Result<Vec<u8>, PictureFault> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    if let Some(profile) = profile {
        // A profile that does not go in is left out.
        let _ = encoder.set_icc_profile(profile.to_vec());
    }
    eight_bits(picture).write_with_encoder(encoder).map_err(fault)?;
    Ok(bytes)
}

fn jpeg(picture: DynamicImage, profile: Option<&[u8]>) -> Result<Vec<u8>, PictureFault> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    if let Some(profile) = profile {
        let _ = encoder.set_icc_profile(profile.to_vec());
    }
    DynamicImage::from(picture.into_rgb8())
        .write_with_encoder(encoder)
        .map_err(fault)?;
    Ok(bytes)
}

fn eight_bits(picture: &DynamicImage) -> DynamicImage {
    if picture.color().has_alpha() {
        picture.to_rgba8().into()
    } else {
        picture.to_rgb8().into()
    }
}

#[cfg(test)]
mod tests;
