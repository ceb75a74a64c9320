//! Named cases.

use super::*;
use crate::import::outline::{Body, joined};

fn words(html: &str) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks(html, 1) {
        match block.body {
            Body::Paragraph(lines) => out.push(joined(&lines)),
            Body::Heading { level, title } => out.push(format!("h{level} {}", title.text)),
            Body::List { entries, .. } => out.extend(
                entries
                    .iter()
                    .map(|e| format!("{:?} {} @{}", e.ticked, e.text(), e.line)),
            ),
            _ => {}
        }
    }
    out
}

#[test]
fn comments_and_scripts_have_no_words() {
    assert!(blocks("<!--\n- [ ] Issue 1\n-->", 1).is_empty());
    assert!(blocks("<script>alert('x')</script>", 1).is_empty());
    assert!(blocks("<svg onload=x><text>hi</text></svg>", 1).is_empty());
}

#[test]
fn boxes_lists_and_headings_keep_their_shape() {
    let html = "<h2>Checks</h2>\n<ul>\n<li><input type=\"checkbox\" checked> Backup &amp; restore</li>\n<li><input type=checkbox>\nSmoke test</li>\n<li>Plain</li>\n</ul>";
    assert_eq!(
        words(html),
        [
            "h2 Checks",
            "Some(true) Backup & restore @3",
            "Some(false) Smoke test @5",
            "None Plain @6"
        ]
    );
}

#[test]
fn a_summary_keeps_its_words_and_a_placeholder_is_no_tag() {
    assert_eq!(
        words("<details>\n<summary>Full context</summary>\nrun <commit-hash>"),
        ["Full context", "run <commit-hash>"]
    );
}

#[test]
fn tables_keep_their_cells_and_lines() {
    let found = blocks(
        "<table>\n<thead><tr><th>Task</th><th>Done</th></tr></thead>\n<tr><td>Sign <b>it</b></td><td><input type=checkbox checked></td></tr>\n<tr><td>Ship\nit</td><td></td></tr>\n</table>",
        5,
    );
    let [
        Block {
            line: 5,
            end_line: 10,
            body: Body::Table { headers, rows },
        },
    ] = &found[..]
    else {
        panic!("{found:#?}")
    };
    let texts =
        |row: &[crate::import::outline::Line]| row.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(headers), ["Task", "Done"]);
    assert_eq!(
        (texts(&rows[0]), rows[0][0].line),
        (vec!["Sign it".to_owned(), "[x]".to_owned()], 7)
    );
    assert_eq!(texts(&rows[1]), ["Ship it", ""]);
}

#[test]
fn lists_nest_and_code_is_a_fence() {
    let found = blocks(
        "<ol>\n<li>One\n<ul><li><input type=checkbox> a</li></ul></li>\n<li>Two</li>\n</ol>\n<pre><code class=\"language-bash\">make &amp;&amp; go\n</code></pre>",
        1,
    );
    let Body::List {
        ordered: true,
        entries,
    } = &found[0].body
    else {
        panic!("{found:#?}")
    };
    assert_eq!(
        (entries.len(), entries[0].text().as_str(), entries[1].number),
        (2, "One", Some(2))
    );
    let Body::List { entries: inner, .. } = &entries[0].rest()[0].body else {
        panic!("{entries:#?}")
    };
    assert_eq!((inner[0].ticked, inner[0].text().as_str()), (Some(false), "a"));
    let Body::Fence(fence) = &found[1].body else {
        panic!("{found:#?}")
    };
    assert_eq!(
        (fence.info.as_str(), fence.text.as_str(), fence.first_line),
        ("bash", "make && go\n", 6)
    );
}

#[test]
fn markup_that_never_closes_ends_all_the_same() {
    for html in [
        "<ul><li>",
        "<table><tr><td>x",
        "<pre>x",
        "</ul></li></table></td>",
        "<dt>a<dd>b",
    ] {
        assert!(blocks(&html.repeat(200), 1).len() < 2_000, "{html}");
    }
}
