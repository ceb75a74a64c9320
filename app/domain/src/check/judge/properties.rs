use proptest::prelude::*;

use super::*;
use crate::check::{Body, ErrorClass, Gap, ProbeError, ProbeKind};

fn group(operator: Operator, rules: Vec<Rule>) -> Rule {
    Rule {
        field: String::new(),
        operator,
        value: Value::Null,
        rules,
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof![Just("NaN".to_owned()), Just("200".to_owned()), ".{0,8}"].prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-c]", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_rule() -> impl Strategy<Value = Rule> {
    const OPERATORS: [Operator; 18] = [
        Operator::Equals,
        Operator::NotEquals,
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
        Operator::Between,
        Operator::Contains,
        Operator::ContainsAll,
        Operator::SetEquals,
        Operator::SubsetJson,
        Operator::Matches,
        Operator::Absent,
        Operator::Present,
        Operator::NotNull,
        Operator::VersionAtLeast,
        Operator::AnyOf,
        Operator::AllOf,
    ];
    let field = prop_oneof![
        Just("status".to_owned()),
        Just("value".to_owned()),
        Just("body".to_owned()),
        Just("body./a".to_owned()),
        Just("missing".to_owned()),
        ".{0,6}"
    ];
    let leaf = (field, proptest::sample::select(OPERATORS.to_vec()), any_json()).prop_map(
        |(field, operator, value)| Rule {
            field,
            operator,
            value,
            rules: vec![],
        },
    );
    leaf.prop_recursive(2, 8, 3, |inner| {
        (proptest::collection::vec(inner, 0..3), any::<bool>())
            .prop_map(|(rules, any)| group(if any { Operator::AnyOf } else { Operator::AllOf }, rules))
    })
}

fn any_measurement() -> impl Strategy<Value = Measurement> {
    (
        proptest::option::of(any_json()),
        proptest::option::of(any_json()),
        ".{0,12}",
        any::<bool>(),
        0..4_u8,
    )
        .prop_map(|(status, value, body, cut, gap)| {
            let mut m = Measurement::new(ProbeKind::Http);
            status.into_iter().for_each(|v| m.set("status", v));
            value.into_iter().for_each(|v| m.set("value", v));
            m.body = Some(Body::new(&body, cut));
            match gap {
                0 => m.gap("status", Gap::NoData),
                1 => m.gap("value", Gap::NoRows),
                2 => m.gap("body", Gap::NotText { why: "bytes".into() }),
                _ => {}
            }
            m
        })
}

const CLASSES: [ErrorClass; 13] = [
    ErrorClass::RefusedByPolicy,
    ErrorClass::Name,
    ErrorClass::Closed,
    ErrorClass::Unreachable,
    ErrorClass::TimedOut,
    ErrorClass::Certificate,
    ErrorClass::Tls,
    ErrorClass::Protocol,
    ErrorClass::TooLarge,
    ErrorClass::Credentials,
    ErrorClass::Rejected,
    ErrorClass::Unusable,
    ErrorClass::Internal,
];

proptest! {
    #[test]
    fn no_error_ever_passes(
        rules in proptest::collection::vec(any_rule(), 0..4),
        mut m in any_measurement(),
        class in proptest::sample::select(CLASSES.to_vec()),
    ) {
        m.error = Some(ProbeError { class, message: "could not".into() });
        let verdict = judge(&rules, &m).verdict;
        prop_assert!(matches!(verdict, Verdict::Failed | Verdict::Errored));
    }

    #[test]
    fn no_empty_rule_set_ever_passes(m in any_measurement()) {
        prop_assert_ne!(judge(&[], &m).verdict, Verdict::Passed);
        prop_assert_ne!(judge(&[group(Operator::AllOf, vec![])], &m).verdict, Verdict::Passed);
    }

    #[test]
    fn a_pass_needs_every_rule_to_pass_and_says_so(
        rules in proptest::collection::vec(any_rule(), 0..4),
        m in any_measurement(),
    ) {
        let judged = judge(&rules, &m);
        let every = !rules.is_empty() && judged.details.iter().all(|d| d.verdict == Verdict::Passed);
        prop_assert_eq!(judged.verdict == Verdict::Passed, every);
        prop_assert_eq!(judge(&rules, &m), judged, "the same twice");
    }

    #[test]
    fn a_gap_never_passes_any_rule(operator in any_rule(), value in any_json()) {
        let mut m = Measurement::new(ProbeKind::Sql);
        m.set("value", value);
        m.gap("value", Gap::NoRows);
        let asked = Rule { field: "value".into(), rules: vec![], ..operator };
        prop_assert_ne!(judge(&[asked], &m).verdict, Verdict::Passed);
    }
}
