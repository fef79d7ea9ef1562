//! The client itself: it asks again when it should, and not when it should not.

use std::time::Duration;

use anyhow::Result;
use e2e::audience::{self, Outcome, Played};
use e2e::retry::{Caller, Patience, Refusal};

use crate::harness::{Act, Stub};

const WON: &str =
    r#"{"data":{"play":{"outcome":"WON","grant":{"id":"grant_1","award":{"money":{"amount":"1.88"}}}}}}"#;
const LIMITED: &str =
    r#"{"errors":[{"message":"slower","extensions":{"code":"RATE_LIMITED","retryAfterMs":1}}],"data":null}"#;
const WRONG: &str = r#"{"errors":[{"message":"no such id","extensions":{"code":"BAD_USER_INPUT"}}]}"#;

fn quick() -> Patience {
    Patience {
        pause_first: Duration::from_millis(1),
        ..Patience::default()
    }
}

async fn grab(stub: &Stub, patience: Patience) -> Result<(Result<(Outcome, u32), Refusal>, Caller)> {
    let mut caller = Caller::new(stub.address.clone(), patience, 1);
    let call = audience::call(audience::grab_red_packet("camp_1"), audience::bearer("token")?);
    let answer = caller.graphql::<Played>(&call).await;
    Ok((
        answer.map(|answer| (answer.data.play.outcome, answer.tries)),
        caller,
    ))
}

#[tokio::test]
async fn it_asks_again_until_it_is_answered() -> Result<()> {
    let acts = vec![
        Act::HangUp,
        Act::Say("503 Service Unavailable\r\nRetry-After: 0", ""),
        Act::Say("429 Too Many Requests", LIMITED),
        Act::Say("200 OK", LIMITED),
        Act::HangUp,
        Act::Say("500 Internal Server Error", "<html>"),
        Act::Say("200 OK", WON),
    ];
    let stub = Stub::play(acts).await?;
    let (answer, caller) = grab(&stub, quick()).await?;
    assert_eq!(answer?, (Outcome::Won, 7));
    assert_eq!(caller.troubles.get("RATE_LIMITED"), Some(&2));
    let requests = stub.requests().await?;
    assert!(
        requests.iter().all(|request| request == &requests[0]),
        "not the same request: {requests:#?}"
    );
    assert!(
        requests[0].contains("authorization: Bearer token\r\n"),
        "{}",
        requests[0]
    );
    Ok(())
}

#[tokio::test]
async fn a_plain_no_is_final() -> Result<()> {
    for (head, body) in [
        ("200 OK", WRONG),
        ("400 Bad Request", WRONG),
        ("404 Not Found", "{}"),
        ("200 OK", "{\"data\":"),
    ] {
        let stub = Stub::play(vec![Act::Say(head, body)]).await?;
        let (answer, _) = grab(&stub, quick()).await?;
        assert!(
            matches!(answer, Err(Refusal::Error { .. } | Refusal::Unreadable { .. })),
            "{head}: {answer:?}"
        );
        assert_eq!(stub.requests().await?.len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn patience_ends() -> Result<()> {
    let stub = Stub::play(vec![Act::Say("503 Service Unavailable\r\nRetry-After: 60", "")]).await?;
    let patience = Patience {
        total_max: Duration::from_secs(30),
        ..quick()
    };
    let (answer, _) = grab(&stub, patience).await?;
    assert!(
        matches!(answer, Err(Refusal::GaveUp { tries: 1, .. })),
        "{answer:?}"
    );
    Ok(())
}
