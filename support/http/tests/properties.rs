//! What must hold for any input, over some thousands of inputs made from seeds.

#![allow(missing_docs, unreachable_pub, clippy::pedantic)]

#[path = "properties/mod.rs"]
mod all;

/// Bytes that mean something somewhere.
const ODD: &[u8] = b"\0\n\r\"\\{}[]:,;=%|\x7f\xff0-e. ";

/// Inputs made from seeds: pieces cut out, doubled, swapped, bytes replaced. The same at every run.
fn damaged(seeds: &[&str], check: fn(&[u8])) {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut random = move |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit.max(1) as u64) as usize
    };
    for seed in seeds {
        check(seed.as_bytes());
    }
    for _ in 0..3_000 {
        let mut data = seeds[random(seeds.len())].as_bytes().to_vec();
        for _ in 0..=random(4) {
            let (from, other) = (random(data.len()), random(data.len()));
            let (from, to) = (from.min(other), from.max(other));
            match random(5) {
                0 => drop(data.drain(from..to)),
                1 => data.extend_from_within(from..to),
                2 if !data.is_empty() => data[from] = ODD[random(ODD.len())],
                3 => data.truncate(to),
                _ => data.insert(from, random(256) as u8),
            }
        }
        check(&data);
    }
}

const JSON: [&str; 6] = [
    r#"{"id":"a\u00e9\ud83c\udf0d\n","count":12,"x":[1,-2.5e+3,true,false,null,{"y":""}]}"#,
    r#"[[],{},[[[{"a":[1]}]]],"\\\"\/\b"]"#,
    "\"plain text of some length, 12345678\"",
    "18446744073709551615",
    "-0.000123e-7",
    "1.7976931348623157e308",
];

#[test]
fn json() {
    damaged(&JSON, all::json);
}

#[test]
fn events() {
    damaged(
        &[
            "data: a\n\nevent: x\r\nid: 1\r\ndata: b\r\ndata: c\r\n\r\n",
            "\u{feff}retry: 10\r: comment\rdata\r\rdata: grüße\n\n",
        ],
        all::events,
    );
}

#[test]
fn frames() {
    damaged(&["\u{1}\u{3}Hel", "\u{2}\u{0}\u{1}\u{5}Hello", "\n\u{0}"], all::frames);
    let mut whole = vec![0x81, 5];
    whole.extend(b"Hello\x01\x03Hel\x89\x02hi\x80\x02lo\x82\x7e\x01\x00");
    whole.extend([7; 256]);
    all::frames(&whole);
}

#[test]
fn headers() {
    damaged(
        &[
            "\"default\";r=50;t=30, \"burst\";r=5;t=1",
            "\"default\";q=1200;w=300",
            "Tue, 01 Jan 2030 00:00:07 GMT",
            "1.5e3",
            "18446744073709551616",
        ],
        all::headers,
    );
}

#[test]
fn answers() {
    damaged(
        &[
            "\0{\"success\":true,\"errors\":[],\"messages\":[],\"result\":{\"id\":\"a\"},\"result_info\":{\"page\":1}}",
            "\u{4}{\"success\":false,\"errors\":[{\"code\":1,\"message\":\"x\",\"error_chain\":[{\"code\":2}]}],\"result\":null}",
            "\u{7}<html><head><title>x</title></head></html>",
            "\0{\"id\":\"a\"}\n{\"id\":\"b\"}\n",
        ],
        all::answers,
    );
}

#[test]
fn forms() {
    damaged(&["a\"b\r\n|--cfs-00\r\n\r\n|x|", "||grüße|\n"], all::forms);
}

#[test]
fn paths() {
    damaged(&["a/b c", "..", ".", "%2F%25", "grüße 🌍?#&=+", "@cf/x:y"], all::paths);
}

#[test]
fn cassettes() {
    damaged(
        &[
            "> GET /x\n> a: b\n| body\n| \n< 200\n< c: d\n~ AP8=\n\n> PUT /y\n< 404\n",
            "# note\n\n> GET /\n< 1\n| \n",
        ],
        all::cassettes,
    );
}

#[test]
fn numbers() {
    damaged(
        &["10", "-1.50e3", "46.000", "9007199254740993", " 7 ", "18446744073709551615", "1E-2"],
        all::values::numbers,
    );
}

#[test]
fn odd_items() {
    damaged(&["\0\x01\x02\x03\x04\x05", "555555", "454545250123"], all::values::odd_items);
}

#[test]
fn secrets() {
    damaged(
        &["\0\x01\x02\x03\x04\x05\x06\0\x07", "66004477", "2233\x01\x05\x08", "6666601"],
        all::values::secrets,
    );
}

#[test]
fn unions() {
    damaged(
        &[
            r#"{"left":"l","shared":3,"deep":{"right":"r","shared":"s"}}"#,
            r#"{"right":"r","shared":"3","deep":{"a":1}}"#,
            r#"["a","b"]"#,
            r#""10""#,
            "10",
            r#"{"shared":"10"}"#,
            "[1]",
            "true",
        ],
        all::values::unions,
    );
}
