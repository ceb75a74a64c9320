//! Evidence files: limited, hashed, and shown only where showing is safe.

use app::{
    api::error::ApiError,
    backend::{AddEvidence, EvidenceFile, EvidencePage, EvidenceRow, UploadedFile},
};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    canonical::Hash,
    ids::{DeploymentId, EvidenceId, ResultId},
    role::Right,
    tick::RecordRefused,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{evidence::NewEvidence, items::Item};

use crate::{
    state::{Server, new_id},
    usecases::{access::deployment_access, act::Act, errors::OrApi, item_act::hold, text},
};

/// The largest file.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// So many files come with one act.
pub const MOST: usize = 5;
const LONGEST_NAME: usize = 200;
const OPAQUE: &str = "application/octet-stream";

/// A file that can be kept.
pub struct Sound {
    pub name: String,
    pub media_type: &'static str,
    pub sha256: Hash,
    bytes: Vec<u8>,
}

/// Checks the files of a form. Fields left empty send a file without name and bytes: none.
///
/// # Errors
/// Refused when there are too many, or one is too large or empty.
pub fn sound(files: Vec<UploadedFile>) -> Result<Vec<Sound>, ApiError> {
    let files: Vec<_> = files
        .into_iter()
        .filter(|file| !(file.name.is_empty() && file.bytes.is_empty()))
        .collect();
    if files.len() > MOST {
        return Err(ApiError::refused_field(
            "files",
            format!("At most {MOST} files come with one result. Add the others after it."),
        ));
    }
    files
        .into_iter()
        .map(|file| {
            if file.bytes.len() > LARGEST {
                return Err(ApiError::TooLarge {
                    limit: "10 MiB for a file".to_owned(),
                });
            }
            let name = file_name(&file.name);
            if file.bytes.is_empty() {
                return Err(ApiError::refused_field(
                    "files",
                    format!("\"{name}\" is empty. Choose the file again."),
                ));
            }
            Ok(Sound {
                media_type: sniffed(&file.bytes),
                sha256: Hash(Sha256::digest(&file.bytes).into()),
                bytes: file.bytes,
                name,
            })
        })
        .collect()
}

/// The last part of a path, as one short line.
fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = text::clean_line(last).chars().take(LONGEST_NAME).collect();
    if name.is_empty() { "file".to_owned() } else { name }
}

/// The type the bytes show themselves, whatever their sender says. Only those that browsers show without running anything.
fn sniffed(bytes: &[u8]) -> &'static str {
    const MAGIC: [(&[u8], &str); 5] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"%PDF-", "application/pdf"),
    ];
    if let Some((_, media_type)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return media_type;
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return "image/webp";
    }
    let readable = std::str::from_utf8(bytes).is_ok_and(|text| {
        !text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{1b}'))
    });
    if readable {
        "text/plain; charset=utf-8"
    } else {
        OPAQUE
    }
}

/// Keeps a file with its item.
///
/// # Errors
/// Refused when the database does not answer.
pub async fn add(
    act: &mut Act,
    caller: &Caller,
    item: &Item,
    result: Option<ResultId>,
    file: &Sound,
) -> Result<(), ApiError> {
    let id: EvidenceId = new_id();
    let new = NewEvidence {
        id,
        deployment: item.deployment,
        item: item.id,
        result,
        name: &file.name,
        media_type: file.media_type,
        sha256: file.sha256,
        bytes: &file.bytes,
        person: caller.person,
        person_name: &caller.name,
        at: act.now,
    };
    store::evidence::add(&mut act.tx, &new).await.api()?;
    act.log(
        Chain::Deployment(item.deployment),
        Event::EvidenceAdded {
            evidence: id,
            item: item.id,
            name: file.name.clone(),
            sha256: file.sha256,
        },
    );
    Ok(())
}

#[derive(Serialize)]
struct Sent<'a> {
    cmd: &'a AddEvidence,
    files: Vec<Hash>,
}

pub async fn add_evidence(
    server: &Server,
    caller: &Caller,
    cmd: AddEvidence,
    files: Vec<UploadedFile>,
) -> Result<(), ApiError> {
    let files = sound(files)?;
    if files.is_empty() {
        return Err(ApiError::refused_field("files", "Choose a file first."));
    }
    let mut act = Act::begin(server, caller).await?;
    let sent = Sent {
        cmd: &cmd,
        files: files.iter().map(|file| file.sha256).collect(),
    };
    if act.once(caller, cmd.key, "add_evidence", &sent).await?.is_some() {
        return Ok(());
    }
    let held = hold(&mut act, caller, cmd.item, None).await?;
    let state = held.access.head.state;
    if !state.is_live() {
        return Err(ApiError::refused(RecordRefused::NotLive { state }));
    }
    held.access.need_for(Right::Tick, held.object(caller))?;
    for file in &files {
        add(&mut act, caller, &held.item, None, file).await?;
    }
    act.announce(held.item.deployment);
    act.commit().await
}

pub async fn evidence_list(
    server: &Server,
    caller: &Caller,
    id: DeploymentId,
) -> Result<EvidencePage, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let access = deployment_access(&mut conn, caller, id).await?;
    let evidence = store::evidence::of_deployment(&mut conn, id, None).await.api()?;
    Ok(EvidencePage {
        head: access.page_head(server.clock.now()),
        evidence: evidence.into_iter().map(row).collect(),
    })
}

pub fn row(evidence: store::evidence::Evidence) -> EvidenceRow {
    EvidenceRow {
        id: evidence.id,
        name: evidence.name,
        media_type: evidence.media_type,
        size_bytes: evidence.size_bytes,
        sha256: evidence.sha256,
        item: evidence.item,
        item_text: evidence.item_text,
        by: evidence.by,
        at: evidence.at,
    }
}

pub async fn evidence_file(
    server: &Server,
    caller: &Caller,
    id: EvidenceId,
) -> Result<EvidenceFile, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let file = store::evidence::file(&mut conn, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    deployment_access(&mut conn, caller, file.deployment).await?;
    let bytes = store::evidence::bytes(&mut conn, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    Ok(EvidenceFile {
        name: file.name,
        media_type: file.media_type,
        sha256: file.sha256,
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_say_themselves_what_they_are() {
        let cases: [(&[u8], &str); 8] = [
            (b"\x89PNG\r\n\x1a\n....", "image/png"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
            (b"%PDF-1.7", "application/pdf"),
            (b"all fine\n", "text/plain; charset=utf-8"),
            // Markup is text to read, never a page to run.
            (b"<script>alert(1)</script>", "text/plain; charset=utf-8"),
            (b"MZ\x90\0", OPAQUE),
            (b"nul\0inside", OPAQUE),
        ];
        for (bytes, expected) in cases {
            assert_eq!(sniffed(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn names_keep_no_path_and_no_tricks() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("C:\\pictures\\a\u{202e}gnp.exe"), "agnp.exe");
        assert_eq!(file_name("\u{0}"), "file");
        assert_eq!(file_name(&"é".repeat(500)).chars().count(), LONGEST_NAME);
    }

    #[test]
    fn empty_and_too_many_files_are_refused() {
        let file = |name: &str, bytes: &[u8]| UploadedFile {
            name: name.into(),
            bytes: bytes.to_vec(),
        };
        assert!(sound(vec![file("", b"")]).is_ok_and(|files| files.is_empty()));
        assert!(sound(vec![file("a.png", b"")]).is_err());
        assert!(sound((0..6).map(|n| file(&n.to_string(), b"x")).collect()).is_err());
        assert!(matches!(
            sound(vec![file("big", &vec![0; LARGEST + 1])]),
            Err(ApiError::TooLarge { .. })
        ));
    }
}
