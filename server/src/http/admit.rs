//! Leave to be worked on, at the door: after it is known whose request it is and what it asks for, before it is executed.

use std::time::Duration;

use tenants::Tenant;

use super::form::Form;
use super::quota;
use super::reply::Reply;
use crate::admission::{Class, Cost, Ticket};
use crate::ctx::Platform;
use crate::error::Error;

/// How long to stay away from a node that has too much to do, on average: long enough for it to have got over a burst, and no
/// longer than a viewer waits for a second try.
const COME_BACK: Duration = Duration::from_secs(1);

/// To be held until the answer is there. No tenant: a stranger, or the platform's own staff.
///
/// # Errors
/// The reply `OVERLOADED`, with a time to wait that differs from caller to caller.
pub async fn admit(
    platform: &Platform,
    form: Form,
    tenant: Option<&Tenant>,
    (class, cost): (Class, Cost),
) -> Result<Ticket, Box<Reply>> {
    let admitted = platform.admission.admit(tenant, class, cost).await;
    admitted.map_err(|_| Box::new(come_back(platform, form)))
}

/// `OVERLOADED`.
pub fn come_back(platform: &Platform, form: Form) -> Reply {
    form.refuse(Error::Overloaded {
        retry_after: quota::jittered(COME_BACK, &platform.random),
    })
}

/// The answer is there.
pub fn done(ticket: Ticket, reply: &Reply) {
    if reply.code == "OVERLOADED" {
        ticket.overloaded();
    }
}
