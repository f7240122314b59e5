//! Hashes of content, and whether they are those that the client says.

use super::error::{Done, S3Error};
use crate::ids::{hex, unhex};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc::{CRC_32_ISCSI, CRC_32_ISO_HDLC, CRC_64_NVME, Crc, Digest as Crcing, Table};
use http::HeaderMap;
use md5::{Digest as _, Md5};
use serde_json::{Map, Value, json};
use sha1::Sha1;
use sha2::Sha256;

static CRC32: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC);
static CRC32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);
static CRC64: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// The hashes that may be given as `x-amz-checksum-…`.
const NAMES: [&str; 5] = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"];

enum Sum {
    Crc32(Crcing<'static, u32, Table<16>>),
    Crc64(Crcing<'static, u64, Table<16>>),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Sum {
    fn new(name: &str) -> Self {
        match name {
            "crc32" => Self::Crc32(CRC32.digest()),
            "crc32c" => Self::Crc32(CRC32C.digest()),
            "crc64nvme" => Self::Crc64(CRC64.digest()),
            "sha1" => Self::Sha1(Sha1::new()),
            _ => Self::Sha256(Sha256::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32(sum) => sum.update(bytes),
            Self::Crc64(sum) => sum.update(bytes),
            Self::Sha1(sum) => sum.update(bytes),
            Self::Sha256(sum) => sum.update(bytes),
        }
    }

    fn end(self) -> Vec<u8> {
        match self {
            Self::Crc32(sum) => sum.finalize().to_be_bytes().to_vec(),
            Self::Crc64(sum) => sum.finalize().to_be_bytes().to_vec(),
            Self::Sha1(sum) => sum.finalize().to_vec(),
            Self::Sha256(sum) => sum.finalize().to_vec(),
        }
    }
}

/// What is said of content that comes, and its hashes so far.
pub(super) struct Hashes {
    md5: Md5,
    wanted_md5: Option<Vec<u8>>,
    /// What `x-amz-content-sha256` says.
    payload: Option<(Sha256, String)>,
    sums: Vec<(&'static str, Sum)>,
    said: Map<String, Value>,
}

/// The hashes of content that came as it should.
pub(super) struct Hashed {
    pub(super) etag: String,
    /// By their names, in hexadecimal digits.
    pub(super) checksums: Map<String, Value>,
}

impl Hashes {
    /// What the headers say; `payload` is the hash that is signed.
    pub(super) fn new(headers: &HeaderMap, payload: Option<&str>) -> Done<Self> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let wanted_md5 = text("content-md5").map(|given| {
            let bytes = STANDARD.decode(given).ok().filter(|bytes| bytes.len() == 16);
            bytes.ok_or_else(|| {
                S3Error::new(400, "InvalidDigest", "The Content-MD5 you specified is not valid.")
            })
        });
        let mut said = Map::new();
        let mut sums = Vec::new();
        let trailer = text("x-amz-trailer").unwrap_or_default().to_ascii_lowercase();
        for name in NAMES {
            let header = format!("x-amz-checksum-{name}");
            if let Some(given) = text(&header) {
                said.insert(name.to_owned(), json!(given));
            } else if !trailer.split(',').any(|known| known.trim() == header) {
                continue;
            }
            sums.push((name, Sum::new(name)));
        }
        let payload = payload.map(|hash| (Sha256::new(), hash.to_owned()));
        Ok(Self { md5: Md5::new(), wanted_md5: wanted_md5.transpose()?, payload, sums, said })
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        if let Some((sum, _)) = &mut self.payload {
            sum.update(bytes);
        }
        self.sums.iter_mut().for_each(|(_, sum)| sum.update(bytes));
    }

    /// A line of a trailer.
    pub(super) fn trailer(&mut self, name: &str, value: &str) {
        if let Some(name) = name.strip_prefix("x-amz-checksum-") {
            self.said.insert(name.to_owned(), json!(value));
        }
    }

    /// Compares.
    pub(super) fn end(self) -> Done<Hashed> {
        let md5 = self.md5.finalize().to_vec();
        let differs = |name: &str, given: &[u8], own: &[u8]| {
            let message = format!(
                "The {name} checksum you specified did not match what we received.\nYou provided a {name} checksum with value: \
                 {}\nActual {name} was: {}",
                hex(given),
                hex(own)
            );
            S3Error::new(400, "BadDigest", message)
        };
        if let Some(given) = self.wanted_md5.filter(|given| *given != md5) {
            return Err(differs("MD5", &given, &md5));
        }
        if let Some((sum, given)) = self.payload
            && hex(&sum.finalize()) != given.to_ascii_lowercase()
        {
            let message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
            return Err(S3Error::new(400, "XAmzContentSHA256Mismatch", message));
        }
        let mut checksums = Map::new();
        for (name, sum) in self.sums {
            let own = sum.end();
            let Some(given) = self.said.get(name).and_then(Value::as_str) else {
                return Err(S3Error::new(
                    400,
                    "MalformedTrailerError",
                    format!("the trailer has no {name} checksum"),
                ));
            };
            match STANDARD.decode(given) {
                Ok(given) if given == own => {}
                Ok(given) => return Err(differs(name, &given, &own)),
                Err(_) => {
                    let message = format!("Value for x-amz-checksum-{name} header is invalid.");
                    return Err(S3Error::new(400, "InvalidRequest", message));
                }
            }
            checksums.insert(name.to_owned(), json!(hex(&own)));
        }
        Ok(Hashed { etag: hex(&md5), checksums })
    }
}

/// Headers that tell the checksums of an object.
pub(super) fn told(checksums: &Value) -> Vec<(String, String)> {
    let one = |name: &str| {
        let bytes = unhex(checksums[name].as_str()?);
        Some((format!("x-amz-checksum-{name}"), STANDARD.encode(bytes?)))
    };
    NAMES.iter().filter_map(|name| one(name)).collect()
}
