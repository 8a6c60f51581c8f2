//! The groups of the team, which leads keep and talks are handed to.

use jinpai_model::{At, EventKind, Group, GroupId, PersonId, Role, Shop};
use jinpai_store::{Lane, NewEvent, StoreError, Tx, conversations, groups, members, shops};
use serde_json::json;

use crate::{
    desk::{Desk, bounded, one_line},
    error::{EngineError, Invalid, Result},
};

/// What a lead sets of a group; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct GroupChange {
    pub name: Option<String>,
    pub members: Option<Vec<PersonId>>,
}

impl Desk {
    /// The groups of the team, the oldest first, and the minutes for which a talk waits for its group alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn groups(&self) -> Result<(Vec<Group>, u32)> {
        let all = groups::of_shop(self.engine.store.read(), self.shop).await?;
        Ok((all, self.shop().await?.settings.group_wait_min))
    }

    /// Adds a group, or changes one.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::NotFound`] when the shop has no such group,
    /// [`EngineError::Invalid`], [`EngineError::Taken`] for a name that is there already.
    pub async fn put_group(&self, id: Option<GroupId>, change: GroupChange) -> Result<Group> {
        self.require(Role::Lead)?;
        let name = change.name.as_deref().map(group_name).transpose()?;
        let now = self.engine.now();
        let fresh = GroupId::new(now, self.engine.random.bits());
        let desk = self.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let mut others = groups::of_shop(tx, desk.shop).await?;
                let mut group = match id {
                    Some(id) => {
                        let at = others.iter().position(|one| one.id == id);
                        others.remove(at.ok_or(EngineError::NotFound("group"))?)
                    }
                    None if others.len() >= Group::MOST_OF_SHOP => return Err(too_many()),
                    None => Group {
                        shop: desk.shop,
                        id: fresh,
                        name: String::new(),
                        members: Vec::new(),
                        created_at: now,
                    },
                };
                group.name = name.unwrap_or(group.name);
                free(&others, &group)?;
                if let Some(wanted) = change.members {
                    group.members = desk.of_the_team(tx, wanted).await?;
                }
                groups::put(tx, &group).await?;
                desk.groups_changed(tx, now)?;
                Ok(group)
            })
        });
        write.await
    }

    /// Removes a group. Talks that wait for it wait for anybody from now on.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::NotFound`] when the shop has no such group.
    pub async fn remove_group(&self, id: GroupId) -> Result<()> {
        self.require(Role::Lead)?;
        let (desk, now) = (self.clone(), self.engine.now());
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                if !groups::remove(tx, desk.shop, id, now).await? {
                    return Err(EngineError::NotFound("group"));
                }
                for talk in conversations::let_go(tx, desk.shop, id).await? {
                    tx.append(NewEvent {
                        at: now,
                        kind: EventKind::ConversationAssigned,
                        subject: talk.to_string(),
                        payload: json!({ "to": null, "group": null, "why": "group-removed" }),
                    })?;
                }
                Ok(desk.groups_changed(tx, now)?)
            })
        });
        write.await
    }

    /// Sets for how many minutes a talk waits for its group alone. What waits already keeps its moment.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::Invalid`] beyond the bounds.
    pub async fn set_group_wait(&self, minutes: u32) -> Result<()> {
        self.require(Role::Lead)?;
        if !(1..=Group::MOST_WAIT_MIN).contains(&minutes) {
            let expected = "a number of minutes from 1 to 120";
            return Err(EngineError::Invalid {
                field: "minutes",
                reason: Invalid::Not { expected },
            });
        }
        let (desk, now) = (self.clone(), self.engine.now());
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let shop: Option<Shop> = shops::get(tx, desk.shop).await?;
                let mut shop = shop.ok_or(EngineError::NotFound("shop"))?;
                shop.settings.group_wait_min = minutes;
                shops::update(tx, shop.id, &shop.name, &shop.settings).await?;
                Ok::<_, EngineError>(desk.groups_changed(tx, now)?)
            })
        });
        write.await
    }

    /// These people, each once.
    async fn of_the_team(&self, tx: &Tx, mut people: Vec<PersonId>) -> Result<Vec<PersonId>> {
        people.sort_unstable();
        people.dedup();
        if people.len() > Group::MOST_MEMBERS {
            let reason = Invalid::TooLong {
                max: Group::MOST_MEMBERS,
            };
            return Err(EngineError::Invalid {
                field: "members",
                reason,
            });
        }
        let team = members::of_shop(tx, self.shop).await?;
        let stranger = |person: &PersonId| !team.iter().any(|(member, _)| member.id == *person);
        if people.iter().any(stranger) {
            return Err(no_member());
        }
        Ok(people)
    }

    fn groups_changed(&self, tx: &Tx, now: At) -> Result<(), StoreError> {
        tx.append(NewEvent {
            at: now,
            kind: EventKind::GroupsChanged,
            subject: self.shop.to_string(),
            payload: json!({ "by": self.person }),
        })?;
        Ok(())
    }
}

fn group_name(name: &str) -> Result<String> {
    bounded("name", &one_line(name), Group::MAX_CHARS)
}

fn free(others: &[Group], group: &Group) -> Result<()> {
    if group.name.is_empty() {
        return Err(EngineError::Invalid {
            field: "name",
            reason: Invalid::Empty,
        });
    }
    let key = group.name.to_lowercase();
    if others.iter().any(|other| other.name.to_lowercase() == key) {
        return Err(EngineError::Taken { field: "name" });
    }
    Ok(())
}

fn no_member() -> EngineError {
    EngineError::Invalid {
        field: "members",
        reason: Invalid::Told {
            zh: "有人已经不在这家店的团队里，刷新后再选",
            en: "name somebody who is not on this shop's team: look again",
        },
    }
}

fn too_many() -> EngineError {
    EngineError::Invalid {
        field: "name",
        reason: Invalid::Told {
            zh: "已有 30 个分组，先删掉不用的再加",
            en: "there are 30 groups already; remove some first",
        },
    }
}
