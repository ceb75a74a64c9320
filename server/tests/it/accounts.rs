//! People: the first admin, signing in, passwords, and what admins do about others.

use app::{
    api::error::ApiError,
    backend::{
        Accounts, ChangePassword, DeactivatePerson, OfPerson, ResetPassword, SetInstanceRights, SetUp, SignIn,
    },
};
use chrono::TimeDelta;
use domain::role::Role;
use sqlx::PgPool;

use crate::{
    sessions::session,
    stage::{PASSWORD, Stage, server_on, visitor},
};

fn sign_in(email: &str, password: &str) -> SignIn {
    SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_first_admin_is_set_up_once(pool: PgPool) {
    let (server, _) = server_on(pool);
    assert!(server.needs_set_up().await.unwrap());
    let cmd = |email: &str| SetUp {
        full_name: "Ines".into(),
        email: email.into(),
        password: PASSWORD.into(),
    };
    let here = visitor("192.0.2.1");
    let (first, second) = tokio::join!(
        server.set_up(&here, cmd("a@example.org")),
        server.set_up(&here, cmd("b@example.org"))
    );
    assert_ne!(first.is_ok(), second.is_ok(), "{first:?} {second:?}");
    assert!(!server.needs_set_up().await.unwrap());
    let people: i64 = sqlx::query_scalar("SELECT count(*) FROM people")
        .fetch_one(&server.pool)
        .await
        .unwrap();
    let acts: Vec<String> = sqlx::query_scalar("SELECT act FROM audit_events")
        .fetch_all(&server.pool)
        .await
        .unwrap();
    assert_eq!((people, acts), (1, vec!["instance_set_up".to_owned()]));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whatever_is_wrong_with_a_sign_in_is_not_said(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let gone = stage.stranger("Otto Gone").await;
    let deactivate = DeactivatePerson {
        person: gone.person,
        reason: "left".into(),
    };
    stage
        .server
        .deactivate_person(&stage.admin, deactivate)
        .await
        .unwrap();
    let here = visitor("192.0.2.1");
    let mut words = Vec::new();
    for (email, password) in [
        ("admin@example.org", "not the password"),
        ("nobody@example.org", PASSWORD),
        ("otto.gone@example.org", PASSWORD),
        ("no address", PASSWORD),
    ] {
        words.push(
            stage
                .server
                .sign_in(&here, sign_in(email, password))
                .await
                .unwrap_err(),
        );
    }
    assert!(words.iter().all(|said| *said == words[0]), "{words:?}");
    let id = stage
        .server
        .sign_in(&here, sign_in(" Admin@Example.org ", PASSWORD))
        .await
        .unwrap();
    assert_eq!(id, stage.admin.person);
    let acts = stage.acts().await;
    assert_eq!(
        acts.iter().filter(|act| *act == "sign_in_refused").count(),
        3,
        "what is no address is not written down"
    );
    assert_eq!(acts.last().unwrap(), "signed_in");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn guessing_is_slowed_down_where_it_happens_and_nowhere_else(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let guesser = visitor("203.0.113.9");
    for _ in 0..5 {
        let refused = stage
            .server
            .sign_in(&guesser, sign_in("admin@example.org", "wrong"))
            .await
            .unwrap_err();
        assert!(matches!(refused, ApiError::Refused { .. }), "{refused:?}");
    }
    let refused = stage
        .server
        .sign_in(&guesser, sign_in("admin@example.org", PASSWORD))
        .await
        .unwrap_err();
    assert_eq!(refused, ApiError::TooMany { seconds: 900 });
    assert!(
        stage
            .server
            .sign_in(&visitor("192.0.2.1"), sign_in("admin@example.org", PASSWORD))
            .await
            .is_ok()
    );
    stage.later(TimeDelta::minutes(15));
    assert!(
        stage
            .server
            .sign_in(&guesser, sign_in("admin@example.org", PASSWORD))
            .await
            .is_ok()
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn many_guesses_at_once_are_not_many_guesses(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let guesser = visitor("203.0.113.9");
    let tries = (0..32).map(|_| {
        stage
            .server
            .sign_in(&guesser, sign_in("admin@example.org", "wrong"))
    });
    let looked_at = futures::future::join_all(tries)
        .await
        .into_iter()
        .filter(|tried| matches!(tried, Err(ApiError::Refused { .. })));
    assert_eq!(looked_at.count(), 5);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_password_ends_the_other_sessions(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let ada = stage.stranger("Ada").await;
    session(&stage, 1, ada.person).await;
    let change = |current: &str| ChangePassword {
        current: current.into(),
        new: "a lamp more than seven".into(),
    };
    let refused = stage
        .server
        .change_password(&ada, change("wrong"))
        .await
        .unwrap_err();
    assert!(
        matches!(&refused, ApiError::Refused { field: Some(field), .. } if field == "current"),
        "{refused:?}"
    );
    assert_eq!(stage.count("sessions").await, 1);
    stage
        .server
        .change_password(&ada, change(PASSWORD))
        .await
        .unwrap();
    assert_eq!(stage.count("sessions").await, 0);
    assert!(
        stage
            .acts()
            .await
            .ends_with(&["reauthentication_refused".into(), "password_changed".into()])
    );
    let here = visitor("192.0.2.1");
    assert!(
        stage
            .server
            .sign_in(&here, sign_in("ada@example.org", PASSWORD))
            .await
            .is_err()
    );
    assert!(
        stage
            .server
            .sign_in(&here, sign_in("ada@example.org", "a lamp more than seven"))
            .await
            .is_ok()
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_reset_link_works_once_and_the_newest_only(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let ada = stage.stranger("Ada").await;
    let of = || OfPerson { person: ada.person };
    let cut = |link: String| {
        link.strip_prefix("https://sign.example.org/reset/")
            .unwrap()
            .to_owned()
    };
    let first = cut(stage
        .server
        .issue_password_reset(&stage.admin, of())
        .await
        .unwrap());
    let second = cut(stage
        .server
        .issue_password_reset(&stage.admin, of())
        .await
        .unwrap());
    assert_eq!(stage.server.password_reset(&first).await, Err(ApiError::NotFound));
    assert_eq!(stage.server.password_reset(&second).await.unwrap().name, "Ada");
    let reset = || ResetPassword {
        token: second.clone(),
        password: "a lamp more than seven".into(),
    };
    let here = visitor("192.0.2.1");
    assert_eq!(
        stage.server.reset_password(&here, reset()).await.unwrap(),
        ada.person
    );
    assert_eq!(
        stage.server.reset_password(&here, reset()).await,
        Err(ApiError::NotFound)
    );
    assert!(
        stage.server.issue_password_reset(&ada, of()).await.is_err(),
        "not even for oneself"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_last_admin_stays(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let me = stage.admin.person;
    let deactivate = DeactivatePerson {
        person: me,
        reason: "tired".into(),
    };
    let demote = SetInstanceRights {
        person: me,
        admin: String::new(),
        auditor: String::new(),
    };
    assert!(
        stage
            .server
            .deactivate_person(&stage.admin, deactivate.clone())
            .await
            .is_err()
    );
    assert!(
        stage
            .server
            .set_instance_rights(&stage.admin, demote.clone())
            .await
            .is_err()
    );
    let ada = stage.stranger("Ada").await;
    let promote = SetInstanceRights {
        person: ada.person,
        admin: "on".into(),
        auditor: String::new(),
    };
    stage
        .server
        .set_instance_rights(&stage.admin, promote)
        .await
        .unwrap();
    stage
        .server
        .set_instance_rights(&stage.admin, demote)
        .await
        .unwrap();
    assert_eq!(
        stage
            .acts()
            .await
            .iter()
            .filter(|act| *act == "instance_rights_changed")
            .count(),
        2
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn deactivating_ends_everything_at_once(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let ada = stage.stranger("Ada").await;
    session(&stage, 1, ada.person).await;
    stage
        .server
        .issue_password_reset(&stage.admin, OfPerson { person: ada.person })
        .await
        .unwrap();
    let token = stage.invited("ada@example.org", Some(Role::Qa)).await;
    let silent = DeactivatePerson {
        person: ada.person,
        reason: "  ".into(),
    };
    assert!(
        stage
            .server
            .deactivate_person(&stage.admin, silent)
            .await
            .is_err()
    );
    assert_eq!(stage.count("sessions").await, 1, "a refusal writes nothing");
    let deactivate = DeactivatePerson {
        person: ada.person,
        reason: "left the company".into(),
    };
    stage
        .server
        .deactivate_person(&stage.admin, deactivate)
        .await
        .unwrap();
    assert_eq!(
        (
            stage.count("sessions").await,
            stage.count("password_resets").await
        ),
        (0, 0)
    );
    assert_eq!(stage.server.invitation(&token).await, Err(ApiError::NotFound));
    assert_eq!(
        stage.count("outbox WHERE topic LIKE 'session%'").await,
        1,
        "open streams are told"
    );
    stage
        .server
        .reactivate_person(&stage.admin, OfPerson { person: ada.person })
        .await
        .unwrap();
    assert!(
        stage
            .server
            .sign_in(&visitor("192.0.2.1"), sign_in("ada@example.org", PASSWORD))
            .await
            .is_ok()
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn people_are_the_business_of_admins(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let ada = stage.stranger("Ada").await;
    let (person, acts) = (stage.admin.person, stage.acts().await);
    let deactivate = DeactivatePerson {
        person,
        reason: "mutiny".into(),
    };
    let rights = SetInstanceRights {
        person: ada.person,
        admin: "on".into(),
        auditor: String::new(),
    };
    assert!(matches!(
        stage.server.people(&ada, Default::default()).await,
        Err(ApiError::Forbidden { .. })
    ));
    assert!(matches!(
        stage.server.deactivate_person(&ada, deactivate).await,
        Err(ApiError::Forbidden { .. })
    ));
    assert!(matches!(
        stage.server.set_instance_rights(&ada, rights).await,
        Err(ApiError::Forbidden { .. })
    ));
    assert!(matches!(
        stage.server.issue_password_reset(&ada, OfPerson { person }).await,
        Err(ApiError::Forbidden { .. })
    ));
    assert!(matches!(
        stage.server.instance(&ada).await,
        Err(ApiError::Forbidden { .. })
    ));
    assert_eq!(stage.acts().await, acts);
}
