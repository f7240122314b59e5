//! Moments in the path, the query and headers, written as the client says.

use super::{Call, ListStyle, PathStyle};
use crate::Timestamp;
use crate::codec::{Dates, instant};

impl Call {
    /// Fills in the next path parameter with moments.
    pub fn path_times(self, style: PathStyle, values: impl IntoIterator<Item = Timestamp>) -> Self {
        let texts = written(values, self.dates());
        self.path_list(style, texts)
    }

    /// Sets a query parameter to a moment.
    pub fn query_time(self, name: &'static str, value: &Timestamp) -> Self {
        let text = instant(value, self.dates());
        self.query(name, &text)
    }

    /// Sets a query parameter to moments; nothing is sent for none.
    pub fn query_times(
        self,
        name: &'static str,
        style: ListStyle,
        values: impl IntoIterator<Item = Timestamp>,
    ) -> Self {
        let texts = written(values, self.dates());
        self.query_list(name, style, texts)
    }

    /// Sets a header to a moment.
    pub fn header_time(self, name: &str, value: &Timestamp) -> Self {
        let text = instant(value, self.dates());
        self.header(name, &text)
    }

    /// Sets a header to moments; nothing is sent for none.
    pub fn header_times(self, name: &str, values: impl IntoIterator<Item = Timestamp>) -> Self {
        let texts = written(values, self.dates());
        self.header_list(name, texts)
    }
}

fn written(values: impl IntoIterator<Item = Timestamp>, dates: Dates) -> impl Iterator<Item = String> {
    values.into_iter().map(move |value| instant(&value, dates))
}
