//! Cookies as no browser of ours sends them: they sign nobody in, and they break nothing.

use std::sync::Arc;

use server::{clock::SystemClock, http::Site};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::{
    form::Form,
    house::{COOKIE, House, PASSWORD, email_of},
};

const NAME: &str = "Quinn Adams";

/// Whether the account that the cookie opens is nobody's.
async fn is_signed_out(house: &House, cookie: &str) -> bool {
    let answer = house.get("/account", Some(cookie)).await;
    assert!(
        answer.status < 500,
        "{cookie:?}: {} {}",
        answer.status,
        answer.body
    );
    !answer.body.contains("@example.org")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_cookie_that_is_not_ours_signs_nobody_in(pool: PgPool) {
    let house = House::on(pool, Arc::new(SystemClock));
    house.person(NAME, false).await;
    let mine = house.sign_in(NAME).await;
    assert!(!is_signed_out(&house, &mine).await);
    let value = mine.split_once('=').unwrap().1;
    let mut changed = value.to_owned().into_bytes();
    changed[3] = if changed[3] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).unwrap();
    for odd in [
        format!("{COOKIE}="),
        format!("{COOKIE}={changed}"),
        format!("{COOKIE}={value}A"),
        format!("{COOKIE}={}", "A".repeat(8 * 1024)),
        format!("{COOKIE}=%00%0d%0a"),
        format!("{COOKIE}=\"{}\"", "\\".repeat(9)),
        // A cookie for another way of coming here, and names that only look alike.
        format!("__Host-{COOKIE}={value}"),
        format!("__Secure-{COOKIE}={value}"),
        format!("Countersign={value}"),
        ";;;=;=".to_owned(),
    ] {
        assert!(is_signed_out(&house, &odd).await, "{odd}");
        let refused = house
            .post("accounts/end_other_sessions", Some(&odd), &Form::default())
            .await;
        assert_eq!(refused.status, 401, "{odd}");
    }
    // However much surrounds it, our own still counts.
    let among = format!("a={}; {mine}; theme=dark", "x".repeat(8 * 1024));
    assert!(!is_signed_out(&house, &among).await);
}

/// Two of one name: a sibling site may plant one, but it never becomes somebody else's session.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_two_cookies_one_counts_or_none(pool: PgPool) {
    let house = House::on(pool, Arc::new(SystemClock));
    house.person(NAME, false).await;
    house.person("Mallory Sibling", false).await;
    let (mine, theirs) = (house.sign_in(NAME).await, house.sign_in("Mallory Sibling").await);
    let planted = format!("{COOKIE}={}", "B".repeat(22));
    for cookies in [
        format!("{mine}; {planted}"),
        format!("{planted}; {mine}"),
        format!("{mine}; {theirs}"),
    ] {
        let answer = house.get("/account", Some(&cookies)).await;
        assert!(answer.status < 500, "{cookies}: {}", answer.status);
        let shown = [NAME, "Mallory Sibling"].map(|name| answer.body.contains(&email_of(name)));
        assert!(shown != [true, true], "a page is one person's");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_id_from_before_signing_in_is_dead_afterwards(pool: PgPool) {
    let house = House::on(pool, Arc::new(SystemClock));
    house.person(NAME, false).await;
    let form = Form::cmd(&[("email", &email_of(NAME)), ("password", PASSWORD)]);
    // An id that somebody else chose for this browser.
    let planted = format!("{COOKIE}={}", "B".repeat(22));
    let answer = house.post("accounts/sign_in", Some(&planted), &form).await;
    let first = answer.cookie.expect("a session begins");
    assert_ne!(first, planted);
    assert!(is_signed_out(&house, &planted).await);
    // Signing in again in the same browser gives another id, and ends the one before.
    let answer = house.post("accounts/sign_in", Some(&first), &form).await;
    let second = answer.cookie.expect("a session begins");
    assert_ne!(first, second);
    assert!(is_signed_out(&house, &first).await && !is_signed_out(&house, &second).await);
}

/// By https the name says which host may have set the cookie; the plain one, which a sibling site can set, is ignored.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn by_https_only_the_cookie_of_this_host_counts(pool: PgPool) {
    let mut house = House::on(pool, Arc::new(SystemClock));
    house.server.settings.secure_cookies = true;
    house.router = server::http::router(Site::new(house.server.clone(), CancellationToken::new()));
    house.person(NAME, false).await;
    let form = Form::cmd(&[("email", &email_of(NAME)), ("password", PASSWORD)]);
    let answer = house.post("accounts/sign_in", None, &form).await;
    assert_eq!(
        (answer.status, answer.cookie),
        (200, None),
        "the plain name is not used"
    );
    let request = axum::http::Request::post("/api/accounts/sign_in")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json")
        .body(axum::body::Body::from(form.query()))
        .unwrap();
    let set = house.set_cookie(request).await;
    let (pair, attributes) = set.split_once(';').unwrap();
    let value = pair
        .strip_prefix("__Host-countersign=")
        .expect("the name binds it to the host");
    for needed in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(attributes.contains(needed), "{attributes}");
    }
    assert!(!attributes.to_lowercase().contains("domain"), "{attributes}");
    assert!(!is_signed_out(&house, pair).await);
    assert!(is_signed_out(&house, &format!("{COOKIE}={value}")).await);
}
