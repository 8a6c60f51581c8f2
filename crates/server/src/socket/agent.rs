//! The agents' socket: one line for all the shops of a person.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::{State, ws::WebSocket},
    http::HeaderMap,
    response::Response,
};
use futures_util::StreamExt;
use jinpai_engine::{Desk, EngineError, Locale, SessionView};
use jinpai_model::{Role, ShopId};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use super::{
    Close, Upgrade,
    drafts::{self, Draft},
    ear::Ear,
    feed::ShopFeed,
    frames::{AgentFrameIn, AgentFrameOut, ShopHead},
    line::Line,
    seats::Seat,
};
use crate::{
    address::Caller,
    origin,
    problem::{Answer, Code, Problem},
    session::SignedIn,
    state::App,
};

/// A membership or session that ended elsewhere is noticed at least so often.
const RECHECK: Duration = Duration::from_secs(60);

/// Opens the agents' socket. Frames: `AgentFrameIn`, `AgentFrameOut`.
#[utoipa::path(
    get, path = "/ws/agent", tag = "sockets",
    responses((status = 101, description = "The line is open; the first frame is `hello`")),
    extensions(("x-needs" = json!("signed-in"))),
)]
pub async fn agent_socket(
    State(app): State<App>,
    who: SignedIn,
    Caller(address): Caller,
    headers: HeaderMap,
    Upgrade(upgrade): Upgrade,
) -> Answer<Response> {
    origin::require_own(&app, &headers)?;
    let seat = app.sockets.sit(address)?;
    Ok(upgrade.on_upgrade(move |socket| serve(app, who, socket, seat)))
}

async fn serve(app: App, who: SignedIn, socket: WebSocket, _seat: Seat) {
    let (sink, stream) = socket.split();
    let line = Line::open(sink, app.config.limits.slow_reader);
    let mut ear = Ear::new(stream, line.clone(), app.stopping());
    let Some(first) = ear.hello().await else { return };
    let Ok(AgentFrameIn::Hello { cursors }) = serde_json::from_str(&first) else {
        return line.close(Close::NO_HELLO);
    };
    let mut page = Page {
        app,
        who,
        line,
        desks: HashMap::new(),
        recheck: Arc::default(),
    };
    // What the tasks hold (feeds, presence) ends with this scope.
    let mut tasks = JoinSet::new();
    match page.welcome(&cursors, &mut tasks).await {
        Ok(drafts) => page.listen(&mut ear, &drafts).await,
        Err(EngineError::NotSignedIn) => page.line.close(Close::NOT_SIGNED_IN),
        Err(error) => {
            tracing::error!(%error, "an agent's socket could not be opened");
            page.line.close(Close::FAILED);
        }
    }
}

struct Page {
    app: App,
    who: SignedIn,
    line: Line,
    desks: HashMap<ShopId, Desk>,
    recheck: Arc<Notify>,
}

impl Page {
    /// Answers `hello` and starts a feed for each shop.
    async fn welcome(
        &mut self,
        cursors: &BTreeMap<ShopId, i64>,
        tasks: &mut JoinSet<()>,
    ) -> Result<watch::Sender<Option<Draft>>, EngineError> {
        // Anew, because the person may have joined a shop since the upgrade was asked for.
        self.who.view = self.app.engine.session(&self.who.token).await?;
        let shops = &self.who.view.shops;
        let heads = shops.iter().map(|(shop, _, head)| ShopHead {
            shop: shop.id.into(),
            head_seq: *head,
        });
        let welcome = AgentFrameOut::Welcome {
            now_at: self.app.engine.now().ms(),
            shops: heads.collect(),
        };
        // Whoever is welcomed is there already: colleagues see her before her page asks for anything.
        let mut feeds = Vec::with_capacity(shops.len());
        for (shop, _, head) in shops {
            let desk = self
                .app
                .engine
                .desk(self.who.view.person.id, shop.id, Role::Agent)
                .await?;
            self.desks.insert(shop.id, desk.clone());
            let present = desk.enter();
            let feed = ShopFeed {
                app: self.app.clone(),
                desk,
                after: cursors.get(&shop.id).copied().unwrap_or(*head),
                me: self.who.view.person.id,
                zone: self.who.zone(shop.id),
                locale: self.locale(),
                line: self.line.clone(),
                recheck: self.recheck.clone(),
            };
            feeds.push((feed, present));
        }
        self.line.say(&welcome).await;
        for (feed, present) in feeds {
            tasks.spawn(feed.run(present));
        }
        let (newest, drafts) = watch::channel(None);
        tasks.spawn(drafts::answer(
            drafts,
            self.desks.clone(),
            self.locale(),
            self.line.clone(),
        ));
        Ok(newest)
    }

    fn locale(&self) -> Locale {
        self.who.locale()
    }

    /// Hears the page until the line ends.
    async fn listen(&self, ear: &mut Ear, drafts: &watch::Sender<Option<Draft>>) {
        let mut changed = self.app.sessions_changed.subscribe();
        let mut clock = interval(RECHECK);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        clock.tick().await;
        loop {
            tokio::select! {
                frame = ear.hear() => match frame {
                    Some(frame) => self.take(&frame, drafts).await,
                    None => return,
                },
                _ = clock.tick() => self.look_again().await,
                () = self.recheck.notified() => self.look_again().await,
                person = changed.recv() => {
                    // Who lagged behind has to look as well.
                    if person.is_ok_and(|person| person != self.who.view.person.id) {
                        continue;
                    }
                    self.look_again().await;
                }
            }
        }
    }

    async fn take(&self, frame: &str, drafts: &watch::Sender<Option<Draft>>) {
        let refused = match serde_json::from_str(frame) {
            Ok(AgentFrameIn::Ping) => {
                self.line
                    .say(&AgentFrameOut::Pong {
                        now_at: self.app.engine.now().ms(),
                    })
                    .await;
                None
            }
            Ok(AgentFrameIn::Draft {
                shop,
                conversation,
                rev,
                text,
            }) => {
                drafts.send_replace(Some(Draft {
                    shop,
                    conversation,
                    rev,
                    text,
                }));
                None
            }
            Ok(AgentFrameIn::Typing {
                shop,
                conversation,
                on,
            }) => match self.desks.get(&shop) {
                Some(desk) => desk.typing(conversation, on).await.err().map(Problem::from),
                None => Some(Problem::not_found("shop")),
            },
            Ok(AgentFrameIn::Hello { .. }) => Some(Problem::new(Code::BadRequest).with_note("hello")),
            Err(error) => Some(Problem::new(Code::BadJson).with_note(error.to_string())),
        };
        if let Some(problem) = refused {
            self.line
                .say(&AgentFrameOut::error(&problem, self.locale()))
                .await;
        }
    }

    /// Whether the session and the places in the shops still stand; else the page must begin anew.
    async fn look_again(&self) {
        match self.app.engine.session(&self.who.token).await {
            Ok(now) if now.person.must_change_password => self.line.close(Close::NOT_SIGNED_IN),
            Ok(now) if places(&now) != places(&self.who.view) => self.line.close(Close::MEMBERSHIPS),
            Err(EngineError::NotSignedIn) => self.line.close(Close::NOT_SIGNED_IN),
            // A database that does not answer is no reason to throw anybody out.
            Ok(_) | Err(_) => {}
        }
    }
}

fn places(view: &SessionView) -> BTreeMap<ShopId, Role> {
    view.shops
        .iter()
        .map(|(shop, role, _)| (shop.id, *role))
        .collect()
}
