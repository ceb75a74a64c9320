//! The body of an answer: counted to its end, decoded where it is packed, kept only up to a limit.

use std::io::{self, Write};

use domain::check::{Body, ErrorClass, Gap, Measurement, ProbeError};
use flate2::write::{MultiGzDecoder, ZlibDecoder};
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::exchange::explained;
use super::target::Target;
use crate::limits::Limits;
use crate::stream::{TooManyBytes, in_chain};
use crate::text::{excerpt, utf8};

/// Reads the body and puts it on the measurement.
///
/// # Errors
/// Refused when more comes than may be read, or when the body breaks off.
pub async fn read(
    target: &Target,
    headers: &HeaderMap,
    mut incoming: Incoming,
    limits: &Limits,
    measurement: &mut Measurement,
) -> Result<(), ProbeError> {
    let mut unpacker = Unpacker::new(headers, limits);
    let mut came = 0_u64;
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|error| explained(target, &error))?;
        let Some(bytes) = frame.data_ref() else { continue };
        came += bytes.len() as u64;
        if came > limits.body_read {
            return Err(too_large(target, limits));
        }
        if let Err(error) = unpacker.write(bytes) {
            return Err(unpacking_failed(target, limits, &error));
        }
    }
    let seen = unpacker
        .finish()
        .map_err(|error| unpacking_failed(target, limits, &error))?;
    note(measurement, seen, limits);
    Ok(())
}

fn note(measurement: &mut Measurement, seen: Seen, limits: &Limits) {
    measurement.set("size_bytes", seen.total);
    let cut = seen.total > seen.kept.len() as u64;
    let gap = match (seen.unread, utf8(&seen.kept, cut)) {
        (Some(encoding), _) => Gap::NotText {
            why: format!("it is packed as {encoding}"),
        },
        (None, Ok(text)) => {
            measurement.excerpt = Some(excerpt(text, limits.excerpt, seen.total));
            measurement.body = Some(Body::new(text, cut));
            return;
        }
        (None, Err(good)) => Gap::NotText {
            why: format!("it is not UTF-8 from byte {good} on"),
        },
    };
    measurement.gap("body", gap);
}

fn too_large(target: &Target, limits: &Limits) -> ProbeError {
    let most = limits.body_read;
    ProbeError {
        class: ErrorClass::TooLarge,
        message: format!(
            "The answer of {} did not end within {most} bytes.",
            target.place()
        ),
    }
}

fn unpacking_failed(target: &Target, limits: &Limits, error: &io::Error) -> ProbeError {
    if in_chain(error, |e| e.is::<TooManyBytes>()) {
        return too_large(target, limits);
    }
    ProbeError {
        class: ErrorClass::Protocol,
        message: format!("The answer of {} is not packed the way it says.", target.place()),
    }
}

/// What was seen of a body.
struct Seen {
    kept: Vec<u8>,
    total: u64,
    /// Set where the encoding is one that is not read; then `kept` is empty.
    unread: Option<String>,
}

/// Undoes the one encoding we read, and only one layer of it: a body packed twice is a trick, not a service.
enum Unpacker {
    Plain(Shelf),
    Gzip(MultiGzDecoder<Shelf>),
    Zlib(ZlibDecoder<Shelf>),
    Unread { encoding: String, total: u64 },
}

impl Unpacker {
    fn new(headers: &HeaderMap, limits: &Limits) -> Self {
        let named: Vec<String> = headers
            .get_all(header::CONTENT_ENCODING)
            .iter()
            .flat_map(|value| {
                String::from_utf8_lossy(value.as_bytes())
                    .split(',')
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .map(|name| name.trim().to_ascii_lowercase())
            .filter(|name| !name.is_empty() && name != "identity")
            .collect();
        let shelf = Shelf {
            kept: Vec::new(),
            keep: limits.body_kept,
            total: 0,
            most: limits.body_read,
        };
        match named.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => Self::Plain(shelf),
            ["gzip" | "x-gzip"] => Self::Gzip(MultiGzDecoder::new(shelf)),
            ["deflate"] => Self::Zlib(ZlibDecoder::new(shelf)),
            _ => Self::Unread {
                encoding: named.join(", ").chars().take(60).collect(),
                total: 0,
            },
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(shelf) => shelf.write_all(bytes),
            Self::Gzip(decoder) => decoder.write_all(bytes),
            Self::Zlib(decoder) => decoder.write_all(bytes),
            Self::Unread { total, .. } => {
                *total += bytes.len() as u64;
                Ok(())
            }
        }
    }

    fn finish(self) -> io::Result<Seen> {
        let shelf = match self {
            Self::Plain(shelf) => shelf,
            // An empty body needs no packing, whatever the header says.
            Self::Gzip(decoder) if decoder.get_ref().total == 0 && decoder.header().is_none() => Shelf {
                kept: Vec::new(),
                keep: 0,
                total: 0,
                most: 0,
            },
            Self::Gzip(decoder) => decoder.finish()?,
            Self::Zlib(decoder) if decoder.total_in() == 0 => Shelf {
                kept: Vec::new(),
                keep: 0,
                total: 0,
                most: 0,
            },
            Self::Zlib(decoder) => decoder.finish()?,
            Self::Unread { encoding, total } => {
                return Ok(Seen {
                    kept: Vec::new(),
                    total,
                    unread: Some(encoding),
                });
            }
        };
        Ok(Seen {
            kept: shelf.kept,
            total: shelf.total,
            unread: None,
        })
    }
}

/// Keeps the beginning, counts the rest, and breaks where a body unpacks to more than may be.
struct Shelf {
    kept: Vec<u8>,
    keep: usize,
    total: u64,
    most: u64,
}

impl Write for Shelf {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.total += bytes.len() as u64;
        if self.total > self.most {
            return Err(io::Error::other(TooManyBytes));
        }
        let room = self.keep - self.kept.len();
        self.kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
