//! Whether the role a check asks as could write. A read-only transaction is no boundary for a statement that people
//! write; the role is. So a role that may do more than read gets no statement at all.

use domain::check::{ErrorClass, ProbeError};
use tokio_postgres::Transaction;

use crate::guard::OwnDatabase;

/// The first thing found that the role, or a role it could become, may do besides reading; null where there is nothing.
const COULD_WRITE: &str = r"
WITH me AS (
  SELECT oid, rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
  FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(session_user, oid, 'MEMBER')
), relations AS (
  SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, c.relkind
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname NOT LIKE 'pg\_temp\_%' AND n.nspname NOT LIKE 'pg\_toast%'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
)
SELECT why FROM (
  SELECT 1 AS place, 'it is a superuser' AS why FROM me WHERE rolsuper
  UNION ALL
  SELECT 2, 'it may create roles or databases, replicate, or pass over row security' FROM me
  WHERE rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
  UNION ALL
  SELECT 3, 'it belongs to ' || rolname FROM me
  WHERE rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_read_server_files',
                    'pg_signal_backend', 'pg_checkpoint', 'pg_maintain', 'pg_create_subscription', 'pg_database_owner')
  UNION ALL
  SELECT 4, 'it may write to ' || r.name FROM relations r, me
  WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND (pg_catalog.has_table_privilege(me.oid, r.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
         OR pg_catalog.has_any_column_privilege(me.oid, r.oid, 'INSERT, UPDATE'))
  UNION ALL
  SELECT 5, 'it may advance the sequence ' || r.name FROM relations r, me
  WHERE r.relkind = 'S' AND pg_catalog.has_sequence_privilege(me.oid, r.oid, 'USAGE, UPDATE')
  UNION ALL
  SELECT 6, 'it may create objects in the schema ' || n.nspname FROM pg_catalog.pg_namespace n, me
  WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
    AND pg_catalog.has_schema_privilege(me.oid, n.oid, 'CREATE')
  UNION ALL
  SELECT 7, 'it may create schemas in this database' FROM me
  WHERE pg_catalog.has_database_privilege(me.oid, pg_catalog.current_database(), 'CREATE')
) AS found ORDER BY place LIMIT 1";

/// The cluster, as far as the role may know it. Everybody may, by default.
const WHERE_ARE_WE: &str = "SELECT pg_catalog.current_database()::text, \
     (SELECT system_identifier::text FROM pg_catalog.pg_control_system())";

/// Makes sure that the session is where and who it should be.
///
/// # Errors
/// Refused when the role could write, or when this is the product's own database by a detour.
pub async fn make_sure(transaction: &Transaction<'_>, own: Option<&OwnDatabase>) -> Result<(), Unfit> {
    if let Some(own) = own.filter(|own| own.cluster.is_some()) {
        let row = transaction.query_one(WHERE_ARE_WE, &[]).await?;
        let (database, cluster): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if database == own.name && Some(cluster) == own.cluster {
            return Err(refused(
                ErrorClass::RefusedByPolicy,
                "Refused by policy: this is the database Countersign itself lives in.".to_owned(),
            ));
        }
    }
    if let Some(row) = transaction.query_opt(COULD_WRITE, &[]).await? {
        let why: String = row.try_get(0)?;
        return Err(refused(
            ErrorClass::Credentials,
            format!(
                "The role of this connection can do more than read: {why}. Give the connection a role with SELECT alone."
            ),
        ));
    }
    Ok(())
}

fn refused(class: ErrorClass, message: String) -> Unfit {
    Unfit::Refused(ProbeError { class, message })
}

/// Why no statement is run.
pub enum Unfit {
    Refused(ProbeError),
    Asking(tokio_postgres::Error),
}

impl From<tokio_postgres::Error> for Unfit {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Asking(error)
    }
}
