//! What a tenant has in use of its quotas, beside the limits of its manifest. Numbers only: an account manager may see
//! them without seeing anything of the campaigns behind them.

pub mod graphql;

use tenants::{RecordError, Tenant, format_minor};

use crate::campaign;
use crate::ctx::{Ctx, Platform};
use crate::error::Result;
use crate::ids::ShowId;
use crate::member;

#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum QuotaName {
    RequestsPerSecond,
    OpenCampaigns,
    PrizeMoneyPerShow,
    Members,
}

/// `used` and `limit` as decimals: counts, or major units of the tenant's currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    pub name: QuotaName,
    pub used: String,
    pub limit: String,
}

/// Without what its own database knows, where that is away: a list of all channels must not fail for one.
///
/// # Errors
/// The shared record is out of reach.
pub async fn of_tenant(platform: &Platform, tenant: &Tenant) -> Result<Vec<Usage>> {
    let quotas = &tenant.manifest().quotas;
    let campaigns = match tenant.read().await {
        Ok(tx) => Some(campaign::usage(&tx).await?),
        Err(RecordError::Away) => None,
        Err(error) => return Err(error.into()),
    };
    let members = member::count(platform, tenant.id()).await?;
    let usage = |name, used: String, limit: String| Usage { name, used, limit };
    let mut used = vec![usage(
        QuotaName::RequestsPerSecond,
        tenant.budget().rate().to_string(),
        quotas.requests_per_second.to_string(),
    )];
    if let Some(campaigns) = campaigns {
        used.push(usage(
            QuotaName::OpenCampaigns,
            campaigns.open_campaigns.to_string(),
            quotas.open_campaigns.to_string(),
        ));
        used.push(prize_money(tenant, campaigns.prize_money));
    }
    used.push(usage(
        QuotaName::Members,
        members.to_string(),
        quotas.members.to_string(),
    ));
    Ok(used)
}

/// The prize money that one show has promised.
///
/// # Errors
/// The record is out of reach.
pub async fn of_show(ctx: &Ctx, show: ShowId) -> Result<Usage> {
    Ok(prize_money(&ctx.tenant, campaign::promised(ctx, show).await?))
}

fn prize_money(tenant: &Tenant, minor: i64) -> Usage {
    let manifest = tenant.manifest();
    Usage {
        name: QuotaName::PrizeMoneyPerShow,
        used: format_minor(minor, manifest.currency),
        limit: format_minor(manifest.quotas.prize_money_per_show, manifest.currency),
    }
}
