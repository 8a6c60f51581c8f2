//! What goes in and what comes out, hostile files among them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use jinpai_model::PictureKind;

use super::{PictureFault, redraw};

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Every pixel another colour, as in a photograph.
fn photo(width: u32, height: u32) -> DynamicImage {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    RgbImage::from_fn(width, height, |_, _| Rgb([next(), next(), next()])).into()
}

fn flat(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_pixel(width, height, Rgb([200, 40, 40])).into()
}

/// A picture of 40 × 20 that lies on its side, taken somewhere.
fn with_exif() -> Vec<u8> {
    let jpeg = file(&flat(40, 20), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    exif.extend_from_slice(&[1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend_from_slice(b"GPS 31.2304N 121.4737E");
    let mut all = jpeg[..2].to_vec();
    all.extend_from_slice(&[0xff, 0xe1]);
    all.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    all.extend_from_slice(&exif);
    all.extend_from_slice(&jpeg[2..]);
    all
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

/// A PNG whose head speaks of another size than its body has.
fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut png = file(&flat(1, 1), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[test]
fn a_photograph_is_made_smaller_in_both_sizes() {
    let drawn = redraw(&file(&photo(3_000, 1_000), ImageFormat::Jpeg)).unwrap();
    assert_eq!(
        (drawn.kind, drawn.width, drawn.height),
        (PictureKind::Jpeg, 1_600, 533)
    );
    let small = image::load_from_memory(&drawn.small).unwrap();
    assert_eq!((small.width(), small.height()), (320, 107));
    let tiny = redraw(&file(&flat(8, 5), ImageFormat::Jpeg)).unwrap();
    assert_eq!((tiny.width, tiny.height), (8, 5), "nothing is made larger");
}

#[test]
fn place_and_camera_stay_behind_and_the_picture_stands_upright() {
    let file = with_exif();
    assert!(has(&file, b"GPS 31") && has(&file, b"Exif"));
    let drawn = redraw(&file).unwrap();
    assert_eq!((drawn.width, drawn.height), (20, 40));
    for copy in [&drawn.large, &drawn.small] {
        assert!(!has(copy, b"GPS") && !has(copy, b"Exif"));
    }
}

#[test]
fn what_is_see_through_or_drawn_stays_sharp() {
    let mut pixels = RgbaImage::from_pixel(2_000, 500, Rgba([0, 0, 0, 255]));
    pixels.put_pixel(3, 3, Rgba([0, 0, 0, 0]));
    for y in 0..250 {
        for x in 0..1_000 {
            pixels.put_pixel(x, y, Rgba([0, 0, 0, 0]));
        }
    }
    let drawn = redraw(&file(&pixels.into(), ImageFormat::Png)).unwrap();
    assert_eq!((drawn.kind, drawn.width), (PictureKind::Png, 1_600));
    let screenshot = redraw(&file(&flat(800, 600), ImageFormat::Png)).unwrap();
    assert_eq!(screenshot.kind, PictureKind::Png);
    let photo = redraw(&file(&photo(1_000, 1_000), ImageFormat::Png)).unwrap();
    assert_eq!(photo.kind, PictureKind::Jpeg, "a photograph in a PNG");
}

#[test]
fn every_format_is_known_by_its_bytes() {
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let drawn = redraw(&file(&flat(30, 20), format)).unwrap();
        assert_eq!((drawn.width, drawn.height), (30, 20), "{format:?}");
    }
    for no_picture in [
        &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..],
        b"<!doctype html><script>alert(1)</script>",
        b"PK\x03\x04 a zip",
        b"BM bitmap of old",
        b"",
    ] {
        assert_eq!(redraw(no_picture), Err(PictureFault::NotAPicture));
    }
}

#[test]
fn bombs_are_refused_by_their_head() {
    for (width, height) in [
        (100_000, 100_000),
        (30_000, 30_000),
        (8_000, 8_000),
        (u32::MAX >> 1, 1),
    ] {
        let refused = redraw(&png_that_claims(width, height));
        assert_eq!(refused, Err(PictureFault::TooManyPixels), "{width} x {height}");
    }
    let mut gif = file(&flat(2, 2), ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0xff; 4]);
    assert_eq!(redraw(&gif), Err(PictureFault::TooManyPixels));
    assert_eq!(
        redraw(&vec![0xff; 10 * 1024 * 1024 + 1]),
        Err(PictureFault::TooLarge)
    );
}

#[test]
fn what_is_cut_off_or_lies_about_its_size_is_broken() {
    assert_eq!(redraw(&png_that_claims(4_000, 4_000)), Err(PictureFault::Broken));
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let whole = file(&photo(200, 200), format);
        assert_eq!(
            redraw(&whole[..whole.len() / 2]),
            Err(PictureFault::Broken),
            "{format:?}"
        );
    }
    // Only its head came: nothing can be drawn from that.
    let whole = file(&photo(200, 200), ImageFormat::Jpeg);
    assert_eq!(redraw(&whole[..200]), Err(PictureFault::Broken));
}
