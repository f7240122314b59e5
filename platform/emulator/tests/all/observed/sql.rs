//! SQL over data points.

use super::{played, post};
use cfs_emulator::{ACCOUNT_ID, Emulator};
use serde_json::{Value, json};

const SHOP: &str = include_str!("shop.toml");

async fn text(emulator: &Emulator, sql: &str) -> (u16, String) {
    post(emulator, &format!("/accounts/{ACCOUNT_ID}/analytics_engine/sql"), sql).await
}

async fn rows(emulator: &Emulator, sql: &str) -> Value {
    let (status, text) = text(emulator, sql).await;
    assert_eq!(status, 200, "{sql}: {text}");
    serde_json::from_str::<Value>(&text).expect("JSON")["data"].take()
}

#[tokio::test]
async fn statements_are_answered() {
    let (emulator, _) = played(SHOP).await;
    for (sql, expected) in [
        (
            "SELECT sum(_sample_interval) AS n, avg(double1) AS mean FROM sales",
            json!([{"n": "8", "mean": 2.5}]),
        ),
        ("SELECT count() FROM sales WHERE blob1 != 'city0'", json!([{"count()": "3"}])),
        ("SELECT count(DISTINCT index1) AS shops FROM sales", json!([{"shops": "1"}])),
        (
            "SELECT blob1 AS city, SUM(_sample_interval * double1) AS total FROM sales GROUP BY city HAVING total > 2 ORDER BY total DESC LIMIT 2;",
            json!([{"city": "city3", "total": 8.0}, {"city": "city2", "total": 6.0}]),
        ),
        (
            "SELECT intDiv(toUInt32(timestamp), 60) * 60 AS t, count() AS n FROM sales GROUP BY t",
            json!([{"t": "1795865460", "n": "4"}]),
        ),
        (
            "SELECT toStartOfInterval(timestamp, INTERVAL '5' MINUTE) AS t, max(double1) AS most FROM sales WHERE timestamp > NOW() - INTERVAL '1' DAY GROUP BY t ORDER BY t",
            json!([{"t": "2026-11-28 11:30:00", "most": 4.0}]),
        ),
        (
            "SELECT count() AS n FROM sales WHERE timestamp >= toDateTime('2026-11-28 11:31:02')",
            json!([{"n": "2"}]),
        ),
        (
            "SELECT quantileWeighted(0.5, double1, _sample_interval) AS p50, quantileExactWeighted(0.99)(double1, _sample_interval) AS p99 FROM sales",
            json!([{"p50": 2.0, "p99": 4.0}]),
        ),
        (
            "SELECT if(double1 > 2, 'large', 'small') AS size, count() AS n FROM sales GROUP BY size ORDER BY size",
            json!([{"size": "large", "n": "2"}, {"size": "small", "n": "2"}]),
        ),
        (
            "SELECT blob1, double1 FROM sales WHERE blob1 IN ('city1', 'city2') AND double1 BETWEEN 2 AND 2 ORDER BY 2",
            json!([{"blob1": "city1", "double1": 2.0}]),
        ),
        (
            "SELECT avg(total) AS mean FROM (SELECT blob1, sum(double1) AS total FROM sales GROUP BY blob1)",
            json!([{"mean": 2.5}]),
        ),
        (
            "SELECT upper(blob1) AS b FROM sales WHERE blob1 LIKE '%3' OR blob1 = 'nothing'",
            json!([{"b": "CITY3"}]),
        ),
        ("SELECT 1 + 1 AS two", json!([{"two": "2"}])),
        ("SHOW TABLES", json!([{"dataset": "sales"}])),
    ] {
        assert_eq!(rows(&emulator, sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn formats_and_types_are_told() {
    let (emulator, _) = played(SHOP).await;
    let (_, whole) = text(&emulator, "SELECT blob1 AS city, count() AS n, timestamp FROM sales GROUP BY city, timestamp ORDER BY city LIMIT 1").await;
    let whole: Value = serde_json::from_str(&whole).expect("JSON");
    let meta = json!([{"name": "city", "type": "String"}, {"name": "n", "type": "UInt64"}, {"name": "timestamp", "type": "DateTime"}]);
    assert_eq!(
        whole,
        json!({"meta": meta, "data": [{"city": "city0", "n": "1", "timestamp": "2026-11-28 11:31:00"}], "rows": 1, "rows_before_limit_at_least": 4})
    );
    let lines =
        text(&emulator, "SELECT blob1, double1 FROM sales ORDER BY double1 LIMIT 2 FORMAT JSONEachRow").await;
    assert_eq!(
        lines,
        (200, "{\"blob1\":\"city0\",\"double1\":1.0}\n{\"blob1\":\"city1\",\"double1\":2.0}\n".to_owned())
    );
    let cells = text(
        &emulator,
        "SELECT blob1, double1 FROM sales ORDER BY double1 DESC LIMIT 1 OFFSET 1 FORMAT TabSeparated",
    )
    .await;
    assert_eq!(cells, (200, "city2\t3.0\n".to_owned()));
    assert_eq!(text(&emulator, "show tables format tsv").await.1, "sales\n");
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let (emulator, _) = played(SHOP).await;
    for (sql, expected) in [
        ("SELECT", "Input was not valid"),
        ("SELECT x FROM sales", "unable to find type of column: \"x\""),
        ("SELECT x FROM nothing", "unable to find table \"nothing\""),
        ("SELECT wrong(blob1) FROM sales", "unknown function call: \"wrong\""),
        ("SELECT * FROM sales WHERE sum(double1) > 1", "aggregate function sum is not allowed here"),
        ("SELECT * FROM sales JOIN other ON 1 = 1", "JOIN is not supported"),
        ("SELECT 1 UNION ALL SELECT 2", "only SELECT is supported"),
        ("SELECT blob1 FROM sales FORMAT Pretty", "unknown FORMAT Pretty"),
        ("SELECT 1; SELECT 2", "is not expected"),
        ("DROP TABLE sales", "Input was not valid"),
    ] {
        let (status, said) = text(&emulator, sql).await;
        assert!(status == 422 && said.contains(expected), "{sql}: {status} {said}");
    }
    let deep = format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(text(&emulator, &deep).await.0, 422);
}
