//! Workers AI through the API: the stand-in that bindings ask as well. Images and sounds are made of the question, and the same
//! for the same question.

use crate::bindings::ai;
use crate::route::Route;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cfs_catalogue::Success;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// How many pixels an image has each way, and how many samples a second of sound.
const SIDE: usize = 16;
const RATE: u32 = 8000;

/// Runs a model.
pub(crate) fn run(asked: &Asked, route: &Route) -> Answered {
    let model = asked.segments[4..].join("/");
    let is_json = asked.media().contains("json") || asked.body.first() == Some(&b'{');
    let question: Value = if is_json {
        serde_json::from_slice(&asked.body)
            .map_err(|error| Reply::error(400, 5006, format!("the input is no JSON: {error}")))?
    } else {
        Value::Null
    };
    let of = Sha256::digest(&asked.body);
    let sounds = ["tts", "aura"].iter().any(|part| model.contains(part));
    let draws =
        ["flux", "diffusion", "dreamshaper", "lucid", "phoenix"].iter().any(|part| model.contains(part));
    let bytes = route.detail.given() == Success::Bytes;
    if sounds && !model.contains("nova") {
        return Ok(file("audio", "audio/wav", sound(&of), bytes));
    }
    if draws {
        // The older ones give the image as it is; of others, models are told apart by what the document says.
        let bytes = bytes || model.contains("diffusion") || model.contains("dreamshaper");
        return Ok(file("image", "image/png", image(&of), bytes));
    }
    if !is_json {
        let text = format!("The emulator was given {} bytes", asked.body.len());
        return Ok(Reply::result(json!({"text": text, "word_count": text.split(' ').count()})));
    }
    let told = ai::answer_to(&question);
    if told.headers.iter().any(|(_, media)| media.starts_with("text/event-stream")) {
        return Ok(told);
    }
    let result: Value = serde_json::from_slice(&told.body).unwrap_or_default();
    Ok(Reply::result(result))
}

/// Content as it is, or in base64 as a member of the result.
fn file(member: &str, media: &str, content: Vec<u8>, bytes: bool) -> Reply {
    if bytes {
        return Reply::content(200, media, content);
    }
    Reply::result(json!({ member: STANDARD.encode(content) }))
}

/// The models that the catalogue knows.
pub(crate) fn models(world: &World, asked: &Asked) -> Reply {
    const PATH: &str = "/accounts/{account_id}/ai/run/";
    let details = world.catalogue.operations().filter_map(|operation| operation.detail().ok());
    let names =
        details.filter_map(|detail| detail.path().strip_prefix(PATH)).filter(|name| name.starts_with('@'));
    let wanted = asked.query("search").unwrap_or_default().to_lowercase();
    let mut all: Vec<&str> = names.filter(|name| name.to_lowercase().contains(&wanted)).collect();
    all.sort_unstable();
    all.dedup();
    let number = |name: &str| asked.query(name).and_then(|text| text.parse::<usize>().ok());
    let (page, size) = (number("page").unwrap_or(1).max(1), number("per_page").unwrap_or(50).clamp(1, 100));
    let models: Vec<Value> = all
        .iter()
        .skip((page - 1) * size)
        .take(size)
        .map(|name| json!({"name": name, "source": 1}))
        .collect();
    let info = json!({"page": page, "per_page": size, "count": models.len(), "total_count": all.len()});
    Reply::enveloped(200, Value::Array(models), Some(info))
}

/// A second of a tone, as WAV.
fn sound(of: &[u8]) -> Vec<u8> {
    let tone = 200 + u32::from(of[0]) * 2;
    let samples = (0..RATE).map(|at| if (at * tone * 2 / RATE).is_multiple_of(2) { 160 } else { 96 });
    let mut out = b"RIFF".to_vec();
    out.extend((36 + RATE).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    out.extend(RATE.to_le_bytes());
    out.extend(RATE.to_le_bytes());
    out.extend(b"\x01\0\x08\0data");
    out.extend(RATE.to_le_bytes());
    out.extend(samples);
    out
}

/// A picture of squares, as PNG without compression.
fn image(of: &[u8]) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..SIDE {
        rows.push(0);
        for x in 0..SIDE {
            let at = (x / 4 + y / 4 * 4) % of.len();
            rows.extend([of[at], of[(at + 1) % of.len()], of[(at + 2) % of.len()]]);
        }
    }
    let length = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let mut data = vec![0x78, 0x01, 0x01];
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    data.extend(&rows);
    let (a, b) = rows.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    data.extend((b << 16 | a).to_be_bytes());
    let side = u32::try_from(SIDE).unwrap_or(0).to_be_bytes();
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, b"IHDR", &[&side[..], &side, b"\x08\x02\0\0\0"].concat());
    chunk(&mut out, b"IDAT", &data);
    chunk(&mut out, b"IEND", b"");
    out
}

fn chunk(out: &mut Vec<u8>, name: &[u8], data: &[u8]) {
    out.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
    let content = [name, data].concat();
    let sum = content.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 },
        )
    });
    out.extend(content);
    out.extend((!sum).to_be_bytes());
}
