//! Are two answers the same? What differs each time, whatever is asked, is known by asking for another id of nothing.

use serde_json::{Map, Value};

use super::ask::Answer;

const ASKED: &str = "‹asked›";

/// An answer without what the asker has put into it, now or before.
#[derive(Debug, Clone, PartialEq)]
pub struct Plain {
    status: u16,
    headers: Vec<(String, String)>,
    body: Value,
}

impl Plain {
    pub fn of(answer: &Answer, asked: &[&str]) -> Self {
        let hide = |text: &str| {
            let words = asked.iter().filter(|word| !word.is_empty());
            words.fold(text.to_owned(), |text, word| text.replace(word, ASKED))
        };
        let body = hide(&answer.body);
        let mut body = serde_json::from_str(&body).unwrap_or(Value::String(body));
        // A fault of ours carries only this.
        take(&mut body, &["errors", "*", "extensions", "traceId"]);
        take(&mut body, &["errors", "*", "extensions", "retryAfterMs"]);
        // A guest's token lasts for so long from this second on, and the next question may be in the next.
        take(&mut body, &["expiresAt"]);
        Self {
            status: answer.status,
            headers: answer
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), hide(value)))
                .collect(),
            body,
        }
    }

    /// Where the two differ.
    fn differences(&self, other: &Self) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        differ(&self.body, &other.body, &mut Vec::new(), &mut found);
        found
    }

    /// Without what stands at these places.
    fn without(&self, places: &[Vec<String>]) -> Self {
        let mut plain = self.clone();
        for place in places {
            take(
                &mut plain.body,
                &place.iter().map(String::as_str).collect::<Vec<_>>(),
            );
        }
        plain
    }

    /// `other` and `third` are of the same question about two things of nothing: where these differ, chance is at work.
    pub fn is_as(&self, other: &Self, third: &Self) -> bool {
        let noise = other.differences(third);
        self.without(&noise) == other.without(&noise)
    }

    /// For a person: the first place where it is not as it should be.
    pub fn complaint(&self, other: &Self) -> String {
        if (self.status, &self.headers) != (other.status, &other.headers) {
            return format!(
                "{} {:?}, not {} {:?}",
                self.status, self.headers, other.status, other.headers
            );
        }
        let place = self.differences(other).into_iter().next().unwrap_or_default();
        let at =
            |plain: &Self| at(&plain.body, &place).map_or_else(|| "nothing".to_owned(), Value::to_string);
        format!(
            "at {}: {}, not {}",
            place.join("."),
            short(&at(self)),
            short(&at(other))
        )
    }
}

fn short(text: &str) -> String {
    text.chars().take(300).collect()
}

fn at<'a>(value: &'a Value, place: &[String]) -> Option<&'a Value> {
    place.iter().try_fold(value, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        value => value.get(step),
    })
}

fn differ(one: &Value, other: &Value, place: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let mut below = |step: String, one: &Value, other: &Value| {
        place.push(step);
        differ(one, other, place, found);
        place.pop();
    };
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if is_alike(a, b) => {
            a.iter()
                .for_each(|(name, value)| below(name.clone(), value, &b[name]));
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b).enumerate();
            pairs.for_each(|(at, (a, b))| below(at.to_string(), a, b));
        }
        (a, b) if a != b => found.push(place.clone()),
        _ => {}
    }
}

fn is_alike(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    a.len() == b.len() && a.keys().all(|name| b.contains_key(name))
}

/// `*`: every item.
fn take(value: &mut Value, place: &[&str]) {
    let Some((step, rest)) = place.split_first() else {
        *value = Value::Null;
        return;
    };
    match value {
        Value::Array(items) if *step == "*" => items.iter_mut().for_each(|item| take(item, rest)),
        Value::Array(items) => {
            if let Some(item) = step.parse().ok().and_then(|at: usize| items.get_mut(at)) {
                take(item, rest);
            }
        }
        Value::Object(fields) => {
            if let Some(field) = fields.get_mut(*step) {
                take(field, rest);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plain(body: &Value, asked: &str) -> Plain {
        let answer = Answer {
            status: 200,
            headers: Vec::new(),
            body: body.to_string(),
            cookie: None,
        };
        Plain::of(&answer, &[asked])
    }

    #[test]
    fn what_the_asker_said_and_what_chance_made_is_no_difference() {
        let made = |id: &str, slug: &str| plain(&json!({ "show": { "id": id, "slug": slug } }), slug);
        let (one, other, third) = (
            made("show_1", "gala"),
            made("show_2", "feast"),
            made("show_3", "ball"),
        );
        assert!(one != other && one.is_as(&other, &third));
    }

    #[test]
    fn everything_else_is() {
        let (nothing, again) = (
            plain(&json!({ "show": null }), ""),
            plain(&json!({ "show": null }), ""),
        );
        assert!(!plain(&json!({ "show": { "id": "show_1" } }), "").is_as(&nothing, &again));
        assert!(!plain(&json!({ "show": null, "more": 1 }), "").is_as(&nothing, &again));
        let mut refused = nothing.clone();
        refused.status = 404;
        assert!(!refused.is_as(&nothing, &again) && refused.complaint(&nothing).contains("404"));
    }
}
