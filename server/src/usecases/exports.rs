//! Exports: a draft, a version of a template or a deployment's checklist, as Markdown or as a table. Nothing is written.

mod standing;

use app::{api::error::ApiError, backend::Imports};
use domain::{
    actor::Caller,
    checklist::Checklist,
    export,
    ids::{DeploymentId, ImportId, TemplateId},
};

use super::{access::deployment_access, errors::OrApi};
use crate::state::Server;

/// How a checklist is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Markdown,
    Csv,
}

/// A file to be saved.
#[derive(Debug)]
pub struct Export {
    /// Its name without an ending.
    pub title: String,
    pub form: Form,
    pub bytes: Vec<u8>,
}

/// A draft of the caller. One that nobody corrected comes back as the document it was.
pub async fn of_import(
    server: &Server,
    caller: &Caller,
    id: ImportId,
    form: Form,
) -> Result<Export, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let import = store::imports::find(&mut conn, caller.person, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    // A draft of a template has no document.
    let untouched = !import.text.is_empty() && import.checklist == import.proposed;
    if form == Form::Markdown && untouched && !is_table(&import.checklist) {
        return Ok(Export {
            title: import.checklist.title.clone(),
            form,
            bytes: export::original(&import.text, &import.proposed.source),
        });
    }
    let about = format!(
        "Corrected from {}. Ticks are claims of the document.",
        import.name
    );
    Ok(written(
        &import.checklist,
        import.checklist.title.clone(),
        &about,
        form,
    ))
}

/// A version of a template; the newest where none is named.
pub async fn of_template(
    server: &Server,
    caller: &Caller,
    id: TemplateId,
    version: Option<u32>,
    form: Form,
) -> Result<Export, ApiError> {
    let page = server.template(caller, id, version).await?;
    let title = format!("{} version {}", page.row.name, page.row.version);
    let about = format!(
        "The template {}, version {}. Ticks are claims of the document.",
        page.row.name, page.row.version
    );
    Ok(written(&page.checklist, title, &about, form))
}

/// A deployment's own checklist as it stands now. What people recorded in the deployment is no part of it.
pub async fn of_deployment(
    server: &Server,
    caller: &Caller,
    id: DeploymentId,
    form: Form,
) -> Result<Export, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    deployment_access(&mut conn, caller, id).await?;
    let original = store::cloning::read(&mut conn, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let title = format!("{} {}", original.title, original.version);
    let about = format!(
        "The checklist of the deployment {title}, without its results and signatures. Ticks are claims of the document it came from."
    );
    Ok(written(&standing::checklist(original), title, &about, form))
}

/// A draft that came as a table is written as Markdown, not as the table.
fn is_table(checklist: &Checklist) -> bool {
    let name = checklist.source.name.to_lowercase();
    name.ends_with(".csv") || name.ends_with(".tsv")
}

fn written(checklist: &Checklist, title: String, about: &str, form: Form) -> Export {
    let bytes = match form {
        Form::Markdown => export::markdown(checklist, Some(about)).into_bytes(),
        // Spreadsheets take a table for their own code page unless it begins with the mark.
        Form::Csv => format!("\u{feff}{}", export::csv(checklist)).into_bytes(),
    };
    Export { title, form, bytes }
}
