//! Pictures and short films in a talk.

use crate::{PictureId, words::words};

words! {
    /// How a stored picture is written down.
    PictureKind {
        Jpeg = "jpeg",
        Png = "png",
        /// A short film, in one copy alone.
        Mp4 = "mp4",
        QuickTime = "quicktime",
    }
}

words! {
    /// Which of the two copies of a picture.
    PictureSize {
        /// For the timeline: at most 320 pixels a side.
        Small = "small",
        /// For looking at: at most 1,600 pixels a side.
        Large = "large",
    }
}

/// A picture, or a short film, as a message holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub id: PictureId,
    /// Pixels of the large copy, the right way up.
    pub width: u32,
    pub height: u32,
    /// It moves.
    pub film: Option<Film>,
}

/// What is told of a film beside its size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Film {
    pub duration_ms: u32,
    pub bytes: u32,
}

impl Film {
    /// Most bytes of a film that is sent.
    pub const MAX_BYTES: usize = 20 * 1024 * 1024;
    /// Longest film.
    pub const MAX_MS: u32 = 60_000;
}

impl Picture {
    /// Longest side of the large copy, in pixels.
    pub const LARGE: u32 = 1_600;
    /// Longest side of the small copy, in pixels.
    pub const SMALL: u32 = 320;
    /// Most bytes of a file that is sent.
    pub const MAX_BYTES: usize = 10 * 1024 * 1024;
    /// Most pixels of a file that is sent.
    pub const MAX_PIXELS: u64 = 40_000_000;
}
