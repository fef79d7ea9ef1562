//! The tables of both planes, one change a file. [`up`] brings one database to the present, as its owner.

mod control;
mod data;
mod ddl;

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr, TransactionTrait};
use sea_orm_migration::{IntoSchemaManagerConnection, MigrationTrait, MigratorTrait};
use tenants::{IN_TURN, Owner, Plane};

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

/// Applies what is missing and lets the server's role use it. Does nothing where nothing is missing, as the second of two
/// finds who do it at a time. SQLite files are one process's.
///
/// # Errors
/// A change failed; nothing is applied on PostgreSQL, on SQLite what came before it.
pub async fn up(owner: &Owner) -> Result<(), DbErr> {
    let connection = owner.connection();
    if connection.get_database_backend() == DbBackend::Postgres {
        let tx = connection.begin().await?;
        tx.execute_unprepared(IN_TURN).await?;
        apply(owner.plane(), &tx).await?;
        tx.commit().await?;
    } else {
        apply(owner.plane(), connection).await?;
    }
    let restricted = match owner.plane() {
        Plane::Control => control::restricted(),
        Plane::Data => data::restricted(),
    };
    owner.grant_to_server(&restricted).await
}

async fn apply<'c>(plane: Plane, connection: impl IntoSchemaManagerConnection<'c>) -> Result<(), DbErr> {
    match plane {
        Plane::Control => Control::up(connection, None).await,
        Plane::Data => Data::up(connection, None).await,
    }
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
