//! Tables of named cases.

use super::*;

#[test]
fn secrets_are_masked_and_named() {
    for (text, expected, kind) in [
        (
            "DATABASE_URL=postgresql://app:hunter2@db:5432/x",
            "DATABASE_URL=postgresql://app:{{secret:DATABASE_PASSWORD}}@db:5432/x",
            "password in a URL",
        ),
        (
            "redis://:s3cr3t@cache:6379",
            "redis://:{{secret:REDIS_PASSWORD}}@cache:6379",
            "password in a URL",
        ),
        (
            "JWT_SECRET=9f8a7b6c5d4e3f2a",
            "JWT_SECRET={{secret:JWT_SECRET}}",
            "secret in an assignment",
        ),
        (
            "export API_KEY='a1b2c3d4e5'",
            "export API_KEY='{{secret:API_KEY}}'",
            "secret in an assignment",
        ),
        (
            "  \"client_secret\": \"Zx81-9981aa\",",
            "  \"client_secret\": \"{{secret:CLIENT_SECRET}}\",",
            "secret in an assignment",
        ),
        (
            "redis-cli -h h -a pa55word ping",
            "redis-cli -h h -a {{secret:REDIS_PASSWORD}} ping",
            "password on a command line",
        ),
        (
            "curl -u bob:pa55 https://x.org",
            "curl -u bob:{{secret:HTTP_PASSWORD}} https://x.org",
            "password on a command line",
        ),
        (
            "-H \"Authorization: Bearer abcDEF123456\"",
            "-H \"Authorization: Bearer {{secret:AUTHORIZATION}}\"",
            "authorization header",
        ),
        (
            "aws AKIAIOSFODNN7EXAMPL1",
            "aws {{secret:AWS_ACCESS_KEY_ID}}",
            "AWS access key",
        ),
    ] {
        let (masked, found) = mask(text);
        assert_eq!(masked, expected);
        assert_eq!(
            found.iter().map(|f| f.kind.as_str()).collect::<Vec<_>>(),
            [kind],
            "{text}"
        );
    }
}

#[test]
fn stand_ins_and_prose_are_let_be() {
    for text in [
        "REDIS_PASSWORD=your-secure-password",
        "FERNET_KEY=<your-fernet-key>",
        "TELEGRAM_BOT_TOKEN=...",
        "-H \"Authorization: Bearer YOUR_TOKEN\"",
        "DB_PASSWORD=$DB_PASSWORD",
        "DATABASE_URL=postgres://...",
        "- [ ] Set Stripe keys (sk_live_, pk_live_)",
        "token: required for each request",
        "redis-cli -h your-redis-host -a your-password ping",
        "Buscar: git grep -i \"password\\|api_key\\|secret\"",
        "API_KEY=process.env.API_KEY",
        "https://host:8443/path@2",
    ] {
        assert_eq!(mask(text), (text.to_owned(), vec![]), "{text}");
    }
}

#[test]
fn a_private_key_vanishes_and_the_lines_stay() {
    let text = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nAAAA\n-----END RSA PRIVATE KEY-----\nb";
    let (masked, found) = mask(text);
    assert_eq!(
        masked,
        "a\n-----BEGIN RSA PRIVATE KEY-----\n{{secret:PRIVATE_KEY}}\n\n-----END RSA PRIVATE KEY-----\nb"
    );
    assert_eq!((found[0].line, masked.lines().count()), (2, text.lines().count()));
}

#[test]
fn two_values_get_two_names_and_one_value_one() {
    let (masked, _) = mask("A_TOKEN=abc12345\nA_TOKEN=xyz98765\nA_TOKEN=abc12345\n");
    assert_eq!(
        masked,
        "A_TOKEN={{secret:A_TOKEN}}\nA_TOKEN={{secret:A_TOKEN_2}}\nA_TOKEN={{secret:A_TOKEN}}\n"
    );
}
