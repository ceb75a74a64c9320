//! The address of a request, read strictly: what the text says and what would be dialled are the same place.

use domain::check::{ErrorClass, ProbeError};
use url::Url;

use crate::guard::{DialFailed, Guard, Host};

/// Ports where other protocols listen that a request could be mistaken for (the WHATWG list, and databases).
const NOT_HTTP: [u16; 89] = [
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
    526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
    3306, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
    10080, 11211, 27017, 27018, 50000,
];

/// Where one request goes.
#[derive(Clone, Debug)]
pub struct Target {
    pub url: Url,
    pub host: Host,
    pub port: u16,
    pub encrypted: bool,
}

impl Target {
    /// Reads an address.
    ///
    /// # Errors
    /// Refused unless it is http or https with a plain host, no user, and a port where HTTP may be spoken.
    pub fn parse(text: &str) -> Result<Self, ProbeError> {
        let refused = |why: &str| Err(DialFailed::Refused(format!("the address {why}.")).into());
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return refused("holds a space or a control character");
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return refused("does not begin with http:// or https://");
        };
        let encrypted = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return refused("does not begin with http:// or https://"),
        };
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        if authority.contains('\\') {
            return refused("holds a backslash");
        }
        if authority.contains('@') {
            return refused("holds a user name, which belongs into a header");
        }
        let written = match (authority.rfind(']'), authority.rfind(':')) {
            (Some(bracket), Some(colon)) if colon < bracket => authority,
            (_, Some(colon)) => &authority[..colon],
            (_, None) => authority,
        };
        let host = Guard::host(written)?;
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(why) => return refused(&format!("cannot be read ({why})")),
        };
        // Two readers of one text: where they disagree about the host, nothing is sent.
        let same = url
            .host_str()
            .is_some_and(|read| Host::parse(read).is_ok_and(|read| read == host));
        if !same || url.cannot_be_a_base() {
            return refused("can be read in two ways");
        }
        let Some(port) = url.port_or_known_default().filter(|port| *port != 0) else {
            return refused("has no usable port");
        };
        if NOT_HTTP.contains(&port) {
            return refused(&format!(
                "names port {port}, where something other than HTTP is spoken"
            ));
        }
        Ok(Self {
            url,
            host,
            port,
            encrypted,
        })
    }

    /// Where a redirect leads.
    ///
    /// # Errors
    /// Refused when it leads nowhere, to another scheme, or from https to http.
    pub fn redirected(&self, location: &str) -> Result<Self, ProbeError> {
        if location.trim().is_empty() {
            let message = "The target redirects without saying where to.".to_owned();
            return Err(ProbeError {
                class: ErrorClass::Protocol,
                message,
            });
        }
        let joined = self.url.join(location.trim()).map_err(|why| ProbeError {
            class: ErrorClass::Protocol,
            message: format!("The target redirects to something that is no address ({why})."),
        })?;
        let next = Self::parse(joined.as_str())?;
        if self.encrypted && !next.encrypted {
            let why = format!(
                "the target redirects from https to {}, which is not encrypted.",
                next.place()
            );
            return Err(DialFailed::Refused(why).into());
        }
        Ok(next)
    }

    /// Whether what was meant for one may be told to the other.
    pub fn same_origin(&self, other: &Self) -> bool {
        self.url.origin() == other.url.origin()
    }

    /// Scheme, host and port, without path or query.
    pub fn place(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Host and port for the Host header.
    pub fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Path and query for the request line.
    pub fn path(&self) -> String {
        let path = self.url.path();
        self.url
            .query()
            .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_plain_addresses() {
        let target = Target::parse("HTTPS://Shop.Example:8443/a?b=c#d").unwrap();
        assert_eq!((target.port, target.encrypted), (8443, true));
        assert_eq!(
            (target.authority().as_str(), target.path().as_str()),
            ("shop.example:8443", "/a?b=c")
        );
        assert_eq!(
            Target::parse("http://[::1]:8080").unwrap().authority(),
            "[::1]:8080"
        );
        assert_eq!(Target::parse("http://shop.example").unwrap().port, 80);
    }

    #[test]
    fn redirects_keep_to_the_rules() {
        let from = Target::parse("https://shop.example/a/b").unwrap();
        assert_eq!(
            from.redirected("../c").unwrap().url.as_str(),
            "https://shop.example/c"
        );
        assert_eq!(
            from.redirected("//other.example/x").unwrap().place(),
            "https://other.example"
        );
        for (location, class) in [
            ("", ErrorClass::Protocol),
            ("http://shop.example/", ErrorClass::RefusedByPolicy),
            ("file:///etc/passwd", ErrorClass::RefusedByPolicy),
            ("gopher://shop.example/", ErrorClass::RefusedByPolicy),
            ("https://user:pw@shop.example/", ErrorClass::RefusedByPolicy),
            ("https://shop.example:22/", ErrorClass::RefusedByPolicy),
            ("javascript:alert(1)", ErrorClass::RefusedByPolicy),
        ] {
            assert_eq!(from.redirected(location).unwrap_err().class, class, "{location}");
        }
    }
}
