//! Tries a policy as it is written: reads it, names everything wrong, and runs its examples.

use jinpai_model::{At, Flow, Role, Shop};
use jinpai_packs::{
    inquiry,
    policy::{
        self, Written,
        examples::{Around, TriedExample, run},
    },
};
use jinpai_reminder::spec::PolicySpec;

use super::LONGEST;
use crate::{
    coaching::{self, Context, own::ShopCoach, zone_of},
    core::Engine,
    desk::Desk,
    error::{EngineError, Invalid, Result},
};

/// One thing wrong in the text of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFault {
    /// From 1; none when the problem is something left out.
    pub line: Option<usize>,
    /// Dotted path, such as `timing.jitter_min`; none where the text is no TOML.
    pub field: Option<String>,
    pub problem: String,
}

impl From<policy::PlacedProblem> for PolicyFault {
    fn from(placed: policy::PlacedProblem) -> Self {
        Self {
            line: placed.line,
            field: placed.field,
            problem: placed.problem,
        }
    }
}

/// What there is to say about a text.
#[derive(Debug, Clone)]
pub struct PolicyCheck {
    pub faults: Vec<PolicyFault>,
    /// What it says, where it can be read.
    pub spec: Option<PolicySpec>,
    pub examples: Vec<TriedExample>,
}

/// A text that can be read.
pub(super) enum Read {
    Payment(Written),
    /// An inquiry policy has no examples: what it hangs on is a talk.
    Inquiry,
}

impl Desk {
    /// Reads a text and runs its examples. Nothing is kept.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below a lead, [`EngineError::Invalid`] for a text that is too long.
    pub async fn check_policy(&self, flow: Flow, toml: String) -> Result<PolicyCheck> {
        self.require(Role::Lead)?;
        match self.read_policy(flow, toml).await {
            Ok(Read::Payment(written)) => {
                let spec = Some(written.policy.spec().clone());
                let examples = self.try_examples(written).await?;
                Ok(PolicyCheck {
                    faults: Vec::new(),
                    spec,
                    examples,
                })
            }
            Ok(Read::Inquiry) => Ok(PolicyCheck {
                faults: Vec::new(),
                spec: None,
                examples: Vec::new(),
            }),
            Err(EngineError::BadPolicy(faults)) => Ok(PolicyCheck {
                faults,
                spec: None,
                examples: Vec::new(),
            }),
            Err(other) => Err(other),
        }
    }

    /// Reads a text within bounds.
    pub(super) async fn read_policy(&self, flow: Flow, toml: String) -> Result<Read> {
        if toml.len() > LONGEST {
            return Err(EngineError::Invalid {
                field: "toml",
                reason: Invalid::TooLong { max: LONGEST },
            });
        }
        let read = move || match flow {
            Flow::Payment => policy::read(flow.as_str(), toml.as_bytes()).map(Read::Payment),
            Flow::Inquiry => inquiry::parse(flow.as_str(), toml.as_bytes()).map(|_| Read::Inquiry),
        };
        let read = self.engine.aside(read).await?;
        read.map_err(|refused| EngineError::BadPolicy(refused.problems.into_iter().map(Into::into).collect()))
    }

    /// Runs the examples of a policy beside the serving threads.
    pub(super) async fn try_examples(&self, written: Written) -> Result<Vec<TriedExample>> {
        if written.examples.is_empty() {
            return Ok(Vec::new());
        }
        let (shop, now) = (self.shop().await?, self.engine.now());
        let coach = self.engine.coach_of(self.shop).await?;
        let zone = zone_of(&shop);
        let tried = move || {
            let text_passes = passes(&coach, &shop, now);
            let around = Around {
                zone: &zone,
                shop_name: &shop.name,
                text_passes: &text_passes,
            };
            run(&written.policy, &written.examples, around)
        };
        self.engine.aside(tried).await
    }
}

/// Whether a reminder in these words may go out: the question that is asked of a live one too.
pub(super) fn passes<'a>(coach: &'a ShopCoach, shop: &'a Shop, now: At) -> impl Fn(&str) -> bool + 'a {
    move |text| {
        let zh = jinpai_coach::Locale::Zh;
        let judged = Engine::check(coach, shop, &Context::default(), text, now, zh);
        !coaching::warns(&judged.report)
    }
}
