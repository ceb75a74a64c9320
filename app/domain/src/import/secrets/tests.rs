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

/// Every line holds one secret: the marked word must be gone, and what stands around it must stay.
#[test]
fn shapes_of_secrets_that_teams_write() {
    for (text, secret) in [
        (
            "aws_secret_access_key = wJalrXUtnFEMIzK7MDENGbPxRfiCYzz0",
            "wJalrXUtnFEMIzK7MDENGbPxRfiCYzz0",
        ),
        ("export AWS_SESSION_TOKEN=FwoGZXIvYXdzEJr7", "FwoGZXIvYXdzEJr7"),
        ("Authorization: Bearer abc.DEF-123_456", "abc.DEF-123_456"),
        (
            "Proxy-Authorization: Basic dXNlcjpwYXNzd29yZA==",
            "dXNlcjpwYXNzd29yZA==",
        ),
        ("curl -H 'X-Api-Key: 9f8a7b6c5d4e' https://h/", "9f8a7b6c5d4e"),
        (
            "curl -H \"X-Vault-Token: s.Zk3v9PqLm2\" https://h/",
            "s.Zk3v9PqLm2",
        ),
        ("wget --user=bob --password=hunter22x https://h/", "hunter22x"),
        ("PGPASSWORD=hunter2 psql -h db shop", "hunter2"),
        ("PGPASSWORD='Tr0ub4dor' psql", "Tr0ub4dor"),
        ("mysql -h db -u root -pS3cretPw shop", "S3cretPw"),
        ("mysqladmin -uroot -p'S3cretPw' ping", "S3cretPw"),
        ("sshpass -p 'S3cretPw' ssh ops@h", "S3cretPw"),
        ("docker login -u ci -p 8hG2kQ9z registry.example", "8hG2kQ9z"),
        ("helm registry login r.example -u ci -p 8hG2kQ9z", "8hG2kQ9z"),
        ("mongosh -u admin -p 8hG2kQ9z --eval 'db.stats()'", "8hG2kQ9z"),
        ("openssl pkcs12 -in a.p12 -passin pass:8hG2kQ9z", "8hG2kQ9z"),
        (
            "kubectl create secret generic a --from-literal=password=8hG2kQ9z",
            "8hG2kQ9z",
        ),
        ("helm upgrade a . --set db.password=8hG2kQ9z", "8hG2kQ9z"),
        (
            "java -Dspring.datasource.password=8hG2kQ9z -jar a.jar",
            "8hG2kQ9z",
        ),
        ("$env:API_KEY = \"8hG2kQ9zab\"", "8hG2kQ9zab"),
        ("setx API_TOKEN 8hG2kQ9zab", "8hG2kQ9zab"),
        ("ENV DB_PASSWORD 8hG2kQ9zab", "8hG2kQ9zab"),
        ("docker run -e DB_PASSWORD=8hG2kQ9z app", "8hG2kQ9z"),
        ("deploy --auth-token 8hG2kQ9z --now", "8hG2kQ9z"),
        ("mysql://app:8hG2kQ9z@db:3306/shop", "8hG2kQ9z"),
        ("mongodb+srv://app:8hG2kQ9z@c.example/shop", "8hG2kQ9z"),
        ("amqps://app:8hG2kQ9z@mq.example/vhost", "8hG2kQ9z"),
        ("smtp://mail%40h:8hG2kQ9z@smtp.example:587", "8hG2kQ9z"),
        (
            "jdbc:postgresql://db/shop?user=app&password=8hG2kQ9z&ssl=true",
            "8hG2kQ9z",
        ),
        ("Server=db;User Id=sa;Password=Str0ng!Pass;", "Str0ng!Pass"),
        (
            "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=q1w2e3r4t5y6u7==;",
            "q1w2e3r4t5y6u7==",
        ),
        (
            "git clone https://0a1b2c3d4e5f6a7b8c9d0e1f@git.example/a.git",
            "0a1b2c3d4e5f6a7b8c9d0e1f",
        ),
        (
            "https://a.blob.example/c?sv=1&sig=Zm9vYmFyYmF6cXV4MTIzNDU2",
            "Zm9vYmFyYmF6cXV4MTIzNDU2",
        ),
        (
            "https://discord.com/api/webhooks/123456/abcdefghij0123456789ABCDE",
            "abcdefghij0123456789ABCDE",
        ),
        (
            "//registry.npmjs.org/:_authToken=npm_0123456789abcdefghijABCDEFGHIJ0123",
            "npm_0123456789abcdefghijABCDEFGHIJ0123",
        ),
        (
            "vault login hvs.CAESIJabcdefghij0123456789",
            "hvs.CAESIJabcdefghij0123456789",
        ),
        (
            "SENDGRID=SG.abcdefghijklmnop.qrstuvwxyz0123456",
            "SG.abcdefghijklmnop.qrstuvwxyz0123456",
        ),
        (
            "whsec_0123456789abcdefABCDEF is set in the dashboard",
            "whsec_0123456789abcdefABCDEF",
        ),
        (
            "curl -d '{\"user\":\"bob\",\"password\":\"8hG2kQ9z\"}' https://h/",
            "8hG2kQ9z",
        ),
        (
            "curl -d \"{\\\"password\\\":\\\"8hG2kQ9z\\\"}\" https://h/",
            "8hG2kQ9z",
        ),
        ("curl -d 'user=bob&password=8hG2kQ9z' https://h/", "8hG2kQ9z"),
        ("The admin password is Tr0ub4dor&3 until Monday", "Tr0ub4dor&3"),
        ("API key: 8hG2kQ9zab", "8hG2kQ9zab"),
        ("パスワード：Passw0rd9", "Passw0rd9"),
        ("La contraseña es Cl4veSegura", "Cl4veSegura"),
        ("machine h.example login ci password 8hG2kQ9z", "8hG2kQ9z"),
        ("db.example:5432:shop:app:8hG2kQ9z", "8hG2kQ9z"),
        ("http -a bob:8hG2kQ9z https://h/", "8hG2kQ9z"),
    ] {
        let (masked, found) = mask(text);
        assert!(!masked.contains(secret), "{text} became {masked}");
        let at = text.find(secret).expect("the line holds it");
        let (head, tail) = (&text[..at], &text[at + secret.len()..]);
        assert!(
            masked.starts_with(head) && masked.ends_with(tail),
            "{text} became {masked}"
        );
        assert_eq!(found.len(), 1, "{text} became {masked}");
    }
}

#[test]
fn what_only_looks_like_a_secret_is_let_be() {
    for text in [
        "git checkout 3f2a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a",
        "Request id: 550e8400-e29b-41d4-a716-446655440000",
        "image: shop@sha256:9b74c9897bac770ffc029102a200c5de2b8d9a6f3e1c4d5b6a7f8e9d0c1b2a39",
        "export TOKEN=$TOKEN",
        "export TOKEN=$(cat /run/secrets/token1)",
        "curl -H \"Authorization: Bearer $TOKEN\" https://h/",
        "curl -H \"Authorization: Bearer <token>\" https://h/",
        "curl -u \"$USER:$PASS\" https://h/",
        "DB_PASSWORD=changeme",
        "DB_PASSWORD=${{ secrets.DB_PASSWORD_2 }}",
        "password: {{ .Values.db.password1 }}",
        "PASSWORD_FILE=/run/secrets/db1",
        "TOKEN_TTL=3600s1",
        "TOKEN_URL=https://id.example/oauth2",
        "psql --password -h db",
        "Rotate the API token before 2026-12-01",
        "The token is rotated weekly",
        "password reset works",
        "- Token expiry: 24h",
        "Use --password when asked",
        "mysql -h db -P 3306 -u root -p shop1234",
        "docker run -p 8080:80 app",
        "ssh -p 2222 ops@h",
        "http://localhost:3000/users/@me",
        "git@github.com:team/shop.git",
        "12:30:45 deploy done",
        "secret/data/shop#v2",
        "tokens per second: 1200/s",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 ops@h",
        "etag: \"33a64df551425fcc55e4d42a148795d9\"",
    ] {
        assert_eq!(mask(text), (text.to_owned(), vec![]), "{text}");
    }
}
