//! The page that stands for a Worker which was never built.

/// A page with what the compiler or the runtime said of a Worker.
pub(super) fn page(worker: &str, what: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{worker} is not built</title>\
         <style>body{{font:16px/1.5 system-ui;margin:3rem auto;max-width:60rem;padding:0 1rem}}pre{{background:#1b1b1b;color:#eee;\
         padding:1rem;overflow:auto;border-radius:.5rem}}</style><h1>{worker} is not built</h1><pre>{}</pre>\
         <p>It is built again as soon as a file changes; this page then loads the Worker.</p>\
         <script>setInterval(async()=>{{const r=await fetch(location.href,{{method:'HEAD'}}).catch(()=>null);\
         if(r&&r.status!==503)location.reload()}},1000)</script></html>",
        escaped(what),
        worker = escaped(worker),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_said_is_text() {
        let page = super::page("api", "error: expected `<T>` & \"x\"");
        assert!(
            page.contains(
                "<h1>api is not built</h1><pre>error: expected `&lt;T&gt;` &amp; &quot;x&quot;</pre>"
            ),
            "{page}"
        );
    }
}
