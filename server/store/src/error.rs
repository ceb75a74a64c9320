//! What can go wrong between a query and its value.

use thiserror::Error;

#[derive(Debug, Error)]
pub enum Error {
    /// The database does not answer, or not as it should.
    #[error(transparent)]
    Driver(sqlx::Error),
    /// A row that the schema allows and the domain does not.
    #[error("inconsistent row: {table}.{column} of {id}")]
    Inconsistent {
        table: &'static str,
        column: &'static str,
        id: String,
    },
    /// A named rule of the schema said no.
    #[error("refused by {name}")]
    Constraint { name: String },
    /// The row moved on since it was read.
    #[error("the row has changed meanwhile")]
    Stale,
}

impl Error {
    pub fn inconsistent(table: &'static str, column: &'static str, id: impl ToString) -> Self {
        Self::Inconsistent {
            table,
            column,
            id: id.to_string(),
        }
    }

    /// True when the named rule of the schema refused.
    pub fn is_constraint(&self, wanted: &str) -> bool {
        matches!(self, Self::Constraint { name } if name == wanted)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|e| e.constraint()) {
            Some(name) => Self::Constraint {
                name: name.to_owned(),
            },
            None => Self::Driver(error),
        }
    }
}

pub type Result<T> = std::result::Result<T, Error>;

/// An unsigned count that the database keeps as a signed one.
pub(crate) fn count<N>(value: N, table: &'static str, column: &'static str, id: impl ToString) -> Result<u32>
where
    u32: TryFrom<N>,
{
    u32::try_from(value).map_err(|_| Error::inconsistent(table, column, id))
}

/// A value kept as JSON.
pub(crate) fn read<T: serde::de::DeserializeOwned>(
    value: serde_json::Value,
    table: &'static str,
    column: &'static str,
    id: impl ToString,
) -> Result<T> {
    serde_json::from_value(value).map_err(|_| Error::inconsistent(table, column, id))
}

/// As [`read`], without a tree of values in between: for columns that are read by the hundred.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(
    json: &sqlx::types::Json<Box<serde_json::value::RawValue>>,
    table: &'static str,
    column: &'static str,
    id: impl ToString,
) -> Result<T> {
    serde_json::from_str(json.0.get()).map_err(|_| Error::inconsistent(table, column, id))
}

/// A value as JSON. Fails only for types that JSON has no form for; none of ours is.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<serde_json::Value> {
    serde_json::to_value(value).map_err(|e| Error::Driver(sqlx::Error::Encode(Box::new(e))))
}
