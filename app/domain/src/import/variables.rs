//! Environment variables named in lists. Those of fences come from the fence reading, those of tables from the tables.

use super::outline::Entry;
use super::reader::Reader;
use crate::checklist::EnvironmentVariable;

pub fn list(reader: &mut Reader, entries: &[Entry]) {
    for entry in entries {
        let words = entry.text();
        if let Some(name) = name(&words) {
            add(reader, entry.line, name, required(&words));
            reader.ledger.mark(entry.line, entry.end_line, "variable");
        }
    }
}

pub fn add(reader: &mut Reader, line: u32, name: &str, required: bool) {
    let secret = is_secret_name(name);
    reader.out.environment_variables.push(EnvironmentVariable {
        line,
        name: name.to_owned(),
        required,
        secret,
    });
}

/// A variable's name at the start of a text.
pub fn name(words: &str) -> Option<&str> {
    let words = words.trim();
    let end = words
        .find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
        .unwrap_or(words.len());
    let name = &words[..end];
    (name.len() >= 3
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && !words[end..].starts_with(|c: char| c.is_alphanumeric()))
    .then_some(name)
}

/// Required unless the text says otherwise.
pub fn required(words: &str) -> bool {
    let lower = words.to_lowercase();
    ![
        "optional",
        "opcional",
        "optionnel",
        "facultatif",
        "任意",
        "可选",
        "необязательн",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Names that carry secrets by custom.
pub fn is_secret_name(name: &str) -> bool {
    let upper = name.to_uppercase();
    let parts: Vec<&str> = upper.split(['_', '-', '.']).collect();
    let has = |part: &str| parts.contains(&part);
    // What is about a secret is none: how long it lives, where it is kept.
    const ABOUT: &[&str] = &[
        "TTL",
        "FILE",
        "PATH",
        "NAME",
        "URL",
        "URI",
        "ENDPOINT",
        "LENGTH",
        "EXPIRY",
        "EXPIRES",
        "EXPIRATION",
        "TYPE",
        "HEADER",
        "COUNT",
        "LIMIT",
        "POLICY",
        "ROTATION",
        "VERSION",
        "ENABLED",
        "REQUIRED",
        "SECONDS",
        "MINUTES",
        "HOURS",
        "DAYS",
        "ALGORITHM",
        "ISSUER",
        "AUDIENCE",
        "HOST",
        "PORT",
    ];
    if parts.len() > 1 && parts.last().is_some_and(|last| ABOUT.contains(last)) {
        return false;
    }
    has("PASSWORD")
        || has("PASSWD")
        || has("PASS")
        || has("PWD")
        || has("SECRET")
        || has("TOKEN")
        || has("CREDENTIAL")
        || has("CREDENTIALS")
        || has("DSN")
        || upper.ends_with("PASSWORD")
        || upper.ends_with("APIKEY")
        || upper.ends_with("SECRET")
        || upper.ends_with("TOKEN")
        || upper.ends_with("PASSPHRASE")
        || upper.ends_with("ACCESSKEY")
        || upper.ends_with("ACCOUNTKEY")
        || upper.ends_with("SECRETKEY")
        || upper.ends_with("PRIVATEKEY")
        || (has("KEY")
            && (has("API")
                || has("PRIVATE")
                || has("ACCESS")
                || has("ACCOUNT")
                || has("AUTH")
                || has("ENCRYPTION")
                || has("SIGNING")
                || has("FERNET")
                || has("MASTER")
                || has("SSH")
                || has("LICENSE")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_secrets() {
        assert_eq!(name("TELEGRAM_BOT_TOKEN set"), Some("TELEGRAM_BOT_TOKEN"));
        assert_eq!(name("CORSheaders"), None);
        assert_eq!(name("Set it"), None);
        for secret in [
            "REDIS_PASSWORD",
            "JWT_SECRET",
            "DUITKU_API_KEY",
            "FERNET_KEY",
            "GH_TOKEN",
        ] {
            assert!(is_secret_name(secret), "{secret}");
        }
        for open in [
            "REDIS_HOST",
            "NODE_ENV",
            "TOKENIZER_PATH",
            "KEYBOARD",
            "MERCHANT_CODE",
        ] {
            assert!(!is_secret_name(open), "{open}");
        }
    }
}
