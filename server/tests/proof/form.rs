//! Forms as browsers send them.
#![allow(dead_code, reason = "the proofs and the benchmark each use their part")]

use url::form_urlencoded::Serializer;

const BOUNDARY: &str = "----countersign-proof";

/// A form before it is sent.
#[derive(Clone, Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    multipart: bool,
    files: Vec<(&'static str, &'static [u8])>,
}

impl Form {
    /// A command: `name` becomes `cmd[name]`, `points[0]` becomes `cmd[points][0]`.
    pub fn cmd(pairs: &[(&str, &str)]) -> Self {
        let named = |name: &str| match name.split_once('[') {
            Some((name, rest)) => format!("cmd[{name}][{rest}"),
            None => format!("cmd[{name}]"),
        };
        let fields = pairs
            .iter()
            .map(|(name, value)| (named(name), (*value).to_owned()))
            .collect();
        Self {
            fields,
            ..Self::default()
        }
    }

    /// A field outside the command.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sent as a form that can carry files.
    pub fn multipart(mut self) -> Self {
        self.multipart = true;
        self
    }

    pub fn file(mut self, name: &'static str, bytes: &'static [u8]) -> Self {
        self.files.push((name, bytes));
        self.multipart()
    }

    pub fn is_command(&self) -> bool {
        self.fields.iter().any(|(name, _)| name.starts_with("cmd["))
    }

    /// The same form about something that is not there: the first id that is no key is another one.
    pub fn elsewhere(&self, nowhere: &str) -> Option<Self> {
        let mut form = self.clone();
        let (_, value) = form
            .fields
            .iter_mut()
            .find(|(name, value)| name != "cmd[key]" && ends_in_id(value))?;
        value.truncate(value.len() - 36);
        value.push_str(nowhere);
        Some(form)
    }

    /// Content type and body.
    pub fn body(&self) -> (String, Vec<u8>) {
        if !self.multipart {
            return (
                "application/x-www-form-urlencoded".to_owned(),
                self.query().into_bytes(),
            );
        }
        let mut body = Vec::new();
        for (name, value) in &self.fields {
            body.extend(
                format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        for (name, bytes) in &self.files {
            body.extend(
                format!(
                    "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                     content-type: application/octet-stream\r\n\r\n"
                )
                .bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        (format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    /// The fields in an address.
    pub fn query(&self) -> String {
        Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }
}

fn ends_in_id(value: &str) -> bool {
    value
        .len()
        .checked_sub(36)
        .and_then(|at| value.get(at..))
        .is_some_and(|id| uuid::Uuid::try_parse(id).is_ok())
}
