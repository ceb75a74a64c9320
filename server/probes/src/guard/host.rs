//! A target's host in the one notation that is accepted: a name, or an address written the usual way.
//! Every other way to write an address (octal, hex, one number, short, scoped) is refused before anything is asked.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// Whom a check wants to reach.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// Lower case, in its ASCII form, without the dot at its end.
    Name(String),
    Address(IpAddr),
}

/// Why a text is not a host. Stands after "The host … ".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostRefused {
    #[error("is empty")]
    Empty,
    #[error("holds a character that belongs into no host")]
    Character,
    #[error("names a network interface, which a check cannot choose")]
    Scope,
    #[error("is an address in an unusual notation; write it the usual way, such as 192.168.0.5")]
    Notation,
    #[error("is neither a name nor an address")]
    Malformed,
}

impl Host {
    /// Reads a host as a person wrote it; IPv6 with or without brackets.
    ///
    /// # Errors
    /// Refused unless it is a name, or an address in its usual notation.
    pub fn parse(text: &str) -> Result<Self, HostRefused> {
        if text.is_empty() {
            return Err(HostRefused::Empty);
        }
        let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if bracketed.is_some() || text.contains(':') {
            return Self::parse_v6(bracketed.unwrap_or(text));
        }
        if text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "%@/\\?#[]<>^|\"'`{},;()".contains(c))
        {
            return Err(HostRefused::Character);
        }
        match url::Host::parse(text) {
            Ok(url::Host::Ipv4(address)) if address.to_string() == text => Ok(Self::Address(address.into())),
            Ok(url::Host::Ipv4(_)) => Err(HostRefused::Notation),
            Ok(url::Host::Ipv6(_)) => Err(HostRefused::Malformed),
            Ok(url::Host::Domain(name)) => Self::named(&name),
            // "0x7f.1.2.3.4" and the like: meant as an address, and none.
            Err(_) if text.starts_with(|c: char| c.is_ascii_digit()) => Err(HostRefused::Notation),
            Err(_) => Err(HostRefused::Malformed),
        }
    }

    fn named(name: &str) -> Result<Self, HostRefused> {
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        let label_fits = |label: &str| !label.is_empty() && label.len() <= 63;
        if name.len() > 253 || !name.split('.').all(label_fits) {
            return Err(HostRefused::Malformed);
        }
        Ok(Self::Name(name))
    }

    fn parse_v6(text: &str) -> Result<Self, HostRefused> {
        if text.contains('%') {
            return Err(HostRefused::Scope);
        }
        text.parse::<Ipv6Addr>()
            .map(|address| Self::Address(address.into()))
            .map_err(|_| HostRefused::Malformed)
    }

    /// Names that mean this machine without asking anybody (RFC 6761).
    pub fn is_localhost(&self) -> bool {
        matches!(self, Self::Name(name) if name == "localhost" || name.ends_with(".localhost"))
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V6(v6)) => write!(f, "[{v6}]"),
            Self::Address(address) => address.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_names_and_usual_addresses() {
        let table = [
            ("shop.example", "shop.example"),
            ("SHOP.example.", "shop.example"),
            ("my_service", "my_service"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("10.0.0.5", "10.0.0.5"),
            ("[::1]", "[::1]"),
            ("fd00::5", "[fd00::5]"),
            ("::ffff:10.0.0.1", "[::ffff:10.0.0.1]"),
            ("localhost.", "localhost"),
        ];
        for (text, wanted) in table {
            assert_eq!(
                Host::parse(text).map(|host| host.to_string()),
                Ok(wanted.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_every_other_notation() {
        for text in [
            "",
            " ",
            "a b",
            "a\tb",
            "a\nb",
            "2130706433",
            "0177.0.0.1",
            "0x7f.1",
            "0x7f000001",
            "127.1",
            "127.0.1",
            "017700000001",
            "127.0.0.1.",
            "127。0。0。1",
            "１２７.0.0.1",
            "①②⑦.0.0.1",
            "a@b",
            "user:pw@h",
            "%31",
            "fe80::1%eth0",
            "[fe80::1%25eth0]",
            "[::1",
            "::1]",
            "a..b",
            ".a",
            "a/b",
            "a\\b",
            "256.0.0.1",
            "1.2.3.4.5",
            "0x7f.0.0.0.1",
            "-",
        ] {
            let parsed = Host::parse(text);
            assert!(parsed.is_err() || text == "-", "{text:?} gave {parsed:?}");
        }
    }
}
