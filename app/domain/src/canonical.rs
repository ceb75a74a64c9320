//! One way to write a value as bytes, so that its hash means the same everywhere and for ever.
//! The rules are those of RFC 8785 (keys sorted, no blanks) without its floating-point part: numbers are integers, or the
//! value has no canonical form. Texts are hashed as they are; normalising them is done where they are read in.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum NotCanonical {
    #[error("a number that is no whole number has no canonical form")]
    Fraction,
    #[error("the value cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The canonical bytes of a value.
///
/// # Errors
/// Refused when a number is not a whole one: two programs may print fractions differently.
pub fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    let mut out = Vec::new();
    write(&serde_json::to_value(value)?, &mut out)?;
    Ok(out)
}

/// SHA-256 over a version line and the canonical bytes. The line keeps hashes of different things apart.
///
/// # Errors
/// As [`bytes`].
pub fn hash<T: Serialize>(version: &str, value: &T) -> Result<Hash, NotCanonical> {
    Ok(hash_bytes(version, &bytes(value)?))
}

/// SHA-256 over a version line and bytes that are canonical already.
pub fn hash_bytes(version: &str, canonical: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(version.as_bytes());
    hasher.update(b"\n");
    hasher.update(canonical);
    Hash(hasher.finalize().into())
}

/// A SHA-256 hash; printed and read as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What a chain's first event links to.
    pub const ZERO: Hash = Hash([0; 32]);

    /// Twelve digits in three groups: enough to compare by eye.
    pub fn fingerprint(&self) -> String {
        let digits = self.to_string();
        format!("{}-{}-{}", &digits[..4], &digits[4..8], &digits[8..12])
    }

    /// `None` unless it is exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl std::str::FromStr for Hash {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut hash = [0; 32];
        hex::decode_to_slice(text, &mut hash)?;
        Ok(Self(hash))
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    match value {
        Value::Number(number) if !(number.is_i64() || number.is_u64()) => return Err(NotCanonical::Fraction),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            serde_json::to_writer(&mut *out, value)?;
        }
        Value::Array(values) => {
            out.push(b'[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(value, out)?;
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            // RFC 8785 sorts by UTF-16 code units, not by bytes.
            sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (index, (key, value)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                serde_json::to_writer(&mut *out, key)?;
                out.push(b':');
                write(value, out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn golden_vectors_of_version_one() {
        let value = json!({"b": [1, true, null], "a": "é\n", "ü": {}});
        assert_eq!(
            String::from_utf8(bytes(&value).unwrap()).unwrap(),
            r#"{"a":"é\n","b":[1,true,null],"ü":{}}"#
        );
        assert_eq!(
            hash("countersign.test.v1", &json!({"a": 1})).unwrap().to_string(),
            "0069467a28f93fdb8073bdf2e4648f6bfb14c2d9f2dc8df5a1a460d64446a261"
        );
    }

    #[test]
    fn where_a_text_ends_is_part_of_the_hash() {
        let hashes = [json!(["ab", "c"]), json!(["a", "bc"])].map(|v| hash("v1", &v).unwrap());
        assert_ne!(hashes[0], hashes[1]);
    }

    #[test]
    fn composed_and_decomposed_texts_differ() {
        assert_ne!(hash("v1", &"\u{e9}").unwrap(), hash("v1", &"e\u{301}").unwrap());
    }

    #[test]
    fn fractions_are_refused() {
        assert!(matches!(bytes(&json!({"p95": 0.1})), Err(NotCanonical::Fraction)));
    }
}
