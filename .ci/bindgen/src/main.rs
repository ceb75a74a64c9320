//! `bindgen INPUT.wasm FOLDER`: writes `countersign.js` and `countersign.wasm` into FOLDER.

use std::path::Path;

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, folder] = arguments.as_slice() else {
        bail!("usage: bindgen INPUT.wasm FOLDER")
    };
    let folder = Path::new(folder);
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(input)
        .web(true)?
        .out_name("countersign")
        .typescript(false)
        .omit_default_module_path(true)
        .generate(folder)?;
    // Leptos's pages ask for the name without the suffix.
    std::fs::rename(
        folder.join("countersign_bg.wasm"),
        folder.join("countersign.wasm"),
    )
    .context("cannot rename the bundle")
}
