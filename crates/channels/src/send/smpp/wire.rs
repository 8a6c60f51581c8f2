//! Frames and requests of SMPP 3.4.
//!
//! Frames are cut by their length before they are read, so that one that cannot be read costs itself and
//! not the line.

use bytes::{Bytes, BytesMut};
use rusmpp::{
    Command, CommandStatus, Pdu,
    decode::DecodeWithLength,
    encode::owned::Encode,
    pdus::{BindTransceiver, DeliverSmResp, QuerySm, SubmitSm},
    tlvs::MessageSubmissionRequestTlvValue as Tlv,
    types::{COctetString, EmptyOrFullCOctetString, OctetString},
    values::{DataCoding, EsmClass, InterfaceVersion, Npi, RegisteredDelivery, Ton},
};
use tokio_util::codec::{Framed, LengthDelimitedCodec};

use super::{PartSplit, SmppSpec, parts::Alphabet};
use crate::send::guard;

/// Longest frame taken, in bytes.
const MAX_FRAME: usize = 64 * 1024;
/// Command, status and sequence number.
const HEADER: usize = 12;

pub(super) type Frames = Framed<guard::Line, LengthDelimitedCodec>;

/// Frames on a line. The length counts itself.
pub(super) fn frames(line: guard::Line) -> Frames {
    LengthDelimitedCodec::builder()
        .length_field_length(4)
        .length_adjustment(-4)
        .num_skip(4)
        .max_frame_length(MAX_FRAME)
        .new_framed(line)
}

pub(super) fn write(command: &Command) -> Bytes {
    let mut bytes = BytesMut::new();
    command.encode(&mut bytes);
    bytes.freeze()
}

/// Reads a frame.
///
/// # Errors
/// The sequence number of a frame that cannot be read, to refuse it by; nothing for one without a header.
pub(super) fn read(mut frame: BytesMut) -> Result<Command, Option<u32>> {
    let sequence = frame
        .get(HEADER - 4..HEADER)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u32::from_be_bytes);
    let length = frame.len();
    match Command::decode(&mut frame, length) {
        Ok((command, _)) => Ok(command),
        Err(_) => Err(sequence),
    }
}

pub(super) fn command(status: CommandStatus, sequence: u32, pdu: impl Into<Pdu>) -> Command {
    Command::new(status, sequence, pdu)
}

/// A text that the settings' check has found to fit. One that does not is left empty, and the centre
/// refuses it.
fn octets<const MIN: usize, const MAX: usize>(text: &str) -> COctetString<MIN, MAX> {
    text.parse().unwrap_or_else(|_| COctetString::empty())
}

pub(super) fn bind(spec: &SmppSpec) -> BindTransceiver {
    BindTransceiver::builder()
        .system_id(octets(&spec.system_id))
        .password(octets(spec.password.reveal()))
        .system_type(octets(&spec.system_type))
        .interface_version(InterfaceVersion::Smpp3_4)
        .build()
}

/// Which part of how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The same for all parts of a message, and another for the next message to the same number.
    pub reference: u16,
    pub nth: u8,
    pub of: u8,
}

pub(super) fn submit(spec: &SmppSpec, to: &str, alphabet: Alphabet, part: &[u8], place: Place) -> SubmitSm {
    let several = place.of > 1;
    let header = several && spec.parts == PartSplit::Udh;
    let mut message = Vec::with_capacity(part.len() + 6);
    if header {
        let [_, reference] = place.reference.to_be_bytes();
        // Length of the header; concatenation with a one-byte reference; its length.
        message.extend([5, 0, 3, reference, place.of, place.nth]);
    }
    message.extend_from_slice(part);
    let mut tlvs = Vec::new();
    if several && spec.parts == PartSplit::Sar {
        tlvs.push(Tlv::SarMsgRefNum(place.reference));
        tlvs.push(Tlv::SarTotalSegments(place.of));
        tlvs.push(Tlv::SarSegmentSeqnum(place.nth));
    }
    let data_coding = match alphabet {
        Alphabet::Gsm7 => DataCoding::McSpecific,
        Alphabet::Ucs2 => DataCoding::Ucs2,
    };
    let validity = spec
        .validity_minutes
        .map_or_else(EmptyOrFullCOctetString::empty, |minutes| {
            let (days, hours) = (minutes / 1_440, minutes / 60 % 24);
            let relative = format!("0000{days:02}{hours:02}{:02}00000R", minutes % 60);
            relative
                .parse()
                .unwrap_or_else(|_| EmptyOrFullCOctetString::empty())
        });
    SubmitSm::builder()
        .source_addr_ton(Ton::from(spec.source_ton))
        .source_addr_npi(Npi::from(spec.source_npi))
        .source_addr(octets(&spec.source))
        .dest_addr_ton(Ton::from(spec.dest_ton))
        .dest_addr_npi(Npi::from(spec.dest_npi))
        .destination_addr(octets(to))
        // The library's default sets a bit of ANSI-41.
        .esm_class(EsmClass::from(if header { 0x40 } else { 0 }))
        .validity_period(validity)
        // A receipt of the final state, good or bad.
        .registered_delivery(RegisteredDelivery::from(1))
        .data_coding(data_coding)
        // A part has at most 160 bytes with its header, and the field takes 255.
        .short_message(OctetString::from_vec(message).unwrap_or_else(|_| OctetString::empty()))
        .tlvs(tlvs)
        .build()
}

pub(super) fn query(spec: &SmppSpec, id: &str) -> QuerySm {
    QuerySm::builder()
        .message_id(octets(id))
        .source_addr_ton(Ton::from(spec.source_ton))
        .source_addr_npi(Npi::from(spec.source_npi))
        .source_addr(octets(&spec.source))
        .build()
}

pub(super) fn deliver_response() -> DeliverSmResp {
    DeliverSmResp::builder().build()
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use proptest::{prelude::any, proptest};

    use super::read;
    use crate::send::smpp::receipt;

    proptest! {
        #[test]
        fn a_frame_of_any_bytes_is_read_or_refused(command in 0u32..0x22, answer: bool, body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let id = command | if answer { 0x8000_0000 } else { 0 };
            let mut frame = BytesMut::new();
            frame.extend_from_slice(&id.to_be_bytes());
            frame.extend_from_slice(&[0; 8]);
            frame.extend_from_slice(&body);
            // A frame with a header is never without the number to refuse it by.
            assert!(!matches!(read(frame), Err(None)));
            let _ = read(BytesMut::from(&body[..]));
        }

        #[test]
        fn a_receipt_of_any_words_is_read_or_left(text in "(id|stat|err|:| |\\PC){0,60}") {
            let _ = receipt::read(&text, None, None);
        }
    }
}
