//! The shop's team.

use jinpai_model::{PersonId, Role};
use jinpai_store::{Lane, members, persons};

use crate::{
    accounts,
    desk::{Desk, bounded},
    error::{EngineError, Invalid, Result},
    views::MemberView,
};

impl Desk {
    /// # Errors
    /// [`EngineError::Forbidden`] for who is no owner.
    pub async fn members(&self) -> Result<Vec<MemberView>> {
        self.require(Role::Owner)?;
        let rows = members::of_shop(self.engine.store.read(), self.shop).await?;
        Ok(rows
            .into_iter()
            .map(|(person, role)| MemberView {
                shop: self.shop,
                person,
                role,
            })
            .collect())
    }

    /// Puts somebody on the team. A login that does not exist yet gets an account and a one-time password, shown
    /// this once.
    ///
    /// # Errors
    /// [`EngineError::Taken`] when she is a member already.
    pub async fn add_member(
        &self,
        login: &str,
        name: &str,
        role: Role,
    ) -> Result<(MemberView, Option<String>)> {
        self.require(Role::Owner)?;
        let login = accounts::valid_login(login)?;
        let read = self.engine.store.read();
        let (person, password) = match persons::by_login(read, &login).await? {
            Some(person) => (person, None),
            None => {
                let (person, password) = self
                    .engine
                    .create_person(&login, &bounded("name", name, 40)?)
                    .await?;
                (person, Some(password))
            }
        };
        if members::role(read, self.shop, person.id).await?.is_some() {
            return Err(EngineError::Taken { field: "login" });
        }
        self.engine.put_member(self.shop, person.id, role).await?;
        Ok((
            MemberView {
                shop: self.shop,
                person,
                role,
            },
            password,
        ))
    }

    /// # Errors
    /// [`EngineError::NotFound`] for who is no member; [`EngineError::Invalid`] when no owner would be left.
    pub async fn set_role(&self, person: PersonId, role: Role) -> Result<MemberView> {
        self.guard_last_owner(person, Some(role)).await?;
        self.engine.put_member(self.shop, person, role).await?;
        let person = persons::by_id(self.engine.store.read(), person).await?;
        let person = person.ok_or(EngineError::NotFound("member"))?;
        Ok(MemberView {
            shop: self.shop,
            person,
            role,
        })
    }

    /// Ends a membership; open sockets of that person leave the shop.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for who is no member; [`EngineError::Invalid`] when no owner would be left.
    pub async fn remove_member(&self, person: PersonId) -> Result<()> {
        self.guard_last_owner(person, None).await?;
        let (shop, now) = (self.shop, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move { accounts::set_member(tx, shop, person, None, now).await })
        });
        Ok(write.await?)
    }

    async fn guard_last_owner(&self, person: PersonId, becomes: Option<Role>) -> Result<()> {
        self.require(Role::Owner)?;
        let team = members::of_shop(self.engine.store.read(), self.shop).await?;
        let held = team
            .iter()
            .find(|(member, _)| member.id == person)
            .map(|(_, role)| *role);
        let Some(held) = held else {
            return Err(EngineError::NotFound("member"));
        };
        let owners = team.iter().filter(|(_, role)| *role == Role::Owner).count();
        if held == Role::Owner && becomes != Some(Role::Owner) && owners == 1 {
            return Err(EngineError::Invalid {
                field: "role",
                reason: Invalid::LastOwner,
            });
        }
        Ok(())
    }
}
