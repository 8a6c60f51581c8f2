//! How many orders a second are planned on one thread: `cargo run --release -p jinpai-reminder
//! --example planning_speed [-- --json]`.
//!
//! 200,000 made-up orders of 100,000 buyers, each buyer planned once with texts filled in.

use std::{io::Write, time::Instant};

use jinpai_model::{Angle, At, ClockTime, Fen, HOUR_MS, MINUTE_MS, OrderId, Zone};
use jinpai_reminder::{BuyerFacts, OrderFacts, PlanInput, PlanOrder, Policy, draw, plan, spec::PolicySpec};

const BUYERS: u64 = 100_000;
const ORDERS_EACH: u64 = 2;

fn main() -> std::io::Result<()> {
    let policy = policy();
    let zone = Zone::shanghai();
    let book: Vec<(BuyerFacts, Vec<PlanOrder>)> = (0..BUYERS).map(|n| (buyer(n), orders(n))).collect();
    #[expect(clippy::disallowed_methods, reason = "a tool that measures itself")]
    let started = Instant::now();
    let (mut steps, mut skips) = (0_usize, 0_usize);
    for (buyer, orders) in &book {
        let plan = plan(&PlanInput {
            shop: "shop",
            shop_name: "木子家居",
            buyer,
            orders,
            talk: None,
            contacts: &[],
            zone: &zone,
            policy: &policy,
            now: orders[orders.len() - 1].created_at,
            seed: 1,
        });
        steps += plan.steps.len();
        skips += plan.skips.len();
    }
    let seconds = started.elapsed().as_secs_f64();
    let orders = BUYERS * ORDERS_EACH;
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = orders as f64 / seconds;
    let mut out = std::io::stdout().lock();
    if std::env::args().any(|arg| arg == "--json") {
        writeln!(
            out,
            "{{\"orders\":{orders},\"seconds\":{seconds:.3},\"orders_per_s\":{rate:.0},\"steps\":{steps},\"skips\":{skips}}}"
        )
    } else {
        writeln!(
            out,
            "{orders} orders planned in {seconds:.2} s: {rate:.0} orders/s, {steps} steps, {skips} skips"
        )
    }
}

fn policy() -> Policy {
    let mut spec = PolicySpec::default();
    let text = "您好呀😊 您在{{ shop }}的{% if orders > 1 %} {{ orders }} 笔订单{% else %}订单{% endif %}还没付款，{{ close }} 关闭";
    for angle in Angle::ALL {
        spec.texts.insert(
            *angle,
            vec![format!("{{{{ gift }}}}{angle}"), format!("{text}。{angle}")],
        );
    }
    Policy::new(spec).unwrap_or_else(|wrong| unreachable!("the policy above is sound: {wrong:?}"))
}

fn buyer(n: u64) -> BuyerFacts {
    BuyerFacts {
        opted_out: n.is_multiple_of(101),
        ..BuyerFacts::new(format!("buyer-{n}"))
    }
}

fn orders(buyer: u64) -> Vec<PlanOrder> {
    let draw = |what: &str, below: u64| draw::bits(buyer, &[what]) % below;
    let ms = |minutes: u64| i64::try_from(minutes).unwrap_or(0) * MINUTE_MS;
    // From Saturday 21 November 2026, 00:00 in Shanghai.
    let first = At(1_795_190_400_000).plus(ms(draw("created", 30 * 24 * 60)));
    (0..ORDERS_EACH)
        .map(|n| {
            let created_at = first.plus(ms(n * draw("apart", 400)));
            let close_at = created_at.plus(if draw("presale", 10) == 0 { 72 } else { 24 } * HOUR_MS);
            let total_fen = Fen(i64::try_from(draw("total", 90_000)).unwrap_or(0));
            let id = OrderId::from_bits(u128::from(buyer * ORDERS_EACH + n));
            PlanOrder {
                facts: OrderFacts {
                    item: Some("云感枕".to_owned()),
                    cut_off: draw("cut-off", 2)
                        .eq(&0)
                        .then(|| ClockTime::new(16, 0).ok())
                        .flatten(),
                    ..OrderFacts::default()
                },
                ..PlanOrder::new(id, total_fen, created_at, close_at)
            }
        })
        .collect()
}
