//! Which addresses are public, and which hosts count as named.

use std::net::IpAddr;

use super::{Allowed, Guard, LineError, forbidden};

#[test]
fn only_public_addresses_may_be_called() {
    for text in [
        "127.0.0.1",
        "127.8.8.8",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "100.64.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "240.0.0.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "::127.0.0.1",
    ] {
        let ip: IpAddr = text.parse().unwrap();
        assert!(forbidden(ip, false).is_some(), "{text}");
    }
    for text in [
        "1.1.1.1",
        "8.8.8.8",
        "100.128.0.1",
        "172.32.0.1",
        "223.5.5.5",
        "2400:3200::1",
        "64:ff9b::808:808",
    ] {
        let ip: IpAddr = text.parse().unwrap();
        assert_eq!(forbidden(ip, false), None, "{text}");
    }
}

#[test]
fn a_named_host_may_be_private_but_never_a_metadata_service() {
    for text in ["127.0.0.1", "192.168.1.1", "::1", "fc00::1"] {
        assert_eq!(forbidden(text.parse().unwrap(), true), None, "{text}");
    }
    for text in [
        "169.254.169.254",
        "100.100.100.200",
        "fd00:ec2::254",
        "fe80::1",
        "::ffff:169.254.169.254",
    ] {
        assert!(forbidden(text.parse().unwrap(), true).is_some(), "{text}");
    }
}

#[test]
fn an_allowed_host_is_read_with_and_without_a_port() {
    let guard = Guard::new(
        ["127.0.0.1:2525", "SMS.internal", "[::1]:25"]
            .map(|t| t.parse().unwrap())
            .to_vec(),
    );
    assert!(guard.names("127.0.0.1", 2525) && !guard.names("127.0.0.1", 80));
    assert!(guard.names("sms.INTERNAL", 443) && guard.names("sms.internal", 80));
    assert!(guard.names("[::1]", 25) && guard.names("::1", 25));
    for wrong in ["", ":80", "host:port", "http://a", "a b"] {
        assert!(wrong.parse::<Allowed>().is_err(), "{wrong}");
    }
    let told: String = "[::1]:25".parse::<Allowed>().unwrap().into();
    assert_eq!(told, "[::1]:25");
}

#[tokio::test]
async fn a_name_that_leads_inside_is_blocked_before_a_line_is_opened() {
    let guard = Guard::new(Vec::new());
    for (host, tls) in [
        ("localhost", true),
        ("127.0.0.1", true),
        ("[::1]", true),
        ("1.1.1.1", false),
    ] {
        let refused = guard.line(host, 9, tls).await.unwrap_err();
        assert!(matches!(refused, LineError::Blocked { .. }), "{host}: {refused}");
    }
}
