use cfs_model::*;

fn main() -> Result {
    app("{{name}}", |app| {
        app.worker("{{name}}").source(".").compatibility_date("2026-11-01").check("/", status(200));
        Ok(())
    })
}
