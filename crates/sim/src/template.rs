//! The shop from which every world begins: founded once, then copied as a file.

use std::{
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
};

use jinpai_engine::{EngineError, PolicyDraft, ProviderChange, Result, SecretKind, ShopPatch};
use jinpai_model::{At, Channel, Flow, PersonId, Platform, Role, ShopId};

use crate::{clock::WorldClock, node::Place, plan, provider::SimProvider};

/// Worlds begin in the week from this Monday on, Shanghai time.
pub const FIRST_DAY: At = At(1_793_548_800_000);
/// Share of buyers who are never reminded, by the policy below.
pub const HOLDOUT_PERCENT: u32 = 10;

/// A founded shop in a database file.
pub struct Template {
    pub(crate) path: PathBuf,
    pub(crate) shop: ShopId,
    pub(crate) owner: PersonId,
    pub(crate) hook: String,
    pub(crate) identity: String,
    _folder: tempfile::TempDir,
}

impl Template {
    /// Founds the shop.
    ///
    /// # Errors
    /// When the database cannot be made.
    pub async fn found() -> Result<Self> {
        let folder = folder()?;
        let path = folder.path().join("template.db");
        let clock = WorldClock::at(FIRST_DAY.plus(-3_600_000));
        let place = Place {
            url: url_of(&path),
            seed: 1,
            clock,
            off_ms: 0,
            provider: SimProvider::new(1, plan::draw(1, 1, FIRST_DAY).manners),
            canary: None,
            beside: None,
        };
        let engine = place.open(0, None).await?;
        let (shop, login, password) = engine
            .found("金牌小店")
            .await?
            .ok_or(EngineError::NotFound("shop"))?;
        let (_, session) = engine
            .sign_in(&login, &password, IpAddr::V4(Ipv4Addr::LOCALHOST))
            .await?;
        let owner = session.person.id;
        let desk = engine.desk(owner, shop, Role::Owner).await?;
        let patch = ShopPatch {
            platform: Some(Platform::Taobao),
            ..ShopPatch::default()
        };
        desk.change_settings(patch).await?;
        let hook = desk.rotate_secret(SecretKind::Hook).await?;
        let identity = desk.rotate_secret(SecretKind::Identity).await?;
        for (channel, name) in [(Channel::Sms, "短信"), (Channel::Email, "邮件")] {
            let spec = serde_json::from_value(serde_json::json!({
                "kind": "webhook", "url": "https://bridge.example/", "secret": "simulated secret of some length"
            }));
            let spec = spec.map_err(|error| EngineError::BadFile(error.to_string()))?;
            let change = ProviderChange {
                channel,
                name: name.to_owned(),
                on: true,
                spec: Some(spec),
            };
            desk.put_provider(None, change).await?;
        }
        // The policy that comes with the program holds nobody out; the shop's own does.
        let built_in = desk.policy_text(Flow::Payment, jinpai_engine::BUILT_IN).await?;
        let draft = PolicyDraft {
            toml: built_in.toml,
            note: String::new(),
            base: 0,
        };
        let saved = desk.save_policy(Flow::Payment, draft).await?;
        desk.start_policy(Flow::Payment, saved.version, 0).await?;
        engine.stop().await;
        Ok(Self {
            path,
            shop,
            owner,
            hook,
            identity,
            _folder: folder,
        })
    }
}

/// A folder for database files: in memory where the machine has such a place, as no world outlives its run.
pub fn folder() -> Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    made.map_err(|error| EngineError::BadFile(error.to_string()))
}

pub fn url_of(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}
