//! A channel that no other test knows, with its owner at a desk.

use std::sync::{Arc, Mutex};

use ovation::ctx::Ctx;
use ovation::doer::Doer;
use ovation::ids::{GrantId, Prefixed};
use ovation::member::{self, Credentials, NewMember, Role, Steward};
use ovation::{ledger, reconcile, tenant, viewer};
use tenants::{Entry, format_minor};
use zeroize::Zeroizing;

use super::{Desk, Plan, Server, Show, Viewer};

pub const PASSWORD: &str = "correct horse";

pub struct Channel {
    pub server: Arc<Server>,
    pub slug: String,
    /// Its owner's.
    pub desk: Desk,
    told: Arc<Mutex<Vec<Told>>>,
}

/// A grant that a viewer has been told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub grant: String,
    pub viewer: String,
    pub money: Option<String>,
}

impl Channel {
    pub async fn new(server: &Arc<Server>, plan: &Plan) -> Self {
        let chance: [u8; 6] = server.platform.random.bytes();
        let slug = chance
            .iter()
            .fold("t".to_owned(), |slug, byte| format!("{slug}{byte:02x}"));
        let applied = tenant::apply(&server.manager(), &plan.manifest(&slug), false)
            .await
            .unwrap();
        assert!(applied.problems.is_empty(), "{:?}", applied.problems);
        add_member(server, Some(&slug), "owner@example.org", Role::Owner).await;
        Self {
            desk: Desk::sign_in(server, Some(&slug), "owner@example.org").await,
            server: server.clone(),
            slug,
            told: Arc::default(),
        }
    }

    /// Another channel of the same server.
    pub async fn neighbour(&self) -> Self {
        Self::new(&self.server, &Plan::default()).await
    }

    /// The same channel on a server that was started on the same record.
    pub fn on(&self, server: Arc<Server>) -> Self {
        Self {
            desk: self.desk.on(&server),
            server,
            slug: self.slug.clone(),
            told: self.told.clone(),
        }
    }

    /// A member of this role at a desk of their own.
    pub async fn member(&self, role: Role) -> Desk {
        let email = format!("{role:?}@example.org");
        add_member(&self.server, Some(&self.slug), &email, role).await;
        Desk::sign_in(&self.server, Some(&self.slug), &email).await
    }

    pub async fn show(&self) -> Show {
        self.desk.create_show("gala").await
    }

    pub fn viewer(&self, id: &str) -> Viewer {
        Viewer::new(&self.server, &self.token(id), id, self.told.clone())
    }

    pub fn viewers(&self, count: usize) -> Vec<Viewer> {
        (1..=count)
            .map(|number| self.viewer(&format!("v{number}")))
            .collect()
    }

    pub fn token(&self, viewer: &str) -> String {
        let minted = viewer::create_token(&self.server.platform, self.entry().id, viewer, viewer);
        minted.unwrap().token
    }

    pub fn entry(&self) -> Entry {
        self.server.platform.registry.find(&self.slug).unwrap()
    }

    /// As a worker of the server has it.
    pub fn ctx(&self) -> Ctx {
        let platform = self.server.platform.clone();
        let tenant = platform.registry.serve(&self.entry());
        Ctx::new(platform, tenant, Doer::system())
    }

    /// What the server's worker does about once a second.
    pub async fn flush(&self) {
        let ctx = self.ctx();
        ctx.platform.meter.flush(&ctx.tenant, ctx.now()).await.unwrap();
    }

    /// The record balances, and holds every grant that a viewer was told of.
    pub async fn holds_its_promises(&self) {
        for line in reconcile::channel(&self.server.platform, &self.entry())
            .await
            .unwrap()
        {
            assert!(line.problems.is_empty(), "{line:?}");
        }
        let ctx = self.ctx();
        let told = self.told.lock().unwrap().clone();
        for told in told {
            let id = GrantId::parse(&told.grant, "id").unwrap();
            let grant = ledger::find(&ctx, id)
                .await
                .unwrap()
                .unwrap_or_else(|| panic!("{told:?} is not in the record"));
            let currency = ctx.tenant.manifest().currency;
            let recorded = Told {
                grant: grant.id().encode(),
                money: grant.money_minor.map(|minor| format_minor(minor, currency)),
                viewer: grant.viewer_id,
            };
            assert_eq!(recorded, told);
        }
    }
}

/// With [`PASSWORD`]. No channel: an account manager.
pub async fn add_member(server: &Server, channel: Option<&str>, email: &str, role: Role) {
    let new = NewMember {
        channel: channel.map(str::to_owned),
        email: email.to_owned(),
        name: "名字".to_owned(),
        role,
        password: Some(Zeroizing::new(PASSWORD.to_owned())),
    };
    let steward = Steward::of_command_line(server.platform.clone());
    match member::add(&steward, new).await.unwrap() {
        Credentials::Done(..) => {}
        _ => panic!("{email} was not added"),
    }
}
