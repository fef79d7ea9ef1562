//! The owner's connections: for migrations and nothing else. The server itself runs as a role that owns nothing.

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as SeaDatabase, DatabaseConnection, DbBackend, DbErr, Statement,
};

use crate::database::{Database, Mode};
use crate::ids::{Slug, TenantId};
use crate::manifest::{Manifest, Placement};
use crate::rls::{self, Restricted};
use crate::storage::Storage;
use crate::tenant::Tenant;
use crate::tx::{RecordError, TenantTx};

/// Which tables a database holds. With PostgreSQL each plane is a schema, so one database can hold both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plane {
    Control,
    Data,
}

impl Plane {
    #[must_use]
    pub const fn schema(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Data => "data",
        }
    }
}

const OWNS: &str = "SELECT coalesce(bool_and(pg_has_role(current_user, tableowner, 'USAGE')), true) FROM pg_tables WHERE schemaname = current_schema()";

/// One database to migrate, as its owner.
#[derive(Debug)]
pub struct Owner {
    connection: DatabaseConnection,
    plane: Plane,
    server_role: Option<String>,
}

impl Owner {
    /// # Errors
    /// The database is out of reach.
    pub async fn of_control(storage: &Storage) -> Result<Self, DbErr> {
        match &storage.database_url {
            None => Self::sqlite(storage, "control", Plane::Control).await,
            Some(server) => {
                let owner = storage.database_owner_url.as_deref().unwrap_or(server);
                Self::postgres(owner, server, Plane::Control).await
            }
        }
    }

    /// The data plane that all pooled tenants share. None with SQLite, where nothing is shared.
    ///
    /// # Errors
    /// The database is out of reach.
    pub async fn of_pool(storage: &Storage) -> Result<Option<Self>, DbErr> {
        let Some(server) = &storage.database_url else {
            return Ok(None);
        };
        let owner = storage.database_owner_url.as_deref().unwrap_or(server);
        Self::postgres(owner, server, Plane::Data).await.map(Some)
    }

    /// The data plane of one tenant, where it has its own. None for a pooled tenant on PostgreSQL.
    ///
    /// # Errors
    /// The database is out of reach.
    pub async fn of_tenant(storage: &Storage, manifest: &Manifest) -> Result<Option<Self>, DbErr> {
        if storage.database_url.is_none() {
            return Self::sqlite(storage, manifest.slug.as_str(), Plane::Data)
                .await
                .map(Some);
        }
        if manifest.placement == Placement::Pooled {
            return Ok(None);
        }
        let server = own_database_url(&manifest.slug)?;
        let owner = std::env::var(own_variable(&manifest.slug, OWNER_URL)).unwrap_or_else(|_| server.clone());
        Self::postgres(&owner, &server, Plane::Data).await.map(Some)
    }

    /// Whether [`Owner::of_tenant`] would know where to go: the address of an own database is in the environment.
    ///
    /// # Errors
    /// Names the variable that is missing.
    pub fn check(storage: &Storage, manifest: &Manifest) -> Result<(), String> {
        if storage.database_url.is_none() || manifest.placement == Placement::Pooled {
            return Ok(());
        }
        match own_database_url(&manifest.slug) {
            Ok(_) => Ok(()),
            Err(DbErr::Custom(message)) => Err(message),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The setting that has the address of the owner of a tenant's rows.
    #[must_use]
    pub fn variable(slug: &Slug, placement: Placement) -> String {
        match placement {
            Placement::Pooled => format!("OVATION_{OWNER_URL}"),
            Placement::Own => own_variable(slug, OWNER_URL),
        }
    }

    async fn sqlite(storage: &Storage, name: &str, plane: Plane) -> Result<Self, DbErr> {
        let path = Database::file(storage, name);
        std::fs::create_dir_all(&storage.data_dir)
            .map_err(|e| DbErr::Custom(format!("cannot make {}: {e}", storage.data_dir.display())))?;
        let database = Database::open_sqlite(&path, storage).await?;
        Ok(Self {
            connection: database.connection().clone(),
            plane,
            server_role: None,
        })
    }

    async fn postgres(owner: &str, server: &str, plane: Plane) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(owner);
        options
            .max_connections(1)
            .set_schema_search_path(plane.schema())
            .sqlx_logging(false);
        let connection = SeaDatabase::connect(options).await?;
        // One text is one transaction. `IF NOT EXISTS` alone fails where two look at the same moment.
        let schema = format!("{IN_TURN}; CREATE SCHEMA IF NOT EXISTS {}", plane.schema());
        connection.execute_unprepared(&schema).await?;
        let role = |address: &str| {
            url::Url::parse(address)
                .map(|u| u.username().to_owned())
                .unwrap_or_default()
        };
        let server_role = role(server);
        // An owner needs no leave, and must not take any from itself.
        let is_other = !server_role.is_empty() && server_role != role(owner);
        Ok(Self {
            connection,
            plane,
            server_role: is_other.then_some(server_role),
        })
    }

    /// Of a tenant's file, by the connection that this process has already: one that is being deleted must not be opened anew.
    ///
    /// # Errors
    /// The file can't be reached.
    pub fn of_file(tenant: &Tenant) -> Result<Self, RecordError> {
        Ok(Self {
            connection: tenant.seat().database()?.connection().clone(),
            plane: Plane::Data,
            server_role: None,
        })
    }

    /// Where a tenant's rows stand, beside others or by themselves.
    ///
    /// # Errors
    /// The database is out of reach.
    pub async fn of_data(storage: &Storage, manifest: &Manifest) -> Result<Self, DbErr> {
        let owner = match manifest.placement {
            Placement::Pooled => Self::of_pool(storage).await?,
            Placement::Own => None,
        };
        match owner {
            Some(owner) => Ok(owner),
            None => Self::of_tenant(storage, manifest)
                .await?
                .ok_or_else(|| DbErr::Custom(format!("{} has no database", manifest.slug))),
        }
    }

    /// A transaction in which only this tenant's rows exist: row level security binds the owner, too. For what the server's
    /// role may not do, which is deleting.
    ///
    /// # Errors
    /// The database is out of reach.
    pub async fn begin(&self, tenant: TenantId) -> Result<TenantTx, RecordError> {
        let database = Database::of_one(self.connection.clone());
        let tx = database.begin(Mode::Write).await?;
        rls::enter(&tx, tenant).await?;
        Ok(TenantTx::new(tx, (database, Mode::Write), None))
    }

    /// Takes the tenant's row out of the control plane, and with it all that hangs on it.
    ///
    /// # Errors
    /// The database is out of reach.
    pub async fn forget(&self, tenant: TenantId) -> Result<(), RecordError> {
        let database = Database::of_one(self.connection.clone());
        let tx = database.begin(Mode::Write).await?;
        let delete = Statement::from_sql_and_values(
            tx.get_database_backend(),
            "DELETE FROM tenants WHERE id = $1",
            [tenant.uuid().into()],
        );
        tx.execute_raw(delete).await?;
        database.commit(tx).await
    }

    /// Whether this is the tables' owner, who may do what the server's role may not.
    ///
    /// # Errors
    /// The database is out of reach.
    pub async fn owns_the_tables(&self) -> Result<bool, DbErr> {
        let asked = Statement::from_string(self.connection.get_database_backend(), OWNS);
        let answer = self.connection.query_one_raw(asked).await?;
        answer.map_or(Ok(false), |row| row.try_get_by_index(0))
    }

    #[must_use]
    pub const fn plane(&self) -> Plane {
        self.plane
    }

    #[must_use]
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// After the tables have changed: the server's role may use them.
    ///
    /// # Errors
    /// The owner's role lacks the right to grant.
    pub async fn grant_to_server(&self, restricted: &[Restricted]) -> Result<(), DbErr> {
        let Some(role) = &self.server_role else {
            return Ok(());
        };
        if self.connection.get_database_backend() == DbBackend::Postgres {
            let grants = rls::grant_to_server(self.plane.schema(), role, restricted);
            self.connection.execute_unprepared(&grants).await?;
        }
        Ok(())
    }
}

/// To the end of the transaction: two who prepare or change one PostgreSQL database at a time take turns.
pub const IN_TURN: &str = "SELECT pg_advisory_xact_lock(hashtextextended('ovation migrations', 0))";

pub(crate) const DATABASE_URL: &str = "DATABASE_URL";
const OWNER_URL: &str = "DATABASE_OWNER_URL";

/// `OVATION_TENANT_HUNAN_DATABASE_URL` for the tenant `hunan`: secrets stay out of manifests.
pub(crate) fn own_variable(slug: &Slug, what: &str) -> String {
    format!(
        "OVATION_TENANT_{}_{what}",
        slug.as_str().to_uppercase().replace('-', "_")
    )
}

pub(crate) fn own_database_url(slug: &Slug) -> Result<String, DbErr> {
    let variable = own_variable(slug, DATABASE_URL);
    std::env::var(&variable).map_err(|_| {
        DbErr::Custom(format!(
            "the placement of {slug} is its own database: set {variable}"
        ))
    })
}
