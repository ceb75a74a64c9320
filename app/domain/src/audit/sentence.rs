//! Events as sentences: for the log page, the summary and messages alike.

use super::Event;
use crate::{item::Outcome, role::Role, signoff::Decision};

/// What happened, without who and when: those stand in their own columns.
pub fn sentence(event: &Event) -> String {
    use Event as E;
    match event {
        E::InstanceSetUp { name, .. } => format!("set up this instance, with {name} as its first admin"),
        E::SignedIn => "signed in".into(),
        E::SignedOut => "signed out".into(),
        E::SignInRefused { email } => format!("sign-in as {email} was refused"),
        E::ReauthenticationRefused { .. } => "gave a wrong password when asked again".into(),
        E::SessionEnded { all: true, .. } => "ended all sessions".into(),
        E::SessionEnded { all: false, .. } => "ended a session".into(),
        E::PasswordChanged => "changed the password".into(),
        E::PasswordResetIssued { name, .. } => format!("made a reset link for {name}"),
        E::PasswordReset => "set a new password by reset link".into(),
        E::PersonInvited { email, role, .. } => match role {
            Some(role) => format!("invited {email} as {role}"),
            None => format!("invited {email}"),
        },
        E::InvitationAccepted { name, .. } => format!("accepted the invitation as {name}"),
        E::InvitationRevoked { email, .. } => format!("revoked the invitation of {email}"),
        E::PersonAdded { name, .. } => format!("added {name}"),
        E::PersonRenamed { from, to, .. } => format!("renamed {from} to {to}"),
        E::PersonDeactivated { name, reason, .. } => format!("deactivated {name}: {reason}"),
        E::PersonReactivated { name, .. } => format!("reactivated {name}"),
        E::InstanceRightsChanged {
            name, admin, auditor, ..
        } => {
            let rights = match (admin, auditor) {
                (true, true) => "admin and auditor",
                (true, false) => "admin",
                (false, true) => "auditor",
                (false, false) => "no instance rights",
            };
            format!("gave {name} {rights}")
        }
        E::TeamCreated { name, .. } => format!("created the team {name}"),
        E::TeamRenamed { from, to, .. } => format!("renamed the team {from} to {to}"),
        E::AuditExported {
            actor,
            words,
            from,
            until,
        } => {
            let part = |label: &str, text: &str| (!text.is_empty()).then(|| format!("{label} \"{text}\""));
            let day = |label: &str, at: &Option<chrono::DateTime<chrono::Utc>>| {
                at.map(|at| format!("{label} {}", at.format("%-d %b %Y %H:%M UTC")))
            };
            let narrowed: Vec<String> = [
                part("by", actor),
                part("about", words),
                day("from", from),
                day("until", until),
            ]
            .into_iter()
            .flatten()
            .collect();
            format!("exported the audit trail, {}", narrowed.join(", "))
        }
        E::TeamRolesNamed { names, .. } => {
            let named: Vec<String> = Role::ALL
                .into_iter()
                .filter_map(|role| Some(format!("{} for {role}", names.own(role)?)))
                .collect();
            if named.is_empty() {
                "gave the team's roles their usual names back".into()
            } else {
                format!("named the team's roles: {}", named.join(", "))
            }
        }
        E::TeamMemberAdded { name, .. } => format!("added {name} to the team"),
        E::TeamMemberRemoved { name, .. } => format!("removed {name} from the team"),
        E::ServiceCreated { name, .. } => format!("created the service {name}"),
        E::ServiceChanged { name, .. } => format!("changed the service {name}"),
        E::ServiceRoleGiven { name, role, .. } => format!("made {name} {role} of the service"),
        E::ServiceRoleTaken { name, role, .. } => format!("took {role} of the service from {name}"),
        E::EnvironmentCreated { name, .. } => format!("created the environment {name}"),
        E::EnvironmentChanged { name, .. } => format!("changed the environment {name}"),
        E::TargetAllowed { host, ports, .. } => format!("allowed checks to reach {host} on {ports}"),
        E::TargetRemoved { host, ports, .. } => format!("no longer allows checks to reach {host} on {ports}"),
        E::VariableSet { name, .. } => format!("set the variable {name}"),
        E::VariableRemoved { name, .. } => format!("removed the variable {name}"),
        E::ConnectionSaved { name, .. } => format!("saved the connection {name}"),
        E::ConnectionRemoved { name, .. } => format!("removed the connection {name}"),
        E::TemplateSaved { name, version, .. } => format!("saved version {version} of the template {name}"),
        E::TemplateArchived { name, .. } => format!("archived the template {name}"),
        E::DeploymentCreated {
            title,
            version,
            environment,
            from,
            ..
        } => {
            format!("created {title} {version} for {environment} from {from}")
        }
        E::DeploymentChanged { field, from, to } => changed(field, from.as_deref(), to.as_deref()),
        E::StateChanged { from, to, reason, .. } => {
            let because = reason
                .as_deref()
                .map(|reason| format!(": {reason}"))
                .unwrap_or_default();
            format!(
                "moved the deployment from {} to {}{because}",
                from.title(),
                to.title()
            )
        }
        E::DeploymentArchived { reason } => match reason {
            Some(reason) => format!("archived the deployment: {reason}"),
            None => "archived the deployment".into(),
        },
        E::RoleGiven { name, role, .. } => format!("made {name} {role} of this deployment"),
        E::RoleTaken { name, role, .. } => format!("took {role} from {name}"),
        E::OwnersSet { tasks, name, .. } => {
            let tasks = if tasks.len() == 1 {
                "1 task".to_owned()
            } else {
                format!("{} tasks", tasks.len())
            };
            match name {
                Some(name) => format!("made {name} the owner of {tasks}"),
                None => format!("cleared the owner of {tasks}"),
            }
        }
        E::TaskChanged {
            title,
            field,
            from,
            to,
            ..
        } => {
            format!(
                "{} of the task \"{title}\"",
                changed(field, from.as_deref(), to.as_deref())
            )
        }
        E::ItemAdded { text, .. } => format!("added \"{text}\""),
        E::ItemChanged { field, from, to, .. } => changed(field, from.as_deref(), to.as_deref()),
        E::ItemRemoved { text, .. } => format!("removed \"{text}\""),
        E::CheckDefined {
            text,
            sentence: Some(sentence),
            ..
        } => format!("set the check \"{text}\": {sentence}"),
        E::CheckDefined {
            text, sentence: None, ..
        } => format!("made \"{text}\" a manual check"),
        E::ChecklistRevised {
            document,
            revision,
            added,
            removed,
            changed,
            moved,
            ..
        } => format!(
            "took over a newer version of {document} as revision {revision} of the checklist: {added} added, \
             {removed} removed, {changed} changed, {moved} moved"
        ),
        E::OptionChosen { group, name, .. } => format!("chose {name} for {group}"),
        E::ResultRecorded {
            text, outcome, note, ..
        } => {
            let verb = match outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "failed",
                Outcome::Inconclusive => "could not decide",
                Outcome::Errored => "could not find out",
                Outcome::Blocked => "reported as blocked",
                Outcome::Undone => "took back the result of",
            };
            let note = note
                .as_deref()
                .map(|note| format!(": {note}"))
                .unwrap_or_default();
            format!("{verb} \"{text}\"{note}")
        }
        E::RunQueued { text, .. } => format!("started the check \"{text}\""),
        E::RunCancelled { text, .. } => format!("cancelled the check \"{text}\""),
        E::EvidenceAdded { name, sha256, .. } => {
            format!("added the evidence {name} ({})", sha256.fingerprint())
        }
        E::GateChanged { phase, .. } => format!("changed the gate of \"{phase}\""),
        E::SignedOff {
            phase,
            role,
            role_name,
            decision,
            meaning,
            words,
            ..
        } => {
            let role = role_name.as_deref().unwrap_or(role.title());
            let words = words
                .as_deref()
                .map(|words| format!(": {words}"))
                .unwrap_or_default();
            match decision {
                Decision::Approve => format!("signed \"{phase}\" as {role} ({})", meaning.title()),
                Decision::ApproveWithCondition => {
                    format!("signed \"{phase}\" as {role} with a condition{words}")
                }
                Decision::Refuse => format!("refused to sign \"{phase}\" as {role}{words}"),
            }
        }
        E::Asked { about, people } => format!("asked {} about \"{about}\"", people.join(", ")),
        E::SignOffWithdrawn { phase, reason, .. } => {
            format!("withdrew the signature of \"{phase}\": {reason}")
        }
        E::SignOffVoided { phase, cause, .. } => format!("\"{phase}\" needs a new signature: {cause}"),
        E::GateOpened { phase, .. } => format!("all signatures of \"{phase}\" are there"),
        E::Waived {
            text,
            reason,
            role,
            until,
            ..
        } => {
            format!(
                "waived \"{text}\" as {role} until {}: {reason}",
                until.format("%-d %b %Y %H:%M UTC")
            )
        }
        E::WaiverWithdrawn { text, reason, .. } => format!("withdrew the waiver of \"{text}\": {reason}"),
        E::RiskAccepted { risk, reason } => format!("accepted the risk \"{risk}\": {reason}"),
        E::SummaryPublished { version, .. } => format!("published version {version} of the summary"),
        E::ShareLinkMade { expires_at, .. } => {
            format!(
                "made a share link that ends {}",
                expires_at.format("%-d %b %Y %H:%M UTC")
            )
        }
        E::ShareLinkRevoked { .. } => "revoked a share link".into(),
    }
}

fn changed(field: &str, from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("changed the {field} from \"{from}\" to \"{to}\""),
        (None, Some(to)) => format!("set the {field} to \"{to}\""),
        (Some(from), None) => format!("cleared the {field}, which was \"{from}\""),
        (None, None) => format!("changed the {field}"),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::{ItemId, ResultId},
        item::Mark,
    };

    #[test]
    fn a_tick_reads_as_a_sentence() {
        let event = Event::ResultRecorded {
            item: ItemId(Uuid::nil()),
            text: "Smoke test on staging".into(),
            result: ResultId(Uuid::nil()),
            outcome: Outcome::Failed,
            note: Some("500 on /quote".into()),
            from: Mark::Unknown,
            to: Mark::Fail,
        };
        assert_eq!(
            sentence(&event),
            "failed \"Smoke test on staging\": 500 on /quote"
        );
    }
}
