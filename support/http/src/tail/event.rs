//! What a tail tells of.

use crate::codec::from_str;
use crate::{Json, record, union};
use std::collections::BTreeMap;

/// One invocation of a Worker.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct TailEvent {
    /// What started it.
    pub event: TailTrigger,
    /// How it ended: `ok`, `exception`, `exceededCpu`, `exceededMemory`, `canceled`, …
    pub outcome: String,
    /// The Worker's name.
    pub script_name: Option<String>,
    /// When it started, in milliseconds since 1970.
    pub event_timestamp: Option<i64>,
    /// What it logged.
    pub logs: Vec<TailLog>,
    /// What it threw and did not catch.
    pub exceptions: Vec<TailException>,
    /// The class, for methods of an entrypoint or Durable Object.
    pub entrypoint: Option<String>,
    /// Processor time in milliseconds.
    pub cpu_time: Option<f64>,
    /// Elapsed time in milliseconds.
    pub wall_time: Option<f64>,
    /// The whole message as it was sent.
    pub raw: Json,
}

record!(TailEvent {
    0 event req "event", 1 outcome req "outcome", 2 script_name opt "scriptName", 3 event_timestamp opt "eventTimestamp",
    4 logs req "logs", 5 exceptions req "exceptions", 6 entrypoint opt "entrypoint", 7 cpu_time opt "cpuTime",
    8 wall_time opt "wallTime", 9 raw opt "",
});

impl TailEvent {
    /// Reads a message. One that is of another form keeps only its text.
    pub(super) fn read(text: &str) -> Self {
        let raw = Json::parse(text).unwrap_or_else(|_| text.into());
        let event: Self = from_str(text).unwrap_or_default();
        Self { raw, ..event }
    }
}

/// What started an invocation.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum TailTrigger {
    /// An HTTP request.
    Fetch(Box<FetchEvent>),
    /// A schedule.
    Cron(CronEvent),
    /// An e-mail.
    Email(EmailEvent),
    /// A batch of a queue.
    Queue(QueueEvent),
    /// A call of a method from another Worker.
    Rpc(RpcEvent),
    /// A Durable Object's alarm.
    Alarm(AlarmEvent),
    /// Events of other Workers that this one tails.
    Tail(TailOfTail),
    /// A notice of the tail itself: it drops events because there are too many (`overload`), or no longer does
    /// (`overload-stop`).
    Info(TailInfo),
    /// Something else, or nothing.
    Unknown(Json),
}

union! {
    TailTrigger {
        0 Fetch { kinds [OBJECT] shape FetchEvent },
        1 Cron { kinds [OBJECT] shape CronEvent },
        2 Email { kinds [OBJECT] shape EmailEvent },
        3 Queue { kinds [OBJECT] shape QueueEvent },
        4 Rpc { kinds [OBJECT] shape RpcEvent },
        5 Alarm { kinds [OBJECT] shape AlarmEvent },
        6 Tail { kinds [OBJECT] shape TailOfTail },
        7 Info { kinds [OBJECT] shape TailInfo },
    }
    from { Fetch(FetchEvent) }
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident {
        $($index:literal $(#[$field_doc:meta])* $field:ident: $ty:ty = $flag:ident $member:literal,)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $ty,)*
        }

        record!($name { $($index $field $flag $member),* });
    )*};
}

parts! {
    /// An HTTP request.
    FetchEvent {
        0 /** The request. */ request: FetchRequest = req "request",
        1 /** The answer, if there was one. */ response: Option<FetchResponse> = opt "response",
    }
    /// A request to a Worker.
    FetchRequest {
        0 /** Its URL; parts that may be secret are replaced. */ url: String = req "url",
        1 /** Its method. */ method: String = req "method",
        2 /** Its headers; values that may be secret are replaced. */ headers: BTreeMap<String, String> = opt "headers",
        3 /** What is known of the connection. */ cf: Option<Json> = opt "cf",
    }
    /// A Worker's answer.
    FetchResponse {
        0 /** Its status. */ status: i32 = req "status",
    }
    /// A schedule.
    CronEvent {
        0 /** The schedule's expression. */ cron: String = req "cron",
        1 /** When it was due, in milliseconds since 1970. */ scheduled_time: f64 = req "scheduledTime",
    }
    /// An e-mail.
    EmailEvent {
        0 /** The sender. */ mail_from: String = req "mailFrom",
        1 /** The recipient. */ rcpt_to: String = req "rcptTo",
        2 /** Its size in bytes. */ raw_size: i64 = req "rawSize",
    }
    /// A batch of a queue.
    QueueEvent {
        0 /** The queue's name. */ queue: String = req "queue",
        1 /** Messages in the batch. */ batch_size: i64 = req "batchSize",
    }
    /// A call of a method from another Worker.
    RpcEvent {
        0 /** The method. */ rpc_method: String = req "rpcMethod",
    }
    /// A Durable Object's alarm.
    AlarmEvent {
        0 /** When it was due, RFC 3339 or milliseconds since 1970. */ scheduled_time: Json = req "scheduledTime",
    }
    /// Events of other Workers.
    TailOfTail {
        0 /** The Workers. */ consumed_events: Vec<TracedWorker> = req "consumedEvents",
    }
    /// A Worker whose events were consumed.
    TracedWorker {
        0 /** Its name. */ script_name: Option<String> = opt "scriptName",
    }
    /// A notice of the tail itself.
    TailInfo {
        0 /** What it says. */ message: String = req "message",
        1 /** Its kind, such as `overload`. */ kind: String = req "type",
    }
    /// One line of a log.
    TailLog {
        0 /** What was logged, each argument a value. */ message: Json = req "message",
        1 /** `debug`, `info`, `log`, `warn` or `error`. */ level: String = req "level",
        2 /** When, in milliseconds since 1970. */ timestamp: Option<i64> = opt "timestamp",
    }
    /// An exception that was not caught.
    TailException {
        0 /** Its class. */ name: String = req "name",
        1 /** Its message, a string in most cases. */ message: Json = req "message",
        2 /** When, in milliseconds since 1970. */ timestamp: Option<i64> = opt "timestamp",
        3 /** Where. */ stack: Option<String> = opt "stack",
    }
}
