//! Invitations: who they let in, how often, and until when.

use app::{
    api::error::ApiError,
    backend::{Accounts, JoinByInvitation, RevokeInvitation},
};
use chrono::TimeDelta;
use domain::role::Role;
use sqlx::PgPool;

use crate::stage::{Stage, visitor};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_invitation_lets_one_person_in_once(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let token = stage.invited("q@example.org", Some(Role::Qa)).await;
    let page = stage.server.invitation(&token).await.unwrap();
    assert_eq!(
        (page.to.as_deref(), page.account_exists),
        (Some("the service checkout as QA"), false)
    );
    let here = visitor("192.0.2.1");
    let weak = app::backend::AcceptInvitation {
        password: "short".into(),
        ..Stage::acceptance(&token)
    };
    assert!(matches!(
        stage.server.accept_invitation(&here, weak).await,
        Err(ApiError::Refused { .. })
    ));
    assert_eq!(stage.count("people").await, 1, "a refusal writes nothing");

    let (first, second) = tokio::join!(
        stage.server.accept_invitation(&here, Stage::acceptance(&token)),
        stage.server.accept_invitation(&here, Stage::acceptance(&token)),
    );
    assert_ne!(first.is_ok(), second.is_ok(), "{first:?} {second:?}");
    assert_eq!(stage.server.invitation(&token).await, Err(ApiError::NotFound));
    assert_eq!(
        (stage.count("people").await, stage.count("service_roles").await),
        (2, 1)
    );
    let acts = stage.acts().await;
    assert!(
        acts.ends_with(&["invitation_accepted".into(), "service_role_given".into()]),
        "{acts:?}"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn invitations_expire_and_are_revoked(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let old = stage.invited("old@example.org", None).await;
    stage.later(TimeDelta::days(7));
    let revoked = stage.invited("revoked@example.org", None).await;
    let page = stage
        .server
        .people(&stage.admin, Default::default())
        .await
        .unwrap();
    assert_eq!(
        page.invitations.iter().map(|row| row.expired).collect::<Vec<_>>(),
        [false, true]
    );
    let revoke = RevokeInvitation {
        invitation: page.invitations[0].id,
    };
    stage
        .server
        .revoke_invitation(&stage.admin, revoke.clone())
        .await
        .unwrap();
    assert_eq!(
        stage.server.revoke_invitation(&stage.admin, revoke).await,
        Err(ApiError::NotFound)
    );
    for token in [old.as_str(), revoked.as_str(), "cs_inv_forged", ""] {
        assert_eq!(stage.server.invitation(token).await, Err(ApiError::NotFound));
        let accepted = stage
            .server
            .accept_invitation(&visitor("192.0.2.1"), Stage::acceptance(token))
            .await;
        assert_eq!(accepted, Err(ApiError::NotFound));
    }
    assert_eq!(stage.count("people").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_whom_it_is_for_joins_by_an_invitation(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let (ada, bob) = (stage.stranger("Ada").await, stage.stranger("Bob").await);
    let token = stage.invited("ada@example.org", Some(Role::Ops)).await;
    let join = || JoinByInvitation { token: token.clone() };
    assert!(matches!(
        stage.server.join_by_invitation(&bob, join()).await,
        Err(ApiError::Refused { .. })
    ));
    assert_eq!(stage.count("service_roles").await, 0);
    stage.server.join_by_invitation(&ada, join()).await.unwrap();
    assert_eq!(
        stage.server.account(&ada).await.unwrap().service_roles[0].2,
        ["Ops"]
    );
}
