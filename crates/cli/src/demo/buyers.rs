//! The buyers: each has a few lines to say, waits for an answer, and may order and pay.

use std::{net::IpAddr, net::Ipv4Addr, time::Duration};

use jinpai_engine::{BuyerUpdate, Engine, Result, SignedIdentity, Visitor, sign};
use jinpai_model::{MINUTE_MS, ShopId, Side};

use super::{
    goods::Article,
    hook::{Till, Who},
};

mod scripts;
pub use scripts::SCRIPTS;

/// What one buyer does. A line is said when the one before was answered, or on its own time.
pub struct Script {
    pub id: &'static str,
    pub name: &'static str,
    /// Seconds after the start at which she comes.
    pub comes_s: u64,
    pub lines: &'static [&'static str],
    /// Orders this after her last line.
    pub orders: Option<&'static str>,
    /// Says the next line unanswered after so long.
    pub patience_s: u64,
    /// Pays so many seconds after a reminder has reached her.
    pub pays_after_s: Option<u64>,
}

/// A logged-in buyer of the shop, as its own page would sign her.
pub async fn enter(
    engine: &Engine,
    shop: ShopId,
    secret: &str,
    id: &str,
    name: &str,
    n: usize,
) -> Result<Visitor> {
    let signature = sign(secret, &[id.as_bytes()]);
    let identity = SignedIdentity {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        signature,
    };
    // Each from an address of her own: they are different people.
    let from = IpAddr::V4(Ipv4Addr::new(127, 0, 1, u8::try_from(n % 250).unwrap_or(0)));
    let session = engine.open_widget(shop, None, Some(identity), from).await?;
    engine.visitor(&session.token).await
}

/// Plays one buyer to the end of her lines.
pub async fn play(engine: Engine, visitor: Visitor, till: Till, script: &'static Script) -> Result<()> {
    tokio::time::sleep(Duration::from_secs(script.comes_s)).await;
    let _here = visitor.enter();
    let mut feed = visitor.feed(0).await?;
    let mut seen = 0;
    for (n, line) in script.lines.iter().enumerate() {
        visitor.typing(true).await?;
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        visitor.send(&format!("{}-{n}", script.id), line).await?;
        visitor.typing(false).await?;
        loop {
            let patience = Duration::from_secs(script.patience_s);
            let Ok(update) = tokio::time::timeout(patience, feed.next()).await else {
                break;
            };
            let Some(update) = update? else { return Ok(()) };
            if let BuyerUpdate::Message(view) = update {
                if view.message.seq <= seen {
                    continue;
                }
                seen = view.message.seq;
                if view.message.from == Side::Agent {
                    tokio::time::sleep(Duration::from_secs(2)).await;
                    visitor.read(seen).await?;
                    break;
                }
            }
        }
    }
    let Some(article) = script.orders.and_then(Article::of) else {
        return Ok(());
    };
    let who = Who::Known {
        id: script.id.to_owned(),
        name: script.name.to_owned(),
    };
    // Ten minutes are long for somebody who looks on: the order is told a little late, as real tills do.
    let created_at = engine.now().plus(-9 * MINUTE_MS);
    let number = format!("D{}", script.id.trim_start_matches("u-"));
    till.created(&number, article, &who, created_at).await?;
    let Some(seconds) = script.pays_after_s else {
        return Ok(());
    };
    while let Some(update) = feed.next().await? {
        if matches!(&update, BuyerUpdate::Message(view) if view.message.from == Side::Bot) {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            return till.paid(&number, article, &who, created_at).await;
        }
    }
    Ok(())
}
