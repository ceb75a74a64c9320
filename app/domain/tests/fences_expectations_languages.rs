//! Expectations in other languages and other phrasing: each means exactly what its English counterpart means.

use domain::check::ProbeKind;
use domain::import::expectation::{About, compile};

#[track_caller]
fn same(probe: ProbeKind, english: &str, others: &[&str]) {
    let about = About {
        probe: Some(probe),
        ..About::default()
    };
    let wanted = compile(english, 1, about);
    assert!(wanted.compiled, "{english}");
    for words in others {
        let found = compile(words, 1, about);
        assert_eq!(found.rules, wanted.rules, "{words}");
        assert_eq!(found.sentence, wanted.sentence, "{words}");
    }
}

#[test]
fn statuses() {
    same(
        ProbeKind::Http,
        "200 OK",
        &[
            "→ 200",
            "=> 200",
            "HTTP 200",
            "HTTP/1.1 200 OK",
            "status: 200",
            "should return 200",
            "devuelve 200",
            "debe devolver 200 OK",
            "retorna 200",
            "deve retornar 200",
            "retourne 200",
            "gibt 200 zurück",
            "200が返ること",
            "200 OKを返す",
            "返回 200",
            "状态码 200",
        ],
    );
    same(
        ProbeKind::Http,
        "2xx",
        &["returns 2xx", "HTTP 2xx", "status code: 2xx"],
    );
    same(
        ProbeKind::Http,
        "204 No Content",
        &["HTTP 204 no content", "no content"],
    );
    same(
        ProbeKind::Http,
        "either 200 or 204",
        &["200 or 204", "200/204", "HTTP 200 / 204"],
    );
}

#[test]
fn numbers() {
    same(
        ProbeKind::Sql,
        "at least 3",
        &[
            ">= 3",
            "≥ 3",
            "al menos 3",
            "pelo menos 3",
            "mindestens 3",
            "au moins 3",
            "至少3",
            "不少于 3",
        ],
    );
    same(
        ProbeKind::Sql,
        "at least 3 rows",
        &["3件以上", "3行以上であること", "al menos 3 filas"],
    );
    same(
        ProbeKind::Sql,
        "0 rows",
        &["0件", "0件であること", "0 filas", "0 linhas"],
    );
    same(
        ProbeKind::Http,
        "less than 300 ms",
        &[
            "< 300ms",
            "menos de 300 ms",
            "weniger als 300 ms",
            "moins de 300 ms",
            "300ms未満",
            "300ミリ秒未満",
        ],
    );
    same(ProbeKind::Http, "within 2s", &["<= 2s", "2秒以内", "2秒以下"]);
    same(
        ProbeKind::Sql,
        "count = 0",
        &["should be 0", "debe ser 0", "deve ser 0"],
    );
}

#[test]
fn logs_and_programs() {
    same(
        ProbeKind::Log,
        "no errors in log",
        &[
            "No errors",
            "sin errores",
            "sem erros",
            "keine Fehler",
            "エラーがないこと",
            "ログにエラーが出ていないこと",
            "没有错误",
        ],
    );
    same(
        ProbeKind::Command,
        "exit code 0",
        &[
            "exits with 0",
            "should exit 0",
            "returns exit code 0",
            "código de salida 0",
            "終了コード 0",
        ],
    );
    same(
        ProbeKind::Command,
        "\"OK\"",
        &["should print OK", "prints OK", "OK"],
    );
}

#[test]
fn what_is_ambiguous_stays_words() {
    for (probe, words) in [
        (ProbeKind::Http, "OK"),
        (ProbeKind::Http, "100ms"),
        (ProbeKind::Http, "mostly 200"),
        (ProbeKind::Command, "3 pods Running"),
        (ProbeKind::Command, "should look fine"),
        (ProbeKind::Sql, "las filas de siempre"),
        (ProbeKind::Log, "エラーが少ないこと"),
        (ProbeKind::Metric, "如预期增长"),
    ] {
        let about = About {
            probe: Some(probe),
            ..About::default()
        };
        let found = compile(words, 1, about);
        assert!(!found.compiled, "{words}: {:?}", found.sentence);
        assert_eq!(found.text, words);
    }
}
