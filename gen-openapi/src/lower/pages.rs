//! How lists are paged: what the parameters allow, and what the document says of the way. When a list is followed, what its
//! answers say decides.

use super::Lower;
use crate::ir::{
    OpId, Origin, Output, PageParameters, PageStyle, Pages, Param, Place, Root, Sig, Success, TypeKind,
};
use crate::read::{Operation, Schema};

const PAGE: [&str; 5] = ["page", "page_no", "pageNumber", "page_number", "pageNo"];
const SIZE: [&str; 7] = ["per_page", "perPage", "page_size", "pageSize", "limit", "size", "max_results"];
const OFFSET: [&str; 3] = ["offset", "skip", "start_index"];
const CURSOR: [&str; 8] =
    ["cursor", "page_token", "pageToken", "after", "starting_after", "next_token", "nextToken", "iterator"];

/// Where answers keep the next cursor, as paths from the body.
const NEXT: [&str; 21] = [
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
    "nextCursor",
    "next_page_token",
    "nextPageToken",
    "next_page",
    "nextPage",
    "next_token",
    "nextToken",
    "next",
];

/// Members beside a list that only say how it goes on.
const ABOUT_PAGES: [&str; 24] = [
    "count",
    "cursor",
    "cursors",
    "errors",
    "has_more",
    "hasMore",
    "limit",
    "messages",
    "next",
    "nextCursor",
    "next_cursor",
    "next_page",
    "next_page_token",
    "offset",
    "page",
    "pagination",
    "paging",
    "per_page",
    "result_info",
    "size",
    "success",
    "total",
    "total_count",
    "total_pages",
];

impl<'d> Lower<'d> {
    /// Decides an operation's page style. May turn a result that holds the list into the list.
    pub(crate) fn pages(
        &mut self,
        id: OpId,
        operation: &Operation<'d>,
        body: Option<Schema<'d>>,
        parameters: &[&Param],
        output: &mut Output,
    ) -> Option<Pages> {
        let Output::One(success) = output else { return None };
        let hint = operation.text("x-cfs-page");
        let (style, by) = self.page_style(operation, body, parameters, hint);
        let wrapped = body.is_some_and(|body| self.path_exists(body, "result"));
        let items = match success {
            // What cannot be followed gives no stream: it would end after its first page.
            Success::Page(item)
                if !self.api.spaced && style == PageStyle::Single && has_cursor(parameters) =>
            {
                let list = Sig::List(Box::new(item.clone()));
                *success = if wrapped { Success::Result(list) } else { Success::Body(list) };
                return None;
            }
            Success::Page(_) => {
                if wrapped {
                    "result".to_owned()
                } else {
                    String::new()
                }
            }
            Success::Result(sig) | Success::Body(sig)
                if style != PageStyle::Single && operation.method == "get" =>
            {
                // Where the SDKs know the operation and do not page it, its answer may be more than a list.
                let known = operation.node.get("x-cfs-resource").is_some();
                let (wire, item) = self.only_list(sig, known && hint.is_none())?;
                let inside = matches!(success, Success::Result(_));
                // It is what the operation answers with now.
                self.also_found(&item, Origin::Operation(id, Root::Item));
                *success = Success::Page(item);
                if wrapped && inside { format!("result.{wire}") } else { wire }
            }
            _ => return None,
        };
        self.compare(operation, hint, style);
        Some(Pages { style, items, by })
    }

    fn page_style(
        &mut self,
        operation: &Operation<'d>,
        body: Option<Schema<'d>>,
        parameters: &[&Param],
        hint: Option<&str>,
    ) -> (PageStyle, PageParameters) {
        let find = |names: &[&str]| {
            let mut queries = parameters.iter().filter(|param| param.place == Place::Query);
            queries
                .find(|param| names.contains(&param.wire.as_str()))
                .map(|p| p.wire.clone())
                .unwrap_or_default()
        };
        let mut by = PageParameters {
            page: find(&PAGE),
            size: find(&SIZE),
            offset: find(&OFFSET),
            cursor: find(&CURSOR),
            next: String::new(),
        };
        let by_cursor = hint.is_none_or(|hint| hint.starts_with("cursor") || hint == "page-token");
        let mut style = PageStyle::Single;
        if !by.cursor.is_empty() {
            let next = body.and_then(|body| self.next_mark(body, &by.cursor));
            by.next = next.clone().unwrap_or_default();
            if next.is_some() && (by_cursor || by.page.is_empty()) {
                style = PageStyle::Cursor;
            } else if by.page.is_empty() {
                self.unknown_mark(operation, &mut by);
                style = if by.cursor.is_empty() { style } else { PageStyle::Cursor };
            }
        }
        if style == PageStyle::Single {
            style = match (by.page.is_empty(), by.offset.is_empty()) {
                (false, _) => PageStyle::Number,
                (true, false) => PageStyle::Offset,
                (true, true) => PageStyle::Single,
            };
        }
        (style, by)
    }

    /// A cursor whose successor the answer does not describe: only Cloudflare's answers are known to have it all the same.
    fn unknown_mark(&mut self, operation: &Operation<'d>, by: &mut PageParameters) {
        if operation.method != "get" {
            return;
        }
        let what = if self.api.spaced {
            "result_info.cursors.after".clone_into(&mut by.next);
            format!("no next `{}` is described in the answer; `result_info` is searched for it", by.cursor)
        } else {
            format!(
                "no next `{}` is described in the answer; it is not followed",
                std::mem::take(&mut by.cursor)
            )
        };
        self.note("openapi::cursor-without-next", operation.id(), what);
    }

    /// Where an answer has the next value of a cursor: at one of the usual places, or under the parameter's own name.
    fn next_mark(&mut self, body: Schema<'d>, cursor: &str) -> Option<String> {
        if let Some(path) = NEXT.into_iter().find(|path| self.path_exists(body, path)) {
            return Some(path.to_owned());
        }
        let own = [
            cursor.to_owned(),
            format!("next_{cursor}"),
            format!("next{}", codegen::names::type_name(cursor)),
        ];
        own.into_iter().find(|path| self.path_exists(body, path))
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

    /// The one list of objects in a record, with its name; with nothing beside it that is more than about pages if `alone`.
    fn only_list(&self, sig: &Sig, alone: bool) -> Option<(String, Sig)> {
        let Sig::Type(id) = sig else { return None };
        let TypeKind::Record(record) = &self.api[*id].kind else { return None };
        let mut lists: Vec<(&str, &Sig)> = Vec::new();
        for field in &record.fields {
            match &field.sig {
                Sig::List(item) => lists.push((&field.wire, item)),
                _ if alone && !ABOUT_PAGES.contains(&field.wire.as_str()) => return None,
                _ => {}
            }
        }
        let typed: Vec<_> = lists.iter().filter(|(_, item)| item.type_id().is_some()).collect();
        let (wire, item) = match (lists.as_slice(), typed.as_slice()) {
            ([only], _) => *only,
            (_, [only]) if !alone => **only,
            _ => return None,
        };
        Some((wire.to_owned(), item.clone()))
    }

    /// The SDKs' own page style is an independent witness.
    fn compare(&mut self, operation: &Operation<'d>, hint: Option<&str>, style: PageStyle) {
        let agrees = match (hint, style) {
            (None | Some("single"), _) | (Some("page"), PageStyle::Number) => true,
            (Some(cursor), PageStyle::Cursor) => cursor.starts_with("cursor") || cursor == "page-token",
            _ => false,
        };
        if !agrees {
            let what = format!(
                "the SDKs page this by `{}`, the parameters say {}; the parameters are followed",
                hint.unwrap_or_default(),
                match style {
                    PageStyle::Single => "nothing",
                    PageStyle::Number => "page number",
                    PageStyle::Offset => "offset",
                    PageStyle::Cursor => "cursor",
                }
            );
            self.note("openapi::page-style", operation.id(), what);
        }
    }
}

/// Whether there is a parameter for a mark.
fn has_cursor(parameters: &[&Param]) -> bool {
    parameters.iter().any(|param| param.place == Place::Query && CURSOR.contains(&param.wire.as_str()))
}
