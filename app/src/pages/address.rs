//! What an address says: the ids in its path and the values of its query.

use std::str::FromStr;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::error::ApiError;

/// A part of the path.
///
/// # Errors
/// `NotFound` where it is not what stands there in addresses we make.
pub fn in_path<T: FromStr>(name: &str) -> Result<T, ApiError> {
    use_params_map()
        .with_untracked(|params| params.get(name).and_then(|text| text.parse().ok()))
        .ok_or(ApiError::NotFound)
}

/// A value of the query; empty when it is not there.
pub fn in_query(name: &str) -> String {
    use_query_map().with_untracked(|query| query.get(name).unwrap_or_default())
}
