//! The tables of both planes, one change a file. [`up`] brings one database to the present, as its owner.

mod control;
mod data;
mod ddl;

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, MigratorTrait};
use tenants::{Owner, Plane};

struct Control;

impl MigratorTrait for Control {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        control::migrations()
    }
}

struct Data;

impl MigratorTrait for Data {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        data::migrations()
    }
}

/// Applies what is missing and lets the server's role use it. Does nothing where nothing is missing.
///
/// # Errors
/// A change failed; it and what follows are not applied.
pub async fn up(owner: &Owner) -> Result<(), DbErr> {
    match owner.plane() {
        Plane::Control => Control::up(owner.connection(), None).await?,
        Plane::Data => Data::up(owner.connection(), None).await?,
    }
    let restricted = match owner.plane() {
        Plane::Control => control::restricted(),
        Plane::Data => data::restricted(),
    };
    owner.grant_to_server(&restricted).await
}

/// How many changes are missing.
///
/// # Errors
/// The database is out of reach.
pub async fn pending(owner: &Owner) -> Result<usize, DbErr> {
    let pending = match owner.plane() {
        Plane::Control => Control::get_pending_migrations(owner.connection()).await?,
        Plane::Data => Data::get_pending_migrations(owner.connection()).await?,
    };
    Ok(pending.len())
}
