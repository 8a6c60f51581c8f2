//! Plans for many buyers in stages: while the rows of some are read, others are planned, and the plans of yet others are
//! written. The database works meanwhile, instead of in turn with us.

use std::{collections::BTreeSet, sync::Arc};

use futures_util::future::join3;
use jinpai_model::{At, BuyerId, EventKind, Reason, StepId, StepState};
use jinpai_reminder::{BuyerFacts, Plan, PlanInput, PlanOrder};
use jinpai_store::{
    Tx,
    same_buyers::{self, Kin},
    steps,
    trials::Trial,
};

use super::rows::{Laid, is_open};
use crate::{
    core::Engine,
    error::Result,
    inquiries,
    reminders::{
        case::{Case, Known, ShopCase},
        close_tasks, log_step, trial,
    },
};

/// Buyers in one stage.
const PART: usize = 100;
/// So many are planned where we stand; for more a thread of its own is worth its while.
const FEW: usize = 10;

/// Plans for all of these in one transaction, so that what was read of them stays true until it is written.
pub(super) async fn plan(engine: &Engine, tx: &Tx, of: &Arc<ShopCase>, buyers: &[BuyerId]) -> Result<()> {
    let now = engine.now();
    let kin = same_buyers::kin(tx, of.shop.id, buyers).await?;
    let mut parts = persons_together(&kin, buyers).into_iter();
    let (mut known, mut made) = (None, None);
    loop {
        let next = parts.next();
        if next.is_none() && known.is_none() && made.is_none() {
            return Ok(());
        }
        let stages = join3(
            write(engine, tx, of, made, now),
            read(tx, of, (&kin, next), now),
            make(of, known, now),
        );
        let (written, read, planned) = stages.await;
        written?;
        known = read?;
        made = planned;
    }
}

/// These buyers and whoever is one with them, in parts that no person is in twice: what is known of one is known of
/// whoever is one with her.
fn persons_together(kin: &Kin, buyers: &[BuyerId]) -> Vec<Vec<BuyerId>> {
    let mut parts: Vec<Vec<BuyerId>> = Vec::new();
    let mut seen: BTreeSet<BuyerId> = BTreeSet::new();
    for buyer in kin.all(buyers) {
        if seen.contains(&buyer) {
            continue;
        }
        let person = kin.of(buyer);
        seen.extend(&person);
        match parts.last_mut().filter(|part| part.len() < super::knob("PART", PART)) {
            Some(part) => part.extend(person),
            None => parts.push(person),
        }
    }
    parts
}

/// The rows of one part.
struct Part {
    buyers: Vec<BuyerId>,
    known: Known,
}

async fn read(
    tx: &Tx,
    of: &ShopCase,
    (kin, buyers): (&Kin, Option<Vec<BuyerId>>),
    now: At,
) -> Result<Option<Part>> {
    let Some(buyers) = buyers else { return Ok(None) };
    // What is written meanwhile is of other persons.
    let known = match tx.beside().filter(|_| buyers.len() > FEW) {
        Some(read) => Known::of(read, of, kin.clone(), &buyers, now).await?,
        None => Known::of(tx, of, kin.clone(), &buyers, now).await?,
    };
    Ok(Some(Part { buyers, known }))
}

/// One part's plans, not in the rows yet.
struct Made {
    buyers: Vec<BuyerId>,
    plans: Vec<(Case, Planned)>,
}

enum Planned {
    /// The flow stands still.
    Nothing,
    /// By this version of the policy, and what of it is drawn for the trial.
    By(i64, Plan, Vec<Trial>),
}

async fn make(of: &Arc<ShopCase>, part: Option<Part>, now: At) -> Option<Made> {
    let part = part?;
    if part.buyers.len() <= FEW {
        return Some(made_of(of, part, now));
    }
    let of = of.clone();
    let making = tokio::task::spawn_blocking(move || made_of(&of, part, now));
    // A panic there is one here: what is not planned must not be passed over, and undoes the write.
    Some(making.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic())))
}

fn made_of(of: &ShopCase, part: Part, now: At) -> Made {
    let Part { buyers, known } = part;
    let cases = buyers
        .iter()
        .filter_map(|buyer| Case::of(&known, of, *buyer, now));
    let plans = cases.map(|case| {
        let planned = of.payment.version.map_or(Planned::Nothing, |version| {
            let made = plan_of(of, &case, now);
            let drawn = trial::drawn(of, &case, (&made, version), now);
            Planned::By(version, made, drawn)
        });
        (case, planned)
    });
    Made {
        plans: plans.collect(),
        buyers,
    }
}

async fn write(engine: &Engine, tx: &Tx, of: &ShopCase, made: Option<Made>, now: At) -> Result<()> {
    let Some(Made { buyers, plans }) = made else { return Ok(()) };
    let shop = of.shop.id;
    let mut laid = Laid::default();
    for (case, planned) in plans {
        match planned {
            Planned::Nothing => stand_still(tx, &case, now).await?,
            Planned::By(version, plan, drawn) => {
                laid.draw(drawn);
                laid.reconcile(engine, tx, &case, (plan, version), now).await?;
            }
        }
    }
    laid.put_down(engine, tx, shop, now).await?;
    // In the order of the buyers, so that a run can be repeated.
    let inquiring = steps::with_open_inquiry(tx, shop, &buyers).await?;
    for buyer in buyers.iter().filter(|buyer| inquiring.contains(buyer)) {
        inquiries::plan::plan_open(engine, tx, of, *buyer).await?;
    }
    Ok(())
}

/// What is planned for her orders, each under the draw that is about it.
fn plan_of(of: &ShopCase, case: &Case, now: At) -> Plan {
    let mut made = Plan::default();
    for (facts, orders) in case.parts() {
        let part = jinpai_reminder::plan(&input_of(of, case, (&facts, &orders), now));
        made.steps.extend(part.steps);
        made.skips.extend(part.skips);
        made.drawn.extend(part.drawn);
        made.proposals.extend(part.proposals);
    }
    made
}

fn input_of<'a>(
    of: &'a ShopCase,
    case: &'a Case,
    (buyer, orders): (&'a BuyerFacts, &'a [PlanOrder]),
    now: At,
) -> PlanInput<'a> {
    PlanInput {
        shop: &of.key,
        shop_name: &of.shop.name,
        buyer,
        orders,
        talk: Some(&case.talk),
        contacts: &case.contacts,
        zone: &of.zone,
        policy: &of.payment.policy,
        now,
        seed: of.seed,
    }
}

/// The flow stands still: what nobody works on is taken back until it goes on.
async fn stand_still(tx: &Tx, case: &Case, now: At) -> Result<()> {
    let open = case.steps.iter().filter(|step| is_open(step));
    let open: Vec<StepId> = open.map(|step| step.id).collect();
    for id in &open {
        let reason = Reason::RemindersOff;
        if steps::settle(tx, case.shop, *id, StepState::Cancelled, reason, now).await? {
            log_step(tx, EventKind::StepCancelled, *id, reason, now)?;
        }
    }
    close_tasks(tx, case.shop, &open, now).await?;
    Ok(())
}
