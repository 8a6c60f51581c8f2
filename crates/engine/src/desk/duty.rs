//! Who of the team is there: what each says of herself, and what the others see.

use std::collections::HashMap;

use jinpai_model::{Duty, DutyState, PersonId};
use jinpai_store::{Lane, conversations, duties, members};

use crate::{
    desk::{Desk, one_line},
    error::{EngineError, Invalid, Result},
    views::{ColleagueView, Sign},
};

impl Desk {
    /// Everybody on the team with what she is doing, who is there first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn team(&self) -> Result<Vec<ColleagueView>> {
        let read = self.engine.store.read();
        let now = self.engine.now();
        let known: HashMap<PersonId, Duty> = (duties::of_shop(read, self.shop).await?.into_iter())
            .map(|duty| (duty.person, duty))
            .collect();
        let loads = conversations::loads(read, self.shop).await?;
        let mut waiting: HashMap<PersonId, u32> = HashMap::new();
        for talk in conversations::waiting(read, self.shop).await? {
            if let Some(owner) = talk.owner {
                *waiting.entry(owner).or_default() += 1;
            }
        }
        let here = self.engine.hub.shop(self.shop).agents();
        let members = members::of_shop(read, self.shop).await?;
        let mut team: Vec<ColleagueView> = (members.into_iter())
            .map(|(person, role)| {
                let duty = known.get(&person.id).cloned();
                let duty = duty.unwrap_or_else(|| Duty::new(self.shop, person.id, now));
                ColleagueView {
                    there: here.contains(&person.id) || duty.is_there(now),
                    talks: loads.get(&person.id).copied().unwrap_or(0),
                    waiting: waiting.get(&person.id).copied().unwrap_or(0),
                    person: person.id,
                    name: person.name,
                    role,
                    duty,
                }
            })
            .collect();
        team.sort_by_key(|one| (!one.there, one.duty.state, one.talks));
        Ok(team)
    }

    /// Sets what she says of herself, with a note for her colleagues, and how many open talks she takes. A note goes
    /// with its state: another state without a note has none.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a capacity or a note beyond its bounds.
    pub async fn set_duty(
        &self,
        state: Option<DutyState>,
        capacity: Option<u32>,
        note: Option<&str>,
    ) -> Result<Duty> {
        if capacity.is_some_and(|talks| !(1..=Duty::MOST_CAPACITY).contains(&talks)) {
            let reason = Invalid::Not { expected: "1 to 200" };
            return Err(EngineError::Invalid {
                field: "capacity",
                reason,
            });
        }
        let note = note.map(one_line);
        if note
            .as_ref()
            .is_some_and(|note| note.chars().count() > Duty::MAX_NOTE)
        {
            let max = Duty::MAX_NOTE;
            return Err(EngineError::Invalid {
                field: "note",
                reason: Invalid::TooLong { max },
            });
        }
        let (shop, person, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let held = duties::get(tx, shop, person).await?;
                let mut duty = held.unwrap_or_else(|| Duty::new(shop, person, now));
                if let Some(state) = state.filter(|state| *state != duty.state) {
                    duty.state = state;
                    duty.changed_at = now;
                    duty.note.clear();
                }
                if let Some(note) = note {
                    duty.note = note;
                }
                duty.capacity = capacity.unwrap_or(duty.capacity);
                duties::put(tx, &duty).await?;
                Ok::<_, EngineError>(duty)
            })
        });
        let duty = write.await?;
        self.engine.hub.shop(shop).sign(Sign::Team);
        self.engine.hub.queue.ring(shop);
        Ok(duty)
    }
}
