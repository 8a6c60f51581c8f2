//! Fills the shop, sets the clock to the evening or the morning, and lets the buyers in.

use std::{
    io::Cursor,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use jinpai_engine::{
    Desk, Engine, EngineError, GoodsImportOptions, ImportOptions, Locale, Result, SecretKind, ShopPatch,
    Visitor,
};
use jinpai_model::{
    At, ClockTime, Coupon, DAY_MS, Fen, HOUR_MS, Kindness, LadderSpec, MINUTE_MS, PersonId, Platform,
    PlaybookSettings, Role, ShopId, Zone,
};

use super::{
    DemoClock, book,
    buyers::{self, SCRIPTS},
    colleagues,
    goods::{ARTICLES, Article, catalogue},
    hook::{Till, Who},
};

/// What the newcomer signs in with. The demo listens on this machine only and forgets everything.
pub const LOGIN: &str = "owner";
pub const PASSWORD: &str = "jinpai-demo";

/// Past orders that come in as a file.
const BOOK: usize = 160;
/// Unpaid orders of the day whose moment is this evening.
const EVENING_ORDERS: usize = 36;

/// When of the day the newcomer comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// Just before the evening's reminders are due; whoever looks on is alone with the buyers.
    Evening,
    /// In the morning of a day that goes by fast, so two colleagues answer most of them.
    Morning,
}

/// The filled shop.
pub struct World {
    pub engine: Engine,
    pub shop: ShopId,
    pub till: Till,
    identity: String,
    opens: Opens,
    colleagues: [(PersonId, Role); 2],
}

impl World {
    /// Makes the shop and everything in it. Leaves the clock just before the evening's peak, or in the morning.
    pub async fn fill(
        engine: Engine,
        clock: &Arc<DemoClock>,
        (shop_page, opens): (&str, Opens),
    ) -> Result<Self> {
        let zone = Zone::shanghai();
        let today = engine.now().in_zone(&zone).date();
        let at = |hour, minute| {
            let time = ClockTime::new(hour, minute);
            time.map_or_else(|_| engine.now(), |time| time.on(today, &zone))
        };
        let evening = at(20, 59);
        let start = match opens {
            Opens::Evening => evening,
            Opens::Morning => at(10, 30),
        };
        clock.move_to(start.plus(-11 * MINUTE_MS));
        let desk = found(&engine).await?;
        let settings = ShopPatch {
            platform: Some(Platform::General),
            widget_origins: Some(vec![shop_page.to_owned()]),
            ship_cutoff: Some(ClockTime::new(16, 0).ok()),
            ..ShopPatch::default()
        };
        desk.change_settings(settings).await?;
        desk.set_playbook(bargaining()).await?;
        let hook = desk.rotate_secret(SecretKind::Hook).await?;
        let identity = desk.rotate_secret(SecretKind::Identity).await?;
        let (yunyun, _) = desk.add_member("yunyun", "云云", Role::Agent).await?;
        let (aning, _) = desk.add_member("aning", "阿宁", Role::Lead).await?;
        for article in ARTICLES {
            desk.put_product(None, article.product()).await?;
        }
        let shop = desk.shop_id();
        import_catalogue(&engine, shop, evening, &zone).await?;
        desk.take_starter_knowledge().await?;
        let world = Self {
            till: Till::new(engine.clone(), shop, hook),
            engine,
            shop,
            identity,
            opens,
            colleagues: [(yunyun.person.id, Role::Agent), (aning.person.id, Role::Lead)],
        };
        world.import_book(evening, &zone).await?;
        world.evening_orders(evening).await?;
        clock.move_to(start.plus(-8 * MINUTE_MS));
        world.earlier_talk(&desk).await?;
        clock.move_to(start.plus(20_000));
        Ok(world)
    }

    async fn import_book(&self, evening: At, zone: &Zone) -> Result<()> {
        let file = book::export(evening, zone, BOOK);
        let options = ImportOptions {
            platform: None,
            dry_run: false,
            locale: Locale::Zh,
        };
        self.engine
            .import_orders(self.shop, Cursor::new(file.into_bytes()), options, &mut |_, _| {})
            .await?;
        Ok(())
    }

    /// Orders made during the day by buyers who have been in the widget: reminded this evening, some paid before.
    async fn evening_orders(&self, evening: At) -> Result<()> {
        for n in 0..EVENING_ORDERS {
            let article = &ARTICLES[n * 5 % ARTICLES.len()];
            let (id, name) = (
                format!("u-{}", 200 + n),
                format!("{}{}", ["橙子", "木木", "半夏", "栗子"][n % 4], n + 1),
            );
            buyers::enter(&self.engine, self.shop, &self.identity, &id, &name, n).await?;
            let who = Who::Known { id, name };
            let created_at = evening_order_at(evening, n);
            let number = format!("E{}", 3_000 + n);
            self.till.created(&number, article, &who, created_at).await?;
            if n % 7 == 3 {
                self.till.paid(&number, article, &who, created_at).await?;
            }
        }
        Ok(())
    }

    /// A talk that has gone quiet with an unpaid order in it: the first reminder a newcomer sees.
    async fn earlier_talk(&self, desk: &Desk) -> Result<()> {
        let visitor = buyers::enter(&self.engine, self.shop, &self.identity, "u-100", "梧桐雨", 99).await?;
        let asked = visitor.send("u-100-0", "这款围巾送人合适吗，有礼盒吗").await?;
        let answer = "有礼盒的亲😊 围巾会装好礼盒再发出，送人很体面的，您看看喜欢铁锈红还是墨绿？";
        desk.send(asked.message.conversation, "demo-0", answer, Locale::Zh)
            .await?;
        visitor.send("u-100-1", "铁锈红，拍下了").await?;
        desk.send(
            asked.message.conversation,
            "demo-1",
            "好的亲，看到啦，付款后今天就帮您备好",
            Locale::Zh,
        )
        .await?;
        let Some(scarf) = Article::of("scarf-rust") else {
            return Ok(());
        };
        let who = Who::Known {
            id: "u-100".to_owned(),
            name: "梧桐雨".to_owned(),
        };
        self.till
            .created("D100", scarf, &who, self.engine.now().plus(-MINUTE_MS))
            .await
    }

    /// Lets the buyers in; they go on until the demo ends.
    pub async fn live(&self) -> Result<()> {
        for (n, script) in SCRIPTS.iter().enumerate() {
            let visitor: Visitor = buyers::enter(
                &self.engine,
                self.shop,
                &self.identity,
                script.id,
                script.name,
                100 + n,
            )
            .await?;
            let (engine, till) = (self.engine.clone(), self.till.clone());
            tokio::spawn(async move {
                if let Err(error) = buyers::play(engine, visitor, till, script).await {
                    tracing::warn!(buyer = script.id, %error, "a demo buyer left early");
                }
            });
        }
        if self.opens == Opens::Morning {
            colleagues::come(&self.engine, self.shop, self.colleagues).await?;
        }
        tokio::spawn(pay_now_and_then(self.till.clone(), self.engine.clone()));
        Ok(())
    }
}

/// From this morning back into the night: the last peak before such an order closes is this evening's.
fn evening_order_at(evening: At, n: usize) -> At {
    let minutes = i64::try_from(n).unwrap_or(0) * 17;
    evening.plus(-11 * HOUR_MS - minutes * MINUTE_MS)
}

/// Some of the evening's orders are paid while the newcomer looks on.
async fn pay_now_and_then(till: Till, engine: Engine) {
    for n in (1..EVENING_ORDERS).step_by(5) {
        tokio::time::sleep(Duration::from_secs(25)).await;
        let article = &ARTICLES[n * 5 % ARTICLES.len()];
        let who = Who::Known {
            id: format!("u-{}", 200 + n),
            name: String::new(),
        };
        let created_at = evening_order_at(engine.now(), n);
        if let Err(error) = till
            .paid(&format!("E{}", 3_000 + n), article, &who, created_at)
            .await
        {
            tracing::warn!(%error, "a demo payment was not taken");
        }
    }
}

/// The first start as any shop has it: the owner signs in with her one-time password and changes it.
async fn found(engine: &Engine) -> Result<Desk> {
    let Some((shop, login, once)) = engine.found("暖衣旗舰店").await? else {
        return Err(EngineError::Taken { field: "shop" });
    };
    let (token, _) = engine
        .sign_in(&login, &once, IpAddr::V4(Ipv4Addr::LOCALHOST))
        .await?;
    let session = engine.change_password(&token, &once, PASSWORD).await?;
    engine.desk(session.person.id, shop, Role::Owner).await
}

/// The rest of what the shop sells, as a file it would bring.
async fn import_catalogue(engine: &Engine, shop: ShopId, evening: At, zone: &Zone) -> Result<()> {
    let ends = evening
        .plus(9 * DAY_MS)
        .in_zone(zone)
        .strftime("%Y-%m-%d")
        .to_string();
    let options = GoodsImportOptions {
        columns: None,
        dry_run: false,
        locale: Locale::Zh,
        by: None,
    };
    let file = Cursor::new(catalogue::table(&ends).into_bytes());
    engine
        .import_products(shop, file, options, &mut |_, _| {})
        .await?;
    Ok(())
}

/// Every stage, so that all of it can be tried.
fn bargaining() -> PlaybookSettings {
    let gift = Kindness {
        gift: "护理小样".to_owned(),
        cost_fen: Fen(300),
    };
    let coupon = Coupon {
        off_fen: Fen::yuan(10),
        terms: "满 200 减 10，当天有效".to_owned(),
        cost_fen: Fen::yuan(10),
    };
    PlaybookSettings {
        ladder: LadderSpec {
            kindness: Some(gift),
            coupon: Some(coupon),
            floor: true,
            ..LadderSpec::default()
        },
        ..PlaybookSettings::default()
    }
}
