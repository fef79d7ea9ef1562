//! Something to look at on the first day: a demo show in every channel with one campaign of each working kind, and demo
//! accounts. What is there already stays as it is.

mod show_cctv;
mod shows;

use std::sync::Arc;

use anyhow::{Result, bail};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::campaign::{self, CampaignStatus, Saved as SavedCampaign, Settings, transition};
use crate::config::Stage;
use crate::ctx::{Ctx, IdSource, Platform};
use crate::doer::Doer;
use crate::draw::{self, NewPrize};
use crate::error;
use crate::ids::ShowId;
use crate::member::{
    self, Capability, Credentials, NewMember, Operator, Producer, Role, Scope, Session, Steward,
};
use crate::show::{self, NewShow, Saved, ShowStatus, segment::SegmentInput};
use crate::{comment, red_packet, vote};

use shows::{DemoSegment, DemoShow};

/// Who can sign in after seeding. The password follows from the master key and is written down nowhere.
pub struct Account {
    /// None: the platform.
    pub channel: Option<String>,
    pub email: String,
    pub password: String,
    /// What goes into an authenticator app, where a code is asked for at sign-in.
    pub totp_secret: Option<String>,
}

/// # Errors
/// Not in production; or one sentence that says what failed.
pub async fn run(platform: &Arc<Platform>) -> Result<Vec<Account>> {
    if platform.config.environment == Stage::Production {
        bail!("demo accounts are not for production: OVATION_ENVIRONMENT is production");
    }
    let password = platform.keyrings.sealer().demo_password()?;
    let manager = ("Demo", Role::AccountManager);
    let email = "account-manager@ovation.example";
    let manager = account(platform, None, email, manager, &password).await?;
    let mut accounts = vec![with_second_factor(platform, manager).await?];
    for entry in platform.registry.list() {
        let slug = entry.manifest.slug.as_str();
        let Some(demo) = shows::of(slug) else { continue };
        let tenant = platform.registry.serve(&entry);
        let ctx = Ctx {
            ids: Arc::new(IdSource::replayable("seed", slug)),
            ..Ctx::new(platform.clone(), tenant, Doer::command_line())
        };
        for (who, name, role) in [
            ("owner", "台长", Role::Owner),
            ("producer", "制作人", Role::Producer),
        ] {
            let email = format!("{who}@{slug}.example");
            accounts.push(account(platform, Some(slug), &email, (name, role), &password).await?);
        }
        channel(&Session::of_command_line(ctx), &demo).await?;
    }
    Ok(accounts)
}

async fn account(
    platform: &Arc<Platform>,
    slug: Option<&str>,
    email: &str,
    (name, role): (&str, Role),
    password: &str,
) -> Result<Account> {
    let account = Account {
        channel: slug.map(str::to_owned),
        email: email.to_owned(),
        password: password.to_owned(),
        totp_secret: None,
    };
    let steward = Steward::of_command_line(platform.clone());
    let entry = slug.and_then(|slug| platform.registry.find(slug));
    let scope = entry.map_or(Scope::Platform, |entry| Scope::Tenant(entry.id));
    if member::find_by_email(&steward, scope, email).await?.is_some() {
        return Ok(account);
    }
    let new = NewMember {
        channel: account.channel.clone(),
        email: email.to_owned(),
        name: name.to_owned(),
        role,
        password: Some(Zeroizing::new(password.to_owned())),
    };
    match member::add(&steward, new).await? {
        Credentials::Done(..) | Credentials::EmailTaken => Ok(account),
        Credentials::NotFound | Credentials::HasOwner => bail!("the channel of {email} is not there"),
    }
}

/// Account managers must have one. It follows from the master key, too.
async fn with_second_factor(platform: &Arc<Platform>, account: Account) -> Result<Account> {
    let steward = Steward::of_command_line(platform.clone());
    let Some(member) = member::find_by_email(&steward, Scope::Platform, &account.email).await? else {
        bail!("{} was not made", account.email);
    };
    let enrolment = member::totp::enrol_for_demo(&steward, &member).await?;
    Ok(Account {
        totp_secret: enrolment.map(|enrolment| enrolment.secret.to_string()),
        ..account
    })
}

async fn channel(session: &Session, demo: &DemoShow) -> Result<()> {
    let (Some(producer), Some(operator)) = (Producer::of(session), Operator::of(session)) else {
        bail!("the command line may build shows");
    };
    // Going on air is the last step: a run that was cut short goes on where it was, its ids being the same.
    let known = show::find_by_slug(session, demo.slug).await?;
    if known.is_some_and(|show| show.status != ShowStatus::Scheduled) {
        return Ok(());
    }
    let starts_at = session.now();
    let new = NewShow {
        slug: demo.slug.to_owned(),
        title: demo.title.to_owned(),
        starts_at,
        ends_at: starts_at + TimeDelta::hours(5),
    };
    let Saved::Saved(show) = show::create(&producer, new).await? else {
        bail!("the demo show could not be made")
    };
    run_of_show(&producer, show.id(), starts_at, demo.segments).await?;
    campaigns(&producer, &operator, show.id(), demo).await?;
    // On air from the start, so that the viewer's page has something to show; the first segment is taken.
    show::transition(&operator, show.id(), ShowStatus::OnAir).await?;
    let first = show::segment::list(session, show.id())
        .await?
        .first()
        .map(show::Segment::id);
    show::take(&operator, show.id(), first).await?;
    Ok(())
}

async fn run_of_show(
    producer: &Producer,
    show: ShowId,
    starts_at: DateTime<Utc>,
    segments: &[DemoSegment],
) -> Result<()> {
    let mut at = starts_at;
    for segment in segments {
        let input = SegmentInput {
            title: segment.title.to_owned(),
            performers: segment.performers.iter().map(|name| (*name).to_owned()).collect(),
            starts_at: Some(at),
        };
        at += TimeDelta::minutes(segment.minutes);
        show::segment::create(producer, show, input, None).await?;
    }
    Ok(())
}

async fn campaigns(producer: &Producer, operator: &Operator, show: ShowId, demo: &DemoShow) -> Result<()> {
    for (title, settings) in settings(producer, demo)? {
        let SavedCampaign::Saved(campaign) = campaign::create(producer, show, title, settings).await? else {
            bail!("the demo campaign “{title}” could not be made");
        };
        if campaign.status == CampaignStatus::Draft {
            transition::schedule(operator, campaign.id(), transition::Times::default()).await?;
            transition::open(operator, campaign.id()).await?;
        }
    }
    Ok(())
}

/// One campaign of each working kind.
fn settings(ctx: &Ctx, demo: &DemoShow) -> error::Result<Vec<(&'static str, Settings)>> {
    let currency = ctx.tenant.manifest().currency;
    let prizes = demo.prizes.iter().map(|(name, quantity, value_minor)| NewPrize {
        name: (*name).to_owned(),
        quantity: *quantity,
        value_minor: *value_minor,
        image_url: None,
    });
    let options = demo.options.iter().map(|label| vote::NewChoice {
        label: (*label).to_owned(),
        image_url: None,
    });
    let wall = comment::NewSettings {
        max_length: 100,
        min_interval_seconds: 3,
        moderation: comment::ModerationMode::Publish,
        blocked_words: vec!["广告".to_owned()],
        reactions: vec!["applause".to_owned(), "heart".to_owned()],
    };
    let new_id = || ctx.new_id::<Uuid>();
    Ok(vec![
        (
            demo.red_packet,
            Settings::RedPacket(red_packet::Settings::new(demo.pool_minor, demo.packets)?),
        ),
        (
            demo.lucky_draw,
            Settings::LuckyDraw(draw::Settings::new(prizes.collect(), currency, || {
                new_id().into()
            })?),
        ),
        (
            demo.vote,
            Settings::Vote(vote::Settings::new(options.collect(), 3, true, || {
                new_id().into()
            })?),
        ),
        (
            demo.comment_wall,
            Settings::CommentWall(comment::Settings::new(&wall)?),
        ),
    ])
}
