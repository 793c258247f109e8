//! How a record stands in its file: a mark, a checksum, the bytes.

/// What a file of the cache begins with; another form has another mark.
const MARK: [u8; 4] = *b"dly1";
/// Bytes of mark and checksum.
const HEAD: usize = 8;

/// What can be kept.
pub trait Entry: Sized {
    /// Its bytes; `None` where it cannot be kept.
    fn encode(&self) -> Option<Vec<u8>>;

    /// From its bytes; `None` where they are none.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

/// The content of a file with mark and checksum.
pub(super) fn closed(body: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(HEAD + body.len());
    file.extend_from_slice(&MARK);
    file.extend_from_slice(&checksum(body).to_le_bytes());
    file.extend_from_slice(body);
    file
}

/// The bytes of a record; `None` where the file was cut short or spoilt.
pub(super) fn opened(file: &[u8]) -> Option<&[u8]> {
    let (mark, rest) = file.split_first_chunk::<4>()?;
    let (sum, body) = rest.split_first_chunk::<4>()?;
    (*mark == MARK && u32::from_le_bytes(*sum) == checksum(body)).then_some(body)
}

fn checksum(body: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(body);
    sum.sum()
}
