//! Every connection of the product's own making goes through the guard: no other source file opens one.

use std::path::Path;

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push((
                path.display().to_string().replace('\\', "/"),
                std::fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

#[test]
fn only_the_guard_connects() {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 10);
    for word in [
        "TcpStream::connect",
        "TcpSocket",
        "UnixStream::connect",
        "lookup_host",
        "to_socket_addrs",
        "reqwest",
        "danger",
    ] {
        let users: Vec<&str> = found
            .iter()
            .filter(|(_, text)| text.contains(word))
            .map(|(path, _)| path.as_str())
            .collect();
        let allowed = |path: &str| word == "TcpStream::connect" && path.ends_with("/guard/mod.rs");
        assert!(users.iter().all(|path| allowed(path)), "{word}: {users:?}");
    }
}
