//! The browser's cookie and what signing in and out does to it.

use app::{api::error::ApiError, backend::SessionDoor};
use async_trait::async_trait;
use domain::ids::PersonId;
use tower_sessions::{Expiry, Session, SessionManagerLayer, cookie::SameSite};

use crate::{
    auth::sessions::{ADDRESS, BROWSER, PERSON, Sessions},
    state::Server,
};

/// One cookie. Under https its name binds it to this host; a plain http address gets one without that promise.
pub fn layer(server: &Server) -> SessionManagerLayer<Sessions> {
    let secure = server.settings.secure_cookies;
    SessionManagerLayer::new(Sessions::new(server.pool.clone(), server.clock.clone()))
        .with_name(if secure {
            "__Host-countersign"
        } else {
            "countersign"
        })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnSessionEnd)
}

/// The session of one request.
pub struct Door {
    pub session: Session,
    pub browser: String,
    pub address: String,
}

#[async_trait]
impl SessionDoor for Door {
    async fn begin(&self, person: PersonId) -> Result<(), ApiError> {
        let began = async {
            self.session.insert(PERSON, person).await?;
            self.session.insert(BROWSER, &self.browser).await?;
            self.session.insert(ADDRESS, &self.address).await?;
            // A new id: whoever knew the old one knows nothing now.
            self.session.cycle_id().await?;
            self.session.save().await
        };
        began.await.map_err(broken)
    }

    async fn end(&self) -> Result<(), ApiError> {
        self.session.flush().await.map_err(broken)
    }
}

fn broken(error: tower_sessions::session::Error) -> ApiError {
    let reference = uuid::Uuid::now_v7().to_string();
    tracing::error!(%reference, %error, "a session could not be changed");
    ApiError::Broken { reference }
}
