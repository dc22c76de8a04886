//! The HTML of the plain pages. Everything from outside goes through [`escaped`].

use std::fmt::Write as _;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_app::link::{LinkView, OpenLink};
use coffer_domain::checklist::{Answer, AskedItem};
use coffer_domain::limits::FILE_BYTES_MAX;

use super::words::Words;

/// What the forms carry along.
pub(super) struct Secrets {
    pub(super) token: String,
    pub(super) pass: String,
}

/// A page to answer with.
pub(super) struct Page {
    status: StatusCode,
    html: String,
}

impl Page {
    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.html).into_response();
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, html);
        response
    }
}

/// A file that arrived.
pub(super) struct Arrived {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) blake3: String,
}

pub(super) fn ask_for_link(words: &Words, wrong: Option<&str>) -> Page {
    let title = words.say("plain-title");
    let mut body = problem(words, wrong);
    let _ = write!(
        body,
        "<p class=\"note\">{}</p><form method=\"post\" action=\"/c/plain\" autocomplete=\"off\">\
         <label for=\"link\">{}</label><p id=\"hint\">{}</p>\
         <input id=\"link\" name=\"link\" required spellcheck=\"false\" aria-describedby=\"hint\">\
         <button>{}</button></form>",
        escaped(&words.say("plain-note")),
        escaped(&words.say("plain-link-label")),
        escaped(&words.say("plain-link-hint")),
        escaped(&words.say("plain-continue")),
    );
    page(words, &title, &body)
}

pub(super) fn ask_to_mail(words: &Words, secrets: &Secrets, view: &LinkView) -> Page {
    let title = words.say_with("plain-title-to", "organisation", view.organisation.as_str());
    let text = words.say_with("plain-code-text", "contact", &view.contact.masked());
    let body = format!(
        "<p>{}</p><form method=\"post\" action=\"/c/plain/code\">{}<button>{}</button></form>",
        escaped(&text),
        hidden(secrets),
        escaped(&words.say("plain-code-send")),
    );
    page(words, &title, &body)
}

pub(super) fn ask_for_code(
    words: &Words,
    secrets: &Secrets,
    text: &str,
    wrong: Option<&str>,
) -> Page {
    let mut body = problem(words, wrong);
    let _ = write!(
        body,
        "<p>{}</p><form method=\"post\" action=\"/c/plain/verify\">{}<label for=\"code\">{}</label>\
         <input id=\"code\" name=\"code\" required inputmode=\"numeric\" autocomplete=\"one-time-code\">\
         <button>{}</button></form>\
         <form method=\"post\" action=\"/c/plain/code\">{}<button class=\"other\">{}</button></form>",
        escaped(text),
        hidden(secrets),
        escaped(&words.say("plain-code-label")),
        escaped(&words.say("plain-continue")),
        hidden(secrets),
        escaped(&words.say("plain-code-send")),
    );
    page(words, &words.say("plain-title"), &body)
}

pub(super) fn ask_for_file(
    words: &Words,
    secrets: &Secrets,
    view: &LinkView,
    link: &OpenLink,
    received: &str,
) -> Page {
    let mut body = String::new();
    if let Some((reference, subject)) = &view.case {
        let case = words.say_with("plain-case", "reference", reference.as_str());
        let _ = write!(
            body,
            "<p><b>{}</b><br>{}</p>",
            escaped(&case),
            escaped(subject.as_str())
        );
    }
    body.push_str(received);
    // The link of a delivery takes nothing in.
    if link.request.files_max == 0 {
        if received.is_empty() {
            let none = words.say("plain-received-none");
            let _ = write!(body, "<p class=\"note\">{}</p>", escaped(&none));
        }
        return page(words, &words.say("plain-received-title"), &body);
    }
    if !received.is_empty() {
        let _ = write!(body, "<h2>{}</h2>", escaped(&words.say("plain-title")));
    }
    let left = link
        .request
        .bytes_max
        .saturating_sub(link.request.bytes_used);
    let _ = write!(
        body,
        "<p class=\"note\">{}</p>{}",
        escaped(&words.say("plain-note")),
        file_form(words, secrets, left.min(FILE_BYTES_MAX), &view.asked),
    );
    let title = words.say_with("plain-title-to", "organisation", view.organisation.as_str());
    page(words, &title, &body)
}

/// The page after a file, with the form for the next one.
pub(super) fn received(
    words: &Words,
    secrets: &Secrets,
    file: &Arrived,
    left: u64,
    asked: &[(AskedItem, Vec<Answer>)],
) -> Page {
    let size = bytes(file.bytes);
    let text = words.say_all(
        "plain-received",
        &[("name", &visible(&file.name)), ("size", &size)],
    );
    let body = format!(
        "<p role=\"status\" class=\"note ok\">{}</p><p>{}: <code>{}</code></p>\
         <form method=\"post\" action=\"/c/plain/receipt\">{}<input type=\"hidden\" name=\"file\" value=\"{}\">\
         <button class=\"other\">{}</button></form><h2>{}</h2>{}",
        escaped(&text),
        escaped(&words.say("plain-hash")),
        escaped(&file.blake3),
        hidden(secrets),
        escaped(&file.id),
        escaped(&words.say("plain-receipt")),
        escaped(&words.say("plain-next")),
        file_form(words, secrets, left.min(FILE_BYTES_MAX), asked),
    );
    page(words, &words.say("plain-title"), &body)
}

/// A page that says why a file was not taken, with the form for another try.
pub(super) fn not_taken(
    words: &Words,
    secrets: &Secrets,
    why: &str,
    asked: &[(AskedItem, Vec<Answer>)],
) -> Page {
    let body = format!(
        "<p role=\"alert\" class=\"note bad\">{}</p>{}",
        escaped(why),
        file_form(words, secrets, FILE_BYTES_MAX, asked),
    );
    page(words, &words.say("plain-title"), &body)
}

/// A page that says why a file was not handed out, with the way back to the list.
pub(super) fn told(words: &Words, secrets: &Secrets, why: &str) -> Page {
    let body = format!(
        "<p role=\"alert\" class=\"note bad\">{}</p><form method=\"post\" action=\"/c/plain\">{}\
         <input type=\"hidden\" name=\"link\" value=\"{}\"><button>{}</button></form>",
        escaped(&words.say(why)),
        hidden(secrets),
        escaped(&secrets.token),
        escaped(&words.say("plain-continue")),
    );
    page(words, &words.say("plain-received-title"), &body)
}

/// What is asked for, as a list and as the choice of what the file is; nothing if nothing is.
fn item_choice(words: &Words, asked: &[(AskedItem, Vec<Answer>)]) -> String {
    if asked.is_empty() {
        return String::new();
    }
    let mut list = String::new();
    let mut choice = format!(
        "<option value=\"\">{}</option>",
        escaped(&words.say("plain-asked-none"))
    );
    for (number, (item, answers)) in (1_u32..).zip(asked) {
        let name = visible(item.name.as_str());
        let state = match (answers.is_empty(), item.wanted) {
            (false, _) => "plain-asked-received",
            (true, true) => "plain-asked-wanted",
            (true, false) => "plain-asked-optional",
        };
        let _ = write!(
            list,
            "<li><b>{}</b> ({})",
            escaped(&name),
            escaped(&words.say(state))
        );
        if let Some(how) = &item.how {
            let _ = write!(list, "<br>{}", visible_lines(how));
        }
        list.push_str("</li>");
        let _ = write!(
            choice,
            "<option value=\"{number}\">{}</option>",
            escaped(&name)
        );
    }
    format!(
        "<p>{}</p><ul>{list}</ul><label for=\"item\">{}</label><select id=\"item\" name=\"item\">{choice}</select>",
        escaped(&words.say("plain-asked")),
        escaped(&words.say("plain-asked-which")),
    )
}

fn file_form(
    words: &Words,
    secrets: &Secrets,
    most: u64,
    asked: &[(AskedItem, Vec<Answer>)],
) -> String {
    // The hidden fields come first: they must be read before the file begins.
    format!(
        "<form method=\"post\" action=\"/c/plain/send\" enctype=\"multipart/form-data\">{}{}\
         <label for=\"file\">{}</label><p id=\"most\">{}</p>\
         <input id=\"file\" type=\"file\" name=\"file\" required aria-describedby=\"most\"><button>{}</button></form>",
        hidden(secrets),
        item_choice(words, asked),
        escaped(&words.say("plain-file-label")),
        escaped(&words.say_with("plain-file-hint", "size", &bytes(most))),
        escaped(&words.say("plain-file-send")),
    )
}

fn problem(words: &Words, wrong: Option<&str>) -> String {
    wrong.map_or_else(String::new, |id| {
        format!(
            "<p role=\"alert\" class=\"note bad\">{}</p>",
            escaped(&words.say(id))
        )
    })
}

pub(super) fn hidden(secrets: &Secrets) -> String {
    let field = |name: &str, value: &str| {
        format!(
            "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
            escaped(value)
        )
    };
    let mut fields = field("token", &secrets.token);
    if !secrets.pass.is_empty() {
        fields.push_str(&field("pass", &secrets.pass));
    }
    fields
}

fn page(words: &Words, title: &str, body: &str) -> Page {
    let title = escaped(title);
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"/c/plain.css\"></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>\n",
        words.language,
    );
    Page {
        status: StatusCode::OK,
        html,
    }
}

/// Text as it may stand in elements and quoted attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A name from a stranger, with characters that hide or turn text around as visible escapes.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let hides = c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if hides {
            let _ = write!(out, "‹{:02X}›", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// A text of several lines as markup, each made visible.
pub(super) fn visible_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| escaped(&visible(line))).collect();
    lines.join("<br>")
}

/// Bytes in powers of 1000.
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if count < 1_000 {
        return format!("{count} B");
    }
    let mut value = count as f64 / 1e3;
    let mut units = UNITS.iter();
    let mut unit = units.next();
    while value >= 1_000.0 {
        let Some(next) = units.next() else { break };
        value /= 1e3;
        unit = Some(next);
    }
    format!("{value:.1} {}", unit.copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        assert_eq!(escaped("<script>\"'&"), "&lt;script&gt;&quot;&#39;&amp;");
        assert_eq!(visible("a\u{202e}gpj.exe\0"), "a‹202E›gpj.exe‹00›");
        assert_eq!(visible_lines("a<b>\nc\r"), "a&lt;b&gt;<br>c‹0D›");
    }

    #[test]
    fn sizes_are_readable() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_500), "1.5 kB");
        assert_eq!(bytes(2_000_000_000), "2.0 GB");
        assert_eq!(bytes(u64::MAX), "18446744.1 TB");
    }
}
