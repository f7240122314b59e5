//! WebCrypto against published vectors.

use crate::check::Checks;
use crate::web::of;
use cfs_runtime::core::{
    self, ArrayBufferOrJsonWebKey, CryptoKeyOrCryptoKeyPair, JsonWebKey, SubtleCryptoDeriveKeyAlgorithm, SubtleCryptoEncryptAlgorithm,
    SubtleCryptoGenerateKeyAlgorithm, SubtleCryptoImportKeyAlgorithm, SubtleCryptoSignAlgorithm,
};
use cfs_runtime::js_sys::Uint8Array;
use cfs_runtime::prelude::*;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).filter_map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()).collect()
}

pub async fn crypto(c: &mut Checks) -> Result<()> {
    let subtle = core::crypto().subtle();
    // FIPS 180-4: SHA-256 and SHA-1 of "abc".
    let digest = subtle.digest("SHA-256", b"abc".as_slice()).await?;
    c.eq("SHA-256", hex(&of(&digest)), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let digest = subtle.digest("SHA-1", b"abc".as_slice()).await?;
    c.eq("SHA-1", hex(&of(&digest)), "a9993e364706816aba3e25717850c26c9cd0d89d");
    let digest = subtle.digest("SHA-512", b"abc".as_slice()).await?;
    c.ok("SHA-512", hex(&of(&digest)).starts_with("ddaf35a193617abacc417349ae204131"));
    // A global class in the definitions, a property of `crypto` in the runtime.
    let stream = core::DigestStream::new("SHA-256")?;
    let writer = stream.get_writer()?;
    let abc = core::BufferSource::from(b"abc".as_slice());
    let (written, closed) = (writer.write_with(Some(&abc)), writer.close());
    let digest = stream.digest().await?;
    c.eq("DigestStream", hex(&Uint8Array::new(&digest).to_vec()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    written.await?;
    closed.await?;
    // RFC 4231 test case 2: HMAC-SHA-256 with key "Jefe".
    let algorithm = SubtleCryptoImportKeyAlgorithm::new("HMAC").hash("SHA-256");
    let key = subtle.import_key("raw", b"Jefe".as_slice(), algorithm, false, &["sign", "verify"]).await?;
    let message = b"what do ya want for nothing?".as_slice();
    let signature = of(&subtle.sign("HMAC", &key, message).await?);
    c.eq("HMAC", hex(&signature), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    c.ok("HMAC verifies", subtle.verify("HMAC", &key, signature.as_slice(), message).await?);
    c.ok("HMAC refuses", !subtle.verify("HMAC", &key, signature.as_slice(), b"other".as_slice()).await?);
    c.eq("key type", key.type_(), "secret");
    c.ok("not extractable", !key.extractable());
    c.ok("exporting it fails", subtle.export_key("raw", &key).await.is_err());
    // NIST GCM test case 2 (AES-128): one zero block.
    let key = subtle.import_key("raw", vec![0u8; 16], SubtleCryptoImportKeyAlgorithm::new("AES-GCM"), true, &["encrypt", "decrypt"]).await?;
    let gcm = || core::SubtleCryptoEncryptAlgorithm::new("AES-GCM").iv(vec![0u8; 12]);
    let sealed = of(&subtle.encrypt(gcm(), &key, vec![0u8; 16]).await?);
    c.eq("AES-GCM", hex(&sealed), "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf");
    let opened = of(&subtle.decrypt(gcm(), &key, sealed.clone()).await?);
    c.eq("AES-GCM opens", opened, vec![0u8; 16]);
    let mut damaged = sealed;
    damaged[0] ^= 1;
    let refused = subtle.decrypt(gcm(), &key, damaged).await;
    c.eq("AES-GCM refuses", refused.err().and_then(|error| error.name()), Some("OperationError".to_owned()));
    // RFC 5869 test case 1: HKDF-SHA-256.
    let key = subtle.import_key("raw", vec![0x0bu8; 22], SubtleCryptoImportKeyAlgorithm::new("HKDF"), false, &["deriveBits"]).await?;
    let hkdf = core::SubtleCryptoDeriveKeyAlgorithm::new("HKDF").hash("SHA-256").salt(unhex("000102030405060708090a0b0c")).info(unhex("f0f1f2f3f4f5f6f7f8f9"));
    let bits = subtle.derive_bits_with(hkdf, &key, Some(42 * 8)).await?;
    c.eq("HKDF", hex(&of(&bits)), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    // RFC 8032 test 1: Ed25519, empty message.
    let public = unhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let key = subtle.import_key("raw", public, SubtleCryptoImportKeyAlgorithm::new("Ed25519"), true, &["verify"]).await?;
    let signature = unhex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    c.ok("Ed25519", subtle.verify("Ed25519", &key, signature, Vec::<u8>::new()).await?);
    let random = core::crypto().get_random_values(&Uint8Array::new_with_length(16))?;
    c.ok("random", random.to_vec() != vec![0u8; 16]);
    // The same vector, signed: the private key as PKCS #8.
    let private = unhex("302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let key = subtle.import_key("pkcs8", private, import("Ed25519"), false, &["sign"]).await?;
    let made = of(&subtle.sign("Ed25519", &key, Vec::<u8>::new()).await?);
    c.ok("Ed25519 signs", hex(&made).starts_with("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"));
    signatures(c).await?;
    ciphers(c).await
}

fn import(name: &str) -> SubtleCryptoImportKeyAlgorithm {
    SubtleCryptoImportKeyAlgorithm::new(name)
}

async fn signatures(c: &mut Checks) -> Result<()> {
    let subtle = core::crypto().subtle();
    // RFC 6979 A.2.5: ECDSA over P-256 with SHA-256, message "sample".
    let point = unhex("0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    let key = subtle.import_key("raw", point, import("ECDSA").named_curve("P-256"), true, &["verify"]).await?;
    let signature = unhex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    let ecdsa = || SubtleCryptoSignAlgorithm::new("ECDSA").hash("SHA-256");
    c.ok("ECDSA verifies", subtle.verify(ecdsa(), &key, signature.as_slice(), b"sample".as_slice()).await?);
    c.ok("ECDSA refuses", !subtle.verify(ecdsa(), &key, signature.as_slice(), b"simple".as_slice()).await?);
    // RSA Laboratories' pss-vect.txt, example 1.1: SHA-1, 20 bytes of salt.
    let jwk = JsonWebKey::new("RSA").e("AQAB").n("pW5KDnAQF1iaUYfcfqhB0Vby7A42rVKkTf6x5h962ZHYxRBW_-2xYrTA8oOhKoijlN_1JqtykcuzB86r_OCx39XNlQgJbVsri2311nHvY3fAkhyyPCcKcOJZjm_4nRnxBazC0_DLNfKSgOE4a29kxO8i4eHyDQzoz_siSb2aITc");
    let key = subtle.import_key("jwk", jwk, import("RSA-PSS").hash("SHA-1"), true, &["verify"]).await?;
    let signature = unhex("9074308fb598e9701b2294388e52f971faac2b60a5145af185df5287b5ed2887e57ce7fd44dc8634e407c8e0e4360bc226f3ec227f9d9e54638e8d31f5051215df6ebb9c2f9579aa77598a38f914b5b9c1bd83c4e2f9f382a0d0aa3542ffee65984a601bc69eb28deb27dca12c82c2d4c3f66cd500f1ff2b994d8a4e30cbb33c");
    let message = unhex("cdc87da223d786df3b45e0bbbc721326d1ee2af806cc315475cc6f0d9c66e1b62371d45ce2392e1ac92844c310102f156a0d8d52c1f4c40ba3aa65095786cb769757a6563ba958fed0bcc984e8b517a3d5f515b23b8a41e74aa867693f90dfb061a6e86dfaaee64472c00e5f20945729cbebe77f06ce78e08f4098fba41f9d6193c0317e8b60d4b6084acb42d29e3808a3bc372d85e331170fcbf7cc72d0b71c296648b3a4d10f416295d0807aa625cab2744fd9ea8fd223c42537029828bd16be02546f130fd2e33b936d2676e08aed1b73318b750a0167d0");
    let pss = || SubtleCryptoSignAlgorithm::new("RSA-PSS").salt_length(20);
    c.ok("RSA-PSS verifies", subtle.verify(pss(), &key, signature.as_slice(), message.as_slice()).await?);
    c.ok("RSA-PSS refuses", !subtle.verify(pss(), &key, signature.as_slice(), b"other".as_slice()).await?);
    // A pair made here signs and verifies, and survives export and import.
    let made = subtle.generate_key(SubtleCryptoGenerateKeyAlgorithm::new("ECDSA").named_curve("P-256"), true, &["sign", "verify"]).await?;
    let CryptoKeyOrCryptoKeyPair::CryptoKeyPair(pair) = made else {
        return Err(Error::new("a pair was asked for"));
    };
    let signature = of(&subtle.sign(ecdsa(), &pair.private_key, b"text".as_slice()).await?);
    c.eq("ECDSA signature length", signature.len(), 64);
    let ArrayBufferOrJsonWebKey::JsonWebKey(public) = subtle.export_key("jwk", &pair.public_key).await? else {
        return Err(Error::new("a JSON web key was asked for"));
    };
    c.eq("exported curve", public.crv.as_deref(), Some("P-256"));
    let again = subtle.import_key("jwk", public, import("ECDSA").named_curve("P-256"), true, &["verify"]).await?;
    c.ok("ECDSA round trip", subtle.verify(ecdsa(), &again, signature, b"text".as_slice()).await?);
    Ok(())
}

async fn ciphers(c: &mut Checks) -> Result<()> {
    let subtle = core::crypto().subtle();
    // NIST SP 800-38A F.2.1 and F.5.1: AES-128 in CBC and CTR mode, first block.
    let (key, text) = (unhex("2b7e151628aed2a6abf7158809cf4f3c"), unhex("6bc1bee22e409f96e93d7e117393172a"));
    let cbc = subtle.import_key("raw", key.clone(), import("AES-CBC"), true, &["encrypt"]).await?;
    let algorithm = SubtleCryptoEncryptAlgorithm::new("AES-CBC").iv(unhex("000102030405060708090a0b0c0d0e0f"));
    let sealed = of(&subtle.encrypt(algorithm, &cbc, text.clone()).await?);
    c.ok("AES-CBC", hex(&sealed).starts_with("7649abac8119b246cee98e9b12e9197d"));
    let ctr = subtle.import_key("raw", key, import("AES-CTR"), true, &["encrypt"]).await?;
    let algorithm = SubtleCryptoEncryptAlgorithm::new("AES-CTR").counter(unhex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")).length(128);
    let sealed = of(&subtle.encrypt(algorithm, &ctr, text).await?);
    c.eq("AES-CTR", hex(&sealed), "874d6191b620e3261bef6864990db6ce");
    // RFC 6070: PBKDF2 with HMAC-SHA-1.
    let password = subtle.import_key("raw", b"password".as_slice(), import("PBKDF2"), false, &["deriveBits"]).await?;
    let algorithm = SubtleCryptoDeriveKeyAlgorithm::new("PBKDF2").hash("SHA-1").salt(b"salt".as_slice()).iterations(1);
    let bits = subtle.derive_bits_with(algorithm, &password, Some(160)).await?;
    c.eq("PBKDF2", hex(&of(&bits)), "0c60c80f961f0e71f3a9b524af6012062fe037a6");
    // RFC 3394 4.1: 128 bits of key data wrapped with a 128-bit key.
    let wrapping = subtle.import_key("raw", unhex("000102030405060708090a0b0c0d0e0f"), import("AES-KW"), true, &["wrapKey", "unwrapKey"]).await?;
    let inner = subtle.import_key("raw", unhex("00112233445566778899aabbccddeeff"), import("AES-CBC"), true, &["encrypt"]).await?;
    let wrapped = of(&subtle.wrap_key("raw", &inner, &wrapping, "AES-KW").await?);
    c.eq("AES-KW", hex(&wrapped), "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
    let opened = subtle.unwrap_key("raw", wrapped, &wrapping, "AES-KW", import("AES-CBC"), true, &["encrypt"]).await?;
    c.eq("AES-KW unwraps", opened.usages()?.join(","), "encrypt");
    Ok(())
}
