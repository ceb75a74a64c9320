//! Several hundred ways to name a place that must not be reached, with a listener that counts who came.

use std::net::SocketAddr;
use std::sync::Arc;

use domain::check::{CheckSpec, ErrorClass, Operator, ProbeSpec, TcpSpec};
use probes::guard::{AllowEntry, AllowList, Guard, NameFailed, Names, Own, OwnDatabase, Purpose};
use probes::{ProbeContext, run};
use serde_json::json;

use crate::rig::{FakeNames, Server, answer, context, context_with, error_class, http, message, rule};

/// Hosts that are this machine in some notation, a private or special place, or no host at all.
#[rustfmt::skip]
const HOSTS: [&str; 118] = [
    "2130706433", "017700000001", "0x7f000001", "0x7F.0x0.0x0.0x1", "0177.0.0.1", "0177.0.0.01",
    "0x7f.1", "127.1", "127.0.1", "127.0.0.1.", "127.000.000.001", "127.0.0.01", "0", "0.0.0.0", "0x0",
    "00", "0.0", "127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1.1.1", "[::1]", "[::]",
    "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::7f00:1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[2002:7f00:1::1]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[fe80::1%lo]",
    "[::1%25lo]", "[::1%lo]", "[fec0::1]", "[ff02::1]", "[fc00::1]", "[fd00::1]", "[fd00:ec2::254]",
    "[fd20:ce::254]", "[fd00:42::42]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "[::ffff:10.0.0.1]", "[::ffff:192.168.0.1]",
    "[2001:db8::1]", "[100::1]", "[::ffff:0:127.0.0.1]", "[::1", "::1]", "[]", "[127.0.0.1]", "[::g]",
    "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518",
    "169.254.170.2", "169.254.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "10.0.0.1",
    "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "100.64.0.1",
    "198.18.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255",
    "240.0.0.1", "255.255.255.255", "192.88.99.1", "0.1.2.3", "127。0。0。1", "１２７.0.0.1", "127．0．0．1",
    "127｡0｡0｡1", "①②⑦.⓪.⓪.①", "0x7f。1", "localhost", "LOCALHOST", "localhost.", "foo.localhost",
    "ｌocalhost", "localhost。", "loopback.example", "mixed.example", "cname.example", "meta.example",
    "linklocal.example", "mapped.example", "ten.example", "unknown.example",
    "shop.example.evil.example", "evilshop.example", "shop.example@127.0.0.1",
    "127.0.0.1%00.shop.example", "shop.example%23", "user:pw@127.0.0.1", "shop.example\\@127.0.0.1",
    "xn--", "a..b", "%31%32%37.0.0.1", "127.0.0.1 ",
];

fn names() -> Arc<FakeNames> {
    FakeNames::knowing(&[
        ("loopback.example", &["127.0.0.1"]),
        ("mixed.example", &["93.184.216.34", "127.0.0.1"]),
        ("cname.example", &["192.168.7.7"]),
        ("meta.example", &["169.254.169.254"]),
        ("linklocal.example", &["fe80::1"]),
        ("mapped.example", &["::ffff:127.0.0.1"]),
        ("ten.example", &["10.1.2.3"]),
        ("shop.example", &["127.0.0.1"]),
    ])
}

/// Every name is on the list, no network is: what is private stays shut all the same.
fn names_only() -> AllowList {
    let hosts = [
        "*.example.com",
        "shop.example",
        "loopback.example",
        "mixed.example",
        "cname.example",
        "meta.example",
        "linklocal.example",
        "mapped.example",
        "ten.example",
        "localhost",
        "foo.localhost",
    ];
    AllowList::new(hosts.iter().map(|host| AllowEntry::new(host, 1..=65535).unwrap()))
}

/// Everything is on the list, but the listener is the server's own.
fn everything() -> AllowList {
    let hosts = [
        "127.0.0.0/8",
        "::1/128",
        "10.0.0.0/8",
        "192.168.0.0/16",
        "fc00::/7",
        "0.0.0.0/0",
        "::/0",
    ];
    AllowList::new(
        hosts
            .iter()
            .map(|host| AllowEntry::new(host, 1..=65535).unwrap())
            .chain(names_only().entries),
    )
}

fn with(allow: AllowList, own: Own) -> ProbeContext {
    ProbeContext {
        guard: Guard::new(names(), own),
        allow,
        ..context()
    }
}

/// Whether the host could only be this machine; of others the everything-list may open a way that leads nowhere near us.
fn is_elsewhere(host: &str) -> bool {
    [
        "10.",
        "192.168.",
        "172.",
        "198.18",
        "100.64",
        "[fc",
        "[fd00::1]",
        "[::ffff:10.",
        "[::ffff:192.168",
    ]
    .iter()
    .any(|p| host.starts_with(p))
        || matches!(host, "ten.example" | "cname.example")
}

async fn assert_refused(context: &ProbeContext, check: &CheckSpec, label: &str) {
    let seen = run(check, context).await;
    let class = error_class(&seen);
    let refused = matches!(
        class,
        Some(ErrorClass::RefusedByPolicy | ErrorClass::Unusable | ErrorClass::Name)
    );
    assert!(refused, "{label:?} gave {class:?}: {}", message(&seen));
}

#[tokio::test]
async fn no_notation_reaches_the_listener() {
    let server = Server::answering(answer("200 OK", "", "secret")).await;
    let port = server.address.port();
    let own = || Own {
        listen: vec![SocketAddr::from(([0, 0, 0, 0], port))],
        database: None,
    };
    let mut cases = 0;
    for (list, allow) in [
        ("names", names_only()),
        ("everything", everything()),
        ("nothing", AllowList::default()),
    ] {
        let context = with(allow, own());
        for host in HOSTS {
            if list == "everything" && is_elsewhere(host) {
                continue;
            }
            for url in [
                format!("http://{host}:{port}/"),
                format!("https://{host}:{port}/a?b#c"),
            ] {
                assert_refused(&context, &http(&url), &url).await;
                cases += 1;
            }
            let tcp = TcpSpec {
                host: host.to_owned(),
                port,
                send: None,
                expect_banner: true,
            };
            let check = CheckSpec::new(
                ProbeSpec::Tcp(tcp),
                vec![rule("reachable", Operator::Equals, json!(true))],
            );
            assert_refused(&context, &check, host).await;
            cases += 1;
        }
    }
    assert!(cases > 300, "{cases} cases");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn no_form_of_address_reaches_the_listener() {
    let server = Server::answering(answer("200 OK", "", "secret")).await;
    let port = server.address.port();
    let context = with(names_only(), Own::default());
    let forms = [
        "http:\\\\127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "http:127.0.0.1:{port}/",
        "http:/127.0.0.1:{port}/",
        "http:///127.0.0.1:{port}/",
        "http://\t127.0.0.1:{port}/",
        "http://127.0.0.1\n:{port}/",
        "ht\ntp://127.0.0.1:{port}/",
        " http://127.0.0.1:{port}/",
        "http://shop.example@127.0.0.1:{port}/",
        "http://127.0.0.1:{port}@shop.example/",
        "http://shop.example\\.127.0.0.1:{port}/",
        "http://shop.example#@127.0.0.1:{port}/",
        "http://shop.example?@127.0.0.1:{port}/",
        "file://127.0.0.1:{port}/etc/passwd",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/_x",
        "ftp://127.0.0.1:{port}/",
        "dict://127.0.0.1:{port}/x",
        "unix:///run/docker.sock",
        "ws://127.0.0.1:{port}/",
        "data:text/plain,x",
        "javascript:1",
        "jar:http://127.0.0.1:{port}!/",
        "http://127.0.0.1:0/",
        "http://shop.example:22/",
        "http://shop.example:6379/",
        "http://shop.example:25/",
        "http://shop.example:5432/",
        "http://shop.example:65536/",
        "http://shop.example:-1/",
        "http://shop.example:+80/",
        "http://shop.example:８０/",
        "http://",
        "http://:{port}/",
        "http://.:{port}/",
        "",
        "http",
        "http://127.0.0.1:{port}%2f@shop.example/",
        "http://[::1]x:{port}/",
        "http://[::1]:{port}/",
    ];
    for form in forms {
        let url = form.replace("{port}", &port.to_string());
        assert_refused(&context, &http(&url), &url).await;
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn the_same_listener_is_reached_once_it_is_opened() {
    let server = Server::answering(answer("200 OK", "", "")).await;
    let port = server.address.port();
    let seen = run(
        &http(&server.url("/")),
        &context_with(&[("127.0.0.1", port..=port)], names()),
    )
    .await;
    assert_eq!((seen.error, server.connections()), (None, 1));
    for (entry, ports) in [
        ("127.0.0.1", port + 1..=port + 1),
        ("127.0.0.2", port..=port),
        ("loopback.example", port..=port),
    ] {
        let seen = run(&http(&server.url("/")), &context_with(&[(entry, ports)], names())).await;
        assert_eq!(error_class(&seen), Some(ErrorClass::RefusedByPolicy), "{entry}");
    }
    assert_eq!(server.connections(), 1);
    let by_name = format!("http://localhost:{port}/");
    let seen = run(
        &http(&by_name),
        &context_with(&[("127.0.0.1", port..=port)], names()),
    )
    .await;
    assert_eq!(
        (seen.error, server.connections()),
        (None, 2),
        "localhost through the network entry"
    );
}

#[tokio::test]
async fn a_refusal_says_how_to_open_the_target() {
    let context = context_with(&[("loopback.example", 80..=80)], names());
    let seen = run(&http("http://loopback.example/"), &context).await;
    assert_eq!(
        message(&seen),
        "Refused by policy: loopback.example leads to 127.0.0.1, a loopback address. \
         An administrator can open it with the allow-list entry 127.0.0.1/32 port 80."
    );
    let seen = run(&http("http://other.example/"), &context).await;
    assert_eq!(
        message(&seen),
        "Refused by policy: other.example port 80 is not on this environment's allow-list."
    );
}

#[tokio::test]
async fn a_name_that_no_answer_could_open_is_not_asked_about() {
    let names = names();
    let context = context_with(&[("shop.example", 443..=443)], names.clone());
    run(&http("http://ten.example/"), &context).await;
    assert_eq!(names.asked(), 0);
}

#[tokio::test]
async fn public_names_on_the_list_may_be_dialled_and_mixed_ones_not() {
    let names = FakeNames::knowing(&[
        ("public.example", &["93.184.216.34", "2606:2800:220:1::1"]),
        ("mixed.example", &["93.184.216.34", "10.0.0.1"]),
        ("zero.example", &[]),
    ]);
    let guard = Guard::new(names, Own::default());
    let allow = AllowList::new(
        [AllowEntry::new("*.wild.example", 443..=443).unwrap()]
            .into_iter()
            .chain(
                ["public.example", "mixed.example", "zero.example"]
                    .map(|host| AllowEntry::new(host, 443..=443).unwrap()),
            ),
    );
    let addresses = async |host: &str, port: u16| {
        guard
            .addresses(&allow, &Guard::host(host).unwrap(), port, Purpose::Any)
            .await
    };
    assert_eq!(addresses("public.example", 443).await.unwrap().len(), 2);
    assert!(addresses("public.example", 80).await.is_err());
    assert!(
        addresses("mixed.example", 443).await.is_err(),
        "never the public half of it"
    );
    assert!(addresses("zero.example", 443).await.is_err());
    assert!(
        addresses("93.184.216.34", 443).await.is_err(),
        "the name is listed, the address is not"
    );
}

#[tokio::test]
async fn the_own_database_is_out_of_reach_under_every_name() {
    let server = Server::answering("").await;
    let port = server.address.port();
    let names = FakeNames::knowing(&[("db.example", &["127.0.0.1"]), ("alias.example", &["127.0.0.1"])]);
    for host in ["127.0.0.1", "localhost", "db.example", "gone.example", ""] {
        let own = OwnDatabase {
            host: host.into(),
            port,
            name: "countersign".into(),
            cluster: None,
        };
        let guard = Guard::new(
            names.clone(),
            Own {
                listen: vec![],
                database: Some(own),
            },
        );
        let allow = AllowList::new([AllowEntry::new("127.0.0.0/8", 1..=65535).unwrap()]);
        for target in [
            "127.0.0.1",
            "localhost",
            "alias.example",
            "127.9.9.9",
            "::ffff:127.0.0.1",
        ] {
            let target = Guard::host(target).unwrap();
            for purpose in [Purpose::Any, Purpose::Database { name: "countersign" }] {
                let found = guard.addresses(&allow, &target, port, purpose).await;
                assert!(found.is_err(), "{target} with own {host:?}");
            }
            let other = guard
                .addresses(&allow, &target, port, Purpose::Database { name: "shop" })
                .await;
            assert!(
                other.is_ok(),
                "another database of the same cluster is nobody's secret: {target}"
            );
        }
    }
    assert_eq!(server.connections(), 0);
}

struct BrokenNames;

#[async_trait::async_trait]
impl Names for BrokenNames {
    async fn look_up(&self, name: &str) -> Result<Vec<std::net::IpAddr>, NameFailed> {
        if name == "slow.example" {
            std::future::pending::<()>().await;
        }
        Err(NameFailed::NotAnswered {
            name: name.to_owned(),
            why: "the server failed".into(),
        })
    }
}

#[tokio::test]
async fn no_answer_about_a_name_is_an_error_and_no_fallback() {
    let mut context = context_with(&[("slow.example", 80..=80), ("broken.example", 80..=80)], names());
    context.guard = Guard::new(Arc::new(BrokenNames), Own::default());
    context.limits.connect = std::time::Duration::from_millis(100);
    for host in ["slow.example", "broken.example"] {
        let seen = run(&http(&format!("http://{host}/")), &context).await;
        assert_eq!(error_class(&seen), Some(ErrorClass::Name), "{host}");
    }
}
