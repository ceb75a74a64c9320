//! Roles as the team of the page calls them.

use domain::{role::Role, role_names::RoleNames};
use leptos::prelude::{provide_context, use_context};

/// From here on roles are called as this team calls them.
pub fn call_roles(names: &RoleNames) {
    provide_context(names.clone());
}

/// What the role is called on this page.
pub fn role_name(role: Role) -> String {
    use_context::<RoleNames>().unwrap_or_default().of(role).to_owned()
}

/// Roles as choices of a form.
pub fn role_choices(roles: &[Role]) -> Vec<(String, String)> {
    use_context::<RoleNames>().unwrap_or_default().choices(roles)
}
