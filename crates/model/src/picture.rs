//! Pictures in a talk.

use crate::{PictureId, words::words};

words! {
    /// How a stored picture is written down.
    PictureKind {
        Jpeg = "jpeg",
        Png = "png",
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

/// A picture as a message holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub id: PictureId,
    /// Pixels of the large copy, the right way up.
    pub width: u32,
    pub height: u32,
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
