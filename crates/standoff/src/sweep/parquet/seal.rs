//! A checksum within a file: any byte that was changed, added or lost since it was written is found, and found before anything
//! else in the file is looked at.
//!
//! In: the bytes of a Parquet file as they are written. Out: the same, with a SHA-256 in the place that was left for it in the
//! metadata. The sum is over the whole file with zeros in that place.
//!
//! What comes after the rows (the metadata) is held back until the sum is known; it is small.

use std::io::{self, Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};

/// The key of the metadata under which the sum stands.
pub const KEY: &str = "standoff.sha256";
/// What is written in the place of the sum at first.
pub(crate) const BLANK: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// The end of a Parquet file.
const MAGIC: &[u8; 4] = b"PAR1";
/// Longer metadata than this is not ours.
const LONGEST_METADATA: u64 = 1 << 30;
/// Bytes that are read at a time.
const PIECE: usize = 1 << 18;

/// A writer that sums what goes through.
pub(crate) struct Sealed<W> {
    inner: W,
    hash: Sha256,
    /// What is held back, from the end of the rows on.
    tail: Option<Vec<u8>>,
}

impl<W: Write> Sealed<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new(), tail: None }
    }

    /// From now on bytes are held back.
    pub(crate) fn hold(&mut self) {
        self.tail.get_or_insert_default();
    }

    /// Fills in the sum and writes what was held back.
    pub(crate) fn seal(&mut self) -> io::Result<()> {
        let mut tail = self.tail.take().unwrap_or_default();
        let place = place(&tail).ok_or_else(|| io::Error::other("the file has no place for its checksum"))?;
        self.hash.update(&tail);
        let sum = hex(&std::mem::take(&mut self.hash).finalize());
        tail[place..place + sum.len()].copy_from_slice(sum.as_bytes());
        self.inner.write_all(&tail)?;
        self.inner.flush()
    }
}

impl<W: Write> Write for Sealed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.tail {
            Some(tail) => {
                tail.extend_from_slice(bytes);
                Ok(bytes.len())
            }
            None => {
                let written = self.inner.write(bytes)?;
                self.hash.update(&bytes[..written]);
                Ok(written)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Where the sum stands: after its key, within a few bytes of framing. The last such place, since only the metadata holds one.
fn place(tail: &[u8]) -> Option<usize> {
    let key = KEY.as_bytes();
    let at = tail.windows(key.len()).rposition(|window| window == key)?;
    let after = tail.get(at + key.len()..)?;
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    let framing = after.iter().take(8).position(is_digit)?;
    let sum = after.get(framing..framing + BLANK.len())?;
    sum.iter().all(is_digit).then_some(at + key.len() + framing)
}

/// The metadata of a file: from where on it stands, and its bytes, as far as the end of the file says so.
///
/// # Errors
/// Those of the reader. `None` if the file does not end as a Parquet file does.
pub(crate) fn tail(file: &mut (impl Read + Seek)) -> io::Result<Option<(u64, Vec<u8>)>> {
    let size = file.seek(SeekFrom::End(0))?;
    if size < 12 {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(size - 8))?;
    let mut end = [0; 8];
    file.read_exact(&mut end)?;
    let length = u64::from(u32::from_le_bytes([end[0], end[1], end[2], end[3]]));
    if &end[4..] != MAGIC || length > size - 12 || length > LONGEST_METADATA {
        return Ok(None);
    }
    let start = size - 8 - length;
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length + 8).read_to_end(&mut bytes)?;
    Ok(Some((start, bytes)))
}

/// Whether a file is as it was written: its sum is right.
///
/// # Errors
/// Those of the reader.
pub fn holds(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let Some((start, mut tail)) = tail(file)? else { return Ok(false) };
    let Some(place) = place(&tail) else { return Ok(false) };
    let sum = tail[place..place + BLANK.len()].to_vec();
    tail[place..place + BLANK.len()].copy_from_slice(BLANK.as_bytes());
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut left = start;
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let read = file.read(&mut piece[..most])?;
        if read == 0 {
            return Ok(false);
        }
        hash.update(&piece[..read]);
        left -= read as u64;
    }
    hash.update(&tail);
    Ok(hex(&hash.finalize()).as_bytes() == sum)
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
