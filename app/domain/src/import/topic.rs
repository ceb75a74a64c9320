//! What a part of the document is about, by the words of its title: criteria, rollback, risks, contacts and the like.
//! Words of the languages people wrote to us in; where no word is known the part is plain and its shape decides.

use std::sync::LazyLock;

use super::phrases::Phrases;
use super::text::{has_words, key};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Topic {
    #[default]
    Plain,
    Criteria,
    Triggers,
    Rollback,
    Risks,
    Limitations,
    KnownIssues,
    Contacts,
    FollowUps,
    Timeline,
    Message,
    Alerts,
    Metrics,
    Variables,
    SignOff,
    /// Links, history, contents: nothing to do or to check.
    Reference,
    /// What was changed or found before: told, not to be done.
    Account,
    Status,
}

const ROLLBACK: &str = "rollback|roll back|roll-back|rolling back|back out|back-out|backout|revert plan|reversion|\
        reversión|reversão|retour arrière|rückfall|rückfallplan|zurückrollen|ripristino|\
        ロールバック|切り戻し|回滚|откат|отката|откату|롤백|\
        geri alma|emergency procedures|emergency procedure|contingency plan|plan de contingencia|\
        plano de contingência|notfallplan|abort procedure|abort plan|how to abort|going back|way back|plan b|fallback plan|\
        fallback procedure|restore plan|undo plan|abort criteria|abort conditions|abbruchkriterien|abbruchbedingungen|\
        terugdraaien|terugrolplan|terugvalplan|återställning|wycofanie|marche arrière|repli|plan de repli|vuelta atrás|marcha atrás|切戻し|切り戻し|回退|원복|rollback-plan";

/// Titles that hold these words are about this, first match wins.
const TITLES: &[(Topic, &str)] = &[
    (
        Topic::Criteria,
        "go criteria|go if|success looks like|what success looks like|success criteria|success criterion|acceptance criteria|exit criteria|definition of done|\
        go/no-go criteria|go/no-go|go/no go|go-no-go|criteria for success|successful when|\
        considered successful|is successful if|done when|success metrics|criterios de éxito|\
        criterios de aceptación|critérios de sucesso|critérios de aceitação|\
        critères de succès|critères de réussite|critères d'acceptation|erfolgskriterien|\
        abnahmekriterien|criteri di successo|criteri di accettazione|成功基準|成功条件|\
        完了条件|合格基準|成功标准|验收标准|критерии успеха|\
        критерии успешности|критерии приемки|성공 기준|\
        succescriteria|başarı kriterleri",
    ),
    (
        Topic::KnownIssues,
        "known issues|known minor issues|known issue|known bugs|open issues|problemas conocidos|\
        problemas conhecidos|problèmes connus|bekannte probleme|既知の問題|已知问题|\
        известные проблемы",
    ),
    (
        Topic::Limitations,
        "known limitations|known limitation|limitations|caveats|limitaciones|limitações|\
        limites connues|einschränkungen|制限事項|已知限制|ограничения",
    ),
    (
        Topic::Risks,
        "risk|risks|risk assessment|risk mitigation|what could go wrong|failure scenarios|\
        failure modes|riesgo|riesgos|risco|riscos|risque|risques|risiko|risiken|rischi|リスク|\
        风险|риск|риски|위험|risico's|troubleshooting",
    ),
    (
        Topic::Contacts,
        "contacts|contact|contact information|escalation|escalation path|escalations|on-call|oncall|\
        on call|support contacts|emergency contacts|who to call|key people|stakeholders|contactos|\
        contatos|kontakte|kontakt|ansprechpartner|contatti|連絡先|緊急連絡先|联系人|\
        联系方式|контакты|연락처|contactpersonen|iletişim|equipo de guardia|\
        plantão|astreinte|release team|go-live team|deployment team|roles and responsibilities|roles & responsibilities|\
        who is who|連絡体制|体制|通讯录|дежурные",
    ),
    (
        Topic::Message,
        "communication template|communication templates|message template|announcement template|\
        email template|stakeholder update|stakeholder message|notification template|\
        plantilla de comunicación|modelo de comunicação|modèle de communication|\
        kommunikationsvorlage|連絡テンプレート|通知模板",
    ),
    (
        Topic::FollowUps,
        "next actions|next steps|follow-up|follow-ups|follow up|follow ups|followup|\
        post-deployment tasks|post-launch tasks|post-release tasks|post-deploy tasks|\
        future enhancements|future improvements|future work|action items|after the deployment|\
        actions after deployment|próximos pasos|siguientes pasos|mejora continua|próximos passos|\
        melhorias futuras|prochaines étapes|nächste schritte|prossimi passi|今後の課題|\
        次のステップ|フォローアップ|后续|后续工作|下一步|\
        дальнейшие шаги|следующие шаги|후속 작업|volgende stappen",
    ),
    (
        Topic::Variables,
        "environment variables|environment variable|env vars|env variables|required variables|\
        variables de entorno|variáveis de ambiente|variables d'environnement|umgebungsvariablen|\
        variabili d'ambiente|環境変数|环境变量|переменные окружения|\
        환경 변수",
    ),
    (
        Topic::Alerts,
        "alerts to configure|alert thresholds|alert threshold|alert rules|alerting rules|\
        alerting thresholds|monitoring thresholds|alert configuration|alerts|umbrales de alerta|\
        alertas|limites de alerta|seuils d'alerte|alarmschwellen|アラート|アラート閾値|\
        告警|告警阈值|алерты|оповещения",
    ),
    (
        Topic::Metrics,
        "metrics to track|metrics to watch|metrics to monitor|metrics|key metrics|kpi|kpis|\
        performance targets|slo|slos|métricas|métriques|metriken|kennzahlen|metriche|\
        メトリクス|监控指标|指标|метрики",
    ),
    (
        Topic::Timeline,
        "timeline|schedule|time plan|cronograma|calendario|calendrier|planning|zeitplan|tempistica|\
        スケジュール|タイムライン|时间表|时间线|график|일정|tijdlijn|\
        zaman çizelgesi",
    ),
    (
        Topic::SignOff,
        "sign-off|sign off|signoff|signoffs|approval|approvals|approvers|sign-offs|aprobación|\
        aprobaciones|aprobación final|aprovação|aprovações|approbation|freigabe|approvazione|\
        承認|审批|批准|согласование|утверждение|승인",
    ),
    (
        Topic::Reference,
        "documentation links|links|references|reference|resources|related documents|further reading|\
        change history|changelog|revision history|version history|document history|\
        table of contents|contents|toc|glossary|appendix|recursos|referencias|índice|\
        índice rápido|referências|références|ressources|verweise|quellen|riferimenti|参考|\
        参考資料|目次|変更履歴|参考资料|目录|ссылки|содержание|\
        documentation|errores comunes|common mistakes|useful commands",
    ),
    (
        Topic::Account,
        "files modified|files changed|changed files|issues resolved|what was fixed|what changed|\
        what's new|fixes applied|fixes|bug fixes|changes made|summary of changes|release notes|\
        archivos modificados|arquivos modificados|fichiers modifiés|geänderte dateien|\
        変更内容|変更点|变更内容|изменения",
    ),
];

static WAYS_BACK: LazyLock<Phrases> = LazyLock::new(|| Phrases::new([ROLLBACK]));
static TOPICS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(TITLES.iter().map(|(_, list)| *list)));

/// What a title is about.
pub fn of(title: &str) -> Topic {
    // A page of text is no title.
    if title.len() > 600 {
        return Topic::Plain;
    }
    let key = key(title);
    let has = |words: &str| has_words(&key, words);
    if WAYS_BACK.find(&key).is_some() && !key.starts_with("post-rollback") {
        return if is_trigger(&key) {
            Topic::Triggers
        } else {
            Topic::Rollback
        };
    }
    if ["no-go criteria", "no go criteria", "no-go if", "no-go conditions"]
        .iter()
        .any(|words| has(words))
        && !key.contains("go/no-go")
    {
        return Topic::Triggers;
    }
    let words = key.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '));
    if goes_wrong(&key) || matches!(words, "fallback" | "fall back") {
        return Topic::Rollback;
    }
    if key == "acceptance" {
        return Topic::Criteria;
    }
    if key == "status"
        || key.starts_with("status ")
        || key.ends_with(" status")
        || key == "estado"
        || key == "状态"
        || key == "状態"
    {
        return Topic::Status;
    }
    if has("risk controls") || has("risk management") {
        return Topic::Plain;
    }
    TOPICS.find(&key).map_or(Topic::Plain, |group| TITLES[group].0)
}

/// "If something goes wrong", "Wenn etwas schiefgeht", "In case of failure": what to do then is the way back.
fn goes_wrong(key: &str) -> bool {
    const IF: [&str; 12] = [
        "if ",
        "when ",
        "in case ",
        "what if ",
        "wenn ",
        "falls ",
        "si ",
        "se ",
        "en caso ",
        "em caso ",
        "en cas ",
        "если ",
    ];
    const WRONG: &[&str] = &[
        "wrong",
        "fails",
        "fail",
        "failed",
        "failure",
        "breaks",
        "broken",
        "rejected",
        "problems",
        "trouble",
        "schiefgeht",
        "schief",
        "fehlschlägt",
        "fehler",
        "falla",
        "fallo",
        "sale mal",
        "falhar",
        "der errado",
        "échec",
        "échoue",
        "tourne mal",
        "не так",
        "сбоя",
        "ошибки",
    ];
    key.split(' ').count() <= 8
        && IF.iter().any(|word| key.starts_with(word))
        && WRONG.iter().any(|word| has_words(key, word))
}

/// "Roll back if", "Rollback criteria", "when to roll back": conditions, not the way back.
fn is_trigger(key: &str) -> bool {
    let plan = [
        "plan",
        "procedure",
        "procedures",
        "steps",
        "手順",
        "手順書",
        "步骤",
        "方案",
        "计划",
        "procedimiento",
        "pasos",
        "immediate rollback",
        "prozedur",
    ];
    let condition = [
        "criteria",
        "criterion",
        "criterios",
        "critérios",
        "critères",
        "kriterien",
        "trigger",
        "triggers",
        "conditions",
        "condiciones",
        "condições",
        "threshold",
        "thresholds",
        "decision",
        "gatilho",
        "gatilhos",
        "disparador",
        "disparadores",
        "déclencheur",
        "déclencheurs",
        "auslöser",
        "abbruchkriterien",
        "abbruchbedingungen",
        "триггер",
        "триггеры",
        "トリガー",
        "触发",
        "조건",
        "기준",
        "判断基準",
        "基準",
        "条件",
        "标准",
        "критерии",
        "условия",
    ];
    if condition.iter().any(|word| has_words(key, word)) {
        return true;
    }
    let asks = key.starts_with("when to")
        || key.ends_with(" if")
        || key.ends_with(" when")
        || key.ends_with(" si")
        || key.ends_with(" se")
        || key.ends_with(" wenn")
        || key.contains(" if any")
        || key.contains(" if one")
        || key.contains("immediately if");
    asks && !plan.iter().any(|word| has_words(key, word))
}

/// Topics whose parts never are a phase of the work.
pub fn stands_apart(topic: Topic) -> bool {
    !matches!(
        topic,
        Topic::Plain | Topic::Alerts | Topic::Metrics | Topic::Variables | Topic::SignOff | Topic::Status
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_what_they_are_about() {
        for (title, expected) in [
            ("Success Criteria", Topic::Criteria),
            ("✅ Deployment is successful when", Topic::Criteria),
            ("❌ Roll back if", Topic::Triggers),
            ("🚨 Rollback Criteria", Topic::Triggers),
            ("Rollback inmediato si", Topic::Triggers),
            ("4.1 ロールバック判断基準", Topic::Triggers),
            ("4.2 ロールバック手順", Topic::Rollback),
            ("Rollback Plan (If Issues Occur)", Topic::Rollback),
            ("ROLLBACK DE EMERGÊNCIA", Topic::Rollback),
            ("Risk Mitigation", Topic::Risks),
            ("Known Limitations", Topic::Limitations),
            ("🐛 Known Minor Issues (Not Launch Blocking)", Topic::KnownIssues),
            ("Support Contacts", Topic::Contacts),
            ("Next Actions After Deployment", Topic::FollowUps),
            ("Post-Deployment Tasks", Topic::FollowUps),
            ("Post-Deployment Tests", Topic::Plain),
            ("Timeline", Topic::Timeline),
            ("Communication Template", Topic::Message),
            ("Alerts to Configure", Topic::Alerts),
            ("Status: ✅ READY", Topic::Status),
            ("Deployment Steps", Topic::Plain),
            ("Files Modified", Topic::Account),
            ("5. 承認", Topic::SignOff),
            ("Asterisks", Topic::Plain),
        ] {
            assert_eq!(of(title), expected, "{title}");
        }
    }
}
