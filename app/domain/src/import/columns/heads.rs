//! The words that head columns, by what they say the column holds. The first that matches wins.

use super::Column;

pub const HEADS: &[(Column, &str)] = &[
    (Column::Number, "#|no|no.|nr|nr.|id|step #|seq|番号|序号|№|n°|nº"),
    (
        Column::Variable,
        "variable|env var|environment variable|variable name|変数|变量",
    ),
    (
        Column::Risk,
        "risk|risks|riesgo|risco|risque|risiko|リスク|风险|риск|failure|scenario",
    ),
    (
        Column::Mitigation,
        "mitigation|mitigación|mitigação|atténuation|maßnahme|対策|缓解措施|应对措施|\
        меры|contingency|response",
    ),
    (
        Column::Impact,
        "impact|impacto|auswirkung|影響|影响|влияние|consequence",
    ),
    (
        Column::Likelihood,
        "likelihood|probability|probabilidad|probabilidade|wahrscheinlichkeit|発生確率|概率|\
        вероятность",
    ),
    (
        Column::Trigger,
        "trigger|rollback trigger|rollback if|disparador|トリガー|触发条件",
    ),
    (
        Column::Task,
        "task|tasks|step|steps|activity|activities|action item|item|check|checks|checkpoint|work item|what|\
        description of task|event|test|test case|requirement|control|tarea|paso|actividad|prueba|tarefa|passo|\
        atividade|teste|verificación|verificação|comprobación|tâche|activité|vérification|aufgabe|schritt|\
        aktivität|prüfung|prüfpunkt|testfall|attività|タスク|作業|作業内容|手順|確認項目|確認内容|任务|步骤|检查项|\
        项目|操作内容|测试项|задача|шаг|проверка|действия|작업|작업 내용|확인 항목",
    ),
    (
        Column::Phase,
        "phase|phases|stage|milestone|wave|workstream|stream|fase|etapa|étape|meilenstein|フェーズ|阶段|里程碑|этап|фаза|\
        단계",
    ),
    (
        Column::Owner,
        "owner|owners|responsible|responsible party|responsible person|responsible team|assignee|assigned to|who|team|dri|\
        lead|responsable|responsável|\
        encargado|verantwortlich|responsabile|担当|担当者|责任人|负责人|\
        ответственный|담당자|release shepherd|by|person",
    ),
    (
        Column::Status,
        "status|done|done?|verdict|ok?|go?|go/no-go?|ready?|complete|completed|completed?|state|✓|✔|☑|checked|succeeded?|\
        pass/fail|result|estado|hecho|situação|feito|statut|fait|erledigt|stato|状態|完了|\
        结果|状态|完成|статус|готово|상태",
    ),
    (
        Column::Duration,
        "duration|est|mins|minutes|estimate|est. time|estimated time|est. duration|planned duration|duración|\
        duração|durée|dauer|durata|所要時間|耗时|预计时间|длительность|\
        소요 시간|time estimate|effort|est.",
    ),
    (
        Column::Start,
        "start|start time|begin|from|inicio|início|début|beginn|inizio|開始|开始|开始时间|\
        начало|fixed start|시작",
    ),
    (
        Column::End,
        "end|end time|finish|to|due|fin|fim|ende|fine|終了|结束|结束时间|конец|종료",
    ),
    (
        Column::Time,
        "time|when|t-minus|t|timing|offset|date|hora|tiempo|cuándo|quando|tempo|heure|quand|zeit|\
        uhrzeit|ora|時刻|時間|时间|время|когда|시간",
    ),
    (
        Column::DependsOn,
        "depends on|dependencies|dependency|predecessor|predecessors|requires|after|blocked by|\
        depende de|dependencias|dépend de|abhängig von|依存|前提|依赖|зависит от",
    ),
    (
        Column::Severity,
        "severity|priority|level|severidad|prioridad|severidade|sévérité|schweregrad|重要度|\
        深刻度|严重程度|级别|критичность",
    ),
    (
        Column::Condition,
        "condition|threshold|when it fires|rule|condición|umbral|condição|limite|seuil|bedingung|\
        schwellwert|条件|閾値|阈值|условие|порог|if|situation|symptom|observation",
    ),
    (
        Column::Warning,
        "warning|warn|advertencia|aviso|avertissement|warnung|警告|предупреждение",
    ),
    (
        Column::Critical,
        "critical|crit|crítico|critique|kritisch|重大|严重|критично",
    ),
    (
        Column::Metric,
        "metric|kpi|indicator|signal|alert|alert name|métrica|indicador|métrique|metrik|指標|\
        メトリクス|指标|метрика|alerta|アラート|告警",
    ),
    (
        Column::Target,
        "target|goal|objective|slo|objetivo|meta|cible|ziel|目標|目标|цель|baseline|\
        expected value",
    ),
    (
        Column::Action,
        "action|decision|go/no-go|do|acción|decisión|ação|decisão|décision|entscheidung|判断|\
        対応|决策|操作|действие|решение|outcome|then",
    ),
    (
        Column::Role,
        "role|position|rol|cargo|função|rôle|rolle|ruolo|役割|角色|роль|項目|역할",
    ),
    (
        Column::Contact,
        "contact|phone|email|e-mail|slack|pager|contacto|teléfono|contato|telefone|téléphone|\
        kontakt|telefon|連絡先|電話|联系方式|电话|контакт|телефон|\
        连絡先|연락처|phone number|channel",
    ),
    (
        Column::Required,
        "required|required?|mandatory|requerido|obligatorio|obrigatório|obligatoire|pflicht|必須|\
        必填|обязательно",
    ),
    (
        Column::Command,
        "command|comando|commande|befehl|コマンド|命令|команда",
    ),
    (
        Column::Expected,
        "expected|expected result|expected output|expected outcome|resultado esperado|attendu|\
        résultat attendu|erwartet|期待結果|预期结果|ожидаемый результат|\
        pass criteria",
    ),
    (
        Column::Criterion,
        "criterion|criteria|success criteria|success criterion|acceptance criteria|criterio|\
        critério|critère|kriterium|基準|标准|критерий",
    ),
    (
        Column::Description,
        "description|details|notes|comment|comments|purpose|descripción|descrição|notas|\
        beschreibung|説明|備考|说明|备注|описание|примечание",
    ),
    (Column::Name, "name|nombre|nome|nom|氏名|名前|姓名|имя|이름"),
];
