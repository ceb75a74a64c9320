//! Comment lines inside a fence: labels ("# Test 1: …", "# 3. Deploy"), expectations ("# Expected: …"),
//! list entries, remarks. Reads one line; what belongs together is decided in `segment`.

use std::sync::LazyLock;

use regex::Regex;

/// What a comment line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A line of dashes, or nothing.
    Decoration,
    /// "Test 1: …", "1. …"; `test` where the number counts tests.
    Numbered {
        test: bool,
        text: String,
    },
    /// "- …"
    Entry(String),
    /// "Expected: …" with what stands between the word and the colon ("tables") and what follows it.
    Expectation {
        about: String,
        text: String,
    },
    /// "Verify: …"
    Verify(String),
    /// "Action: …", "Note: …"
    Remark(String),
    Title(String),
}

/// A comment line with its indentation after the comment mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub indent: usize,
    pub mark: Mark,
}

static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:(?P<test>test|check|prueba|teste|prüfung|vérification|テスト|測試|测试|проверка)\s*\#?\s*\d+(?:\.\d+)*\s*[.:)\-–—：]
        |(?:step|paso|passo|schritt|étape|stage|手順|步骤|шаг)?\s*\#?\d{1,3}(?:\.\d{1,3})*\s*(?:[.):：]|\s[-–—])
        |(?:step|paso|passo|schritt|étape)\s+\d{1,3}\s*[:.\-–—])\s*(?P<text>\S.*)$",
    )
    .expect("a valid pattern")
});
static ENTRY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[-*•–·]\s+(?P<text>\S.*)$").expect("a valid pattern"));
static EXPECTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:expect(?:ed|s|ation|ing)?|should\s+(?:see|show|output|print|return)|sample\s+output|output|result|response|returns|resultado\s+esperado|salida(?:\s+esperada)?
          |saída(?:\s+esperada)?|respuesta(?:\s+esperada)?|resposta(?:\s+esperada)?|esperad[oa]s?|se\s+espera|espera-se|erwartet(?:e[sr]?)?|erwartung
          |antwort|attendus?|sortie(?:\s+attendue)?|réponse(?:\s+attendue)?|résultat\s+attendu|verwacht|atteso|risultato\s+atteso
          |期待(?:される)?(?:値|結果|出力)?|想定(?:結果|値)?|戻り値|出力(?:例|結果)?|预期(?:结果|输出)?|期望(?:结果|输出|值)?|ожидается|ожидаемый\s+результат|예상(?:\s*결과)?)
        (?P<about>(?:\s+[\p{L}\p{N}/_-]+){0,3})\s*[:：]\s*(?P<text>.*)$",
    )
    .expect("a valid pattern")
});
static DEMAND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?ix)^(?:(?:=>|→|->|⇒)\s*\S|(?:should|must)\s+(?:be|return|show|print|contain|see|output|equal|not|exist|succeed|fail)\b|(?:returns?|expect(?:ed)?)\s+\S|(?:debe|deve|doit|muss)\s+(?:ser|devolver|retornar|mostrar|contener|conter|existir|être|retourner|renvoyer|afficher|contenir)\b
        |(?:devuelve|retorna|renvoie|retourne|restituisce|返回|应返回|应为)\s*\S)")
        .expect("a valid pattern")
});
static VERIFY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:verify|check|confirm|assert|validate|ensure|verificar|comprobar|confirmar|prüfen|vérifier|verificare|確認|验证|проверить)\s*[:：]\s*(?P<text>\S.*)$")
        .expect("a valid pattern")
});
static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:action|risk|note|nb|warning|caution|important|why|purpose|reason|tip|hint|optional|example|e\.g|see|todo|fixme|impact|owner|time|nota|aviso|hinweis|achtung|remarque|注意|注)\s*[:：]")
        .expect("a valid pattern")
});

/// Reads a comment with its marks.
pub fn read(comment: &str) -> Comment {
    let (indent, body) = unmarked(comment);
    Comment {
        indent,
        mark: mark(body),
    }
}

/// The words of a comment and how far they are indented after the mark.
fn unmarked(comment: &str) -> (usize, &str) {
    let text = comment.trim();
    let body = text
        .strip_prefix("//")
        .map(|body| body.trim_start_matches('/'))
        .or_else(|| text.strip_prefix("--").map(|body| body.trim_start_matches('-')))
        .or_else(|| text.strip_prefix("/*").map(|body| body.trim_end_matches("*/")))
        .or_else(|| text.strip_prefix('#').map(|body| body.trim_start_matches('#')))
        .or_else(|| {
            text.strip_prefix("REM ")
                .or(text.strip_prefix("rem "))
                .or(text.strip_prefix("Rem "))
        })
        .or_else(|| text.strip_prefix("::"))
        .unwrap_or(text);
    let words = body.trim();
    let indent = body.len() - body.trim_start().len();
    // "# ==== Title ====" is a title in a frame; "=> 200" is an arrow.
    let framed = !words.starts_with("=>");
    (
        indent,
        if framed {
            words.trim_matches(['=', '*', '~']).trim()
        } else {
            words
        },
    )
}

fn mark(words: &str) -> Mark {
    // "... etc" says only that there is more.
    let more = words.starts_with("...") || words.starts_with('…');
    if more || (!words.chars().any(char::is_alphanumeric) && !words.starts_with(['{', '}', '[', ']'])) {
        return Mark::Decoration;
    }
    if let Some(found) = EXPECTED.captures(words) {
        return Mark::Expectation {
            about: found["about"].trim().to_owned(),
            text: found["text"].trim().to_owned(),
        };
    }
    if let Some(found) = NUMBERED.captures(words) {
        return Mark::Numbered {
            test: found.name("test").is_some(),
            text: found["text"].trim().to_owned(),
        };
    }
    if let Some(found) = ENTRY.captures(words) {
        return Mark::Entry(found["text"].trim().to_owned());
    }
    if let Some(found) = VERIFY.captures(words) {
        return Mark::Verify(found["text"].trim().to_owned());
    }
    if DEMAND.is_match(words) {
        return Mark::Expectation {
            about: String::new(),
            text: words.to_owned(),
        };
    }
    if REMARK.is_match(words) {
        return Mark::Remark(words.to_owned());
    }
    Mark::Title(words.to_owned())
}

/// "2. Verify: …": the verification behind a number.
pub fn verification(text: &str) -> Option<&str> {
    VERIFY
        .captures(text)
        .and_then(|found| found.name("text"))
        .map(|found| found.as_str().trim())
}

/// The words of a label as an item shows them.
pub fn shown(text: &str) -> String {
    text.trim().trim_end_matches([':', '：']).trim_end().to_owned()
}
