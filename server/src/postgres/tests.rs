//! The private cluster against real PostgreSQL programs: made, stopped, adopted, refused, recovered.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use sqlx::{Connection, PgConnection, Row};

use super::{Private, PrivateRefused};

/// A data folder that PostgreSQL's user can reach, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("countersign-test-{name}-{}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o711)).unwrap();
        Self(path.canonicalize().unwrap())
    }

    fn pid_file(&self) -> PathBuf {
        self.0.join("postgres/cluster/postmaster.pid")
    }

    fn pid(&self) -> i32 {
        std::fs::read_to_string(self.pid_file())
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .parse()
            .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.pid_file().exists()
            && let Some(pid) = rustix::process::Pid::from_raw(self.pid())
        {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn ask(url: &str, sql: &'static str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let answer = sqlx::query(sql)
        .fetch_one(&mut connection)
        .await
        .unwrap()
        .get::<String, _>(0);
    connection.close().await.unwrap();
    answer
}

async fn run(url: &str, sql: &'static str) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(sql).execute(&mut connection).await?;
    connection.close().await
}

#[tokio::test]
async fn it_is_made_used_stopped_and_found_again() {
    let folder = Folder::new("made");
    let private = Private::start(&folder.0, None).await.unwrap();
    assert_eq!(ask(private.owner_url(), "SHOW data_checksums").await, "on");
    assert_eq!(ask(private.owner_url(), "SHOW fsync").await, "on");
    assert_eq!(
        ask(private.owner_url(), "SHOW password_encryption").await,
        "scram-sha-256"
    );
    assert_eq!(ask(private.owner_url(), "SHOW listen_addresses").await, "");
    assert_eq!(
        ask(private.owner_url(), "SELECT current_user::text").await,
        "countersign_owner"
    );
    assert_eq!(
        ask(private.app_url(), "SELECT current_user::text").await,
        "countersign_app"
    );
    run(
        private.owner_url(),
        "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')",
    )
    .await
    .unwrap();
    private.stop().await.unwrap();
    assert!(!folder.pid_file().exists(), "a clean end leaves no process file");

    let again = Private::start(&folder.0, None).await.unwrap();
    assert_eq!(
        ask(again.owner_url(), "SELECT word FROM kept").await,
        "still here"
    );
    again.stop().await.unwrap();
}

#[tokio::test]
async fn the_daily_role_owns_nothing_and_strangers_get_nothing() {
    let folder = Folder::new("roles");
    let private = Private::start(&folder.0, None).await.unwrap();
    run(private.owner_url(), "CREATE TABLE history (word text)")
        .await
        .unwrap();
    for refused in [
        "DROP TABLE history",
        "DELETE FROM history",
        "CREATE TABLE mine (word text)",
        "SET ROLE countersign_owner",
    ] {
        let error = run(private.app_url(), refused).await.expect_err(refused);
        let code = error
            .as_database_error()
            .and_then(|e| e.code().map(|c| c.into_owned()));
        assert_eq!(code.as_deref(), Some("42501"), "{refused}: {error}");
    }
    let wrong_password = private
        .app_url()
        .replacen("countersign_app:", "countersign_app:0", 1);
    assert!(PgConnection::connect(&wrong_password).await.is_err());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.0.join("database-passwords.json")), 0o600);
    assert_eq!(mode(&folder.0.join("postgres")), 0o700);
    assert!(!folder.0.join("postgres/superuser-password").exists());
    private.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_server_is_refused_and_a_command_beside_it_is_not() {
    let folder = Folder::new("second");
    let private = Private::start(&folder.0, None).await.unwrap();
    let refused = Private::start(&folder.0, None)
        .await
        .expect_err("the folder is held");
    assert!(matches!(refused, PrivateRefused::FolderInUse { .. }));
    let sentence = refused.to_string();
    assert!(sentence.contains(&folder.0.display().to_string()), "{sentence}");
    assert!(sentence.contains("--data"), "{sentence}");

    let beside = Private::join(&folder.0, None).await.unwrap();
    assert_eq!(ask(beside.app_url(), "SELECT 'reached'").await, "reached");
    beside.stop().await.unwrap();
    assert_eq!(ask(private.app_url(), "SELECT 'still up'").await, "still up");
    private.stop().await.unwrap();
}

#[tokio::test]
async fn what_a_killed_server_left_running_is_adopted() {
    let folder = Folder::new("adopt");
    let killed = Private::start(&folder.0, None).await.unwrap();
    run(
        killed.owner_url(),
        "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('acknowledged')",
    )
    .await
    .unwrap();
    let pid = folder.pid();
    drop(killed);

    let adopted = Private::start(&folder.0, None).await.unwrap();
    assert_eq!(folder.pid(), pid, "the same process goes on");
    assert_eq!(
        ask(adopted.owner_url(), "SELECT word FROM kept").await,
        "acknowledged"
    );
    adopted.stop().await.unwrap();
    assert!(!folder.pid_file().exists());
}

#[tokio::test]
async fn after_a_power_cut_it_recovers_even_if_its_old_number_belongs_to_another() {
    let folder = Folder::new("crash");
    let crashed = Private::start(&folder.0, None).await.unwrap();
    run(
        crashed.owner_url(),
        "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('acknowledged')",
    )
    .await
    .unwrap();
    let stale = std::fs::read_to_string(folder.pid_file()).unwrap();
    crashed.stop().await.unwrap();
    // What is left after a power cut and a restart: the file of the old process, whose number now belongs to
    // somebody else (here the first process of the machine, which lives for sure and is not PostgreSQL).
    let (_, rest) = stale.split_once('\n').unwrap();
    std::fs::write(folder.pid_file(), format!("1\n{rest}")).unwrap();

    let recovered = Private::start(&folder.0, None).await.unwrap();
    assert_ne!(folder.pid(), 1);
    assert_eq!(
        ask(recovered.owner_url(), "SELECT word FROM kept").await,
        "acknowledged"
    );
    recovered.stop().await.unwrap();
}

#[tokio::test]
async fn a_half_made_cluster_is_made_anew() {
    let folder = Folder::new("half");
    std::fs::create_dir_all(folder.0.join("postgres")).unwrap();
    drop(Private::start(&folder.0, None).await.unwrap().stop().await);
    let home = folder.0.join("postgres");
    std::fs::rename(home.join("cluster"), home.join("cluster.unfinished")).unwrap();

    let private = Private::start(&folder.0, None).await.unwrap();
    assert_eq!(ask(private.app_url(), "SELECT 'whole'").await, "whole");
    assert!(!home.join("cluster.unfinished").exists());
    private.stop().await.unwrap();
}

#[tokio::test]
async fn a_cluster_without_its_passwords_is_named_and_left_alone() {
    let folder = Folder::new("passwords");
    Private::start(&folder.0, None)
        .await
        .unwrap()
        .stop()
        .await
        .unwrap();
    let passwords = folder.0.join("database-passwords.json");
    let kept = std::fs::read_to_string(&passwords).unwrap();
    std::fs::remove_file(&passwords).unwrap();
    let refused = Private::start(&folder.0, None)
        .await
        .expect_err("nobody could connect");
    assert!(
        matches!(refused, PrivateRefused::PasswordsMissing { .. }),
        "{refused}"
    );
    std::fs::write(&passwords, "{}").unwrap();
    let refused = Private::start(&folder.0, None)
        .await
        .expect_err("the file says nothing");
    assert!(matches!(refused, PrivateRefused::Damaged { .. }), "{refused}");
    std::fs::write(&passwords, kept).unwrap();
    Private::start(&folder.0, None)
        .await
        .unwrap()
        .stop()
        .await
        .unwrap();
}

#[tokio::test]
async fn programs_of_another_version_are_refused_before_anything_is_touched() {
    let folder = Folder::new("version");
    Private::start(&folder.0, None)
        .await
        .unwrap()
        .stop()
        .await
        .unwrap();
    std::fs::write(folder.0.join("postgres/cluster/PG_VERSION"), "9\n").unwrap();
    let refused = Private::start(&folder.0, None)
        .await
        .expect_err("no PostgreSQL 9 is here");
    assert!(
        matches!(refused, PrivateRefused::OtherVersion { cluster: 9, .. }),
        "{refused}"
    );
}

#[tokio::test]
async fn the_end_of_postgresql_is_noticed() {
    let folder = Folder::new("ended");
    let mut private = Private::start(&folder.0, None).await.unwrap();
    let pid = rustix::process::Pid::from_raw(folder.pid()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert!(private.ended().await.contains("ended by itself"));
    private.stop().await.unwrap();
}
