//! Who may see and do what in one deployment. What is not theirs to see is the same 404 as what is not there.

use app::{
    api::error::ApiError,
    backend::{DeploymentHead, DeploymentRights},
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    ids::DeploymentId,
    role::{Object, Right, Role, may},
    role_names::RoleNames,
};
use sqlx::PgConnection;
use store::deployments::Head;

use super::errors::OrApi;

/// A deployment and what the caller is in it.
#[derive(Clone, Debug)]
pub struct Access {
    pub head: Head,
    pub roles: Vec<Role>,
    admin: bool,
    auditor: bool,
}

impl Access {
    pub(crate) fn of(head: Head, caller: &Caller) -> Self {
        Self {
            roles: head.roles.clone(),
            head,
            admin: caller.admin,
            auditor: caller.auditor,
        }
    }

    /// True for people of the deployment, of the team that owns the service, and for those who answer for the instance.
    fn reads(&self) -> bool {
        self.head.team_member || self.admin || self.auditor || may(&self.roles, Right::Read, Object::WHOLE)
    }

    pub fn may(&self, right: Right, object: Object) -> bool {
        match right {
            Right::Read => self.reads(),
            Right::ReadSummary => self.reads() || may(&self.roles, right, object),
            Right::ReadAudit => self.admin || self.auditor || may(&self.roles, right, object),
            right => may(&self.roles, right, object),
        }
    }

    /// # Errors
    /// Refused with the roles that have the right.
    pub fn need(&self, right: Right) -> Result<(), ApiError> {
        self.need_for(right, Object::WHOLE)
    }

    /// # Errors
    /// As [`Access::need`].
    pub fn need_for(&self, right: Right, object: Object) -> Result<(), ApiError> {
        if self.may(right, object) {
            Ok(())
        } else {
            Err(ApiError::forbidden(lacks(right, &self.head.role_names)))
        }
    }

    /// # Errors
    /// Refused when nothing of an archived deployment can change.
    pub fn changeable(&self) -> Result<(), ApiError> {
        if self.head.archived {
            return Err(ApiError::refused(
                "This deployment is archived. Its history stays; nothing in it changes.",
            ));
        }
        Ok(())
    }

    /// The head of each page of the deployment.
    pub fn page_head(&self, now: DateTime<Utc>) -> DeploymentHead {
        let head = &self.head;
        let open = !head.archived;
        DeploymentHead {
            id: head.id,
            title: head.title.clone(),
            version: head.version.clone(),
            service: head.service,
            service_name: head.service_name.clone(),
            environment: head.environment,
            environment_name: head.environment_name.clone(),
            production: head.production,
            commit: head.commit.clone(),
            image: head.image.clone(),
            state: head.state,
            t0: head.t0,
            planned_t0: head.planned_t0,
            closed_at: head.closed_at,
            closing_reason: head.closing_reason.clone(),
            author: head.author_name.clone(),
            checklist_revision: head.checklist_revision,
            origin: head.origin.clone(),
            example: head.example,
            archived: head.archived,
            created_at: head.created_at,
            changed_at: head.changed_at,
            now,
            roles: self.roles.clone(),
            role_names: head.role_names.clone(),
            rights: DeploymentRights {
                tick: open && self.may(Right::Tick, OWN),
                edit: open && self.may(Right::Edit, Object::WHOLE),
                steer: open && self.may(Right::Steer, Object::WHOLE),
                publish: self.may(Right::Publish, Object::WHOLE),
                read_audit: self.may(Right::ReadAudit, Object::WHOLE),
                give_roles: open && (self.admin || self.may(Right::Steer, Object::WHOLE)),
            },
        }
    }

    /// Roles are given by those who steer, and by admins: somebody has to when the last lead left.
    ///
    /// # Errors
    /// Refused with who may.
    pub fn need_giving_roles(&self) -> Result<(), ApiError> {
        if self.admin || self.may(Right::Steer, Object::WHOLE) {
            return Ok(());
        }
        let names = &self.head.role_names;
        Err(ApiError::forbidden(format!(
            "Only {} or {} of this deployment can give roles. Ask one of them.",
            names.of(Role::Lead),
            names.of(Role::TechLead)
        )))
    }
}

/// The widest object: what the person owns.
const OWN: Object = Object {
    own: true,
    manual: true,
};

fn lacks(right: Right, names: &RoleNames) -> String {
    let holders: Vec<&str> = Role::ALL
        .into_iter()
        .filter(|role| {
            [
                OWN,
                Object {
                    own: false,
                    manual: true,
                },
            ]
            .into_iter()
            .any(|object| may(&[*role], right, object))
        })
        .map(|role| names.of(role))
        .collect();
    let what = match right {
        Right::Read | Right::ReadSummary => "read this",
        Right::Tick => "record results here",
        Right::Edit => "change the checklist",
        Right::Steer => "steer this deployment",
        Right::Waive => "waive here",
        Right::Publish => "publish the summary",
        Right::ReadAudit => "read the history",
    };
    match holders.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!(
                "Only {} or {last} of this deployment can {what}. You can ask one of them.",
                rest.join(", ")
            )
        }
        _ => format!(
            "Only {} of this deployment can {what}. You can ask them.",
            holders.join("")
        ),
    }
}

/// The deployment, for those who may read all of it.
///
/// # Errors
/// `NotFound` when it is absent or not the caller's to see.
pub async fn deployment_access(
    conn: &mut PgConnection,
    caller: &Caller,
    id: DeploymentId,
) -> Result<Access, ApiError> {
    find(conn, caller, id, Right::Read).await
}

/// The deployment, for those who may read its summary: stakeholders too.
///
/// # Errors
/// As [`deployment_access`].
pub async fn summary_access(
    conn: &mut PgConnection,
    caller: &Caller,
    id: DeploymentId,
) -> Result<Access, ApiError> {
    find(conn, caller, id, Right::ReadSummary).await
}

async fn find(
    conn: &mut PgConnection,
    caller: &Caller,
    id: DeploymentId,
    right: Right,
) -> Result<Access, ApiError> {
    let head = store::deployments::head(conn, id, caller.person)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let access = Access::of(head, caller);
    if access.may(right, Object::WHOLE) {
        Ok(access)
    } else {
        Err(ApiError::NotFound)
    }
}
