//! Plans for many buyers in stages: while the rows of some are read, others are planned, and the plans of yet others are
//! written. The database works meanwhile, instead of in turn with us.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use futures_util::{TryFutureExt as _, future::join3};
use jinpai_model::{At, BuyerId, EventKind, Reason, StepId, StepState};
use jinpai_reminder::{BuyerFacts, Plan, PlanInput, PlanOrder};
use jinpai_store::{
    Conn, Tx,
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
const PART: usize = 200;
/// So many are planned where we stand; for more a thread of its own is worth its while.
const FEW: usize = 10;

/// Plans for these in one transaction, so that what was read of them stays true until it is written. Tells for whom it
/// has not planned yet, because other writes wait.
pub(super) async fn plan(
    engine: &Engine,
    tx: &Tx,
    of: &Arc<ShopCase>,
    buyers: &[BuyerId],
) -> Result<Vec<BuyerId>> {
    let now = engine.now();
    let kin = same_buyers::kin(tx, of.shop.id, buyers).await?;
    let mut parts = persons_together(&kin, buyers).into_iter();
    let mut begun = false;
    let (mut part, mut made) = (None, None);
    loop {
        // Whoever waits is let in between: the rest is planned in the next write.
        let next = if begun && tx.is_awaited() {
            None
        } else {
            parts.next()
        };
        begun = true;
        if next.is_none() && part.is_none() && made.is_none() {
            return Ok(parts.flatten().collect());
        }
        let stages = join3(
            write(engine, tx, of, made, now),
            read(tx, of, (&kin, next), now),
            make(of, part, now),
        );
        let (written, read, planned) = stages.await;
        written?;
        part = read?;
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
        match parts.last_mut().filter(|part| part.len() < PART) {
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
    /// Who has asked without ordering, and may be reminded of that.
    inquiring: HashSet<BuyerId>,
}

async fn read(
    tx: &Tx,
    of: &ShopCase,
    (kin, buyers): (&Kin, Option<Vec<BuyerId>>),
    now: At,
) -> Result<Option<Part>> {
    let Some(buyers) = buyers else { return Ok(None) };
    // What is written meanwhile is of other persons.
    let part = match tx.beside().filter(|_| buyers.len() > FEW) {
        Some(read) => read_from(read, of, (kin, buyers), now).await?,
        None => read_from(tx, of, (kin, buyers), now).await?,
    };
    Ok(Some(part))
}

async fn read_from(
    conn: &impl Conn,
    of: &ShopCase,
    (kin, buyers): (&Kin, Vec<BuyerId>),
    now: At,
) -> Result<Part> {
    let (known, inquiring) = tokio::try_join!(
        Known::of(conn, of, kin.clone(), &buyers, now),
        steps::with_open_inquiry(conn, of.shop.id, &buyers).err_into(),
    )?;
    Ok(Part {
        buyers,
        known,
        inquiring,
    })
}

/// One part's plans, not in the rows yet.
struct Made {
    plans: Vec<(Case, Planned)>,
    inquiring: Vec<BuyerId>,
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
    Some(
        making
            .await
            .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic())),
    )
}

fn made_of(of: &ShopCase, part: Part, now: At) -> Made {
    let Part {
        buyers,
        known,
        inquiring,
    } = part;
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
        // In the order of the buyers, so that a run can be repeated.
        inquiring: buyers
            .iter()
            .copied()
            .filter(|buyer| inquiring.contains(buyer))
            .collect(),
    }
}

async fn write(engine: &Engine, tx: &Tx, of: &ShopCase, made: Option<Made>, now: At) -> Result<()> {
    let Some(Made { plans, inquiring }) = made else {
        return Ok(());
    };
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
    for buyer in inquiring {
        inquiries::plan::plan_open(engine, tx, of, buyer).await?;
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
