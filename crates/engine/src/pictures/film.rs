//! A short film that a stranger sent: looked at box by box, and cleared of what tells where and when it was taken. Pure.
//!
//! MP4 and QuickTime files are boxes within boxes (ISO/IEC 14496-12): four bytes of size, four of name, then what is in
//! it. Nothing is decoded. What may tell of the sender is blanked where it stands, so that every offset stays true.

use jinpai_model::{Film, PictureKind};

use super::PictureFault;

/// A film that is fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cleared {
    pub kind: PictureKind,
    /// As it is shown.
    pub width: u32,
    pub height: u32,
    pub film: Film,
    pub bytes: Vec<u8>,
}

/// Boxes of one file that are looked at; a real film of a minute has some hundred.
const MOST_BOXES: usize = 4_096;
const DEEPEST: usize = 8;
/// Longest side that a phone takes.
const LONGEST: u32 = 8_192;
/// What holds other boxes on the way to a track's head.
const FOLDERS: [&[u8; 4]; 5] = [b"moov", b"trak", b"mdia", b"minf", b"stbl"];
/// What was written beside the film: place, device, names.
const TELLING: [&[u8; 4]; 3] = [b"udta", b"meta", b"uuid"];

/// Whether the file calls itself a film. Stills of phones are boxes too.
pub(crate) fn is_film(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12).unwrap_or_default();
    let still = [b"hei", b"hev", b"mif", b"msf", b"avi"];
    bytes.get(4..8) == Some(b"ftyp") && !still.iter().any(|start| brand.starts_with(*start))
}

/// # Errors
/// Why it is not taken.
pub(crate) fn clear(mut bytes: Vec<u8>) -> Result<Cleared, PictureFault> {
    if bytes.len() > Film::MAX_BYTES {
        return Err(PictureFault::FilmTooLarge);
    }
    let kind = match bytes.get(8..12) {
        Some(b"qt  ") => PictureKind::QuickTime,
        _ => PictureKind::Mp4,
    };
    let mut seen = Seen::default();
    let end = bytes.len();
    walk(&mut bytes, 0..end, 0, &mut seen)?;
    let (Some(duration_ms), true, true) = (seen.duration_ms, seen.films > 0, seen.data) else {
        return Err(PictureFault::BrokenFilm);
    };
    if duration_ms > Film::MAX_MS {
        return Err(PictureFault::FilmTooLong);
    }
    let (width, height) = seen.size.ok_or(PictureFault::BrokenFilm)?;
    let length = u32::try_from(end).map_err(|_| PictureFault::FilmTooLarge)?;
    Ok(Cleared {
        kind,
        width,
        height,
        film: Film {
            duration_ms,
            bytes: length,
        },
        bytes,
    })
}

#[derive(Default)]
struct Seen {
    boxes: usize,
    moov: bool,
    data: bool,
    duration_ms: Option<u32>,
    /// Tracks of moving pictures.
    films: usize,
    /// Of the track that is being read.
    track: Option<(u32, u32)>,
    size: Option<(u32, u32)>,
}

/// Goes through the boxes that lie in `within`, blanking as it goes.
fn walk(
    bytes: &mut [u8],
    within: std::ops::Range<usize>,
    depth: usize,
    seen: &mut Seen,
) -> Result<(), PictureFault> {
    let mut at = within.start;
    while at < within.end {
        seen.boxes += 1;
        if seen.boxes > MOST_BOXES || depth > DEEPEST {
            return Err(PictureFault::BrokenFilm);
        }
        let (name, body, next) = open(bytes, at, within.end)?;
        if TELLING.contains(&&name) {
            bytes[at + 4..at + 8].copy_from_slice(b"free");
            bytes[body..next].fill(0);
        } else if FOLDERS.contains(&&name) {
            if name == *b"moov" && std::mem::replace(&mut seen.moov, true) {
                return Err(PictureFault::BrokenFilm);
            }
            if name == *b"trak" {
                seen.track = None;
            }
            walk(bytes, body..next, depth + 1, seen)?;
        } else {
            look(&name, &mut bytes[body..next], seen)?;
        }
        at = next;
    }
    Ok(())
}

/// The name of the box at `at`, where its body begins and where the next box would.
fn open(bytes: &[u8], at: usize, end: usize) -> Result<([u8; 4], usize, usize), PictureFault> {
    let size = u64::from(number(bytes, at)?);
    let name = bytes.get(at + 4..at + 8).and_then(|name| name.try_into().ok());
    let name: [u8; 4] = name.ok_or(PictureFault::BrokenFilm)?;
    let (head, size) = match size {
        // To the end of the file.
        0 => (8, (end - at) as u64),
        1 => {
            let high = u64::from(number(bytes, at + 8)?);
            (16, high << 32 | u64::from(number(bytes, at + 12)?))
        }
        size => (8, size),
    };
    let next = usize::try_from(size).ok().and_then(|size| at.checked_add(size));
    match next {
        Some(next) if next <= end && next >= at + head => Ok((name, at + head, next)),
        _ => Err(PictureFault::BrokenFilm),
    }
}

fn look(name: &[u8; 4], body: &mut [u8], seen: &mut Seen) -> Result<(), PictureFault> {
    match name {
        b"mdat" => seen.data = true,
        // In pieces: its length stands nowhere.
        b"moof" | b"mvex" => return Err(PictureFault::BrokenFilm),
        b"mvhd" => {
            let (scale, length) = times(body)?;
            let ms = length.checked_mul(1_000).and_then(|ms| ms.checked_div(scale));
            let ms = ms.ok_or(PictureFault::BrokenFilm)?;
            seen.duration_ms = Some(u32::try_from(ms).unwrap_or(u32::MAX));
        }
        b"mdhd" => {
            times(body)?;
        }
        b"tkhd" => {
            forget_times(body)?;
            seen.track = Some(shown_size(body)?);
        }
        b"hdlr" if body.get(8..12) == Some(b"vide") => {
            let (width, height) = seen.track.ok_or(PictureFault::BrokenFilm)?;
            if width == 0 || height == 0 || width > LONGEST || height > LONGEST {
                return Err(PictureFault::BrokenFilm);
            }
            seen.films += 1;
            seen.size = seen.size.or(Some((width, height)));
        }
        _ => {}
    }
    Ok(())
}

/// The time scale and the length in it of `mvhd` and `mdhd`; when it was made is blanked.
fn times(body: &mut [u8]) -> Result<(u64, u64), PictureFault> {
    let long = forget_times(body)?;
    let after = if long { 20 } else { 12 };
    let scale = u64::from(number(body, after)?);
    let length = if long {
        u64::from(number(body, after + 4)?) << 32 | u64::from(number(body, after + 8)?)
    } else {
        u64::from(number(body, after + 4)?)
    };
    Ok((scale, length))
}

/// Blanks when it was made and changed; whether the box has the long form.
fn forget_times(body: &mut [u8]) -> Result<bool, PictureFault> {
    let long = *body.first().ok_or(PictureFault::BrokenFilm)? == 1;
    let times = body.get_mut(4..if long { 20 } else { 12 });
    times.ok_or(PictureFault::BrokenFilm)?.fill(0);
    Ok(long)
}

/// Width and height of a track, the right way up: its matrix may turn it by a quarter.
fn shown_size(body: &[u8]) -> Result<(u32, u32), PictureFault> {
    let long = body.first() == Some(&1);
    let matrix = if long { 52 } else { 40 };
    let upright = number(body, matrix)? != 0;
    let (width, height) = (number(body, matrix + 36)? >> 16, number(body, matrix + 40)? >> 16);
    Ok(if upright { (width, height) } else { (height, width) })
}

fn number(bytes: &[u8], at: usize) -> Result<u32, PictureFault> {
    let four = at.checked_add(4).and_then(|end| bytes.get(at..end));
    let four = four.and_then(|four| four.try_into().ok());
    four.map(u32::from_be_bytes).ok_or(PictureFault::BrokenFilm)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn boxed(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).unwrap();
        [&size.to_be_bytes()[..], name, body].concat()
    }

    fn numbers(all: &[u32]) -> Vec<u8> {
        all.iter().flat_map(|one| one.to_be_bytes()).collect()
    }

    /// A film of so many milliseconds, 720 by 1,280, turned or not, with a place and a time in it.
    fn film(ms: u32, turned: bool) -> Vec<u8> {
        let mvhd = boxed(b"mvhd", &numbers(&[0, 77, 78, 1_000, ms, 0x1_0000]));
        let one = 0x1_0000;
        let matrix = if turned {
            [0, one, 0, 0xffff_0000, 0, 0]
        } else {
            [one, 0, 0, 0, one, 0]
        };
        let mut tkhd = vec![0, 77, 78, 1, 0, ms, 0, 0, 0, 0];
        tkhd.extend(matrix);
        tkhd.extend([0, 0, 0x4000_0000, 1_280 << 16, 720 << 16]);
        let mdhd = boxed(b"mdhd", &numbers(&[0, 77, 78, 600, 600, 0]));
        let hdlr = boxed(b"hdlr", &[&[0; 8][..], b"vide", &[0; 12]].concat());
        let udta = boxed(b"udta", b"+31.2304+121.4737/");
        let mdia = boxed(b"mdia", &[mdhd, hdlr].concat());
        let trak = boxed(
            b"trak",
            &[boxed(b"tkhd", &numbers(&tkhd)), mdia, udta.clone()].concat(),
        );
        let moov = boxed(b"moov", &[mvhd, trak, udta].concat());
        let ftyp = boxed(b"ftyp", b"isom\0\0\0\0isom");
        [ftyp, boxed(b"mdat", b"pictures"), moov].concat()
    }

    #[test]
    fn a_film_keeps_its_pictures_and_loses_where_and_when() {
        let sent = film(59_000, false);
        assert!(is_film(&sent));
        let kept = clear(sent.clone()).unwrap();
        assert_eq!(
            (kept.width, kept.height, kept.film.duration_ms),
            (1_280, 720, 59_000)
        );
        assert_eq!((kept.kind, kept.bytes.len()), (PictureKind::Mp4, sent.len()));
        let has = |what: &[u8]| kept.bytes.windows(what.len()).any(|part| part == what);
        assert!(has(b"pictures") && !has(b"+31.2304") && !has(b"udta"));
        assert!(!has(&77_u32.to_be_bytes()), "when it was taken");
        let turned = clear(film(1_000, true)).unwrap();
        assert_eq!((turned.width, turned.height), (720, 1_280));
    }

    #[test]
    fn what_is_no_short_film_is_told_so() {
        assert_eq!(clear(film(60_001, false)), Err(PictureFault::FilmTooLong));
        assert_eq!(
            clear(vec![0; Film::MAX_BYTES + 1]),
            Err(PictureFault::FilmTooLarge)
        );
        let whole = film(1_000, false);
        for length in 0..whole.len() {
            assert!(clear(whole[..length].to_vec()).is_err(), "cut off at {length}");
        }
        let twice = [whole.clone(), whole].concat();
        assert_eq!(clear(twice), Err(PictureFault::BrokenFilm), "two heads");
        assert!(!is_film(b"\0\0\0\x18ftypheic\0\0\0\0"), "a still");
        assert!(!is_film(b"ftyp"));
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(noise in proptest::collection::vec(any::<u8>(), 0..400), at in 0_usize..400, to in any::<u8>()) {
            let _ = clear(noise);
            let mut changed = film(1_000, false);
            let at = at % changed.len();
            changed[at] = to;
            if let Ok(kept) = clear(changed.clone()) {
                prop_assert_eq!(kept.bytes.len(), changed.len());
            }
        }
    }
}
