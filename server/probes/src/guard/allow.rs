//! The allow-list of an environment: the hosts, networks and ports its checks may reach. Nothing else is reachable.

use std::fmt;
use std::net::IpAddr;
use std::ops::RangeInclusive;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::Host;
use super::address::{Place, place, plain};

/// Wider networks open public addresses only: nobody who writes 0.0.0.0/0 means the loopback.
const WIDEST_PRIVATE_V4: u8 = 8;
const WIDEST_PRIVATE_V6: u8 = 7;

/// All entries of one environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowList {
    pub entries: Vec<AllowEntry>,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredEntry", into = "StoredEntry")]
pub struct AllowEntry {
    target: AllowTarget,
    ports: RangeInclusive<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum AllowTarget {
    Host(String),
    /// `*.shop.example`: every name below it, at any depth, not the name itself.
    Below(String),
    Network(IpNet),
}

/// Why an entry cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryRefused {
    #[error("Write a host name, *.name for all names below it, or a network such as 10.0.0.0/8.")]
    Target,
    #[error("A port is between 1 and 65535, and a range begins with the smaller one.")]
    Ports,
    #[error("*.{{name}} needs a name of at least two parts, such as *.shop.example.")]
    TooWide,
    #[error("Checks never go there: it is {0}.")]
    Never(&'static str),
}

impl AllowEntry {
    /// An entry for a host name, `*.name`, an address or a network, and the ports there.
    ///
    /// # Errors
    /// Refused when the target is none of these, or is a place that no check may reach.
    pub fn new(target: &str, ports: RangeInclusive<u16>) -> Result<Self, EntryRefused> {
        if *ports.start() == 0 || ports.start() > ports.end() {
            return Err(EntryRefused::Ports);
        }
        Ok(Self {
            target: AllowTarget::parse(target.trim())?,
            ports,
        })
    }

    /// Reads "443" or "8000-8099".
    ///
    /// # Errors
    /// Refused unless it is a port or a range of ports.
    pub fn ports_from(text: &str) -> Result<RangeInclusive<u16>, EntryRefused> {
        let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
        let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port > 0);
        match (port(first), port(last)) {
            (Some(first), Some(last)) if first <= last => Ok(first..=last),
            _ => Err(EntryRefused::Ports),
        }
    }

    pub fn target(&self) -> String {
        match &self.target {
            AllowTarget::Host(name) => name.clone(),
            AllowTarget::Below(name) => format!("*.{name}"),
            AllowTarget::Network(net) => net.to_string(),
        }
    }

    pub fn ports(&self) -> RangeInclusive<u16> {
        self.ports.clone()
    }

    fn names(&self, host: &Host, port: u16) -> bool {
        let Host::Name(name) = host else { return false };
        self.ports.contains(&port)
            && match &self.target {
                AllowTarget::Host(allowed) => allowed == name,
                AllowTarget::Below(parent) => name
                    .strip_suffix(parent.as_str())
                    .is_some_and(|front| front.len() > 1 && front.ends_with('.')),
                AllowTarget::Network(_) => false,
            }
    }

    fn covers(&self, address: IpAddr, port: u16) -> bool {
        let AllowTarget::Network(net) = &self.target else {
            return false;
        };
        let narrow = match net {
            IpNet::V4(v4) => v4.prefix_len() >= WIDEST_PRIVATE_V4,
            IpNet::V6(v6) => v6.prefix_len() >= WIDEST_PRIVATE_V6,
        };
        self.ports.contains(&port)
            && net.contains(&plain(address))
            && (narrow || place(address) == Place::Public)
    }
}

impl AllowTarget {
    fn parse(text: &str) -> Result<Self, EntryRefused> {
        if let Ok(net) = text.parse::<IpNet>() {
            return Self::network(net);
        }
        if let Some(parent) = text.strip_prefix("*.") {
            return match Host::parse(parent) {
                Ok(Host::Name(name)) if name.contains('.') => Ok(Self::Below(name)),
                Ok(Host::Name(_)) => Err(EntryRefused::TooWide),
                _ => Err(EntryRefused::Target),
            };
        }
        match Host::parse(text) {
            Ok(Host::Name(name)) if !name.contains('*') => Ok(Self::Host(name)),
            Ok(Host::Address(address)) => Self::network(plain(address).into()),
            _ => Err(EntryRefused::Target),
        }
    }

    fn network(net: IpNet) -> Result<Self, EntryRefused> {
        let net = net.trunc();
        // Only where the whole network is such a place; a wide one merely contains some.
        match (place(net.network()), place(net.broadcast())) {
            (Place::Never(why), Place::Never(_)) if net.prefix_len() >= WIDEST_PRIVATE_V4 => {
                Err(EntryRefused::Never(why))
            }
            _ => Ok(Self::Network(net)),
        }
    }
}

impl AllowList {
    /// An environment's entries.
    pub fn new(entries: impl IntoIterator<Item = AllowEntry>) -> Self {
        Self {
            entries: entries.into_iter().collect(),
        }
    }

    /// Whether anything at all is reachable under this host's name.
    pub(super) fn names(&self, host: &Host, port: u16) -> bool {
        self.entries.iter().any(|entry| entry.names(host, port))
    }

    pub(super) fn covers(&self, address: IpAddr, port: u16) -> bool {
        self.entries.iter().any(|entry| entry.covers(address, port))
    }

    /// Whether some network is listed for this port: only then can a name that is not listed be worth resolving.
    pub(super) fn has_network_for(&self, port: u16) -> bool {
        self.entries
            .iter()
            .any(|e| matches!(e.target, AllowTarget::Network(_)) && e.ports.contains(&port))
    }
}

impl fmt::Display for AllowEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} port {}", self.target(), self.ports.start())?;
        if self.ports.start() != self.ports.end() {
            write!(f, "-{}", self.ports.end())?;
        }
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredEntry {
    target: String,
    first_port: u16,
    last_port: u16,
}

impl TryFrom<StoredEntry> for AllowEntry {
    type Error = EntryRefused;

    fn try_from(stored: StoredEntry) -> Result<Self, EntryRefused> {
        Self::new(&stored.target, stored.first_port..=stored.last_port)
    }
}

impl From<AllowEntry> for StoredEntry {
    fn from(entry: AllowEntry) -> Self {
        Self {
            target: entry.target(),
            first_port: *entry.ports.start(),
            last_port: *entry.ports.end(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(target: &str) -> Result<String, EntryRefused> {
        AllowEntry::new(target, 443..=443).map(|entry| entry.to_string())
    }

    #[test]
    fn entries_are_read_and_read_back() {
        assert_eq!(entry(" Shop.Example. "), Ok("shop.example port 443".into()));
        assert_eq!(entry("*.shop.example"), Ok("*.shop.example port 443".into()));
        assert_eq!(entry("10.1.2.3/8"), Ok("10.0.0.0/8 port 443".into()));
        assert_eq!(entry("127.0.0.1"), Ok("127.0.0.1/32 port 443".into()));
        assert_eq!(entry("fd00::/8"), Ok("fd00::/8 port 443".into()));
        assert_eq!(entry("[::1]"), Ok("::1/128 port 443".into()));
        assert_eq!(entry("*.example"), Err(EntryRefused::TooWide));
        assert_eq!(entry("*"), Err(EntryRefused::Target));
        assert_eq!(entry("http://a.example"), Err(EntryRefused::Target));
        assert_eq!(entry("0x7f.1"), Err(EntryRefused::Target));
        assert!(matches!(entry("169.254.169.254"), Err(EntryRefused::Never(_))));
        assert!(matches!(entry("fe80::/10"), Err(EntryRefused::Never(_))));
        assert_eq!(AllowEntry::ports_from("8000-8099"), Ok(8000..=8099));
        assert_eq!(AllowEntry::ports_from(" 443 "), Ok(443..=443));
        for bad in ["", "0", "70000", "9-1", "-1", "a", "1-2-3"] {
            assert_eq!(AllowEntry::ports_from(bad), Err(EntryRefused::Ports), "{bad}");
        }
        assert_eq!(AllowEntry::new("a.example", 0..=5), Err(EntryRefused::Ports));
    }

    #[test]
    fn names_match_whole_labels_and_ports() {
        let below = AllowEntry::new("*.shop.example", 443..=444).unwrap();
        let host = |text: &str| Host::parse(text).unwrap();
        assert!(below.names(&host("api.shop.example"), 443));
        assert!(below.names(&host("a.b.shop.example"), 444));
        assert!(!below.names(&host("shop.example"), 443));
        assert!(!below.names(&host("evilshop.example"), 443));
        assert!(!below.names(&host("api.shop.example"), 80));
    }

    #[test]
    fn a_wide_network_opens_no_private_place() {
        let all = AllowEntry::new("0.0.0.0/0", 80..=80).unwrap();
        assert!(all.covers("93.184.216.34".parse().unwrap(), 80));
        assert!(!all.covers("127.0.0.1".parse().unwrap(), 80));
        assert!(!all.covers("::ffff:10.0.0.1".parse().unwrap(), 80));
        let ten = AllowEntry::new("10.0.0.0/8", 80..=80).unwrap();
        assert!(ten.covers("::ffff:10.0.0.1".parse().unwrap(), 80));
        assert!(!ten.covers("10.0.0.1".parse().unwrap(), 81));
    }

    #[test]
    fn stored_entries_are_checked_again() {
        let entry = AllowEntry::new("10.0.0.0/8", 5432..=5433).unwrap();
        let json = serde_json::to_string(&entry).unwrap();
        assert_eq!(
            json,
            r#"{"target":"10.0.0.0/8","first_port":5432,"last_port":5433}"#
        );
        assert_eq!(serde_json::from_str::<AllowEntry>(&json).unwrap(), entry);
        assert!(
            serde_json::from_str::<AllowEntry>(r#"{"target":"*","first_port":1,"last_port":1}"#).is_err()
        );
    }
}
