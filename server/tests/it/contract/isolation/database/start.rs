//! The server does not start as a role that row level security does not bind.

use ovation::app;

use crate::contract::stage::{Services, config};

#[tokio::test]
async fn the_server_refuses_to_be_the_owner_or_a_superuser() {
    let services = Services::ready().await;
    for (url, role) in [
        (&services.owner_url, "ovation_owner"),
        (&services.admin_database_url(), "postgres"),
    ] {
        let settings = format!("database_url = {url:?}\n");
        let error = app::platform(config(&settings))
            .await
            .err()
            .expect("it must not start");
        let said = format!("{error:#}");
        assert!(
            said.contains(role) && said.contains("OVATION_DATABASE_URL"),
            "{said}"
        );
        assert!(
            !said.contains('\n') && !said.contains("://"),
            "one sentence, without a password: {said}"
        );
    }
}
