use std::fmt::Write;

use proptest::prelude::*;

use super::*;

fn refusal(query: &str) -> String {
    check(query, &LIMITS).map(drop).expect_err("refused").message
}

fn is_fine(query: &str) {
    if let Err(error) = check(query, &LIMITS) {
        panic!("{}", error.message);
    }
}

fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

/// `depth` fragments, each of which uses the next one twice: 2^depth selections in 50 bytes a level.
fn bomb(depth: usize) -> String {
    let mut query = "query { ...f0 }".to_owned();
    for level in 0..depth {
        let next = level + 1;
        write!(query, " fragment f{level} on Query {{ ...f{next} ...f{next} }}").unwrap();
    }
    query + &format!(" fragment f{depth} on Query {{ __typename }}")
}

#[test]
fn a_fragment_bomb_is_refused_at_once() {
    let started = std::time::Instant::now();
    assert!(refusal(&bomb(30)).contains("selections"));
    assert!(refusal(&bomb(49)).contains("selections"));
    assert!(refusal(&bomb(400)).contains("too complex"));
    assert!(started.elapsed().as_millis() < 500);
}

#[test]
fn a_chain_of_fragments_is_refused_for_its_depth() {
    let chain = many(40, |level| {
        format!(" fragment f{level} on Q {{ a {{ ...f{} }} }}", level + 1)
    });
    assert!(refusal(&format!("query {{ ...f0 }} {chain} fragment f40 on Q {{ a }}")).contains("deep"));
}

#[test]
fn fragments_in_a_circle_are_refused() {
    assert!(refusal("{ ...a } fragment a on Q { ...b } fragment b on Q { x ...a }").contains("circle"));
    assert!(refusal("{ ...a } fragment a on Q { ...a }").contains("circle"));
    // Also where nothing uses them.
    assert!(refusal("{ x } fragment a on Q { x { ...a } }").contains("circle"));
}

#[test]
fn brackets_are_counted_before_the_parser_sees_them() {
    assert!(refusal(&"{a".repeat(20_000)).contains("complex"));
    let brackets = |count| (("[").repeat(count), ("]").repeat(count));
    let (open, close) = brackets(10_000);
    assert!(refusal(&format!("{{ a(b: {open}1{close}) }}")).contains("complex"));
    let (open, close) = brackets(900);
    assert!(refusal(&format!("query($a: {open}I{close}) {{ a }}")).contains("deep"));
}

#[test]
fn many_of_anything_are_refused() {
    assert!(refusal(&format!("{{ {} }}", "a ".repeat(3_000))).contains("tokens"));
    assert!(refusal(&format!("{{ r {{ {} }} }}", many(100, |i| format!("a{i}: a ")))).contains("aliases"));
    assert!(refusal(&format!("{{ {} }}", many(30, |i| format!("f{i} ")))).contains("root"));
    assert!(refusal(&format!("{{ a {} }}", "@skip(if: true)".repeat(100))).contains("directives"));
    assert!(refusal(&many(20, |i| format!("query q{i} {{ a }} "))).contains("operations"));
    let fragments = many(60, |i| format!("fragment f{i} on Q {{ a }} "));
    assert!(refusal(&format!("{{ a }} {fragments}")).contains("fragments"));
}

#[test]
fn root_fields_count_through_fragments() {
    let fields = many(15, |i| format!("f{i} "));
    is_fine(&format!("{{ ...a }} fragment a on Q {{ {fields} }}"));
    assert!(
        refusal(&format!(
            "{{ ...a ... on Q {{ ...a }} }} fragment a on Q {{ {fields} }}"
        ))
        .contains("root")
    );
}

#[test]
fn strings_and_comments_have_no_brackets() {
    let brackets = "{[(".repeat(500);
    is_fine(&format!(r#"{{ a(b: "{brackets}") }}"#));
    is_fine(&format!(r#"{{ a(b: """{brackets} \""" """) }}"#));
    is_fine(&format!("# {brackets}\n{{ a }}"));
    is_fine(r#"{ a(b: "\"{{{{") }"#);
}

#[test]
fn what_is_no_graphql_is_a_plain_error() {
    let broken = [
        "",
        "{",
        "}",
        r#"{ a(b: ""#,
        r#"{ a(b: """"#,
        "mutation",
        "\u{feff}",
        r#"{ a(b: "\ud800") }"#,
        "{a}}}}",
    ];
    for query in broken {
        assert!(check(query, &LIMITS).is_err(), "{query}");
    }
}

#[test]
fn a_nul_in_a_literal_is_bad_input() {
    assert!(refusal(r#"{ a(b: {c: ["x\u0000"]}) }"#).contains("NUL"));
    assert!(refusal(r#"query ($v: String = "\u0000") { a }"#).contains("NUL"));
    assert!(refusal(r#"{ a @skip(if: "\u0000") { b } }"#).contains("NUL"));
    is_fine(r#"{ a(b: "\\u0000") }"#);
}

proptest! {
    #[test]
    fn nothing_makes_it_fall(query in ".{0,400}") {
        let _ = check(&query, &LIMITS);
    }

    #[test]
    fn nothing_like_graphql_makes_it_fall(query in "[{}()\\[\\]a-c.:\"$@!# \\n\\\\]{0,400}") {
        let _ = check(&query, &LIMITS);
    }
}
