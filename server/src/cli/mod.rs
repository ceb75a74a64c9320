//! The program's words: what can be asked of `countersign` on the command line.
//! Parsing and help here; `run` leads to the acts, which are done elsewhere.

mod document;
mod export;
mod import;
mod logging;
mod run;

use clap::{Args, Parser, Subcommand};
pub use run::main;

use crate::config::{Config, Storage};

/// Countersign: deployment checklists that people tick, check, sign and report on.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Config,
}

/// One thing the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server. This is what happens without a command.
    Serve(Config),
    /// Bring the database to this program's schema, as the server does at its start.
    Migrate(Storage),
    /// Read a checklist and print what was understood. Needs no database.
    Import(ImportArgs),
    /// Write a checklist out again, as Markdown or as CSV. Needs no database.
    Export(ExportArgs),
    /// Let people in, and lock them out.
    User(UserArgs),
    /// Check the audit trail: recomputes every hash and names the first bad row.
    Verify(Storage),
}

impl Cli {
    /// What was asked for; `serve` when nothing was.
    #[must_use]
    pub fn into_command(self) -> Command {
        self.command.unwrap_or(Command::Serve(self.serve))
    }
}

/// Which document to read, and how to answer.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The document: Markdown, plain text or CSV; - reads standard input.
    #[arg(value_name = "FILE")]
    pub file: std::path::PathBuf,
    /// Print the whole checklist as JSON; else an overview.
    #[arg(long)]
    pub json: bool,
}

/// Which document to write out, and how.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The document: Markdown, CSV, or the JSON that import prints; - reads standard input.
    #[arg(value_name = "FILE")]
    pub file: std::path::PathBuf,
    /// Write Markdown that imports to the same content.
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv")]
    pub markdown: bool,
    /// Write the tasks and items as a table.
    #[arg(long)]
    pub csv: bool,
}

/// What to do about a person.
#[derive(Debug, Args)]
pub struct UserArgs {
    #[command(subcommand)]
    pub act: UserAct,
    #[command(flatten)]
    pub storage: Storage,
    /// Address people use, as the server was told; it begins the link that is printed.
    #[arg(long, env = "COUNTERSIGN_BASE_URL", value_name = "URL", default_value = "http://localhost:3100", global = true,
        value_parser = crate::config::base_url)]
    pub base_url: url::Url,
}

/// The acts about a person.
#[derive(Debug, Subcommand)]
pub enum UserAct {
    /// Invite a person: prints a link that works once.
    Add {
        /// The person's e-mail address, with which they sign in.
        email: String,
        /// The name as it will stand under signatures.
        #[arg(long)]
        name: String,
        /// Make the person an admin.
        #[arg(long)]
        admin: bool,
    },
    /// Let a person choose a new password: prints a link that works once, and ends their sessions.
    Reset {
        /// The person's e-mail address.
        email: String,
    },
    /// Lock a person out at once: ends sessions, links and open invitations. Their signatures stay.
    Disable {
        /// The person's e-mail address.
        email: String,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(args: &[&str]) -> Result<Command, clap::Error> {
        Cli::try_parse_from(std::iter::once("countersign").chain(args.iter().copied())).map(Cli::into_command)
    }

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_command_the_server_runs_and_takes_its_flags() {
        let Command::Serve(config) = parse(&["--addr", "127.0.0.1:9"]).unwrap() else {
            panic!("not serve")
        };
        assert_eq!(config.addr.port(), 9);
        assert!(matches!(parse(&[]).unwrap(), Command::Serve(_)));
        assert!(matches!(
            parse(&["serve", "--data", "/x"]).unwrap(),
            Command::Serve(_)
        ));
    }

    #[test]
    fn each_flag_has_an_environment_variable() {
        let mut command = Cli::command();
        command.build();
        let mut without = Vec::new();
        let serve = command.find_subcommand("serve").unwrap();
        for flag in serve
            .get_arguments()
            .filter(|a| !["help", "version"].contains(&a.get_id().as_str()))
        {
            if flag.get_env().is_none() {
                without.push(flag.get_id().to_string());
            }
        }
        assert_eq!(without, Vec::<String>::new());
    }

    #[test]
    fn an_export_has_one_form() {
        assert!(parse(&["export", "plan.md", "--csv"]).is_ok());
        assert!(parse(&["export", "-", "--markdown"]).is_ok());
        assert!(parse(&["export", "plan.md"]).is_err());
        assert!(parse(&["export", "plan.md", "--csv", "--markdown"]).is_err());
    }

    #[test]
    fn people_are_invited_reset_and_disabled() {
        let Command::User(user) =
            parse(&["user", "add", "ann@example.org", "--name", "Ann", "--admin"]).unwrap()
        else {
            panic!("not user")
        };
        assert!(matches!(user.act, UserAct::Add { admin: true, .. }));
        assert!(parse(&["user", "add", "ann@example.org"]).is_err());
        assert!(parse(&["user", "reset", "ann@example.org"]).is_ok());
        assert!(
            parse(&["user", "disable", "ann@example.org", "--data", "/x"]).is_err(),
            "storage comes before the act"
        );
        assert!(parse(&["user", "--data", "/x", "disable", "ann@example.org"]).is_ok());
    }
}
