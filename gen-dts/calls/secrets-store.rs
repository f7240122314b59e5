use cfs_runtime::prelude::*;
use cfs_runtime::secrets_store::SecretsStoreSecret;

async fn password(secret: &SecretsStoreSecret) -> Result<String> {
    secret.get().await
}
