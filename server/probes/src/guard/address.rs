//! What kind of place an address is: open to the world, private, or never to be reached by a check.
//! Sources: the IANA special-purpose registries for IPv4 and IPv6, and the metadata addresses clouds publish.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Public,
    /// Only with an allow-list entry that names the network.
    Private(&'static str),
    /// Whatever any list says.
    Never(&'static str),
}

const METADATA: &str = "the metadata service of a cloud";

/// The address that a connection would really go to: IPv4 dressed as IPv6 is undressed.
pub fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// The place behind an address.
pub fn place(address: IpAddr) -> Place {
    match plain(address) {
        IpAddr::V4(v4) => place_v4(v4),
        IpAddr::V6(v6) => place_v6(v6),
    }
}

fn place_v4(address: Ipv4Addr) -> Place {
    match address.octets() {
        [0, ..] => Place::Never("the unspecified address"),
        [127, ..] => Place::Private("a loopback address"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Place::Private("a private address"),
        // Alibaba answers here, in the middle of the carriers' range.
        [100, 100, 100, 200] => Place::Never(METADATA),
        [100, 64..=127, ..] => Place::Private("an address shared by carriers"),
        [169, 254, 169, 254] | [169, 254, 170, 2] | [169, 254, 170, 23] => Place::Never(METADATA),
        [169, 254, ..] => Place::Never("a link-local address"),
        // Azure's, which is not in any special range.
        [168, 63, 129, 16] => Place::Never(METADATA),
        // Oracle's 192.0.0.192 is in here.
        [192, 0, 0, _] => Place::Never("an address reserved for protocols"),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Place::Never("an address for documentation"),
        [192, 88, 99, _] => Place::Never("a tunnel address"),
        [198, 18..=19, ..] => Place::Private("an address for benchmarks"),
        [224..=239, ..] => Place::Never("a multicast address"),
        [240..=255, ..] => Place::Never("a reserved address"),
        _ => Place::Public,
    }
}

fn place_v6(address: Ipv6Addr) -> Place {
    const CLOUD_METADATA: [Ipv6Addr; 3] = [
        Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
        Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
        Ipv6Addr::new(0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42),
    ];
    if CLOUD_METADATA.contains(&address) {
        return Place::Never(METADATA);
    }
    let embedded = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Place::Never("the unspecified address"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Place::Private("a loopback address"),
        [0, 0, 0, 0, 0, 0, ..] => Place::Never("an obsolete address that holds an IPv4 one"),
        // Networks without IPv4 reach it through this prefix: what counts is where it comes out.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => match place_v4(embedded(high, low)) {
            Place::Public => Place::Public,
            _ => Place::Never("a translated address that does not lead to a public one"),
        },
        [0x64, 0xff9b, ..] => Place::Never("a translated address"),
        [0x100, 0, 0, 0, ..] => Place::Never("an address that discards"),
        [0x2001, 0, ..] | [0x2002, ..] => Place::Never("a tunnel address"),
        [0x2001, 0x20..=0x3f, ..] => Place::Never("an address that identifies, not locates"),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Place::Never("an address for documentation"),
        [0xfc00..=0xfdff, ..] => Place::Private("a private address"),
        [0xfe80..=0xfebf, ..] => Place::Never("a link-local address"),
        [0xfec0..=0xfeff, ..] => Place::Never("an obsolete private address"),
        [0xff00..=0xffff, ..] => Place::Never("a multicast address"),
        [0x2000..=0x3fff, ..] => Place::Public,
        _ => Place::Never("a reserved address"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let table = [
            ("93.184.216.34", "public"),
            ("172.15.255.255", "public"),
            ("172.32.0.0", "public"),
            ("100.63.255.255", "public"),
            ("2606:2800:220:1:248:1893:25c8:1946", "public"),
            ("64:ff9b::5db8:d822", "public"),
            ("::ffff:93.184.216.34", "public"),
            ("127.0.0.1", "private"),
            ("127.255.255.254", "private"),
            ("10.0.0.1", "private"),
            ("172.16.0.1", "private"),
            ("172.31.255.255", "private"),
            ("192.168.0.1", "private"),
            ("100.64.0.1", "private"),
            ("198.19.0.1", "private"),
            ("::1", "private"),
            ("fc00::1", "private"),
            ("fdff::1", "private"),
            ("::ffff:10.0.0.1", "private"),
            ("::ffff:127.0.0.1", "private"),
            ("0.0.0.0", "never"),
            ("0.1.2.3", "never"),
            ("169.254.0.1", "never"),
            ("169.254.169.254", "never"),
            ("::ffff:169.254.169.254", "never"),
            ("100.100.100.200", "never"),
            ("168.63.129.16", "never"),
            ("192.0.0.192", "never"),
            ("192.0.2.1", "never"),
            ("224.0.0.1", "never"),
            ("255.255.255.255", "never"),
            ("240.0.0.1", "never"),
            ("::", "never"),
            ("::7f00:1", "never"),
            ("64:ff9b::7f00:1", "never"),
            ("64:ff9b::a9fe:a9fe", "never"),
            ("64:ff9b:1::1", "never"),
            ("2002:7f00:1::", "never"),
            ("2001:0:1::1", "never"),
            ("2001:db8::1", "never"),
            ("fd00:ec2::254", "never"),
            ("fe80::1", "never"),
            ("febf::1", "never"),
            ("fec0::1", "never"),
            ("ff02::1", "never"),
            ("100::1", "never"),
            ("4000::1", "never"),
        ];
        for (address, wanted) in table {
            let found = match place(address.parse().unwrap()) {
                Place::Public => "public",
                Place::Private(_) => "private",
                Place::Never(_) => "never",
            };
            assert_eq!(found, wanted, "{address}");
        }
    }
}
