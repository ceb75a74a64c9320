//! What happened, in the past tense, with the values a reader needs years later: names and texts beside ids.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    canonical::Hash,
    deployment::DeploymentState,
    ids::{
        ConnectionId, DeploymentId, EnvironmentId, EvidenceId, GateId, InvitationId, ItemId, PersonId,
        PhaseId, ResultId, RunId, ServiceId, ShareLinkId, SignOffId, SummaryId, TargetId, TaskId, TeamId,
        TemplateId, WaiverId,
    },
    item::{Mark, Outcome},
    role::Role,
    role_names::RoleNames,
    signoff::{Decision, Meaning},
};

/// One act. Variants are added, never renamed: the hash covers their names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Event {
    // Administration: people and sessions.
    InstanceSetUp {
        admin: PersonId,
        name: String,
    },
    SignedIn,
    SignedOut,
    SignInRefused {
        email: String,
    },
    ReauthenticationRefused {
        deployment: Option<DeploymentId>,
    },
    SessionEnded {
        person: PersonId,
        all: bool,
    },
    PasswordChanged,
    PasswordResetIssued {
        person: PersonId,
        name: String,
    },
    PasswordReset,
    PersonInvited {
        invitation: InvitationId,
        email: String,
        team: Option<TeamId>,
        role: Option<Role>,
    },
    InvitationAccepted {
        invitation: InvitationId,
        person: PersonId,
        name: String,
    },
    InvitationRevoked {
        invitation: InvitationId,
        email: String,
    },
    PersonAdded {
        person: PersonId,
        name: String,
    },
    PersonRenamed {
        person: PersonId,
        from: String,
        to: String,
    },
    PersonDeactivated {
        person: PersonId,
        name: String,
        reason: String,
    },
    PersonReactivated {
        person: PersonId,
        name: String,
    },
    InstanceRightsChanged {
        person: PersonId,
        name: String,
        admin: bool,
        auditor: bool,
    },
    // Administration: teams, services, environments, templates.
    TeamCreated {
        team: TeamId,
        name: String,
    },
    TeamRenamed {
        team: TeamId,
        from: String,
        to: String,
    },
    /// A copy of the trail left the house; empty words and times say that nothing narrowed it.
    AuditExported {
        actor: String,
        words: String,
        from: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
    },
    TeamRolesNamed {
        team: TeamId,
        names: RoleNames,
    },
    TeamMemberAdded {
        team: TeamId,
        person: PersonId,
        name: String,
    },
    TeamMemberRemoved {
        team: TeamId,
        person: PersonId,
        name: String,
    },
    ServiceCreated {
        service: ServiceId,
        name: String,
        team: TeamId,
    },
    ServiceChanged {
        service: ServiceId,
        name: String,
    },
    ServiceRoleGiven {
        service: ServiceId,
        person: PersonId,
        name: String,
        role: Role,
    },
    ServiceRoleTaken {
        service: ServiceId,
        person: PersonId,
        name: String,
        role: Role,
    },
    EnvironmentCreated {
        environment: EnvironmentId,
        name: String,
    },
    EnvironmentChanged {
        environment: EnvironmentId,
        name: String,
    },
    TargetAllowed {
        environment: EnvironmentId,
        target: TargetId,
        host: String,
        ports: String,
    },
    TargetRemoved {
        environment: EnvironmentId,
        target: TargetId,
        host: String,
        ports: String,
    },
    VariableSet {
        environment: EnvironmentId,
        name: String,
    },
    VariableRemoved {
        environment: EnvironmentId,
        name: String,
    },
    ConnectionSaved {
        environment: EnvironmentId,
        connection: ConnectionId,
        name: String,
    },
    ConnectionRemoved {
        environment: EnvironmentId,
        connection: ConnectionId,
        name: String,
    },
    TemplateSaved {
        template: TemplateId,
        name: String,
        version: u32,
    },
    TemplateArchived {
        template: TemplateId,
        name: String,
    },
    // A deployment and its checklist.
    DeploymentCreated {
        deployment: DeploymentId,
        title: String,
        version: String,
        service: String,
        environment: String,
        from: String,
    },
    DeploymentChanged {
        field: String,
        from: Option<String>,
        to: Option<String>,
    },
    StateChanged {
        from: DeploymentState,
        to: DeploymentState,
        reason: Option<String>,
        t0: Option<DateTime<Utc>>,
    },
    DeploymentArchived {
        reason: Option<String>,
    },
    RoleGiven {
        person: PersonId,
        name: String,
        role: Role,
    },
    RoleTaken {
        person: PersonId,
        name: String,
        role: Role,
    },
    OwnersSet {
        tasks: Vec<TaskId>,
        person: Option<PersonId>,
        name: Option<String>,
    },
    TaskChanged {
        task: TaskId,
        title: String,
        field: String,
        from: Option<String>,
        to: Option<String>,
    },
    ItemAdded {
        item: ItemId,
        text: String,
    },
    ItemChanged {
        item: ItemId,
        field: String,
        from: Option<String>,
        to: Option<String>,
    },
    ItemRemoved {
        item: ItemId,
        text: String,
    },
    CheckDefined {
        item: ItemId,
        text: String,
        sentence: Option<String>,
    },
    /// A newer version of the document became the checklist of a deployment.
    ChecklistRevised {
        document: String,
        sha256: Hash,
        revision: u32,
        added: u32,
        removed: u32,
        changed: u32,
        moved: u32,
    },
    OptionChosen {
        phase: PhaseId,
        group: String,
        name: String,
    },
    // Results and evidence.
    ResultRecorded {
        item: ItemId,
        text: String,
        result: ResultId,
        outcome: Outcome,
        note: Option<String>,
        from: Mark,
        to: Mark,
    },
    RunQueued {
        item: ItemId,
        text: String,
        run: RunId,
    },
    RunCancelled {
        item: ItemId,
        text: String,
        run: RunId,
    },
    EvidenceAdded {
        evidence: EvidenceId,
        item: ItemId,
        name: String,
        sha256: Hash,
    },
    // Gates, sign-offs, waivers.
    GateChanged {
        gate: GateId,
        phase: String,
        question: String,
        requirements: Vec<crate::gate::Requirement>,
    },
    Asked {
        about: String,
        people: Vec<String>,
    },
    SignedOff {
        signoff: SignOffId,
        gate: GateId,
        phase: String,
        role: Role,
        /// As printed under the signature, where the team has a name of its own for the role.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role_name: Option<String>,
        decision: Decision,
        meaning: Meaning,
        words: Option<String>,
        view: Hash,
    },
    SignOffWithdrawn {
        signoff: SignOffId,
        phase: String,
        reason: String,
    },
    /// What it covers changed: the phase needs a new signature.
    SignOffVoided {
        signoff: SignOffId,
        phase: String,
        cause: String,
    },
    GateOpened {
        gate: GateId,
        phase: String,
    },
    Waived {
        waiver: WaiverId,
        item: ItemId,
        text: String,
        reason: String,
        role: Role,
        until: DateTime<Utc>,
    },
    WaiverWithdrawn {
        waiver: WaiverId,
        item: ItemId,
        text: String,
        reason: String,
    },
    RiskAccepted {
        risk: String,
        reason: String,
    },
    // Telling others.
    SummaryPublished {
        summary: SummaryId,
        version: u32,
        content: Hash,
    },
    ShareLinkMade {
        link: ShareLinkId,
        expires_at: DateTime<Utc>,
    },
    ShareLinkRevoked {
        link: ShareLinkId,
    },
}
