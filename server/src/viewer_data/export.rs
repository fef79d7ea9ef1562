use serde_json::{Value, json};
use tenants::TenantTx;

use super::{Custodian, store};
use crate::audit::{self, Event};
use crate::campaign::{self, Campaign, Settings};
use crate::error::Result;
use crate::ids::Prefixed;
use crate::ledger::{self, Grant};
use crate::{comment, draw, viewer, vote};

/// All of it, as one JSON document: `entries`, `ballots`, `comments` and `grants`, each with its campaign; empty lists for
/// who is not known here; and `erasureRequestedAt`, while an erasure waits.
///
/// # Errors
/// `BAD_USER_INPUT` for what can be no viewer's id; or the record is out of reach.
pub async fn export(custodian: &Custodian, viewer_id: &str) -> Result<Value> {
    let viewer = viewer::check_id(viewer_id, "viewerId")?;
    let sealer = custodian.platform.keyrings.sealer_of(custodian.tenant.id())?;
    // Somebody looks at all that one person has done here: that is on the record before it is told.
    let pseudonym = sealer.pseudonym(viewer)?;
    let event = Event::new("viewer.export", &pseudonym);
    audit::commit(custodian, custodian.tenant.write().await?, event).await?;
    let campaigns = campaign::all(custodian).await?;
    let tx = custodian.tenant.read().await?;
    let mut found = Found::default();
    for campaign in &campaigns {
        found.look(&tx, campaign, viewer).await?;
    }
    // That somebody asked to be forgotten is held, too, as long as it waits.
    let erasure = store::find(&tx, &pseudonym)
        .await?
        .filter(|erasure| erasure.viewer_id.is_some());
    Ok(json!({
        "channel": custodian.tenant.slug().as_str(),
        "viewerId": viewer,
        "exportedAt": custodian.now(),
        "erasureRequestedAt": erasure.map(|erasure| erasure.requested_at),
        "entries": found.entries,
        "ballots": found.ballots,
        "comments": found.comments,
        "grants": found.grants,
    }))
}

#[derive(Default)]
struct Found {
    entries: Vec<Value>,
    ballots: Vec<Value>,
    comments: Vec<Value>,
    grants: Vec<Value>,
}

impl Found {
    async fn look(&mut self, tx: &TenantTx, campaign: &Campaign, viewer: &str) -> Result<()> {
        let (id, title) = (campaign.id(), campaign.title.as_str());
        match &campaign.settings {
            Settings::RedPacket(_) => {}
            Settings::LuckyDraw(_) => {
                let entry = draw::of_viewer(tx, id, viewer).await?;
                self.entries.extend(entry.map(|entry| {
                    json!({ "campaign": id.encode(), "title": title, "number": entry.number,
                            "nickname": entry.nickname, "enteredAt": entry.entered_at })
                }));
            }
            Settings::Vote(settings) => {
                let ballot = vote::of_viewer(tx, id, viewer).await?;
                self.ballots.extend(ballot.map(|ballot| {
                    let chosen = settings.chosen(ballot.choices.unsigned_abs());
                    let options = settings.options.iter().filter(|option| chosen.contains(&option.id));
                    let labels: Vec<&str> = options.map(|option| option.label.as_str()).collect();
                    json!({ "campaign": id.encode(), "title": title, "options": labels, "castAt": ballot.cast_at })
                }));
            }
            Settings::CommentWall(_) => {
                let comments = comment::of_viewer(tx, id, viewer).await?;
                self.comments.extend(comments.into_iter().map(|comment| {
                    json!({ "id": comment.id().encode(), "campaign": id.encode(), "title": title,
                            "nickname": comment.nickname, "body": comment.body, "clientId": comment.client_id,
                            "status": format!("{:?}", comment.status).to_uppercase(), "postedAt": comment.posted_at })
                }));
            }
        }
        let grant = ledger::by_viewer(tx, id, viewer).await?;
        self.grants
            .extend(grant.iter().map(|grant| told(campaign, grant)));
        Ok(())
    }
}

fn told(campaign: &Campaign, grant: &Grant) -> Value {
    let prize = match &campaign.settings {
        Settings::LuckyDraw(settings) => grant.prize().and_then(|id| settings.prize(id)),
        _ => None,
    };
    json!({
        "id": grant.id().encode(),
        "campaign": campaign.id().encode(),
        "title": campaign.title,
        "nickname": grant.nickname,
        "moneyMinor": grant.money_minor,
        "prize": prize.map(|prize| prize.name.as_str()),
        "entryNumber": grant.entry_number,
        "status": format!("{:?}", grant.status).to_uppercase(),
        "grantedAt": grant.granted_at,
    })
}
