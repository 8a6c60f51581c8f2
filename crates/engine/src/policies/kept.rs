//! The policies of the shops, each read once per revision and kept. What another process has changed is noticed in
//! its event log.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jinpai_model::{Flow, ShopId};
use jinpai_packs::{
    inquiry,
    policy::{self, PolicyRefused},
};
use jinpai_reminder::{Policy, inquiry::InquiryPolicy};
use jinpai_store::policies::{self, InForce};

use super::{BUILT_IN, FlowPolicy, ShopPolicies, built_in};
use crate::{core::Engine, error::Result};

/// Reads a policy from the bytes of its file.
type Parse<P> = fn(&str, String) -> Result<P, PolicyRefused>;

/// Texts of policies kept ready; the oldest goes.
const MOST_TEXTS: usize = 16;

/// Policies held in this process.
pub(crate) struct Policies {
    built_in: Policy,
    inquiry: InquiryPolicy,
    held: Mutex<HashMap<ShopId, Arc<ShopPolicies>>>,
}

impl Policies {
    pub fn new() -> Self {
        Self {
            built_in: built_in(),
            inquiry: inquiry::builtin(),
            held: Mutex::default(),
        }
    }

    fn get(&self, shop: ShopId) -> Option<Arc<ShopPolicies>> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(&shop).cloned()
    }

    /// A newer revision takes the place; one that was read for long does not.
    fn put(&self, shop: ShopId, policies: ShopPolicies) -> Arc<ShopPolicies> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let place = held.entry(shop).or_insert_with(|| Arc::new(policies.clone()));
        if place.revision < policies.revision {
            *place = Arc::new(policies);
        }
        place.clone()
    }

    /// What a shop goes by as far as this process knows; the built-in policy until it has been read.
    pub fn known(&self, shop: ShopId) -> Policy {
        let held = self.get(shop);
        held.map_or_else(|| self.built_in.clone(), |held| held.payment.policy.clone())
    }
}

/// Reads a policy's text. A text that was read before in this process is the same policy again, whichever
/// engine asks: most shops change a number or nothing.
fn read_once(name: &str, toml: String) -> Result<Policy, PolicyRefused> {
    static READ: Mutex<Vec<(String, Policy)>> = Mutex::new(Vec::new());
    let known = |read: &Vec<(String, Policy)>| {
        let found = read.iter().find(|(text, _)| *text == toml);
        found.map(|(_, policy)| policy.clone())
    };
    if let Some(policy) = known(&READ.lock().unwrap_or_else(PoisonError::into_inner)) {
        return Ok(policy);
    }
    let policy = policy::parse(name, toml.as_bytes())?;
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if read.len() >= MOST_TEXTS {
        read.remove(0);
    }
    read.push((toml, policy.clone()));
    Ok(policy)
}

impl Engine {
    /// The policies of a shop as they stand now.
    pub(crate) async fn policies_of(&self, shop: ShopId) -> Result<Arc<ShopPolicies>> {
        match self.policies.get(shop) {
            Some(held) => Ok(held),
            None => self.renew_policies(shop).await,
        }
    }

    /// Reads them anew: they are known to have changed.
    pub(crate) async fn renew_policies(&self, shop: ShopId) -> Result<Arc<ShopPolicies>> {
        let rows = policies::in_force(self.store.read(), shop).await?;
        let revision = rows.iter().map(|row| row.revision).max().unwrap_or(0);
        if let Some(held) = self.policies.get(shop).filter(|held| held.revision >= revision) {
            return Ok(held);
        }
        let row = |flow| rows.iter().find(|row| row.flow == flow);
        let payment = (self.policies.built_in.clone(), read_once as Parse<Policy>);
        let inquiry = (
            self.policies.inquiry.clone(),
            (|name, text| inquiry::parse(name, text.as_bytes())) as Parse<InquiryPolicy>,
        );
        let policies = ShopPolicies {
            revision,
            payment: Arc::new(self.flow_policy(shop, row(Flow::Payment), payment).await?),
            inquiry: Arc::new(self.flow_policy(shop, row(Flow::Inquiry), inquiry).await?),
        };
        Ok(self.policies.put(shop, policies))
    }

    async fn flow_policy<P: Clone + Send + 'static>(
        &self,
        shop: ShopId,
        row: Option<&InForce>,
        (built_in, parse): (P, Parse<P>),
    ) -> Result<FlowPolicy<P>> {
        let built_in = FlowPolicy {
            version: Some(BUILT_IN),
            policy: built_in,
            trouble: None,
        };
        let Some(row) = row else {
            return Ok(built_in);
        };
        let version = match row.version {
            Some(BUILT_IN) => return Ok(built_in),
            Some(version) => version,
            None => {
                return Ok(FlowPolicy {
                    version: None,
                    ..built_in
                });
            }
        };
        let still = |trouble: String| FlowPolicy {
            version: None,
            trouble: Some(trouble),
            ..built_in.clone()
        };
        let Some(saved) = policies::get(self.store.read(), shop, row.flow, version).await? else {
            return Ok(still(format!("version {version} is not there")));
        };
        let name = format!("{}-{version}.toml", row.flow);
        let read = self.aside(move || parse(&name, saved.toml)).await?;
        Ok(match read {
            Ok(policy) => FlowPolicy {
                version: Some(version),
                policy,
                ..built_in
            },
            // An update of the program may read less than the one before; what it cannot read must not send.
            Err(refused) => {
                tracing::error!(%shop, %version, %refused, "a policy in force cannot be read; the flow stands still");
                still(refused.to_string())
            }
        })
    }

    /// Reads anew what other processes have changed.
    pub(crate) async fn refresh_policies(&self) -> Result<()> {
        let held: HashMap<ShopId, i64> = {
            let held = self.policies.held.lock().unwrap_or_else(PoisonError::into_inner);
            held.iter().map(|(shop, of)| (*shop, of.revision)).collect()
        };
        if held.is_empty() {
            return Ok(());
        }
        for (shop, revision) in policies::revisions(self.store.read()).await? {
            if held.get(&shop).is_some_and(|held| *held < revision) {
                self.renew_policies(shop).await?;
            }
        }
        Ok(())
    }
}
