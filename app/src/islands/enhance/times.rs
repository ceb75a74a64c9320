//! Times in the reader's own zone, and ages that go on counting. The server renders UTC.

use js_sys::{Array, Date, Object, Reflect};
use web_sys::Element;

use super::{document, every};

const EVERY_MS: i32 = 20_000;

pub fn keep_counting() {
    localise();
    every(EVERY_MS, count);
}

/// The local time of every point in time, to be read on hover.
pub fn localise() {
    for time in times("time[datetime]") {
        if let Some(at) = moment(&time) {
            let _ = time.set_attribute("title", &local(&at));
        }
    }
    count();
}

fn count() {
    for time in times("time[data-age]") {
        if let Some(at) = moment(&time) {
            let words = age((Date::now() - at.get_time()) / 60_000.0);
            if time.text_content().as_deref() != Some(words.as_str()) {
                time.set_text_content(Some(&words));
            }
        }
    }
}

fn times(selector: &str) -> Vec<Element> {
    use wasm_bindgen::JsCast;
    let Ok(found) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into::<Element>().ok())
        .collect()
}

fn moment(time: &Element) -> Option<Date> {
    let at = Date::new(&time.get_attribute("datetime")?.into());
    (!at.get_time().is_nan()).then_some(at)
}

fn local(at: &Date) -> String {
    let options = Object::new();
    let _ = Reflect::set(&options, &"dateStyle".into(), &"medium".into());
    let _ = Reflect::set(&options, &"timeStyle".into(), &"long".into());
    let format = js_sys::Intl::DateTimeFormat::new(&Array::new(), &options);
    format
        .format()
        .call1(&wasm_bindgen::JsValue::NULL, at)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// The same words as the server's.
fn age(minutes: f64) -> String {
    let ahead = minutes < 0.0;
    let minutes = minutes.abs() as i64;
    let span = match minutes {
        0 => return "just now".to_owned(),
        1..120 => format!("{minutes} min"),
        120..2880 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    };
    if ahead {
        format!("in {span}")
    } else {
        format!("{span} ago")
    }
}
