//! Link tokens: 256 random bits, shown once with a prefix that scanners know. Only their SHA-256 is kept.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

const BYTES: usize = 32;

/// What a token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Invitation,
    PasswordReset,
    ShareLink,
}

impl TokenKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Invitation => "cs_inv_",
            Self::PasswordReset => "cs_pwr_",
            Self::ShareLink => "cs_shr_",
        }
    }
}

/// A new token and the hash to keep of it.
#[must_use]
pub fn new_token(kind: TokenKind) -> (String, [u8; 32]) {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    let token = format!("{}{}", kind.prefix(), URL_SAFE_NO_PAD.encode(bytes));
    let hash = digest(&token);
    (token, hash)
}

/// The hash to look a token up by; `None` for what can be no token of this kind. Rows are found by the hash alone, so
/// that the time a look-up takes says nothing about the token.
#[must_use]
pub fn hash_of(kind: TokenKind, token: &str) -> Option<[u8; 32]> {
    let encoded = token.strip_prefix(kind.prefix())?;
    let mut bytes = [0; BYTES];
    let length = URL_SAFE_NO_PAD.decode_slice(encoded, &mut bytes).ok()?;
    (length == BYTES).then(|| digest(token))
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_to_the_hash_that_was_kept() {
        for (kind, prefix) in [
            (TokenKind::Invitation, "cs_inv_"),
            (TokenKind::PasswordReset, "cs_pwr_"),
            (TokenKind::ShareLink, "cs_shr_"),
        ] {
            let (token, hash) = new_token(kind);
            assert!(
                token.starts_with(prefix) && token.len() == prefix.len() + 43,
                "{token}"
            );
            assert_eq!(hash_of(kind, &token), Some(hash));
            assert_ne!(new_token(kind).1, hash);
        }
    }

    #[test]
    fn a_token_of_another_kind_or_form_is_none() {
        let (token, _) = new_token(TokenKind::ShareLink);
        let cut = &token[..token.len() - 1];
        let padded = format!("{token}=");
        for wrong in ["", "cs_shr_", cut, padded.as_str(), "cs_shr_%00", "cs_inv_AAAA"] {
            assert_eq!(hash_of(TokenKind::ShareLink, wrong), None, "{wrong}");
        }
        assert_eq!(hash_of(TokenKind::Invitation, &token), None);
    }
}
