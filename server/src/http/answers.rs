//! Answers of forms between their redirect and the page that shows them: sealed rows, opened by the token in the address.

use app::components::answer::{FormAnswer, Outcome};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};

use super::Site;

/// How long a refused form waits for its page: long enough to sign in again in between.
const LASTS: TimeDelta = TimeDelta::hours(1);
const PURPOSE: &str = "form-answer";
/// The query parameter that carries the token.
pub const PARAMETER: &str = "answer";

/// Keeps an answer; the token opens it.
pub async fn keep(site: &Site, answer: &FormAnswer) -> Result<String, store::Error> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let hash = digest(&token);
    let plain = serde_json::to_vec(answer).expect("an answer is made of texts");
    let sealed = site.server.seal.seal(PURPOSE, &hex::encode(hash), &plain);
    let mut conn = site.server.pool.acquire().await?;
    store::form_answers::insert(&mut conn, hash, &sealed, site.server.clock.now() + LASTS).await?;
    Ok(token)
}

/// The answer that a page was asked to show. One with a link to copy is shown once only.
pub async fn find(site: &Site, query: Option<&str>) -> Option<FormAnswer> {
    let token = url::form_urlencoded::parse(query?.as_bytes())
        .find(|(name, _)| name == PARAMETER)?
        .1
        .into_owned();
    let hash = digest(&token);
    let mut conn = site.server.pool.acquire().await.ok()?;
    let sealed = store::form_answers::find(&mut conn, &hash, site.server.clock.now())
        .await
        .ok()??;
    let plain = site.server.seal.open(PURPOSE, &hex::encode(hash), &sealed).ok()?;
    let answer: FormAnswer = serde_json::from_slice(&plain).ok()?;
    let once = matches!(&answer.outcome, Outcome::Done(done) if done.link.is_some());
    if once && !store::form_answers::delete(&mut conn, &hash).await.ok()? {
        return None;
    }
    Some(answer)
}

/// The address with the token added.
pub fn with_answer(address: &str, token: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{PARAMETER}={token}")
}

/// An address on this server: a forged form must not lead elsewhere.
pub fn is_local(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.chars().any(char::is_control)
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
