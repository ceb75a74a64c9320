//! The server: routes, use cases, accounts and the processes around them.

pub mod admin;
pub mod assets;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod example;
pub mod http;
pub mod migrate;
pub mod notify;
pub mod postgres;
pub mod runner;
pub mod serve;
pub mod state;
pub mod summary;
pub mod usecases;
pub mod verify;
