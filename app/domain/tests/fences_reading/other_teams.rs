//! Fences as other teams write them: what each command does, which probe could ask the same, and what of the words is typed.

use domain::check::ProbeKind;
use domain::checklist::{Effect, Item, ItemKind, SnippetRole};
use domain::import::fence::{FenceReading, SectionRole, read};

use super::fence;

/// "check reads http +1 -0 | GET /health": kind, effect, probe, expectations typed and in words, text.
fn summary(item: &Item) -> String {
    let kind = if item.kind == ItemKind::Check {
        "check"
    } else {
        "step"
    };
    let effect = item.command.as_ref().map_or("-", |command| match command.effect {
        Effect::Reads => "reads",
        Effect::Changes => "changes",
        Effect::Destroys => "destroys",
        Effect::Unknown => "unknown",
    });
    let probe = item
        .check
        .as_ref()
        .and_then(|check| check.probe)
        .map_or("-", |probe| match probe {
            ProbeKind::Http => "http",
            ProbeKind::Sql => "sql",
            ProbeKind::Redis => "redis",
            ProbeKind::Log => "log",
            ProbeKind::Metric => "metric",
            ProbeKind::Tcp => "tcp",
            ProbeKind::Load => "load",
            ProbeKind::Command => "command",
            _ => "other",
        });
    let typed = |typed: bool| {
        item.check
            .iter()
            .flat_map(|check| &check.expectations)
            .filter(|expectation| expectation.compiled == typed)
            .count()
    };
    format!(
        "{kind} {effect} {probe} +{} -{} | {}",
        typed(true),
        typed(false),
        item.text
    )
}

fn verified(info: &str, text: &str) -> FenceReading {
    read(&fence(info, text, "Verify", SectionRole::Verification))
}

#[track_caller]
fn shows(info: &str, text: &str, wanted: &[&str]) {
    let found: Vec<String> = verified(info, text).items.iter().map(summary).collect();
    assert_eq!(found, wanted, "{text}");
}

#[test]
fn clusters_and_releases() {
    shows(
        "bash",
        "# Pods are up\nkubectl get pods -n shop -l app=api --no-headers | grep -c Running\n# Expected: at least 3",
        &["check reads command +1 -0 | Pods are up"],
    );
    shows(
        "bash",
        "kubectl exec deploy/api -n shop -- psql -U app -c 'SELECT 1'\nkubectl exec deploy/api -- rm -rf /cache\nkubectl apply -f k8s/ --dry-run=server",
        &[
            "check reads command +0 -0 | kubectl exec deploy/api -n shop -- psql -U app -c 'SELECT 1'",
            "step destroys - +0 -0 | kubectl exec deploy/api -- rm -rf /cache",
            "check reads command +0 -0 | kubectl apply -f k8s/ --dry-run=server",
        ],
    );
    shows(
        "bash",
        "helm upgrade --install shop ./chart --atomic --wait\nhelm test shop\nhelm rollback shop 3",
        &[
            "step changes - +0 -0 | helm upgrade --install shop ./chart --atomic --wait",
            "check reads command +0 -0 | helm test shop",
            "step changes - +0 -0 | helm rollback shop 3",
        ],
    );
    shows(
        "bash",
        "terraform plan -out=tf.plan\nterraform apply tf.plan\nterraform destroy -auto-approve",
        &[
            "check reads command +0 -0 | terraform plan -out=tf.plan",
            "step changes - +0 -0 | terraform apply tf.plan",
            "step destroys - +0 -0 | terraform destroy -auto-approve",
        ],
    );
    shows(
        "bash",
        "docker compose exec web python manage.py check --deploy\ndocker compose ps --format json",
        &[
            "check unknown command +0 -0 | docker compose exec web python manage.py check --deploy",
            "check reads command +0 -0 | docker compose ps --format json",
        ],
    );
    shows(
        "bash",
        "ansible all -m ping\nansible-playbook site.yml --check\nansible-playbook site.yml",
        &[
            "check reads command +0 -0 | ansible all -m ping",
            "check reads command +0 -0 | ansible-playbook site.yml --check",
            "step changes - +0 -0 | ansible-playbook site.yml",
        ],
    );
}

#[test]
fn clouds() {
    shows(
        "bash",
        "aws ecs wait services-stable --cluster prod --services api\naws s3 cp build/ s3://site --recursive\naws rds describe-db-instances --query 'DBInstances[0].DBInstanceStatus'",
        &[
            "check reads command +0 -0 | aws ecs wait services-stable --cluster prod --services api",
            "step changes - +0 -0 | aws s3 cp build/ s3://site --recursive",
            "check reads command +0 -0 | aws rds describe-db-instances --query 'DBInstances[0].DBInstanceStatus'",
        ],
    );
    shows(
        "bash",
        "gcloud run services describe api --format='value(status.url)'\ngcloud run deploy api --image gcr.io/x/api\naz webapp log tail -n api -g prod\naz group delete -n old",
        &[
            "check reads command +0 -0 | gcloud run services describe api --format='value(status.url)'",
            "step changes - +0 -0 | gcloud run deploy api --image gcr.io/x/api",
            "check reads command +0 -0 | az webapp log tail -n api -g prod",
            "step destroys - +0 -0 | az group delete -n old",
        ],
    );
}

#[test]
fn requests() {
    shows(
        "http",
        "### Health\nGET https://shop.example/health HTTP/1.1\nAccept: application/json\n\n### Order\nPOST /orders HTTP/1.1\nHost: shop.example\nContent-Type: application/json\n\n{\"sku\": \"a\"}\n\nHTTP/1.1 201 Created\nContent-Type: application/json\nDate: today\n\n{\"id\": \"...\"}",
        &[
            "check reads http +0 -0 | Health",
            "check changes http +3 -0 | Order",
        ],
    );
    shows(
        "bash",
        "http GET https://shop.example/health\nhttp POST :8080/orders sku=a count:=2\nwget -qO- https://shop.example/ready\ngrpcurl -plaintext h:50051 grpc.health.v1.Health/Check",
        &[
            "check reads http +0 -0 | http GET https://shop.example/health",
            "step changes - +0 -0 | http POST :8080/orders sku=a count:=2",
            "check reads http +0 -0 | wget -qO- https://shop.example/ready",
            "check reads command +0 -0 | grpcurl -plaintext h:50051 grpc.health.v1.Health/Check",
        ],
    );
    shows(
        "bash",
        "until curl -sf https://shop.example/health; do sleep 2; done\nwatch -n 5 kubectl get pods\nwhile true; do curl -s https://shop.example/; sleep 1; done",
        &[
            "check reads http +0 -0 | until curl -sf https://shop.example/health; do sleep 2; done",
            "check reads command +0 -0 | watch -n 5 kubectl get pods",
            "check reads http +0 -0 | while true; do curl -s https://shop.example/; sleep 1; done",
        ],
    );
    shows(
        "bash",
        "# API answers\ncurl -s https://shop.example/health | jq -r .status\n# => healthy",
        &["check reads http +1 -0 | API answers"],
    );
    shows(
        "bash",
        "curl -s https://shop.example/health\n# {\"status\": \"ok\"}",
        &["check reads http +1 -0 | Verify"],
    );
    shows(
        "bash",
        "curl -o /dev/null -s -w '%{http_code}\\n' https://shop.example/\n# → 200\n\ncurl -sI https://shop.example/old\n# returns 301 or 308",
        &[
            "check reads http +1 -0 | curl -o /dev/null -s -w '%{http_code}\\n' https://shop.example/",
            "check reads http +1 -0 | curl -sI https://shop.example/old",
        ],
    );
}

#[test]
fn windows() {
    shows(
        "powershell",
        "# Service runs\nGet-Service -Name Spooler | Select-Object Status\n\n# Site answers\n(Invoke-WebRequest -Uri https://shop.example/ -UseBasicParsing).StatusCode\n# Expected: 200\n\nTest-NetConnection db.example -Port 1433\nRestart-Service -Name Spooler\nRemove-Item C:\\temp\\* -Recurse",
        &[
            "check reads command +0 -0 | Service runs",
            "check reads http +1 -0 | Site answers",
            "check reads tcp +0 -0 | Test-NetConnection db.example -Port 1433",
            "step changes - +0 -0 | Restart-Service -Name Spooler",
            "step destroys - +0 -0 | Remove-Item C:\\temp\\* -Recurse",
        ],
    );
    shows(
        "cmd",
        "REM Is it there\ndir C:\\inetpub\nsc query W3SVC\niisreset\ndel /q C:\\temp\\*",
        &[
            "check reads command +0 -0 | Is it there (1 of 4)",
            "check reads command +0 -0 | Is it there (2 of 4)",
            "step changes - +0 -0 | Is it there (3 of 4)",
            "step destroys - +0 -0 | Is it there (4 of 4)",
        ],
    );
    shows(
        "console",
        "PS C:\\> Get-Process w3wp\nHandles  NPM(K)\nC:\\inetpub>dir",
        &[
            "check reads command +1 -0 | Get-Process w3wp",
            "check reads command +0 -0 | dir",
        ],
    );
}

#[test]
fn stores() {
    shows(
        "bash",
        "mongosh --eval 'db.orders.countDocuments()'\nmongosh shop --eval 'db.orders.deleteMany({})'\nmysql -e 'SHOW SLAVE STATUS\\G'",
        &[
            "check reads command +0 -0 | mongosh --eval 'db.orders.countDocuments()'",
            "step destroys - +0 -0 | mongosh shop --eval 'db.orders.deleteMany({})'",
            "check reads sql +0 -0 | mysql -e 'SHOW SLAVE STATUS\\G'",
        ],
    );
    shows(
        "mongodb",
        "// Orders are there\ndb.orders.countDocuments({\n  status: 'open'\n})\n// Expected: at least 10",
        &["check reads command +1 -0 | Orders are there"],
    );
    shows(
        "redis",
        "PING\nGET version\nFLUSHALL",
        &[
            "check reads redis +1 -0 | PING",
            "check reads redis +0 -0 | GET version",
            "step destroys - +0 -0 | FLUSHALL",
        ],
    );
    shows(
        "console",
        "shop=# SELECT count(*)\nshop-#   FROM orders;\n count\n-------\n    42\n(1 row)\n\nshop=# \\q",
        &[
            "check reads sql +1 -2 | SELECT count(*)",
            "step reads - +0 -0 | \\q",
        ],
    );
    shows(
        "console",
        "mysql> SELECT 1\n    -> FROM dual;\n+---+\n| 1 |",
        &["check reads sql +0 -1 | Verify"],
    );
}

#[test]
fn metrics() {
    shows(
        "promql",
        "# Error rate\nsum(rate(http_requests_total{status=~\"5..\"}[5m]))\n  / sum(rate(http_requests_total[5m]))\n# Expected: < 1%\n\nup{job=\"api\"} == 1",
        &[
            "check reads metric +1 -0 | Error rate",
            "check reads metric +1 -0 | up{job=\"api\"} == 1",
        ],
    );
    shows(
        "logql",
        "{app=\"api\"} |= \"error\"\n  | json",
        &["check reads command +0 -0 | Verify"],
    );
    shows(
        "bash",
        "k6 run --vus 50 --duration 2m smoke.js\n# p95 < 300ms",
        &["check reads load +1 -0 | Verify"],
    );
    let rules = verified(
        "yaml",
        "groups:\n- name: api\n  rules:\n  - alert: HighErrorRate\n    expr: |\n      sum(rate(errors[5m]))\n        / sum(rate(requests[5m])) > 0.05\n    for: 10m\n    labels:\n      severity: page",
    );
    assert_eq!(rules.role, SnippetRole::Alerts);
    let alert = &rules.alerts[0];
    assert_eq!(
        (alert.metric.as_deref(), alert.comparator.as_deref(), alert.value),
        (Some("HighErrorRate"), Some(">"), Some(0.05))
    );
    assert_eq!(
        (alert.for_min, alert.severity.as_deref()),
        (Some(10), Some("PAGE"))
    );
}

#[test]
fn programs_and_scripts() {
    shows(
        "bash",
        "python -c \"\nimport app\n# Test 1: it loads\nassert app\n\"\nnode -e \"require('./app')\"\ncat <<EOF | kubectl apply -f -\nkind: Pod\n# Expected: nothing\nEOF",
        &[
            "check unknown command +0 -0 | python -c \"",
            "check unknown command +0 -0 | node -e \"require('./app')\"",
            "step changes - +0 -0 | cat <<EOF | kubectl apply -f -",
        ],
    );
    shows(
        "bash",
        "systemctl is-active --quiet api && echo ok\njournalctl -u api --since '5 min ago' | grep -i error\n# no errors in log",
        &[
            "check reads command +0 -1 | systemctl is-active --quiet api && echo ok",
            "check reads log +1 -0 | journalctl -u api --since '5 min ago' | grep -i error",
        ],
    );
    shows(
        "console",
        "$ ./deploy.sh --env prod\nDeploying...\ndone\n$ echo $?\n0",
        &[
            "check unknown command +1 -0 | ./deploy.sh --env prod",
            "check reads command +1 -0 | echo $?",
        ],
    );
    shows(
        "bash",
        "for i in $(seq 1 10); do curl -s -o /dev/null -w '%{http_code}\\n' https://shop.example/; done | sort | uniq -c\n# 10/10 succeeded",
        &["check reads command +1 -0 | Verify"],
    );
    shows(
        "bash",
        "# Comprobar la API\ncurl -s https://shop.example/salud\n# Resultado esperado: 200 OK con version\n\n# Comprobar la cola\npsql shop -c 'SELECT count(*) FROM cola'\n# Debe ser 0",
        &[
            "check reads http +0 -1 | Comprobar la API",
            "check reads sql +1 -0 | Comprobar la cola",
        ],
    );
    shows(
        "bash",
        "# ヘルスチェックを確認\ncurl -s https://shop.example/health\n# 期待値: 200\n\n# 件数を確認\npsql shop -c 'SELECT count(*) FROM orders'\n# 期待結果: 3件以上",
        &[
            "check reads http +1 -0 | ヘルスチェックを確認",
            "check reads sql +1 -0 | 件数を確認",
        ],
    );
}
