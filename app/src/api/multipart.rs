//! Forms with files, read with limits: text fields become a command, files are handed over as they came.

use leptos::server_fn::codec::MultipartData;
use serde::de::DeserializeOwned;

use super::error::ApiError;
use crate::{backend::UploadedFile, components::encode};

/// A text field that is not one of the long ones.
const TEXT_BYTES: usize = 64 * 1024;
const PARTS: usize = 64;

/// What one door takes.
pub struct Limits {
    /// Of each file, and of each long text.
    pub file_bytes: usize,
    /// The same for people: "10 MiB".
    pub file_words: &'static str,
    pub files: usize,
    /// Text fields that may be as long as a file.
    pub long_texts: &'static [&'static str],
}

/// What a form held, in order. Empty file inputs are left out.
pub struct Form {
    pub fields: Vec<(String, String)>,
    pub files: Vec<UploadedFile>,
}

/// Reads the whole form.
///
/// # Errors
/// `TooLarge` above the limits, `Refused` where it is not a form or holds too many files.
pub async fn read(data: MultipartData, limits: &Limits) -> Result<Form, ApiError> {
    let mut parts = data.into_inner().ok_or_else(unreadable)?;
    let mut form = Form {
        fields: Vec::new(),
        files: Vec::new(),
    };
    for _ in 0..=PARTS {
        let Some(mut part) = parts.next_field().await.map_err(|_| unreadable())? else {
            return Ok(form);
        };
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let long = file.is_some() || limits.long_texts.contains(&name.as_str());
        let (limit, words) = if long {
            (limits.file_bytes, limits.file_words)
        } else {
            (TEXT_BYTES, "64 KiB")
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|_| unreadable())? {
            if bytes.len() + chunk.len() > limit {
                return Err(ApiError::TooLarge {
                    limit: words.to_owned(),
                });
            }
            bytes.extend_from_slice(&chunk);
        }
        match file {
            // A file input that nobody used arrives as an empty file without a name.
            Some(file) if file.is_empty() && bytes.is_empty() => {}
            Some(_) if form.files.len() == limits.files => {
                return Err(ApiError::refused(format!(
                    "Send {} files at most at a time.",
                    limits.files
                )));
            }
            Some(file) => form.files.push(UploadedFile { name: file, bytes }),
            None => form
                .fields
                .push((name, String::from_utf8(bytes).map_err(|_| unreadable())?)),
        }
    }
    Err(unreadable())
}

impl Form {
    /// The command in the fields `cmd[...]`, read just as the doors without files read theirs.
    ///
    /// # Errors
    /// `Refused` where a field is missing, unknown or unreadable.
    pub fn command<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        #[derive(serde::Deserialize)]
        struct Sent<T> {
            cmd: T,
        }
        let pairs: Vec<String> = self
            .fields
            .iter()
            .filter(|(name, _)| name.starts_with("cmd["))
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        serde_qs::Config::new(5, false)
            .deserialize_str::<Sent<T>>(&pairs.join("&"))
            .map(|sent| sent.cmd)
            .map_err(|_| unreadable())
    }

    /// A text field; empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value.as_str())
    }
}

fn unreadable() -> ApiError {
    ApiError::refused("The form was not understood. Reload the page and send it again.")
}
