//! A server on a database of its own, with a clock that stands still and people who can act.

use std::sync::Arc;

use app::backend::{
    AcceptInvitation, Accounts, CreateDeployment, CreateEnvironment, CreateService, CreateTeam, Environments,
    Imports, Invite, ServiceRole, SetUp, TeamMember, Teams, UploadedDocument, Visitor,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Caller,
    ids::{DeploymentId, EnvironmentId, ImportId, PersonId, RequestId, ServiceId, SessionRef, TeamId},
    role::Role,
};
use server::{
    auth::{Hasher, Seal},
    clock::{Clock, Manual},
    notify::Changes,
    state::{Server, Settings, new_id},
};
use sqlx::PgPool;
use tokio::sync::OnceCell;

pub const PASSWORD: &str = "seven green lamps at dusk";
pub const CHECKLIST: &str = "# Deploy the checkout\n\n## Phase 1: Before\n\n### Task 1: Try it\n\n**Owner:** QA\n\n\
    - [ ] Smoke test on staging\n- [x] Reviewed by a second developer\n\n## Phase 2: After\n\n- [ ] Look at the error rate\n";

/// Hashing once is enough for all people of all tests.
static HASH: OnceCell<String> = OnceCell::const_new();

pub struct Stage {
    pub server: Server,
    pub clock: Arc<Manual>,
    pub admin: Caller,
    pub team: TeamId,
    pub service: ServiceId,
    pub environment: EnvironmentId,
}

impl Stage {
    /// With an admin, a team with the service `checkout`, and an environment.
    pub async fn set(pool: PgPool) -> Self {
        let (server, clock) = server_on(pool);
        let set_up = SetUp {
            full_name: "Ines Admin".into(),
            email: "admin@example.org".into(),
            password: PASSWORD.into(),
        };
        let id = server.set_up(&visitor("192.0.2.1"), set_up).await.unwrap();
        let admin = Caller {
            admin: true,
            ..caller(&server, id, "Ines Admin", "admin@example.org")
        };
        let team = server
            .create_team(
                &admin,
                CreateTeam {
                    name: "Payments".into(),
                },
            )
            .await
            .unwrap();
        let service = CreateService {
            team,
            name: "checkout".into(),
            about: String::new(),
        };
        let service = server.create_service(&admin, service).await.unwrap();
        let environment = CreateEnvironment {
            name: "staging".into(),
            production: String::new(),
        };
        let environment = server.create_environment(&admin, environment).await.unwrap();
        Self {
            server,
            clock,
            admin,
            team,
            service,
            environment,
        }
    }

    /// Somebody in the team, with roles of the service.
    pub async fn person(&self, name: &str, roles: &[Role]) -> Caller {
        let person = self.stranger(name).await;
        let member = TeamMember {
            team: self.team,
            person: person.person,
        };
        self.server.add_team_member(&self.admin, member).await.unwrap();
        for role in roles {
            let role = ServiceRole {
                service: self.service,
                person: person.person,
                role: *role,
            };
            self.server.give_service_role(&self.admin, role).await.unwrap();
        }
        person
    }

    /// Somebody with an account and nothing else.
    pub async fn stranger(&self, name: &str) -> Caller {
        let hash = HASH
            .get_or_init(|| async { self.server.hasher.hash(PASSWORD).await.unwrap() })
            .await;
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let person = store::people::Person {
            id: new_id(),
            email: email.clone(),
            full_name: name.to_owned(),
            admin: false,
            auditor: false,
            created_at: self.clock.now(),
            deactivated_at: None,
        };
        let mut conn = self.server.pool.acquire().await.unwrap();
        store::people::insert(&mut conn, &person, Some(hash))
            .await
            .unwrap();
        caller(&self.server, person.id, name, &email)
    }

    /// A team and a service of somebody's own, whom nothing else belongs to.
    pub async fn service_of(&self, person: &Caller) {
        let team = CreateTeam {
            name: "Elsewhere".into(),
        };
        let team = self.server.create_team(&self.admin, team).await.unwrap();
        let service = CreateService {
            team,
            name: "elsewhere".into(),
            about: String::new(),
        };
        let role = ServiceRole {
            service: self.server.create_service(&self.admin, service).await.unwrap(),
            person: person.person,
            role: Role::Lead,
        };
        self.server.give_service_role(&self.admin, role).await.unwrap();
    }

    pub async fn draft(&self, by: &Caller) -> ImportId {
        let upload = UploadedDocument {
            name: "checkout.md".into(),
            bytes: CHECKLIST.as_bytes().to_vec(),
        };
        self.server.start_import(by, upload).await.unwrap()
    }

    pub async fn deployment(&self, by: &Caller) -> DeploymentId {
        let import = self.draft(by).await;
        self.server
            .create_deployment(by, self.wanted(&format!("import:{import}")))
            .await
            .unwrap()
    }

    pub fn wanted(&self, from: &str) -> CreateDeployment {
        CreateDeployment {
            key: new_id(),
            from: from.to_owned(),
            service: self.service.to_string(),
            environment: self.environment.to_string(),
            title: "Quote fixes".into(),
            version: "2.0.1".into(),
            commit: String::new(),
            image: String::new(),
            planned_t0: "2026-11-18T14:00".into(),
        }
    }

    /// The token of an invitation, cut from its link.
    pub async fn invited(&self, email: &str, role: Option<Role>) -> String {
        let invite = Invite {
            email: email.to_owned(),
            team: String::new(),
            service: role.map(|_| self.service.to_string()).unwrap_or_default(),
            deployment: String::new(),
            role: role.map(|role| role.key().to_owned()).unwrap_or_default(),
        };
        let link = self.server.invite(&self.admin, invite).await.unwrap();
        link.strip_prefix("https://sign.example.org/invitations/")
            .unwrap()
            .to_owned()
    }

    pub fn acceptance(token: &str) -> AcceptInvitation {
        AcceptInvitation {
            token: token.to_owned(),
            full_name: "Quentin Adams".into(),
            password: PASSWORD.into(),
        }
    }

    pub fn later(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// The acts in the audit trail, in order, of all chains.
    pub async fn acts(&self) -> Vec<String> {
        sqlx::query_scalar("SELECT act FROM audit_events ORDER BY at, chain_id, seq")
            .fetch_all(&self.server.pool)
            .await
            .unwrap()
    }

    pub async fn count(&self, table: &str) -> i64 {
        let query = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        sqlx::query_scalar(query)
            .fetch_one(&self.server.pool)
            .await
            .unwrap()
    }
}

pub fn server_on(pool: PgPool) -> (Server, Arc<Manual>) {
    let clock = Arc::new(Manual::at(start()));
    let settings = Settings {
        base_url: "https://sign.example.org/".parse().unwrap(),
        secure_cookies: true,
        single_role: false,
        own_addresses: Vec::new(),
    };
    let server = Server {
        pool,
        clock: clock.clone(),
        settings,
        seal: Arc::new(Seal::new([7; 32])),
        hasher: Arc::new(Hasher::new()),
        changes: Changes::new(),
        shown: Default::default(),
    };
    (server, clock)
}

pub fn start() -> DateTime<Utc> {
    "2026-11-18T12:00:00Z".parse().unwrap()
}

pub fn visitor(address: &str) -> Visitor {
    Visitor {
        address: address.to_owned(),
        request: RequestId(uuid::Uuid::nil()),
    }
}

pub fn caller(server: &Server, person: PersonId, name: &str, email: &str) -> Caller {
    Caller {
        person,
        name: name.to_owned(),
        email: email.to_owned(),
        admin: false,
        auditor: false,
        session: SessionRef(new_id::<uuid::Uuid>()),
        authenticated_at: server.clock.now(),
        request: RequestId(new_id::<uuid::Uuid>()),
    }
}
