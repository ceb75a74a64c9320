//! Fences in their document: what an expected output adds to the command before it, and what a fence adds to its item.

mod support;

use domain::check::{HttpMethod, ProbeKind, ProbeSpec};
use domain::checklist::{Item, ItemMode, SnippetRole};
use support::text;

fn only(list: &domain::checklist::Checklist) -> Item {
    let items: Vec<&Item> = list.all_items().collect();
    assert_eq!(items.len(), 1, "{items:?}");
    items[0].clone()
}

#[test]
fn an_expected_output_in_its_own_fence_is_about_the_command_before_it() {
    let list = text(
        "# A\n\n## Verify\n\n```bash\ncurl -s https://shop.example/health\n```\n\nExpected response:\n\n```json\n{\"status\": \"ok\", \"time\": \"...\"}\n```\n",
    );
    let item = only(&list);
    let check = item.check.expect("a check");
    assert_eq!(check.probe, Some(ProbeKind::Http));
    assert_eq!(check.expectations.len(), 1);
    assert!(check.expectations[0].compiled, "{:?}", check.expectations);
    assert_eq!((check.expectations[0].line, item.mode), (12, ItemMode::Automated));
    assert_eq!(list.snippets[1].role, SnippetRole::ExpectedOutput);
    assert_eq!(list.snippets[1].items, list.snippets[0].items);
}

#[test]
fn a_request_written_out_becomes_the_check_that_sends_it() {
    let list = text(
        "# A\n\n## Verify\n\n```http\nPOST https://shop.example/orders HTTP/1.1\nContent-Type: application/json\nAuthorization: Bearer $TOKEN\n\n{\"sku\": \"a\"}\n\nHTTP/1.1 201 Created\nLocation: /orders/\n```\n",
    );
    let item = only(&list);
    let check = item.check.expect("a check");
    let spec = check.spec.expect("a request");
    let Some(ProbeSpec::Http(request)) = ProbeSpec::from_draft(ProbeKind::Http, &spec) else {
        panic!("{spec} is no request that a probe can send");
    };
    assert_eq!(
        (request.method, request.url.as_str(), request.body.as_deref()),
        (
            HttpMethod::Post,
            "https://shop.example/orders",
            Some("{\"sku\": \"a\"}")
        )
    );
    assert_eq!(request.headers.len(), 2);
    let fields: Vec<&str> = check
        .expectations
        .iter()
        .flat_map(|expectation| &expectation.rules)
        .map(|rule| rule.field.as_str())
        .collect();
    assert_eq!(fields, ["status", "headers.location"]);
}

#[test]
fn a_command_alone_is_for_a_person_and_a_judged_request_is_not() {
    let list = text(
        "# A\n\n## Verify\n\n- Verify the queue\n  ```bash\n  ./queue-length.sh\n  # may take a minute\n  ```\n- Verify the site\n  ```bash\n  curl -s https://shop.example/\n  # Expected: 200\n  ```\n",
    );
    let items: Vec<&Item> = list.all_items().collect();
    assert_eq!(items[0].mode, ItemMode::Manual);
    assert_eq!(items[0].details, ["may take a minute"]);
    assert_eq!(items[1].mode, ItemMode::Automated);
}

#[test]
fn words_that_no_rule_can_state_stay_words() {
    let list = text(
        "# A\n\n## Verify\n\n```bash\n# Test 1: Traffic\ncurl -s https://shop.example/stats\n# Expected: traffic grows as expected\n```\n",
    );
    let check = only(&list).check.expect("a check");
    assert_eq!(check.expectations.len(), 1);
    assert_eq!(
        (
            check.expectations[0].text.as_str(),
            check.expectations[0].compiled
        ),
        ("traffic grows as expected", false)
    );
}
