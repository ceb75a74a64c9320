//! Whether one value is in another: texts in texts, elements in lists, sets against sets, JSON within JSON.
//! What is missing and what is there in addition is named.

use serde_json::Value;

use super::compare::{Decision, cut, equal, quoted};

pub(super) fn contains(seen: &Value, expected: &Value) -> Decision {
    let has = match (seen, expected) {
        (Value::String(text), Value::String(part)) => !part.is_empty() && text.contains(part.as_str()),
        (Value::Array(items), _) => items.iter().any(|item| equal(item, expected) == Some(true)),
        (Value::Object(members), Value::String(name)) => members.contains_key(name),
        _ => return Decision::open(format!("is {}, which cannot contain anything", quoted(seen))),
    };
    Decision::of(
        has,
        format!("has {}", quoted(expected)),
        format!("does not have {}", quoted(expected)),
    )
}

pub(super) fn contains_all(seen: &Value, expected: &Value) -> Decision {
    let Some(wanted) = expected.as_array().filter(|wanted| !wanted.is_empty()) else {
        return Decision::open("has nothing named that it should contain");
    };
    let has = |item: &Value| match seen {
        Value::String(text) => item
            .as_str()
            .is_some_and(|part| !part.is_empty() && text.contains(part)),
        Value::Array(items) => items.iter().any(|other| equal(other, item) == Some(true)),
        Value::Object(members) => item.as_str().is_some_and(|name| members.contains_key(name)),
        _ => false,
    };
    if !matches!(seen, Value::String(_) | Value::Array(_) | Value::Object(_)) {
        return Decision::open(format!("is {}, which cannot contain anything", quoted(seen)));
    }
    let missing: Vec<String> = wanted.iter().filter(|item| !has(item)).map(quoted).collect();
    Decision::of(
        missing.is_empty(),
        "has all that is expected",
        format!("lacks {}", cut(&missing.join(", "))),
    )
}

pub(super) fn set_equals(seen: &Value, expected: &Value) -> Decision {
    let (Some(found), Some(wanted)) = (seen.as_array(), expected.as_array()) else {
        return Decision::open(format!("is {}, which is not a list", quoted(seen)));
    };
    if wanted.is_empty() {
        return Decision::open("has nothing named that it should be");
    }
    let lacks = |list: &[Value], item: &Value| !list.iter().any(|other| equal(other, item) == Some(true));
    let missing: Vec<String> = wanted
        .iter()
        .filter(|item| lacks(found, item))
        .map(quoted)
        .collect();
    let extra: Vec<String> = found
        .iter()
        .filter(|item| lacks(wanted, item))
        .map(quoted)
        .collect();
    if missing.is_empty() && extra.is_empty() {
        return Decision::holds("is exactly what is expected");
    }
    let part = |words: &str, items: &[String]| match items {
        [] => None,
        items => Some(format!("{words} {}", cut(&items.join(", ")))),
    };
    let parts: Vec<String> = [part("lacks", &missing), part("has in addition", &extra)]
        .into_iter()
        .flatten()
        .collect();
    Decision::fails(parts.join(" and "))
}

/// Where the expected structure is not found, in words. Objects may hold more than expected; of a list each expected
/// element must be there, in any order; an empty list or object stands for any list or object.
pub(super) fn difference(expected: &Value, seen: &Value, path: &str, depth: usize) -> Option<String> {
    let place = if path.is_empty() { "itself" } else { path };
    if depth > 64 {
        return Some(format!("is nested too deep at {place}"));
    }
    match (expected, seen) {
        (Value::Object(wanted), Value::Object(found)) => wanted.iter().find_map(|(name, value)| {
            let inner = format!("{path}/{name}");
            match found.get(name) {
                Some(there) => difference(value, there, &inner, depth + 1),
                None => Some(format!("lacks {inner}")),
            }
        }),
        (Value::Array(wanted), Value::Array(found)) => wanted
            .iter()
            .find(|item| {
                !found
                    .iter()
                    .any(|there| difference(item, there, path, depth + 1).is_none())
            })
            .map(|item| format!("lacks {} in the list at {place}", quoted(item))),
        (wanted, found) if equal(wanted, found) == Some(true) => None,
        (wanted, found) => Some(format!(
            "has {} at {place}, not {}",
            quoted(found),
            quoted(wanted)
        )),
    }
}
