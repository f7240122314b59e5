//! Zone files, as BIND writes them (RFC 1035, section 5).

/// A record of a zone file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Its whole name, without the dot at its end.
    pub(super) name: String,
    pub(super) ttl: Option<u32>,
    /// In capitals.
    pub(super) kind: String,
    /// What follows the type; texts in quotes with them.
    pub(super) data: Vec<String>,
    /// Whether a comment says that Cloudflare stands in front of it.
    pub(super) proxied: Option<bool>,
}

/// A line with what belongs to it: several lines where parentheses join them.
#[derive(Default)]
struct Entry {
    line: usize,
    /// Whether it begins with a blank, and so is about the name before.
    indented: bool,
    words: Vec<String>,
    comment: String,
}

/// The records of a file, in its order; else the line that cannot be read, and why.
pub(super) fn records(text: &str, zone: &str) -> Result<Vec<Record>, String> {
    let (mut origin, mut ttl, mut name) = (zone.to_owned(), None, zone.to_owned());
    let mut all = Vec::new();
    for entry in entries(text)? {
        let wrong = |what: &str| format!("line {}: {what}", entry.line);
        let mut words = entry.words.into_iter().peekable();
        match words.peek().map(String::as_str) {
            Some("$ORIGIN") => {
                let to = words.nth(1).ok_or_else(|| wrong("$ORIGIN has no name"))?;
                origin = whole(&to, &origin);
                continue;
            }
            Some("$TTL") => {
                ttl = Some(
                    words.nth(1).and_then(|text| seconds(&text)).ok_or_else(|| wrong("$TTL has no time"))?,
                );
                continue;
            }
            Some(other) if other.starts_with('$') => return Err(wrong(&format!("{other} is not known"))),
            _ => {}
        }
        if !entry.indented {
            name = whole(&words.next().unwrap_or_default(), &origin);
        }
        // Class and time come in either order, and may be missing.
        let mut own = ttl;
        while let Some(word) = words.peek() {
            if matches!(word.to_ascii_uppercase().as_str(), "IN" | "CH" | "HS") {
                words.next();
            } else if let Some(time) = seconds(word) {
                own = Some(time);
                words.next();
            } else {
                break;
            }
        }
        let kind = words.next().ok_or_else(|| wrong("it has no type"))?.to_ascii_uppercase();
        let data: Vec<String> = words.map(|word| placed(word, &kind, &origin)).collect();
        if data.is_empty() {
            return Err(wrong(&format!("the record of type {kind} has no content")));
        }
        let proxied =
            ["true", "false"].into_iter().find(|on| entry.comment.contains(&format!("cf-proxied:{on}")));
        all.push(Record {
            name: name.clone(),
            ttl: own,
            kind,
            data,
            proxied: proxied.map(|on| on == "true"),
        });
    }
    Ok(all)
}

/// A name with what it is below, where it does not end with a dot.
fn whole(name: &str, origin: &str) -> String {
    match name.strip_suffix('.') {
        Some(name) => name.to_ascii_lowercase(),
        None if name == "@" => origin.to_owned(),
        None => format!("{}.{origin}", name.to_ascii_lowercase()),
    }
}

/// A word of a record's content; names are whole.
fn placed(word: String, kind: &str, origin: &str) -> String {
    let is_name = matches!(kind, "CNAME" | "NS" | "PTR" | "DNAME")
        || matches!(kind, "MX" | "SRV") && word.parse::<u32>().is_err();
    if is_name { whole(&word, origin) } else { word }
}

/// A time: seconds, or with units, such as `1h30m`.
fn seconds(text: &str) -> Option<u32> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (mut total, mut number) = (0_u32, String::new());
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        let unit = match c.to_ascii_lowercase() {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        total = total.checked_add(number.parse::<u32>().ok()?.checked_mul(unit)?)?;
        number.clear();
    }
    if number.is_empty() { Some(total) } else { total.checked_add(number.parse().ok()?) }
}

/// What a file has, line by line.
fn entries(text: &str) -> Result<Vec<Entry>, String> {
    let (mut all, mut entry, mut depth) = (Vec::new(), Entry::default(), 0_usize);
    for (at, line) in text.lines().enumerate() {
        if depth == 0 {
            entry = Entry { line: at + 1, indented: line.starts_with([' ', '\t']), ..Entry::default() };
        }
        let mut characters = line.chars().peekable();
        while let Some(&c) = characters.peek() {
            match c {
                ';' => {
                    entry.comment.extend(characters.by_ref());
                }
                '(' => depth += 1,
                ')' => {
                    depth = depth.checked_sub(1).ok_or_else(|| format!("line {}: a `)` too many", at + 1))?;
                }
                c if c.is_whitespace() => {}
                _ => {
                    let word = word(&mut characters)
                        .ok_or_else(|| format!("line {}: a quote has no end", at + 1))?;
                    entry.words.push(word);
                    continue;
                }
            }
            characters.next();
        }
        if depth == 0 && !entry.words.is_empty() {
            all.push(std::mem::take(&mut entry));
        }
    }
    if depth > 0 { Err(format!("line {}: a `(` has no end", entry.line)) } else { Ok(all) }
}

/// The next word, or text in quotes with them; none if the quote has no end.
fn word(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut word = String::new();
    let quoted = characters.peek() == Some(&'"');
    while let Some(&c) = characters.peek() {
        if !quoted && (c.is_whitespace() || matches!(c, ';' | '(' | ')')) {
            break;
        }
        word.push(c);
        characters.next();
        if c == '\\' {
            word.extend(characters.next());
        } else if quoted && c == '"' && word.len() > 1 {
            return Some(word);
        }
    }
    (!quoted).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_as_they_are_written() {
        let text = "$TTL 1h\n$ORIGIN example.com.\n; a comment\n@ IN SOA ns admin (\n  1 ; serial\n  2 3 4 5 )\n\
                    www 300 IN A 192.0.2.1 ; cf_tags=cf-proxied:true\n    IN 60 AAAA 2001:db8::1\n\
                    mail.example.com. MX 10 mx\n@ TXT \"a ; b\" \"c \\\" d\"\nalias CNAME other.example.net.\n\
                    _sip._tcp SRV 1 2 5060 sip\n";
        let all = records(text, "example.com").expect("records");
        let told: Vec<String> = all
            .iter()
            .map(|one| format!("{} {:?} {} {}", one.name, one.ttl, one.kind, one.data.join(" ")))
            .collect();
        assert_eq!(
            told,
            [
                "example.com Some(3600) SOA ns admin 1 2 3 4 5",
                "www.example.com Some(300) A 192.0.2.1",
                "www.example.com Some(60) AAAA 2001:db8::1",
                "mail.example.com Some(3600) MX 10 mx.example.com",
                "example.com Some(3600) TXT \"a ; b\" \"c \\\" d\"",
                "alias.example.com Some(3600) CNAME other.example.net",
                "_sip._tcp.example.com Some(3600) SRV 1 2 5060 sip.example.com",
            ]
        );
        assert_eq!(all[1].proxied, Some(true));
        for (text, line) in
            [("a IN", "line 1"), ("\nb A (1", "line 2"), ("c TXT \"x", "line 1"), ("$X 1", "line 1")]
        {
            assert!(records(text, "example.com").is_err_and(|error| error.starts_with(line)), "{text}");
        }
    }
}
