//! Lines of an allow-list: a host name, an address or a network, and the ports that may be dialled there.

use std::net::IpAddr;

use thiserror::Error;

/// No network wider than this: an allow-list that names half the internet is none.
const WIDEST_V4: u8 = 8;
const WIDEST_V6: u8 = 32;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TargetRefused {
    #[error(
        "Give a host name such as api.example.com, an address, or a network such as 10.0.0.0/16. No scheme, no path."
    )]
    NotAHost,
    #[error("This network is too wide. Name the hosts, or networks of at most /{widest}.")]
    TooWide { widest: u8 },
    #[error("Bits stand behind the network's prefix. Did you mean {meant}?")]
    HostBits { meant: String },
    #[error("Give a port such as 443, or a range such as 8000-8100; ports go from 1 to 65535.")]
    NotPorts,
}

/// A host as it is kept: names in lower case and ASCII, addresses and networks in their usual form.
pub fn host(text: &str) -> Result<String, TargetRefused> {
    let text = text.trim();
    if let Some((address, prefix)) = text.split_once('/') {
        return network(address, prefix);
    }
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(address.to_string());
    }
    // A last label of digits would be read as an address in one of its stranger notations.
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    if text.is_empty() || !text.chars().all(plain) {
        return Err(TargetRefused::NotAHost);
    }
    match url::Host::parse(text) {
        Ok(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let label = |label: &str| {
                (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
            };
            if name.len() <= 253 && name.split('.').all(label) {
                Ok(name.to_owned())
            } else {
                Err(TargetRefused::NotAHost)
            }
        }
        _ => Err(TargetRefused::NotAHost),
    }
}

fn network(address: &str, prefix: &str) -> Result<String, TargetRefused> {
    let address: IpAddr = address.parse().map_err(|_| TargetRefused::NotAHost)?;
    if prefix.is_empty() || !prefix.chars().all(|c| c.is_ascii_digit()) {
        return Err(TargetRefused::NotAHost);
    }
    let prefix: u8 = prefix.parse().map_err(|_| TargetRefused::NotAHost)?;
    let (widest, longest) = if address.is_ipv4() {
        (WIDEST_V4, 32)
    } else {
        (WIDEST_V6, 128)
    };
    if prefix > longest {
        return Err(TargetRefused::NotAHost);
    }
    if prefix < widest {
        return Err(TargetRefused::TooWide { widest });
    }
    let masked = match address {
        IpAddr::V4(address) => {
            let bits = u32::from(address) & u32::MAX.checked_shl(u32::from(32 - prefix)).unwrap_or(0);
            IpAddr::V4(bits.into())
        }
        IpAddr::V6(address) => {
            let bits = u128::from(address) & u128::MAX.checked_shl(u32::from(128 - prefix)).unwrap_or(0);
            IpAddr::V6(bits.into())
        }
    };
    if masked != address {
        return Err(TargetRefused::HostBits {
            meant: format!("{masked}/{prefix}"),
        });
    }
    Ok(format!("{address}/{prefix}"))
}

/// One port or a range.
pub fn ports(text: &str) -> Result<(u16, u16), TargetRefused> {
    let port = |text: &str| {
        let text = text.trim();
        let digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        digits
            .then(|| text.parse::<u16>().ok())
            .flatten()
            .filter(|port| *port > 0)
            .ok_or(TargetRefused::NotPorts)
    };
    let (from, to) = match text.split_once(['-', '–']) {
        Some((from, to)) => (port(from)?, port(to)?),
        None => (port(text)?, port(text)?),
    };
    if from <= to {
        Ok((from, to))
    } else {
        Err(TargetRefused::NotPorts)
    }
}

/// "443" or "8000-8100".
pub fn shown(from: u16, to: u16) -> String {
    if from == to {
        from.to_string()
    } else {
        format!("{from}-{to}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_addresses_and_networks_are_kept_in_one_form() {
        let cases = [
            (" API.Example.com ", Ok("api.example.com")),
            ("api.example.com.", Ok("api.example.com")),
            ("bücher.example", Ok("xn--bcher-kva.example")),
            ("localhost", Ok("localhost")),
            ("127.0.0.1", Ok("127.0.0.1")),
            ("[::1]", Ok("::1")),
            ("10.0.0.0/8", Ok("10.0.0.0/8")),
            ("127.0.0.1/32", Ok("127.0.0.1/32")),
            ("fd00::/32", Ok("fd00::/32")),
            ("0.0.0.0/0", Err(TargetRefused::TooWide { widest: 8 })),
            ("::/0", Err(TargetRefused::TooWide { widest: 32 })),
            (
                "10.1.2.3/8",
                Err(TargetRefused::HostBits {
                    meant: "10.0.0.0/8".into(),
                }),
            ),
            ("10.0.0.0/33", Err(TargetRefused::NotAHost)),
            ("10.0.0.0/+8", Err(TargetRefused::NotAHost)),
            ("http://api.example.com", Err(TargetRefused::NotAHost)),
            ("api.example.com:443", Err(TargetRefused::NotAHost)),
            ("user@host", Err(TargetRefused::NotAHost)),
            ("*.example.com", Err(TargetRefused::NotAHost)),
            ("2130706433", Err(TargetRefused::NotAHost)),
            ("0x7f.1", Err(TargetRefused::NotAHost)),
            ("", Err(TargetRefused::NotAHost)),
        ];
        for (text, expected) in cases {
            assert_eq!(host(text), expected.map(str::to_owned), "{text:?}");
        }
    }

    #[test]
    fn ports_are_one_or_a_range() {
        let cases = [
            ("443", Some((443, 443))),
            (" 8000 - 8100 ", Some((8000, 8100))),
            ("8000–8100", Some((8000, 8100))),
            ("0", None),
            ("65536", None),
            ("-1", None),
            ("9000-8000", None),
            ("４４３", None),
            ("", None),
            ("80,443", None),
        ];
        for (text, expected) in cases {
            assert_eq!(ports(text).ok(), expected, "{text:?}");
        }
        assert_eq!(
            (shown(443, 443), shown(1, 2)),
            ("443".to_owned(), "1-2".to_owned())
        );
    }
}
