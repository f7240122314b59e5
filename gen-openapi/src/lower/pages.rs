//! How lists are paged: decided from parameters and from what the answer says comes next.

use super::Lower;
use crate::ir::{Output, PageStyle, Pages, Param, Sig, Success, TypeKind};
use crate::read::{Operation, Schema};

const PAGE: [&str; 5] = ["page", "page_no", "pageNumber", "page_number", "pageNo"];
const SIZE: [&str; 7] = ["per_page", "perPage", "page_size", "pageSize", "limit", "size", "max_results"];
const OFFSET: [&str; 3] = ["offset", "skip", "start_index"];
const CURSOR: [&str; 5] = ["cursor", "page_token", "pageToken", "after", "starting_after"];

/// Where answers keep the next cursor, as paths from the body.
const NEXT: [&str; 15] = [
    "result_info.cursors.after",
    "result_info.cursor",
    "result_info.next_cursor",
    "result_info.next_page_token",
    "result.cursor",
    "result.next_cursor",
    "result.nextCursor",
    "result.next",
    "result.next_page_token",
    "result.meta.cursor",
    "cursors.after",
    "cursor",
    "next_cursor",
    "next_page_token",
    "next",
];

impl<'d> Lower<'d> {
    /// Decides an operation's page style. May turn a result that holds the list into the list.
    pub(crate) fn pages(
        &mut self,
        operation: &Operation<'d>,
        body: Option<Schema<'d>>,
        setters: &[Param],
        output: &mut Output,
    ) -> Pages {
        let hint = operation.text("x-cfs-page");
        let style = self.page_style(operation, body, setters, hint);
        let mut pages = Pages { style, items: String::new() };
        let Output::One(success) = output else {
            pages.style = PageStyle::Single;
            return pages;
        };
        match success {
            Success::Page(_) => {
                let wrapped = body.is_some_and(|body| self.path_exists(body, "result"));
                pages.items = if wrapped { "result".to_owned() } else { String::new() };
            }
            Success::Result(sig) | Success::Body(sig)
                if pages.style != PageStyle::Single && operation.method == "get" =>
            {
                // Where the SDKs know the operation and do not page it, its answer is more than a list.
                let known = operation.node.get("x-cfs-resource").is_some();
                let wrapped = body.is_some_and(|body| self.path_exists(body, "result"));
                match self.only_list(sig).filter(|_| !known || hint.is_some()) {
                    Some((wire, item)) => {
                        pages.items = if wrapped { format!("result.{wire}") } else { wire };
                        *success = Success::Page(item);
                    }
                    None => pages.style = PageStyle::Single,
                }
            }
            _ => pages.style = PageStyle::Single,
        }
        if matches!(success, Success::Page(_)) {
            self.compare(operation, hint, &pages.style);
        }
        pages
    }

    fn page_style(
        &mut self,
        operation: &Operation<'d>,
        body: Option<Schema<'d>>,
        setters: &[Param],
        hint: Option<&str>,
    ) -> PageStyle {
        let find = |names: &[&str]| {
            setters.iter().find(|param| names.contains(&param.wire.as_str())).map(|p| p.wire.clone())
        };
        let size = find(&SIZE).unwrap_or_default();
        let by_cursor = hint.is_none_or(|hint| hint.starts_with("cursor") || hint == "page-token");
        let page = find(&PAGE);
        if let Some(cursor) = find(&CURSOR).filter(|_| by_cursor || page.is_none()) {
            let next = body.and_then(|body| NEXT.into_iter().find(|path| self.path_exists(body, path)));
            if let Some(next) = next {
                return PageStyle::Cursor(cursor, next.to_owned());
            }
            if page.is_none() {
                if operation.method == "get" {
                    let what = format!(
                        "no next `{cursor}` is described in the answer; `result_info` is searched for it"
                    );
                    self.note("openapi::cursor-without-next", operation.id(), what);
                }
                return PageStyle::Cursor(cursor, "result_info.cursors.after".to_owned());
            }
        }
        if let Some(page) = page {
            return PageStyle::Number(page, size);
        }
        match find(&OFFSET) {
            Some(offset) => PageStyle::Offset(offset, size),
            None => PageStyle::Single,
        }
    }

    /// Whether members lead from a body along a path.
    fn path_exists(&mut self, body: Schema<'d>, path: &str) -> bool {
        let mut at = vec![body];
        for name in path.split('.') {
            let mut next = Vec::new();
            for schema in at {
                let mut parts = self.parts(schema);
                for variant in self.variants(&parts) {
                    parts.extend(self.parts(variant));
                }
                next.extend(
                    self.members(&parts).remove(name).map(|member| member.schemas).unwrap_or_default(),
                );
            }
            at = next;
        }
        !at.is_empty()
    }

    /// The one list of objects in a record, with its name.
    fn only_list(&self, sig: &Sig) -> Option<(String, Sig)> {
        let Sig::Type(id) = sig else { return None };
        let TypeKind::Record(record) = &self.api[*id].kind else { return None };
        let lists = record.fields.iter().filter_map(|field| match &field.sig {
            Sig::List(item) => Some((field.wire.clone(), (**item).clone())),
            _ => None,
        });
        let lists: Vec<_> = lists.collect();
        let typed: Vec<_> = lists.iter().filter(|(_, item)| item.type_id().is_some()).collect();
        match (lists.as_slice(), typed.as_slice()) {
            ([only], _) => Some(only.clone()),
            (_, [only]) => Some((*only).clone()),
            _ => None,
        }
    }

    /// The SDKs' own page style is an independent witness.
    fn compare(&mut self, operation: &Operation<'d>, hint: Option<&str>, style: &PageStyle) {
        let agrees = match (hint, style) {
            (None | Some("single"), _) | (Some("page"), PageStyle::Number(..)) => true,
            (Some(cursor), PageStyle::Cursor(..)) => cursor.starts_with("cursor") || cursor == "page-token",
            _ => false,
        };
        if !agrees {
            let what = format!(
                "the SDKs page this by `{}`, the parameters say {}; the parameters are followed",
                hint.unwrap_or_default(),
                match style {
                    PageStyle::Single => "nothing",
                    PageStyle::Number(..) => "page number",
                    PageStyle::Offset(..) => "offset",
                    PageStyle::Cursor(..) => "cursor",
                }
            );
            self.note("openapi::page-style", operation.id(), what);
        }
    }
}
