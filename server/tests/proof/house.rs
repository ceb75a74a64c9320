//! The server as a whole on a database of its own: its router, its people and their browsers.
#![allow(dead_code, reason = "the proofs and the benchmark each use their part")]

use std::{net::SocketAddr, sync::Arc};

use app::backend::{
    ActOnDeployment, CreateDeployment, CreateEnvironment, CreateService, CreateTeam, Deployments,
    Environments, Imports, ServiceRole, Teams, UploadedDocument,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Request, header},
    response::Response,
};
use domain::{
    actor::Caller,
    deployment::{DeploymentAct, DeploymentState},
    ids::{DeploymentId, EnvironmentId, PersonId, ServiceId},
    role::Role,
};
use server::{
    auth::{Hasher, Seal},
    clock::Clock,
    http::Site,
    notify::Changes,
    state::{Server, Settings, new_id},
};
use sqlx::PgPool;
use store::people::Person;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::form::Form;

pub const PASSWORD: &str = "four herons on the north pier";
pub const COOKIE: &str = "countersign";

pub struct House {
    pub server: Server,
    pub router: Router,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The session that the answer begins.
    pub cookie: Option<String>,
    pub body: String,
}

impl House {
    pub fn on(pool: PgPool, clock: Arc<dyn Clock>) -> Self {
        let server = Server {
            pool,
            clock,
            settings: Settings {
                base_url: "http://localhost:3100".parse().expect("a URL"),
                secure_cookies: false,
                single_role: true,
                own_addresses: Vec::new(),
            },
            seal: Arc::new(Seal::new([9; 32])),
            hasher: Arc::new(Hasher::new()),
            changes: Changes::new(),
            shown: Default::default(),
        };
        let router = server::http::router(Site::new(server.clone(), CancellationToken::new()));
        Self { server, router }
    }

    /// Sends a form as a program would: the answer is the value of the door.
    pub async fn post(&self, door: &str, cookie: Option<&str>, form: &Form) -> Answer {
        self.send(door_request(door, cookie, form)).await
    }

    /// The same form, from a page of another site in the person's own browser.
    pub async fn post_from_elsewhere(&self, door: &str, cookie: Option<&str>, form: &Form) -> Answer {
        let mut request = door_request(door, cookie, form);
        request
            .headers_mut()
            .insert("sec-fetch-site", "cross-site".parse().expect("a header value"));
        self.send(request).await
    }

    /// The same form with one more header.
    pub async fn post_with(
        &self,
        door: &str,
        cookie: Option<&str>,
        form: &Form,
        (name, value): (&'static str, &str),
    ) -> Answer {
        let mut request = door_request(door, cookie, form);
        request
            .headers_mut()
            .insert(name, value.parse().expect("a header value"));
        self.send(request).await
    }

    pub async fn get(&self, address: &str, cookie: Option<&str>) -> Answer {
        let request = with_cookie(Request::get(address), cookie)
            .body(Body::empty())
            .expect("a request");
        self.send(request).await
    }

    /// The answer as it begins, for streams.
    pub async fn open(&self, address: &str, cookie: &str) -> Response {
        let request = with_cookie(Request::get(address), Some(cookie))
            .body(Body::empty())
            .expect("a request");
        self.answer(request).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.answer(request).await;
        let cookie = response
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next())
            .find(|cookie| cookie.starts_with(COOKIE))
            .map(str::to_owned);
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 16 * 1024 * 1024)
            .await
            .expect("a body");
        Answer {
            status,
            cookie,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// What the answer sets as a cookie, with all its attributes.
    pub async fn set_cookie(&self, request: Request<Body>) -> String {
        let response = self.answer(request).await;
        let set = response.headers().get(header::SET_COOKIE).expect("a cookie");
        set.to_str().expect("text").to_owned()
    }

    async fn answer(&self, mut request: Request<Body>) -> Response {
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 40_000))));
        self.router
            .clone()
            .oneshot(request)
            .await
            .expect("the router answers always")
    }

    /// Somebody with an account; nobody invited them.
    pub async fn person(&self, name: &str, admin: bool) -> Caller {
        let hash = self.server.hasher.hash(PASSWORD).await.expect("a hash");
        let person = Person {
            id: new_id(),
            email: email_of(name),
            full_name: name.to_owned(),
            admin,
            auditor: false,
            created_at: self.server.clock.now(),
            deactivated_at: None,
        };
        let mut conn = self.server.pool.acquire().await.expect("a connection");
        store::people::insert(&mut conn, &person, Some(&hash))
            .await
            .expect("a person");
        self.caller(person.id, name, admin)
    }

    /// The person, for reading what their pages show.
    pub fn caller(&self, person: PersonId, name: &str, admin: bool) -> Caller {
        Caller {
            person,
            name: name.to_owned(),
            email: email_of(name),
            admin,
            auditor: false,
            session: new_id(),
            authenticated_at: self.server.clock.now(),
            request: new_id(),
        }
    }

    /// The cookie of a new session.
    pub async fn sign_in(&self, name: &str) -> String {
        let form = Form::cmd(&[("email", &email_of(name)), ("password", PASSWORD)]);
        let answer = self.post("accounts/sign_in", None, &form).await;
        assert_eq!(answer.status, 200, "{name} signs in: {}", answer.body);
        answer.cookie.expect("a session begins")
    }
}

pub fn email_of(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase().replace(' ', "."))
}

fn door_request(door: &str, cookie: Option<&str>, form: &Form) -> Request<Body> {
    let (kind, body) = form.body();
    with_cookie(Request::post(format!("/api/{door}")), cookie)
        .header(header::CONTENT_TYPE, kind)
        .header(header::ACCEPT, "application/json")
        .body(Body::from(body))
        .expect("a request")
}

fn with_cookie(builder: axum::http::request::Builder, cookie: Option<&str>) -> axum::http::request::Builder {
    match cookie {
        Some(cookie) => builder.header(header::COOKIE, cookie),
        None => builder,
    }
}

/// A deployment under way with people in their roles, made as people make it.
pub struct Crew {
    pub house: House,
    pub admin: Caller,
    pub lead: Caller,
    pub tech_lead: Caller,
    pub qa: Caller,
    pub service: ServiceId,
    pub environment: EnvironmentId,
    pub deployment: DeploymentId,
}

impl Crew {
    pub async fn around(house: House, checklist: &str) -> Self {
        let admin = house.person("Ada Admin", true).await;
        let lead = house.person("Lea Lead", false).await;
        let tech_lead = house.person("Tom Tech", false).await;
        let qa = house.person("Quinn Adams", false).await;
        let server = &house.server;
        let team = server
            .create_team(&admin, CreateTeam { name: "Shop".into() })
            .await
            .expect("a team");
        let service = CreateService {
            team,
            name: "checkout".into(),
            about: String::new(),
        };
        let service = server.create_service(&admin, service).await.expect("a service");
        for (person, role) in [(&lead, Role::Lead), (&tech_lead, Role::TechLead), (&qa, Role::Qa)] {
            let role = ServiceRole {
                service,
                person: person.person,
                role,
            };
            server.give_service_role(&admin, role).await.expect("a role");
        }
        let environment = CreateEnvironment {
            name: "staging".into(),
            production: String::new(),
        };
        let environment = server
            .create_environment(&admin, environment)
            .await
            .expect("an environment");
        let deployment = deployment(server, &lead, service, environment, checklist).await;
        Self {
            admin,
            lead,
            tech_lead,
            qa,
            service,
            environment,
            deployment,
            house,
        }
    }
}

/// A deployment from a text, under way.
pub async fn deployment(
    server: &Server,
    lead: &Caller,
    service: ServiceId,
    environment: EnvironmentId,
    checklist: &str,
) -> DeploymentId {
    let upload = UploadedDocument {
        name: "checklist.md".into(),
        bytes: checklist.as_bytes().to_vec(),
    };
    let import = server.start_import(lead, upload).await.expect("an import");
    let wanted = CreateDeployment {
        key: new_id(),
        from: format!("import:{import}"),
        service: service.to_string(),
        environment: environment.to_string(),
        title: "Quote fixes".into(),
        version: "2.0.1".into(),
        commit: String::new(),
        image: String::new(),
        planned_t0: String::new(),
    };
    let deployment = server
        .create_deployment(lead, wanted)
        .await
        .expect("a deployment");
    let prepare = ActOnDeployment {
        key: new_id(),
        deployment,
        act: DeploymentAct::Prepare,
        reason: String::new(),
        seen: DeploymentState::Draft,
    };
    server
        .act_on_deployment(lead, prepare)
        .await
        .expect("a draft can be prepared");
    deployment
}
