//! Tables of named cases.

use super::*;

type Row<'a> = (
    &'a str,
    Option<&'a str>,
    Option<&'a str>,
    Option<&'a str>,
    Option<f64>,
    Option<&'a str>,
    Option<i64>,
);

#[test]
fn thresholds_in_words() {
    let rows: &[Row<'_>] = &[
        (
            "p95 < 100ms",
            None,
            Some("p95"),
            Some("<"),
            Some(100.0),
            Some("ms"),
            None,
        ),
        (
            "Response time (p95 < 100ms)",
            Some("Response time"),
            Some("p95"),
            Some("<"),
            Some(100.0),
            Some("ms"),
            None,
        ),
        ("> 99%", None, None, Some(">"), Some(99.0), Some("%"), None),
        (
            "Error rate > 0.1 %",
            Some("Error rate"),
            None,
            Some(">"),
            Some(0.1),
            Some("%"),
            None,
        ),
        (
            "Error rate > 1,5 %",
            Some("Error rate"),
            None,
            Some(">"),
            Some(1.5),
            Some("%"),
            None,
        ),
        (
            "rows > 1,000",
            Some("rows"),
            None,
            Some(">"),
            Some(1000.0),
            None,
            None,
        ),
        (
            "Images table > 1M rows (cleanup not working)",
            Some("Images table"),
            None,
            Some(">"),
            Some(1e6),
            Some("rows"),
            None,
        ),
        (
            "P99 latency < 1000ms",
            Some("latency"),
            Some("p99"),
            Some("<"),
            Some(1000.0),
            Some("ms"),
            None,
        ),
        (
            "> 10/minute",
            None,
            None,
            Some(">"),
            Some(10.0),
            Some("/minute"),
            None,
        ),
        (
            "> 5% failure rate",
            Some("failure rate"),
            None,
            Some(">"),
            Some(5.0),
            Some("%"),
            None,
        ),
        (
            "error rate > 5% for 10 minutes",
            Some("error rate"),
            None,
            Some(">"),
            Some(5.0),
            Some("%"),
            Some(10),
        ),
        (
            "Cleanup job fails for 2+ hours",
            Some("Cleanup job fails for 2+ hours"),
            None,
            None,
            None,
            None,
            Some(120),
        ),
        (
            "Connection fails > 5 minutes",
            Some("Connection fails"),
            None,
            None,
            None,
            None,
            Some(5),
        ),
        ("NaN", Some("NaN"), None, None, None, None, None),
        (
            "latency > inf",
            Some("latency > inf"),
            None,
            None,
            None,
            None,
            None,
        ),
        ("load < 1e309", Some("load < 1e309"), None, None, None, None, None),
        (
            "speedup > 10-100x",
            Some("speedup > 10-100x"),
            None,
            None,
            None,
            None,
            None,
        ),
        ("old -> new", Some("old -> new"), None, None, None, None, None),
    ];
    for (text, metric, statistic, comparator, value, unit, for_min) in rows {
        let found = read(text);
        assert_eq!(
            (
                found.metric.as_deref(),
                found.statistic.as_deref(),
                found.comparator.as_deref(),
                found.value,
                found.unit.as_deref(),
                found.for_min
            ),
            (*metric, *statistic, *comparator, *value, *unit, *for_min),
            "{text}"
        );
    }
    assert!(read("Zero 402 responses after 1 hour (quota not enforcing)").absence);
    assert_eq!(read("Zero 402 responses after 1 hour").for_min, Some(60));
}
