//! Commands inside other commands: behind `sudo` and `timeout`, in a container, handed to a shell, on another machine.

use super::effect::{Assessment, nested};
use super::shell::Call;

/// The command behind `sudo`, `timeout 5`, `env A=b`, `npx`.
pub fn wrapped(call: &Call) -> Option<Call> {
    let mut rest = call.args.iter().skip_while(|arg| {
        arg.starts_with('-')
            || arg.contains('=')
            || arg.trim_end_matches(['s', 'm', 'h']).parse::<f64>().is_ok()
    });
    let name = rest.next()?.clone();
    Some(Call {
        name,
        args: rest.cloned().collect(),
        pipeline: call.pipeline,
    })
}

/// The command that runs inside a container: `kubectl exec … -- psql …`, `docker exec -it web …`, `docker compose exec web …`.
pub fn inside(name: &str, args: &[String]) -> Option<Call> {
    let exec = args.iter().position(|arg| arg == "exec")?;
    let rest = &args[exec + 1..];
    let words = match rest.iter().position(|arg| arg == "--") {
        Some(at) => &rest[at + 1..],
        None if matches!(name, "kubectl" | "oc") => return None,
        None => {
            let mut at = 0;
            while let Some(arg) = rest.get(at).filter(|arg| arg.starts_with('-')) {
                at += 1 + usize::from(matches!(
                    arg.as_str(),
                    "-e" | "--env" | "-u" | "--user" | "-w" | "--workdir"
                ));
            }
            rest.get(at + 1..)?
        }
    };
    let (program, args) = words.split_first()?;
    Some(Call {
        name: program.clone(),
        args: args.to_vec(),
        pipeline: 0,
    })
}

/// A shell that is handed a text, or a script that the document does not show.
pub fn shell(name: &str, args: &[String], depth: usize) -> Assessment {
    if name == "eval" {
        return Assessment::unknown("eval runs a text that is not in the document");
    }
    match args
        .iter()
        .position(|arg| arg == "-c" || arg == "-lc" || arg == "-ec")
    {
        Some(at) => args.get(at + 1).map_or_else(
            || Assessment::unknown("no command stands after -c"),
            |text| nested(text, depth + 1),
        ),
        None => match args.iter().find(|arg| !arg.starts_with('-')) {
            Some(script) => Assessment::unknown(format!(
                "runs the script {script}, which the document does not show"
            )),
            None => Assessment::reads("opens a shell"),
        },
    }
}

/// What runs on another machine.
pub fn ssh(args: &[String], depth: usize) -> Assessment {
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if matches!(
            arg.as_str(),
            "-p" | "-i" | "-l" | "-o" | "-L" | "-R" | "-J" | "-F"
        ) {
            rest.next();
        } else if !arg.starts_with('-') {
            break;
        }
    }
    let remote: Vec<String> = rest.cloned().collect();
    if remote.is_empty() {
        Assessment::reads("opens a session on another machine")
    } else {
        nested(&remote.join(" "), depth + 1)
    }
}
