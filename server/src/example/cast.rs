//! The example's people. They have a password only while the example is played, and nobody knows it.

use app::api::error::ApiError;
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::{PersonId, RequestId, SessionRef},
    role::Role,
};
use store::people::Person;

use crate::{
    auth::tokens::{TokenKind, new_token},
    state::{Server, new_id},
    usecases::{accounts::lock_out, act::Act, errors::OrApi},
};

/// Who plays, and as what.
const PARTS: [(&str, &str, Role); 4] = [
    ("Example Lead", "lead@example.invalid", Role::Lead),
    ("Example Tech Lead", "tech-lead@example.invalid", Role::TechLead),
    ("Example QA", "qa@example.invalid", Role::Qa),
    ("Example Ops", "ops@example.invalid", Role::Ops),
];

/// The people while they play.
pub struct Cast {
    pub lead: Caller,
    pub tech_lead: Caller,
    pub qa: Caller,
    pub ops: Caller,
    /// With which they sign.
    pub password: String,
}

impl Cast {
    /// Lets the people in for the play: makes them where they are not there yet.
    pub async fn gather(server: &Server, caller: &Caller) -> Result<Self, ApiError> {
        // A token is 256 random bits: as a password nobody guesses it, and it is forgotten with this value.
        let (password, _) = new_token(TokenKind::PasswordReset);
        let hash = server.hasher.hash(&password).await?;
        let mut act = Act::begin(server, caller).await?;
        let mut people = Vec::with_capacity(PARTS.len());
        for (name, email, _) in PARTS {
            people.push(let_in(&mut act, name, email, &hash).await?);
        }
        let request = caller.request;
        let as_caller = |person: &Person| Caller {
            person: person.id,
            name: person.full_name.clone(),
            email: person.email.clone(),
            admin: false,
            auditor: false,
            session: SessionRef(uuid::Uuid::nil()),
            authenticated_at: act.now,
            request: RequestId(request.0),
        };
        let [lead, tech_lead, qa, ops] = people
            .iter()
            .map(as_caller)
            .collect::<Vec<_>>()
            .try_into()
            .map_err(|_| ApiError::Broken {
                reference: "example cast".to_owned(),
            })?;
        act.commit().await?;
        Ok(Self {
            lead,
            tech_lead,
            qa,
            ops,
            password,
        })
    }

    /// Who holds which role in the example.
    pub fn roles(&self) -> Vec<(PersonId, String, Role)> {
        let people = [&self.lead, &self.tech_lead, &self.qa, &self.ops];
        people
            .into_iter()
            .zip(PARTS)
            .map(|(person, (_, _, role))| (person.person, person.name.clone(), role))
            .collect()
    }

    /// Locks the people out again.
    pub async fn dismiss(self, server: &Server, caller: &Caller) -> Result<(), ApiError> {
        let mut act = Act::begin(server, caller).await?;
        for person in [
            self.lead.person,
            self.tech_lead.person,
            self.qa.person,
            self.ops.person,
        ] {
            lock_out(&mut act, person, "Plays in the example only").await?;
        }
        act.commit().await
    }
}

async fn let_in(act: &mut Act, name: &str, email: &str, hash: &str) -> Result<Person, ApiError> {
    if let Some(known) = store::people::by_email(&mut act.tx, email).await.api()? {
        store::people::set_deactivated(&mut act.tx, known.person.id, None)
            .await
            .api()?;
        store::people::set_password(&mut act.tx, known.person.id, hash)
            .await
            .api()?;
        let name = known.person.full_name.clone();
        act.log(
            Chain::Administration,
            Event::PersonReactivated {
                person: known.person.id,
                name,
            },
        );
        return Ok(known.person);
    }
    let person = Person {
        id: new_id(),
        email: email.to_owned(),
        full_name: name.to_owned(),
        admin: false,
        auditor: false,
        created_at: act.now,
        deactivated_at: None,
    };
    store::people::insert(&mut act.tx, &person, Some(hash))
        .await
        .api()?;
    act.log(
        Chain::Administration,
        Event::PersonAdded {
            person: person.id,
            name: name.to_owned(),
        },
    );
    Ok(person)
}
