//! Two colleagues who answer while a day goes by faster than anybody could type: most buyers, but not all, so that every
//! state of the desk is seen.

use std::time::Duration;

use jinpai_engine::{ConversationView, Desk, Engine, EngineError, HandTo, Locale, Result};
use jinpai_model::{ConversationState, DutyState, PersonId, Role, ShopId, Side};

/// A colleague looks at her list so often.
const LOOKS: Duration = Duration::from_millis(700);
/// She types so long at an answer.
const TYPES: Duration = Duration::from_millis(600);
/// Every so many talks she leaves one to whoever looks on, and hands one to her colleague.
const LEFT: usize = 6;
const HANDED: usize = 9;
/// Talks looked at each time.
const TALKS: u64 = 200;

/// What is said when one of the words is in her line. The first that fits counts; all of it holds in this shop.
const ANSWERS: &[(&[&str], &str)] = &[
    (
        &["谢谢", "好的", "ok", "收到", "知道了"],
        "不客气的亲，有需要随时叫我们，祝您今天顺心😊",
    ),
    (
        &["在吗", "你好", "您好", "hello", "hi"],
        "在的亲，欢迎光临暖衣，您看中哪一款啦？",
    ),
    (
        &["便宜", "优惠", "最低", "打折", "少点", "包邮"],
        "亲，这款的价格已经是活动价啦，我再帮您看看有没有能叠加的券，您稍等我半分钟😊",
    ),
    (
        &["什么时候发", "几点发", "今天发", "发货", "ship"],
        "亲，下午四点前付款的当天就发出，四点以后的第二天一早安排，发出后单号会自动推给您",
    ),
    (
        &["没动", "还没到", "快递", "物流", "什么时候能到"],
        "让您久等了亲，我马上帮您联系快递查这一单，十分钟内把结果回复给您",
    ),
    (
        &["掉色", "褪色", "起球", "缩水"],
        "亲，这款做过固色处理，第一次单独用凉水轻洗就好；羊毛类会有一点点浮毛，护理刷顺一顺就平整啦",
    ),
    (
        &["码", "公斤", "斤", "身高", "尺寸", "size"],
        "亲，您把身高、体重和平时穿的尺码告诉我，我对着尺码表帮您选最合身的那个",
    ),
    (
        &["有货", "现货", "库存", "还有吗", "补货"],
        "亲，我刚看了一眼，这款目前有现货，您要哪个颜色？我帮您留意着",
    ),
    (
        &["线头", "坏", "破", "瑕疵", "少发", "发错", "不一样"],
        "真对不起亲，给您添麻烦了，您拍一张照片给我，补发还是退换都由您选，运费我们来承担",
    ),
    (
        &["退", "换", "不合适"],
        "可以的亲，签收七天内不影响二次销售都能退换，您告诉我订单号，我这就帮您登记",
    ),
    (
        &["发票"],
        "可以开电子发票的亲，您把抬头和税号发我，开好就发到您的邮箱",
    ),
    (
        &["礼盒", "包装", "送人", "赠品", "礼物"],
        "亲，围巾和大衣都可以免费配礼盒，里面不放价签，您写一句话我们手写卡片一起放进去",
    ),
    (
        &["地址", "改一下"],
        "好的亲，还没有发出的话我现在就帮您改，您把新地址发给我核对一遍",
    ),
    (
        &["取消", "不要了"],
        "好的亲，我帮您看一下这一单的状态，还没发出可以直接取消，您方便说说是哪里不合适吗",
    ),
    (
        &["会员", "积分", "老客"],
        "亲，老客下单会自动算会员价，积分在付款页面就能用，我帮您看看现在有多少",
    ),
    (
        &["保价", "降价", "差价"],
        "亲，十五天内同款降价可以找我们补差价，您留着订单号就行，放心拍",
    ),
];
const ELSE: &str = "好的亲，我帮您确认一下，马上回复您😊";

/// Somebody who answers.
pub struct Colleague {
    desk: Desk,
    /// To whom she hands a talk now and then.
    other: PersonId,
    answered: usize,
}

/// Lets these two in; they go on until the demo ends.
pub async fn come(engine: &Engine, shop: ShopId, people: [(PersonId, Role); 2]) -> Result<()> {
    for (n, (person, role)) in people.into_iter().enumerate() {
        let desk = engine.desk(person, shop, role).await?;
        desk.set_duty(Some(DutyState::Online), None, None).await?;
        let (other, _) = people[1 - n];
        let mut colleague = Colleague {
            desk,
            other,
            answered: n * 3,
        };
        tokio::spawn(async move {
            let _here = colleague.desk.enter();
            loop {
                tokio::time::sleep(LOOKS).await;
                if let Err(error) = colleague.look(person).await {
                    tracing::warn!(%error, "a demo colleague could not answer");
                }
            }
        });
    }
    Ok(())
}

impl Colleague {
    /// Answers whoever has waited longest of those who are hers.
    async fn look(&mut self, me: PersonId) -> Result<()> {
        let (talks, _) = self
            .desk
            .conversations(Some(ConversationState::Open), None, TALKS)
            .await?;
        let hers = talks.items.into_iter().filter(|talk| {
            let talk = &talk.conversation;
            talk.owner == Some(me) && !is_left(talk.id.bits())
        });
        let waiting = hers.filter(|talk| talk.conversation.waiting_since_at.is_some());
        let Some(talk) = waiting.min_by_key(|talk| talk.conversation.waiting_since_at) else {
            return Ok(());
        };
        self.answered += 1;
        match self.answer(&talk).await {
            // She left, a colleague took it, or the coach would have it said otherwise: the next look finds another.
            Err(
                EngineError::Forbidden { .. }
                | EngineError::NotFound(_)
                | EngineError::AlreadyDone(_)
                | EngineError::Invalid { .. },
            ) => Ok(()),
            done => done,
        }
    }

    async fn answer(&self, talk: &ConversationView) -> Result<()> {
        let id = talk.conversation.id;
        let page = self.desk.messages(id, None, None, 5).await?;
        let Some(last) = page.items.iter().rfind(|view| view.message.from == Side::Buyer) else {
            return Ok(());
        };
        self.desk.read(id, last.message.seq).await?;
        if self.answered.is_multiple_of(HANDED) {
            return self
                .desk
                .transfer(
                    id,
                    HandTo::Colleague(self.other),
                    "这位亲问得细，你对这款更熟，帮忙跟一下",
                )
                .await;
        }
        self.desk.typing(id, true).await?;
        tokio::time::sleep(TYPES).await;
        let (words, over) = answer_to(&last.message.text);
        let reference = format!("demo-{}-{}", id, last.message.seq);
        self.desk.send(id, &reference, words, Locale::Zh).await?;
        self.desk.typing(id, false).await?;
        if over {
            self.desk.close(id).await?;
        }
        Ok(())
    }
}

/// Whether a talk is left to whoever looks on.
fn is_left(id: u128) -> bool {
    usize::try_from(id % LEFT as u128).unwrap_or(0) == 0
}

/// What is said to a line, and whether that ends the talk.
fn answer_to(line: &str) -> (&'static str, bool) {
    let line = line.to_lowercase();
    let found = ANSWERS
        .iter()
        .position(|(words, _)| words.iter().any(|word| line.contains(word)));
    found.map_or((ELSE, false), |n| (ANSWERS[n].1, n == 0))
}

#[cfg(test)]
mod tests {
    use super::answer_to;

    #[test]
    fn a_thank_you_ends_a_talk_and_a_question_does_not() {
        assert!(answer_to("好的，谢谢").1);
        assert!(!answer_to("我的快递三天没动了").1);
        assert!(answer_to("我的快递三天没动了").0.contains("快递"));
        assert!(!answer_to("嗯").1);
    }
}
