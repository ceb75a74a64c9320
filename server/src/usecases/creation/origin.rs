//! Where a new deployment's checklist comes from: `import:<id>`, `template:<id>` or `deployment:<id>`.

use app::{api::error::ApiError, backend::NewFrom};
use domain::{actor::Caller, checklist::Checklist, ids::ImportId};
use sqlx::PgConnection;
use store::cloning::Original;

use crate::usecases::{access::deployment_access, errors::OrApi};

/// A checklist and how it came here.
pub struct Origin {
    pub checklist: Checklist,
    pub source_text: Option<String>,
    /// "deploy.md", "the template Hotfix, version 3", "a copy of Checkout 2.0".
    pub words: String,
    pub import: Option<ImportId>,
    /// The earlier deployment, for a copy: its rows are taken over as they stand.
    pub original: Option<Original>,
}

/// Reads an origin that the caller may use.
pub(super) async fn load(conn: &mut PgConnection, caller: &Caller, from: &str) -> Result<Origin, ApiError> {
    match parse(from)? {
        NewFrom::Nothing => Err(ApiError::refused_field(
            "from",
            "Choose what to start from: an import, a template or a deployment.",
        )),
        from => read(conn, caller, &from).await,
    }
}

/// Reads an origin for a page or a deployment.
pub(in crate::usecases) async fn read(
    conn: &mut PgConnection,
    caller: &Caller,
    from: &NewFrom,
) -> Result<Origin, ApiError> {
    match from {
        NewFrom::Nothing => Err(ApiError::NotFound),
        NewFrom::Import(id) => {
            let import = store::imports::find(conn, caller.person, *id)
                .await
                .api()?
                .ok_or(ApiError::NotFound)?;
            Ok(Origin {
                checklist: import.checklist,
                source_text: Some(import.text),
                words: import.name,
                import: Some(*id),
                original: None,
            })
        }
        NewFrom::Template(id) => {
            let member = (!caller.admin).then_some(caller.person);
            let (name, ..) = store::templates::find(conn, *id, member)
                .await
                .api()?
                .ok_or(ApiError::NotFound)?;
            let versions = store::templates::versions(conn, *id).await.api()?;
            let newest = versions.first().ok_or(ApiError::NotFound)?.0;
            let checklist = store::templates::checklist(conn, *id, newest)
                .await
                .api()?
                .ok_or(ApiError::NotFound)?;
            Ok(Origin {
                checklist,
                source_text: None,
                words: format!("the template {name}, version {newest}"),
                import: None,
                original: None,
            })
        }
        NewFrom::Deployment(id) => {
            deployment_access(conn, caller, *id).await?;
            let original = store::cloning::read(conn, *id)
                .await
                .api()?
                .ok_or(ApiError::NotFound)?;
            Ok(Origin {
                checklist: original.checklist.clone(),
                source_text: original.source_text.clone(),
                words: format!("a copy of {} {}", original.title, original.version),
                import: None,
                original: Some(original),
            })
        }
    }
}

/// `import:<id>`, `template:<id>` or `deployment:<id>`; nothing where nothing is said.
///
/// # Errors
/// `NotFound` where it is none of these.
pub(in crate::usecases) fn parse(from: &str) -> Result<NewFrom, ApiError> {
    let Some((kind, id)) = from.split_once(':') else {
        return Ok(NewFrom::Nothing);
    };
    match kind {
        "import" => id.parse().map(NewFrom::Import).ok(),
        "template" => id.parse().map(NewFrom::Template).ok(),
        "deployment" => id.parse().map(NewFrom::Deployment).ok(),
        _ => None,
    }
    .ok_or(ApiError::NotFound)
}

/// "deploy.md, 4 phases, 8 tasks, 22 items".
pub fn described(words: &str, phases: usize, tasks: usize, items: usize) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    format!(
        "{words}, {}, {}, {}",
        counted(phases, "phase"),
        counted(tasks, "task"),
        counted(items, "item")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_described_by_its_size() {
        assert_eq!(
            described("deploy.md", 1, 8, 0),
            "deploy.md, 1 phase, 8 tasks, 0 items"
        );
    }

    #[test]
    fn forged_origins_lead_nowhere() {
        assert_eq!(parse("").unwrap(), NewFrom::Nothing);
        for forged in [
            "import:",
            "import:1",
            "secret:018f0000-0000-7000-8000-000000000000",
            "template:' OR 1=1",
        ] {
            assert_eq!(parse(forged), Err(ApiError::NotFound), "{forged}");
        }
    }
}
