//! Signing in, sessions, and who belongs to which shop.

use std::net::IpAddr;

use jinpai_model::{
    At, DAY_MS, EventKind, HOUR_MS, Membership, Person, PersonId, Platform, Role, Shop, ShopId,
};
use jinpai_store::{
    Lane, NewEvent, StoreError, Tx, events, groups, members, persons,
    secrets::{self, SecretKind},
    sessions::{self, Session},
    shops,
};
use serde_json::json;

use crate::{
    core::Engine,
    desk::Desk,
    error::{EngineError, Invalid, Result},
    seal,
    views::SessionView,
};

/// A session ends after so long without use.
const SESSION_MS: i64 = 14 * DAY_MS;
/// Its last use is written down at most so often.
const TOUCH_MS: i64 = HOUR_MS;
const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 10..=200;

impl Engine {
    /// Opens a session and returns its token, which is nowhere stored in clear.
    ///
    /// # Errors
    /// [`EngineError::BadCredentials`], or [`EngineError::TooMany`] after too many tries for this login or
    /// from this address.
    pub async fn sign_in(&self, login: &str, password: &str, from: IpAddr) -> Result<(String, SessionView)> {
        let login = login.trim().to_lowercase();
        if login.is_empty() || login.chars().count() > 64 || password.chars().count() > *PASSWORD_CHARS.end()
        {
            return Err(EngineError::BadCredentials);
        }
        let now = self.now();
        let too_many = |retry_after_s| EngineError::TooMany { retry_after_s };
        self.limits.address.take(from, now).map_err(too_many)?;
        self.limits.login.take(login.clone(), now).map_err(too_many)?;
        self.limits
            .login_from
            .take((login.clone(), from), now)
            .map_err(too_many)?;

        let person = persons::by_login(self.store.read(), &login).await?;
        let hash = person.as_ref().map_or("", |p| &p.password_hash);
        let fits = seal::password_fits(password, hash).await;
        let Some(person) = person.filter(|_| fits) else {
            return Err(EngineError::BadCredentials);
        };
        self.limits.login_from.forgive(&(login, from));

        let token = self.random.token();
        let session = Session {
            token_hash: seal::digest(token.as_bytes()),
            person: person.id,
            csrf: self.random.token(),
            created_at: now,
            seen_at: now,
            expires_at: now.plus(SESSION_MS),
        };
        let csrf = session.csrf.clone();
        let write = self.store.write(Lane::Global, move |tx| {
            Box::pin(async move {
                sessions::purge(tx, now).await?;
                sessions::create(tx, &session).await
            })
        });
        write.await?;
        Ok((token, self.session_view(person, csrf).await?))
    }

    /// # Errors
    /// [`EngineError::NotSignedIn`] when there is no such session or it has ended.
    pub async fn session(&self, token: &str) -> Result<SessionView> {
        let (session, person) = self.open_session(token).await?;
        self.session_view(person, session.csrf).await
    }

    /// # Errors
    /// When the database fails; a session that is not there is signed out already.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        let hash = seal::digest(token.as_bytes());
        let delete = self.store.write(Lane::Global, move |tx| {
            Box::pin(async move { sessions::delete(tx, &hash).await })
        });
        delete.await?;
        Ok(())
    }

    /// Changes the password and ends every other session of the person.
    ///
    /// # Errors
    /// [`EngineError::BadCredentials`] when `current` does not fit; [`EngineError::Invalid`] when the new one is
    /// shorter than 10 characters, too long, or the old one again.
    pub async fn change_password(&self, token: &str, current: &str, new: &str) -> Result<SessionView> {
        let (session, mut person) = self.open_session(token).await?;
        let length = new.chars().count();
        let invalid = |reason| EngineError::Invalid { field: "new", reason };
        if length < *PASSWORD_CHARS.start() {
            return Err(invalid(Invalid::TooShort {
                min: *PASSWORD_CHARS.start(),
            }));
        }
        if length > *PASSWORD_CHARS.end() {
            return Err(invalid(Invalid::TooLong {
                max: *PASSWORD_CHARS.end(),
            }));
        }
        if !seal::password_fits(current, &person.password_hash).await {
            return Err(EngineError::BadCredentials);
        }
        if new == current {
            return Err(invalid(Invalid::Not {
                expected: "a new password",
            }));
        }
        person.password_hash = hash(new).await?;
        person.must_change_password = false;
        let (id, hashed, kept) = (
            person.id,
            person.password_hash.clone(),
            session.token_hash.clone(),
        );
        let write = self.store.write(Lane::Global, move |tx| {
            Box::pin(async move {
                persons::set_password(tx, id, &hashed, false).await?;
                sessions::delete_of_person(tx, id, Some(&kept)).await
            })
        });
        write.await?;
        self.session_view(person, session.csrf).await
    }

    /// # Errors
    /// [`EngineError::Invalid`] for a language there is none of, or settings that are no small object.
    pub async fn set_my_settings(
        &self,
        token: &str,
        locale: Option<String>,
        settings: Option<serde_json::Value>,
    ) -> Result<SessionView> {
        let (session, mut person) = self.open_session(token).await?;
        if let Some(locale) = locale {
            if !matches!(locale.as_str(), "zh-CN" | "en") {
                return Err(EngineError::Invalid {
                    field: "locale",
                    reason: Invalid::Not {
                        expected: "zh-CN or en",
                    },
                });
            }
            person.locale = locale;
        }
        if let Some(serde_json::Value::Object(wanted)) = settings {
            if let serde_json::Value::Object(held) = &mut person.settings {
                held.extend(wanted);
            } else {
                person.settings = serde_json::Value::Object(wanted);
            }
        }
        let text = person.settings.to_string();
        if text.len() > 4_096 {
            return Err(EngineError::Invalid {
                field: "settings",
                reason: Invalid::TooLong { max: 4_096 },
            });
        }
        let (id, locale, settings) = (person.id, person.locale.clone(), person.settings.clone());
        let write = self.store.write(Lane::Global, move |tx| {
            Box::pin(async move { persons::set_settings(tx, id, &locale, &settings).await })
        });
        write.await?;
        self.session_view(person, session.csrf).await
    }

    /// The one way to a shop's data: who is not a member learns not even that the shop exists.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for who is no member, [`EngineError::Forbidden`] below the role.
    pub async fn desk(&self, person: PersonId, shop: ShopId, needs: Role) -> Result<Desk> {
        let held = members::role(self.store.read(), shop, person).await?;
        let Some(role) = held else {
            return Err(EngineError::NotFound("shop"));
        };
        if role < needs {
            return Err(EngineError::Forbidden { needs });
        }
        Ok(Desk::new(self.clone(), shop, person, role))
    }

    /// Opens one more shop, owned by somebody who owns one already.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who owns none, [`EngineError::Invalid`] for a bad name.
    pub async fn create_shop(&self, person: PersonId, name: &str, platform: Platform) -> Result<Shop> {
        let held = members::of_person(self.store.read(), person).await?;
        if !held.iter().any(|(_, role)| *role == Role::Owner) {
            return Err(EngineError::Forbidden { needs: Role::Owner });
        }
        self.write_shop(self.new_shop(&crate::desk::shop_name(name)?, platform), person)
            .await
    }

    /// Makes an account with a one-time password, outside any shop: `jinpai admin create-user`.
    ///
    /// # Errors
    /// [`EngineError::Taken`] when the login exists.
    pub async fn create_person(&self, login: &str, name: &str) -> Result<(Person, String)> {
        let login = valid_login(login)?;
        if persons::by_login(self.store.read(), &login).await?.is_some() {
            return Err(EngineError::Taken { field: "login" });
        }
        let password = self.random.one_time_password();
        let person = new_person(self, &login, name, &password, true).await?;
        let row = person.clone();
        let write = self.store.write(Lane::Global, move |tx| {
            Box::pin(async move { persons::create(tx, &row).await })
        });
        write.await?;
        Ok((person, password))
    }

    /// Puts somebody on a shop's team, with a role: for `jinpai admin create-user`, which needs no session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_member(&self, shop: ShopId, person: PersonId, role: Role) -> Result<()> {
        let now = self.now();
        let write = self.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move { set_member(tx, shop, person, Some(role), now).await })
        });
        Ok(write.await?)
    }

    /// Gives a login a new one-time password and ends its sessions: `jinpai admin reset-password`.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such login.
    pub async fn reset_password(&self, login: &str) -> Result<String> {
        let login = login.trim().to_lowercase();
        let Some(person) = persons::by_login(self.store.read(), &login).await? else {
            return Err(EngineError::NotFound("login"));
        };
        let password = self.random.one_time_password();
        let hashed = hash(&password).await?;
        let write = self.store.write(Lane::Global, move |tx| {
            Box::pin(async move {
                persons::set_password(tx, person.id, &hashed, true).await?;
                sessions::delete_of_person(tx, person.id, None).await
            })
        });
        write.await?;
        Ok(password)
    }

    /// Opens one more shop for a login, without a session: `jinpai admin create-shop`.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such login.
    pub async fn create_shop_for(&self, login: &str, name: &str, platform: Platform) -> Result<Shop> {
        let owner = persons::by_login(self.store.read(), &login.trim().to_lowercase()).await?;
        let owner = owner.ok_or(EngineError::NotFound("login"))?.id;
        self.write_shop(self.new_shop(&crate::desk::shop_name(name)?, platform), owner)
            .await
    }

    async fn write_shop(&self, shop: Shop, owner: PersonId) -> Result<Shop> {
        let (row, now, holdout) = (shop.clone(), self.now(), self.random.token());
        let write = self.store.write(Lane::Shop(shop.id), move |tx| {
            Box::pin(async move { found_shop(tx, &row, &holdout, owner, now).await })
        });
        write.await?;
        Ok(shop)
    }

    async fn open_session(&self, token: &str) -> Result<(Session, Person)> {
        let read = self.store.read();
        let hash = seal::digest(token.as_bytes());
        let Some(session) = sessions::by_token_hash(read, &hash).await? else {
            return Err(EngineError::NotSignedIn);
        };
        let now = self.now();
        if session.expires_at <= now {
            return Err(EngineError::NotSignedIn);
        }
        let Some(person) = persons::by_id(read, session.person).await? else {
            return Err(EngineError::NotSignedIn);
        };
        if now.since(session.seen_at) > TOUCH_MS {
            let touch = self.store.write(Lane::Global, move |tx| {
                Box::pin(async move { sessions::touch(tx, &hash, now, now.plus(SESSION_MS)).await })
            });
            touch.await?;
        }
        Ok((session, person))
    }

    async fn session_view(&self, person: Person, csrf: String) -> Result<SessionView> {
        let read = self.store.read();
        let mut shops = Vec::new();
        for (shop, role) in members::of_person(read, person.id).await? {
            let head = events::head(read, shop.id).await?;
            shops.push((shop, role, head));
        }
        Ok(SessionView { person, csrf, shops })
    }
}

/// A person who has not signed in yet.
pub(crate) async fn new_person(
    engine: &Engine,
    login: &str,
    name: &str,
    password: &str,
    one_time: bool,
) -> Result<Person> {
    let now = engine.now();
    Ok(Person {
        id: PersonId::new(now, engine.random.bits()),
        login: login.to_owned(),
        name: name.to_owned(),
        password_hash: hash(password).await?,
        must_change_password: one_time,
        locale: "zh-CN".to_owned(),
        settings: json!({}),
        created_at: now,
    })
}

/// Writes a shop, the key of its draws, and its owner.
pub(crate) async fn found_shop(
    tx: &Tx,
    shop: &Shop,
    holdout: &str,
    owner: PersonId,
    now: At,
) -> Result<(), StoreError> {
    shops::create(tx, shop).await?;
    secrets::put(tx, shop.id, SecretKind::Holdout, holdout).await?;
    set_member(tx, shop.id, owner, Some(Role::Owner), now).await
}

/// Sets or ends a membership, and says so in the log: open sockets check their rights again.
pub(crate) async fn set_member(
    tx: &Tx,
    shop: ShopId,
    person: PersonId,
    role: Option<Role>,
    now: At,
) -> Result<(), StoreError> {
    match role {
        Some(role) => members::put(tx, &Membership { shop, person, role }).await?,
        None => {
            members::remove(tx, shop, person).await?;
            groups::leave(tx, shop, person).await?;
        }
    }
    let payload = json!({ "role": role });
    tx.append(NewEvent {
        at: now,
        kind: EventKind::MemberChanged,
        subject: person.to_string(),
        payload,
    })?;
    Ok(())
}

/// A login is 2 to 64 letters, digits, or `.-_@`, folded to lower case.
pub(crate) fn valid_login(login: &str) -> Result<String> {
    let login = login.trim().to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || ".-_@".contains(c);
    if (2..=64).contains(&login.chars().count()) && login.chars().all(fits) {
        return Ok(login);
    }
    let expected = "a login of 2 to 64 letters, digits or .-_@";
    Err(EngineError::Invalid {
        field: "login",
        reason: Invalid::Not { expected },
    })
}

async fn hash(password: &str) -> Result<String> {
    // Hashing fails only when memory does; the store's word for that fits.
    let lost = || EngineError::Store(StoreError::Unavailable("no memory to hash a password".to_owned()));
    seal::hash_password(password).await.ok_or_else(lost)
}
