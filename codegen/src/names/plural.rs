//! One of many: singulars of English words.

/// Words that end in `s` in the singular, or whose plural is no plain `s`.
const IRREGULAR: &[(&str, &str)] = &[
    ("access", "access"),
    ("address", "address"),
    ("addresses", "address"),
    ("aliases", "alias"),
    ("analyses", "analysis"),
    ("analytics", "analytics"),
    ("ases", "as"),
    ("alias", "alias"),
    ("axes", "axis"),
    ("bus", "bus"),
    ("bonus", "bonus"),
    ("cache", "cache"),
    ("caches", "cache"),
    ("canvas", "canvas"),
    ("campus", "campus"),
    ("children", "child"),
    ("cors", "cors"),
    ("cos", "cos"),
    ("databases", "database"),
    ("dns", "dns"),
    ("dos", "dos"),
    ("diagnostics", "diagnostics"),
    ("ddos", "ddos"),
    ("gps", "gps"),
    ("has", "has"),
    ("https", "https"),
    ("indices", "index"),
    ("is", "is"),
    ("kubernetes", "kubernetes"),
    ("leases", "lease"),
    ("licenses", "license"),
    ("releases", "release"),
    ("responses", "response"),
    ("uses", "use"),
    ("causes", "cause"),
    ("cases", "case"),
    ("browses", "browse"),
    ("phrases", "phrase"),
    ("purchases", "purchase"),
    ("courses", "course"),
    ("sources", "source"),
    ("expenses", "expense"),
    ("knives", "knife"),
    ("metadata", "metadata"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("zombies", "zombie"),
    ("news", "news"),
    ("os", "os"),
    ("people", "person"),
    ("plus", "plus"),
    ("process", "process"),
    ("rss", "rss"),
    ("saas", "saas"),
    ("series", "series"),
    ("sos", "sos"),
    ("statistics", "statistics"),
    ("status", "status"),
    ("statuses", "status"),
    ("timeseries", "timeseries"),
    ("this", "this"),
    ("tls", "tls"),
    ("virus", "virus"),
    ("viruses", "virus"),
    ("was", "was"),
    ("windows", "windows"),
];

/// The singular of a lower-case English word, as far as names in API documents need it.
pub fn singular(word: &str) -> String {
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    let stem = |cut: usize| &word[..word.len() - cut];
    if word.len() > 3 && word.ends_with("ies") {
        return format!("{}y", stem(3));
    }
    if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|end| word.ends_with(end)) {
        return stem(2).to_owned();
    }
    let keeps = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if word.len() > 2 && word.ends_with('s') && !keeps { stem(1).to_owned() } else { word.to_owned() }
}

/// Makes the last of some words singular.
pub fn singular_last(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn singulars() {
        for (many, one) in [
            ("policies", "policy"),
            ("databases", "database"),
            ("addresses", "address"),
            ("dns", "dns"),
            ("ips", "ip"),
        ] {
            assert_eq!(singular(many), one);
        }
    }
}
