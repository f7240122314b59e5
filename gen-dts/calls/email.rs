use cfs_runtime::email::{EmailEmailMessage, SendEmail};
use cfs_runtime::prelude::*;

async fn greet(mail: &SendEmail) -> Result<()> {
    let text = "From: shop@example.com\r\nTo: ada@example.com\r\nSubject: Hello\r\n\r\nHello, Ada.";
    let message = EmailEmailMessage::new("shop@example.com", "ada@example.com", text)?;
    mail.send(&message).await?;
    Ok(())
}
