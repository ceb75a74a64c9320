//! Documents built to be slow to read, each as large as asked. Shared by the tests of the bounds and the benchmark.

#![allow(dead_code)] // the benchmark and the tests use different parts of it

/// A kind of document that is built to be slow.
pub struct Worst {
    pub name: &'static str,
    build: fn(usize) -> String,
}

impl Worst {
    /// The document, cut at a line's end, with no more bytes than asked.
    pub fn of_bytes(&self, bytes: usize) -> String {
        let mut text = (self.build)(bytes);
        text.truncate(text.floor_char_boundary(bytes));
        text
    }
}

/// Every kind.
pub const KINDS: &[Worst] = &[
    kind("one fence of labelled requests", |bytes| {
        fence("bash", bytes, |at| {
            format!("# Test {at}: health\ncurl -s https://shop.example/health/{at}\n# Expected: 200 OK\n\n")
        })
    }),
    kind("one fence of expectations", |bytes| {
        fence("bash", bytes, |at| format!("# Expected: {at} rows\n"))
    }),
    kind("one fence of expectations that stay words", |bytes| {
        fence("bash", bytes, |_| {
            "# Expected: traffic grows as it should (see above), or not, and so on\n".to_owned()
        })
    }),
    kind("one fence of nested conditions", |bytes| {
        let line = format!(
            "# Expected: either {}\n",
            "any (2 or 3 (one or 4 and 5, any) and 6 (x)) or 7, 8 and ".repeat(30)
        );
        fence("bash", bytes, move |_| line.clone())
    }),
    kind("conditions that last and last", |bytes| {
        let line = format!("# Expected: no rows{}\n", " for 5 min".repeat(150));
        fence("bash", bytes, move |_| line.clone())
    }),
    kind("one label over changing commands", |bytes| {
        fence("bash", bytes, |at| match at {
            0 => "# Verify it all\n".to_owned(),
            _ => format!("touch a{at}\n"),
        })
    }),
    kind("one expectation under many commands", |bytes| {
        fence("bash", bytes, |at| format!("ls a{at}\n"))
            .replace("\n```\n", "\n# Expected: 200 OK\n# Expected: 3\n```\n")
    }),
    kind("many fences of one command", |bytes| {
        repeated(bytes, |at| {
            format!("```bash\nkubectl get pods -n shop-{at}\n```\n\n")
        })
    }),
    kind("many fences of one query", |bytes| {
        repeated(bytes, |at| {
            format!("```sql\nSELECT COUNT(*) FROM orders WHERE id > {at}; -- Should be 1\n```\n\n")
        })
    }),
    kind("one fence of queries", |bytes| {
        fence("sql", bytes, |at| {
            format!("SELECT COUNT(*) FROM a{at}; -- Should be {at}\n")
        })
    }),
    kind("sessions of two interpreters", |bytes| {
        fence("bash", bytes, |at| {
            format!("psql shop\nSELECT {at};\n\\q\nredis-cli\nPING\nquit\n")
        })
    }),
    kind("openers of sessions that never begin", |bytes| {
        fence("bash", bytes, |_| "psql shop\n\n# a\n".to_owned())
    }),
    kind("a console without end", |bytes| {
        fence("console", bytes, |at| format!("$ ls a{at}\na{at} b c\n"))
    }),
    kind("output without end", |bytes| {
        fence("console", bytes, |at| {
            if at == 0 {
                "$ ls\n".to_owned()
            } else {
                format!("line {at}\n")
            }
        })
    }),
    kind("quotes and here-documents that never close", |bytes| {
        fence("bash", bytes, |at| {
            if at % 2 == 0 {
                "cat <<EOF\n".to_owned()
            } else {
                "echo 'open\n".to_owned()
            }
        })
    }),
    kind("one pipeline", |bytes| {
        fence("bash", bytes, |_| "a | ".to_owned())
    }),
    kind("one nested substitution", |bytes| {
        fence("bash", bytes, |_| "echo $(".to_owned())
    }),
    kind("one nested query", |bytes| {
        fence("sql", bytes, |_| "SELECT (".to_owned())
    }),
    kind("one open JSON text", |bytes| {
        fence("bash", bytes, |at| {
            if at == 0 {
                "# Expected: {\n".to_owned()
            } else {
                format!("#   \"a{at}\": [\n")
            }
        })
    }),
    kind("lists of targets", |bytes| {
        fence("", bytes, |at| {
            format!("Component {at}:\n- p95 < {at}ms\n- errors < 1%\n")
        })
    }),
    kind("alerts by severity", |bytes| {
        fence("", bytes, |at| {
            format!("CRITICAL:\n- Error rate {at} > 5% for 5 minutes\n")
        })
    }),
    kind("a checklist in a fence", |bytes| {
        fence("", bytes, |at| format!("Group {at}:\n✅ thing {at}\n"))
    }),
    kind("settings without end", |bytes| {
        fence("env", bytes, |at| format!("SETTING_{at}=value-{at}\n"))
    }),
    kind("secrets without end", |bytes| {
        repeated(bytes, |at| {
            format!("API_TOKEN=a1b2c3d4e5{at} postgres://u:p4ss{at}@db/x --password=q{at}w3e4\n")
        })
    }),
    kind("boxes with commands", |bytes| {
        repeated(bytes, |at| {
            format!("- [ ] Verify `curl https://shop.example/{at}` returns 200\n")
        })
    }),
    kind("numbered steps with fences", |bytes| {
        repeated(bytes, |at| {
            format!(
                "1. Verify part {at}\n   ```bash\n   curl https://shop.example/{at}\n   ```\n   Expected: 200 OK\n"
            )
        })
    }),
    kind("headings alone", |bytes| {
        repeated(bytes, |at| format!("## Phase {at}: go (T+{at}h)\n"))
    }),
    kind("table rows", |bytes| {
        let head = "| # | Task | Owner | Duration | Depends on |\n|---|---|---|---|---|\n";
        format!(
            "{head}{}",
            repeated(bytes, |at| format!("| {at} | Do {at} | QA | 5 min | {at} |\n"))
        )
    }),
    kind("one line", |bytes| "word: > 5% or 3 min, ".repeat(bytes / 20)),
    kind("emphasis that never closes", |bytes| {
        "*a **b _c ".repeat(bytes / 10)
    }),
    kind("brackets that never close", |bytes| "[a](".repeat(bytes / 4)),
    kind("double-encoded words", |bytes| {
        "â€“ GrÃ¶ÃŸe â€œ \n".repeat(bytes / 24)
    }),
];

const fn kind(name: &'static str, build: fn(usize) -> String) -> Worst {
    Worst { name, build }
}

fn fence(info: &str, bytes: usize, row: impl Fn(usize) -> String) -> String {
    let (head, tail) = (format!("# A\n\n## Verify\n\n```{info}\n"), "\n```\n");
    format!(
        "{head}{}{tail}",
        filled(bytes.saturating_sub(head.len() + tail.len()), row)
    )
}

fn repeated(bytes: usize, part: impl Fn(usize) -> String) -> String {
    let head = "# A\n\n## Verify\n\n";
    format!("{head}{}", filled(bytes.saturating_sub(head.len()), part))
}

fn filled(bytes: usize, part: impl Fn(usize) -> String) -> String {
    let mut out = String::with_capacity(bytes);
    for at in 0.. {
        // Numbers of one length, so that every part costs the same; the first part may open what the others fill.
        let next = part(if at == 0 { 0 } else { 10_000 + at });
        if out.len() + next.len() > bytes {
            break;
        }
        out.push_str(&next);
    }
    out
}
