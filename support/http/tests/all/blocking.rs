//! Calls without a runtime of one's own, and over another transport.

#[cfg(feature = "blocking")]
mod waiting {
    use crate::support::*;
    use cfs_http::blocking::{Wait, WaitEach};
    use std::io::{Read, Write};

    #[test]
    fn waiting_needs_no_runtime() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut buffer = [0; 4096];
                let length = stream.read(&mut buffer).unwrap();
                let list = buffer[..length].starts_with(b"GET /list");
                let body = envelope(if list { r#"[{"id":"1"},{"id":"2"}]"# } else { r#"{"id":"x"}"# });
                let head =
                    format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
                stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
            }
        });
        let client = cfs_http::Client::builder().base_url(url).build().unwrap();
        assert_eq!(get(&client).wait().unwrap().id, "x");
        let items = SingleList(SingleList::call(&client)).stream();
        let ids: Vec<String> = items.wait_each().map(|item| item.unwrap().id).collect();
        assert_eq!(ids, ["1", "2"]);
    }
}

#[cfg(feature = "reqwest")]
mod reqwest {
    use crate::support::*;
    use cfs_http::{Body, Bytes, ReqwestTransport, TransportErrorKind};

    #[tokio::test]
    async fn reqwest_carries_the_same_calls() {
        let server = Server::script(vec![
            || json(503, "{}"),
            || json(200, &envelope(r#"{"id":"x"}"#)),
            || with(302, "Location: /there\r\n", b""),
            || json(200, r#"{"id":"a"}"#),
            || json(200, r#"{"id":"a"}"#),
            || vec![Do::text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), Do::Close],
        ])
        .await;
        let client = server.builder().transport(ReqwestTransport::new().unwrap()).build().unwrap();
        assert_eq!(post(&client).await.unwrap().id, "x");
        get(&client).await.unwrap();
        let chunks = ["a", "b"].map(|chunk| Ok(Bytes::from(chunk)));
        let body = Body::stream(futures_util::stream::iter(chunks), Some(2));
        Upload(Upload::call(&client).path(&"k").raw("text/plain", body)).await.unwrap();
        let error = content(&client).max_retries(0).await.unwrap_err();
        let cfs_http::Error::Transport(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind, TransportErrorKind::Body, "{error}");
        let seen = server.requests();
        assert_eq!(seen[3].target, "/there");
        assert_eq!((seen[4].text().as_str(), seen[4].header("content-length")), ("ab", Some("2")));
        assert_eq!(seen[0].header("authorization"), Some("Bearer test-token-secret"));
    }
}
