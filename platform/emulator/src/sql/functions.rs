//! Functions of values.

use super::value::{Kind, Span, Value, cut};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::cmp::Ordering;

const MINUTE: Span = Span { months: 0, seconds: 60 };
const HOUR: Span = Span { months: 0, seconds: 3600 };
const DAY: Span = Span { months: 0, seconds: 86_400 };
const MONTH: Span = Span { months: 1, seconds: 0 };
const YEAR: Span = Span { months: 12, seconds: 0 };

/// What a function gives, if there is one of that name, in small letters.
pub(super) fn call(name: &str, arguments: &[Value], now: i64) -> Option<Value> {
    let at = |place: usize| arguments.get(place).cloned().unwrap_or(Value::Null);
    let (first, second, third) = (at(0), at(1), at(2));
    Some(match name {
        "now" => Value::Time(now),
        "today" => Value::Time(cut(now, DAY)),
        "todatetime" | "todate" => first.time().map_or(Value::Null, Value::Time),
        "tostartofinterval" => match (first.time(), &second) {
            (Some(time), Value::Interval(span)) => Value::Time(cut(time, *span)),
            _ => Value::Null,
        },
        "tostartofminute" => started(&first, MINUTE),
        "tostartoffiveminutes" => started(&first, Span { months: 0, seconds: 300 }),
        "tostartoftenminutes" => started(&first, Span { months: 0, seconds: 600 }),
        "tostartoffifteenminutes" => started(&first, Span { months: 0, seconds: 900 }),
        "tostartofhour" => started(&first, HOUR),
        "tostartofday" => started(&first, DAY),
        "tostartofmonth" => started(&first, MONTH),
        "tostartofyear" => started(&first, YEAR),
        "tounixtimestamp" => Value::Number(first.time().unwrap_or(0) as f64),
        "formatdatetime" => {
            let time = Timestamp::from_second(first.time().unwrap_or(0)).unwrap_or_default();
            // Minutes are %i there.
            let form = second.text().replace("%i", "%M").replace("%s", "%S");
            Value::Text(jiff::fmt::strtime::format(&form, &time.to_zoned(TimeZone::UTC)).unwrap_or_default())
        }
        "toyear" | "tomonth" | "todayofmonth" | "todayofweek" | "tohour" | "tominute" | "tosecond" => {
            part(name, first.time().unwrap_or(0))
        }
        "tostring" => Value::Text(first.text()),
        "touint8" | "touint32" | "touint64" | "toint32" | "toint64" => Value::Number(first.number().trunc()),
        "tofloat64" | "tofloat32" => Value::Number(first.number()),
        "if" => {
            if first.is_true() {
                second
            } else {
                third
            }
        }
        "isnull" => Value::bool(first == Value::Null),
        "coalesce" => arguments.iter().find(|value| **value != Value::Null).cloned().unwrap_or(Value::Null),
        _ => return of_numbers(name, arguments).or_else(|| of_texts(name, arguments)),
    })
}

fn of_numbers(name: &str, arguments: &[Value]) -> Option<Value> {
    let number = |place: usize| arguments.get(place).map_or(0.0, Value::number);
    let (first, second) = (number(0), number(1));
    let scale = 10_f64.powi(second as i32);
    let picked = |order: Ordering| {
        arguments
            .iter()
            .cloned()
            .reduce(|a, b| if b.compare(&a) == order { b } else { a })
            .unwrap_or(Value::Null)
    };
    Some(match name {
        "greatest" => picked(Ordering::Greater),
        "least" => picked(Ordering::Less),
        _ => Value::Number(match name {
            "intdiv" => {
                if second == 0.0 {
                    return Some(Value::Null);
                }
                (first / second).trunc()
            }
            "abs" => first.abs(),
            "round" => (first * scale).round() / scale,
            "floor" => (first * scale).floor() / scale,
            "ceil" | "ceiling" => (first * scale).ceil() / scale,
            "sqrt" => first.sqrt(),
            "pow" | "power" => first.powf(second),
            "exp" => first.exp(),
            "log" | "ln" => first.ln(),
            "log2" => first.log2(),
            "log10" => first.log10(),
            "mod" | "modulo" => first % second,
            "bitand" => (first as i64 & second as i64) as f64,
            "bitor" => (first as i64 | second as i64) as f64,
            _ => return None,
        }),
    })
}

fn of_texts(name: &str, arguments: &[Value]) -> Option<Value> {
    let text = |place: usize| arguments.get(place).map(Value::text).unwrap_or_default();
    let (first, second) = (text(0), text(1));
    Some(match name {
        "lower" => Value::Text(first.to_lowercase()),
        "upper" | "toupper" => Value::Text(first.to_uppercase()),
        "length" => Value::Number(first.chars().count() as f64),
        "empty" => Value::bool(first.is_empty()),
        "notempty" => Value::bool(!first.is_empty()),
        "concat" => Value::Text(arguments.iter().map(Value::text).collect()),
        "startswith" => Value::bool(first.starts_with(&second)),
        "endswith" => Value::bool(first.ends_with(&second)),
        "position" => {
            Value::Number(first.find(&second).map_or(0, |at| first[..at].chars().count() + 1) as f64)
        }
        "substring" | "substr" => {
            let number = |place: usize| arguments.get(place).map(|value| value.number() as usize);
            let from = number(1).unwrap_or(1).max(1) - 1;
            Value::Text(first.chars().skip(from).take(number(2).unwrap_or(usize::MAX)).collect())
        }
        "replaceall" | "replace" => Value::Text(first.replace(&second, &text(2))),
        "trim" => Value::Text(first.trim().to_owned()),
        "extract" | "match" => {
            let pattern = regex_lite::Regex::new(&second).ok()?;
            match name {
                "match" => Value::bool(pattern.is_match(&first)),
                _ => Value::Text(
                    pattern.find(&first).map(|found| found.as_str().to_owned()).unwrap_or_default(),
                ),
            }
        }
        _ => return None,
    })
}

fn started(value: &Value, span: Span) -> Value {
    value.time().map_or(Value::Null, |time| Value::Time(cut(time, span)))
}

fn part(name: &str, time: i64) -> Value {
    let civil = Timestamp::from_second(time).unwrap_or_default().to_zoned(TimeZone::UTC).datetime();
    let number = match name {
        "toyear" => i64::from(civil.year()),
        "tomonth" => i64::from(civil.month()),
        "todayofmonth" => i64::from(civil.day()),
        "todayofweek" => i64::from(civil.weekday().to_monday_one_offset()),
        "tohour" => i64::from(civil.hour()),
        "tominute" => i64::from(civil.minute()),
        _ => i64::from(civil.second()),
    };
    Value::Number(number as f64)
}

/// The type of what a function gives; that of its first argument where this is as good.
pub(super) fn kind(name: &str, first: Kind) -> Kind {
    match name {
        "now" | "today" | "todatetime" | "todate" | "tostartofinterval" => Kind::Time,
        name if name.starts_with("tostartof") => Kind::Time,
        "tounixtimestamp" | "touint32" | "touint8" | "length" | "position" | "empty" | "notempty"
        | "startswith" | "endswith" | "isnull" | "match" | "toyear" | "tomonth" | "todayofmonth"
        | "todayofweek" | "tohour" | "tominute" | "tosecond" | "toint32" => Kind::Small,
        "touint64" | "toint64" | "count" | "countif" | "uniq" | "countdistinct" => Kind::Large,
        "tostring" | "formatdatetime" | "lower" | "upper" | "concat" | "substring" | "substr"
        | "replaceall" | "replace" | "trim" | "extract" => Kind::Text,
        "sum" | "sumif" => {
            if matches!(first, Kind::Small | Kind::Large) {
                Kind::Large
            } else {
                Kind::Float
            }
        }
        "min" | "max" | "any" | "anylast" | "argmax" | "argmin" | "first_value" | "last_value"
        | "greatest" | "least" | "abs" | "round" | "floor" | "ceil" | "coalesce" => first,
        "intdiv" => {
            if first == Kind::Small {
                Kind::Small
            } else {
                Kind::Large
            }
        }
        _ => Kind::Float,
    }
}
