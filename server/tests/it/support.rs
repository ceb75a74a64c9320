//! A small world: people in their roles, the service `checkout`, and a deployment made from a checklist of two phases.

use std::sync::Arc;

use app::{
    api::error::ApiError,
    backend::{
        ActOnDeployment, Checks, CreateDeployment, CreateEnvironment, CreateService, CreateTeam,
        DeploymentPage, Deployments, Environments, Gates, Imports, ItemBoard, RecordManualResult,
        ServiceRole, SignGate, Teams, UploadedDocument, Waive,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    deployment::{DeploymentAct, DeploymentState},
    ids::{DeploymentId, EnvironmentId, ItemId, PersonId, ServiceId, SignOffId},
    item::{Mark, Outcome},
    role::Role,
};
use server::{
    auth::{Hasher, Seal},
    clock::{Clock, Manual},
    notify::Changes,
    state::{Server, Settings, new_id},
};
use sqlx::PgPool;
use store::people::Person;
use uuid::Uuid;

pub const PASSWORD: &str = "a long walk along the harbour";

pub const CHECKLIST: &str = "# Quote fixes

## Phase 1: Preparation

### Task 1: Verify staging
**Owner:** QA

- [ ] Smoke test on staging
- [ ] Backup is restorable
- [x] Release notes reviewed

## Phase 2: Production

### Task 1: Deploy
**Owner:** DevOps

- [ ] Deploy the image
- [ ] Quote endpoint answers
";

pub struct World {
    pub server: Server,
    pub clock: Arc<Manual>,
    pub admin: Caller,
    pub lead: Caller,
    pub tech_lead: Caller,
    pub qa: Caller,
    pub ops: Caller,
    /// Signed in, and in nothing.
    pub stranger: Caller,
    pub service: ServiceId,
    pub environment: EnvironmentId,
    pub deployment: DeploymentId,
}

impl World {
    /// The deployment is being prepared: items are ticked, gates are signed.
    pub async fn new(pool: PgPool) -> Self {
        let world = Self::draft(pool).await;
        world
            .act(DeploymentAct::Prepare, DeploymentState::Draft)
            .await
            .expect("a draft can be prepared");
        world
    }

    /// The deployment is a draft.
    pub async fn draft(pool: PgPool) -> Self {
        let start: DateTime<Utc> = "2026-11-18T13:00:00Z".parse().expect("a time");
        let clock = Arc::new(Manual::at(start));
        let server = Server {
            pool,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            settings: Settings {
                base_url: "http://localhost:3100".parse().expect("a URL"),
                secure_cookies: false,
                single_role: true,
                own_addresses: Vec::new(),
            },
            seal: Arc::new(Seal::new([7; 32])),
            hasher: Arc::new(Hasher::new()),
            changes: Changes::new(),
            shown: Default::default(),
        };
        let hash = server.hasher.hash(PASSWORD).await.expect("a hash");
        let mut people = Vec::new();
        for (name, admin) in [
            ("Ada Admin", true),
            ("Lea Lead", false),
            ("Tom Tech", false),
            ("Quinn QA", false),
            ("Olu Ops", false),
            ("Sam Stranger", false),
        ] {
            people.push(person(&server, name, admin, &hash).await);
        }
        let [admin, lead, tech_lead, qa, ops, stranger]: [Caller; 6] =
            people.try_into().expect("six people were made");

        let team = server
            .create_team(&admin, CreateTeam { name: "Shop".into() })
            .await
            .expect("a team");
        let service = server
            .create_service(
                &admin,
                CreateService {
                    team,
                    name: "checkout".into(),
                    about: String::new(),
                },
            )
            .await
            .expect("a service");
        for (person, role) in [
            (&lead, Role::Lead),
            (&tech_lead, Role::TechLead),
            (&qa, Role::Qa),
            (&ops, Role::Ops),
        ] {
            let cmd = ServiceRole {
                service,
                person: person.person,
                role,
            };
            server.give_service_role(&admin, cmd).await.expect("a role");
        }
        let environment = server
            .create_environment(
                &admin,
                CreateEnvironment {
                    name: "staging".into(),
                    production: String::new(),
                },
            )
            .await
            .expect("an environment");
        let deployment = create(&server, &lead, service, environment, CHECKLIST).await;
        Self {
            server,
            clock,
            admin,
            lead,
            tech_lead,
            qa,
            ops,
            stranger,
            service,
            environment,
            deployment,
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn later(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }

    pub async fn act(&self, act: DeploymentAct, seen: DeploymentState) -> Result<(), ApiError> {
        let cmd = ActOnDeployment {
            key: Uuid::new_v4(),
            deployment: self.deployment,
            act,
            reason: if act.needs_reason() {
                "because of the test".into()
            } else {
                String::new()
            },
            seen,
        };
        self.server.act_on_deployment(&self.lead, cmd).await
    }

    pub async fn page(&self, caller: &Caller) -> DeploymentPage {
        self.server
            .deployment(caller, self.deployment)
            .await
            .expect("the page")
    }

    /// The item with this text, as the caller sees it.
    pub async fn item_for(&self, caller: &Caller, text: &str) -> ItemBoard {
        let page = self.page(caller).await;
        let mut items: Vec<ItemBoard> = page
            .phases
            .into_iter()
            .flat_map(|phase| {
                phase
                    .items
                    .into_iter()
                    .chain(phase.tasks.into_iter().flat_map(|task| task.items))
            })
            .collect();
        while let Some(item) = items.pop() {
            if item.text == text {
                return item;
            }
            items.extend(item.items);
        }
        panic!("no item reads {text:?}")
    }

    pub async fn item(&self, text: &str) -> ItemBoard {
        self.item_for(&self.qa, text).await
    }

    pub async fn mark(&self, text: &str) -> Mark {
        self.item(text).await.standing.mark
    }

    pub async fn tick_as(
        &self,
        caller: &Caller,
        text: &str,
        outcome: Outcome,
        note: &str,
    ) -> Result<(), ApiError> {
        let item = self.item(text).await;
        self.server
            .record_manual_result(caller, result(item.id, item.version, outcome, note), Vec::new())
            .await
    }

    pub async fn tick(&self, text: &str, outcome: Outcome) {
        self.tick_as(&self.qa, text, outcome, "seen by hand")
            .await
            .expect("a tick");
    }

    /// All of phase 1 passed.
    pub async fn settle_first_phase(&self) {
        for text in [
            "Smoke test on staging",
            "Backup is restorable",
            "Release notes reviewed",
        ] {
            self.tick(text, Outcome::Passed).await;
        }
    }

    /// The form of a plain approval, as the caller's page of the phase would send it.
    pub async fn approval(&self, caller: &Caller, role: Role, ordinal: u32) -> SignGate {
        let page = self
            .server
            .sign_page(caller, self.deployment, ordinal)
            .await
            .expect("the signing page");
        SignGate {
            key: Uuid::new_v4(),
            gate: page.gate,
            role,
            decision: "approve".into(),
            meaning: "approved".into(),
            condition: String::new(),
            refusal: String::new(),
            points: page.points.into_iter().map(|point| point.key).collect(),
            seen: page.view_hash,
            password: PASSWORD.into(),
        }
    }

    pub async fn sign(&self, caller: &Caller, role: Role, ordinal: u32) -> Result<SignOffId, ApiError> {
        let form = self.approval(caller, role, ordinal).await;
        self.server.sign(caller, form).await
    }

    pub fn waiver(&self, item: ItemId) -> Waive {
        Waive {
            key: Uuid::new_v4(),
            item,
            reason: "no traffic change".into(),
            until: "2026-12-01".into(),
            password: PASSWORD.into(),
        }
    }

    /// The acts of the deployment's chain, oldest first.
    pub async fn events(&self) -> Vec<Event> {
        let mut conn = self.server.pool.acquire().await.expect("a connection");
        store::audit::stretch(&mut conn, Chain::Deployment(self.deployment), 0, 10_000)
            .await
            .expect("the chain")
            .into_iter()
            .map(|(_, row)| row.expect("a readable event").event)
            .collect()
    }

    /// How many rows there are of everything that acts write; a refusal leaves all of it as it was.
    pub async fn written(&self) -> Vec<i64> {
        sqlx::query_scalar(
            "SELECT count(*) FROM audit_events UNION ALL SELECT count(*) FROM results
             UNION ALL SELECT count(*) FROM evidence UNION ALL SELECT count(*) FROM signoffs
             UNION ALL SELECT count(*) FROM signoff_ends UNION ALL SELECT count(*) FROM waivers
             UNION ALL SELECT count(*) FROM waiver_ends UNION ALL SELECT count(*) FROM accepted_risks
             UNION ALL SELECT count(*) FROM outbox UNION ALL SELECT count(*) FROM idempotency_keys
             UNION ALL SELECT count(*) FROM runs UNION ALL SELECT coalesce(sum(version), 0) FROM items
             UNION ALL SELECT count(*) FROM deployment_roles UNION ALL SELECT sum(checklist_revision) FROM deployments",
        )
        .fetch_all(&self.server.pool)
        .await
        .expect("the counts")
    }

    /// Every chain verifies.
    pub async fn assert_chains_hold(&self) {
        let mut conn = self.server.pool.acquire().await.expect("a connection");
        for (chain, found) in server::verify::all(&mut conn).await.expect("the chains") {
            assert_eq!(found.broken, None, "{chain}");
        }
    }
}

pub fn result(item: ItemId, seen_version: i32, outcome: Outcome, note: &str) -> RecordManualResult {
    RecordManualResult {
        key: Uuid::new_v4(),
        item,
        outcome,
        note: note.into(),
        seen_version,
    }
}

/// A deployment from a text, through the import as people do it.
pub async fn create(
    server: &Server,
    caller: &Caller,
    service: ServiceId,
    environment: EnvironmentId,
    text: &str,
) -> DeploymentId {
    let upload = UploadedDocument {
        name: "checklist.md".into(),
        bytes: text.as_bytes().to_vec(),
    };
    let import = server.start_import(caller, upload).await.expect("an import");
    let cmd = CreateDeployment {
        key: Uuid::new_v4(),
        from: format!("import:{import}"),
        service: service.to_string(),
        environment: environment.to_string(),
        title: "Quote fixes".into(),
        version: "2.0.1".into(),
        commit: "9f3c21a".into(),
        image: String::new(),
        planned_t0: String::new(),
    };
    server.create_deployment(caller, cmd).await.expect("a deployment")
}

async fn person(server: &Server, name: &str, admin: bool, hash: &str) -> Caller {
    let id: PersonId = new_id();
    let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
    let person = Person {
        id,
        email: email.clone(),
        full_name: name.to_owned(),
        admin,
        auditor: false,
        created_at: server.clock.now(),
        deactivated_at: None,
    };
    let mut conn = server.pool.acquire().await.expect("a connection");
    store::people::insert(&mut conn, &person, Some(hash))
        .await
        .expect("a person");
    Caller {
        person: id,
        name: name.to_owned(),
        email,
        admin,
        auditor: false,
        session: new_id(),
        authenticated_at: server.clock.now(),
        request: new_id(),
    }
}

/// The status of a refusal.
pub fn status<T>(result: &Result<T, ApiError>) -> u16 {
    match result {
        Ok(_) => 200,
        Err(error) => error.status(),
    }
}
