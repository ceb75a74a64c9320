//! Which names in angle brackets are tags; any other word there is a placeholder of the author's.

use crate::import::phrases;

const TAGS: &str = "a|abbr|article|aside|b|blockquote|body|br|button|center|cite|code|dd|del|details|\
    div|dl|dt|em|fieldset|figure|font|footer|form|h1|h2|h3|h4|h5|h6|head|header|hr|\
    html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|mark|math|meta|nav|\
    object|ol|p|picture|pre|q|s|samp|script|section|select|small|source|span|strong|\
    style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|var|\
    video";

pub fn is_tag(name: &str) -> bool {
    phrases::holds(TAGS, name)
}

/// The name of a tag, in small letters.
pub fn name(tag: &str) -> String {
    tag.trim_start_matches(['<', '/'])
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase()
}

/// Characters written as entities.
pub fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}
