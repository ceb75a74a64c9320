//! What a check asks for: the probe to send, the rules its measurement must satisfy, and how long both may count.
//! Stored as JSON; unknown keys are refused, so that a misspelt option is noticed instead of ignored.

use serde::{Deserialize, Serialize};

use super::{ProbeKind, Rule};

/// One automated check, complete. `validate` says whether it can be saved, `resolve` fills its placeholders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckSpec {
    pub probe: ProbeSpec,
    /// All of them must hold. A check without rules can never pass.
    pub rules: Vec<Rule>,
    /// How long the whole measurement may take, redirects and all.
    #[serde(default = "CheckSpec::default_timeout_ms")]
    pub timeout_ms: u32,
    /// How long a result counts before it is stale.
    #[serde(default = "CheckSpec::default_freshness_s")]
    pub freshness_s: u32,
}

impl CheckSpec {
    pub const MIN_TIMEOUT_MS: u32 = 100;
    pub const MAX_TIMEOUT_MS: u32 = 60_000;
    pub const MIN_FRESHNESS_S: u32 = 10;
    pub const MAX_FRESHNESS_S: u32 = 366 * 24 * 3600;

    pub const fn default_timeout_ms() -> u32 {
        10_000
    }

    pub const fn default_freshness_s() -> u32 {
        15 * 60
    }

    /// A check with the usual time limit and freshness.
    pub fn new(probe: ProbeSpec, rules: Vec<Rule>) -> Self {
        Self {
            probe,
            rules,
            timeout_ms: Self::default_timeout_ms(),
            freshness_s: Self::default_freshness_s(),
        }
    }
}

/// What is asked of the world, by kind of probe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProbeSpec {
    Http(HttpSpec),
    Tcp(TcpSpec),
    Sql(SqlSpec),
}

impl ProbeSpec {
    pub fn kind(&self) -> ProbeKind {
        match self {
            Self::Http(_) => ProbeKind::Http,
            Self::Tcp(_) => ProbeKind::Tcp,
            Self::Sql(_) => ProbeKind::Sql,
        }
    }

    /// Reads what an import proposed (`CheckDraft::spec`), whose JSON carries no `kind` of its own.
    /// `None` for a kind that no probe measures yet, or where the proposal lacks something the probe needs.
    pub fn from_draft(kind: ProbeKind, draft: &serde_json::Value) -> Option<Self> {
        match kind {
            ProbeKind::Http => serde_json::from_value(draft.clone()).ok().map(Self::Http),
            ProbeKind::Tcp => serde_json::from_value(draft.clone()).ok().map(Self::Tcp),
            ProbeKind::Sql => serde_json::from_value(draft.clone()).ok().map(Self::Sql),
            _ => None,
        }
    }
}

/// One HTTP request. Redirects are followed only where the check says so, and each through the guard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSpec {
    #[serde(default)]
    pub method: HttpMethod,
    pub url: String,
    /// In the order given; names are not repeated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    #[serde(default)]
    pub follow_redirects: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    #[default]
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

impl HttpMethod {
    pub const ALL: [Self; 7] = [
        Self::Get,
        Self::Head,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Options,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// Whether the request is meant to leave the target as it was. The editor warns about the others.
    pub const fn reads_only(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }
}

/// A connection to a port; with `send` something is said first, with `expect_banner` an answer is waited for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TcpSpec {
    pub host: String,
    pub port: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<String>,
    #[serde(default)]
    pub expect_banner: bool,
}

/// One reading statement on a named connection of the environment, whose role can only read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqlSpec {
    /// Empty where an import could not know it; a check without it is not saved.
    #[serde(default)]
    pub connection: String,
    pub statement: String,
}
