//! What the centre delivers to us: receipts, and what people write back.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use encoding_rs::{GBK, UTF_16BE, WINDOWS_1252};
use rusmpp::{CommandStatus, pdus::DeliverSm, tlvs::TlvValue, values::DataCoding};
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

use super::{Shared, line::Line, parts, receipt, wire};
use crate::send::{DeliveryReport, Event, Inbound, Reply, is_opt_out, phone::told as told_number};

/// How long a receipt waits for the answer that it has overtaken.
const OVERTAKEN_LIMIT: Duration = Duration::from_secs(5);
const UDH: u8 = 0x40;
const RECEIPT: u8 = 0x04;
const INTERMEDIATE: u8 = 0x20;

/// Takes one delivery: tells the engine, and the centre once the engine has it.
pub(super) async fn take(
    shared: Arc<Shared>,
    line: Arc<Line>,
    sequence: u32,
    message: DeliverSm,
    place: OwnedSemaphorePermit,
) {
    let status = match read(&shared, &message).await {
        // Nothing that anybody needs: a receipt without a state.
        None => CommandStatus::EsmeRok,
        Some(event) => {
            let (inbound, taken) = Inbound::new(event);
            let told = shared.events.send(inbound).await.is_ok();
            match told && taken.await.is_ok() {
                true => CommandStatus::EsmeRok,
                // The centre keeps it and tries again.
                false => CommandStatus::EsmeRxTAppn,
            }
        }
    };
    line.reply(status, sequence, wire::deliver_response()).await;
    drop(place);
}

async fn read(shared: &Shared, message: &DeliverSm) -> Option<Event> {
    let mut id = None;
    let mut state = None;
    let mut payload = None;
    for tlv in message.tlvs() {
        match tlv.value() {
            Some(TlvValue::ReceiptedMessageId(told)) => id = Some(told.as_str()),
            Some(TlvValue::MessageState(told)) => state = Some(*told),
            Some(TlvValue::MessagePayload(told)) => payload = Some(told.value.as_ref()),
            _ => {}
        }
    }
    let class = u8::from(message.esm_class);
    let bytes = payload.unwrap_or_else(|| message.short_message().as_ref());
    let text = text(message.data_coding, without_header(class, bytes));
    let from = told_number(message.source_addr.as_str());
    if class & (RECEIPT | INTERMEDIATE) == 0 && id.is_none() {
        return Some(Event::Reply(Reply {
            opt_out: is_opt_out(&text),
            from,
            text,
        }));
    }
    let told = receipt::read(&text, id, state)?;
    let id = receipt::receipted(shared.spec.message_ids, &told.id);
    Some(Event::Delivery(DeliveryReport {
        key: key_of(shared, &id).await,
        to: Some(from),
        delivery: told.delivery?,
        id: Some(id),
    }))
}

/// The key of an id. A receipt may come before the answer that gives the id; it waits while answers are
/// outstanding, and not for long.
async fn key_of(shared: &Shared, id: &str) -> Option<String> {
    let mut answers = shared.answered.subscribe();
    let found = async {
        loop {
            answers.borrow_and_update();
            let key = shared.ledger().key_of(id).map(str::to_owned);
            if key.is_some() || shared.awaited.load(Ordering::Acquire) == 0 {
                return key;
            }
            answers.changed().await.ok()?;
        }
    };
    timeout(OVERTAKEN_LIMIT, found).await.ok().flatten()
}

/// The message without the header that belongs to concatenation; a header longer than all is no header.
fn without_header(class: u8, bytes: &[u8]) -> &[u8] {
    let length = bytes.first().map_or(0, |length| usize::from(*length) + 1);
    match class & UDH != 0 {
        true => bytes.get(length..).unwrap_or_default(),
        false => bytes,
    }
}

fn text(coding: DataCoding, bytes: &[u8]) -> String {
    let decoded = |encoding: &'static encoding_rs::Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        text.into_owned()
    };
    match coding {
        DataCoding::McSpecific => parts::read_gsm(bytes),
        DataCoding::Ucs2 => decoded(UTF_16BE),
        DataCoding::Latin1 => decoded(WINDOWS_1252),
        // Mainland centres write GBK under 15.
        DataCoding::Other(15) => decoded(GBK),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rusmpp::values::DataCoding;

    use super::{text, without_header};

    #[test]
    fn replies_are_read_in_the_alphabets_in_use() {
        assert_eq!(text(DataCoding::Ucs2, &[0x90, 0x00, 0x8b, 0xa2]), "退订");
        assert_eq!(text(DataCoding::Other(15), &[0xcd, 0xcb, 0xb6, 0xa9]), "退订");
        assert_eq!(text(DataCoding::McSpecific, b"R"), "R");
        assert_eq!(text(DataCoding::Ia5, b"TD"), "TD");
    }

    #[test]
    fn a_header_is_cut_off_when_there_is_one() {
        assert_eq!(without_header(0x40, &[5, 0, 3, 1, 2, 1, b'R']), b"R");
        assert_eq!(without_header(0, b"R"), b"R");
        assert_eq!(without_header(0x40, &[9, 1]), b"");
        assert_eq!(without_header(0x40, &[]), b"");
    }
}
