//! Random documents of the mutations that have plans: aliases, fragments by name and in place, names asked for twice.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

pub struct Words<'a> {
    pub rng: &'a mut ChaCha8Rng,
    fragments: Vec<String>,
    aliases: usize,
}

type Field = (&'static str, Option<&'static str>);

/// A type's fields, each with the type below it, and the names under which fragments may mean it.
fn shape(of: &str) -> (&'static [Field], &'static [&'static str]) {
    match of {
        "GrabPayload" => (&[("outcome", None), ("grant", Some("Grant"))], &["GrabPayload"]),
        "Grant" => (
            &[
                ("id", None),
                ("grantedAt", None),
                ("status", None),
                ("award", Some("Award")),
            ],
            &["Grant", "Node"],
        ),
        "Award" => (&[], &["MoneyAward", "PrizeAward", "Award"]),
        "MoneyAward" => (&[("money", Some("Money"))], &["MoneyAward", "Award"]),
        "PrizeAward" => (&[("prize", Some("Prize"))], &["PrizeAward"]),
        "Money" => (&[("amount", None), ("currency", None)], &["Money"]),
        "Prize" => (&[("name", None)], &["Prize"]),
        "Node" => (&[("id", None)], &["Grant"]),
        "EnterDrawPayload" => (&[("outcome", None), ("entryNumber", None)], &["EnterDrawPayload"]),
        "CastVotePayload" => (&[("outcome", None)], &["CastVotePayload"]),
        "ReactPayload" => (&[("accepted", None)], &["ReactPayload"]),
        other => panic!("{other}"),
    }
}

impl<'a> Words<'a> {
    /// `field` with its arguments, in an operation with these variables.
    pub fn document(rng: &'a mut ChaCha8Rng, name: &str, variables: &str, field: &str, of: &str) -> String {
        let mut words = Self {
            rng,
            fragments: Vec::new(),
            aliases: 0,
        };
        let mut root = format!("{}{field} {}", words.alias(), words.selection(of, 0));
        if words.rng.random_bool(0.2) {
            root = format!("{}__typename {root}", words.alias());
        }
        if words.rng.random_bool(0.2) {
            root = format!("{root}\n  {}__typename", words.alias());
        }
        if words.rng.random_bool(0.15) {
            root = format!("... on Mutation {{ {root} }}");
        }
        if words.rng.random_bool(0.03) {
            root = format!("{root} again: {field} {}", words.selection(of, 0));
        }
        format!(
            "mutation {name}{variables} {{\n {root} }} {}",
            words.fragments.join("\n")
        )
    }

    fn alias(&mut self) -> String {
        if self.rng.random_bool(0.7) {
            return String::new();
        }
        self.aliases += 1;
        format!("a{}: ", self.aliases)
    }

    fn selection(&mut self, of: &str, depth: usize) -> String {
        let count = self.rng.random_range(1..=3);
        let items: Vec<String> = (0..count).map(|_| self.item(of, depth)).collect();
        format!("{{ {} }}", items.join(" "))
    }

    fn item(&mut self, of: &str, depth: usize) -> String {
        let (fields, names) = shape(of);
        let choice = self.rng.random_range(0..10);
        let is_leaf_only = depth > 5 || fields.is_empty() && choice < 3;
        if choice == 0 || is_leaf_only {
            return format!("{}__typename", self.alias());
        }
        if of == "Grant" && self.rng.random_bool(0.02) {
            // Of the executor alone.
            return "campaign { id }".to_owned();
        }
        if choice < 7 && !fields.is_empty() {
            let (name, below) = fields[self.rng.random_range(0..fields.len())];
            let below = below.map_or_else(String::new, |below| self.selection(below, depth + 1));
            return format!("{}{name} {below}", self.alias());
        }
        let on = names[self.rng.random_range(0..names.len())];
        if choice == 9 {
            let name = format!("F{}", self.fragments.len());
            self.fragments.push(String::new());
            let place = self.fragments.len() - 1;
            let selection = self.selection(on, depth + 1);
            self.fragments[place] = format!("fragment {name} on {on} {selection}");
            return format!("...{name}");
        }
        if self.rng.random_bool(0.2) {
            return format!("... {}", self.selection(of, depth + 1));
        }
        format!("... on {on} {}", self.selection(on, depth + 1))
    }
}
