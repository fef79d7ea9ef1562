//! Calls the rule and writes the answer.

use std::time::Instant;

use async_graphql::{PathSegment, Response, Value};

use super::arguments::What;
use super::piece::{Came, write};
use super::{Plan, Planned};
use crate::api::errors;
use crate::campaign::graphql::moves::{self, name_of};
use crate::error::{Error, Result};
use crate::http::exchange::Api;
use crate::http::form::Form;
use crate::http::guard;
use crate::http::reply::Reply;
use crate::telemetry::metrics::Metrics;
use crate::telemetry::stages::Stages;
use crate::viewer::Viewer;

impl Planned {
    pub async fn carry_out(&self, viewer: &Viewer, metrics: &Metrics, stages: &Stages, form: Form) -> Reply {
        let Some(plan) = &self.ready.plan else {
            return form.refuse(Error::internal("a plan without its document"));
        };
        tracing::Span::current().record("operation", plan.name.as_str());
        let (reply, outcome) = match self.call(viewer).await {
            Ok(came) => {
                let began = Instant::now();
                let mut body = String::with_capacity(plan.bytes + 160);
                write(&plan.pieces, &came, viewer.tenant.manifest().currency, &mut body);
                let reply = Reply::carried_out(body.into_bytes(), form);
                stages.reply.time(began.elapsed());
                (reply, came.outcome)
            }
            Err(error) => plan.fault(error, form),
        };
        metrics.planned(Api::Audience.name(), plan.arguments.of.field(), outcome);
        reply
    }

    async fn call(&self, viewer: &Viewer) -> Result<Came> {
        let terms = match &self.terms {
            Some(terms) => terms.clone(),
            None => moves::terms(viewer, self.call.campaign).await?,
        };
        Ok(match &self.call.of {
            What::Grab => {
                let (outcome, grant) = moves::grab(viewer, &terms).await?;
                Came {
                    outcome: name_of(outcome),
                    grant,
                    ..Came::default()
                }
            }
            What::Enter => {
                let (outcome, entry) = moves::enter(viewer, &terms).await?;
                Came {
                    outcome: name_of(outcome),
                    entry,
                    ..Came::default()
                }
            }
            What::Vote { options } => {
                let options = options.iter().map(String::as_str);
                Came {
                    outcome: name_of(moves::cast(viewer, &terms, options).await?),
                    ..Came::default()
                }
            }
            What::React { reaction, count } => {
                let count = count.unwrap_or(moves::REACTIONS);
                Came {
                    outcome: "OK",
                    accepted: moves::react(viewer, &terms, reaction, count).await?,
                    ..Came::default()
                }
            }
        })
    }
}

impl Plan {
    /// As the executor answers when a mutation fails. Also the code.
    fn fault(&self, error: Error, form: Form) -> (Reply, &'static str) {
        let mut fault = guard::fault(error);
        fault.locations.push(self.at);
        fault.path.push(PathSegment::Field(self.key.clone()));
        // What a mutation answers is never null, so that nothing is left of the data.
        let mut response = Response::new(Value::Null);
        response.errors.push(fault);
        errors::publish(&mut response, &form.trace_id);
        let reply = Reply::of(&response, form);
        let code = reply.code;
        (reply, code)
    }
}
