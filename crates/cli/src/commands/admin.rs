//! `jinpai admin`: what must be possible without a session, for who holds the machine.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use jinpai_model::{Platform, Role};

use crate::{
    commands::import::shop_of,
    config::Settled,
    exit::{Failure, say},
};

#[derive(Debug, Args)]
pub struct AdminArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make an account on a shop's team and print its one-time password.
    CreateUser {
        login: String,
        /// Shown to colleagues and buyers [default: the login].
        #[arg(long)]
        name: Option<String>,
        /// agent, lead or owner.
        #[arg(long, default_value = "agent")]
        role: String,
        /// Name or id of the shop; may be left out when there is one.
        #[arg(long)]
        shop: Option<String>,
    },
    /// Give an account a new one-time password and end its sessions.
    ResetPassword { login: String },
    /// Open one more shop and print its id.
    CreateShop {
        name: String,
        /// Login of its owner.
        #[arg(long)]
        owner: String,
        #[arg(long, default_value = "general")]
        platform: String,
    },
}

pub async fn run(settled: Settled, args: AdminArgs) -> Result<ExitCode, Failure> {
    let engine = settled.open_quiet().await?;
    match args.what {
        What::CreateUser {
            login,
            name,
            role,
            shop,
        } => {
            let role: Role = role
                .parse()
                .map_err(|_| Failure::usage(format!("--role {role}: take agent, lead or owner")))?;
            let shop = shop_of(&engine, shop.as_deref()).await?;
            let (person, password) = engine
                .create_person(&login, name.as_deref().unwrap_or(&login))
                .await?;
            engine.put_member(shop.id, person.id, role).await?;
            say(format!("login: {}\npassword: {password}", person.login))?;
        }
        What::ResetPassword { login } => {
            let password = engine.reset_password(&login).await?;
            say(format!("login: {login}\npassword: {password}"))?;
        }
        What::CreateShop {
            name,
            owner,
            platform,
        } => {
            let platform: Platform = platform
                .parse()
                .map_err(|_| Failure::usage(format!("--platform {platform}: there is none such")))?;
            let shop = engine.create_shop_for(&owner, &name, platform).await?;
            say(shop.id)?;
        }
    }
    engine.stop().await;
    Ok(ExitCode::SUCCESS)
}
