//! D1: databases, statements with parameters, batches, rows of every kind, errors.

use crate::ACCOUNT;
use crate::check::Checks;
use cfs_management::d1::{MultipleQueriesQuery, RawResult, ResultResultsRow, SingleQuery};
use cfs_management::{Client, Error};
use futures_util::TryStreamExt;

pub async fn run(cf: &Client, checks: &mut Checks) -> Result<(), Error> {
    let database = cf.d1().database();
    let list: Vec<_> = database.list(ACCOUNT).stream().try_collect().await?;
    let names: Vec<_> = list.iter().filter_map(|item| item.name.as_deref()).collect();
    checks.equal("d1: every database comes once", names, ["ORDERS", "STOCK"]);
    checks.equal("d1: what is left out is absent", list[0].created_at, None);
    let some = database.list(ACCOUNT).name("sto").await?;
    checks.equal("d1: a filter is understood", some[0].uuid.as_deref(), Some("d1-stock"));

    let create = "CREATE TABLE orders (id INTEGER PRIMARY KEY, item TEXT, price REAL, note TEXT)";
    database.raw(ACCOUNT, "d1-orders", SingleQuery::new(create)).await?;
    let insert = |item: &str, price: &str| {
        let sql = "INSERT INTO orders (item, price) VALUES (?1, CAST(?2 AS REAL))";
        SingleQuery::new(sql).params([item, price])
    };
    let batch = MultipleQueriesQuery::new([insert("tea — 茶", "2.5"), insert("it's \"quoted\"", "-0.125")]);
    let done = database.raw(ACCOUNT, "d1-orders", batch).await?;
    checks.equal("d1: a batch has a result each", done.len(), 2);
    let meta = done[1].meta.clone().unwrap_or_default();
    checks.equal("d1: what a statement changed", (meta.changes, meta.last_row_id), (Some(1.0), Some(2.0)));

    let query = SingleQuery::new("SELECT id, item, price FROM orders ORDER BY id");
    let read = database.raw(ACCOUNT, "d1-orders", query).await?;
    checks.equal("d1: columns", columns(&read), ["id", "item", "price"]);
    let (number, text) = (ResultResultsRow::Number, |text: &str| ResultResultsRow::Text(text.into()));
    let wanted = [
        vec![number(1.0), text("tea — 茶"), number(2.5)],
        vec![number(2.0), text("it's \"quoted\""), number(-0.125)],
    ];
    checks.equal("d1: rows", rows(&read), wanted);
    let query = SingleQuery::new("SELECT note FROM orders WHERE id = ?").params(["1"]);
    let read = database.raw(ACCOUNT, "d1-orders", query).await?;
    let null = cfs_http::Json::parse("null").map(ResultResultsRow::Unknown);
    checks.equal("d1: a value that is null is kept", rows(&read)[0].first(), null.as_ref().ok());

    let count = (0..1000).map(|number| format!("({number})")).collect::<Vec<_>>().join(",");
    let numbers = MultipleQueriesQuery::new([
        SingleQuery::new("CREATE TABLE numbers (n INTEGER)"),
        SingleQuery::new(format!("INSERT INTO numbers VALUES {count}")),
        SingleQuery::new("SELECT n FROM numbers ORDER BY n"),
    ]);
    let read = database.raw(ACCOUNT, "d1-stock", numbers).await?;
    checks.equal("d1: a thousand rows", rows(&read[2..]).len(), 1000);
    checks.equal("d1: the last of them", rows(&read[2..])[999].clone(), [number(999.0)]);

    let wrong = database.raw(ACCOUNT, "d1-orders", SingleQuery::new("SELEC 1")).await;
    if let Err(Error::Api(error)) = &wrong {
        checks.that("d1: an error says what the database says", error.to_string().contains("syntax error"));
    }
    checks.refused("d1: a statement that is none", wrong, 500, 10001);
    let missing = database.raw(ACCOUNT, "nowhere", SingleQuery::new("SELECT 1")).await;
    checks.refused("d1: a database that is not there", missing, 404, 7404);
    Ok(())
}

fn columns(results: &[RawResult]) -> Vec<String> {
    results.first().and_then(|result| result.results.clone()?.columns).unwrap_or_default()
}

fn rows(results: &[RawResult]) -> Vec<Vec<ResultResultsRow>> {
    results.first().and_then(|result| result.results.clone()?.rows).unwrap_or_default()
}
