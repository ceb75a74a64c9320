//! The walk through the doors of people, teams, services and environments.

use crate::{
    form::Form,
    house::{PASSWORD, email_of},
    walk::{ADMIN, For, LEAD, QA, STRANGER, TECH, Walk},
};

const NEW: &str = "Nia Newcomer";
const NEW_PASSWORD: &str = "a slow ferry to the outer isles";

pub async fn first_people(walk: &mut Walk) {
    let form = Form::cmd(&[
        ("full_name", ADMIN),
        ("email", &email_of(ADMIN)),
        ("password", PASSWORD),
    ]);
    walk.enter(
        "accounts/set_up",
        ADMIN,
        For::Visitors("there is nobody yet who could sign in"),
        form,
    )
    .await;
    let out = For::Visitors("signing out twice does no harm");
    walk.enter("accounts/sign_out", ADMIN, out, Form::default()).await;
    let form = Form::cmd(&[("email", &email_of(ADMIN)), ("password", PASSWORD)]).and("next", "/");
    walk.enter(
        "accounts/sign_in",
        ADMIN,
        For::Visitors("it is how one signs in"),
        form,
    )
    .await;
    for name in [STRANGER, LEAD, TECH, QA] {
        walk.person(name).await;
    }
}

pub async fn teams_and_services(walk: &mut Walk) {
    let form = Form::cmd(&[("name", "Shop")]);
    walk.enter("teams/create_team", ADMIN, For::Admins, form).await;
    let team = walk.id("SELECT id FROM teams").await;
    walk.enter(
        "teams/rename_team",
        ADMIN,
        For::Admins,
        Form::cmd(&[("team", &team), ("name", "Payments")]),
    )
    .await;
    let form = Form::cmd(&[
        ("team", &team),
        ("roles[0]", "lead"),
        ("names[0]", "Release captain"),
    ]);
    walk.enter("teams/name_roles", ADMIN, For::Admins, form).await;
    for name in [LEAD, QA] {
        let person = walk.caller(name).await.person.to_string();
        let form = Form::cmd(&[("team", &team), ("person", &person)]);
        walk.enter("teams/add_team_member", ADMIN, For::Admins, form)
            .await;
    }
    let qa = walk.caller(QA).await.person.to_string();
    let form = Form::cmd(&[("team", &team), ("person", &qa)]);
    walk.enter("teams/remove_team_member", ADMIN, For::Admins, form)
        .await;

    let form = Form::cmd(&[("team", &team), ("name", "checkout"), ("about", "")]);
    walk.enter("teams/create_service", ADMIN, For::Admins, form).await;
    let service = walk.id("SELECT id FROM services").await;
    let form = Form::cmd(&[
        ("service", &service),
        ("name", "checkout"),
        ("about", "Sells what is in the cart."),
    ]);
    walk.enter("teams/change_service", ADMIN, For::Admins, form).await;
    for (name, role) in [(LEAD, "lead"), (TECH, "tech_lead"), (QA, "qa"), (QA, "ops")] {
        let person = walk.caller(name).await.person.to_string();
        let form = Form::cmd(&[("service", &service), ("person", &person), ("role", role)]);
        walk.enter("teams/give_service_role", ADMIN, For::Admins, form)
            .await;
    }
    let form = Form::cmd(&[("service", &service), ("person", &qa), ("role", "ops")]);
    walk.enter("teams/take_service_role", ADMIN, For::Admins, form)
        .await;
}

pub async fn people(walk: &mut Walk) {
    let token = |link: Option<String>| {
        link.expect("a link")
            .rsplit('/')
            .next()
            .expect("a token")
            .to_owned()
    };
    let form = Form::cmd(&[("email", &email_of(NEW))]);
    let link = walk.enter("accounts/invite", ADMIN, For::Admins, form).await.link;
    let form = Form::cmd(&[
        ("token", &token(link)),
        ("full_name", NEW),
        ("password", PASSWORD),
    ]);
    let guest = For::Visitors("whoever holds the link has no account yet");
    walk.enter("accounts/accept_invitation", NEW, guest, form).await;

    let team = walk.id("SELECT id FROM teams").await;
    let form = Form::cmd(&[("email", &email_of(NEW)), ("team", &team)]);
    let link = walk.enter("accounts/invite", ADMIN, For::Admins, form).await.link;
    let form = Form::cmd(&[("token", &token(link))]);
    walk.enter("accounts/join_by_invitation", NEW, For::Everybody, form)
        .await;
    let form = Form::cmd(&[("email", "nobody@example.org")]);
    walk.enter("accounts/invite", ADMIN, For::Admins, form).await;
    let invitation = walk
        .id("SELECT id FROM invitations WHERE email = 'nobody@example.org'")
        .await;
    let form = Form::cmd(&[("invitation", &invitation)]);
    walk.enter("accounts/revoke_invitation", ADMIN, For::Admins, form)
        .await;

    let form = Form::cmd(&[("current", PASSWORD), ("new", NEW_PASSWORD)]);
    walk.enter("accounts/change_password", NEW, For::Everybody, form)
        .await;
    // Other browsers of theirs.
    walk.house.sign_in(LEAD).await;
    walk.enter(
        "accounts/end_other_sessions",
        LEAD,
        For::Everybody,
        Form::default(),
    )
    .await;
    walk.house.sign_in(TECH).await;
    let session = walk
        .id(
            "SELECT s.reference FROM sessions s JOIN people p ON p.id = s.person_id
             WHERE p.full_name = 'Tom Tech' ORDER BY s.created_at DESC, s.reference DESC LIMIT 1",
        )
        .await;
    walk.enter(
        "accounts/end_session",
        TECH,
        For::Everybody,
        Form::cmd(&[("session", &session)]),
    )
    .await;

    let newcomer = walk.caller(NEW).await.person.to_string();
    let of_person = Form::cmd(&[("person", &newcomer)]);
    let link = walk
        .enter(
            "accounts/issue_password_reset",
            ADMIN,
            For::Admins,
            of_person.clone(),
        )
        .await
        .link;
    let form = Form::cmd(&[("token", &token(link)), ("password", PASSWORD)]);
    let forgot = For::Visitors("whoever holds the link cannot sign in");
    walk.enter("accounts/reset_password", NEW, forgot, form).await;
    let form = Form::cmd(&[("person", &newcomer), ("auditor", "on")]);
    walk.enter("accounts/set_instance_rights", ADMIN, For::Admins, form)
        .await;
    let form = Form::cmd(&[("person", &newcomer), ("reason", "left the house")]);
    walk.enter("accounts/deactivate_person", ADMIN, For::Admins, form)
        .await;
    walk.enter("accounts/reactivate_person", ADMIN, For::Admins, of_person)
        .await;
}

pub async fn environments(walk: &mut Walk) {
    walk.enter(
        "environments/create_environment",
        ADMIN,
        For::Admins,
        Form::cmd(&[("name", "staging")]),
    )
    .await;
    let environment = walk.id("SELECT id FROM environments").await;
    let with = |pairs: &[(&str, &str)]| {
        let mut all = vec![("environment", environment.as_str())];
        all.extend_from_slice(pairs);
        Form::cmd(&all)
    };
    let form = with(&[("name", "rehearsal")]);
    walk.enter("environments/change_environment", ADMIN, For::Admins, form)
        .await;
    let form = with(&[
        ("host", "127.0.0.1/32"),
        ("ports", "9"),
        ("note", "nobody answers there"),
    ]);
    walk.enter("environments/allow_target", ADMIN, For::Admins, form)
        .await;
    let target = walk.id("SELECT id FROM environment_targets").await;
    walk.enter(
        "environments/remove_target",
        ADMIN,
        For::Admins,
        with(&[("target", &target)]),
    )
    .await;
    let form = with(&[("name", "base_url"), ("value", "http://127.0.0.1:9")]);
    walk.enter("environments/set_variable", ADMIN, For::Admins, form)
        .await;
    walk.enter(
        "environments/remove_variable",
        ADMIN,
        For::Admins,
        with(&[("name", "base_url")]),
    )
    .await;
    let form = with(&[
        ("name", "orders"),
        ("url", "postgres://reader:secret@db.example.org:5432/orders"),
    ]);
    walk.enter("environments/save_connection", ADMIN, For::Admins, form)
        .await;
    let connection = walk.id("SELECT id FROM environment_connections").await;
    let form = with(&[("connection", &connection)]);
    walk.enter("environments/remove_connection", ADMIN, For::Admins, form)
        .await;
}
