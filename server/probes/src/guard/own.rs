//! The server's own doors: the addresses it listens on and the database it lives in. No check ever reaches them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use super::address::plain;

/// What belongs to the product itself.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Where this server listens, as bound.
    pub listen: Vec<SocketAddr>,
    pub database: Option<OwnDatabase>,
}

/// The product's database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDatabase {
    /// Name or address as in the connection URL; empty for a socket on this machine.
    pub host: String,
    pub port: u16,
    pub name: String,
    /// `system_identifier` of the cluster, so that a detour to the same database is noticed after connecting.
    pub cluster: Option<String>,
}

impl Own {
    /// Whether the server itself answers there.
    pub(super) fn listens_at(&self, target: SocketAddr) -> bool {
        self.listen.iter().any(|own| {
            own.port() == target.port()
                && if own.ip().is_unspecified() {
                    is_this_machine(target.ip())
                } else {
                    plain(own.ip()) == plain(target.ip())
                }
        })
    }
}

/// Whether an address belongs to this machine. The kernel chooses the target itself as the source in exactly that case,
/// and "connecting" a datagram socket asks it without sending anything.
pub(super) fn is_this_machine(address: IpAddr) -> bool {
    let address = plain(address);
    if address.is_loopback() || address.is_unspecified() {
        return true;
    }
    let any: IpAddr = if address.is_ipv4() {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        Ipv6Addr::UNSPECIFIED.into()
    };
    let source = UdpSocket::bind((any, 0)).and_then(|socket| {
        socket.connect((address, 9))?;
        socket.local_addr()
    });
    source.is_ok_and(|source| source.ip() == address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_own_doors() {
        let own = Own {
            listen: vec!["0.0.0.0:3100".parse().unwrap()],
            database: None,
        };
        assert!(own.listens_at("127.0.0.1:3100".parse().unwrap()));
        assert!(own.listens_at("127.8.8.8:3100".parse().unwrap()));
        assert!(own.listens_at("[::ffff:127.0.0.1]:3100".parse().unwrap()));
        assert!(!own.listens_at("127.0.0.1:3101".parse().unwrap()));
        assert!(!own.listens_at("93.184.216.34:3100".parse().unwrap()));
        let one = Own {
            listen: vec!["127.0.0.1:3100".parse().unwrap()],
            database: None,
        };
        assert!(one.listens_at("127.0.0.1:3100".parse().unwrap()));
        assert!(!one.listens_at("10.0.0.1:3100".parse().unwrap()));
    }
}
