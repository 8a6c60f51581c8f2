//! Pictures both ways, and what is no picture.

use serde_json::{Value, json};

use crate::{
    http::{Reply, call},
    line::Line,
    sample::PICTURE,
    world::{Buyer, World, picture_form},
};

async fn fetch(buyer: &Buyer, id: &str, size: &str) -> Reply {
    buyer
        .call("GET", &format!("/widget/v1/pictures/{id}?size={size}"), "")
        .await
}

async fn talk_of(world: &World) -> String {
    let path = format!("/api/v1/shops/{}/conversations", world.shop);
    let talks = world.agent.get(&path).await.json();
    talks["items"][0]["id"].as_str().unwrap().to_owned()
}

pub async fn pictures_go_both_ways(world: &World) {
    let buyer = world.buyer().await;
    let mut hers = Line::of_buyer(&buyer, 0).await;
    let sent = buyer.send_picture("p1", PICTURE).await.json()["message"].clone();
    assert_eq!(
        (&sent["text"], &sent["picture"]["width"]),
        (&json!(""), &json!(1))
    );
    let again = buyer.send_picture("p1", PICTURE).await.json()["message"].clone();
    assert_eq!(sent, again, "the same reference is the same message");
    let id = sent["picture"]["id"].as_str().unwrap().to_owned();

    for size in ["small", "large"] {
        let copy = fetch(&buyer, &id, size).await;
        assert_eq!(copy.status, 200);
        assert_ne!(copy.body, PICTURE, "it was drawn anew");
        assert!(["image/jpeg", "image/png"].contains(&copy.header("content-type")));
        assert_eq!(copy.header("x-content-type-options"), "nosniff");
        assert_eq!(
            copy.header("cache-control"),
            "private, max-age=31536000, immutable"
        );
        assert!(
            copy.header("content-security-policy")
                .starts_with("default-src 'none'")
        );
    }
    let stranger = world.buyer().await;
    assert_eq!(fetch(&stranger, &id, "large").await.code(), "not-found");
    let of = |shop: &str| format!("/api/v1/shops/{shop}/pictures/{id}");
    assert_eq!(world.agent.get(&of(&world.shop)).await.status, 200);
    assert_eq!(world.rival.get(&of(&world.shop)).await.code(), "not-found");
    assert_eq!(world.rival.get(&of(&world.other)).await.code(), "not-found");

    let talk = talk_of(world).await;
    let base = format!("/api/v1/shops/{}/conversations/{talk}", world.shop);
    let (kind, form) = picture_form("a1", PICTURE);
    let headers = vec![("content-type", kind)];
    let reply = world
        .agent
        .call("POST", &format!("{base}/pictures"), headers, form)
        .await;
    let ours = reply.json()["message"].clone();
    let got = hers
        .until_that(|frame| frame["type"] == "message" && frame["message"]["from"] == "agent")
        .await;
    assert_eq!(got["message"]["picture"], ours["picture"]);
    let id = ours["picture"]["id"].as_str().unwrap();
    assert_eq!(fetch(&buyer, id, "small").await.status, 200);

    let recall = json!({ "seq": ours["seq"] });
    let taken = world.agent.post(&format!("{base}/recall"), &recall).await;
    assert!(taken.status < 300, "{}", taken.text());
    assert_eq!(
        fetch(&buyer, id, "small").await.code(),
        "not-found",
        "it was taken back"
    );
    let mine = buyer.call("GET", "/widget/v1/messages", "").await.json();
    assert_eq!(mine["items"][1]["picture"], json!(null));
}

/// A film of so many milliseconds, 1,280 by 720, with the place in it where it was taken.
fn film(ms: u32) -> Vec<u8> {
    let boxed = |name: &[u8; 4], body: &[u8]| {
        let size = u32::try_from(body.len() + 8).unwrap();
        [&size.to_be_bytes()[..], name, body].concat()
    };
    let numbers = |all: &[u32]| all.iter().flat_map(|one| one.to_be_bytes()).collect::<Vec<u8>>();
    let head = boxed(b"mvhd", &numbers(&[0, 1, 1, 1_000, ms, 0]));
    let (one, unit) = (0x1_0000, 0x4000_0000);
    let size = [1_280 << 16, 720 << 16];
    let matrix = [one, 0, 0, 0, one, 0, 0, 0, unit];
    let track = [&[0, 1, 1, 1, 0, ms, 0, 0, 0, 0][..], &matrix, &size].concat();
    let hdlr = boxed(b"hdlr", &[&[0; 8][..], b"vide", &[0; 12]].concat());
    let trak = [boxed(b"tkhd", &numbers(&track)), boxed(b"mdia", &hdlr)].concat();
    let told = boxed(b"udta", b"+31.2304+121.4737/");
    let moov = boxed(b"moov", &[head, boxed(b"trak", &trak), told].concat());
    [
        boxed(b"ftyp", b"isom\0\0\0\0isom"),
        boxed(b"mdat", b"moving pictures"),
        moov,
    ]
    .concat()
}

pub async fn short_films_go_both_ways_in_parts(world: &World) {
    let buyer = world.buyer().await;
    let file = film(12_300);
    let sent = buyer.send_picture("f1", &file).await.json()["message"].clone();
    let told = json!({ "duration_ms": 12_300, "bytes": file.len() });
    assert_eq!(
        (&sent["picture"]["film"], &sent["picture"]["width"]),
        (&told, &json!(1_280))
    );
    let id = sent["picture"]["id"].as_str().unwrap();
    let whole = fetch(&buyer, id, "large").await;
    assert_eq!((whole.status, whole.header("content-type")), (200, "video/mp4"));
    assert_eq!(whole.body.len(), file.len());
    let has = |what: &[u8]| whole.body.windows(what.len()).any(|part| part == what);
    assert!(
        has(b"moving pictures") && !has(b"+31.2304"),
        "where it was taken stays behind"
    );

    let of = format!("/api/v1/shops/{}/pictures/{id}", world.shop);
    let part = |range: &str| {
        world
            .agent
            .call("GET", &of, vec![("range", range.to_owned())], vec![])
    };
    let some = part("bytes=4-11").await;
    assert_eq!((some.status, &some.body[..]), (206, &b"ftypisom"[..]));
    let which = format!("bytes 4-11/{}", file.len());
    assert_eq!(
        (some.header("content-range"), some.header("accept-ranges")),
        (which.as_str(), "bytes")
    );
    assert_eq!(part("bytes=999999-").await.code(), "no-such-part");
    let stranger = world.buyer().await;
    assert_eq!(fetch(&stranger, id, "large").await.code(), "not-found");
    assert_eq!(world.rival.get(&of).await.code(), "not-found");

    let talk = talk_of(world).await;
    let base = format!("/api/v1/shops/{}/conversations/{talk}", world.shop);
    let (kind, form) = picture_form("f2", &film(60_000));
    let ours = (world.agent)
        .call(
            "POST",
            &format!("{base}/pictures"),
            vec![("content-type", kind)],
            form,
        )
        .await
        .json();
    let ours = &ours["message"]["picture"];
    assert_eq!(ours["film"]["duration_ms"], 60_000);
    assert_eq!(
        fetch(&buyer, ours["id"].as_str().unwrap(), "large").await.status,
        200
    );

    let huge = [film(1_000), vec![0; 20 * 1024 * 1024]].concat();
    let cut = film(1_000)[..200].to_vec();
    for (file, status, code) in [
        (film(60_001), 422, "film-too-long"),
        (huge, 413, "film-too-large"),
        (cut, 422, "broken-film"),
        (
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
            422,
            "not-a-picture",
        ),
    ] {
        world.pass(5_000);
        let reply = buyer.send_picture("bad", &file).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code));
    }
    // A phrase brings pictures along, no films.
    let phrase = world
        .agent
        .post(
            &format!("/api/v1/shops/{}/phrases", world.shop),
            &crate::sample::a_phrase("sp"),
        )
        .await
        .json();
    let own = format!(
        "/api/v1/shops/{}/phrases/{}/picture",
        world.shop,
        phrase["id"].as_str().unwrap()
    );
    let (kind, form) = picture_form("", &film(1_000));
    let refused = world
        .agent
        .call("PUT", &own, vec![("content-type", kind)], form)
        .await;
    assert_eq!(refused.code(), "not-a-picture");
}

pub async fn what_is_no_picture_is_told_so(world: &World) {
    let buyer = world.buyer().await;
    let mut bomb = PICTURE.to_vec();
    bomb[6..10].copy_from_slice(&[0xff; 4]);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let huge = vec![0xff; 10 * 1024 * 1024 + 1];
    for (file, status, code) in [
        (svg, 422, "not-a-picture"),
        (b"no picture at all".to_vec(), 422, "not-a-picture"),
        (bomb, 422, "too-many-pixels"),
        (PICTURE[..20].to_vec(), 422, "broken-picture"),
        (huge, 413, "picture-too-large"),
    ] {
        world.pass(5_000);
        let reply = buyer.send_picture("bad", &file).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code));
        let detail = reply.problem()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("没有传上去"), "{detail}");
    }
    let (kind, form) = picture_form("bad", b"x");
    let headers = vec![
        ("content-type", kind),
        ("authorization", format!("Bearer {}", buyer.token)),
        ("accept-language", "en".to_owned()),
    ];
    let reply = call(world.address, "POST", "/widget/v1/pictures", headers, form).await;
    assert!(reply.text().contains("this file was not"), "{}", reply.text());
    let talks = format!("/api/v1/shops/{}/conversations", world.shop);
    let talks = world.agent.get(&talks).await.json();
    assert_eq!(talks["items"], json!([]), "nothing was begun");

    let mut refused = 0;
    for n in 0..14 {
        refused += u32::from(buyer.send_picture(&format!("f{n}"), PICTURE).await.status == 429);
    }
    assert!(refused >= 1, "a flood of pictures is slowed down");
}

pub async fn a_talk_is_rated_at_its_end(world: &World) {
    let buyer = world.buyer().await;
    let mut hers = Line::of_buyer(&buyer, 0).await;
    buyer.say("b1", "在吗").await;
    let talk = talk_of(world).await;
    let base = format!("/api/v1/shops/{}/conversations/{talk}", world.shop);
    let rate = async |who: &Buyer, score: i64, word: &str| {
        let body = json!({ "conversation": talk, "score": score, "word": word }).to_string();
        who.call("POST", "/widget/v1/rating", &body).await
    };
    assert_eq!(rate(&buyer, 5, "").await.code(), "not-found", "it is not over");
    let reply = json!({ "client_ref": "a1", "text": "在的呢😊 您想看哪一款呀" });
    world.agent.post(&format!("{base}/messages"), &reply).await.json();
    let mut desk = Line::of(&world.agent, json!({})).await;
    buyer.call("POST", "/widget/v1/close", "").await.done();
    let farewell = hers.until("farewell").await;
    assert_eq!(farewell["farewell"]["conversation"], talk);
    assert_eq!(farewell["farewell"]["rating"], json!(null));

    assert_eq!(
        rate(&world.buyer().await, 5, "").await.code(),
        "not-found",
        "it is not hers"
    );
    assert_eq!(rate(&buyer, 9, "").await.code(), "invalid");
    assert_eq!(rate(&buyer, 2, "等太久了").await.json()["rating"]["score"], 2);
    world.pass(9 * 60_000);
    assert_eq!(rate(&buyer, 4, "后来很好").await.json()["rating"]["score"], 4);
    world.pass(2 * 60_000);
    assert_eq!(
        rate(&buyer, 1, "").await.code(),
        "already-done",
        "ten minutes are over"
    );
    let rated = desk.event("conversation-rated").await;
    assert_eq!(rated["data"]["conversation"]["id"], talk);
    let view = world.agent.get(&base).await.json();
    assert_eq!(
        (&view["rating"]["score"], &view["rating"]["word"]),
        (&json!(4), &json!("后来很好"))
    );
    let lines = world.agent.get(&format!("{base}/messages")).await.json();
    let lines = lines["items"].as_array().unwrap().clone();
    let told: Vec<_> = lines
        .iter()
        .filter(|line| line["line"]["kind"] == "rated")
        .collect();
    assert_eq!((told.len(), &told[1]["line"]["score"]), (2, &json!(4)));
    assert_eq!(told[0]["text"], "等太久了");
    let mine = buyer.call("GET", "/widget/v1/messages", "").await.json();
    assert_eq!(
        mine["items"].as_array().unwrap().len(),
        2,
        "the desk's lines are not hers"
    );

    // Asked again after a reload, and no more once she goes on.
    let mut reloaded = Line::of_buyer(&buyer, 0).await;
    assert_eq!(reloaded.until("farewell").await["farewell"]["rating"]["score"], 4);
}

pub async fn a_contact_is_left_while_nobody_is_there(world: &World) {
    let buyer = world.buyer().await;
    let leave = async |value: &str| {
        buyer
            .call(
                "POST",
                "/widget/v1/contact",
                &json!({ "value": value }).to_string(),
            )
            .await
    };
    buyer.say("b1", "晚上有人吗").await;
    let wrong = leave("12345").await.problem();
    assert!(wrong["fields"]["value"].as_str().unwrap().contains("手机号"));
    assert_eq!(leave(" 13800138000 ").await.json()["masked"], "138****8000");
    assert_eq!(leave("13800138000").await.json()["masked"], "138****8000");
    assert_eq!(leave("lu@example.com").await.status, 200);
    let card = format!("/api/v1/shops/{}/buyers/{}/addresses", world.shop, buyer.id);
    let known = world.agent.get(&card).await.json();
    let known = known["items"].as_array().unwrap().clone();
    assert_eq!(known.len(), 2);
    assert!(
        known
            .iter()
            .all(|one| one["notice_at"].is_i64() && one["promotion_at"].is_null())
    );
    let talk = talk_of(world).await;
    let lines = format!("/api/v1/shops/{}/conversations/{talk}/messages", world.shop);
    let lines = world.agent.get(&lines).await.json();
    let told: Vec<&Value> = (lines["items"].as_array().unwrap().iter())
        .filter(|line| line["line"]["kind"] == "contact-left")
        .collect();
    assert_eq!(told.len(), 2, "the same number is told once");
    assert_eq!(told[0]["text"], "138****8000");
    for n in 0..4 {
        world.pass(5_000);
        let last = leave(&format!("lu{n}@example.com")).await;
        assert_eq!(last.status == 422, n == 3, "five are enough");
    }
}

pub async fn a_card_shows_what_the_shop_has(world: &World) {
    let buyer = world.buyer().await;
    buyer.say("b1", "有大衣吗").await;
    let talk = talk_of(world).await;
    let shop = format!("/api/v1/shops/{}", world.shop);
    let product = json!({ "sku": "C1", "title": "羊毛大衣", "price_fen": 25_600, "stock": 6 });
    let product = world
        .owner
        .post(&format!("{shop}/products"), &product)
        .await
        .json();
    let path = format!("{shop}/conversations/{talk}/cards");
    let card = json!({ "client_ref": "c1", "product": product["id"] });
    let sent = world.agent.post(&path, &card).await.json()["message"].clone();
    let wanted = json!({ "kind": "product", "title": "羊毛大衣", "sku": "C1", "price_fen": 25_600 });
    assert_eq!(
        (&sent["card"], &sent["text"]),
        (&wanted, &json!("羊毛大衣 ¥256.00"))
    );
    let mine = buyer.call("GET", "/widget/v1/messages", "").await.json();
    assert_eq!(mine["items"][1]["card"], wanted);

    world.import_book(1).await;
    let orders = world.owner.get(&format!("{shop}/orders")).await.json();
    let of_another = json!({ "client_ref": "c2", "order": orders["items"][0]["id"] });
    assert_eq!(world.agent.post(&path, &of_another).await.code(), "not-found");
    let neither = json!({ "client_ref": "c3" });
    assert_eq!(world.agent.post(&path, &neither).await.code(), "invalid");
}
