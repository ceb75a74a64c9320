//! From the command line to the act: one line per command, and the exit code.

use std::process::ExitCode;

use clap::Parser;

use super::{Cli, Command, UserArgs, export, import, logging};
use crate::config::{LogFormat, Storage};
use crate::{admin, migrate, serve};

/// What commands other than the server log: only what a person must know.
const QUIET: &str = "warn";

/// Reads the command line and does what it says. A failure is one sentence on standard error and exit code 1.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Cli::parse().into_command() {
        Command::Import(args) => return import::run(&args),
        Command::Export(args) => return export::run(&args),
        Command::Serve(config) => {
            logging::start(config.log_format, &config.log).and_then(|()| wait_for(serve::run(config)))
        }
        Command::Migrate(storage) => quietly(migrate_database(storage)),
        Command::User(args) => quietly(user(args)),
        Command::Verify(storage) => quietly(verify(storage)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("countersign: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn migrate_database(storage: Storage) -> anyhow::Result<()> {
    let database = storage.join().await?;
    let done = migrate::run(&database.owner_url, &database.app_url).await;
    database.close().await?;
    done?;
    println!("The database has this program's schema.");
    Ok(())
}

async fn user(args: UserArgs) -> anyhow::Result<()> {
    let database = args.storage.join().await?;
    let done = admin::user(&database.app_url, args.base_url, &args.act).await;
    database.close().await?;
    println!("{}", done?);
    Ok(())
}

async fn verify(storage: Storage) -> anyhow::Result<()> {
    let database = storage.join().await?;
    let done = admin::verify(&database.app_url).await;
    database.close().await?;
    println!("{}", done?);
    Ok(())
}

fn quietly(act: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    logging::start(LogFormat::Text, QUIET)?;
    wait_for(act)
}

fn wait_for(act: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(act)
}
