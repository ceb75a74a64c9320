//! Services, which belong to a team and give people their roles in each new deployment.

use chrono::{DateTime, Utc};
use domain::{
    ids::{PersonId, ServiceId, TeamId},
    role::Role,
};
use sqlx::PgConnection;

use crate::Error;

#[derive(Clone, Debug)]
pub struct Service {
    pub id: ServiceId,
    pub name: String,
    pub about: String,
    pub team: TeamId,
    pub team_name: String,
}

/// A service with how much of it there is.
#[derive(Clone, Debug)]
pub struct Listed {
    pub service: Service,
    pub deployments: i64,
    pub live: i64,
}

/// Whose view of the services it is.
#[derive(Clone, Copy, Debug)]
pub enum Seen {
    All,
    /// Those of their teams, and those in which they hold a role.
    By(PersonId),
    /// Those whose deployments they may create: led by them, or led by nobody yet and of their team (or any, for an admin).
    SteeredBy {
        person: PersonId,
        admin: bool,
    },
    Team(TeamId),
}

/// Services by name.
pub async fn list(conn: &mut PgConnection, seen: Seen) -> Result<Vec<Listed>, Error> {
    let (person, steers, admin, team) = match seen {
        Seen::All => (None, false, false, None),
        Seen::By(person) => (Some(person.0), false, false, None),
        Seen::SteeredBy { person, admin } => (Some(person.0), true, admin, None),
        Seen::Team(team) => (None, false, false, Some(team.0)),
    };
    let rows = sqlx::query!(
        r#"SELECT s.id, s.name, s.about, s.team_id, t.name AS team_name,
                  (SELECT count(*) FROM deployments d WHERE d.service_id = s.id) AS "deployments!",
                  (SELECT count(*) FROM deployments d WHERE d.service_id = s.id AND d.archived_at IS NULL
                   AND d.state IN ('preparing', 'deploying', 'watching')) AS "live!"
           FROM services s JOIN teams t ON t.id = s.team_id
           CROSS JOIN LATERAL (
               SELECT EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = s.team_id AND m.person_id = $1) AS member,
                      EXISTS (SELECT 1 FROM service_roles r WHERE r.service_id = s.id AND r.person_id = $1) AS holds,
                      EXISTS (SELECT 1 FROM service_roles r WHERE r.service_id = s.id AND r.person_id = $1
                              AND r.role IN ('lead', 'tech_lead')) AS leads,
                      EXISTS (SELECT 1 FROM service_roles r JOIN people p ON p.id = r.person_id AND p.deactivated_at IS NULL
                              WHERE r.service_id = s.id AND r.role IN ('lead', 'tech_lead')) AS led
           ) x
           WHERE ($1::uuid IS NULL
                  OR (NOT $2 AND (x.member OR x.holds))
                  OR ($2 AND (x.leads OR (NOT x.led AND (x.member OR $4)))))
             AND ($3::uuid IS NULL OR s.team_id = $3)
           ORDER BY lower(s.name), s.id LIMIT 1000"#,
        person,
        steers,
        team,
        admin,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            service: Service {
                id: ServiceId(row.id),
                name: row.name,
                about: row.about,
                team: TeamId(row.team_id),
                team_name: row.team_name,
            },
            deployments: row.deployments,
            live: row.live,
        })
        .collect())
}

/// A service, whether the person belongs to its team, and the roles they hold in it.
pub async fn find(
    conn: &mut PgConnection,
    id: ServiceId,
    person: PersonId,
) -> Result<Option<(Service, bool, Vec<Role>)>, Error> {
    let row = sqlx::query!(
        r#"SELECT s.id, s.name, s.about, s.team_id, t.name AS team_name,
                  EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = s.team_id AND m.person_id = $2) AS "member!",
                  ARRAY(SELECT r.role FROM service_roles r WHERE r.service_id = s.id AND r.person_id = $2) AS "roles!"
           FROM services s JOIN teams t ON t.id = s.team_id WHERE s.id = $1"#,
        id.0,
        person.0
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let roles = row
        .roles
        .iter()
        .map(|key| role(key, row.id))
        .collect::<Result<_, _>>()?;
    let service = Service {
        id: ServiceId(row.id),
        name: row.name,
        about: row.about,
        team: TeamId(row.team_id),
        team_name: row.team_name,
    };
    Ok(Some((service, row.member, roles)))
}

pub async fn by_name(conn: &mut PgConnection, team: TeamId, name: &str) -> Result<Option<ServiceId>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT id FROM services WHERE team_id = $1 AND name = $2",
        team.0,
        name
    )
    .fetch_optional(conn)
    .await?
    .map(ServiceId))
}

/// Refused by the constraint `services_name_key` when the team has one of this name, and by
/// `services_team_fkey` when there is no such team.
pub async fn insert(
    conn: &mut PgConnection,
    id: ServiceId,
    team: TeamId,
    name: &str,
    about: &str,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO services (id, team_id, name, about, created_at) VALUES ($1, $2, $3, $4, $5)",
        id.0,
        team.0,
        name,
        about,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn change(conn: &mut PgConnection, id: ServiceId, name: &str, about: &str) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE services SET name = $2, about = $3 WHERE id = $1",
        id.0,
        name,
        about
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Roles of a service by active people: id, name, address, role; by name.
pub async fn roles(
    conn: &mut PgConnection,
    id: ServiceId,
) -> Result<Vec<(PersonId, String, String, Role)>, Error> {
    let rows = sqlx::query!(
        "SELECT p.id, p.full_name, p.email, r.role FROM service_roles r JOIN people p ON p.id = r.person_id
         WHERE r.service_id = $1 AND p.deactivated_at IS NULL ORDER BY lower(p.full_name), p.id, r.role",
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| Ok((PersonId(row.id), row.full_name, row.email, role(&row.role, id.0)?)))
        .collect()
}

/// The roles a person holds by services: service, its name, role.
pub async fn roles_of_person(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Vec<(ServiceId, String, String)>, Error> {
    let rows = sqlx::query!(
        r#"SELECT s.id, s.name, r.role, n.name AS "own?" FROM service_roles r JOIN services s ON s.id = r.service_id
           LEFT JOIN team_role_names n ON n.team_id = s.team_id AND n.role = r.role
           WHERE r.person_id = $1 ORDER BY lower(s.name), s.id, r.role"#,
        person.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let title = role(&row.role, row.id)?.title();
            let called = row.own.unwrap_or_else(|| title.to_owned());
            Ok((ServiceId(row.id), row.name, called))
        })
        .collect()
}

/// False when the person had it already.
pub async fn give_role(
    conn: &mut PgConnection,
    id: ServiceId,
    person: PersonId,
    role: Role,
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "INSERT INTO service_roles (service_id, person_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        id.0,
        person.0,
        role.key()
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// False when the person did not have it.
pub async fn take_role(
    conn: &mut PgConnection,
    id: ServiceId,
    person: PersonId,
    role: Role,
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "DELETE FROM service_roles WHERE service_id = $1 AND person_id = $2 AND role = $3",
        id.0,
        person.0,
        role.key()
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

fn role(key: &str, service: uuid::Uuid) -> Result<Role, Error> {
    Role::from_key(key).ok_or_else(|| Error::inconsistent("service_roles", "role", service))
}
