//! Secrets at rest: XChaCha20-Poly1305, bound to what they are for and to the row they stand in.
//! Each sealed value names its key, so that keys can be changed while old values stay readable.

use std::{fmt, path::Path};

use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use sha2::{Digest, Sha256};
use thiserror::Error;

const FORM: u8 = 1;
const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;
const HEAD_BYTES: usize = 1 + KEY_ID_BYTES + NONCE_BYTES;

/// A sealed value that cannot be opened: cut, moved to another row, or sealed with a key that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the sealed value cannot be read")]
pub struct SealBroken;

/// Why there is no key to seal with.
#[derive(Debug, Error)]
pub enum SealRefused {
    #[error("the key file {path} cannot be used: {error}")]
    File { path: String, error: std::io::Error },
    #[error("the key file holds no key; each of its lines is 64 hexadecimal digits, the current key first")]
    NoKey,
}

/// Seals and opens. The first key seals; all of them open.
pub struct Seal {
    keys: Vec<SealKey>,
}

struct SealKey {
    id: [u8; KEY_ID_BYTES],
    cipher: XChaCha20Poly1305,
}

impl Seal {
    /// With one key.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self {
            keys: vec![SealKey::new(key)],
        }
    }

    /// With the keys of a text, one per line as 64 hexadecimal digits, the current one first.
    ///
    /// # Errors
    /// Refused when there is none or a line is something else.
    pub fn from_text(text: &str) -> Result<Self, SealRefused> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let keys: Option<Vec<SealKey>> = lines
            .map(|line| {
                let mut key = [0; 32];
                hex::decode_to_slice(line, &mut key)
                    .ok()
                    .map(|()| SealKey::new(key))
            })
            .collect();
        match keys {
            Some(keys) if !keys.is_empty() => Ok(Self { keys }),
            _ => Err(SealRefused::NoKey),
        }
    }

    /// With the keys of a file, which is made, readable by its owner only, when it is not there.
    ///
    /// # Errors
    /// Refused when the file cannot be read or made, or holds no key.
    pub fn from_file(path: &Path) -> Result<Self, SealRefused> {
        let refused = |error| SealRefused::File {
            path: path.display().to_string(),
            error,
        };
        match create_private(path) {
            Ok(mut file) => {
                let mut key = [0; 32];
                random(&mut key);
                std::io::Write::write_all(&mut file, format!("{}\n", hex::encode(key)).as_bytes())
                    .map_err(refused)?;
                file.sync_all().map_err(refused)?;
                Ok(Self::new(key))
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Self::from_text(&std::fs::read_to_string(path).map_err(refused)?)
            }
            Err(error) => Err(refused(error)),
        }
    }

    /// Seals a value for one purpose and one row.
    #[must_use]
    pub fn seal(&self, purpose: &str, row_id: &str, plain: &[u8]) -> Vec<u8> {
        let key = self.keys.first().expect("a seal has at least one key");
        let mut nonce = [0; NONCE_BYTES];
        random(&mut nonce);
        let mut sealed = Vec::with_capacity(HEAD_BYTES + plain.len() + 16);
        sealed.push(FORM);
        sealed.extend(key.id);
        sealed.extend(nonce);
        let aad = bound_to(purpose, row_id);
        let text = key
            .cipher
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: plain,
                    aad: &aad,
                },
            )
            .expect("encrypting fails only above 256 GiB");
        sealed.extend(text);
        sealed
    }

    /// Opens what was sealed for the same purpose and row.
    ///
    /// # Errors
    /// Broken when it was changed, moved, or sealed with a key that is not here.
    pub fn open(&self, purpose: &str, row_id: &str, sealed: &[u8]) -> Result<Vec<u8>, SealBroken> {
        let (head, text) = sealed.split_at_checked(HEAD_BYTES).ok_or(SealBroken)?;
        let (form, head) = head.split_at(1);
        let (id, nonce) = head.split_at(KEY_ID_BYTES);
        if form != [FORM] {
            return Err(SealBroken);
        }
        let key = self.keys.iter().find(|key| key.id == id).ok_or(SealBroken)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| SealBroken)?;
        let aad = bound_to(purpose, row_id);
        key.cipher
            .decrypt(&XNonce::from(nonce), Payload { msg: text, aad: &aad })
            .map_err(|_| SealBroken)
    }
}

impl SealKey {
    fn new(key: [u8; 32]) -> Self {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(b"countersign.seal-key\n")
            .chain_update(key)
            .finalize()
            .into();
        let mut id = [0; KEY_ID_BYTES];
        id.copy_from_slice(&digest[..KEY_ID_BYTES]);
        Self {
            id,
            cipher: XChaCha20Poly1305::new(&Key::from(key)),
        }
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seal({} keys)", self.keys.len())
    }
}

/// The lengths are part of it, so that no two pairs of purpose and row read the same.
fn bound_to(purpose: &str, row_id: &str) -> Vec<u8> {
    format!("{}:{purpose}{}:{row_id}", purpose.len(), row_id.len()).into_bytes()
}

fn create_private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives randomness");
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"postgres://reader:secret@db/shop";

    #[test]
    fn what_is_sealed_opens_only_for_its_purpose_and_row() {
        let seal = Seal::new([7; 32]);
        let sealed = seal.seal("connection", "row-1", SECRET);
        assert_eq!(seal.open("connection", "row-1", &sealed).unwrap(), SECRET);
        assert_eq!(seal.open("connection", "row-2", &sealed), Err(SealBroken));
        assert_eq!(seal.open("form", "row-1", &sealed), Err(SealBroken));
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
    }

    #[test]
    fn every_changed_or_missing_byte_breaks_the_seal() {
        let seal = Seal::new([7; 32]);
        let sealed = seal.seal("connection", "row-1", SECRET);
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(
                seal.open("connection", "row-1", &changed),
                Err(SealBroken),
                "byte {index}"
            );
            assert_eq!(
                seal.open("connection", "row-1", &sealed[..index]),
                Err(SealBroken),
                "cut at {index}"
            );
        }
    }

    #[test]
    fn an_older_key_still_opens_and_the_newest_seals() {
        let (old, new) = ("11".repeat(32), "22".repeat(32));
        let sealed = Seal::from_text(&old).unwrap().seal("connection", "1", SECRET);
        let both = Seal::from_text(&format!("{new}\n{old}\n")).unwrap();
        assert_eq!(both.open("connection", "1", &sealed).unwrap(), SECRET);
        let newer = both.seal("connection", "1", SECRET);
        assert_eq!(
            Seal::from_text(&old).unwrap().open("connection", "1", &newer),
            Err(SealBroken)
        );
    }

    #[test]
    fn a_file_without_a_key_is_refused() {
        for text in ["", "\n\n", "short", &"zz".repeat(32)] {
            assert!(
                matches!(Seal::from_text(text), Err(SealRefused::NoKey)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn the_key_file_is_made_once_and_private() {
        let folder = std::env::temp_dir().join(format!("countersign-seal-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("seal.key");
        let sealed = Seal::from_file(&path).unwrap().seal("connection", "1", SECRET);
        assert_eq!(
            Seal::from_file(&path)
                .unwrap()
                .open("connection", "1", &sealed)
                .unwrap(),
            SECRET
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
