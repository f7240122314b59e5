//! HTMLRewriter.

use crate::check::Checks;
use cfs_runtime::core::{self, HtmlRewriter, HtmlRewriterDocumentContentHandlers, HtmlRewriterElementContentHandlers};
use cfs_runtime::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

pub async fn html(c: &mut Checks) -> Result<()> {
    let handlers = HtmlRewriterElementContentHandlers::new().element(async |element: core::Element| {
        let href = element.get_attribute("href")?;
        element.set_attribute("href", &href.unwrap_or_default().replace("http:", "https:"))?;
        Ok(())
    });
    let rewriter = HtmlRewriter::new()?.on("a", &handlers)?;
    let page = Response::ok("<p><a href=\"http://x\">x</a></p>")?;
    let done = rewriter.transform(&page)?;
    c.eq("rewritten", done.text().await?, "<p><a href=\"https://x\">x</a></p>");
    let seen = Rc::new(RefCell::new(Vec::new()));
    let note = |kind: &'static str| {
        let seen = Rc::clone(&seen);
        move |text: String| seen.borrow_mut().push(format!("{kind} {text}"))
    };
    let (doctype, comment, text, end_tag) = (note("doctype"), note("comment"), note("text"), note("end"));
    let document = HtmlRewriterDocumentContentHandlers::new()
        .doctype(move |found: core::Doctype| {
            doctype(found.name.unwrap_or_default());
            async { Ok(()) }
        })
        .comments(move |found: core::Comment| {
            comment(found.text());
            async move { found.remove().map(drop) }
        })
        .end(async |end: core::DocumentEnd| end.append("<!-- the end -->").map(drop));
    let paragraph = HtmlRewriterElementContentHandlers::new()
        .element(move |element: core::Element| {
            let end_tag = end_tag.clone();
            async move {
                element.prepend("<b>first</b>")?.append("last")?;
                element.on_end_tag(move |tag: core::EndTag| {
                    end_tag(tag.name());
                    async { Ok(()) }
                })
            }
        })
        .text(move |found: core::Text| {
            if !found.text().is_empty() {
                text(found.text());
            }
            async { Ok(()) }
        });
    let gone = HtmlRewriterElementContentHandlers::new().element(async |element: core::Element| element.remove().map(drop));
    let kept = HtmlRewriterElementContentHandlers::new().element(async |element: core::Element| {
        element.remove_and_keep_content()?;
        Ok(())
    });
    let rewriter = HtmlRewriter::new()?.on_document(&document)?.on("p", &paragraph)?.on("script", &gone)?.on("i", &kept)?;
    let page = Response::ok("<!doctype html><!-- note --><p>text</p><script>x</script><i>kept</i>")?;
    let done = rewriter.transform(&page)?.text().await?;
    c.eq("a page rewritten", done, "<!doctype html><p>&lt;b&gt;first&lt;/b&gt;textlast</p>kept&lt;!-- the end --&gt;");
    c.eq("what the handlers saw", seen.borrow().join(", "), "doctype html, comment  note , text text, end p");
    let failing = HtmlRewriterElementContentHandlers::new().element(async |_: core::Element| Err(Error::new("refused")));
    let failed = HtmlRewriter::new()?.on("p", &failing)?.transform(&*Response::ok("<p></p>")?)?.text().await;
    c.ok("an error of a handler reaches the reader", failed.err().is_some_and(|error| error.to_string().contains("refused")));
    Ok(())
}
