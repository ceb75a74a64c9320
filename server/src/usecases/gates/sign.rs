//! Signing: the password again, the gate locked, the view built anew and compared, the signature kept with what it covers.

use std::sync::LazyLock;

use app::{api::error::ApiError, backend::SignGate};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    canonical, gate,
    ids::SignOffId,
    role::Role,
    role_names::RoleNames,
    signoff::{self, Decision, Meaning, SignFacts, SignOffRefused, Statement, VIEW_VERSION},
};
use store::signoffs::NewSignOff;
use tokio::sync::Mutex;

use super::view::Signing;
use crate::{
    state::{Server, new_id},
    usecases::{
        access::deployment_access,
        act::{self, Act},
        errors::{OrApi, broken},
        reauthenticate::reauthenticate,
        text,
    },
};

/// A form sent many times at once is looked at one after the other, so that its password is tried once: the first takes
/// effect, the others get its answer. Shards by key; the database holds the rule where processes race.
static TURNS: LazyLock<Vec<Mutex<()>>> = LazyLock::new(|| (0..64).map(|_| Mutex::new(())).collect());

const WORDS: usize = 4000;

pub async fn sign(server: &Server, caller: &Caller, cmd: SignGate) -> Result<SignOffId, ApiError> {
    let said = Said::of(&cmd)?;
    // The key's fingerprint is kept: the password is no part of it.
    let sent = SignGate {
        password: String::new(),
        ..cmd.clone()
    };
    let _turn = TURNS[usize::from(cmd.key.as_bytes()[15]) % TURNS.len()]
        .lock()
        .await;
    let deployment = {
        let mut conn = server.pool.acquire().await.api()?;
        if let Some(answer) = act::replayed(&mut conn, caller, cmd.key, "sign", &sent).await? {
            return serde_json::from_value(answer).map_err(|error| broken(&error));
        }
        let place = store::gates::place(&mut conn, cmd.gate)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        deployment_access(&mut conn, caller, place.deployment)
            .await?
            .changeable()?;
        place.deployment
    };
    reauthenticate(server, caller, Some(deployment), "password", &cmd.password).await?;

    let mut act = Act::begin(server, caller).await?;
    if let Some(answer) = act.once(caller, cmd.key, "sign", &sent).await? {
        return serde_json::from_value(answer).map_err(|error| broken(&error));
    }
    store::gates::lock(&mut act.tx, cmd.gate).await.api()?;
    let now = act.now;
    let access = deployment_access(&mut act.tx, caller, deployment).await?;
    let signing = Signing::load(&mut act.tx, deployment, now).await?;
    let index = signing.ground.index_of_gate(cmd.gate).ok_or(ApiError::NotFound)?;
    let (ground, reading) = (&signing.ground.grounds[index], &signing.ground.readings[index]);
    let view = signing.view(index, &access, now);
    let earlier = server.shown.find(cmd.seen);
    let statement = Statement {
        role: cmd.role,
        decision: said.decision,
        words: said.words.as_deref().unwrap_or_default(),
        seen_points: &cmd.points,
        seen: cmd.seen,
    };
    let facts = SignFacts {
        live: access.head.state.is_live(),
        blockers: &reading.blockers,
        signer: caller.person,
        author: access.head.author,
        roles: &access.roles,
        signatures: &ground.signatures,
        view: &view,
        earlier: earlier.as_ref(),
    };
    let names = &access.head.role_names;
    signoff::judge(&statement, &facts).map_err(|why| refused(why, names))?;

    let bytes = canonical::bytes(&view).map_err(|error| broken(&error))?;
    let view_hash = canonical::hash_bytes(VIEW_VERSION, &bytes);
    let id: SignOffId = new_id();
    let new = NewSignOff {
        id,
        deployment,
        gate: cmd.gate,
        person: caller.person,
        full_name: &caller.name,
        email: &caller.email,
        role: cmd.role,
        role_name: names.of(cmd.role),
        decision: said.decision,
        meaning: said.meaning,
        words: said.words.as_deref(),
        signed_at: now,
        authenticated_at: now,
        session: caller.session,
        view: &bytes,
        view_hash,
    };
    store::signoffs::add(&mut act.tx, &new).await.map_err(|error| {
        if error.is_constraint("signoffs_one_standing") {
            refused(SignOffRefused::AlreadySigned, names)
        } else {
            crate::usecases::errors::api(error)
        }
    })?;
    let chain = Chain::Deployment(deployment);
    act.log(
        chain,
        Event::SignedOff {
            signoff: id,
            gate: cmd.gate,
            phase: ground.title.clone(),
            role: cmd.role,
            role_name: names.own(cmd.role).map(str::to_owned),
            decision: said.decision,
            meaning: said.meaning,
            words: said.words.clone(),
            view: view_hash,
        },
    );
    if opens(ground, id, caller, cmd.role, said.decision) {
        act.log(
            chain,
            Event::GateOpened {
                gate: cmd.gate,
                phase: ground.title.clone(),
            },
        );
    }
    act.announce(deployment);
    act.commit_with(&id).await?;
    Ok(id)
}

/// Whether the gate, shut before, is open with this signature.
fn opens(
    ground: &domain::readiness::PhaseGround,
    id: SignOffId,
    caller: &Caller,
    role: Role,
    decision: Decision,
) -> bool {
    let mut signatures = ground.signatures.clone();
    let before = gate::is_open(&ground.requirements, &signatures);
    signatures.push(gate::Signature {
        id,
        person: caller.person,
        role,
        approves: decision.approves(),
        stands: true,
    });
    !before && gate::is_open(&ground.requirements, &signatures)
}

/// What the form's three statements and its meaning say.
struct Said {
    decision: Decision,
    meaning: Meaning,
    words: Option<String>,
}

impl Said {
    fn of(cmd: &SignGate) -> Result<Self, ApiError> {
        let decision = Decision::from_key(&cmd.decision)
            .ok_or_else(|| refused(SignOffRefused::NoDecision, &RoleNames::default()))?;
        // A refusal means what it says; what an approval means is chosen.
        let meaning = match (decision, Meaning::from_key(&cmd.meaning)) {
            (_, Some(meaning)) => meaning,
            (Decision::Refuse, None) => Meaning::Reviewed,
            (_, None) => {
                return Err(ApiError::refused_field(
                    "meaning",
                    "Choose what your signature means: reviewed, approved, responsible or witnessed.",
                ));
            }
        };
        let words = match decision {
            Decision::Approve => None,
            Decision::ApproveWithCondition => {
                text::words("condition", "The condition", &cmd.condition, WORDS)?
            }
            Decision::Refuse => text::words("refusal", "The reason", &cmd.refusal, WORDS)?,
        };
        if decision.needs_words() && words.is_none() {
            let field = if decision == Decision::Refuse {
                "refusal"
            } else {
                "condition"
            };
            return Err(ApiError::refused_field(field, SignOffRefused::NeedsWords));
        }
        Ok(Self {
            decision,
            meaning,
            words,
        })
    }
}

fn refused(why: SignOffRefused, names: &RoleNames) -> ApiError {
    let message = why.words(names);
    match why {
        SignOffRefused::LacksRole { .. } | SignOffRefused::Author => ApiError::forbidden(message),
        SignOffRefused::Changed { changes } => ApiError::Conflict { message, changes },
        SignOffRefused::NoDecision => ApiError::refused_field("decision", message),
        SignOffRefused::PointsOpen { .. } => ApiError::refused_field("points", message),
        SignOffRefused::Blocked { blockers } => ApiError::Refused {
            message,
            field: None,
            details: blockers
                .iter()
                .map(|blocker| match blocker {
                    gate::Blocker::Item { text, mark, .. } => format!("{}: {text}", mark.word()),
                    other => domain::readiness::reason(other, None, names, chrono::DateTime::UNIX_EPOCH),
                })
                .collect(),
        },
        _ => ApiError::refused(message),
    }
}
