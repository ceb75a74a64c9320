//! Limits, and what a connection sends first, as people type them into a form, and back again without loss.

use super::{CheckSpec, TcpSpec};

impl CheckSpec {
    /// The time limit as typed, in seconds: "5", "0.25".
    pub fn typed_timeout(&self) -> String {
        let (whole, rest) = (self.timeout_ms / 1000, self.timeout_ms % 1000);
        let text = format!("{whole}.{rest:03}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Milliseconds from seconds as typed, with at most three decimals. `None` for anything else.
    pub fn timeout_typed(text: &str) -> Option<u32> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 3 {
            return None;
        }
        let thousandths: u32 = format!("{decimals:0<3}").parse().ok()?;
        whole
            .parse::<u32>()
            .ok()?
            .checked_mul(1000)?
            .checked_add(thousandths)
    }

    /// How long a result counts, as typed: minutes, or "90 s" where they do not come out even.
    pub fn typed_freshness(&self) -> String {
        if self.freshness_s.is_multiple_of(60) {
            (self.freshness_s / 60).to_string()
        } else {
            format!("{} s", self.freshness_s)
        }
    }

    /// Seconds from "15" or "15 min" or "90 s". `None` for anything else.
    pub fn freshness_typed(text: &str) -> Option<u32> {
        let (number, unit) = match text.trim_end_matches("min").trim_end_matches('s') {
            minutes if minutes.len() == text.len() || text.ends_with("min") => (minutes, 60),
            seconds => (seconds, 1),
        };
        let number = number.trim_end();
        let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        plain
            .then(|| number.parse::<u32>().ok()?.checked_mul(unit))
            .flatten()
    }
}

impl TcpSpec {
    /// What is sent first, in one line: line ends and other control characters as `\r`, `\n`, `\t`, `\x00`.
    pub fn typed_send(&self) -> String {
        let mut typed = String::new();
        for c in self.send.as_deref().unwrap_or_default().chars() {
            match c {
                '\r' => typed.push_str("\\r"),
                '\n' => typed.push_str("\\n"),
                '\t' => typed.push_str("\\t"),
                '\\' => typed.push_str("\\\\"),
                c if c.is_ascii_control() => typed.push_str(&format!("\\x{:02x}", c as u32)),
                c => typed.push(c),
            }
        }
        typed
    }

    /// The other way round. `None` where a backslash is followed by nothing known.
    pub fn send_typed(text: &str) -> Option<String> {
        let mut sent = String::new();
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            if c != '\\' {
                sent.push(c);
                continue;
            }
            sent.push(match rest.next()? {
                'r' => '\r',
                'n' => '\n',
                't' => '\t',
                '\\' => '\\',
                'x' => {
                    let code: String = rest.by_ref().take(2).collect();
                    char::from(u8::from_str_radix(&code, 16).ok().filter(u8::is_ascii)?)
                }
                _ => return None,
            });
        }
        Some(sent)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::check::{HttpMethod, HttpSpec};

    #[test]
    fn limits_are_typed_exactly() {
        let with = |timeout_ms, freshness_s| CheckSpec {
            probe: crate::check::ProbeSpec::Http(HttpSpec {
                method: HttpMethod::Get,
                url: String::new(),
                headers: Vec::new(),
                body: None,
                follow_redirects: false,
            }),
            rules: Vec::new(),
            timeout_ms,
            freshness_s,
        };
        for (ms, text) in [(5000, "5"), (250, "0.25"), (1005, "1.005"), (60_000, "60")] {
            assert_eq!(with(ms, 60).typed_timeout(), text);
            assert_eq!(CheckSpec::timeout_typed(text), Some(ms));
        }
        for (seconds, text) in [(900, "15"), (90, "90 s"), (10, "10 s")] {
            assert_eq!(with(5000, seconds).typed_freshness(), text);
            assert_eq!(CheckSpec::freshness_typed(text), Some(seconds));
        }
        assert_eq!(CheckSpec::freshness_typed("15 min"), Some(900));
        for odd in [
            "",
            "s",
            "min",
            "-1",
            "1,5",
            "1.2345",
            "5 h",
            "1 s s",
            "99999999999",
        ] {
            assert_eq!(CheckSpec::timeout_typed(odd), None, "{odd}");
            assert!(
                odd == "1.2345" || CheckSpec::freshness_typed(odd).is_none(),
                "{odd}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_sent_first_reads_as_the_same_bytes(text in "\\PC{0,8}[\\x00-\\x7f]{0,12}") {
            let tcp = TcpSpec { host: String::new(), port: 1, send: Some(text.clone()), expect_banner: false };
            prop_assert_eq!(TcpSpec::send_typed(&tcp.typed_send()), Some(text));
        }
    }
}
