//! Where in a deployment a part of the document stands, as its headings say: before it, the deployment itself, or after it.

use crate::import::text::{has_words, key};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Stage {
    Before,
    During,
    After,
    #[default]
    Unknown,
}

/// The stage that the innermost telling name gives; names come innermost first.
/// "Before market open" under "Go-live steps" belongs to the go-live: what is before something else decides only alone.
pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Stage {
    let mut prepared = false;
    for name in names {
        match read(name) {
            Read::Surely(stage) => return stage,
            Read::Prepares => prepared = true,
            Read::Nothing => {}
        }
    }
    if prepared { Stage::Before } else { Stage::Unknown }
}

enum Read {
    Surely(Stage),
    Prepares,
    Nothing,
}

const DEPLOYMENT: &str = "deploy|deployment|deploying|launch|go-live|go live|release|rollout|cutover|production|\
    prod|migration|despliegue|lanzamiento|implantação|lançamento|déploiement|bereitstellung";
const PREPARES: &str = "before|prior|prepare|preparation|preflight|pre-flight|readiness|staging|antes|\
    preparación|preparação|préparation|vorbereitung|事前|準備|准备";
const AFTER: &str = "after|post|following|monitoring|week 1|day 1|first 24 hours|stability|stable|después|depois|\
    après|nach|事後|发布后|部署后";

fn read(name: &str) -> Read {
    let key = key(name);
    let one_of = |list: &str| list.split('|').any(|word| has_words(&key, word));
    let joined = |prefixes: &[&str]| {
        DEPLOYMENT.split('|').any(|word| {
            prefixes
                .iter()
                .any(|prefix| key.contains(&format!("{prefix}{word}")))
        })
    };
    if joined(&[
        "pre-",
        "pre ",
        "before ",
        "before the ",
        "prior to ",
        "antes del ",
        "antes do ",
        "vor der ",
    ]) || has_words(&key, "pre-market")
    {
        return Read::Surely(Stage::Before);
    }
    if joined(&["post-", "post ", "after ", "after the "]) {
        return Read::Surely(Stage::After);
    }
    if one_of(PREPARES) {
        return Read::Prepares;
    }
    if one_of(AFTER) {
        return Read::Surely(Stage::After);
    }
    const DURING: &str = "deployment|deploy|deploying|launch|go-live|go live|rollout|cutover|during|\
        release steps|launch day|despliegue|implantação|lançamento|déploiement|デプロイ手順|部署|上线";
    if one_of(DURING) {
        return Read::Surely(Stage::During);
    }
    Read::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_tell_the_stage() {
        for (names, stage) in [
            (
                &["Pre-Deployment", "Production Deployment Checklist"][..],
                Stage::Before,
            ),
            (&["Before Market Open", "Go-Live Steps"], Stage::During),
            (&["Before we start"], Stage::Before),
            (&["Staging Deployment", "Pre-Deployment Checklist"], Stage::Before),
            (&["Post-Deploy Verification"], Stage::After),
            (&["Deployment Steps"], Stage::During),
            (&["Security"], Stage::Unknown),
            (&["Deployable units"], Stage::Unknown),
            (&["Después del despliegue"], Stage::After),
        ] {
            assert_eq!(of(names.iter().copied()), stage, "{names:?}");
        }
    }
}
