//! `tonghop person`.

use clap::{Args, Subcommand};

use super::say;
use crate::{
    config::Config,
    kit::{Clock, Result, vocabulary::Role},
    organisation::{self, roles},
    store::Store,
};

#[derive(Subcommand)]
pub enum PersonCommand {
    /// Make somebody known to a province, with a login and no role yet. Administrators do the same with `roleRequest`.
    Add {
        /// Code of the province.
        #[arg(long, value_name = "CODE")]
        province: String,
        /// Full name.
        #[arg(long)]
        name: String,
        #[command(flatten)]
        who: Who,
    },
    /// Give a person a role without asking a second person: for a province's first administrators; see docs/roles.md.
    Grant(Post),
    /// Take a role from a person without asking a second person; never from the last administrator.
    Withdraw(Post),
    /// Take a person's account out of use: tokens are refused at once, and open sockets are closed within five seconds.
    Disable(Who),
    /// Take a person's account back into use.
    Enable(Who),
    /// Give a person another login: how another issuer calls them; see docs/identity.md.
    Link {
        #[command(flatten)]
        who: Who,
        /// The other issuer, as its tokens name it.
        #[arg(long, value_name = "URL")]
        issuer: String,
        /// How the other issuer calls the person: the `sub` of its tokens.
        #[arg(long, value_name = "SUBJECT")]
        subject: String,
    },
}

/// Somebody by a login.
#[derive(Args)]
pub struct Who {
    /// How the issuer calls the person: the subject of the person's login.
    #[arg(long, value_name = "SUBJECT")]
    pub(super) person: String,
    /// The issuer of that login; ourselves when left out.
    #[arg(long, value_name = "URL")]
    pub(super) of_issuer: Option<String>,
}

/// A role of somebody.
#[derive(Args)]
pub struct Post {
    #[command(flatten)]
    who: Who,
    /// The role, such as PROVINCE_ADMINISTRATOR or SUBMITTER.
    #[arg(long, value_parser = role)]
    role: Role,
    /// Code of the agency that an agency's role is for.
    #[arg(long, value_name = "CODE")]
    agency: Option<String>,
}

fn role(code: &str) -> std::result::Result<Role, String> {
    let known = || Role::ALL.iter().map(|role| role.code()).collect::<Vec<_>>().join(", ");
    Role::from_code(code).ok_or_else(|| format!("the roles are {}", known()))
}

impl PersonCommand {
    pub async fn run(self, config: &Config) -> Result<()> {
        let store = Store::connect(&config.signing(config.admin_database())?, Clock::system()).await?;
        let issuer = |who: &Who| who.of_issuer.clone().unwrap_or_else(|| config.issuer.clone());
        match self {
            PersonCommand::Add { province, name, who } => {
                roles::register(&store, &province, (&issuer(&who), &who.person), &name).await?;
                say(&format!("{} is known to {province}", who.person));
            }
            PersonCommand::Grant(Post { who, role, agency }) => {
                roles::grant(&store, (&issuer(&who), &who.person), role, agency).await?;
                say(&format!("{} is {}", who.person, role.code()));
            }
            PersonCommand::Withdraw(Post { who, role, agency }) => {
                roles::withdraw(&store, (&issuer(&who), &who.person), role, agency).await?;
                say(&format!("{} is no longer {}", who.person, role.code()));
            }
            PersonCommand::Disable(who) => {
                organisation::set_disabled(&store, (&issuer(&who), &who.person), true).await?;
                say(&format!("{} is disabled", who.person));
            }
            PersonCommand::Enable(who) => {
                organisation::set_disabled(&store, (&issuer(&who), &who.person), false).await?;
                say(&format!("{} is in use again", who.person));
            }
            PersonCommand::Link { who, issuer: other, subject } => {
                organisation::link(&store, (&issuer(&who), &who.person), (&other, &subject)).await?;
                say(&format!("{} is {subject} at {other}, too", who.person));
            }
        }
        store.close().await
    }
}
