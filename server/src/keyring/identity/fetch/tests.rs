//! Where a manifest may lead the server, and where not.

use super::*;

fn checked(url: &str, addresses: &[&str], stage: Stage) -> bool {
    let addresses: Vec<SocketAddr> = addresses
        .iter()
        .map(|address| (address.parse::<IpAddr>().unwrap(), 443).into())
        .collect();
    check(&url.parse().unwrap(), &addresses, stage).is_ok()
}

#[test]
fn in_production_it_is_tls_to_public_addresses_and_nothing_else() {
    let at = |url, addresses: &[&str]| checked(url, addresses, Stage::Production);
    assert!(at("https://login.example/keys", &["8.8.8.8", "2606:4700::1"]));
    assert!(!at("http://login.example/keys", &["8.8.8.8"]));
    assert!(!at("http://127.0.0.1/keys", &["127.0.0.1"]));
    for hidden in [
        "127.0.0.1",
        "10.0.0.7",
        "169.254.169.254",
        "::1",
        "::ffff:10.0.0.7",
    ] {
        assert!(!at("https://login.example/keys", &[hidden]), "{hidden}");
        assert!(
            !at("https://login.example/keys", &["8.8.8.8", hidden]),
            "{hidden}"
        );
    }
}

#[test]
fn in_development_http_goes_no_further_than_this_machine() {
    let at = |url, address| checked(url, &[address], Stage::Development);
    assert!(at("http://127.0.0.1:9/keys", "127.0.0.1"));
    assert!(at("https://login.example/keys", "10.0.0.7"));
    assert!(!at("http://localhost/keys", "10.0.0.7"));
    assert!(!at("ftp://127.0.0.1/keys", "127.0.0.1"));
}

#[tokio::test]
async fn a_number_that_hides_an_address_is_that_address() {
    for hidden in [
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://[::ffff:7f00:1]/",
    ] {
        let url: Url = hidden.parse().unwrap();
        let found = addresses(&url).await.unwrap();
        assert!(check(&url, &found, Stage::Production).is_err(), "{hidden}");
    }
}
