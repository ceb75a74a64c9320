//! The shapes that secrets have in documents: in addresses, in assignments, on command lines, and tokens known by their beginnings.

use std::sync::LazyLock;

use regex::Regex;

/// A pattern with the group that holds the value (`value` or `bare`), the one that may hold a name, and what to call the find.
pub struct Form {
    pub pattern: Regex,
    /// Some of these stand in every text that matches: looking for them first is far quicker than the pattern.
    pub needs: &'static [&'static str],
    pub kind: &'static str,
    pub name: Naming,
    pub judged: Judged,
}

pub enum Naming {
    /// The name stands beside the value.
    Beside,
    /// The name of the address's scheme or of the variable that holds it.
    Address,
    Fixed(&'static str),
}

/// What beyond the pattern says that it is a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// The pattern alone.
    Shape,
    /// The value looks like one and not like a word of prose.
    Value,
    /// The name says so, and the value looks like one.
    Name,
}

fn form(
    pattern: &str,
    needs: &'static [&'static str],
    kind: &'static str,
    name: Naming,
    judged: Judged,
) -> Form {
    Form {
        pattern: Regex::new(pattern).expect("a valid pattern"),
        needs,
        kind,
        name,
        judged,
    }
}

/// A token known by how it begins.
fn token(pattern: &str, needs: &'static [&'static str], kind: &'static str, name: &'static str) -> Form {
    form(
        &format!(r"\b(?P<value>{pattern})"),
        needs,
        kind,
        Naming::Fixed(name),
        Judged::Shape,
    )
}

/// All forms, the more telling ones first: what they masked the later ones leave alone.
pub static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    use Judged::{Name, Shape, Value};
    use Naming::{Address, Beside, Fixed};
    const COMMAND_LINE: &str = "password on a command line";
    vec![
        form(
            r#"(?:(?P<name>[A-Za-z_][A-Za-z0-9_]{2,})\s*[=:]\s*["']?)?(?P<scheme>[a-z][a-z0-9+.-]+)://[^\s:/@'"<>]*:(?P<value>[^\s/@'"<>]+)@"#,
            &["://"],
            "password in a URL",
            Address,
            Shape,
        ),
        form(
            r"(?P<scheme>https?)://(?P<value>[A-Za-z0-9_-]{20,})@",
            &["://"],
            "token in a URL",
            Fixed("URL_TOKEN"),
            Value,
        ),
        token(
            r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}\b",
            &["_live_", "_test_"],
            "Stripe key",
            "STRIPE_KEY",
        ),
        token(
            r"whsec_[A-Za-z0-9+/=]{16,}",
            &["whsec_"],
            "webhook secret",
            "WEBHOOK_SECRET",
        ),
        token(
            r"(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})\b",
            &["gh", "github_pat_"],
            "GitHub token",
            "GITHUB_TOKEN",
        ),
        token(
            r"gl(?:pat|dt|rt|ptt|agent)-[A-Za-z0-9_-]{16,}",
            &["gl"],
            "GitLab token",
            "GITLAB_TOKEN",
        ),
        token(
            r"(?:AKIA|ASIA)[A-Z0-9]{16}\b",
            &["AKIA", "ASIA"],
            "AWS access key",
            "AWS_ACCESS_KEY_ID",
        ),
        token(
            r"(?:AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})",
            &["AIza", "ya29.", "GOCSPX-"],
            "Google API key",
            "GOOGLE_API_KEY",
        ),
        token(
            r"(?:xox[abeprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,})\b",
            &["xox", "xapp-"],
            "Slack token",
            "SLACK_TOKEN",
        ),
        token(
            r"sk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}\b",
            &["sk-"],
            "API key",
            "API_KEY",
        ),
        token(
            r"(?:npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,}|dckr_pat_[A-Za-z0-9_-]{20,}|do[opr]_v1_[a-f0-9]{40,}|dapi[a-f0-9]{32}|hv[sb]\.[A-Za-z0-9_-]{20,}|lin_api_[A-Za-z0-9]{20,}|gl(?:sa|c)_[A-Za-z0-9_=-]{20,}|NRAK-[A-Z0-9]{20,}|shp(?:at|ss|ca|pa)_[a-fA-F0-9]{20,}|sntrys_[A-Za-z0-9_=-]{20,}|ATATT3[A-Za-z0-9_=-]{20,}|sbp_[a-f0-9]{30,}|HRKU-[A-Za-z0-9_-]{20,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|AGE-SECRET-KEY-1[A-Z0-9]{40,}|key-[0-9a-f]{32}|dp\.(?:st|pt|ct)\.[A-Za-z0-9._-]{20,})",
            &[
                "npm_",
                "pypi-",
                "dckr_pat_",
                "_v1_",
                "dapi",
                "hvs.",
                "hvb.",
                "lin_api_",
                "glsa_",
                "glc_",
                "NRAK-",
                "shp",
                "sntrys_",
                "ATATT3",
                "sbp_",
                "HRKU-",
                "SG.",
                "AGE-SECRET",
                "key-",
                "dp.",
            ],
            "API token",
            "API_TOKEN",
        ),
        token(
            r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
            &["eyJ"],
            "signed token",
            "TOKEN",
        ),
        form(
            r"https://hooks\.slack\.com/(?:services|workflows|triggers)/(?P<value>[A-Za-z0-9/_-]{10,})",
            &["hooks.slack.com"],
            "Slack webhook",
            Fixed("SLACK_WEBHOOK"),
            Shape,
        ),
        form(
            r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/(?P<value>[A-Za-z0-9_-]{20,})",
            &["/api/webhooks/"],
            "Discord webhook",
            Fixed("DISCORD_WEBHOOK"),
            Shape,
        ),
        form(
            r"https://[\w.-]+\.webhook\.office\.com/webhookb2/(?P<value>[A-Za-z0-9@/_-]{20,})",
            &["webhook.office.com"],
            "Teams webhook",
            Fixed("TEAMS_WEBHOOK"),
            Shape,
        ),
        form(
            r"(?:api\.telegram\.org/bot|\b)(?P<value>[0-9]{8,10}:[A-Za-z0-9_-]{33,})",
            &[":A", "/bot"],
            "Telegram bot token",
            Fixed("TELEGRAM_BOT_TOKEN"),
            Shape,
        ),
        form(
            r"api\.telegram\.org/bot(?P<value>[0-9]{6,}:[A-Za-z0-9_-]{20,})",
            &["/bot"],
            "Telegram bot token",
            Fixed("TELEGRAM_BOT_TOKEN"),
            Shape,
        ),
        form(
            r#"(?i)\bauthorization\\?["']?\s*[:=]\s*\\?["']?(?:bearer|basic|token|apikey|digest)\s+(?P<value>[A-Za-z0-9._~+/=-]{8,})"#,
            &["uthorization", "UTHORIZATION"],
            "authorization header",
            Fixed("AUTHORIZATION"),
            Shape,
        ),
        form(
            r"(?i)[?&](?:sig|signature|x-amz-signature|x-goog-signature)=(?P<value>[A-Za-z0-9%+/=_-]{20,})",
            &["ig=", "ignature="],
            "signature in a URL",
            Fixed("URL_SIGNATURE"),
            Shape,
        ),
        form(
            r#"[?&](?P<name>[A-Za-z_][A-Za-z0-9_.-]{2,})=(?P<value>[^\s&"'`#<>)]{4,})"#,
            &["?", "&"],
            "secret in a URL",
            Beside,
            Name,
        ),
        form(
            r#"--(?:[a-z]+-)*(?:password|passwd|pass|pw|token|secret|secret-key|access-key|api-?key|passphrase)=["']?(?P<value>[^\s"'`]{4,})"#,
            &["--"],
            "secret on a command line",
            Fixed("COMMAND_SECRET"),
            Shape,
        ),
        form(
            r#"--(?:[a-z]+-)*(?:password|passwd|pass|token|secret|secret-key|access-key|api-?key|passphrase)\s+["']?(?P<value>[^\s"'`-][^\s"'`]{3,})"#,
            &["--"],
            "secret on a command line",
            Fixed("COMMAND_SECRET"),
            Value,
        ),
        form(
            r#"--from-literal[= ]["']?(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)=(?P<value>[^\s"'`]{4,})"#,
            &["--from-literal"],
            "secret on a command line",
            Beside,
            Name,
        ),
        form(
            r#"\bredis-cli\b[^\n|;&]*?\s-a\s+["']?(?P<value>[^\s"'`]{4,})"#,
            &["redis-cli"],
            COMMAND_LINE,
            Fixed("REDIS_PASSWORD"),
            Shape,
        ),
        form(
            r#"\bmysql(?:dump|admin|import)?\b[^\n|;&]*?\s-p["']?(?P<value>[^\s"'`-][^\s"'`]{3,})"#,
            &["mysql"],
            COMMAND_LINE,
            Fixed("MYSQL_PASSWORD"),
            Shape,
        ),
        form(
            r#"\b(?:docker|podman|az|oc|cf|nerdctl|crane|skopeo|registry|helm)\s(?:[a-z]+\s)?login\b[^\n|;&]*?\s-p\s*["']?(?P<value>[^\s"'`-][^\s"'`]{3,})"#,
            &["login"],
            COMMAND_LINE,
            Fixed("LOGIN_PASSWORD"),
            Shape,
        ),
        form(
            r#"\b(?:sshpass|mongosh|mongo|mongodump|mongorestore|rabbitmqadmin)\b[^\n|;&]*?\s-p\s*["']?(?P<value>[^\s"'`-][^\s"'`]{3,})"#,
            &["sshpass", "mongo", "rabbitmqadmin"],
            COMMAND_LINE,
            Fixed("COMMAND_PASSWORD"),
            Shape,
        ),
        form(
            r#"\b(?:curl|wget|http|https|curlie)\b[^\n|;&]*?\s(?:-u|--user|-a|--auth)[ =]*["']?[^\s:"'`=]+:(?P<value>[^\s"'`]{3,})"#,
            &["curl", "wget", "http"],
            COMMAND_LINE,
            Fixed("HTTP_PASSWORD"),
            Shape,
        ),
        form(
            r#"-pass(?:in|out|word)?\s+["']?(?:pass:)(?P<value>[^\s"'`]{4,})"#,
            &["pass:"],
            COMMAND_LINE,
            Fixed("KEY_PASSPHRASE"),
            Shape,
        ),
        form(
            r"\bmachine\s+\S+\s+login\s+\S+\s+password\s+(?P<value>\S{4,})",
            &["machine "],
            "password of a machine",
            Fixed("MACHINE_PASSWORD"),
            Shape,
        ),
        form(
            r"(?m)^(?:[\w.-]+|\*):(?:\d{4,5}|\*):(?:[\w-]+|\*):[\w-]+:(?P<value>[^\s:]{4,})$",
            &[":"],
            "password of a database",
            Fixed("DATABASE_PASSWORD"),
            Shape,
        ),
        form(
            r"\b(?:ENV|setx|SETX)\s+(?P<name>[A-Z_][A-Z0-9_]{2,})\s+(?P<value>[^\s=]{6,})",
            &["ENV ", "setx ", "SETX "],
            "secret in an assignment",
            Beside,
            Name,
        ),
        form(
            r#"(?i)\b(?P<name>password|passphrase|passcode|token|api[ _-]?key|access[ _-]?key|secret(?:[ _-]?key)?|contraseña|clave|senha|passwort|kennwort|mot de passe)\s+(?:is|was|es|ist|é|est)\s*:?\s+["'`]?(?P<value>[^\s"'`,;]{6,})|\b(?:api|access|secret)[ -]keys?\s*[:=]\s*["'`]?(?P<bare>[^\s"'`,;]{8,})"#,
            &[
                "assw",
                "assphrase",
                "asscode",
                "oken",
                "ey",
                "ecret",
                "lave",
                "enha",
                "ennwort",
                "contra",
                "mot de",
            ],
            "secret in words",
            Fixed("WRITTEN_SECRET"),
            Value,
        ),
        form(
            r#"(?:パスワード|密码|口令|トークン)\s*(?:[:：=]|は)\s*["'`「]?(?P<value>[!-~]{6,})"#,
            &["パスワード", "密码", "口令", "トークン"],
            "secret in words",
            Fixed("WRITTEN_SECRET"),
            Value,
        ),
        form(
            r#"(?:^|[\s"'`(\[{,;\\])(?:export\s+|set\s+|\$env:|-D|-e|-E)?(?P<name>[A-Za-z_][A-Za-z0-9_.-]{2,})\\?["'`]?(?:\s*[=:]\s*\\?(?P<value>"[^"\n\\]{4,}|'[^'\n]{4,})|\s*(?:=|:\s)\s*(?P<bare>[^\s"'`,;)\]}|\\]{4,}))"#,
            &["=", ":"],
            "secret in an assignment",
            Beside,
            Name,
        ),
    ]
});
