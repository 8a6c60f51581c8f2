//! Plays Jinpai's side of the channel API against a bridge, and tells what it got right.
//!
//! It posts pages as a push would, good and bad ones, and listens (through an [`Ear`]) to what the bridge tells. It
//! knows nothing of the platform behind the bridge: whether words were really said there, only a receipt says.

mod ear;
mod pages;
mod words;

use std::{sync::Arc, time::Duration};

use jinpai_model::At;
use url::Url;

use self::{ear::Heard, pages::Pages};
pub use self::{
    ear::{Ear, Told},
    words::Check,
};
use crate::send::{Guard, Secret, TOLERANCE_MS, post_under, sign_body};

/// A bridge has so long to answer, as with a real push.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How often it is looked whether something was heard.
const LOOK: Duration = Duration::from_millis(50);
/// After this nothing more is expected of a page that was done before.
const QUIET: Duration = Duration::from_secs(1);

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// With what was seen.
    Failed(String),
    /// It may be right, and cannot be told from here.
    Doubtful(String),
    /// It was not asked for, or something before it is missing.
    Skipped,
}

/// The bridge under test, and whom it is asked to say things to.
pub struct Bench<'a> {
    pub guard: &'a Guard,
    pub url: Url,
    pub secret: Secret,
    /// Where what the bridge tells is heard; without it some checks are skipped.
    pub ear: Option<Arc<Ear>>,
    /// A platform's id of a buyer to whom test messages may be said.
    pub buyer: String,
    /// How long a receipt may take.
    pub patience: Duration,
    /// The moment now, by the real clock.
    pub now: fn() -> At,
}

/// How a page is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signing {
    Right,
    WrongSecret,
    None,
    /// So much in the past or the future.
    At(i64),
    /// Of another body than the one that is sent.
    OtherBody,
}

impl Bench<'_> {
    /// Runs every check in its order, telling each as it ends.
    ///
    /// # Errors
    /// The bridge's address cannot be reached at all.
    pub async fn run(&self, mut tell: impl FnMut(Check, &Outcome)) -> Result<(), String> {
        let mut pages = Pages::new(&self.buyer, (self.now)());
        let first = pages.message("您好，这是接口自测的一条消息");
        // Whether anybody is there is found out with the first page.
        let status = self.post(&first.body, &first.key, Signing::Right).await?;
        let taken = is_taken(status);
        tell(Check::SignedPage, &taken);
        for (check, signing) in [
            (Check::WrongSecret, Signing::WrongSecret),
            (Check::Unsigned, Signing::None),
            (Check::StaleTimestamp, Signing::At(-2 * TOLERANCE_MS)),
            (Check::FutureTimestamp, Signing::At(2 * TOLERANCE_MS)),
            (Check::OtherBody, Signing::OtherBody),
        ] {
            let page = pages.message("这一条签名不对，不应该被说出来");
            let answer = self.post(&page.body, &page.key, signing).await;
            let said = self.said(page.message, QUIET).await;
            tell(check, &is_refused(answer, said.is_some()));
        }
        let has_ear = self.ear.is_some();
        let receipt = match self.said(first.message, self.patience).await {
            _ if !has_ear => Outcome::Skipped,
            Some(_) => Outcome::Passed,
            None => Outcome::Failed(format!("no receipt came within {} s", self.patience.as_secs())),
        };
        let hears = receipt == Outcome::Passed;
        tell(Check::Receipt, &receipt);
        tell(Check::RepeatedPage, &self.repeat(&first).await);
        let second = pages.message("第二条，在第一条之后");
        let answer = self.post(&second.body, &second.key, Signing::Right).await;
        let late = self.post(&first.body, &first.key, Signing::Right).await;
        tell(Check::OlderPage, &both(is_ok(answer), is_ok(late)));
        let again = pages.again(&first);
        let answer = is_ok(self.post(&again.body, &again.key, Signing::Right).await);
        let heard = !hears || self.count(first.message, 2).await;
        tell(
            Check::SentAgain,
            &and_heard(answer, heard, "no further receipt came for it"),
        );
        for (check, page) in [
            (Check::LongMessage, pages.long()),
            (Check::FullPage, pages.full()),
            (Check::UnknownKind, pages.unknown()),
            (Check::OtherKinds, pages.others()),
            (Check::EmptyPage, pages.empty()),
        ] {
            let answer = self.post(&page.body, &page.key, Signing::Right).await;
            tell(check, &is_ok(answer));
        }
        self.listen(&mut pages, hears, &mut tell).await;
        Ok(())
    }

    /// What the bridge does when Jinpai fails, and how it has told what it told.
    async fn listen(&self, pages: &mut Pages, hears: bool, tell: &mut impl FnMut(Check, &Outcome)) {
        let Some(ear) = self.ear.as_ref().filter(|_| hears) else {
            for check in [
                Check::RepeatsAfterFailure,
                Check::OwnSignature,
                Check::DeliveryIds,
            ] {
                tell(check, &Outcome::Skipped);
            }
            return;
        };
        ear.fail_next();
        let page = pages.message("Jinpai 这时出了一次错，回执要再送一次");
        let answer = is_ok(self.post(&page.body, &page.key, Signing::Right).await);
        let heard = self.said(page.message, self.patience).await.is_some();
        tell(
            Check::RepeatsAfterFailure,
            &and_heard(
                answer,
                heard,
                "the receipt was answered with 503 and never told again",
            ),
        );
        tell(Check::OwnSignature, &fault_or_pass(ear.first_fault()));
        tell(Check::DeliveryIds, &fault_or_pass(ear.reused_delivery()));
    }

    /// The same page twice is done once. A second receipt may be a mere repetition of the first, so it is no proof.
    async fn repeat(&self, page: &pages::Page) -> Outcome {
        let before = self.receipts(page.message);
        let answer = is_ok(self.post(&page.body, &page.key, Signing::Right).await);
        if answer != Outcome::Passed {
            return answer;
        }
        tokio::time::sleep(if self.ear.is_some() { QUIET } else { Duration::ZERO }).await;
        if self.receipts(page.message) > before {
            return Outcome::Doubtful("a second receipt came: was it said twice?".to_owned());
        }
        Outcome::Passed
    }

    async fn post(&self, body: &str, key: &str, signing: Signing) -> Result<u16, String> {
        let shift = match signing {
            Signing::At(ms) => ms,
            _ => 0,
        };
        let timestamp = (self.now)().plus(shift).ms().div_euclid(1_000).to_string();
        let signature = match signing {
            Signing::WrongSecret => {
                let other = Secret::new(format!("{}-", self.secret.reveal()));
                sign_body(&other, &timestamp, body.as_bytes())
            }
            Signing::OtherBody => sign_body(&self.secret, &timestamp, b"{\"items\":[],\"next\":0}"),
            _ => sign_body(&self.secret, &timestamp, body.as_bytes()),
        };
        let mut headers = vec![
            ("content-type", "application/json"),
            ("jinpai-timestamp", timestamp.as_str()),
            ("idempotency-key", key),
        ];
        if signing != Signing::None {
            headers.push(("jinpai-signature", signature.as_str()));
        }
        post_under(self.guard, &self.url, &headers, body.as_bytes().to_vec(), TIMEOUT).await
    }

    /// The receipt of a message, when one comes in time.
    async fn said(&self, message: i64, patience: Duration) -> Option<Heard> {
        let ear = self.ear.as_ref()?;
        let wait = async {
            loop {
                if let Some(heard) = ear.receipts(message).into_iter().next() {
                    return heard;
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(patience, wait).await.ok()
    }

    /// Whether so many receipts of a message come in time.
    async fn count(&self, message: i64, wanted: usize) -> bool {
        let wait = async {
            while self.receipts(message) < wanted {
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(self.patience, wait).await.is_ok()
    }

    fn receipts(&self, message: i64) -> usize {
        self.ear.as_ref().map_or(0, |ear| ear.receipts(message).len())
    }
}

fn is_taken(status: u16) -> Outcome {
    if (200..300).contains(&status) {
        Outcome::Passed
    } else {
        Outcome::Failed(format!("HTTP {status}"))
    }
}

fn is_ok(answer: Result<u16, String>) -> Outcome {
    match answer {
        Ok(status) => is_taken(status),
        Err(why) => Outcome::Failed(why),
    }
}

/// A line that breaks says no as well, but an answer is better: Jinpai then tells its owner what was wrong.
fn is_refused(answer: Result<u16, String>, said: bool) -> Outcome {
    match answer {
        _ if said => Outcome::Failed("a receipt came for it: it was said".to_owned()),
        Ok(status) if (200..300).contains(&status) => Outcome::Failed(format!("HTTP {status}")),
        Ok(status) if status >= 500 => Outcome::Doubtful(format!("HTTP {status}, a failure and no refusal")),
        Ok(_) => Outcome::Passed,
        Err(why) => Outcome::Doubtful(why),
    }
}

fn both(one: Outcome, other: Outcome) -> Outcome {
    if one == Outcome::Passed { other } else { one }
}

fn and_heard(answer: Outcome, heard: bool, otherwise: &str) -> Outcome {
    match answer {
        Outcome::Passed if !heard => Outcome::Failed(otherwise.to_owned()),
        answer => answer,
    }
}

fn fault_or_pass(fault: Option<String>) -> Outcome {
    fault.map_or(Outcome::Passed, Outcome::Failed)
}
