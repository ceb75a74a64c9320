//! Names to addresses. One look-up per dial, and its answer is what is dialled: nobody asks a second time in between.

use std::net::IpAddr;

use async_trait::async_trait;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::LookupIpStrategy;

/// More addresses than this behind one name are not tried, they are refused.
pub const MAX_ADDRESSES: usize = 64;

/// Whoever knows names. A test brings its own.
#[async_trait]
pub trait Names: Send + Sync {
    /// All addresses of a name, IPv4 and IPv6.
    ///
    /// # Errors
    /// Refused when the name leads nowhere, or nobody could be asked.
    async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, NameFailed>;
}

/// Why a name has no addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFailed {
    #[error("The name {0} does not exist.")]
    NotFound(String),
    #[error("The name {0} has no address.")]
    NoAddress(String),
    #[error("The name {name} could not be looked up: {why}.")]
    NotAnswered { name: String, why: String },
    #[error("The name {0} stands for more than {MAX_ADDRESSES} addresses.")]
    TooMany(String),
}

/// The machine's own resolver settings and hosts file.
pub struct SystemNames {
    resolver: TokioResolver,
}

impl SystemNames {
    /// Reads the machine's settings.
    ///
    /// # Errors
    /// Refused when they cannot be read.
    pub fn new() -> Result<Self, NameFailed> {
        let failed = |why: String| NameFailed::NotAnswered {
            name: "(settings)".to_owned(),
            why,
        };
        let mut builder = TokioResolver::builder_tokio().map_err(|e| failed(e.to_string()))?;
        builder.options_mut().ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
        // An answer that was kept could outlive a change of the target; freshness matters more than a millisecond.
        builder.options_mut().cache_size = 0;
        let resolver = builder.build().map_err(|e| failed(e.to_string()))?;
        Ok(Self { resolver })
    }
}

#[async_trait]
impl Names for SystemNames {
    async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, NameFailed> {
        match self.resolver.lookup_ip(name).await {
            Ok(found) => {
                let addresses: Vec<IpAddr> = found.iter().take(MAX_ADDRESSES + 1).collect();
                match addresses.len() {
                    0 => Err(NameFailed::NoAddress(name.to_owned())),
                    n if n > MAX_ADDRESSES => Err(NameFailed::TooMany(name.to_owned())),
                    _ => Ok(addresses),
                }
            }
            Err(error) if error.is_nx_domain() => Err(NameFailed::NotFound(name.to_owned())),
            Err(error) if error.is_no_records_found() => Err(NameFailed::NoAddress(name.to_owned())),
            Err(error) => Err(NameFailed::NotAnswered {
                name: name.to_owned(),
                why: error.to_string(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_machine_knows_itself() {
        let found = SystemNames::new().unwrap().look_up("localhost").await.unwrap();
        assert!(
            found.iter().all(IpAddr::is_loopback) && !found.is_empty(),
            "{found:?}"
        );
    }
}
