//! What the rules about commands look for in shell text: single calls, pipelines, and texts that follow without end.

use crate::import::command::shell::{self, Call, Script};

/// A shell text, read once for a rule.
pub struct ShellText {
    pub script: Script,
}

impl ShellText {
    pub fn read(text: &str) -> Self {
        ShellText {
            script: shell::script(text),
        }
    }

    /// Calls joined by pipes, in order.
    pub fn pipelines(&self) -> impl Iterator<Item = &[Call]> {
        self.script
            .calls
            .chunk_by(|one, next| one.pipeline == next.pipeline)
    }

    /// The call that goes on until somebody stops it.
    pub fn endless(&self) -> Option<&Call> {
        self.script.calls.iter().find(|call| is_endless(call))
    }
}

fn is_endless(call: &Call) -> bool {
    let flag = |letters: &[&str]| call.args.iter().any(|arg| letters.contains(&arg.as_str()));
    match call.name.as_str() {
        "tail" => call.args.iter().any(|arg| {
            arg.starts_with("--follow")
                || (arg.starts_with('-')
                    && !arg.starts_with("--")
                    && arg.len() <= 6
                    && arg.contains(['f', 'F']))
        }),
        "journalctl" => flag(&["-f", "--follow", "-fu", "-xef", "-xefu", "-ef"]),
        "kubectl" | "docker" | "docker-compose" | "oc" | "heroku" | "podman" => {
            call.args.iter().any(|arg| arg == "logs") && flag(&["-f", "--follow", "--tail", "-t"]) && {
                // Heroku's --tail follows, docker's --tail takes a number.
                flag(&["-f", "--follow"]) || call.name == "heroku"
            }
        }
        "watch" => true,
        "ping" => !call
            .args
            .iter()
            .any(|arg| arg.starts_with("-c") || arg.starts_with("-w")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_without_end_is_told_from_what_ends() {
        for endless in [
            "tail -f /var/log/a | grep ERROR",
            "journalctl -fu api",
            "kubectl logs -f deploy/api",
            "watch kubectl get pods",
            "ping db",
            "tail -n 5 -F x",
        ] {
            assert!(ShellText::read(endless).endless().is_some(), "{endless}");
        }
        for ending in [
            "tail -100 file",
            "docker service logs api --tail 50",
            "ping -c 3 db",
            "journalctl -u api --since today",
            "kubectl logs deploy/api",
        ] {
            assert!(ShellText::read(ending).endless().is_none(), "{ending}");
        }
    }
}
