//! The buyer's socket: her messages after a cursor, marks and signs.

use axum::{
    extract::{State, ws::WebSocket},
    http::HeaderMap,
    response::Response,
};
use futures_util::StreamExt;
use jinpai_engine::{BuyerUpdate, EngineError, Locale, Visitor};

use super::{
    Close, Upgrade,
    ear::Ear,
    frames::{BuyerFrameIn, BuyerFrameOut},
    line::Line,
    seats::Seat,
};
use crate::{
    address::Caller,
    language, origin,
    problem::{Answer, Code, Problem},
    state::App,
    wire::{BuyerMessage, FarewellView},
};

/// Opens a buyer's socket. Frames: `BuyerFrameIn`, `BuyerFrameOut`. The token comes in the first frame.
#[utoipa::path(
    get, path = "/ws/buyer", tag = "sockets",
    responses((status = 101, description = "The line is open; the first frame is `hello`")),
    extensions(("x-needs" = json!("nobody"))),
)]
pub async fn buyer_socket(
    State(app): State<App>,
    Caller(address): Caller,
    headers: HeaderMap,
    Upgrade(upgrade): Upgrade,
) -> Answer<Response> {
    origin::require_own(&app, &headers)?;
    let seat = app.sockets.sit(address)?;
    let locale = language::of_headers(&headers);
    Ok(upgrade.on_upgrade(move |socket| serve(app, locale, socket, seat)))
}

async fn serve(app: App, locale: Locale, socket: WebSocket, _seat: Seat) {
    let (sink, stream) = socket.split();
    let line = Line::open(sink, app.config.limits.slow_reader);
    let mut ear = Ear::new(stream, line.clone(), app.stopping());
    let Some(first) = ear.hello().await else { return };
    let Ok(BuyerFrameIn::Hello { token, cursor }) = serde_json::from_str(&first) else {
        return line.close(Close::NO_HELLO);
    };
    let visitor = match app.engine.visitor(&token).await {
        Ok(visitor) => visitor,
        Err(EngineError::NotSignedIn) => return line.close(Close::NOT_SIGNED_IN),
        Err(error) => {
            tracing::error!(%error, "a buyer's socket could not be opened");
            return line.close(Close::FAILED);
        }
    };
    let welcome = BuyerFrameOut::Welcome {
        now_at: app.engine.now().ms(),
        online: visitor.desk_online(),
    };
    line.say(&welcome).await;
    let _present = visitor.enter();
    tokio::select! {
        () = tell(&visitor, cursor, &line) => {}
        () = listen(&app, &visitor, &mut ear, &line, locale) => {}
    }
}

/// Messages after the cursor, then what comes.
async fn tell(visitor: &Visitor, cursor: i64, line: &Line) {
    let told: Result<(), EngineError> = async {
        let mut feed = visitor.feed(cursor).await?;
        while let Some(update) = feed.next().await? {
            if !line.say(&frame(&update)).await {
                return Ok(());
            }
        }
        line.close(Close::LEAVING);
        Ok(())
    }
    .await;
    if let Err(error) = told {
        tracing::error!(%error, shop = %visitor.shop_id(), "a buyer's feed failed");
        line.close(Close::FAILED);
    }
}

fn frame(update: &BuyerUpdate) -> BuyerFrameOut {
    match update {
        BuyerUpdate::Message(message) => BuyerFrameOut::Message {
            message: BuyerMessage::from(&**message),
        },
        BuyerUpdate::Marks(marks) => BuyerFrameOut::Marks {
            agent_delivered_seq: marks.delivered_seq,
            agent_read_seq: marks.read_seq,
        },
        BuyerUpdate::Typing(on) => BuyerFrameOut::Typing { on: *on },
        BuyerUpdate::Presence(online) => BuyerFrameOut::Presence { online: *online },
        BuyerUpdate::Farewell(farewell) => BuyerFrameOut::Farewell {
            farewell: FarewellView::from(farewell),
        },
        BuyerUpdate::Recalled(seqs) => BuyerFrameOut::Recalled { seqs: seqs.clone() },
        BuyerUpdate::Queue(place) => BuyerFrameOut::Queue { place: *place },
    }
}

/// Hears the page until the line ends.
async fn listen(app: &App, visitor: &Visitor, ear: &mut Ear, line: &Line, locale: Locale) {
    while let Some(text) = ear.hear().await {
        let done = match serde_json::from_str(&text) {
            Ok(BuyerFrameIn::Ping) => {
                line.say(&BuyerFrameOut::Pong {
                    now_at: app.engine.now().ms(),
                })
                .await;
                Ok(())
            }
            Ok(BuyerFrameIn::Delivered { seq }) => visitor.delivered(seq).await.map_err(Problem::from),
            Ok(BuyerFrameIn::Read { seq }) => visitor.read(seq).await.map_err(Problem::from),
            Ok(BuyerFrameIn::Typing { on }) => visitor.typing(on).await.map_err(Problem::from),
            Ok(BuyerFrameIn::Hello { .. }) => Err(Problem::new(Code::BadRequest).with_note("hello")),
            Err(error) => Err(Problem::new(Code::BadJson).with_note(error.to_string())),
        };
        if let Err(problem) = done {
            line.say(&BuyerFrameOut::error(&problem, locale)).await;
        }
    }
}
