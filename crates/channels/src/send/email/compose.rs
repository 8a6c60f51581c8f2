//! The letter: text and the same as HTML, with what lets the reader end it in one click.

use std::time::{Duration, SystemTime};

use jinpai_model::At;
use lettre::{
    Message,
    address::{Address, Envelope},
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
};
use sha2::{Digest, Sha256};

use super::EmailSpec;
use crate::send::{Parcel, RefusalKind, signed::hex};

/// A letter ready to be handed over.
pub(super) struct Letter {
    pub message_id: String,
    pub envelope: Envelope,
    pub bytes: Vec<u8>,
}

#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        // Addresses and URLs are ASCII by now, and folding would break them.
        HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
    }
}

/// One click ends it: RFC 8058.
#[derive(Clone)]
struct ListUnsubscribePost;

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

/// `Message-ID` of a key: the same at every try, so that mailboxes which know it show it once.
pub(super) fn message_id(key: &str, from: &Address) -> String {
    format!(
        "<{}@{}>",
        hex(&Sha256::digest(key.as_bytes())[..16]),
        from.domain()
    )
}

/// Builds the letter.
///
/// # Errors
/// What is wrong with the parcel or the settings.
pub(super) fn letter(spec: &EmailSpec, parcel: &Parcel, now: At) -> Result<Letter, (RefusalKind, String)> {
    let address = |text: &str, kind| text.trim().parse::<Address>().map_err(|e| (kind, e.to_string()));
    if !parcel.to.is_ascii() {
        // Needs SMTPUTF8 at every hop, which few have.
        let detail = "addresses in other letters than ASCII are not supported";
        return Err((RefusalKind::Address, detail.to_owned()));
    }
    let to = address(&parcel.to, RefusalKind::Address)?;
    let from = address(&spec.from, RefusalKind::Settings)?;
    let message_id = message_id(&parcel.key, &from);
    let subject = parcel.subject.as_deref().unwrap_or(&parcel.shop);
    let moment = SystemTime::UNIX_EPOCH + Duration::from_millis(now.ms().max(0).unsigned_abs());
    let mut letter = Message::builder()
        .date(moment)
        .message_id(Some(message_id.clone()))
        .from(Mailbox::new(Some(one_line(&parcel.shop)), from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .subject(one_line(subject));
    if let Some(reply_to) = &spec.reply_to {
        letter = letter.reply_to(Mailbox::new(None, address(reply_to, RefusalKind::Settings)?));
    }
    let ways = ways_out(spec, parcel)?;
    if !ways.is_empty() {
        letter = letter.header(ListUnsubscribe(ways.join(", ")));
    }
    if parcel.unsubscribe_url.is_some() {
        letter = letter.header(ListUnsubscribePost);
    }
    let body = MultiPart::alternative_plain_html(parcel.text.clone(), html(parcel));
    let message = letter
        .multipart(body)
        .map_err(|e| (RefusalKind::Content, e.to_string()))?;
    let envelope = Envelope::new(Some(from), vec![to]).map_err(|e| (RefusalKind::Address, e.to_string()))?;
    Ok(Letter {
        message_id,
        envelope,
        bytes: message.formatted(),
    })
}

fn ways_out(spec: &EmailSpec, parcel: &Parcel) -> Result<Vec<String>, (RefusalKind, String)> {
    let mut ways = Vec::new();
    if let Some(url) = &parcel.unsubscribe_url {
        // A URL that has been parsed holds nothing that could end the header.
        let url = url::Url::parse(url)
            .ok()
            .filter(|url| matches!(url.scheme(), "https" | "http"))
            .ok_or_else(|| {
                (
                    RefusalKind::Settings,
                    "the unsubscribe address is no URL".to_owned(),
                )
            })?;
        ways.push(format!(
            "<{}>",
            url.as_str().replace(',', "%2C").replace('>', "%3E")
        ));
    }
    if let Some(mail) = &spec.unsubscribe_mail {
        let address: Address = mail
            .trim()
            .parse()
            .map_err(|e| (RefusalKind::Settings, format!("unsubscribe_mail: {e}")))?;
        ways.push(format!("<mailto:{address}?subject=unsubscribe>"));
    }
    Ok(ways)
}

/// A header is one line, whatever a shop is called.
fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(120)
        .collect();
    line.trim().to_owned()
}

/// The text as a page: paragraphs and line ends, nothing loaded from anywhere, no counting picture.
fn html(parcel: &Parcel) -> String {
    let paragraphs: Vec<String> = parcel
        .text
        .replace("\r\n", "\n")
        .split("\n\n")
        .map(|paragraph| format!("<p>{}</p>", escape(paragraph).replace('\n', "<br>")))
        .collect();
    let way_out = parcel.unsubscribe_url.as_ref().map_or(String::new(), |url| {
        let url = escape(url);
        format!(
            "<p style=\"color:#767676;font-size:12px\"><a href=\"{url}\">退订此类邮件 · Unsubscribe</a></p>"
        )
    });
    format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>{}</title><body>{}{way_out}</body></html>",
        escape(&one_line(&parcel.shop)),
        paragraphs.concat(),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
