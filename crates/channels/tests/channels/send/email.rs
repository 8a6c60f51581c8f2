//! E-mail, against a mail server in Node.

use jinpai_channels::send::{
    EmailSender, EmailSpec, EmailTls, Fate, Parcel, Question, RefusalKind, Secret, Sender,
};
use serde_json::json;

use super::{NOW, accepted, guard, node_peer::NodePeer, parcel, rejected, unknown};

const TEXT: &str = "您好，\n您拍下的大衣 <M 码> 还没有付款。\n\n今天 15 点前付款，当天发出。";

fn spec(port: u16) -> EmailSpec {
    EmailSpec {
        host: "127.0.0.1".to_owned(),
        port,
        tls: EmailTls::None,
        username: None,
        password: None,
        from: "service@shop.example".to_owned(),
        reply_to: Some("hello@shop.example".to_owned()),
        unsubscribe_mail: Some("bye@shop.example".to_owned()),
        timeout_ms: 10_000,
        rate: None,
    }
}

fn sender(port: u16) -> EmailSender {
    EmailSender::new(spec(port), guard(port))
}

fn letter(key: &str) -> Parcel {
    Parcel {
        subject: Some("您的订单还没有付款".to_owned()),
        unsubscribe_url: Some("https://desk.example/u/abc?x=1&y=2".to_owned()),
        ..parcel(key, "lulu@buyer.example", TEXT)
    }
}

/// A header with its folded lines.
fn header<'a>(letter: &'a str, name: &str) -> &'a str {
    let head = letter.split("\r\n\r\n").next().unwrap();
    let start = head
        .find(&format!("{name}: "))
        .unwrap_or_else(|| panic!("no {name} in {head}"));
    let rest = &head[start + name.len() + 2..];
    let mut end = rest.len();
    for (at, _) in rest.match_indices("\r\n") {
        if !rest[at + 2..].starts_with([' ', '\t']) {
            end = at;
            break;
        }
    }
    &rest[..end]
}

#[tokio::test]
async fn a_letter_says_it_twice_and_ends_in_one_click() {
    let mut server = NodePeer::start("mail").await;
    let sender = sender(server.port);
    let receipt = accepted(sender.hand_over(&letter("step:1"), NOW).await);
    let taken = server.next("letter").await;
    assert_eq!(
        (&taken["to"], &taken["from"]),
        (&json!(["lulu@buyer.example"]), &json!("service@shop.example"))
    );
    let text = taken["letter"].as_str().unwrap();
    assert!(text.is_ascii(), "every hop can carry it");
    assert_eq!(header(text, "Message-ID"), receipt.0);
    assert!(header(text, "Subject").starts_with("=?utf-8?b?"));
    assert!(header(text, "From").ends_with("<service@shop.example>"));
    assert_eq!(header(text, "Reply-To"), "hello@shop.example");
    assert_eq!(
        header(text, "List-Unsubscribe"),
        "<https://desk.example/u/abc?x=1&y=2>, <mailto:bye@shop.example?subject=unsubscribe>"
    );
    assert_eq!(
        header(text, "List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    assert!(header(text, "Date").starts_with("Sun, 22 Nov 2026 "), "{text}");
    assert!(header(text, "Content-Type").starts_with("multipart/alternative"));
    for part in ["text/plain; charset=utf-8", "text/html; charset=utf-8"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // The key names the letter: a second process would name it alike.
    assert_eq!(accepted(sender.hand_over(&letter("step:1"), NOW).await), receipt);
    assert_ne!(accepted(sender.hand_over(&letter("step:2"), NOW).await), receipt);
}

#[tokio::test]
async fn only_what_breaks_after_the_letter_is_unknown() {
    let mut server = NodePeer::start("mail").await;
    let sender = sender(server.port);
    let hasty = EmailSender::new(
        EmailSpec {
            timeout_ms: 1_000,
            ..spec(server.port)
        },
        guard(server.port),
    );
    for mode in ["tear", "hang"] {
        server.mode(json!({"mode": mode})).await;
        let receipt = unknown(hasty.hand_over(&letter("step:1"), NOW).await).unwrap();
        server.next("letter").await;
        let question = Question {
            key: "step:1".to_owned(),
            to: "lulu@buyer.example".to_owned(),
            handed_at: NOW,
            receipt: Some(receipt),
        };
        assert_eq!(sender.ask(&question, NOW).await, Fate::CannotTell, "{mode}");
    }
    for (mode, kind, permanent) in [
        ("refuse-letter", RefusalKind::Content, true),
        ("refuse-recipient", RefusalKind::Address, true),
        ("busy-recipient", RefusalKind::Throttled, false),
        ("cut", RefusalKind::Unavailable, false),
    ] {
        server.mode(json!({"mode": mode})).await;
        let refusal = rejected(sender.hand_over(&letter("step:1"), NOW).await);
        assert_eq!(
            (refusal.kind, refusal.permanent),
            (kind, permanent),
            "{mode}: {}",
            refusal.detail
        );
    }
    let port = server.port;
    server.stop().await;
    let refusal = rejected(sender.hand_over(&letter("step:1"), NOW).await);
    assert_eq!(
        (refusal.kind, refusal.permanent),
        (RefusalKind::Unavailable, false),
        "{port}"
    );
}

#[tokio::test]
async fn a_password_is_used_and_a_wrong_one_told() {
    let mut server = NodePeer::start("mail").await;
    let with = |password: &str| {
        let mut spec = spec(server.port);
        spec.username = Some("shop".to_owned());
        spec.password = Some(Secret::new(password));
        EmailSender::new(spec, guard(server.port))
    };
    let (right, wrong) = (with("secret"), with("geheim"));
    accepted(right.hand_over(&letter("step:1"), NOW).await);
    assert_eq!(server.next("letter").await["user"], "shop");
    let refusal = rejected(wrong.hand_over(&letter("step:1"), NOW).await);
    assert_eq!((refusal.kind, refusal.permanent), (RefusalKind::Account, true));
    // A server without STARTTLS gets no letter from somebody who wants it.
    let mut strict = spec(server.port);
    strict.tls = EmailTls::StartTls;
    let refusal = rejected(
        EmailSender::new(strict, guard(server.port))
            .hand_over(&letter("step:1"), NOW)
            .await,
    );
    assert_eq!(
        (refusal.kind, refusal.permanent),
        (RefusalKind::Settings, true),
        "{}",
        refusal.detail
    );
}

#[tokio::test]
async fn words_do_not_become_headers_and_no_address_is_none() {
    let mut server = NodePeer::start("mail").await;
    let sender = sender(server.port);
    let bent = Parcel {
        shop: "店\r\nBcc: all@buyer.example".to_owned(),
        subject: Some("a\r\nBcc: all@buyer.example\r\n\r\nbody".to_owned()),
        ..letter("step:1")
    };
    accepted(sender.hand_over(&bent, NOW).await);
    let taken = server.next("letter").await;
    assert!(!taken["letter"].as_str().unwrap().contains("\r\nBcc:"));
    assert_eq!(taken["to"], json!(["lulu@buyer.example"]));
    for to in [
        "",
        "lulu",
        "a@b@c",
        "lulu@buyer.example\r\nRCPT TO:<x@y.example>",
        "13800138000",
        "鹿@buyer.example",
    ] {
        let refusal = rejected(sender.hand_over(&parcel("step:1", to, TEXT), NOW).await);
        assert_eq!(
            (refusal.kind, refusal.permanent),
            (RefusalKind::Address, true),
            "{to:?}"
        );
    }
}
