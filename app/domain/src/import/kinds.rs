//! Whether a line is something to do or something to verify, and what a section's words say about the fences in it.

use std::sync::LazyLock;

use super::fence::SectionRole;
use super::phrases::Phrases;
use super::text::{key, without_decoration};
use super::topic::Topic;
use crate::checklist::ItemKind;

/// Words that begin an instruction to look.
const VERIFY: &str = "verify|check|confirm|ensure|validate|test|monitor|watch|review|make sure|observe|inspect|\
        assert|track|compare|look|double-check|examine|verificar|comprobar|confirmar|validar|probar|revisar|asegurar|\
        testar|garantir|vérifier|confirmer|valider|tester|contrôler|prüfen|überprüfen|\
        sicherstellen|testen|bestätigen|verifica|verificare|controllare|確認|检查|验证|\
        проверить|убедиться|сверить|проконтролировать|conferir|checar|garantizar|monitorear|monitorar|surveiller|\
        s'assurer|kontrollieren|beobachten|确认|观察|확인";

/// Words that begin an instruction to act.
const ACT: &str = "run|deploy|stop|start|restart|create|update|backup|back up|copy|notify|merge|tag|build|push|\
        pull|install|document|schedule|set|configure|enable|disable|execute|apply|migrate|publish|\
        send|announce|write|add|remove|delete|rotate|scale|switch|point|open|close|submit|upload|\
        download|export|import|trigger|simulate|plan|prepare|freeze|lock|unlock|drain|connect|click|\
        select|go|visit|edit|change|replace|revert|roll|restore|keep|post|label|cut|checkout|clone|\
        commit|generate|register|assign|invite|contact|inform|communicate|drop|kill|wait|allow|fork|\
        use|make|put|log in|ssh|take|save|promote|flip|flash|reboot|reload|bump|pause|resume|repoint|\
        activate|deactivate|reinstall|shift|route|warm|choose|tell|bring|turn|transfer|provision|\
        detach|attach|fail over|cordon|uncordon|approve|archive|clean|reset|reindex|rebuild|redeploy|\
        swap|hand over|rename|move|unload|fetch|finalize|finalise|ejecutar|desplegar|detener|iniciar|reiniciar|crear|actualizar|notificar|\
        instalar|configurar|habilitar|hacer|executar|implantar|parar|criar|atualizar|avisar|fazer|\
        exécuter|déployer|arrêter|démarrer|redémarrer|créer|mettre|notifier|installer|\
        ausführen|bereitstellen|stoppen|starten|neustarten|erstellen|aktualisieren|informieren|\
        eseguire|avviare|fermare|creare|aggiornare|执行|部署|停止|启动|重启|创建|更新|\
        通知|备份|запустить|остановить|создать|обновить|\
        выполнить|уведомить|развернуть|применить|выложить|вернуть|откатить|включить|выключить|переключить|восстановить|\
        активировать|desactivar|activar|restaurar|volver|pausar|reanudar|subir|voltar|congelar|ativar|desativar|geler|\
        sauvegarder|restaurer|redéployer|activer|désactiver|vider|rejouer|basculer|purger|prévenir|sichern|einspielen|\
        umschalten|migrieren|freigeben|发布|切换|恢复|切回|备份|冻结|회복|배포|복구|차단|백업|복원";

/// The first group asks to look, the second to act.
static VERBS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new([VERIFY, ACT]));
const LOOKS: Option<usize> = Some(0);
const ACTS: Option<usize> = Some(1);

/// A box without a known verb states how things have to be: that is verified.
pub fn of_box(text: &str) -> ItemKind {
    match verb(text) {
        Some(kind) => kind,
        None => ItemKind::Check,
    }
}

/// A numbered line without a known verb is a step; so is a bullet.
pub fn of_line(text: &str) -> ItemKind {
    verb(text).unwrap_or(ItemKind::Step)
}

fn verb(text: &str) -> Option<ItemKind> {
    let key = key(without_decoration(text));
    let begins = VERBS.begins(&key);
    // Japanese and Korean put the verb last.
    let ends = |words: &[&str]| words.iter().any(|word| key.ends_with(word));
    // "Deploy approved", "Backup done?": words that could be verbs, in a sentence about a state.
    if key.ends_with('?')
        || text.trim_end().ends_with(['?', '？'])
        || (begins == ACTS && !key.starts_with("wait ") && states(&key))
    {
        return Some(ItemKind::Check);
    }
    if begins == LOOKS || ends(&["を確認", "確認する", "を確認する", "の確認", "확인"]) {
        Some(ItemKind::Check)
    } else if begins == ACTS
        || ends(&[
            "する",
            "を実行",
            "を停止",
            "を起動",
            "を更新",
            "を作成",
            "を通知",
            "をデプロイ",
            "실행",
            "배포",
            "へ戻す",
            "を復元する",
            " einschalten",
            " ausschalten",
            " starten",
            " stoppen",
            " einspielen",
            " umschalten",
            " informieren",
            " sperren",
            " freigeben",
            " migrieren",
            " deployen",
        ])
    {
        Some(ItemKind::Step)
    } else {
        None
    }
}

/// Whether the last word before any bracket says how something is.
fn states(key: &str) -> bool {
    const STATES: &[&str] = &[
        "working",
        "works",
        "ready",
        "ok",
        "passing",
        "complete",
        "available",
        "done",
        "green",
        "running",
        "live",
        "active",
        "clean",
        "healthy",
    ];
    let words: Vec<&str> = key.split(' ').collect();
    let Some(last) = words.last() else { return false };
    // A long sentence that ends in such a word still tells somebody to act.
    (2..=8).contains(&words.len()) && (STATES.contains(last) || (last.len() > 4 && last.ends_with("ed")))
}

/// Whether a text tells somebody to act or to look.
pub fn begins_with_verb(text: &str) -> bool {
    verb(text).is_some()
}

pub fn begins_with_action(text: &str) -> bool {
    verb(text) == Some(ItemKind::Step)
}

/// What a section is for, by its topic and then by the words of its headings, innermost first.
pub fn role(topic: Topic, headings: &[String]) -> SectionRole {
    match topic {
        Topic::Rollback | Topic::Triggers => return SectionRole::Rollback,
        Topic::Alerts => return SectionRole::Alerts,
        Topic::Metrics => return SectionRole::Monitoring,
        Topic::Message => return SectionRole::Message,
        Topic::Criteria | Topic::SignOff => return SectionRole::Checklist,
        Topic::Timeline => return SectionRole::Timeline,
        Topic::Risks | Topic::Limitations | Topic::KnownIssues => return SectionRole::Risk,
        Topic::Variables => return SectionRole::Config,
        _ => {}
    }
    headings
        .iter()
        .rev()
        .map(|heading| role_of(heading))
        .find(|role| *role != SectionRole::Other)
        .unwrap_or_default()
}

/// Headings that hold these words are for this, first match wins.
const ROLES: &[(SectionRole, &str)] = &[
    (
        SectionRole::Rollback,
        "rollback|roll back|revert|回滚|ロールバック|откат",
    ),
    (
        SectionRole::Config,
        "environment variables|set environment|configuration|config|env",
    ),
    (
        SectionRole::Verification,
        "verify|verification|verifying|validate|validation|test|tests|testing|check|checks|smoke|\
        health|connectivity|sanity|audit|verificación|verificar|pruebas|verificação|testes|\
        vérification|tests|prüfung|überprüfung|verifica|確認|検証|验证|检查|测试|\
        проверка|тестирование",
    ),
    (
        SectionRole::Monitoring,
        "monitoring|monitor|metrics|observability|logging|logs|monitoreo|monitoramento|surveillance|\
        監視|监控|мониторинг",
    ),
    (SectionRole::Checklist, "checklist|sign-off|criteria"),
    (
        SectionRole::Steps,
        "deploy|deployment|deploying|steps|build|start|run|migration|migrate|install|release|create|\
        push|update|backup|setup|set up|commands|comandos|execution|publish|cut|rollout|procedure|\
        despliegue|pasos|implantação|passos|déploiement|étapes|schritte|デプロイ|手順|\
        部署|步骤|развертывание",
    ),
];

static ROLE_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(ROLES.iter().map(|(_, words)| *words)));

fn role_of(heading: &str) -> SectionRole {
    ROLE_WORDS
        .find(&key(heading))
        .map_or(SectionRole::Other, |group| ROLES[group].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_decide_and_statements_are_checked() {
        for (text, expected) in [
            ("Verify migration succeeded", ItemKind::Check),
            ("Run Prisma migration", ItemKind::Step),
            ("All unit tests passing", ItemKind::Check),
            ("Deploy to staging environment", ItemKind::Step),
            ("Monitoring loop running", ItemKind::Check),
            ("ログを確認", ItemKind::Check),
            ("Reiniciar el servicio", ItemKind::Step),
            ("检查日志", ItemKind::Check),
        ] {
            assert_eq!(of_box(text), expected, "{text}");
        }
    }
}
