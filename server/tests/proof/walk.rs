//! Knocking at a door in every way it must not open, with the very form that then opens it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use app::backend::Done;
use domain::{actor::Caller, ids::PersonId};
use server::{clock::Manual, state::new_id};
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    form::Form,
    house::{Answer, House},
};

/// Who may go through a door.
pub enum For {
    /// Anybody, signed in or not, because.
    Visitors(&'static str),
    /// Everybody with an account: the act is about themselves or the start of something new.
    Everybody,
    /// Admins; others are told that they lack the right.
    Admins,
    /// Those who may make deployments; others are told that they lack the right, whether there is something or not.
    Makers,
    /// Those with a role; for others it is not there.
    Members,
}

/// What of the database a refusal must leave alone: everything but sign-in's own bookkeeping. A session's row moves
/// with each look at it, and a refused form waits as an answer.
const APART: [&str; 3] = ["sessions", "sign_in_attempts", "form_answers"];

pub struct Walk {
    pub house: House,
    /// The cookies of those who are signed in.
    cookies: BTreeMap<String, String>,
    /// What each door left behind.
    pub left: BTreeMap<String, BTreeSet<String>>,
    /// What doors did that they must not do.
    pub faults: Vec<String>,
}

impl Walk {
    pub fn new(pool: PgPool) -> Self {
        let clock = Arc::new(Manual::at("2026-11-18T13:00:00Z".parse().expect("a time")));
        Self {
            house: House::on(pool, clock),
            cookies: BTreeMap::new(),
            left: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    pub async fn sign_in(&mut self, name: &str) {
        let cookie = self.house.sign_in(name).await;
        self.cookies.insert(name.to_owned(), cookie);
    }

    /// An account and a session.
    pub async fn person(&mut self, name: &str) -> Caller {
        let caller = self.house.person(name, false).await;
        self.sign_in(name).await;
        caller
    }

    /// Whom the pages show themselves to.
    pub async fn caller(&self, name: &str) -> Caller {
        let (id, admin): (Uuid, bool) = sqlx::query_as("SELECT id, admin FROM people WHERE full_name = $1")
            .bind(name)
            .fetch_one(&self.house.server.pool)
            .await
            .expect("the person");
        self.house.caller(PersonId(id), name, admin)
    }

    /// One id, by a query that finds exactly one.
    pub async fn id(&self, query: &'static str) -> String {
        let id: Uuid = sqlx::query_scalar(query)
            .fetch_one(&self.house.server.pool)
            .await
            .expect(query);
        id.to_string()
    }

    /// The item with this text in the deployment that is walked through, and its version.
    pub async fn item(&self, text: &str) -> (String, String) {
        let (id, version): (Uuid, i32) = sqlx::query_as(
            "SELECT i.id, i.version FROM items i JOIN deployments d ON d.id = i.deployment_id
             WHERE i.text = $1 AND NOT d.example AND i.removed_at IS NULL",
        )
        .bind(text)
        .fetch_one(&self.house.server.pool)
        .await
        .expect(text);
        (id.to_string(), version.to_string())
    }

    /// Knocks in every wrong way, then enters. Returns what the door said.
    pub async fn enter(&mut self, door: &str, who: &str, whom: For, form: Form) -> Done {
        self.knock(door, who, &whom, &form).await;
        let before = self.acts().await;
        let answer = self.house.post(door, self.cookie(who), &form).await;
        assert_eq!(answer.status, 200, "{door} opens for {who}: {}", answer.body);
        if let Some(cookie) = answer.cookie {
            self.cookies.insert(who.to_owned(), cookie);
        }
        let added = Self::added(&before, &self.acts().await);
        let left = self.left.entry(door.to_owned()).or_default();
        left.extend(added);
        serde_json::from_str(&answer.body).expect("what a door says")
    }

    async fn knock(&mut self, door: &str, who: &str, whom: &For, form: &Form) {
        let own = self.cookie(who).map(str::to_owned);
        let own = own.as_deref();
        let before = self.content().await;
        let mut faults = Vec::new();

        let house = &self.house;
        let elsewhere = house.post_from_elsewhere(door, own, form).await;
        let read = house.get(&format!("/api/{door}?{}", form.query()), own).await;
        let mut knocks = vec![("a form on another site", 403, elsewhere), ("a look", 405, read)];
        if form.is_command() {
            let more = form.clone().and("cmd[signed_at]", "2020-01-01T00:00:00Z");
            knocks.push((
                "a field that is not known",
                422,
                house.post(door, own, &more).await,
            ));
        }
        if !matches!(whom, For::Visitors(_)) {
            knocks.push(("the signed-out", 401, house.post(door, None, form).await));
        }
        let stranger = self.cookie(STRANGER).map(str::to_owned);
        let stranger = stranger.as_deref();
        match whom {
            For::Visitors(why) => assert!(!why.is_empty()),
            For::Everybody => {}
            For::Admins => knocks.push(("others than admins", 403, house.post(door, stranger, form).await)),
            For::Makers | For::Members => {
                let status = if matches!(whom, For::Makers) { 403 } else { 404 };
                let hidden = house.post(door, stranger, form).await;
                let nowhere = form
                    .elsewhere(&new_id::<Uuid>().to_string())
                    .expect("the form is about something");
                let missing = house.post(door, stranger, &nowhere).await;
                if hidden.body != missing.body {
                    faults.push(format!(
                        "{door} tells what is hidden ({}) from what is missing ({})",
                        hidden.body, missing.body
                    ));
                }
                knocks.push(("strangers", status, hidden));
                knocks.push(("what is not there", status, missing));
            }
        }
        for (
            what,
            status,
            Answer {
                status: found, body, ..
            },
        ) in knocks
        {
            if found != status {
                faults.push(format!(
                    "{door} answers {what} with {found} instead of {status}: {body}"
                ));
            }
        }
        let after = self.content().await;
        for table in after
            .keys()
            .filter(|table| after.get(*table) != before.get(*table))
        {
            faults.push(format!("{door} wrote to {table} although it refused"));
        }
        self.faults.extend(faults);
    }

    fn cookie(&self, who: &str) -> Option<&str> {
        self.cookies.get(who).map(String::as_str)
    }

    /// A digest of every table.
    async fn content(&self) -> BTreeMap<String, String> {
        let tables: Vec<(String, String)> = sqlx::query_as(
            "SELECT tablename::text, (xpath('/row/digest/text()', query_to_xml(format(
                 'SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '''')) AS digest FROM %I t', tablename
             ), false, true, '')))[1]::text
             FROM pg_tables WHERE schemaname = 'public'",
        )
        .fetch_all(&self.house.server.pool)
        .await
        .expect("the tables");
        tables
            .into_iter()
            .filter(|(table, _)| !APART.contains(&table.as_str()))
            .collect()
    }

    async fn acts(&self) -> BTreeMap<String, i64> {
        let acts: Vec<(String, i64)> = sqlx::query_as("SELECT act, count(*) FROM audit_events GROUP BY act")
            .fetch_all(&self.house.server.pool)
            .await
            .expect("the acts");
        acts.into_iter().collect()
    }

    fn added(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>) -> BTreeSet<String> {
        after
            .iter()
            .filter(|(act, count)| before.get(*act) != Some(count))
            .map(|(act, _)| act.clone())
            .collect()
    }
}

pub const ADMIN: &str = "Ada Admin";
pub const LEAD: &str = "Lea Lead";
pub const TECH: &str = "Tom Tech";
pub const QA: &str = "Quinn Adams";
/// Signed in, and in nothing.
pub const STRANGER: &str = "Sam Stranger";
