use cfs_model::*;

fn main() -> Result {
    app("shop", |app| {
        app.compatibility_date("2026-11-01");
        let orders = app
            .d1("orders")
            .location(Location::Wnam)
            .migrations("migrations");
        let cache = app.kv("cache");
        let uploads = app.r2("uploads");
        let mail = app.queue("mail");
        let mail_dead = app.queue("mail-dead");
        app.resource(zone("example.com").dns("api", Cname("shop.example.com").proxied()));
        app.worker("api")
            .source("workers/api")
            .bind("DB", &orders)
            .bind("CACHE", &cache)
            .bind("UPLOADS", &uploads)
            .bind("MAIL", &mail)
            .durable_object("ROOM", "Room")
            .var("LOG", "info")
            .secret("API_KEY", env("API_KEY"))
            .cron("0 * * * *")
            .route("api.example.com/*");
        app.worker("mailer")
            .source("workers/mailer")
            .consume(&mail, |consumer| consumer.max_batch(10).dead_letter(&mail_dead));
        app.output("database", orders.id());
        Ok(())
    })
}
