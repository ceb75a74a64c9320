//! What an operator does on the command line: people let in and locked out, the audit trail verified.

use anyhow::{Context, bail};
use domain::{
    actor::{Actor, SystemPart},
    audit::{Chain, Event},
    ids::{PersonId, RequestId},
    names,
};
use secrecy::SecretString;
use sqlx::{PgConnection, PgPool};
use store::people::Person;
use url::Url;

use crate::{
    auth::{Hasher, Seal},
    cli::UserAct,
    clock::SystemClock,
    notify::Changes,
    serve,
    state::{Server, Settings, new_id},
    usecases::{accounts, act::Act},
    verify,
};

/// What the audit trail says for a lock-out without a form to write a reason in.
const LOCKED_OUT: &str = "Disabled on the command line";

/// Does one act about a person; gives the line to print.
///
/// # Errors
/// When the person is not there, or the rules refuse; nothing has happened then.
pub async fn user(url: &SecretString, base_url: Url, act: &UserAct) -> anyhow::Result<String> {
    let pool = serve::connect(url).await?;
    let server = operator(pool.clone(), base_url)?;
    let done = match act {
        UserAct::Add { email, name, admin } => add(&server, email, name, *admin).await,
        UserAct::Reset { email } => reset(&server, email).await,
        UserAct::Disable { email } => disable(&server, email).await,
    };
    pool.close().await;
    done
}

async fn add(server: &Server, email: &str, name: &str, admin: bool) -> anyhow::Result<String> {
    let email = names::email(email)?;
    let full_name = names::full_name(name)?;
    let mut act = begin(server).await?;
    if store::people::by_email(&mut act.tx, &email).await?.is_some() {
        bail!("{email} has an account already");
    }
    let id: PersonId = new_id();
    let (created_at, auditor, deactivated_at) = (act.now, false, None);
    let person = Person {
        id,
        email,
        full_name: full_name.clone(),
        admin,
        auditor,
        created_at,
        deactivated_at,
    };
    store::people::insert(&mut act.tx, &person, None).await?;
    act.log(
        Chain::Administration,
        Event::PersonAdded {
            person: id,
            name: full_name.clone(),
        },
    );
    if admin {
        act.log(
            Chain::Administration,
            Event::InstanceRightsChanged {
                person: id,
                name: full_name.clone(),
                admin,
                auditor,
            },
        );
    }
    let link = accounts::issue_reset(server, &mut act, id).await?;
    act.commit().await?;
    Ok(format!(
        "Give {full_name} this link to choose a password. It works once, within a day:\n{link}"
    ))
}

async fn reset(server: &Server, email: &str) -> anyhow::Result<String> {
    let mut act = begin(server).await?;
    let person = find(&mut act.tx, email).await?;
    let link = accounts::issue_reset(server, &mut act, person.id).await?;
    act.commit().await?;
    Ok(format!(
        "Give {} this link to choose a new password. It works once, within a day:\n{link}",
        person.full_name
    ))
}

async fn disable(server: &Server, email: &str) -> anyhow::Result<String> {
    let mut act = begin(server).await?;
    let person = find(&mut act.tx, email).await?;
    accounts::lock_out(&mut act, person.id, LOCKED_OUT).await?;
    act.commit().await?;
    Ok(format!(
        "{} is locked out: sessions, links and invitations have ended.",
        person.full_name
    ))
}

async fn find(conn: &mut PgConnection, email: &str) -> anyhow::Result<Person> {
    let email = names::email(email)?;
    let known = store::people::by_email(conn, &email).await?;
    Ok(known
        .with_context(|| format!("nobody has an account with {email}"))?
        .person)
}

async fn begin(server: &Server) -> anyhow::Result<Act> {
    let actor = Actor::System {
        part: SystemPart::CommandLine,
    };
    Ok(Act::begin_as(server, actor, new_id::<RequestId>()).await?)
}

/// The use cases' surroundings for a command. It seals nothing, so its key is one that nobody keeps.
fn operator(pool: PgPool, base_url: Url) -> anyhow::Result<Server> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|e| anyhow::anyhow!("the system gives no randomness: {e}"))?;
    Ok(Server {
        pool,
        clock: std::sync::Arc::new(SystemClock),
        settings: Settings {
            secure_cookies: base_url.scheme() == "https",
            base_url,
            single_role: false,
            own_addresses: Vec::new(),
        },
        seal: std::sync::Arc::new(Seal::new(key)),
        hasher: std::sync::Arc::new(Hasher::new()),
        changes: Changes::new(),
        shown: Default::default(),
    })
}

/// Recomputes every hash of every chain; gives the line to print.
///
/// # Errors
/// Names the first bad event of the first bad chain.
pub async fn verify(url: &SecretString) -> anyhow::Result<String> {
    let pool = serve::connect(url).await?;
    let mut conn = pool.acquire().await?;
    let found = verify::all(&mut conn).await;
    drop(conn);
    pool.close().await;
    let found = found?;
    if let Some(broken) = found.iter().find_map(|(_, verified)| verified.broken.as_ref()) {
        bail!("the audit trail was changed: {broken}");
    }
    let events: u64 = found.iter().map(|(_, verified)| verified.events).sum();
    Ok(format!(
        "The audit trail holds: {events} events in {} chains.",
        found.len()
    ))
}
