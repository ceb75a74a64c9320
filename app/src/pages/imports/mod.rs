//! From a document to a deployment: handing it in, comparing it with what is proposed, correcting, creating.

mod decide;
mod finish;
mod new_deployment;
mod rows;
mod source;
mod start;
mod structure;
mod text;
mod wizard;

pub use self::{new_deployment::NewDeploymentPage, start::StartPage, wizard::ImportPage};
