use cfs_model::*;

fn main() -> Result { app("shop", |app| {
    let db      = app.d1("orders").location(Location::Wnam).migrations("migrations");
    let cache   = app.kv("cache");
    let uploads = app.r2("uploads");
    let mail    = app.queue("mail");

    let api = app.worker("api").source("workers/api")        // a Worker crate; or .script("dist/index.js"), .assets("public")
        .compatibility_date("2026-11-01")
        .bind("DB", &db).bind("CACHE", &cache).bind("UPLOADS", &uploads).bind("MAIL", &mail)
        .durable_object("ROOM", "Room")                       // migrations follow from the classes; none are written
        .var("LOG", "info").secret("API_KEY", env("API_KEY"))
        .route("api.example.com/*").cron("0 * * * *");
    app.worker("mailer").source("workers/mailer").consume(&mail, |c| c.max_batch(10).dead_letter(&app.queue("mail-dead")));
    app.when("staging", |_| api.route("staging.example.com/*"));   // environments are code
    app.resource(zone("example.com").dns("api", Cname("shop.example.com").proxied()));   // any collection of the API
    Ok(())
})}
