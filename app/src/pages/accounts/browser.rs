//! What a browser says of itself, in words that a person recognises their own device by.

/// Names in the order in which they count: a browser also names those it resembles.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// "Firefox 131 on Windows"; the browser's own words where nothing is recognised.
pub fn browser(said: &str) -> String {
    let system = SYSTEMS
        .iter()
        .find(|(mark, _)| said.contains(mark))
        .map(|(_, name)| *name);
    let found = BROWSERS.iter().find_map(|(mark, name)| {
        let (_, rest) = said.split_once(mark)?;
        let version: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some(format!("{name} {version}"))
    });
    match (found, system) {
        (Some(found), Some(system)) => format!("{found} on {system}"),
        (Some(found), None) => found,
        _ if said.is_empty() => "Unknown browser".to_owned(),
        _ => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_called_by_its_own_name_and_not_by_those_it_resembles() {
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
                "Chrome 131 on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
                "Edge 131 on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari 18 on iPhone",
            ),
            (
                "Mozilla/5.0 (Android 15; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
                "Firefox 132 on Android",
            ),
            ("curl/8.10.1", "curl/8.10.1"),
            ("", "Unknown browser"),
        ];
        for (said, words) in cases {
            assert_eq!(browser(said), words);
        }
    }
}
