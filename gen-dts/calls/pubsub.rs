use cfs_runtime::pubsub::PubSubMessage;

fn topic(message: &PubSubMessage) -> &str {
    &message.topic
}
