//! From a document to a deployment: handing it in, comparing it with what is proposed, correcting, creating.

mod apply;
mod checks;
mod compare;
mod decide;
mod draft_check;
mod findings;
mod finish;
mod new_deployment;
mod rows;
mod source;
mod start;
mod structure;
mod text;
mod wizard;

pub use self::{
    findings::findings_list, new_deployment::NewDeploymentPage, start::StartPage, wizard::ImportPage,
};
