//! What each step needs to be called for in a made-up situation: its facts are put there, or taken away.

use jinpai_model::{At, Fen, OrderStatus, Promotion, Technique};

use crate::{
    made::{Dice, HOUR_MS, Made, Order},
    words,
};

const DAY_MS: i64 = 24 * HOUR_MS;

/// Puts the facts there, or takes them away in one of the ways in which facts are missing.
pub fn arrange(made: &mut Made, dice: &mut Dice) {
    let (there, now) = (made.with_facts, made.now);
    match made.calls {
        Technique::LowStock => {
            let few = dice.between(1, 5);
            stock(made, dice, if there { few } else { 40 });
        }
        Technique::PriceEnding => {
            let hours = if there {
                dice.between(1, 40)
            } else {
                dice.between(60, 200)
            };
            made.goods[0].0.knowledge.promotions = vec![Promotion {
                terms: "本周满减".to_owned(),
                starts_at: None,
                ends_at: Some(At(now.ms() + hours * HOUR_MS)),
                price_fen: made.goods[0].0.price_fen.map(|fen| Fen(fen.0 - 100)),
            }];
            stale(made, dice);
        }
        Technique::CourierCutoff => cutoff(made, dice),
        Technique::EitherOr => two_colours(made, dice),
        Technique::HelpChoosing | Technique::SeveralRecommendations => shelves(made, dice),
        Technique::SizeAdvice if !there => made.goods[0].0.knowledge.size_table = None,
        Technique::SizeAdvice => stock(made, dice, 20),
        Technique::TrueAlternative => colour_gone(made, dice),
        Technique::Comparison if !there => made.goods.truncate(1),
        Technique::FlawsFirst => {
            made.goods[0].0.knowledge.flaws = if there {
                vec![made.shelf.flaw.to_owned()]
            } else {
                Vec::new()
            };
        }
        Technique::SmallKindness => {
            made.goods[0].0.gifts = if there {
                vec![made.shelf.gift.to_owned()]
            } else {
                Vec::new()
            };
        }
        Technique::LeaveSmallTalk => made.others_waiting = if there { 3 } else { 0 },
        Technique::Trusted => {
            let guarantees = made.shelf.guarantees.iter().map(|one| (*one).to_owned());
            made.goods[0].0.guarantees = if there { guarantees.collect() } else { Vec::new() };
        }
        Technique::Valued => orders(made, dice, if there { 4 } else { 1 }),
        Technique::Remembered => orders(made, dice, usize::from(there)),
        Technique::Welcome => orders(made, dice, usize::from(!there)),
        _ => made.with_facts = true,
    }
}

/// One count for the whole product; where facts are to be missing it is one of: unknown, gone, plenty, or of last week.
fn stock(made: &mut Made, dice: &mut Dice, pieces: i64) {
    let focus = &mut made.goods[0].0;
    focus.knowledge.variants.clear();
    focus.stock = Some(pieces);
    focus.knowledge.promotions.clear();
    if made.with_facts {
        return;
    }
    match dice.below(3) {
        0 => made.goods[0].0.stock = None,
        1 => {
            made.goods[0].0.stock = Some(2);
            made.goods[0].1 = At(made.now.ms() - dice.between(25, 200) * HOUR_MS);
        }
        _ => {}
    }
}

/// Facts of the day before yesterday, where they are to be missing.
fn stale(made: &mut Made, dice: &mut Dice) {
    if !made.with_facts && dice.chance(50) {
        made.goods[0].0.knowledge.promotions[0].ends_at = Some(At(made.now.ms() + 2 * HOUR_MS));
        made.goods[0].1 = At(made.now.ms() - dice.between(25, 200) * HOUR_MS);
    }
}

fn cutoff(made: &mut Made, dice: &mut Dice) {
    stock(made, dice, 20);
    // The wall clock of Shanghai, in minutes.
    let minute = (made.now.ms() / 60_000 + 8 * 60) % (24 * 60);
    let ahead = if made.with_facts {
        dice.between(5, 119)
    } else {
        -dice.between(1, 200)
    };
    let at = (minute + ahead).clamp(0, 24 * 60 - 1);
    made.goods[0].0.ship_cutoff = Some(
        format!("{:02}:{:02}", at / 60, at % 60)
            .parse()
            .expect("a time of day"),
    );
}

fn two_colours(made: &mut Made, dice: &mut Dice) {
    let shelf = made.shelf;
    made.goods[0].0 = with_colours(made, dice, shelf.colours);
    let gone = usize::from(dice.chance(50));
    for (n, variant) in made.goods[0].0.knowledge.variants.iter_mut().enumerate() {
        variant.stock = Some(if !made.with_facts && n == gone { 0 } else { 7 });
    }
}

fn colour_gone(made: &mut Made, dice: &mut Dice) {
    let shelf = made.shelf;
    made.goods[0].0 = with_colours(made, dice, shelf.colours);
    for (n, variant) in made.goods[0].0.knowledge.variants.iter_mut().enumerate() {
        variant.stock = Some(if n == 0 && made.with_facts { 0 } else { 8 });
    }
}

/// The product in focus, counted by colour.
fn with_colours(made: &Made, dice: &mut Dice, colours: [&'static str; 3]) -> jinpai_model::ProductInput {
    let mut focus = made.goods[0].0.clone();
    focus.colours_in_stock.clear();
    focus.knowledge.variants = (colours.iter().enumerate())
        .map(|(n, value)| jinpai_model::Variant {
            code: format!("V-{n}-{}", dice.below(1_000)),
            options: vec![jinpai_model::Attribute {
                name: "颜色".to_owned(),
                value: (*value).to_owned(),
            }],
            price_fen: None,
            stock: Some(8),
        })
        .collect();
    focus
}

/// Everything is in stock and has a strength; or nothing is.
fn shelves(made: &mut Made, dice: &mut Dice) {
    let shelf = made.shelf;
    for (n, (product, _)) in made.goods.iter_mut().enumerate() {
        product.knowledge.variants.clear();
        product.knowledge.promotions.clear();
        product.stock = Some(if made.with_facts { dice.between(8, 60) } else { 0 });
        product.knowledge.strengths = vec![shelf.strengths[n].to_owned()];
    }
}

fn orders(made: &mut Made, dice: &mut Dice, paid: usize) {
    made.orders = (0..paid)
        .map(|n| Order {
            status: OrderStatus::Finished,
            created_at: At(made.now.ms() - dice.between(20, 60) * DAY_MS * (n as i64 + 1)),
            paid: true,
            title: made.shelf.titles[n % 3],
        })
        .collect();
}

/// The words that call for it, with what they name.
pub fn words(made: &mut Made, dice: &mut Dice) -> Vec<String> {
    let said = if made.kept_back {
        words::kept_back(made.calls)
    } else {
        words::asks(made.calls)
    };
    if made.calls == Technique::LeaveSmallTalk {
        let first = dice.below(said.len());
        let second = (first + 1 + dice.below(said.len() - 1)) % said.len();
        return vec![said[first].to_owned(), said[second].to_owned()];
    }
    let shelf = made.shelf;
    let (size, height, kilos) = [("S", 150, 40), ("M", 158, 48), ("L", 165, 56)][dice.below(3)];
    let (height, kilos) = (height + dice.between(0, 6), kilos + dice.between(0, 7));
    if made.calls == Technique::SizeAdvice {
        made.size = Some(size);
    }
    let text = dice.pick(said);
    let text = match made.calls {
        Technique::SizeAdvice => text
            .replace('H', &height.to_string())
            .replace('W', &kilos.to_string())
            .replace('J', &(kilos * 2).to_string()),
        _ => text
            .replace('A', shelf.colours[0])
            .replace('B', shelf.colours[1])
            .replace('T', shelf.titles[0])
            .replace('U', shelf.titles[1])
            .replace('C', shelf.category)
            .replace('Y', shelf.suits[0]),
    };
    let ending = dice.pick(&["", "", "", "呀", "～", "？", " 谢谢"]);
    // A wish ends her sentence by itself.
    let ending = if made.calls == Technique::Respected {
        ""
    } else {
        ending
    };
    vec![format!("{text}{ending}")]
}
